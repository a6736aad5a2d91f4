"""Escalation by rule: once for every time somebody did something, by nobody, with its rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from data.incidents.escalate import escalate
from tests.integration.incidents.conftest import Cases


def run(keeper: Engine, *, later: timedelta = timedelta()) -> int:
    """One round of the keeper, at a later time."""
    with keeper.begin() as connection:
        return escalate(connection, datetime.now(UTC) + later)


def test_what_nobody_touches_is_raised_once(cases: Cases, keeper: Engine) -> None:
    uid = cases.add(severity="high", reported_at=datetime.now(UTC) - timedelta(minutes=59))
    assert run(keeper) == 0
    assert run(keeper, later=timedelta(minutes=2)) == 1
    row = cases.row(uid)
    assert (row.severity, row.escalation_rule) == ("critical", "high_untouched")
    assert run(keeper, later=timedelta(minutes=2)) == 0, "idempotent"
    assert cases.all("SELECT user_id FROM incident_events WHERE kind = 'escalated'") == [None]
    assert cases.audited("incident.escalate", "actor") == ["system:incidents"]


def test_a_rule_that_only_marks_fires_again_after_somebody_did_something(
    cases: Cases, keeper: Engine
) -> None:
    uid = cases.add(severity="critical", reported_at=datetime.now(UTC) - timedelta(hours=1))
    assert (run(keeper), run(keeper)) == (1, 0)
    assert (cases.row(uid).severity, cases.row(uid).escalated_at_utc is not None) == ("critical", True)
    cases.post("obs", uid, "events", {"note": "It is worse now."})
    changed = cases.row(uid).changed_at_utc
    cases.post("m1", uid, "events", {"note": "I am on the phone with them."})
    assert cases.row(uid).changed_at_utc > changed, "a manager's note counts, the reporter's does not"
    assert run(keeper) == 0
    assert run(keeper, later=timedelta(minutes=16)) == 1


def test_closed_merged_and_retired_are_left_alone(cases: Cases, keeper: Engine) -> None:
    closed, other, merged = (cases.add(severity="critical") for _ in range(3))
    cases.post("m1", closed, "events", {"status": "resolved", "note": "calm again"})
    cases.post("m1", merged, "merge", {"into": str(other)})
    cases.run("UPDATE incident_escalations SET active = false")
    assert run(keeper, later=timedelta(days=2)) == 0
    cases.run("UPDATE incident_escalations SET active = true")
    assert run(keeper, later=timedelta(days=2)) == 1
    assert cases.row(other).escalated_at_utc is not None


def test_two_rounds_at_once_raise_an_incident_once(cases: Cases, keeper: Engine) -> None:
    cases.add(severity="high", reported_at=datetime.now(UTC) - timedelta(hours=3))
    with keeper.connect() as one, keeper.connect() as two, one.begin(), two.begin():
        assert escalate(one, datetime.now(UTC)) == 1
        assert escalate(two, datetime.now(UTC)) == 0, "the row is the other's"
    assert cases.one("SELECT count(*) FROM incident_events WHERE kind = 'escalated'") == 1

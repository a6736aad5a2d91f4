"""The status of an election: what opens its entry, with a reason in the audit log."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, text

from data.elections import list_elections, set_status
from data.errors import MatokeoError, UnknownElection
from tests.election_factory import make_election


def test_a_change_of_status_is_kept_with_its_reason(db: Connection) -> None:
    mini = make_election(db)
    assert set_status(db, mini.code, "paused", actor="cli:asha", reason="Fire at the tallying centre.")
    assert not set_status(db, mini.code, "paused", actor="cli:asha", reason="again")
    assert next(line.status for line in list_elections(db) if line.code == mini.code) == "paused"
    row = db.execute(
        text("SELECT actor, action, object_id, old_value, new_value, reason FROM audit_log")
    ).one()
    assert tuple(row) == (
        "cli:asha",
        "election.status",
        mini.code,
        {"status": "active"},
        {"status": "paused"},
        "Fire at the tallying centre.",
    )


def test_no_reason_an_unknown_status_or_election_change_nothing(db: Connection) -> None:
    mini = make_election(db)
    for code, status, reason, error in (
        (mini.code, "paused", " ", MatokeoError),
        (mini.code, "finished", "x", MatokeoError),
        ("nowhere-1999", "paused", "x", UnknownElection),
    ):
        with pytest.raises(error):
            set_status(db, code, status, actor="cli:asha", reason=reason)
    assert db.execute(text("SELECT count(*) FROM audit_log")).scalar_one() == 0

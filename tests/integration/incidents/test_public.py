"""What everybody may see of incidents: moderated, late and coarse, whatever was reported."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import h3
import msgspec
import pytest
from sqlalchemy import Engine

from data.incidents.public import public_incidents, public_incidents_mark
from data.records.incidents import PublicIncident
from tests.integration.incidents.conftest import Cases


def shown(cases: Cases, keeper: Engine, *, later: timedelta = timedelta()) -> list[PublicIncident]:
    with keeper.connect() as connection:
        return public_incidents(connection, cases.mini.election_id, datetime.now(UTC) + later)


def mark(cases: Cases, keeper: Engine, *, later: timedelta = timedelta()) -> str:
    with keeper.connect() as connection:
        return public_incidents_mark(connection, cases.mini.election_id, datetime.now(UTC) + later)


def publish(cases: Cases, uid: UUID, **more: Any) -> None:
    """Make an incident public as the owner; tests of moderation do it through the API."""
    cases.run(
        "UPDATE incidents SET visibility = 'public', public_text = 'A quarrel was settled.', moderated_by = :m, "
        "moderated_at_utc = now() WHERE uid = :u",
        u=uid,
        m=cases.ids["admin"],
    )
    for column, value in more.items():
        cases.run(f"UPDATE incidents SET {column} = :v WHERE uid = :u", v=value, u=uid)


def test_only_moderated_incidents_older_than_the_delay_are_public(cases: Cases, keeper: Engine) -> None:
    internal, old = cases.add(), cases.add()
    young = cases.add(reported_at=datetime.now(UTC) - timedelta(minutes=20))
    for uid in (old, young):
        publish(cases, uid)
    assert len(shown(cases, keeper)) == 1
    assert len(shown(cases, keeper, later=timedelta(minutes=41))) == 2
    del internal


@pytest.mark.parametrize("change", ["status = 'dismissed'", "visibility = 'internal'"])
def test_a_dismissed_or_withdrawn_incident_is_not_public(cases: Cases, keeper: Engine, change: str) -> None:
    uid = cases.add()
    publish(cases, uid)
    assert len(shown(cases, keeper)) == 1
    cases.run(f"UPDATE incidents SET {change} WHERE uid = :u", u=uid)
    assert shown(cases, keeper) == []


def test_the_public_record_names_no_place_time_person_or_word_of_the_report(
    cases: Cases, keeper: Engine
) -> None:
    happened = datetime(2026, 11, 20, 17, 42, 13, tzinfo=UTC)
    uid = cases.add(
        station="W-1-1-1-1",
        longitude=36.0123,
        latitude=0.0456,
        description="Asha saw it",
        happened_at=happened,
    )
    publish(cases, uid)
    (found,) = shown(cases, keeper)
    assert (found.area.code, found.area.level) == ("W-1-1", "constituency")
    assert (found.hour, found.text) == (datetime(2026, 11, 20, 17, tzinfo=UTC), "A quarrel was settled.")
    words = json.dumps(msgspec.to_builtins(found))
    stored = cases.row(uid)
    for secret in ("Asha", "W-1-1-1", "36.01", "0.045", "17:42", str(uid), stored.receipt, "School"):
        assert secret not in words, secret


def test_two_incidents_of_one_area_are_drawn_at_one_hexagon_wherever_they_were(
    cases: Cases, keeper: Engine
) -> None:
    for longitude in (36.001, 36.19):
        publish(cases, cases.add(station=None, longitude=longitude, latitude=0.01))
    cells = {found.cell for found in shown(cases, keeper)}
    assert len(cells) == 1
    assert h3.get_resolution(str(cells.pop())) == 4


@pytest.mark.parametrize(
    ("grain", "code"), [("ward", "W-1-1-1"), ("county", "W-1"), ("country", "W"), ("no-such-level", "W")]
)
def test_the_grain_is_the_finest_area_that_is_named(
    cases: Cases, keeper: Engine, grain: str, code: str
) -> None:
    publish(cases, cases.add())
    cases.run(
        "UPDATE elections SET settings = jsonb_build_object('incidents', jsonb_build_object('public_grain', CAST(:g AS text)))",
        g=grain,
    )
    assert [found.area.code for found in shown(cases, keeper)] == [code]


def test_the_mark_moves_whenever_the_list_does(cases: Cases, keeper: Engine) -> None:
    first, second = cases.add(), cases.add(reported_at=datetime.now(UTC) - timedelta(minutes=30))
    seen = [mark(cases, keeper)]
    publish(cases, first)
    seen.append(mark(cases, keeper))
    publish(cases, second)
    assert mark(cases, keeper) == seen[-1], "the second is too young"
    seen.append(mark(cases, keeper, later=timedelta(minutes=31)))
    cases.run("UPDATE incidents SET status = 'dismissed' WHERE uid = :u", u=first)
    seen.append(mark(cases, keeper))
    cases.run("""UPDATE elections SET settings = '{"incidents": {"public_delay_min": 0}}'""")
    seen.append(mark(cases, keeper))
    assert len(set(seen)) == len(seen) - 1, "nothing public before and after: the same mark"
    assert seen[0] == seen[3]

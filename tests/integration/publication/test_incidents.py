"""Public incidents: a file of the version, moderated, late, coarse; cheap to publish; never a point or a reporter's word."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, text

from dashboard.public import create_public_app
from data.incidents.store import add_incidents
from data.publish.verify import verify
from data.published import PublishedStore
from data.records.incidents import IncidentDraft
from data.tally.worker import drain
from tests.integration.publication.conftest import Room

REPORTERS_WORDS = "I saw Mwangi at the green door"
MODERATED = "People queued until after closing time."
LATITUDE, LONGITUDE = -1.234567, 36.765432


def report(
    room: Room, station: str = "W-1-1-1-2", *, severity: str = "high", category: str = "late_opening"
) -> int:
    """Store an incident at a point, reported two hours ago, known to nobody but the office."""
    draft = IncidentDraft(
        uid=uuid4(),
        category=category,
        severity=severity,  # type: ignore[arg-type]
        description=REPORTERS_WORDS,
        happened_at=datetime.now(UTC) - timedelta(hours=3),
        reported_at=datetime.now(UTC) - timedelta(hours=2),
        station_id=room.mini.stations[station],
        latitude=LATITUDE,
        longitude=LONGITUDE,
        reported_by=room.ids["obs"],
    )
    with room.engine.begin() as owner:
        return add_incidents(owner, room.mini.election_id, [draft])[0]


def moderate(room: Room, incident: int, words: str = MODERATED) -> None:
    with room.engine.begin() as owner:
        owner.execute(
            text(
                "UPDATE incidents SET visibility = 'public', public_text = :w, moderated_by = :u, moderated_at_utc = now(),"
                " changed_at_utc = clock_timestamp() WHERE incident_id = :i"
            ),
            {"w": words, "u": room.ids["chief"], "i": incident},
        )


def category_of(room: Room) -> str:
    found: str = room.scalars("SELECT category FROM incident_categories ORDER BY category")[0]
    return found


def file_of(room: Room, version: int) -> dict[str, Any] | None:
    content = room.loop.store.read(room.code, version, "_incidents.json")
    return None if content is None else json.loads(content)


@pytest.fixture
def public(room: Room) -> FlaskClient:
    """The results site over the same files."""
    store = PublishedStore(room.office.settings.store, recheck_s=0)
    return create_public_app(room.office.settings, store).server.test_client()


def test_only_what_a_moderator_made_public_is_published_without_place_or_reporter(
    room: Room, public: FlaskClient
) -> None:
    category = category_of(room)
    first = report(room, category=category)
    report(room, "W-2-1-1-1", category=category)
    assert room.publish().version == 1, "what nobody moderated makes no version"
    assert public.get(f"/incidents/{room.code}").status_code == 200
    assert "Incidents</a>" not in public.get("/").text
    moderate(room, first)
    assert room.publish().version == 2
    told = file_of(room, 2)
    assert told is not None
    assert (told["total"], told["by_severity"], told["grain"], told["delay_min"]) == (
        1,
        {"high": 1},
        "constituency",
        60,
    )
    assert told["by_area"] == {"W-1-1": 1}
    whole = json.dumps(told)
    for secret in (
        "Mwangi",
        "green door",
        "36.76",
        "-1.23",
        "W-1-1-1",
        "School",
        '"obs"',
        "reported_by",
    ):
        assert secret not in whole, secret
    assert set(told["incidents"][0]) == {
        "key", "category", "category_title", "severity", "status", "hour", "area", "cell", "text",
    }  # fmt: skip
    page = public.get(f"/incidents/{room.code}").text
    assert MODERATED in page
    assert "no place finer than a constituency" in page
    assert "1 hour after the report" in page
    assert "Mwangi" not in page
    assert "Incidents</a>" in public.get("/").text


def test_a_version_for_incidents_alone_is_cheap_signed_and_says_what_it_is(room: Room) -> None:
    moderate(room, report(room, category=category_of(room)))
    with room.engine.connect() as connection:
        drain(connection)
    # The publisher that has read the election reads none of it again.
    statements: list[str] = []
    room.loop._incidents._look_at.clear()
    room.loop._look_again_at = 0.0
    event.listen(room.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    done = room.loop.round()
    assert [one.version for one in done] == [2]
    assert done[0].documents == 0
    assert not [one for one in statements if "polling_stations p" in one or "form_votes" in one]
    folder = room.loop.store.version_path(room.code, 2)
    names = {path.name for path in folder.rglob("*") if path.suffix == ".json"}
    assert names == {"_incidents.json", "index.json", "changes.json", "manifest.json"}
    assert room.scalars("SELECT kind FROM versions ORDER BY version") == ["count", "incidents"]
    assert verify(str(room.loop.store.root / room.code)).problems == []


def test_a_changed_incidents_file_does_not_pass_verification(room: Room) -> None:
    moderate(room, report(room, category=category_of(room)))
    room.publish()
    path = room.loop.store.version_path(room.code, 2) / "_incidents.json"
    told = json.loads(path.read_bytes())
    path.write_bytes(json.dumps({**told, "total": 5}).encode())
    problems = verify(str(room.loop.store.root / room.code)).problems
    assert any("is not what the manifest says" in one for one in problems)
    assert any("there are 5" in one for one in problems)


def test_an_incident_that_is_taken_back_leaves_with_the_next_version(room: Room, public: FlaskClient) -> None:
    incident = report(room, category=category_of(room))
    moderate(room, incident)
    room.publish()
    with room.engine.begin() as owner:
        owner.execute(
            text(
                "UPDATE incidents SET visibility = 'internal', changed_at_utc = clock_timestamp() WHERE incident_id = :i"
            ),
            {"i": incident},
        )
    assert room.publish().version == 3
    told = file_of(room, 3)
    assert told is not None
    assert told["incidents"] == []
    page = public.get(f"/incidents/{room.code}").text
    assert MODERATED not in page
    assert "That does not mean that nothing happened" in page


def test_the_delay_holds_back_what_was_reported_just_now(room: Room) -> None:
    room.settings(incidents={"public_delay_min": 180})
    moderate(room, report(room, category=category_of(room)))
    assert room.publish().version == 1
    room.settings(incidents={"public_delay_min": 90})
    assert room.publish().version == 2


def test_filters_are_links_and_what_means_nothing_is_not_a_filter(room: Room, public: FlaskClient) -> None:
    categories = room.scalars("SELECT category FROM incident_categories ORDER BY category")[:2]
    for station, severity, category in (
        ("W-1-1-1-2", "high", categories[0]),
        ("W-2-1-1-1", "low", categories[1]),
    ):
        moderate(
            room,
            report(room, station, severity=severity, category=category),
            f"In {station[:5]}, {severity}.",
        )
    room.publish()
    base = f"/incidents/{room.code}"
    assert "2 incidents are public" in public.get(base).text
    low = public.get(f"{base}?severity=low").text
    assert "In W-2-1, low." in low
    assert "In W-1-1, high." not in low
    county = public.get(f"{base}?area=W-1").text
    assert "1 incident is public" in county
    assert "severity=high" in county
    assert "area=W-1" in county, "filters keep each other"
    for nonsense in ("severity=%3Cscript%3E", "category=nothing", "page=999", "page=-1", "page=x"):
        page = public.get(f"{base}?{nonsense}")
        assert page.status_code == 200
        assert "In W-2-1, low." in page.text
    assert public.get(f"{base}?area=nowhere").status_code == 404


def test_hostile_words_of_a_moderator_are_text(room: Room, public: FlaskClient) -> None:
    moderate(room, report(room, category=category_of(room)), "<script>alert(1)</script> & more")
    room.publish()
    page = public.get(f"/incidents/{room.code}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page


def test_reports_of_anybody_are_offered_only_where_the_election_takes_them(
    room: Room, public: FlaskClient
) -> None:
    assert "/report" not in public.get(f"/incidents/{room.code}").text
    room.settings(incidents={"public_reports": True})
    told = room.publish()
    assert told.version == 2
    assert (file_of(room, 2) or {})["incidents"] == []
    page = public.get(f"/incidents/{room.code}").text
    assert f"{room.office.settings.office_url}/report?election={room.code}" in page

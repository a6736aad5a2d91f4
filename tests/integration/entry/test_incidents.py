"""Incidents through the API: stored once, placed in an area, seen and followed by those whom they concern."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.integration.entry.conftest import People
from tests.integration.entry.entering import Entering
from tests.integration.entry.photos import photo
from tests.integration.entry.test_attachments import upload
from tests.office import Office, SignedIn


def incident(**more: Any) -> dict[str, Any]:
    """Return an incident with nothing wrong."""
    happened = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    return {
        "election": "wendera-2031", "category": "violence", "severity": "high", "description": "A fight at the gate.",
        "happened_at": happened, "station": "W-1-1-1-1", **more,
    }  # fmt: skip


def report(person: SignedIn, body: dict[str, Any], key: str | None = None) -> TestResponse:
    """Send an incident."""
    return person.post("/api/v1/incidents", body, headers={"Idempotency-Key": key or str(uuid4())})


def test_an_incident_is_stored_once_with_a_receipt(entering: Entering) -> None:
    key, body = str(uuid4()), incident()
    first, again = report(entering.person, body, key), report(entering.person, body, key)
    assert (first.status_code, again.status_code) == (201, 200), first.text
    assert first.data == again.data
    assert len(first.get_json()["receipt"]) == 10
    assert report(entering.person, {**body, "severity": "low"}, key).status_code == 409
    assert entering.one("SELECT count(*) FROM incidents") == 1
    assert entering.one("SELECT count(*) FROM audit_log WHERE action = 'incident.report'") == 1
    assert entering.one("SELECT area_id FROM incidents") == entering.mini.areas["W-1-1-1"]


def test_the_same_answer_comes_again_after_the_status_changed(
    entering: Entering, office: Office, people: People
) -> None:
    key, body = str(uuid4()), incident()
    first = report(entering.person, body, key)
    office.sign_in(people.manager).post(
        f"/api/v1/incidents/{key}/events", {"status": "investigating", "note": "on the way"}
    )
    assert report(entering.person, body, key).data == first.data


def test_a_point_is_placed_by_the_boundaries_else_in_the_country(entering: Entering) -> None:
    with entering.engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE areas SET boundary = ST_Multi(ST_MakeEnvelope(36, -2, 37, -1, 4326)) WHERE area_id = :a"
            ),
            {"a": entering.mini.areas["W-2-1-1"]},
        )
    inside = incident(station=None, point={"latitude": -1.5, "longitude": 36.5})
    outside = incident(station=None, point={"latitude": 50, "longitude": 8})
    assert report(entering.person, inside).status_code == 201
    assert (
        entering.one("SELECT max(area_id) FROM incidents WHERE ST_Y(point::geometry) < 0")
        == (entering.mini.areas["W-2-1-1"])
    )
    assert report(entering.person, outside).status_code == 201
    assert (
        entering.one("SELECT max(area_id) FROM incidents WHERE ST_Y(point::geometry) > 0")
        == (entering.mini.areas["W"])
    )


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"station": None}, 422, "F112"), ({"category": "party"}, 422, "F111"), ({"description": "   "}, 422, "F101"),
        ({"happened_at": "2099-01-01T00:00:00Z"}, 422, "F110"), ({"attachments": [str(uuid4())]}, 422, "F106"),
        ({"station": "nowhere"}, 404, None), ({"election": "nowhere"}, 404, None), ({"severity": "huge"}, 400, None),
        ({"description": ""}, 400, None), ({"status": "resolved"}, 400, None), ({"reported_by": 1}, 400, None),
        ({"happened_at": "yesterday"}, 400, None), ({"description": "x" * 4001}, 400, None),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_stored(
    entering: Entering, wrong: dict[str, Any], status: int, code: str | None
) -> None:
    answer = report(entering.person, incident(**wrong))
    assert answer.status_code == status, answer.text
    if code is not None:
        assert [e["code"] for e in answer.get_json()["errors"]] == [code]
    assert entering.one("SELECT count(*) FROM incidents") == 0


def test_an_incident_is_seen_by_its_reporter_and_the_managers_of_its_area(
    entering: Entering, office: Office, people: People
) -> None:
    uid = report(entering.person, incident()).get_json()["incident"]
    address = f"/api/v1/incidents/{uid}"
    own = entering.person.get(address).get_json()
    assert (own["status"], own["reported_by"], own["station"]["code"]) == ("reported", "Asha", "W-1-1-1-1")
    assert [e["kind"] for e in own["events"]] == ["reported"]
    for person in (people.manager, people.admin):
        assert office.sign_in(person).get(address).status_code == 200
    for person in (people.far, people.other):
        assert office.sign_in(person).get(address).status_code == 404
        assert office.sign_in(person).get("/api/v1/incidents").get_json()["incidents"] == []
        note = office.sign_in(person).post(f"{address}/events", {"note": "x"})
        assert note.status_code == 404


def test_a_reporter_adds_notes_and_managers_change_the_status_step_by_step(
    entering: Entering, office: Office, people: People
) -> None:
    uid = report(entering.person, incident()).get_json()["incident"]
    address = f"/api/v1/incidents/{uid}/events"
    manager = office.sign_in(people.manager)
    assert entering.person.post(address, {"note": "The police came."}).status_code == 201
    assert entering.person.post(address, {"note": "done", "status": "resolved"}).status_code == 403
    assert manager.post(address, {"note": "I look", "status": "investigating"}).status_code == 201
    assert manager.post(address, {"note": "no", "status": "reported"}).status_code == 409
    assert manager.post(address, {"note": "", "status": "resolved"}).status_code == 400
    answer = manager.post(address, {"note": "calm again", "status": "resolved"})
    assert [(e["kind"], e["old"], e["new"]) for e in answer.get_json()["events"][1:]] == [
        ("note", None, None),
        ("status", "reported", "investigating"),
        ("status", "investigating", "resolved"),
    ]
    own = entering.person.get(f"/api/v1/incidents/{uid}").get_json()
    assert own["status"] == "resolved"
    assert {e["by"] for e in own["events"]} == {"Asha", "manager"}
    assert entering.one("SELECT count(*) FROM audit_log WHERE action LIKE 'incident.%'") == 4


def test_incidents_are_listed_page_by_page_newest_first(entering: Entering) -> None:
    sent = [report(entering.person, incident()).get_json()["incident"] for _ in range(5)]
    seen: list[str] = []
    address = "/api/v1/incidents?limit=2"
    for _ in range(3):
        page = entering.person.get(address).get_json()
        seen += [i["incident"] for i in page["incidents"]]
        address = f"/api/v1/incidents?limit=2&after={page['next']}"
    assert seen == sent[::-1]
    assert page["next"] is None
    assert entering.person.get("/api/v1/incidents?status=resolved").get_json()["incidents"] == []


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "limit=1000", "status=x", "after=x", "mine=2"])
def test_a_malformed_list_is_refused(entering: Entering, query: str) -> None:
    assert entering.person.get(f"/api/v1/incidents?{query}").status_code == 400


def test_a_photo_of_an_incident_is_seen_with_it(entering: Entering, office: Office, people: People) -> None:
    uid = upload(entering.person, photo(), kind="incident").get_json()["attachment"]
    assert office.sign_in(people.manager).get(f"/api/v1/attachments/{uid}").status_code == 404
    answer = report(entering.person, incident(attachments=[uid]))
    assert answer.get_json()["attachments"] == [uid]
    assert office.sign_in(people.manager).get(f"/api/v1/attachments/{uid}").status_code == 200
    assert office.sign_in(people.far).get(f"/api/v1/attachments/{uid}").status_code == 404


def test_words_of_a_person_stay_words(entering: Entering) -> None:
    words = "<img src=x onerror=alert(1)> =cmd|' /C calc'!A0"
    uid = report(entering.person, incident(description=words)).get_json()["incident"]
    answer = entering.person.get(f"/api/v1/incidents/{uid}")
    assert answer.get_json()["description"] == words
    assert answer.headers["Content-Type"] == "application/json"


def test_the_categories_are_listed_in_order(entering: Entering) -> None:
    kinds = entering.person.get("/api/v1/incidents/categories").get_json()["categories"]
    assert [k["category"] for k in kinds[:2]] == ["late_opening", "materials"]
    assert len(kinds) == 12

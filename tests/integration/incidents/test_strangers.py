"""Reports of the public: only where asked for, always internal, small, slow, harmless; and nothing wider for the web's role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from werkzeug.test import TestResponse

from tests.integration.incidents.conftest import ELECTION, Cases
from tests.office import open_office

EAT = ZoneInfo("Africa/Nairobi")
SAME = {"Sec-Fetch-Site": "same-origin"}
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def asking(cases: Cases) -> Cases:
    """An election that takes reports of the public."""
    cases.run("""UPDATE elections SET settings = '{"incidents": {"public_reports": true}}'""")
    return cases


def form(**more: Any) -> dict[str, Any]:
    """A report with nothing wrong."""
    return {
        "election": ELECTION, "key": str(uuid4()), "category": "violence", "area": "W-1-1", "station": "", "website": "",
        "happened_at": f"{datetime.now(EAT):%Y-%m-%dT%H:%M}", "description": "Stones were thrown.", **more,
    }  # fmt: skip


def send(cases: Cases, body: dict[str, Any], headers: dict[str, str] | None = None) -> TestResponse:
    """Send it as a stranger's browser does."""
    return cases.office.stranger().post("/report", data=body, headers=SAME if headers is None else headers)


def test_without_the_setting_there_is_no_such_page(cases: Cases) -> None:
    assert cases.office.stranger().get("/report").status_code == 404
    assert send(cases, form()).status_code == 404
    cases.run(
        """UPDATE elections SET settings = '{"incidents": {"public_reports": true}}', status = 'completed'"""
    )
    assert send(cases, form()).status_code == 404
    assert cases.one("SELECT count(*) FROM incidents") == 0


def test_a_report_arrives_internal_waiting_and_signed_by_nobody(asking: Cases) -> None:
    page = asking.office.stranger().get("/report")
    assert (page.status_code, "Violence" in page.text, "Constituency W-1-1" in page.text) == (200, True, True)
    body = form(station="W-1-1-1-1")
    first, again = send(asking, body), send(asking, body)
    assert (first.status_code, again.status_code) == (200, 200), first.text
    row = asking.one("SELECT to_jsonb(i) FROM incidents i")
    assert (row["reporter"], row["reported_by"], row["status"], row["visibility"]) == (
        "public",
        None,
        "reported",
        "internal",
    )
    assert row["receipt"] in first.text
    assert row["receipt"] in again.text, "sent twice: stored once, the same code"
    assert row["cell_7"] is not None
    queue = asking.as_("m1").get("/api/v1/incidents/queue?visibility=waiting").get_json()
    assert [(one["source"], one["waiting"]) for one in queue["incidents"]] == [("public", True)]
    record = asking.as_("m1").get(f"/api/v1/incidents/{row['uid']}").get_json()
    assert (record["reported_by"], record["events"][0]["by"]) == ("public", "public")
    assert asking.as_("m2").get(f"/api/v1/incidents/{row['uid']}").status_code == 404
    asking.post("m1", row["uid"], "moderate", {"visibility": "internal", "note": "hearsay"})
    assert asking.as_("m1").get("/api/v1/incidents/queue?visibility=waiting").get_json()["total"] == 0


@pytest.mark.parametrize("lang", ["en", "sw"])
def test_what_must_be_mended_is_said_and_kept_without_a_script(asking: Cases, lang: str) -> None:
    client = asking.office.stranger()
    assert f'lang="{lang}"' in client.get(f"/report?lang={lang}").text
    for wrong in ({"category": "nonsense"}, {"area": "nowhere"}, {"station": "no-such"}, {"description": " "},
                  {"happened_at": "2001-01-01T00:00"}, {"happened_at": "soon"}, {"description": "x" * 2001}):  # fmt: skip
        reply = client.post("/report", data=form(**wrong), headers=SAME)
        assert (reply.status_code, reply.text.count('role="alert"')) == (422, 1), wrong
    kept = client.post("/report", data=form(category="", description="Stones at the gate"), headers=SAME)
    assert "Stones at the gate" in kept.text
    assert asking.one("SELECT count(*) FROM incidents") == 0


def test_script_in_a_report_is_only_text_wherever_it_is_shown(asking: Cases) -> None:
    assert send(asking, form(description=SCRIPT)).status_code == 200
    again = send(asking, form(description=SCRIPT, category=""))
    uid = asking.one("SELECT uid FROM incidents")
    for page in (again, asking.as_("m1").get("/manage/incidents"), asking.as_("m1").get(f"/incidents/{uid}")):
        assert SCRIPT not in page.text
        assert "&lt;script&gt;" in page.text


def test_programs_other_sites_and_large_bodies_store_nothing(asking: Cases) -> None:
    assert send(asking, form(website="http://spam.example")).status_code == 200, (
        "the trap answers like a page"
    )
    assert send(asking, form(), headers={}).status_code == 403, "no browser of this site sent it"
    assert send(asking, form(), headers={"Origin": "https://evil.example"}).status_code == 403
    assert send(asking, form(description="x" * 40_000)).status_code == 413
    assert send(asking, form(description="a\0b", category="violence\0")).status_code == 200
    assert asking.one("SELECT count(*) FROM incidents") == 1
    assert asking.one("SELECT description FROM incidents") == "ab"


@pytest.fixture
def limited(asking: Cases, tmp_path: Path) -> Iterator[Cases]:
    """The same office with its limits on."""
    office = open_office(asking.url, tmp_path / "limited")
    yield replace(asking, office=office)
    office.desk.dispose()


def test_a_flood_is_told_to_wait(limited: Cases) -> None:
    answers = [send(limited, form(description=f"Report {n}")).status_code for n in range(8)]
    assert answers == [200] * 5 + [429] * 3
    assert limited.one("SELECT count(*) FROM incidents") == 5


def test_a_flood_from_everywhere_stops_at_the_table(asking: Cases) -> None:
    asking.run(
        "INSERT INTO incidents (uid, election_id, category, severity, area_id, description, happened_at_utc, reporter,"
        " receipt, request_sha256) SELECT gen_random_uuid(), :e, 'other', 'low', :a, 'noise', now(), 'public', 'X', 'x'"
        " FROM generate_series(1, 1000)",
        e=asking.mini.election_id,
        a=asking.mini.areas["W"],
    )
    reply = send(asking, form())
    assert (reply.status_code, reply.headers["Retry-After"]) == (429, "600")
    assert asking.one("SELECT count(*) FROM incidents") == 1000


def test_the_webs_role_can_write_no_incident_without_a_person(asking: Cases) -> None:
    statement = text(
        "INSERT INTO incidents (uid, election_id, category, severity, area_id, description, happened_at_utc, reporter,"
        " receipt, request_sha256) VALUES (gen_random_uuid(), :e, 'other', 'low', :a, 'noise', now(), 'public', 'X', 'x')"
    )
    values = {"e": asking.mini.election_id, "a": asking.mini.areas["W"]}
    with (
        pytest.raises(DBAPIError, match="row-level security"),
        asking.office.desk.entry.begin() as connection,
    ):
        connection.execute(statement, values)
    with (
        pytest.raises(DBAPIError, match="row-level security"),
        asking.office.desk.acting(asking.as_("m1").actor) as connection,
    ):
        connection.execute(statement, values)


def test_a_reporter_cannot_store_an_incident_as_decided_or_public(asking: Cases) -> None:
    columns = {
        "visibility": "'public', public_text = 'x', moderated_by = 1, moderated_at_utc = now()",
        "assigned_to": "1",
    }
    uid = asking.add()
    for name, value in columns.items():
        with asking.office.desk.acting(asking.as_("obs").actor) as connection:
            changed = connection.execute(
                text(f"UPDATE incidents SET {name} = {value} WHERE uid = :u"), {"u": uid}
            )
            assert changed.rowcount == 0, name

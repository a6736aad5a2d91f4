"""What managers read of the board through the API, and what nobody else does."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from data.board.query import read_query
from data.board.read import board_page
from data.elections import office_election
from tests.election_factory import Mini
from tests.figures import figures_in
from tests.integration.board.conftest import Night, copied_night
from tests.office import Office, SignedIn, add_user, open_office
from tests.services import TestServices

ODD = '=HYPERLINK("http://x","y") 2'


@dataclass
class Room:
    """The office over a night in full swing, and its people."""

    night: Night
    office: Office
    people: dict[str, SignedIn]

    def ask(self, name: str, path: str = "", **query: Any) -> TestResponse:
        """Ask as a person."""
        return self.people[name].get(f"/api/v1/board{path}", query_string=query or None)

    def page(self, name: str = "admin", **query: Any) -> dict[str, Any]:
        """A page of the board, as the API's view reads it: hundreds of them would be too many requests."""
        actor = self.people[name].actor
        given = {key: str(value) for key, value in query.items()}
        with self.office.desk.acting(actor) as connection:
            found = board_page(connection, office_election(connection), read_query(given))
        plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(found))
        return plain

    def json(self, name: str, path: str, **query: Any) -> dict[str, Any]:
        """What a route answers, which must be well."""
        reply = self.ask(name, path, **query)
        assert reply.status_code == 200, reply.text
        found: dict[str, Any] = reply.json  # type: ignore[assignment]
        return found


def _happen(night: Night, observer: int) -> None:
    """Twenty-one forms, one held by a rule, one disputed by a person, one whose portal says otherwise; two streams late."""
    # Times are now: the API asks the database's clock.
    start = datetime.now(UTC) - timedelta(hours=3)
    stations = [code for code in night.mini.stations if code not in ("W-1-1-1-4", "W-1-1-2-4")]
    for number, station in enumerate(stations[:20]):
        state = ("preliminary", "verified", "confirmed")[number % 3]
        night.form(station, state=state, received_at_utc=start + timedelta(minutes=number))
    night.form(
        "W-2-2-1-1", "governor", state="disputed", hold_rule="F302", hold_detail="813 votes, the limit is 700",
        entered_by=observer, received_at_utc=start,
    )  # fmt: skip
    night.run(
        "UPDATE result_forms SET state = 'disputed', hold_rule = 'manager', hold_detail = 'two signatures' WHERE form_id = 3"
    )
    night.form(
        "W-1-1-1-1",
        source="portal",
        is_counting=False,
        votes={"asha": 1, "juma": 1, "neema": 1},
        received_at_utc=start,
    )
    night.run("UPDATE polling_stations SET name = :n WHERE code = 'W-2-2-2-4'", n=ODD)
    night.now = datetime.now(UTC)
    night.watch()


@pytest.fixture(scope="module")
def room(
    services: TestServices,
    evening: tuple[str, Mini],
    worker_name: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Room]:
    """An office whose database the tests of this module share: they only read, or add notes."""
    made = copied_night(services, evening, f"room_{worker_name}")
    night = next(made)
    areas, stations = night.mini.areas, night.mini.stations
    ids = {
        "admin": add_user(night.engine, "admin", "admin"),
        "m1": add_user(night.engine, "m1", "manager", scope=[areas["W-1"]]),
        "m2": add_user(night.engine, "m2", "manager", scope=[areas["W-2"]]),
        "lost": add_user(night.engine, "lost", "manager"),
        "obs": add_user(
            night.engine, "obs", "observer", stations=[stations["W-1-1-1-4"], stations["W-2-2-1-1"]]
        ),
        "viewer": add_user(night.engine, "viewer", "viewer"),
    }
    _happen(night, ids["obs"])
    office = open_office(
        services.place.database_url(f"room_{worker_name}"), Path(tmp_path_factory.mktemp("office"))
    )
    yield Room(night, office, {name: office.sign_in(number) for name, number in ids.items()})
    office.desk.dispose()
    made.close()


def _keys(page: dict[str, Any]) -> list[tuple[str, str]]:
    return [(row["station"], row["contest"]) for row in page["rows"]]


def test_what_needs_a_person_comes_first(room: Room) -> None:
    page = room.json("admin", "", limit=500)
    assert page["rows"] == room.page(limit=500)["rows"]
    assert (page["total"], page["total_exact"], page["next"], page["built"]) == (64, True, None, True)
    attention = [row["attention"] for row in page["rows"]]
    assert attention == sorted(attention)
    assert {row["state"] for row in page["rows"][:2]} == {"held", "disputed"}
    late = [row for row in page["rows"] if row["late"]]
    assert [row["expected_at"] for row in late] == sorted(row["expected_at"] for row in late)
    hill = next(row for row in late if row["station"] == "W-1-1-1-4")
    assert hill["expected_from"]["arrived"] == 3
    assert (hill["expected_from"]["of"], hill["expected_from"]["all"]) == ("centre", 4)
    assert [area["code"] for area in hill["where"]] == ["W-1", "W-1-1", "W-1-1-1"]
    assert [one["username"] for one in hill["observers"]] == ["obs"]
    assert hill["observers"][0]["last_contact"] == "session"


@pytest.mark.parametrize("order", ["attention", "code", "received", "late"])
@pytest.mark.parametrize("query", [{}, {"area": "W-1"}, {"contest": "president"}, {"q": "school"}], ids=str)
def test_pages_of_any_order_hold_every_row_once(room: Room, order: str, query: dict[str, str]) -> None:
    whole = room.page(order=order, limit=500, **query)
    seen: list[tuple[str, str]] = []
    after: dict[str, str] = {}
    while True:
        page = room.page(order=order, limit=5, **query, **after)
        seen += _keys(page)
        assert page["total"] == whole["total"] == len(whole["rows"])
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert seen == _keys(whole)
    assert len(set(seen)) == len(seen)


def test_walking_an_index_and_gathering_show_the_same(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    questions: list[dict[str, Any]] = [
        {"order": order, **more}
        for order in ("attention", "code", "received", "late")
        for more in ({}, {"area": "W-2"}, {"state": "verified,not_reported"}, {"late": "1"}, {"missing": "34a"}, {"q": "school"})
    ]  # fmt: skip
    gathered = [room.page(limit=500, **question) for question in questions]
    monkeypatch.setattr("data.board.page.MOST_GATHERED", -1)
    monkeypatch.setattr("data.board.page.MOST_WARDS", 0)
    monkeypatch.setattr("data.board.page.MOST_STATIONS", 0)
    for question, known in zip(questions, gathered, strict=True):
        found = room.page(limit=500, **question)
        assert _keys(found) == _keys(known), question
        assert found["total"] == known["total"], question
        first = room.page(limit=3, **question)
        if first["next"]:
            assert _keys(room.page(limit=3, after=first["next"], **question)) == _keys(known)[3:6], question
    assert room.page("m1", limit=500)["total"] == 32


@pytest.mark.parametrize(
    ("query", "stations"),
    [
        ({"state": "held"}, "W-2-2-1-1"),
        ({"state": "disputed"}, "W-1-1-1-3"),
        ({"check": "F302"}, "W-2-2-1-1"),
        ({"check": "manager"}, "W-1-1-1-3"),
        ({"check": "none such"}, ""),
        ({"differ": "1"}, "W-1-1-1-1"),
        ({"late": "1", "q": "hill"}, "W-1-1-1-4"),
        ({"late": "1", "observer": "obs"}, "W-1-1-1-4"),
        ({"late": "1", "observer": "OBS", "area": "W-2"}, ""),
        ({"q": "w-1-1-2-1"}, "W-1-1-2-1"),
        ({"q": "DAM school"}, "W-1-1-2-3 W-1-1-2-4"),
        ({"q": "%"*2}, ""),
        ({"q": "__"}, ""),
        ({"q": "x' OR 1=1; DROP TABLE station_board; --"}, ""),
        ({"observer": "' OR 'a'='a"}, ""),
        ({"check": "F302' OR true --"}, ""),
        ({"missing": "x", "q": "hill primary 1"}, "W-1-1-1-1"),
    ],
    ids=str,
)  # fmt: skip
def test_a_filter_leaves_what_it_names(room: Room, query: dict[str, str], stations: str) -> None:
    page = room.page(limit=500, **query)
    assert {row["station"] for row in page["rows"]} == set(stations.split())
    assert page["total"] == len(page["rows"])


def test_stations_without_an_observer_are_found(room: Room) -> None:
    page = room.page(observer="none", limit=500)
    assert page["total"] == len(page["rows"]) == 60
    assert all(row["observers"] == [] for row in page["rows"])


def test_the_counts_are_those_of_the_rows(room: Room) -> None:
    facets = room.json("admin", "/facets")
    rows = room.page(limit=500)["rows"]
    for state in ("held", "disputed", "not_reported", "preliminary", "verified", "confirmed"):
        assert facets["counts"][state] == sum(row["state"] == state for row in rows)
        assert room.page(state=state)["total"] == facets["counts"][state]
    assert facets["counts"]["late"] == sum(row["late"] for row in rows) == room.page(late="1")["total"]
    assert {one["rule"]: one["forms"] for one in facets["checks"]} == {"F302": 1, "manager": 1}
    assert {one["source"]: one["rows"] for one in facets["sources"]} == {"34a": 21, "portal": 1}
    assert (facets["differ"], facets["unobserved"]) == (1, 60)
    missing = [one["counts"]["not_reported"] for one in facets["areas"]]
    assert [one["area"]["code"] for one in facets["areas"]] == ["W-2", "W-1"]
    assert missing == sorted(missing, reverse=True)
    part = room.json("admin", "/facets", area="W-1-1", contest="president")
    assert part["counts"]["total"] == 8
    assert {one["area"]["code"] for one in part["areas"]} == {"W-1-1-1", "W-1-1-2"}


def test_the_matrix_and_the_map_are_sums_of_the_same_counts(room: Room) -> None:
    matrix = room.json("admin", "/matrix")
    assert matrix["level"] == "county"
    assert [line["area"]["code"] for line in matrix["lines"]] == ["W-1", "W-2"]
    cell = matrix["lines"][0]["cells"][0]
    assert cell["contest"] == "president"
    assert cell["counts"]["total"] == 16
    assert cell["share_in_pct"] == round(100 * (16 - cell["counts"]["not_reported"]) / 16, 1)
    assert cell["late_median_min"] > 45
    assert 0 < cell["stuck"] <= 1
    wards = room.json("admin", "/matrix", area="W-1-1")
    assert (wards["level"], [line["open"] for line in wards["lines"]]) == ("ward", [False, False])
    assert [area["code"] for area in wards["path"]] == ["W", "W-1", "W-1-1"]
    shown = room.json("admin", "/map", level="constituency", contest="president")
    assert sum(area["counts"]["total"] for area in shown["areas"]) == 32
    everything = room.json("admin", "/map", level="county")
    assert sum(area["counts"]["late"] for area in everything["areas"]) == room.page(late="1")["total"]


def test_a_manager_of_a_county_sees_and_counts_that_county_alone(room: Room) -> None:
    assert {row["station"][:3] for row in room.page("m1", limit=500)["rows"]} == {"W-1"}
    assert room.page("m1", area="W-2")["rows"] == []
    assert room.page("m1", q="W-2-2-1-1")["rows"] == []
    assert room.page("m1", observer="obs", limit=500)["total"] == 2
    assert room.json("m1", "/facets")["counts"]["total"] == 32
    assert room.json("m1", "/facets", area="W-2")["counts"]["total"] == 0
    assert [line["area"]["code"] for line in room.json("m1", "/matrix")["lines"]] == ["W-1"]
    assert room.json("m1", "/matrix", area="W-2")["lines"] == []
    assert {area["code"][:3] for area in room.json("m1", "/map", level="ward")["areas"]} == {"W-1"}
    assert "W-2" not in room.ask("m1", ".csv").text
    election = room.night.mini.code
    assert room.ask("m1", f"/stations/{election}/W-2-2-1-1").status_code == 404
    assert room.page("lost")["total"] == 0


@pytest.mark.parametrize(
    "path", ["", ".csv", "/facets", "/matrix", "/map?level=ward", "/stations/wendera-2031/W-1-1-1-1"]
)
def test_only_managers_read_the_board(room: Room, path: str) -> None:
    assert room.ask("obs", path).status_code == 403
    assert room.ask("viewer", path).status_code == 403
    assert room.office.stranger().get(f"/api/v1/board{path}").status_code in (401, 403)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("?after=forged", 400), ("?state=gone", 400), ("?limit=501", 400), ("?q=x", 400), ("?late=maybe", 400),
        ("?order=votes", 400), ("?q=a%00b", 400), ("?area=nowhere", 404), ("?contest=nothing", 404), ("?election=none", 404),
        ("/map", 400), ("/map?level=moon", 404), ("/matrix?area=nowhere", 404), ("/facets?contest=x", 404),
        ("/stations/wendera-2031/none", 404), ("/stations/none/W-1-1-1-1", 404), (".csv?state=gone", 400),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_by_name(room: Room, path: str, status: int) -> None:
    assert room.ask("admin", path).status_code == status


def test_a_rules_words_are_withheld_from_whoever_could_type_the_form_again(room: Room) -> None:
    def detail(name: str) -> str | None:
        found: str | None = room.page(name, state="held")["rows"][0]["hold_detail"]
        return found

    assert detail("admin") is None, "the words name figures"
    assert "813" not in figures_in(room.ask("m2", ".csv").text)
    dossier = room.json("m2", f"/stations/{room.night.mini.code}/W-2-2-1-1")
    assert (dossier["forms"][0]["hold_rule"], dossier["forms"][0]["hold_detail"]) == ("F302", None)
    assert dossier["forms"][0]["figures_shown"] is False
    assert "813" not in figures_in(str(dossier))
    disputed = room.page(state="disputed")["rows"][0]
    assert disputed["hold_detail"] == "two signatures", "a person's words are for persons"


def test_the_export_holds_every_row_and_no_formula_and_leaves_a_trace(room: Room) -> None:
    reply = room.ask("admin", ".csv", contest="president")
    assert reply.mimetype == "text/csv"
    assert reply.headers["Content-Disposition"].startswith(
        'attachment; filename="matokeo-board-wendera-2031-2'
    )
    rows = list(csv.DictReader(io.StringIO(reply.text)))
    assert [row["station_code"] for row in rows] == sorted(room.night.mini.stations)
    odd = next(row for row in rows if row["station_code"] == "W-2-2-2-4")
    assert odd["station_name"] == "'" + ODD
    assert (odd["county"], odd["ward"]) == ("County W-2", "Ward W-2-2-2")
    filtered = list(csv.DictReader(io.StringIO(room.ask("m1", ".csv", state="disputed,held").text)))
    assert [row["station_code"] for row in filtered] == ["W-1-1-1-3"]
    told = room.night.one(
        "SELECT new_value FROM audit_log WHERE action = 'board.export' AND actor = 'm1' ORDER BY audit_id DESC LIMIT 1"
    )
    assert told == {"filters": {"state": ["disputed", "held"]}, "rows": 1}


def _note(room: Room, name: str, **sent: Any) -> TestResponse:
    headers = {"Idempotency-Key": sent.pop("key", None) or str(uuid4())}
    csrf = sent.pop("csrf", True)
    body = {"election": room.night.mini.code, "station": "W-1-1-2-4", "kind": "called", **sent}
    if not csrf:
        headers["X-CSRF-Token"] = "wrong"
    return room.people[name].post("/api/v1/board/contacts", body, headers=headers)


def test_a_note_of_a_contact_stands_at_the_station_once_and_in_the_audit_log(room: Room) -> None:
    key = str(uuid4())
    promised = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    sent = {
        "kind": "promised",
        "promised_at": promised,
        "note": " after the lamp is back ",
        "contest": "president",
    }
    assert _note(room, "m1", key=key, **sent).status_code == 201
    again = _note(room, "m1", key=key, **sent)
    assert (again.status_code, again.json["note"]) == (200, "after the lamp is back")  # type: ignore[index]
    assert _note(room, "m1", key=key, kind="visited").status_code == 409
    dossier = room.json("m1", f"/stations/{room.night.mini.code}/W-1-1-2-4")
    assert [(one["kind"], one["by"]) for one in dossier["contacts"]] == [("promised", "M1")]
    assert dossier["history"][0]["what"] == "contact"
    row = next(r for r in room.page("m1", q="W-1-1-2-4", contest="president")["rows"])
    assert row["contact"]["note"] == "after the lamp is back"
    assert (
        room.night.one(
            "SELECT count(*) FROM audit_log WHERE action = 'contact.add' AND object_id = :k", k=key
        )
        == 1
    )
    pulse = room.night.pulse()
    room.night.watch()
    assert room.night.pulse() == pulse + 1, "pages hear of it"


@pytest.mark.parametrize(
    ("name", "sent", "status"),
    [
        ("m2", {}, 404), ("obs", {}, 403), ("lost", {}, 404), ("m1", {"kind": "bribed"}, 400), ("m1", {"kind": "promised"}, 400),
        ("m1", {"note": "x" * 1001}, 400), ("m1", {"contest": "nothing"}, 404), ("m1", {"extra": 1}, 400),
        ("m1", {"promised_at": "2031-05-04T20:30:00Z"}, 400), ("m1", {"csrf": False}, 403), ("m1", {"key": "none"}, 400),
    ],
)  # fmt: skip
def test_a_note_that_may_not_be_is_refused(room: Room, name: str, sent: dict[str, Any], status: int) -> None:
    before = room.night.one("SELECT count(*) FROM station_contacts")
    assert _note(room, name, **sent).status_code == status
    assert room.night.one("SELECT count(*) FROM station_contacts") == before


def test_notes_are_never_changed_and_never_in_anothers_name(room: Room) -> None:
    insert = text(
        "INSERT INTO station_contacts (uid, election_id, station_id, area_id, user_id, kind)"
        " SELECT gen_random_uuid(), :e, station_id, area_id, :u, 'called' FROM polling_stations WHERE code = :c"
    )
    desk, me = room.office.desk, room.people["m1"].actor
    own = {"e": room.night.mini.election_id, "u": me.user_id, "c": "W-1-1-1-1"}
    for wrong in ({"u": room.people["m2"].actor.user_id}, {"c": "W-2-1-1-1"}):
        with pytest.raises(Exception, match="row-level security"), desk.acting(me) as connection:
            connection.execute(insert, {**own, **wrong})
    with pytest.raises(Exception, match="permission denied"), desk.acting(me) as connection:
        connection.execute(text("UPDATE station_contacts SET note = 'x'"))
    with pytest.raises(Exception, match="permission denied"), desk.acting(me) as connection:
        connection.execute(text("SELECT seen_at_utc FROM sessions"))


def test_the_dossier_tells_everything_of_a_station_but_its_figures(room: Room) -> None:
    dossier = room.json("admin", f"/stations/{room.night.mini.code}/W-1-1-1-1")
    assert [row["contest"] for row in dossier["rows"]] == ["president", "governor"]
    assert {form["source"] for form in dossier["forms"]} == {"34a", "portal"}
    assert [area["code"] for area in dossier["path"]] == ["W", "W-1", "W-1-1", "W-1-1-1"]
    assert dossier["registered"] == 500
    assert "votes" not in str(dossier)
    times = [event["at"] for event in dossier["history"]]
    assert times == sorted(times, reverse=True)
    disputed = room.json("admin", f"/stations/{room.night.mini.code}/W-1-1-1-3")
    assert "disputed" in [step["step"] for step in disputed["forms"][0]["steps"]]

"""Assignments of observers: begin, end, move, files whole or not at all, exports; in a manager's own areas only."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from werkzeug.test import TestResponse

from data.accounts.assignment_file import LARGEST
from tests.election_factory import Mini, make_election
from tests.office import Office, SignedIn, add_user, open_office

API = "/api/v1/assignments"
HEAD = "username,station_code\r\n"


@dataclass
class Staff:
    """An office: an administrator, a manager of W-1, two observers (one with a station in W-2)."""

    office: Office
    engine: Engine
    mini: Mini
    admin: SignedIn
    manager: SignedIn
    observer: SignedIn

    def send(self, method: str, path: str, json: Any = None, *, by: SignedIn | None = None) -> TestResponse:
        client = by or self.admin
        return client.client.open(path, method=method, json=json, headers=client.headers)

    def assign(self, station: str, *, by: SignedIn | None = None, **more: Any) -> TestResponse:
        given = {"election": self.mini.code, "username": "otieno", "station": station, **more}
        return self.send("POST", API, given, by=by)

    def bring(
        self,
        content: str | bytes,
        *,
        store: bool = False,
        by: SignedIn | None = None,
        election: str | None = None,
    ) -> TestResponse:
        client = by or self.admin
        query = {"election": election or self.mini.code, "store": "true" if store else ""}
        data = content.encode() if isinstance(content, str) else content
        headers = {**client.headers, "Content-Type": "text/csv"}
        return client.client.post(f"{API}/import", query_string=query, data=data, headers=headers)

    def open_ones(self) -> set[tuple[str, str]]:
        """Who is where now."""
        with self.engine.connect() as connection:
            rows = connection.execute(
                text(
                    "SELECT username, code FROM assignments JOIN users USING (user_id) JOIN polling_stations USING (station_id)"
                    " WHERE ended_at_utc IS NULL"
                )
            )
            return {(name, code) for name, code in rows}

    def audit(self, action: str) -> list[Any]:
        with self.engine.connect() as connection:
            rows = connection.execute(
                text("SELECT * FROM audit_log WHERE action = :a ORDER BY audit_id"), {"a": action}
            )
            return list(rows.all())


@pytest.fixture
def staff(fresh_database: Engine, fresh_database_url: str, tmp_path: Path) -> Iterator[Staff]:
    with fresh_database.begin() as connection:
        mini = make_election(connection)
    office = open_office(fresh_database_url, tmp_path)
    admin = add_user(fresh_database, "asha", "admin")
    manager = add_user(fresh_database, "mosi", "manager", scope=[mini.areas["W-1"]])
    observer = add_user(fresh_database, "otieno", "observer")
    add_user(fresh_database, "zuri", "observer", stations=[mini.stations["W-2-1-1-1"]])
    yield Staff(
        office, fresh_database, mini, office.sign_in(admin), office.sign_in(manager), office.sign_in(observer)
    )
    office.desk.dispose()


def test_observers_and_strangers_do_not_reach_assignments(staff: Staff) -> None:
    routes = (("GET", API), ("POST", API), ("DELETE", f"{API}/1"), ("POST", f"{API}/import"))
    for method, path in (*routes, ("GET", f"{API}/export.csv"), ("GET", f"{API}/places")):
        assert staff.send(method, path, {}, by=staff.observer).status_code == 403
        assert staff.office.stranger().open(path, method=method, json={}).status_code in (401, 403)
    assert staff.observer.get("/manage/assignments").status_code == 403


def test_a_manager_assigns_in_the_own_areas_and_nowhere_else(staff: Staff) -> None:
    assert staff.assign("W-1-1-1-1", by=staff.manager).status_code == 201
    assert staff.assign("W-1-1-1-1", by=staff.manager).status_code == 200
    refused = staff.assign("W-2-1-1-1", by=staff.manager)
    assert refused.status_code == 422
    assert "outside your areas" in refused.json["message"]
    assert staff.open_ones() == {("otieno", "W-1-1-1-1"), ("zuri", "W-2-1-1-1")}
    (row,) = staff.audit("assignment.begin")
    assert (row.actor, row.object_id) == ("mosi", "otieno W-1-1-1-1")
    assert row.address is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"username": "nobody"},
        {"username": "mosi"},
        {"station": "X"},
        {"election": "nothing"},
        {"username": ""},
    ],
    ids=str,
)
def test_what_cannot_be_an_assignment_is_refused_with_a_remedy(staff: Staff, wrong: dict[str, str]) -> None:
    given = {"election": staff.mini.code, "username": "otieno", "station": "W-1-1-1-1", **wrong}
    answer = staff.send("POST", API, given)
    assert answer.status_code == 422
    assert len(answer.json["message"].split(". ")) >= 2, "what is wrong, and what to do"
    assert staff.audit("assignment.begin") == []


@pytest.mark.parametrize(
    "body",
    [
        {"election": "w", "username": "otieno", "station": "W-1-1-1-1", "user_id": 1},
        {"election": "w", "username": "otieno", "station": "W-1-1-1-1", "assigned_by": 1},
        {"election": "w", "username": "otieno", "station": "W-1-1-1-1", "instead_of": -1},
        {"election": "w", "username": "otieno", "station": "W-1-1-1-1", "instead_of": 2**40},
        {"election": "w"},
    ],
    ids=str,
)
def test_a_body_with_other_fields_is_refused(staff: Staff, body: dict[str, Any]) -> None:
    assert staff.send("POST", API, body).status_code == 400


def test_an_observer_moves_in_one_moment_or_not_at_all(staff: Staff) -> None:
    staff.assign("W-1-1-1-1")
    (line,) = staff.send("GET", f"{API}?username=otieno").json["assignments"]
    refused = staff.assign("W-9", instead_of=line["assignment"])
    assert refused.status_code == 422
    assert ("otieno", "W-1-1-1-1") in staff.open_ones()
    assert staff.audit("assignment.end") == []
    assert staff.assign("W-1-1-1-2", instead_of=line["assignment"]).status_code == 201
    assert staff.open_ones() == {("otieno", "W-1-1-1-2"), ("zuri", "W-2-1-1-1")}
    lines = staff.send("GET", f"{API}?username=otieno&ended=true").json["assignments"]
    assert [(one["station_code"], one["ended"] is None) for one in lines] == [
        ("W-1-1-1-2", True),
        ("W-1-1-1-1", False),
    ]
    assert lines[0]["since"] == lines[1]["ended"]


def test_a_move_does_not_end_somebody_elses_assignment(staff: Staff) -> None:
    (line,) = staff.send("GET", f"{API}?username=zuri").json["assignments"]
    assert staff.assign("W-1-1-1-1", instead_of=line["assignment"]).status_code == 422
    assert staff.assign("W-1-1-1-1", instead_of=line["assignment"], by=staff.manager).status_code == 404
    assert staff.open_ones() == {("zuri", "W-2-1-1-1")}


def test_an_assignment_elsewhere_is_neither_seen_nor_ended_by_a_manager(staff: Staff) -> None:
    (line,) = staff.send("GET", API).json["assignments"]
    assert staff.send("GET", API, by=staff.manager).json["assignments"] == []
    assert staff.send("DELETE", f"{API}/{line['assignment']}", by=staff.manager).status_code == 404
    assert staff.send("DELETE", f"{API}/{line['assignment']}").status_code == 200
    assert staff.send("DELETE", f"{API}/{line['assignment']}").status_code == 404
    assert [row.object_id for row in staff.audit("assignment.end")] == ["zuri W-2-1-1-1"]


@pytest.mark.parametrize("number", ["0", "x", "-1", "9" * 20, "1;2", "%00"])
def test_a_number_that_is_no_assignment_ends_nothing(staff: Staff, number: str) -> None:
    assert staff.send("DELETE", f"{API}/{number}").status_code in (400, 404)


def test_an_observer_can_enter_from_the_moment_of_the_assignment_and_not_after_its_end(staff: Staff) -> None:
    def stations() -> list[str]:
        return [one["code"] for one in staff.observer.get("/api/v1/me/stations").json["stations"]]

    assert stations() == []
    staff.assign("W-1-1-1-1")
    assert stations() == ["W-1-1-1-1"]
    (line,) = staff.send("GET", f"{API}?username=otieno").json["assignments"]
    staff.send("DELETE", f"{API}/{line['assignment']}")
    assert stations() == []


# Files ------------------------------------------------------------------------------------------------


def test_a_file_is_looked_at_first_and_stored_when_somebody_says_so(staff: Staff) -> None:
    content = HEAD + "otieno,W-1-1-1-1\r\nzuri,W-2-1-1-1\r\notieno,W-1-1-1-2\r\n\r\n"
    looked = staff.bring(content)
    assert looked.status_code == 200
    told = {"rows": 3, "added": 2, "unchanged": 1, "problem_count": 0, "problems": [], "stored": False}
    assert looked.json == told
    assert staff.open_ones() == {("zuri", "W-2-1-1-1")}
    assert staff.bring(content, store=True).json == {**told, "stored": True}
    assert len(staff.open_ones()) == 3
    assert len(staff.audit("assignment.begin")) == 2
    assert staff.audit("assignment.import")[0].new_value["added"] == 2
    again = staff.bring(content, store=True).json
    assert (again["added"], again["unchanged"]) == (0, 3)


def test_one_wrong_row_keeps_the_whole_file_out_and_every_one_is_named(staff: Staff) -> None:
    content = (
        HEAD
        + "otieno,W-1-1-1-1\nnobody,W-1-1-1-1\nmosi,W-1-1-1-1\notieno,X-9\n,W-1-1-1-2\notieno,W-1-1-1-1\n"
    )
    answer = staff.bring(content, store=True)
    assert answer.status_code == 422
    told = answer.json
    assert (told["stored"], told["problem_count"]) == (False, 5)
    assert [(p["row"], p["field"], p["value"]) for p in told["problems"]] == [
        (3, "username", "nobody"),
        (4, "username", "mosi"),
        (5, "station_code", "X-9"),
        (6, "username", ""),
        (7, "station_code", "W-1-1-1-1"),
    ]
    assert all(p["message"] and p["remedy"] for p in told["problems"])
    assert staff.open_ones() == {("zuri", "W-2-1-1-1")}
    assert staff.audit("assignment.begin") == staff.audit("assignment.import") == []


def test_a_managers_file_reaches_no_station_outside_the_own_areas(staff: Staff) -> None:
    answer = staff.bring(HEAD + "otieno,W-1-1-1-1\notieno,W-2-1-1-1\n", store=True, by=staff.manager)
    assert answer.status_code == 422
    assert [p["row"] for p in answer.json["problems"]] == [3]
    assert staff.bring(HEAD + "otieno,W-1-1-1-1\n", store=True, by=staff.manager).status_code == 200


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"otieno,W-1-1-1-1\n",
        b"username;station\n",
        b"username,username,station_code\n",
        b"username,station_code,role\notieno,W-1-1-1-1,super_admin\n",
        b"\xff\xfe\x00u",
        b"username,station_code\n\x00,\n",
        b'username,station_code\n"otieno,W-1',
        b"PK\x03\x04",
    ],
)
def test_what_is_no_such_file_is_refused_at_once(staff: Staff, content: bytes) -> None:
    answer = staff.bring(content, store=True)
    assert answer.status_code == 422
    assert "message" in answer.json
    assert staff.audit("assignment.import") == []


def test_a_file_that_is_too_large_or_too_long_is_refused(staff: Staff) -> None:
    assert staff.bring(b"username,station_code\n" + b"x" * LARGEST).status_code == 400
    assert staff.bring(HEAD + "a,b\n" * 100_001).status_code == 422


def test_files_of_spreadsheets_are_read_with_their_marks_semicolons_and_our_own_columns(staff: Staff) -> None:
    assert staff.bring("\ufeffusername;station_code\r\notieno;W-1-1-1-1\r\n").json["added"] == 1
    staff.assign("W-1-1-1-1")
    exported = staff.admin.get(f"{API}/export.csv?election={staff.mini.code}").get_data()
    told = staff.bring(exported, store=True).json
    assert (told["rows"], told["added"], told["unchanged"], told["problem_count"]) == (2, 0, 2, 0)


def test_the_export_holds_no_formula_goes_no_further_than_the_asker_sees_and_is_written_down(
    staff: Staff,
) -> None:
    with staff.engine.begin() as connection:
        connection.execute(text("UPDATE users SET display_name = '=cmd|x' WHERE username = 'zuri'"))
        connection.execute(
            text("UPDATE polling_stations SET name = '@SUM(1)', code = '-1' WHERE code = 'W-2-1-1-1'")
        )
    answer = staff.admin.get(f"{API}/export.csv", query_string={"election": staff.mini.code})
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows[1][:4] == ["zuri", "'-1", "'=cmd|x", "'@SUM(1)"]
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="matokeo-assignments-2')
    assert staff.audit("assignment.export")[0].actor == "asha"
    assert staff.bring(answer.get_data()).json["unchanged"] == 1, "our own export comes back as it was"
    own = staff.manager.get(f"{API}/export.csv", query_string={"election": staff.mini.code})
    assert len(own.text.splitlines()) == 1
    evil = staff.admin.get(f"{API}/export.csv", query_string={"election": 'x"\r\nX-Evil: 1'})
    assert evil.status_code == 400
    assert "X-Evil" not in evil.headers


def test_places_are_found_by_name_and_code_where_the_asker_works(staff: Staff) -> None:
    def found(by: SignedIn, q: str, kind: str) -> list[str]:
        query = {"election": staff.mini.code, "q": q, "kind": kind}
        return [place["code"] for place in by.get(f"{API}/places", query_string=query).json["places"]]

    assert found(staff.admin, "county", "area") == ["W-1", "W-2"]
    assert found(staff.manager, "county", "area") == ["W-1"]
    assert found(staff.admin, "W-2-1-1-3", "station") == ["W-2-1-1-3"]
    assert found(staff.manager, "W-2-1-1-3", "station") == []
    assert found(staff.manager, "school w-1-1-1-", "station") == [f"W-1-1-1-{n}" for n in (1, 2, 3, 4)]
    assert found(staff.admin, "%%", "area") == []
    for query in ("q=x", "q=county&kind=users", f"q={'x' * 300}"):
        assert staff.admin.get(f"{API}/places?election={staff.mini.code}&{query}").status_code in (400, 422)


def test_the_page_shows_what_row_security_lets_its_reader_see(staff: Staff) -> None:
    staff.assign("W-1-1-1-1")
    page = staff.manager.get("/manage/assignments").text
    assert "W-1-1-1-1" in page
    assert "zuri" not in page
    page = staff.admin.get("/manage/assignments").text
    assert "zuri" in page
    for query in ("q=zuri", "after=x", "after=99999999999999", "election=nothing", "ended=true&q=%25"):
        assert staff.admin.get(f"/manage/assignments?{query}").status_code == 200, query

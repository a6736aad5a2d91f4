"""People through the API and pages: invitations, roles, disabling, links, areas, sessions, personal data; and attacks on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import Engine, text
from werkzeug.test import TestResponse

from tests.election_factory import Mini, make_election
from tests.office import Office, SignedIn, add_user, open_office

HOSTILE = '"><img src=x onerror=alert(1)>'
ROUTES = (
    ("GET", "/api/v1/users"),
    ("POST", "/api/v1/users"),
    ("GET", "/api/v1/users/otieno"),
    ("PATCH", "/api/v1/users/otieno"),
    ("POST", "/api/v1/users/otieno/reset"),
    ("POST", "/api/v1/users/otieno/disable"),
    ("POST", "/api/v1/users/otieno/enable"),
    ("POST", "/api/v1/users/otieno/scopes"),
    ("DELETE", "/api/v1/users/otieno/scopes"),
    ("DELETE", "/api/v1/users/otieno/sessions"),
    ("DELETE", "/api/v1/users/otieno/sessions/11111111-2222-3333-4444-555555555555"),
    ("GET", "/api/v1/users/otieno/personal"),
    ("PUT", "/api/v1/users/otieno/personal"),
)


@dataclass
class Staff:
    """An office with an administrator, a manager of county W-1 and an observer with a station, all signed in."""

    office: Office
    engine: Engine
    mini: Mini
    admin: SignedIn
    manager: SignedIn
    observer: SignedIn

    def send(self, method: str, path: str, json: Any = None, *, by: SignedIn | None = None) -> TestResponse:
        client = by or self.admin
        return client.client.open(path, method=method, json=json, headers=client.headers)

    def audit(self, action: str) -> list[Any]:
        """Rows of an action, the oldest first."""
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
    observer = add_user(fresh_database, "otieno", "observer", stations=[next(iter(mini.stations.values()))])
    yield Staff(
        office, fresh_database, mini, office.sign_in(admin), office.sign_in(manager), office.sign_in(observer)
    )
    office.desk.dispose()


# Who may ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_nobody_but_an_administrator_reaches_people(staff: Staff, method: str, path: str) -> None:
    for client in (staff.manager, staff.observer):
        assert staff.send(method, path, {}, by=client).status_code == 403
    assert staff.office.stranger().open(path, method=method, json={}).status_code in (401, 403)


@pytest.mark.parametrize(("method", "path"), [route for route in ROUTES if route[0] != "GET"])
def test_a_change_without_the_sessions_own_token_is_refused(staff: Staff, method: str, path: str) -> None:
    answer = staff.admin.client.open(path, method=method, json={})
    assert answer.status_code == 403
    stolen = {"X-CSRF-Token": staff.manager.headers["X-CSRF-Token"]}
    assert staff.admin.client.open(path, method=method, json={}, headers=stolen).status_code == 403


@pytest.mark.parametrize(
    ("method", "path"), [r for r in ROUTES if "otieno" in r[1] and "11111111" not in r[1] and r[0] != "PUT"]
)
def test_somebody_who_does_not_exist_is_not_found(staff: Staff, method: str, path: str) -> None:
    bodies = {"scopes": {"election": staff.mini.code, "area": "W-1"}}
    body = bodies.get(path.rsplit("/", 1)[-1], {})
    for name in ("nobody", "otieno%20", quote("' OR 1=1 --"), "%00", "x" * 300):
        answer = staff.send(method, path.replace("otieno", name), body)
        assert answer.status_code in (400, 404), (name, answer.text)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        (
            "POST",
            "/api/v1/users",
            {"username": "zuri", "display_name": "Zuri", "role": "field_observer", "is_active": False},
        ),
        (
            "POST",
            "/api/v1/users",
            {"username": "zuri", "display_name": "Zuri", "role": "field_observer", "user_id": 1},
        ),
        ("PATCH", "/api/v1/users/otieno", {"is_active": False}),
        ("PATCH", "/api/v1/users/otieno", {"username": "asha"}),
        ("PATCH", "/api/v1/users/otieno", {"password_hash": "x"}),
        ("PUT", "/api/v1/users/otieno/personal", {"user_id": "1"}),
        ("POST", "/api/v1/users/mosi/scopes", {"election": "wendera-2031", "area": "W-1", "user_id": 3}),
        ("POST", "/api/v1/users/otieno/disable", {"reason": "", "username": "asha"}),
        ("POST", "/api/v1/users", [1, 2]),
        ("POST", "/api/v1/users", {"username": 7, "display_name": "Zuri", "role": "field_observer"}),
    ],
)
def test_a_field_that_a_body_does_not_have_is_refused(
    staff: Staff, method: str, path: str, body: Any
) -> None:
    before = staff.audit("user.add")
    assert staff.send(method, path, body).status_code == 400
    assert staff.audit("user.add") == before


# Inviting and links -----------------------------------------------------------------------------------


def test_an_invitation_answers_its_link_once_and_the_link_works(staff: Staff) -> None:
    new = {"username": "zuri", "display_name": "Zuri A.", "role": "election_manager"}
    answer = staff.send("POST", "/api/v1/users", new)
    assert answer.status_code == 201
    link = answer.json["link"]
    assert link.startswith("http://127.0.0.1:8051/invitation/")
    path = link.removeprefix("http://127.0.0.1:8051")
    assert staff.office.stranger().get(path).status_code == 200
    token = path.rsplit("/", 1)[1]
    shown = staff.send("GET", "/api/v1/users/zuri")
    assert token not in shown.text
    assert token not in staff.admin.get("/admin/users/zuri").text
    assert shown.json["person"]["state"] == "invited"
    assert shown.json["link_until"] is not None
    assert [(row.actor, row.object_id) for row in staff.audit("user.add")] == [("asha", "zuri")]
    assert token not in str(staff.audit("user.add")) + str(staff.audit("invitation.make"))


def test_the_link_begins_with_the_settings_address_whatever_host_the_request_names(staff: Staff) -> None:
    new = {"username": "zuri", "display_name": "Zuri", "role": "field_observer"}
    answer = staff.admin.client.post(
        "/api/v1/users", json=new, headers={**staff.admin.headers, "Host": "evil.example"}
    )
    assert "evil.example" not in answer.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "otieno"),
        ("username", "Zuri"),
        ("username", "z\r\nX-Evil: 1"),
        ("username", "../admin"),
        ("username", ""),
        ("display_name", " "),
        ("display_name", "\u202eevil"),
        ("display_name", "x" * 201),
        ("role", "king"),
        ("role", ""),
    ],
)
def test_an_invitation_that_cannot_be_leaves_nothing(staff: Staff, field: str, value: str) -> None:
    new = {"username": "zuri", "display_name": "Zuri", "role": "field_observer", field: value}
    answer = staff.send("POST", "/api/v1/users", new)
    assert answer.status_code == 422
    assert "X-Evil" not in answer.headers
    assert staff.audit("user.add") == []


def test_a_name_with_markup_is_text_on_every_page(staff: Staff) -> None:
    new = {"username": "zuri", "display_name": HOSTILE, "role": "election_manager"}
    assert staff.send("POST", "/api/v1/users", new).status_code == 201
    for path in ("/admin/users", "/admin/users/zuri", "/admin/audit", f"/admin/users?q={quote(HOSTILE)}"):
        page = staff.admin.get(path)
        assert page.status_code == 200, path
        assert HOSTILE not in page.text, path
        assert "<img src=x" not in page.text, path
    assert "&lt;img src=x" in staff.admin.get("/admin/users/zuri").text


def test_a_reset_link_is_for_who_has_a_password_and_not_for_who_is_disabled(staff: Staff) -> None:
    assert staff.send("POST", "/api/v1/users/otieno/reset").json["purpose"] == "invite"
    with staff.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO credentials (user_id, password_hash) SELECT user_id, 'x' FROM users WHERE username = 'otieno'"
            )
        )
    assert staff.send("POST", "/api/v1/users/otieno/reset").json["purpose"] == "reset"
    assert staff.send("POST", "/api/v1/users/otieno/disable", {}).status_code == 200
    assert staff.send("POST", "/api/v1/users/otieno/reset").status_code == 422


# Role and state ---------------------------------------------------------------------------------------


def test_nobody_changes_the_own_role_or_state_and_so_the_last_administrator_stays(staff: Staff) -> None:
    assert staff.send("PATCH", "/api/v1/users/asha", {"role": "public_viewer"}).status_code == 422
    assert staff.send("POST", "/api/v1/users/asha/disable", {}).status_code == 422
    assert staff.send("PATCH", "/api/v1/users/asha", {"display_name": "Asha W."}).status_code == 200
    assert staff.send("GET", "/api/v1/users/asha").json["person"]["role"] == "super_admin"
    assert "another administrator" in staff.admin.get("/admin/users/asha").text


def test_a_disabled_person_is_out_at_once_and_comes_back_only_with_a_new_session(staff: Staff) -> None:
    assert staff.observer.get("/api/v1/me/stations").status_code == 200
    answer = staff.send("POST", "/api/v1/users/otieno/disable", {"reason": "phone lost"})
    assert answer.json["person"]["state"] == "disabled"
    assert answer.json["sessions"] == []
    assert staff.observer.get("/api/v1/me/stations").status_code == 401
    assert staff.send("POST", "/api/v1/users/otieno/enable", {}).status_code == 200
    assert staff.observer.get("/api/v1/me/stations").status_code == 401
    (row,) = staff.audit("user.disable")
    assert (row.actor, row.object_id, row.reason) == ("asha", "otieno", "phone lost")
    assert row.address is not None
    assert row.correlation_id is not None


def test_with_another_role_go_areas_stations_and_sessions(staff: Staff) -> None:
    answer = staff.send("PATCH", "/api/v1/users/mosi", {"role": "field_observer", "reason": "night"})
    assert answer.json["person"]["role"] == "field_observer"
    assert answer.json["scopes"] == []
    assert staff.manager.get("/api/v1/assignments").status_code == 401
    answer = staff.send("PATCH", "/api/v1/users/otieno", {"role": "election_manager"})
    assert [line["ended"] is None for line in answer.json["assignments"]] == [False]
    assert [row.new_value for row in staff.audit("user.role")] == [
        {"role": "field_observer"},
        {"role": "election_manager"},
    ]
    assert len(staff.audit("scope.remove")) == len(staff.audit("assignment.end")) == 1


def test_a_role_that_does_not_exist_changes_nothing(staff: Staff) -> None:
    assert staff.send("PATCH", "/api/v1/users/otieno", {"role": "king"}).status_code == 422
    assert staff.send("GET", "/api/v1/users/otieno").json["person"]["role"] == "field_observer"


# Areas ------------------------------------------------------------------------------------------------


def test_areas_of_a_manager_are_added_and_removed_and_both_are_in_the_log(staff: Staff) -> None:
    place = {"election": staff.mini.code, "area": "W-2"}
    answer = staff.send("POST", "/api/v1/users/mosi/scopes", place)
    assert [scope["code"] for scope in answer.json["scopes"]] == ["W-1", "W-2"]
    assert answer.json["scopes"][1]["path"] == ["Wendera"]
    staff.send("POST", "/api/v1/users/mosi/scopes", place)
    answer = staff.send("DELETE", "/api/v1/users/mosi/scopes", {"election": staff.mini.code, "area": "W-1"})
    assert [scope["code"] for scope in answer.json["scopes"]] == ["W-2"]
    assert [row.new_value["area"] for row in staff.audit("scope.add")] == ["W-2"]
    assert [row.old_value["area"] for row in staff.audit("scope.remove")] == ["W-1"]


def test_an_area_that_is_not_there_and_a_person_who_is_no_manager_are_refused(staff: Staff) -> None:
    for place in ({"election": staff.mini.code, "area": "X"}, {"election": "nothing", "area": "W-1"}):
        assert staff.send("POST", "/api/v1/users/mosi/scopes", place).status_code == 404
    answer = staff.send("POST", "/api/v1/users/otieno/scopes", {"election": staff.mini.code, "area": "W-1"})
    assert answer.status_code == 422


# Sessions ---------------------------------------------------------------------------------------------


def test_sessions_are_listed_and_ended_one_or_all(staff: Staff) -> None:
    second = staff.office.sign_in(staff.observer.actor.user_id)
    sessions = staff.send("GET", "/api/v1/users/otieno").json["sessions"]
    assert {session["device"] for session in sessions} == {"test"}
    uid = str(staff.observer.actor.session_uid)
    assert staff.send("DELETE", f"/api/v1/users/otieno/sessions/{uid}").json == {"ended": 1}
    assert staff.observer.get("/api/v1/me/stations").status_code == 401
    assert second.get("/api/v1/me/stations").status_code == 200
    assert staff.send("DELETE", "/api/v1/users/otieno/sessions").json == {"ended": 1}
    assert second.get("/api/v1/me/stations").status_code == 401
    assert [row.old_value["session"] for row in staff.audit("session.end")] == [uid]


def test_a_session_of_another_person_is_not_found_under_this_one(staff: Staff) -> None:
    uid = staff.manager.actor.session_uid
    assert staff.send("DELETE", f"/api/v1/users/otieno/sessions/{uid}").status_code == 404
    assert staff.send("DELETE", "/api/v1/users/otieno/sessions/7").status_code == 404
    assert staff.manager.get("/api/v1/assignments").status_code == 200


# Personal data ----------------------------------------------------------------------------------------


def test_personal_data_are_nowhere_but_in_the_answer_that_is_written_down(staff: Staff) -> None:
    given = {"national_id": "12345678", "phone": "+254 700 000 001", "email": "otieno@example.org"}
    answer = staff.send("PUT", "/api/v1/users/otieno/personal", given)
    assert answer.status_code == 200
    assert answer.json["held"] == ["email", "national_id", "phone"]
    assert staff.audit("personal.read") == []
    for path in (
        "/admin/users",
        "/admin/users/otieno",
        "/api/v1/users",
        "/api/v1/users/otieno",
        "/admin/audit",
    ):
        page = staff.admin.get(path).text
        assert not any(value in page for value in given.values()), path
    assert staff.send("GET", "/api/v1/users/otieno/personal").json == given
    (row,) = staff.audit("personal.read")
    assert (row.actor, row.user_id) == ("asha", staff.admin.actor.user_id)
    with staff.engine.connect() as connection:
        stored = connection.execute(
            text("SELECT string_agg(encode(ciphertext, 'escape'), ' ') FROM user_private")
        ).scalar_one()
        log = connection.execute(text("SELECT string_agg(audit_log::text, ' ') FROM audit_log")).scalar_one()
    assert not any(value in stored + log for value in given.values())


def test_an_empty_field_is_forgotten_and_a_wrong_one_refused(staff: Staff) -> None:
    staff.send("PUT", "/api/v1/users/otieno/personal", {"phone": "+254700000001", "email": "o@example.org"})
    answer = staff.send("PUT", "/api/v1/users/otieno/personal", {"phone": None, "email": "o@example.org"})
    assert answer.json["held"] == ["email"]
    assert staff.send("PUT", "/api/v1/users/otieno/personal", {"phone": "=1+1"}).status_code == 422
    assert staff.send("GET", "/api/v1/users/otieno/personal").json["email"] == "o@example.org"


# The list ---------------------------------------------------------------------------------------------


def test_the_list_is_searched_by_name_role_and_state(staff: Staff) -> None:
    def names(query: str) -> list[str]:
        return [person["username"] for person in staff.admin.get(f"/api/v1/users?{query}").json["people"]]

    assert names("") == ["asha", "mosi", "otieno"]
    assert names("q=MOS") == ["mosi"]
    assert names("q=%25") == []
    assert names("role=field_observer") == ["otieno"]
    assert names("active=false") == []
    assert names("after=mosi") == ["otieno"]
    assert staff.admin.get("/api/v1/users?role=king").status_code == 422
    assert staff.admin.get("/api/v1/users?active=perhaps").status_code == 400
    assert staff.admin.get(f"/api/v1/users?q={'x' * 201}").status_code == 400
    line = staff.admin.get("/api/v1/users?q=mosi").json["people"][0]
    assert line["scopes"] == ["County W-1"]
    assert line["seen_at"] is not None


def test_many_people_come_in_pages(staff: Staff) -> None:
    with staff.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO users (username, display_name, role)"
                " SELECT 'p' || lpad(n::text, 4, '0'), 'P', 'field_observer' FROM generate_series(1, 250) n"
            )
        )
    seen: list[str] = []
    after = ""
    for _ in range(5):
        page = staff.admin.get(f"/api/v1/users?after={after}").json
        seen += [person["username"] for person in page["people"]]
        if page["next"] is None:
            break
        after = page["next"]
    assert len(seen) == len(set(seen)) == 253
    assert "More people" in staff.admin.get("/admin/users").text

"""The gate of the office: who gets in, who is led to the login, and what carries no CSRF token."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask_login import current_user
from sqlalchemy import Engine, event

from dashboard.access import access, check_access, route_access
from dashboard.office import PAGES
from data.acting import LEVELS
from data.errors import SettingsError
from tests.office import Office, add_user, open_office


@pytest.fixture
def office(fresh_database_url: str, tmp_path: Path) -> Iterator[Office]:
    made = open_office(fresh_database_url, tmp_path, RATE_LIMIT_SCALE="100")
    yield made
    made.desk.dispose()


def test_a_stranger_is_led_to_the_login_from_every_page(office: Office) -> None:
    client = office.stranger()
    assert client.get("/login").status_code == 200
    for path in ("/", "/account", "/manage/verify", "/admin/users", "/nothing/here"):
        answer = client.get(path)
        assert answer.status_code == 303, path
        assert answer.headers["Location"].startswith("/login"), path


def test_a_stranger_gets_nothing_from_dash(office: Office) -> None:
    client = office.stranger()
    for path in ("/_dash-layout", "/_dash-dependencies"):
        assert client.get(path).status_code in (303, 401, 404), path
    assert client.post("/_dash-update-component", json={}).status_code in (303, 401, 403)


def test_a_person_with_a_session_is_known(office: Office, fresh_database: Engine) -> None:
    person = office.sign_in(add_user(fresh_database, "asha", "observer"))
    answer = person.get("/")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/observe"


def test_a_disabled_person_is_a_stranger_at_once(office: Office, fresh_database: Engine) -> None:
    user_id = add_user(fresh_database, "asha", "observer")
    person = office.sign_in(user_id)
    with fresh_database.begin() as owner:
        owner.exec_driver_sql("UPDATE users SET is_active = false")
    assert person.get("/").headers["Location"] == "/login"


def _changing(server: Flask) -> list[tuple[str, str, str]]:
    """Every route that changes something and is not for strangers: method, address with made-up values, level."""
    found = []
    for rule in server.url_map.iter_rules():
        level = route_access(server, rule.endpoint)
        path = re.sub(r"<(?:uuid:)[^>]+>", "00000000-0000-4000-8000-000000000000", rule.rule)
        path = re.sub(r"<int:[^>]+>", "1", path)
        path = re.sub(r"<[^>]+>", "x", path)
        for method in sorted((rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}):
            if level not in ("public", "page"):
                found.append((method, path, str(level)))
    return found


def test_every_route_declares_its_access_and_one_that_does_not_stops_the_start(office: Office) -> None:
    pages = [page for page in (module.PAGE for module in PAGES)]
    check_access(office.server, pages, (*LEVELS, "page"))
    copy = Flask("copy")
    copy.add_url_rule("/api/v1/open", endpoint="open", view_func=lambda: "x")
    with pytest.raises(SettingsError, match="/api/v1/open"):
        check_access(copy, [], LEVELS)
    with pytest.raises(SettingsError, match="everybody"):
        check_access(Flask("none", static_folder=None), [replace(pages[0], access="everybody")], LEVELS)


def test_no_route_changes_anything_for_a_stranger(office: Office) -> None:
    routes = _changing(office.server)
    assert len(routes) > 15
    client = office.stranger()
    for method, path, _level in routes:
        answer = client.open(path, method=method, json={})
        wanted = (401,) if path.startswith("/api/") else (303,)
        assert answer.status_code in wanted, (method, path)


def test_no_route_changes_anything_without_the_session_s_own_token(
    office: Office, fresh_database: Engine
) -> None:
    person = office.sign_in(add_user(fresh_database, "asha", "admin"))
    stolen = office.sign_in(add_user(fresh_database, "baraka", "admin")).headers
    paths = [(method, path) for method, path, _ in _changing(office.server)]
    assert ("POST", "/_dash-update-component") in paths
    for method, path in paths:
        for headers in ({}, stolen, {"X-CSRF-Token": "é" * 64}, {"X-CSRF-Token": ""}):
            answer = person.client.open(path, method=method, json={}, headers=headers)
            assert answer.status_code == 403, (method, path, headers)
        foreign = {**person.headers, "Origin": "https://evil.example"}
        assert person.client.open(path, method=method, json={}, headers=foreign).status_code == 403
    assert person.get("/account").status_code == 200, "and nobody was signed out meanwhile"


def test_a_role_opens_what_it_names_and_nothing_above(office: Office, fresh_database: Engine) -> None:
    order = [level for level in LEVELS if level != "public"]
    for role in ("viewer", "observer", "manager"):
        person = office.sign_in(add_user(fresh_database, f"a-{role}", role))
        for method, path, level in _changing(office.server):
            if level in order and order.index(level) > order.index(role):
                answer = person.client.open(path, method=method, json={}, headers=person.headers)
                assert answer.status_code == 403, (role, method, path)


def test_a_session_without_its_second_factor_reaches_nothing_but_it(
    office: Office, fresh_database: Engine
) -> None:
    person = office.sign_in(add_user(fresh_database, "asha", "admin"), second_factor=False)
    free = {"/logout", "/api/v1/auth/logout", "/account/second-factor", "/account/second-factor/begin"}
    free |= {f"/api/v1/account/second-factor/{step}" for step in ("code", "begin", "confirm")}
    free.add("/account/second-factor/confirm")
    for method, path, _level in _changing(office.server):
        if path in free:
            continue
        answer = person.client.open(path, method=method, json={}, headers=person.headers)
        if path.startswith("/api/"):
            assert answer.status_code == 403, (method, path)
            assert answer.json is not None
            assert answer.json["error"] == "second_factor_due", (method, path)
        else:
            assert answer.status_code == 303, (method, path)
            assert answer.headers["Location"].startswith("/account/second-factor"), (method, path)
    for module in PAGES:
        page = module.PAGE
        if page.access == "public" or page.name == "second_factor":
            continue
        answer = person.get(re.sub(r"<[^>]+>", "x", page.paths[0]))
        assert answer.status_code == 303, page.name
        assert answer.headers["Location"].startswith("/account/second-factor"), page.name


def test_flask_login_knows_the_same_person_and_no_cookie_of_its_own(
    office: Office, fresh_database: Engine
) -> None:
    seen: list[tuple[bool, str | None]] = []

    @office.server.get("/probe")
    @access("public")
    def probe() -> str:
        seen.append((current_user.is_authenticated, current_user.get_id()))
        return "seen"

    person = office.sign_in(add_user(fresh_database, "asha", "observer"))
    person.get("/probe")
    stranger = office.stranger()
    stranger.set_cookie("remember_token", f"{person.actor.uid}|forged")
    stranger.set_cookie("session", "forged")
    answer = stranger.get("/probe")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert seen == [(True, str(person.actor.uid)), (False, None)]


def test_an_error_is_a_page_of_the_office_for_people_and_json_for_programs(
    office: Office, fresh_database: Engine
) -> None:
    person = office.sign_in(add_user(fresh_database, "asha", "observer"))
    missing = person.get("/nothing/<script>alert(1)</script>?lang=sw")
    assert missing.status_code == 404
    assert "Haijapatikana" in missing.text
    assert "Asha" in missing.text, "in the frame of who is signed in"
    assert "<script>alert" not in missing.text
    for answer in (missing, person.get("/admin/users")):
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Cache-Control"] == "no-store"
    forbidden = person.get("/api/v1/nothing")
    assert forbidden.status_code == 404
    assert forbidden.json is not None
    assert forbidden.json["error"] == "not_found"
    unknown = office.stranger().get("/api/v1/auth/me")
    assert unknown.status_code == 401
    assert unknown.json is not None
    assert unknown.json["error"] == "not_signed_in"


def test_a_request_asks_once_who_it_is_from(office: Office, fresh_database: Engine) -> None:
    person = office.sign_in(add_user(fresh_database, "asha", "observer"))
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(office.desk.auth, "before_cursor_execute", note)
    assert person.get("/api/v1/auth/me").status_code == 200
    assert len(statements) == 1, statements
    assert "FROM sessions" in statements[0]
    statements.clear()
    assert office.stranger().get("/login").status_code == 200
    assert statements == [], "a stranger without a cookie costs the store nothing"

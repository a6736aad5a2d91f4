"""The gate of the office: who gets in, who is led to the login, and what carries no CSRF token."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.office import Office, add_user, open_office


@pytest.fixture
def office(fresh_database_url: str, tmp_path: Path) -> Iterator[Office]:
    made = open_office(fresh_database_url, tmp_path)
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

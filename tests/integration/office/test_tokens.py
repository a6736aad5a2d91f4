"""Bearer tokens: short access, rotating refresh, what happens when one is stolen, and how they end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from werkzeug.test import TestResponse

from data import people
from data.accounts import tokens
from tests.integration.office.accounts import PASSWORD, enrol, person
from tests.office import Office, open_office

TOKEN = "/api/v1/auth/token"
REFRESH = "/api/v1/auth/refresh"
ME = "/api/v1/auth/me"


@pytest.fixture
def office(fresh_database_url: str, tmp_path: Path) -> Iterator[Office]:
    made = open_office(fresh_database_url, tmp_path, RATE_LIMIT_SCALE="100")
    yield made
    made.desk.dispose()


def issue(client: FlaskClient, name: str, **more: str) -> dict[str, Any]:
    answer = client.post(TOKEN, json={"name": name, "password": PASSWORD, **more})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return dict(answer.json or {})


def me(client: FlaskClient, access: str) -> TestResponse:
    return client.get(ME, headers={"Authorization": f"Bearer {access}"})


def test_a_client_acts_with_its_token_and_needs_no_csrf_token(office: Office, fresh_database: Engine) -> None:
    person(fresh_database, "asha", "observer")
    client = office.stranger()
    pair = issue(client, "asha")
    assert pair["token_type"] == "Bearer"
    assert pair["expires_in"] == 600
    assert client.get_cookie("matokeo_office") is None
    answer = me(client, pair["access_token"])
    assert answer.json is not None
    assert answer.json["username"] == "asha"
    changed = client.post(
        "/api/v1/account/language",
        json={"language": "sw"},
        headers={"Authorization": f"Bearer {pair['access_token']}"},
    )
    assert changed.status_code == 204


def test_a_manager_s_client_needs_the_code(office: Office, fresh_database: Engine) -> None:
    user_id = person(fresh_database, "asha", "manager")
    client = office.stranger()
    sent = {"name": "asha", "password": PASSWORD}
    unset = client.post(TOKEN, json=sent)
    assert unset.status_code == 401
    assert unset.json is not None
    assert unset.json["needs_code"] is True
    secret = enrol(office, fresh_database, user_id)
    without = client.post(TOKEN, json=sent)
    assert without.status_code == 401
    assert without.json is not None
    assert without.json["needs_code"] is True
    assert client.post(TOKEN, json={**sent, "code": "000000"}).status_code == 401
    pair = issue(client, "asha", code=pyotp.TOTP(secret).now())
    answer = me(client, pair["access_token"])
    assert answer.json is not None
    assert answer.json["second_factor"] is True


def test_a_refresh_token_works_once_and_a_second_use_ends_the_family(
    office: Office, fresh_database: Engine
) -> None:
    person(fresh_database, "asha", "observer")
    client = office.stranger()
    first = issue(client, "asha")
    other = issue(client, "asha")
    second = client.post(REFRESH, json={"refresh_token": first["refresh_token"]}).json
    assert second is not None
    assert me(client, second["access_token"]).status_code == 200
    stolen = client.post(REFRESH, json={"refresh_token": first["refresh_token"]})
    assert stolen.status_code == 401
    for token in (first["access_token"], second["access_token"]):
        assert me(client, token).status_code == 401
    assert client.post(REFRESH, json={"refresh_token": second["refresh_token"]}).status_code == 401
    assert me(client, other["access_token"]).status_code == 200, "another client of the person goes on"
    with fresh_database.begin() as owner:
        rows = owner.execute(text("SELECT object_type FROM audit_log WHERE action = 'token.reuse'")).all()
        stored = str(owner.execute(text("SELECT token_sha256 FROM refresh_tokens")).all())
    assert len(rows) == 1
    assert first["refresh_token"] not in stored


def test_of_two_refreshes_at_once_one_wins_and_the_family_ends(
    office: Office, fresh_database: Engine
) -> None:
    person(fresh_database, "asha", "observer")
    pair = issue(office.stranger(), "asha")
    statuses: list[int] = []

    def refresh() -> None:
        body = {"refresh_token": pair["refresh_token"]}
        statuses.append(office.stranger().post(REFRESH, json=body).status_code)

    threads = [threading.Thread(target=refresh) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 401, 401, 401]
    assert me(office.stranger(), pair["access_token"]).status_code == 401


def test_forged_foreign_and_old_tokens_open_nothing(
    office: Office, fresh_database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    user_id = person(fresh_database, "asha", "observer")
    client = office.stranger()
    pair = issue(client, "asha")
    access = pair["access_token"]
    with office.desk.authenticating() as connection:
        forged, _ = tokens.issue_tokens(
            connection, user_id, secret="x" * 40, second_factor=True, whence=tokens.Whence()
        )
    for bad in (forged.access, access[:-2] + "xx", "", "a.b.c", "x" * 5000, pair["refresh_token"]):
        assert me(client, bad).status_code == 401, bad[:40]
    for bad in ("", "x", "x" * 5000, access):
        answer = client.post(REFRESH, json={"refresh_token": bad})
        assert answer.status_code in (400, 401), bad[:40]
    monkeypatch.setattr(tokens, "ACCESS_S", -1)
    assert me(client, access).status_code == 401


def test_a_token_stands_alone_a_cookie_beside_it_is_not_looked_at(
    office: Office, fresh_database: Engine
) -> None:
    signed = office.sign_in(person(fresh_database, "asha", "observer"))
    answer = signed.get(ME, headers={"Authorization": "Bearer nonsense"})
    assert answer.status_code == 401
    changed = signed.client.post(
        "/api/v1/account/language", json={"language": "sw"}, headers={"Authorization": "Bearer nonsense"}
    )
    assert changed.status_code == 401, "the header does not switch off the CSRF check of a session"


@pytest.mark.parametrize("how", ["disabled", "signed out", "revoked by its owner", "password changed"])
def test_tokens_end_at_once(office: Office, fresh_database: Engine, how: str) -> None:
    user_id = person(fresh_database, "asha", "observer")
    client = office.stranger()
    pair = issue(client, "asha")
    bearer = {"Authorization": f"Bearer {pair['access_token']}"}
    browser = office.sign_in(user_id)
    if how == "disabled":
        with fresh_database.begin() as owner:
            people.set_active(owner, "asha", False, actor="cli:test")
    elif how == "signed out":
        assert client.post("/api/v1/auth/logout", headers=bearer).status_code == 204
    elif how == "revoked by its owner":
        listed = browser.get("/api/v1/account/sessions").json
        assert listed is not None
        (uid,) = [s["uid"] for s in listed["sessions"] if s["kind"] == "api"]
        assert browser.delete(f"/api/v1/account/sessions/{uid}").status_code == 204
    else:
        sent = {"current": PASSWORD, "password": "another tractor for nine suns"}
        assert browser.post("/api/v1/account/password", sent).status_code == 200
    assert me(client, pair["access_token"]).status_code == 401
    again = client.post(REFRESH, json={"refresh_token": pair["refresh_token"]})
    assert again.status_code == 401


def test_a_role_given_or_taken_counts_for_tokens_that_are_out(office: Office, fresh_database: Engine) -> None:
    person(fresh_database, "asha", "observer")
    client = office.stranger()
    pair = issue(client, "asha")
    with fresh_database.begin() as owner:
        people.set_role(owner, "asha", "election_manager", actor="cli:test")
    bearer = {"Authorization": f"Bearer {pair['access_token']}"}
    refused = client.get("/api/v1/account/sessions", headers=bearer)
    assert refused.status_code == 403
    assert refused.json is not None
    assert refused.json["error"] == "second_factor_due"

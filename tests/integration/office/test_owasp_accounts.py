"""What attackers of accounts try first: extra fields, markup in names, odd bytes, odd methods, headers, enumeration."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from data import people
from data.accounts import passwords
from tests.integration.office.accounts import ORIGIN, PASSWORD, person, sign_in
from tests.office import Office, open_office

LOGIN = "/api/v1/auth/login"
MARKUP = "<img src=x onerror=alert(1)>\"'</script><script>alert(2)</script>"


@pytest.fixture
def office(fresh_database_url: str, tmp_path: Path) -> Iterator[Office]:
    made = open_office(fresh_database_url, tmp_path, RATE_LIMIT_SCALE="100")
    yield made
    made.desk.dispose()


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        (LOGIN, {"name": "asha", "password": PASSWORD, "role": "super_admin"}),
        (LOGIN, {"name": "asha", "password": PASSWORD, "second_factor": True}),
        ("/api/v1/auth/token", {"name": "asha", "password": PASSWORD, "user_id": 1}),
        ("/api/v1/account/language", {"language": "sw", "role": "super_admin"}),
        ("/api/v1/account/password", {"current": PASSWORD, "password": "x" * 20, "user_id": 1}),
        ("/api/v1/account/second-factor/code", {"code": "123456", "confirmed": True}),
    ],
)
def test_a_field_that_a_body_does_not_have_is_refused(
    office: Office, fresh_database: Engine, path: str, sent: dict[str, Any]
) -> None:
    signed = office.sign_in(person(fresh_database, "asha", "observer"))
    answer = signed.post(path, sent)
    assert answer.status_code == 400
    with fresh_database.begin() as owner:
        assert owner.execute(text("SELECT role::text, language FROM users")).one() == ("field_observer", "en")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'{"name": 1, "password": 2}',
        b'{"name": "a\\u0000b", "password": "c"}',
        b'{"name": "\xff", "password": "c"}',
        b'{"name": {"$ne": null}, "password": {"$ne": null}}',
        b'{"name": "' + b"a" * 5000 + b'", "password": "c"}',
    ],
)
def test_a_body_that_is_none_is_a_400_and_never_a_500(office: Office, raw: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    for path in (LOGIN, "/api/v1/auth/token", "/api/v1/auth/refresh"):
        assert office.stranger().post(path, data=raw, headers=headers).status_code == 400, path


@pytest.mark.parametrize(
    "name",
    [
        "a\x00b",
        "' OR 1=1 --",
        MARKUP,
        "\U0001f600",
        "x" * 3000,
        "asha\r\nSet-Cookie: a=b",
        "../../etc/passwd",
    ],
)
def test_odd_names_at_the_login_are_refused_like_any_other(office: Office, name: str) -> None:
    answer = sign_in(office.stranger(), name, PASSWORD)
    assert answer.status_code in (400, 401)
    assert "<img src=x" not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_markup_in_a_name_and_a_device_is_text_on_every_page_of_the_account(
    office: Office, fresh_database: Engine
) -> None:
    with fresh_database.begin() as owner:
        user_id = people.add_person(
            owner, "asha", display_name=MARKUP, role="field_observer", actor="cli:test"
        )
        passwords.set_password(owner, user_id, PASSWORD)
    client = office.stranger()
    sign_in(client, "asha", environ_base={"HTTP_USER_AGENT": MARKUP})
    for path in ("/account", "/account/second-factor", "/nothing"):
        page = client.get(path).text
        assert "<img src=x" not in page, path
        assert "<script>alert" not in page, path
    assert "&lt;img" in client.get("/account").text


def test_a_page_of_somebody_who_is_signed_in_is_kept_by_nobody(
    office: Office, fresh_database: Engine
) -> None:
    signed = office.sign_in(person(fresh_database, "asha", "observer"))
    for path in ("/account", "/api/v1/auth/me", "/api/v1/account/sessions", "/login", "/nothing"):
        assert signed.get(path).headers["Cache-Control"] == "no-store", path


def test_no_method_that_was_not_meant_opens_a_route(office: Office, fresh_database: Engine) -> None:
    signed = office.sign_in(person(fresh_database, "asha", "observer"))
    for method in ("PUT", "PATCH", "DELETE", "TRACE"):
        for path in (LOGIN, "/logout", "/account", "/api/v1/account/password"):
            answer = signed.client.open(path, method=method, headers=signed.headers)
            assert answer.status_code in (403, 404, 405), (method, path)
    sneaky = signed.client.get("/logout", headers={"X-HTTP-Method-Override": "POST"})
    assert sneaky.status_code in (404, 405)
    assert signed.get("/account").status_code == 200


def test_the_host_and_forwarding_headers_of_a_caller_change_nothing(
    office: Office, fresh_database: Engine
) -> None:
    person(fresh_database, "asha", "observer")
    client = office.stranger()
    forged = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "X-Real-IP": "203.0.113.9",
    }
    answer = client.post("/login", data={"name": "asha", "password": PASSWORD}, headers={**ORIGIN, **forged})
    assert answer.status_code == 303
    assert "evil.example" not in answer.headers["Location"]
    with fresh_database.begin() as owner:
        assert owner.execute(text("SELECT host(address) FROM sessions")).scalar_one() == "127.0.0.1"


def test_guessing_is_slowed_by_address_whatever_names_are_tried(
    fresh_database_url: str, fresh_database: Engine, tmp_path: Path
) -> None:
    office = open_office(fresh_database_url, tmp_path)
    client = office.stranger()
    statuses = [sign_in(client, f"name{n}", "one password for all").status_code for n in range(22)]
    assert statuses[:20] == [401] * 20
    assert statuses[20:] == [429, 429]
    api = client.post(LOGIN, json={"name": "asha", "password": PASSWORD})
    assert api.status_code in (401, 429)
    page = sign_in(client, "name", "one password for all")
    assert int(page.headers["Retry-After"]) >= 1
    assert "Too many requests" in page.text
    office.desk.dispose()


def test_the_web_s_other_role_cannot_read_a_secret_nor_make_a_session(
    office: Office, fresh_database: Engine
) -> None:
    signed = office.sign_in(person(fresh_database, "asha", "admin"))
    for statement in (
        "SELECT password_hash FROM credentials",
        "SELECT token_sha256 FROM sessions",
        "SELECT secret FROM second_factors",
        "SELECT ciphertext FROM user_private",
        "SELECT token_sha256 FROM refresh_tokens",
        "SELECT token_sha256 FROM invitations",
        "UPDATE credentials SET failed_logins = 0",
        "INSERT INTO invitations (token_sha256, user_id, purpose, expires_at_utc) VALUES ('x', 1, 'reset', now())",
    ):
        with pytest.raises(Exception, match="permission denied"), office.desk.acting(signed.actor) as door:
            door.execute(text(statement))


def test_the_role_of_signing_in_cannot_give_a_role_nor_touch_a_form(
    office: Office, fresh_database: Engine
) -> None:
    person(fresh_database, "asha", "observer")
    for statement in (
        "UPDATE users SET role = 'super_admin'",
        "UPDATE users SET is_active = true",
        "INSERT INTO users (username, display_name, role) VALUES ('evil', 'Evil', 'super_admin')",
        "SELECT 1 FROM result_forms",
        "DELETE FROM audit_log",
        "SELECT 1 FROM audit_log",
        "DELETE FROM sessions",
    ):
        with pytest.raises(Exception, match="permission denied"), office.desk.authenticating() as door:
            door.execute(text(statement))

"""One's own account: sessions, password, second factor, language; links that set a password."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pyotp
import pytest
from sqlalchemy import Engine, text

from data.accounts import factors
from data.accounts.invitations import make_invitation
from data.accounts.sessions import end_sessions
from tests.integration.office.accounts import ORIGIN, PASSWORD, enrol, give_code, person, sign_in
from tests.office import Office, add_user, open_office

SESSIONS = "/api/v1/account/sessions"
OTHER = "another tractor for nine suns"


@pytest.fixture
def office(fresh_database_url: str, tmp_path: Path) -> Iterator[Office]:
    made = open_office(fresh_database_url, tmp_path, RATE_LIMIT_SCALE="100")
    yield made
    made.desk.dispose()


def test_a_person_sees_the_own_sessions_alone_with_device_and_address(
    office: Office, fresh_database: Engine
) -> None:
    user_id = person(fresh_database, "asha", "observer")
    office.sign_in(person(fresh_database, "baraka", "observer"))
    phone, here = office.sign_in(user_id), office.sign_in(user_id)
    listed = here.get(SESSIONS).json
    assert listed is not None
    assert {s["uid"] for s in listed["sessions"]} == {
        str(phone.actor.session_uid),
        str(here.actor.session_uid),
    }
    assert [s["current"] for s in listed["sessions"]].count(True) == 1
    assert {(s["address"], s["device"]) for s in listed["sessions"]} == {("127.0.0.1", "test")}
    page = here.get("/account").text
    assert "this browser" in page
    assert str(phone.actor.session_uid) in page
    assert "token" not in str(listed["sessions"][0])


def test_nobody_ends_a_session_of_somebody_else(office: Office, fresh_database: Engine) -> None:
    asha = office.sign_in(person(fresh_database, "asha", "observer"))
    baraka = office.sign_in(person(fresh_database, "baraka", "admin"))
    for uid in (asha.actor.session_uid, uuid4()):
        answer = baraka.delete(f"{SESSIONS}/{uid}")
        assert answer.status_code == 404
    assert asha.get("/account").status_code == 200
    for wrong in ("1", "../1", "%00", "' OR 1=1"):
        assert baraka.delete(f"{SESSIONS}/{wrong}").status_code in (404, 405)


def test_one_session_or_all_others_are_ended(office: Office, fresh_database: Engine) -> None:
    user_id = person(fresh_database, "asha", "observer")
    first, second, third, here = (office.sign_in(user_id) for _ in range(4))
    assert here.delete(f"{SESSIONS}/{first.actor.session_uid}").status_code == 204
    assert here.delete(f"{SESSIONS}/{first.actor.session_uid}").status_code == 404
    assert first.get("/account").status_code == 303
    assert second.get("/account").status_code == 200
    ended = here.post(f"{SESSIONS}/end-others").json
    assert ended == {"ended": 2}
    assert third.get("/account").status_code == 303
    assert here.get("/account").status_code == 200
    with fresh_database.begin() as owner:
        actions = owner.execute(
            text("SELECT action FROM audit_log WHERE action LIKE 'session.%' ORDER BY audit_id")
        )
        assert list(actions.scalars()) == ["session.end", "session.end_all"]


def test_a_password_is_changed_with_the_old_one_and_ends_other_sessions(
    office: Office, fresh_database: Engine
) -> None:
    user_id = person(fresh_database, "asha", "observer")
    there, here = office.sign_in(user_id), office.sign_in(user_id)
    path = "/api/v1/account/password"
    assert here.post(path, {"current": "not the password", "password": OTHER}).status_code == 401
    assert here.post(path, {"current": PASSWORD, "password": "too short"}).status_code == 422
    assert here.post(path, {"current": PASSWORD, "password": PASSWORD}).status_code == 422
    assert here.post(path, {"current": PASSWORD, "password": OTHER}).json == {"ended": 1}
    assert there.get("/account").status_code == 303
    assert here.get("/account").status_code == 200
    assert sign_in(office.stranger(), "asha").status_code == 401
    assert sign_in(office.stranger(), "asha", OTHER).status_code == 303


def test_guesses_of_the_old_password_lock_the_account_like_a_login(
    office: Office, fresh_database: Engine
) -> None:
    here = office.sign_in(person(fresh_database, "asha", "observer"))
    for n in range(5):
        sent = {"current": f"guess number {n}", "password": OTHER}
        assert here.post("/api/v1/account/password", sent).status_code == 401
    assert here.post("/api/v1/account/password", {"current": PASSWORD, "password": OTHER}).status_code == 401


def test_new_recovery_codes_replace_the_old_and_cost_a_code(office: Office, fresh_database: Engine) -> None:
    user_id = person(fresh_database, "asha", "manager")
    secret = enrol(office, fresh_database, user_id)
    with office.desk.authenticating() as connection:
        old = factors.make_recovery_codes(connection, user_id)
    here = office.sign_in(user_id)
    path = "/api/v1/account/second-factor/recovery-codes"
    assert here.post(path, {"code": "123456"}).status_code == 401
    made = here.post(path, {"code": pyotp.TOTP(secret).now()}).json
    assert made is not None
    assert len(set(made["recovery_codes"])) == 10
    client = office.stranger()
    sign_in(client, "asha")
    assert give_code(client, old[0]).status_code == 401
    assert give_code(client, made["recovery_codes"][0]).status_code == 303
    assert "9 recovery codes are left" in client.get("/account").text


def test_another_phone_costs_a_code_and_begins_with_nothing_open(
    office: Office, fresh_database: Engine
) -> None:
    user_id = person(fresh_database, "asha", "manager")
    secret = enrol(office, fresh_database, user_id)
    there, here = office.sign_in(user_id), office.sign_in(user_id)
    path = "/api/v1/account/second-factor"
    assert here.post(f"{path}/replace", {"code": "000000"}).status_code == 401
    assert here.post(f"{path}/begin").status_code == 422, "there is one already"
    gone = here.post(f"{path}/replace", {"code": pyotp.TOTP(secret).now()})
    assert gone.json is not None
    assert gone.json["factor_due"] is True
    assert there.get("/account").status_code == 303
    csrf = {"X-CSRF-Token": gone.json["csrf"]}
    assert here.get("/account").headers["Location"].startswith("/account/second-factor")
    shown = here.client.post(f"{path}/begin", headers=csrf).json
    assert shown is not None
    assert shown["secret"] != secret
    assert shown["picture"].startswith("<svg")
    code = pyotp.TOTP(shown["secret"]).now()
    done = here.client.post(f"{path}/confirm", json={"code": code}, headers=csrf)
    assert done.json is not None
    assert len(done.json["recovery_codes"]) == 10
    assert here.get("/account").status_code == 200


def test_the_language_chosen_stays_with_the_account(office: Office, fresh_database: Engine) -> None:
    user_id = person(fresh_database, "asha", "observer")
    here = office.sign_in(user_id)
    assert here.post("/api/v1/account/language", {"language": "xx"}).status_code == 422
    assert here.post("/api/v1/account/language", {"language": "sw"}).status_code == 204
    elsewhere = office.sign_in(user_id)
    assert '<html lang="sw"' in elsewhere.get("/account").text
    # Refusals too are in the language of the account, without a choice of the browser.
    refused = elsewhere.delete("/api/v1/account/sessions/00000000-0000-0000-0000-000000000000")
    assert (refused.status_code, refused.json["message"]) == (404, "Huna kipindi kama hicho.")
    with fresh_database.begin() as owner:
        row = owner.execute(
            text("SELECT old_value, new_value FROM audit_log WHERE action = 'user.language'")
        ).one()
    assert tuple(row) == ({"language": "en"}, {"language": "sw"})


# Links ------------------------------------------------------------------------------------------------


def _link(office: Office, user_id: int, purpose: str = "invite") -> str:
    with office.desk.authenticating() as connection:
        return "/invitation/" + make_invitation(connection, user_id, purpose=purpose, created_by=None)


def test_an_invited_person_sets_a_password_and_signs_in(office: Office, fresh_database: Engine) -> None:
    user_id = add_user(fresh_database, "asha", "observer")
    link, client = _link(office, user_id), office.stranger()
    page = client.get(link)
    assert page.status_code == 200
    assert "asha" in page.text
    assert page.headers["Referrer-Policy"] in ("strict-origin-when-cross-origin", "no-referrer")
    form = {"password": PASSWORD, "again": PASSWORD}
    assert client.post(link, data={**form, "again": "x"}, headers=ORIGIN).status_code == 422
    weak = client.post(link, data={"password": "asha" * 4, "again": "asha" * 4}, headers=ORIGIN)
    assert weak.status_code == 422
    assert "user name" in weak.text
    assert client.post(link, data=form, headers={"Origin": "https://evil.example"}).status_code == 403
    done = client.post(link, data=form, headers=ORIGIN)
    assert done.headers["Location"] == "/login?said=set"
    assert client.get(link).status_code == 404
    assert client.post(link, data=form, headers=ORIGIN).status_code == 404
    assert sign_in(client, "asha").status_code == 303


def test_a_link_dies_with_time_a_newer_one_and_its_person(office: Office, fresh_database: Engine) -> None:
    user_id = person(fresh_database, "asha", "observer")
    client = office.stranger()
    old = _link(office, user_id, "reset")
    new = _link(office, user_id, "reset")
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200
    with fresh_database.begin() as owner:
        owner.execute(text("UPDATE users SET is_active = false"))
    assert client.get(new).status_code == 404
    with fresh_database.begin() as owner:
        owner.execute(text("UPDATE users SET is_active = true"))
        owner.execute(text("UPDATE invitations SET expires_at_utc = now() - interval '1 second'"))
    assert client.get(new).status_code == 404
    for wrong in ("/invitation/x", "/invitation/" + "a" * 43, "/invitation/%00", "/invitation/..%2Flogin"):
        assert client.get(wrong).status_code in (303, 404), wrong


def test_a_reset_link_ends_the_sessions_when_it_is_used(office: Office, fresh_database: Engine) -> None:
    user_id = person(fresh_database, "asha", "observer")
    there = office.sign_in(user_id)
    link = _link(office, user_id, "reset")
    assert there.get("/account").status_code == 200
    form = {"password": OTHER, "again": OTHER}
    assert office.stranger().post(link, data=form, headers=ORIGIN).status_code == 303
    assert there.get("/account").status_code == 303


def test_ending_sessions_says_how_many_and_leaves_the_one_to_keep(
    office: Office, fresh_database: Engine
) -> None:
    user_id = person(fresh_database, "asha", "observer")
    first, second = office.sign_in(user_id), office.sign_in(user_id)
    with office.desk.authenticating() as connection:
        assert end_sessions(connection, user_id, reason="test", keep=first.actor.session_uid) == 1
        assert end_sessions(connection, user_id, reason="test", keep=first.actor.session_uid) == 0
    assert first.get("/account").status_code == 200
    assert second.get("/account").status_code == 303


def test_the_account_page_holds_no_secret(office: Office, fresh_database: Engine) -> None:
    user_id = person(fresh_database, "asha", "manager")
    secret = enrol(office, fresh_database, user_id)
    page = office.sign_in(user_id).get("/account").text
    assert secret not in page
    assert not re.search(r"\$argon2", page)

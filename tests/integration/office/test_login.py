"""Signing in as a browser does it: forms, cookies, second factor, lock-out, and where a login may lead."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import Engine, text

from dashboard.auth.identity import COOKIE
from data.accounts import factors
from tests.integration.office.accounts import (
    ORIGIN,
    PASSWORD,
    csrf_of,
    enrol,
    give_code,
    person,
    sign_in,
)
from tests.office import Office, add_user, open_office


@pytest.fixture
def office(fresh_database_url: str, tmp_path: Path) -> Iterator[Office]:
    made = open_office(fresh_database_url, tmp_path, RATE_LIMIT_SCALE="100")
    yield made
    made.desk.dispose()


def test_an_observer_signs_in_with_name_and_password_and_lands_where_they_work(
    office: Office, fresh_database: Engine
) -> None:
    person(fresh_database, "asha", "observer")
    client = office.stranger()
    answer = sign_in(client, "Asha ")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/"
    cookie = answer.headers["Set-Cookie"]
    for part in (f"{COOKIE}=", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="):
        assert part in cookie
    assert "Secure" not in cookie
    assert client.get("/").headers["Location"] == "/observe"
    assert "asha" in client.get("/account").text.lower()


def test_over_https_the_cookie_is_for_this_host_and_https_alone(
    fresh_database_url: str, fresh_database: Engine, tmp_path: Path
) -> None:
    office = open_office(fresh_database_url, tmp_path, OFFICE_URL="https://office.example.org")
    person(fresh_database, "asha", "observer")
    answer = office.stranger().post(
        "/login",
        data={"name": "asha", "password": PASSWORD},
        headers={"Origin": "https://office.example.org"},
        base_url="https://office.example.org",
    )
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"__Host-{COOKIE}=")
    assert "Secure" in cookie
    assert "Domain" not in cookie
    office.desk.dispose()


def test_every_refusal_sounds_alike_and_keeps_the_name_but_never_the_password(
    office: Office, fresh_database: Engine
) -> None:
    person(fresh_database, "asha", "observer")
    disabled = person(fresh_database, "baraka", "observer")
    add_user(fresh_database, "chebet", "observer")  # invited, no password yet
    with fresh_database.begin() as owner:
        owner.execute(text("UPDATE users SET is_active = false WHERE user_id = :u"), {"u": disabled})
    client = office.stranger()
    pages = {}
    for name, password in (
        ("asha", "wrong password here"),
        ("baraka", PASSWORD),
        ("chebet", PASSWORD),
        ("nobody-of-that-name", PASSWORD),
        ("", ""),
    ):
        answer = sign_in(client, name, password)
        assert answer.status_code == 401
        assert "Set-Cookie" not in answer.headers
        assert PASSWORD not in answer.text
        if name:
            assert f'value="{name}"' in answer.text
            pages[name] = answer.text.replace(f'value="{name}"', "")
    assert len(set(pages.values())) == 1


def test_a_name_that_does_not_exist_takes_as_long_as_one_that_does(
    office: Office, fresh_database: Engine
) -> None:
    person(fresh_database, "asha", "observer")
    client = office.stranger()

    def fastest(names: list[str]) -> float:
        times = []
        for name in names:
            began = (
                time.process_time()
            )  # work done, not time passed: other programs must not decide the verdict
            sign_in(client, name, "not the password at all")
            times.append(time.process_time() - began)
        return min(times)

    fastest(["warm-up"])
    unknown, known = fastest([f"nobody{n}" for n in range(4)]), fastest(["asha"] * 4)
    locked = fastest(["asha"] * 4)  # tries five to eight: locked from the fifth on
    assert unknown == pytest.approx(known, rel=0.5)
    assert locked == pytest.approx(known, rel=0.5)


def test_five_failures_lock_the_account_longer_each_time_and_the_right_password_does_not_open_it(
    office: Office, fresh_database: Engine
) -> None:
    person(fresh_database, "asha", "observer")
    client = office.stranger()
    for _ in range(5):
        assert sign_in(client, "asha", "not the password").status_code == 401
    refused = sign_in(client, "asha")
    assert refused.status_code == 401, "locked: even the right password is refused"

    def lock_s() -> float:
        with fresh_database.begin() as owner:
            return float(
                owner.execute(
                    text("SELECT extract(epoch FROM locked_until_utc - now()) FROM credentials")
                ).scalar_one()
            )

    def let_pass() -> None:
        with fresh_database.begin() as owner:
            owner.execute(text("UPDATE credentials SET locked_until_utc = now() - interval '1 second'"))

    assert 25 < lock_s() <= 30
    let_pass()
    sign_in(client, "asha", "not the password")
    assert 55 < lock_s() <= 60
    for _ in range(12):
        let_pass()
        sign_in(client, "asha", "not the password")
    assert 890 < lock_s() <= 900, "never longer than a quarter of an hour"
    let_pass()
    assert sign_in(client, "asha").status_code == 303
    with fresh_database.begin() as owner:
        assert owner.execute(text("SELECT failed_logins FROM credentials")).scalar_one() == 0


def test_guesses_sent_at_once_are_all_counted(office: Office, fresh_database: Engine) -> None:
    person(fresh_database, "asha", "observer")
    statuses: list[int] = []

    def guess(n: int) -> None:
        statuses.append(sign_in(office.stranger(), "asha", f"guess number {n} of many").status_code)

    threads = [threading.Thread(target=guess, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) == {401}
    with fresh_database.begin() as owner:
        row = owner.execute(text("SELECT failed_logins, locked_until_utc > now() FROM credentials")).one()
    assert tuple(row) == (5, True), "after the fifth nothing was even compared"


def test_the_browser_gets_another_session_than_it_came_with(office: Office, fresh_database: Engine) -> None:
    user_id = person(fresh_database, "asha", "observer")
    attacker = office.sign_in(user_id)
    planted = attacker.client.get_cookie(COOKIE)
    assert planted is not None
    victim = office.stranger()
    victim.set_cookie(COOKIE, planted.value)
    sign_in(victim, "asha")
    now = victim.get_cookie(COOKIE)
    assert now is not None
    assert now.value != planted.value
    assert attacker.get("/account").status_code == 303, "the planted session ended with the login"
    assert victim.get("/account").status_code == 200
    made_up = office.stranger()
    made_up.set_cookie(COOKIE, "chosen-by-the-attacker")
    answer = sign_in(made_up, "asha")
    assert "chosen-by-the-attacker" not in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("role", ["manager", "admin"])
def test_a_manager_reaches_nothing_before_a_second_factor_is_set_up(
    office: Office, fresh_database: Engine, role: str
) -> None:
    person(fresh_database, "asha", role)
    client = office.stranger()
    answer = sign_in(client, "asha", following="/manage/verify?x=1")
    assert answer.headers["Location"] == "/account/second-factor?next=/manage/verify%3Fx%3D1"
    for path in ("/account", "/observe"):
        where = client.get(path)
        assert where.status_code == 303, path
        assert where.headers["Location"].startswith("/account/second-factor"), path
    assert client.get("/api/v1/account/sessions").status_code == 403
    assert client.get("/_dash-layout").headers["Location"].startswith("/account/second-factor")

    page = client.get("/account/second-factor")
    shown = client.post(
        "/account/second-factor/begin", data={"csrf_token": csrf_of(page), "next": "/manage/verify"}
    )
    assert "<svg" in shown.text
    key = re.search(r'class="acc-key">([A-Z2-7 ]+)<', shown.text)
    assert key
    secret = key.group(1).replace(" ", "")
    before = client.get_cookie(COOKIE)
    wrong = client.post(
        "/account/second-factor/confirm", data={"csrf_token": csrf_of(page), "code": "000000"}
    )
    assert wrong.status_code == 401
    assert secret[:4] in wrong.text, "a wrong first code shows the same picture again"
    done = client.post(
        "/account/second-factor/confirm",
        data={"csrf_token": csrf_of(page), "code": pyotp.TOTP(secret).now(), "next": "/manage/verify"},
    )
    assert done.status_code == 200
    assert len(re.findall(r"<li>[0-9a-z]{5}-[0-9a-z]{5}</li>", done.text)) == 10
    after = client.get_cookie(COOKIE)
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert client.get("/account").status_code == 200
    with fresh_database.begin() as owner:
        stored = bytes(owner.execute(text("SELECT secret FROM second_factors")).scalar_one())
    assert secret.encode() not in stored


def test_a_code_opens_once_and_a_recovery_code_once(office: Office, fresh_database: Engine) -> None:
    user_id = person(fresh_database, "asha", "manager")
    secret = enrol(office, fresh_database, user_id)
    with office.desk.authenticating() as connection:
        spare = factors.make_recovery_codes(connection, user_id)
    first, second, third, fourth = (office.stranger() for _ in range(4))
    for client in (first, second, third, fourth):
        assert sign_in(client, "asha").headers["Location"] == "/account/second-factor"
    code = pyotp.TOTP(secret).now()
    assert give_code(first, f"{code[:3]} {code[3:]}").status_code == 303
    assert first.get("/account").status_code == 200
    assert give_code(second, code).status_code == 401
    assert second.get("/account").status_code == 303
    assert give_code(third, spare[0].upper()).status_code == 303
    assert give_code(fourth, spare[0]).status_code == 401
    with fresh_database.begin() as owner:
        hashes = owner.execute(
            text("SELECT string_agg(encode(code_sha256, 'escape'), '') FROM recovery_codes")
        )
        assert spare[1] not in str(hashes.scalar_one())


def test_codes_cannot_be_guessed_by_giving_the_password_again_in_between(
    office: Office, fresh_database: Engine
) -> None:
    user_id = person(fresh_database, "asha", "manager")
    secret = enrol(office, fresh_database, user_id)
    client = office.stranger()
    for n in range(5):
        sign_in(client, "asha")
        assert give_code(client, f"00000{n}").status_code == 401
    assert give_code(client, pyotp.TOTP(secret).now()).status_code == 401, "locked"
    assert sign_in(office.stranger(), "asha").status_code == 401


def test_who_chose_a_second_factor_must_give_it(office: Office, fresh_database: Engine) -> None:
    user_id = person(fresh_database, "asha", "observer")
    secret = enrol(office, fresh_database, user_id)
    client = office.stranger()
    assert sign_in(client, "asha").headers["Location"] == "/account/second-factor"
    assert client.get("/account").status_code == 303
    assert give_code(client, pyotp.TOTP(secret).now()).status_code == 303
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize(
    "following",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/%5Cevil.example",
        "/%2F/evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/x\r\nSet-Cookie: a=b",
        "/x%0d%0aSet-Cookie:%20a=b",
        "/%09/evil.example",
        " /evil",
        "evil.example",
        "/login",
        "/logout",
        "/api/v1/auth/me",
        "/" + "a" * 400,
    ],
)
def test_a_login_leads_to_pages_of_this_office_alone(
    office: Office, fresh_database: Engine, following: str
) -> None:
    person(fresh_database, "asha", "observer")
    client = office.stranger()
    answer = sign_in(client, "asha", following=following)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/"
    assert "a=b" not in str(answer.headers)
    shown = client.get("/login", query_string={"next": following})
    assert shown.headers["Location"] == "/", "nor does the page of who is signed in already"


def test_a_login_leads_back_to_the_page_that_was_asked_for(office: Office, fresh_database: Engine) -> None:
    person(fresh_database, "asha", "observer")
    client = office.stranger()
    asked = client.get("/observe?station=7&x=a%20b")
    where = asked.headers["Location"]
    assert where.startswith("/login?next=/observe")
    page = client.get(where)
    following = re.search(r'name="next" value="([^"]*)"', page.text)
    assert following
    answer = sign_in(client, "asha", following=following.group(1).replace("&amp;", "&"))
    assert answer.headers["Location"] == "/observe?station=7&x=a%20b"


def test_another_site_cannot_sign_anybody_in(office: Office, fresh_database: Engine) -> None:
    person(fresh_database, "asha", "observer")
    form = {"name": "asha", "password": PASSWORD}
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {},
    ):
        client = office.stranger()
        answer = client.post("/login", data=form, headers=headers)
        assert answer.status_code == 403, headers
        assert client.get_cookie(COOKIE) is None
    client = office.stranger()
    plain = json.dumps(form)
    sneaky = client.post("/api/v1/auth/login", data=plain, headers={"Content-Type": "text/plain"})
    assert sneaky.status_code == 403
    assert client.post("/login", data=form, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303


def test_signing_out_ends_the_row_and_needs_the_token(office: Office, fresh_database: Engine) -> None:
    person(fresh_database, "asha", "observer")
    client = office.stranger()
    sign_in(client, "asha")
    kept = client.get_cookie(COOKIE)
    page = client.get("/account")
    assert client.post("/logout", headers=ORIGIN).status_code == 403
    assert client.get("/account").status_code == 200
    assert client.get("/logout").status_code in (404, 405), "a link or an image signs nobody out"
    out = client.post("/logout", data={"csrf_token": csrf_of(page)}, headers=ORIGIN)
    assert out.headers["Location"] == "/login?said=out"
    assert client.get_cookie(COOKIE) is None
    assert kept is not None
    client.set_cookie(COOKIE, kept.value)
    assert client.get("/account").status_code == 303, "the token is worth nothing afterwards"
    assert "signed out" in client.get("/login?said=out").text


def test_sessions_end_when_idle_and_at_the_end_of_their_life(office: Office, fresh_database: Engine) -> None:
    user_id = person(fresh_database, "asha", "observer")
    for change in (
        "seen_at_utc = now() - interval '2 hours'",
        "expires_at_utc = now() - interval '1 second'",
        "revoked_at_utc = now()",
    ):
        signed = office.sign_in(user_id)
        assert signed.get("/account").status_code == 200
        with fresh_database.begin() as owner:
            owner.execute(text(f"UPDATE sessions SET {change}"))
        assert signed.get("/account").status_code == 303, change


def test_a_request_writes_that_the_session_was_seen_once_a_minute(
    office: Office, fresh_database: Engine
) -> None:
    signed = office.sign_in(person(fresh_database, "asha", "observer"))

    def written() -> int:
        with fresh_database.begin() as owner:
            return int(owner.execute(text("SELECT xmin::text::bigint FROM sessions")).scalar_one())

    before = written()
    for _ in range(3):
        signed.get("/account")
    assert written() == before
    with fresh_database.begin() as owner:
        owner.execute(text("UPDATE sessions SET seen_at_utc = now() - interval '61 seconds'"))
    before = written()
    signed.get("/account")
    assert written() != before


def test_a_password_kept_with_older_parameters_is_hashed_anew_at_the_next_login(
    office: Office, fresh_database: Engine
) -> None:
    from argon2 import PasswordHasher

    person(fresh_database, "asha", "observer")
    old = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    with fresh_database.begin() as owner:
        owner.execute(text("UPDATE credentials SET password_hash = :h"), {"h": old})
    assert sign_in(office.stranger(), "asha").status_code == 303
    with fresh_database.begin() as owner:
        now = owner.execute(text("SELECT password_hash FROM credentials")).scalar_one()
    assert "m=32768,t=2,p=1" in now
    assert sign_in(office.stranger(), "asha").status_code == 303


def test_logins_and_failures_are_in_the_audit_log_without_a_password_or_a_stranger_s_words(
    office: Office, fresh_database: Engine
) -> None:
    person(fresh_database, "asha", "observer")
    client = office.stranger()
    sign_in(client, "asha", "a wrong password")
    sign_in(client, "my-password-typed-as-name", "x" * 20)
    sign_in(client, "asha")
    with fresh_database.begin() as owner:
        rows = owner.execute(
            text(
                "SELECT action, actor, object_id, new_value::text AS new, host(address) AS address"
                " FROM audit_log WHERE action LIKE 'login.%' ORDER BY audit_id"
            )
        ).all()
    assert [(r.action, r.actor) for r in rows] == [
        ("login.fail", "stranger"),
        ("login.fail", "stranger"),
        ("login.succeed", "asha"),
    ]
    assert [r.object_id for r in rows[:2]] == ["asha", "unknown"]
    assert rows[2].address == "127.0.0.1"
    whole = " ".join(str(tuple(r)) for r in rows)
    assert "my-password" not in whole
    assert PASSWORD not in whole


def test_the_login_speaks_swahili(office: Office) -> None:
    page = office.stranger().get("/login?lang=sw")
    assert '<html lang="sw"' in page.text
    assert "Ingia" in page.text
    assert "Password" not in page.text


def test_pages_of_signing_in_run_no_inline_script_and_stay_out_of_frames_and_indexes(office: Office) -> None:
    answer = office.stranger().get("/login")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "'unsafe-inline'" not in policy.split("style-src")[0]
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.text
    assert 'autocomplete="current-password"' in answer.text

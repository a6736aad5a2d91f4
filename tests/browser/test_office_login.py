"""Signing in with a real Chromium: with and without scripts, second factor, one's own account, both languages."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import Any

import pyotp
import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine
from werkzeug.serving import make_server

from data.accounts.invitations import make_invitation
from tests.integration.office.accounts import PASSWORD, enrol, person
from tests.office import Office, add_user, open_office

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]


@dataclass
class Served:
    """An office that answers browsers."""

    office: Office
    url: str


@pytest.fixture
def served(fresh_database_url: str, tmp_path: Path) -> Iterator[Served]:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    office = open_office(fresh_database_url, tmp_path, OFFICE_URL=url, RATE_LIMIT_SCALE="100")
    server = make_server("127.0.0.1", port, office.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Served(office, url)
    server.shutdown()
    thread.join(timeout=5)
    office.desk.dispose()


@pytest.fixture
def page_of(browser: Browser) -> Iterator[OpenPage]:
    """Open a page of a browser of its own; at its end nothing may be in its console."""
    contexts, said = [], []

    def open_page(*, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    # Chromium writes every answer of 400 and above into the console; those are wanted here.
    assert [text for text in said if "status of 4" not in text] == []


def _fill(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_observer_signs_in_and_out_on_a_phone(
    served: Served, page_of: OpenPage, fresh_database: Engine, scripts: bool
) -> None:
    person(fresh_database, "asha", "observer")
    page = page_of(width=360, java_script_enabled=scripts)
    page.goto(f"{served.url}/account")
    expect(page).to_have_url(re.compile(r"/login\?next=/account$"))
    _fill(page, "asha", "not the password")
    expect(page.get_by_role("alert")).to_contain_text("not right")
    expect(page.get_by_label("User name")).to_have_value("asha")
    expect(page.get_by_label("Password", exact=True)).to_have_value("")
    _fill(page, "asha")
    expect(page).to_have_url(f"{served.url}/account")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("status").first).to_contain_text("signed out")
    page.goto(f"{served.url}/account")
    expect(page).to_have_url(re.compile("/login"))


@pytest.mark.parametrize("scripts", [True, False])
def test_a_manager_sets_up_a_second_factor_at_the_first_login(
    served: Served, page_of: OpenPage, fresh_database: Engine, scripts: bool
) -> None:
    person(fresh_database, "asha", "manager")
    page = page_of(width=360, java_script_enabled=scripts)
    page.goto(f"{served.url}/login?next=/account")
    _fill(page, "asha")
    page.get_by_role("button", name="Begin").click()
    box = page.get_by_role("img", name="Picture for the authenticator app").bounding_box()
    assert box is not None
    assert box["width"] >= 200
    assert box["width"] == pytest.approx(box["height"], abs=3)
    secret = (page.locator(".acc-key").text_content() or "").replace(" ", "")
    page.get_by_label("Code").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator(".acc-codes li")).to_have_count(10)
    page.get_by_role("link", name="I have written them down").click()
    expect(page).to_have_url(f"{served.url}/account")


def test_the_own_account_ends_sessions_changes_the_password_and_makes_new_codes(
    served: Served, page_of: OpenPage, fresh_database: Engine
) -> None:
    user_id = person(fresh_database, "asha", "observer")
    other = served.office.sign_in(user_id)
    page = page_of()
    page.goto(f"{served.url}/login?next=/account")
    _fill(page, "asha")
    expect(page.locator(".own-sessions li")).to_have_count(2)
    page.get_by_role("button", name="End all others").click()
    expect(page.locator(".own-sessions li")).to_have_count(1)
    expect(page.locator("#own-said")).to_contain_text("Done")
    assert other.get("/account").status_code == 303
    page.get_by_label("Password of now").fill("not the password")
    page.get_by_label("New password").fill("another tractor for nine suns")
    page.get_by_role("button", name="Change the password").click()
    expect(page.locator("#own-said")).to_contain_text("not right")
    page.get_by_label("Password of now").fill(PASSWORD)
    page.get_by_role("button", name="Change the password").click()
    expect(page.locator("#own-said")).to_contain_text("The password is changed")
    page.get_by_label("Language of the office").select_option("sw")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("html")).to_have_attribute("lang", "sw")
    page.get_by_label("Nenosiri la sasa").fill("another tractor for nine suns")
    page.get_by_label("Nenosiri jipya").fill("short")
    page.get_by_role("button", name="Badilisha nenosiri").click()
    expect(page.locator("#own-said")).to_contain_text("Nenosiri lina herufi 12")


def test_new_recovery_codes_are_shown_once_and_another_phone_begins_anew(
    served: Served, page_of: OpenPage, fresh_database: Engine
) -> None:
    user_id = person(fresh_database, "asha", "manager")
    secret = enrol(served.office, fresh_database, user_id)
    page = page_of()
    page.goto(f"{served.url}/login?next=/account")
    _fill(page, "asha")
    page.get_by_label("Code").fill(pyotp.TOTP(secret).at(int(time.time()) - 30))
    page.get_by_role("button", name="Go on").click()
    codes = page.get_by_label("Code of the second factor")
    codes.first.fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Make new recovery codes").click()
    expect(page.locator("#own-codes li")).to_have_count(10)
    spare = page.locator("#own-codes li").first.text_content() or ""
    page.reload()
    expect(page.locator("#own-codes li")).to_have_count(0)
    codes.last.fill(spare)
    page.get_by_role("button", name="Take another phone").click()
    expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
@pytest.mark.parametrize("lang", ["en", "sw"])
def test_pages_of_accounts_are_for_everybody(
    served: Served, page_of: OpenPage, fresh_database: Engine, theme: str, lang: str
) -> None:
    user_id = person(fresh_database, "asha", "manager")
    enrol(served.office, fresh_database, user_id)
    invited = add_user(fresh_database, "baraka", "observer")
    with served.office.desk.authenticating() as connection:
        link = "/invitation/" + make_invitation(connection, invited, purpose="invite", created_by=None)
    page = page_of(width=320)
    session = served.office.sign_in(user_id).client.get_cookie("matokeo_office")
    assert session is not None
    for path, signed in (("/login", False), (link, False), ("/invitation/wrong", False), ("/account", True)):
        page.context.clear_cookies()
        if signed:
            page.context.add_cookies([{"name": session.key, "value": session.value, "url": served.url}])
        page.goto(f"{served.url}{path}?theme={theme}&lang={lang}")
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, path
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        assert [v["id"] for v in found["violations"]] == [], path
        small = page.evaluate(
            "[...document.querySelectorAll('main button, main input:not([type=hidden]), main a.btn')]"
            ".filter((e) => e.offsetHeight && e.offsetHeight < 44).map((e) => e.outerHTML)"
        )
        assert small == [], path

"""A manager's imports in a real Chromium: a file is sent, followed live, read, approved; a foreign file is explained once."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from dashboard.auth.identity import COOKIE
from data.files.store import DirectoryStore
from tests.integration.imports.workshop import Shop, open_shop, results_csv
from tests.office import Office, open_office

FIRST = {"W-1-1-1-1": (100, 90, 5), "W-1-1-1-2": (80, 70, 1)}
FOREIGN = (
    "Jurisdiction,Precinct,Race,Choice,Total Votes\n"
    + "".join(
        f"County W-1,{precinct},President,{name},{votes}\n"
        for precinct in ("School W-1-1-1-3", "Scool W-1-1-1-4")
        for name, votes in (("Asha", 10), ("Juma", 20), ("Nema", 30))
    )
).encode()


@dataclass
class Desk:
    """An office on a port with a workshop; `faults` are what pages complained about."""

    shop: Shop
    office: Office
    url: str
    browser: Browser
    faults: list[str] = field(default_factory=list)

    def page(self, user_id: int, *, width: int = 1440, theme: str = "light") -> Page:
        cookie = self.office.sign_in(user_id).client.get_cookie(COOKIE)
        assert cookie is not None
        scheme = "dark" if theme == "dark" else "light"
        context = self.browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        context.add_cookies([{"name": COOKIE, "value": cookie.value, "url": self.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        return page


@pytest.fixture
def desk(fresh_database_url: str, tmp_path: Path, browser: Browser) -> Iterator[Desk]:
    shop = open_shop(fresh_database_url, tmp_path)
    office = open_office(fresh_database_url, tmp_path)
    shop.files = DirectoryStore(office.settings.files)
    server = make_server("127.0.0.1", 0, office.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made = Desk(shop, office, f"http://127.0.0.1:{server.server_port}", browser)
    yield made
    for context in browser.contexts:
        context.close()
    server.shutdown()
    thread.join(timeout=10)
    office.desk.dispose()
    shop.engine.dispose()
    assert made.faults == []


def faults(page: Page) -> list[tuple[str, str]]:
    found = Axe().run(page)["violations"]
    return [(one["id"], node["html"][:140]) for one in found for node in one["nodes"]]


def send(page: Page, name: str, body: bytes) -> None:
    page.locator("#imp-file").set_input_files({"name": name, "mimeType": "text/csv", "buffer": body})
    page.get_by_role("button", name="Send and check").click()
    page.wait_for_url(re.compile(r"/manage/imports/[0-9a-f-]{36}$"))


def test_a_file_is_sent_followed_live_read_and_loaded(desk: Desk) -> None:
    page = desk.page(desk.shop.manager)
    page.goto(f"{desk.url}/manage/imports")
    send(page, "night.csv", results_csv(FIRST, more=("president,NOWHERE,asha,1,1,0",)))
    expect(page.locator("#imp-now")).to_contain_text("Waits for the check")
    desk.shop.work()  # the page hears of it by itself
    expect(page.locator("#imp-now")).to_contain_text("Waits for approval")
    expect(page.locator("#imp-rows")).to_contain_text("president W-1-1-1-1 34a")
    expect(page.locator("#refusals")).to_contain_text("NOWHERE")
    assert faults(page) == []
    page.get_by_label("Reason").fill("compared with the paper")
    page.get_by_role("button", name="Approve and load").click()
    expect(page.locator("#imp-now")).to_contain_text("Approved")
    desk.shop.work()
    expect(page.locator("#imp-now")).to_contain_text("Loaded")
    assert desk.shop.count("SELECT count(*) FROM result_forms") == 2
    page.get_by_role("link", name="All imports").click()
    expect(page.locator(".imp-jobs tbody tr")).to_have_count(1)
    assert faults(page) == []


def test_a_foreign_file_is_explained_once_on_a_phone(desk: Desk) -> None:
    page = desk.page(desk.shop.manager, width=360, theme="dark")
    page.goto(f"{desk.url}/manage/imports")
    send(page, "county.csv", FOREIGN)
    desk.shop.work()
    page.get_by_role("link", name="Say what the columns and names mean").click()
    expect(page.get_by_label("Precinct or station *")).to_have_value("Precinct")
    expect(page.get_by_label("Votes", exact=True)).to_have_value("Total Votes")
    assert faults(page) == []
    page.get_by_label("Nema (president)").select_option("neema")
    page.get_by_label("Scool W-1-1-1-4").check()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Save and check the file").click()
    desk.shop.work()
    expect(page.locator("#imp-now")).to_contain_text("Waits for approval")
    expect(page.locator(".imp-counts")).to_contain_text(re.compile(r"Added\s*2"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults(page) == []

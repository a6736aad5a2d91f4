"""Publication control in a real Chromium: a version held and released with words, a notice that readers see without reload."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from axe_core_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from dashboard.auth.identity import COOKIE
from dashboard.public import create_public_app
from data.published import PublishedStore
from tests.integration.publication.conftest import WHY, Room
from tests.integration.publication.conftest import room as _room_fixture

room = _room_fixture
pytestmark = pytest.mark.browser
Sit = Callable[..., Page]


@contextmanager
def serving(server: Flask) -> Iterator[str]:
    """Serve an app on a port of its own."""
    made = make_server("127.0.0.1", 0, server, threaded=True)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{made.server_port}"
    finally:
        made.shutdown()
        thread.join(10)


@pytest.fixture
def sit(room: Room, browser: Browser) -> Iterator[Sit]:
    """Open a page of the office as a person, or (`public`) of the results site; script errors fail the test."""
    troubles: list[str] = []
    store = PublishedStore(room.office.settings.store, recheck_s=0)
    with ExitStack() as stack:
        office = stack.enter_context(serving(room.office.server))
        site = stack.enter_context(serving(create_public_app(room.office.settings, store).server))

        def opened(name: str, path: str, *, width: int = 1280, theme: str = "light") -> Page:
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
            stack.callback(context.close)
            base = site if name == "public" else office
            if name != "public":
                cookie = room.as_(name).client.get_cookie(COOKIE)
                assert cookie is not None
                context.add_cookies([{"name": COOKIE, "value": cookie.value, "url": base}])
            page = context.new_page()
            page.on("pageerror", lambda error: troubles.append(str(error)))
            page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
            page.goto(base + path)
            return page

        yield opened
    assert [words for words in troubles if "status of 409" not in words] == []


def clean(page: Page) -> None:
    """Axe finds nothing, and nothing scrolls sideways."""
    found = Axe().run(page)["violations"]
    assert [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def confirm(page: Page, words: str) -> None:
    """The step that says in words what will happen; nothing was done before it."""
    dialog = page.locator("#pb-sure")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text(words)
    page.get_by_role("button", name="Yes, do it").click()


def test_a_manager_holds_a_version_looks_at_what_is_held_back_and_releases_it(room: Room, sit: Sit) -> None:
    page = sit("nation1", "/manage/publish")
    expect(page.locator("#pb-live h2")).to_have_text("The public version follows the count")
    page.get_by_label("Reason, shown to the public").fill(WHY)
    page.get_by_role("button", name="Hold publication …").click()
    expect(page.locator("#pb-sure")).to_contain_text("Readers keep seeing version 1.")
    page.get_by_role("button", name="No, go back").click()
    assert room.scalars("SELECT count(*) FROM publications WHERE mode = 'hold'") == [0]
    page.get_by_role("button", name="Hold publication …").click()
    confirm(page, f"“Publication is held. {WHY}”")
    expect(page.locator("#pb-live h2")).to_have_text("▲ Publication is held")
    room.form("W-1-1-1-2", {"asha": 10, "juma": 400, "neema": 0})
    room.publish()
    # Another person's page, drawn before, hears of what happened.
    other = sit("nation2", "/manage/publish", width=360, theme="dark")
    expect(other.get_by_role("heading", name="What is held back")).to_be_visible()
    expect(other.locator(".vf-list")).to_contain_text("Juma leads by")
    expect(other.locator(".vf-list")).to_contain_text("another leader")
    clean(other)
    page.reload()
    page.get_by_label("Reason, for the audit log").first.fill("It was right after all")
    page.get_by_role("button", name="Release publication …").click()
    confirm(page, "the public version follows the count again")
    expect(page.locator("#pb-live h2")).to_have_text("The public version follows the count")
    room.publish()
    expect(page.locator("#pb-live")).to_contain_text("version 2", timeout=15_000)
    expect(other.locator("#pb-live h2")).to_have_text("The public version follows the count", timeout=15_000)
    clean(page)


def test_a_page_that_is_no_longer_true_says_so_and_keeps_what_was_typed(room: Room, sit: Sit) -> None:
    page = sit("nation1", "/manage/publish")
    page.get_by_label("Reason, shown to the public").fill("Typed while another decided")
    assert room.act("nation2", "hold").status_code == 200
    expect(page.locator("#pb-moved")).to_be_visible(timeout=15_000)
    expect(page.get_by_label("Reason, shown to the public")).to_have_value("Typed while another decided")
    page.get_by_role("button", name="Hold publication …").click()
    page.get_by_role("button", name="Yes, do it").click()
    expect(page.locator("#pb-sure-bad")).to_contain_text("a moment before")


def test_a_notice_reaches_readers_without_a_new_page_and_a_county_manager_only_looks(
    room: Room, sit: Sit
) -> None:
    reader = sit("public", f"/results/{room.code}/president")
    swahili = sit("public", f"/results/{room.code}/president?lang=sw", width=360)
    page = sit("chief", "/manage/publish")
    page.get_by_label("Template").select_option("delay")
    page.get_by_label("Place", exact=True).fill("Ward <b>two</b>")
    expect(page.get_by_label("Words in English")).to_have_value(
        "Forms from Ward <b>two</b> arrive later than expected. The figures shown are right for the stations that they count."
    )
    page.get_by_role("button", name="Prepare").click()
    expect(page.locator(".pb-notices")).to_contain_text("Ward <b>two</b>")
    page.get_by_role("button", name="Show to the public …").click()
    confirm(page, "Every page of this election shows now")
    expect(page.locator(".pb-notices li.on")).to_be_visible()
    room.publish()
    expect(reader.locator("#notices")).to_contain_text(
        "Notice: Forms from Ward <b>two</b> arrive", timeout=20_000
    )
    expect(swahili.locator("#notices")).to_contain_text("Fomu kutoka Ward <b>two</b>", timeout=20_000)
    clean(reader)
    county = sit("county", "/manage/publish", width=360)
    expect(county.get_by_text("You may look.")).to_be_visible()
    assert county.locator("form.pb-act").count() == 0
    clean(county)

"""The page in a real Chromium: an explanation leaves the queue while it is looked at, and axe finds nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from dashboard.auth.identity import COOKIE
from tests.integration.anomalies.conftest import SLIP, SWAPPED, Room

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def url(room: Room) -> Iterator[str]:
    """The address of the office, served on a port."""
    server = make_server("127.0.0.1", 0, room.office.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=10)


def opened(room: Room, browser: Browser, address: str, *, width: int = 1440, dark: bool = False) -> Page:
    """A page of a browser that is signed in as the manager of county 1."""
    cookie = room.as_("m1").client.get_cookie(COOKIE)
    assert cookie is not None
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
    )
    context.add_cookies(
        [{"name": COOKIE, "value": cookie.value, "url": address.split("/manage", maxsplit=1)[0]}]
    )
    page = context.new_page()
    page.goto(address)
    return page


def test_axe_finds_nothing_and_nothing_scrolls_sideways(room: Room, browser: Browser, url: str) -> None:
    form = room.queue("m1")[SLIP]["form"]
    for path, width, dark in (
        (f"?min_score=0&form={form}", 1440, False),
        (f"?min_score=0&form={form}", 320, True),
        ("?level=ward", 360, False),
    ):
        page = opened(room, browser, f"{url}/manage/anomalies{path}", width=width, dark=dark)
        page.locator("#an-live").wait_for()
        for summary in page.locator("details.an-table summary").all():
            summary.click()
        faults = [(one["id"], node["html"][:140]) for one in Axe().run(page)["violations"] for node in one["nodes"]]  # fmt: skip
        assert faults == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.context.close()


def test_an_explanation_is_sent_and_the_queue_follows(room: Room, browser: Browser, url: str) -> None:
    page = opened(room, browser, f"{url}/manage/anomalies?rule=swapped_candidates")
    line = page.locator(".an-form", has_text=SWAPPED)
    expect(line).to_have_count(1)
    finding = line.locator(".an-findings > li", has_text="Exchanged rows")
    finding.locator("summary").click()
    finding.locator("textarea").fill("The paper says so; the presiding officer confirmed it.")
    finding.locator("button").click()
    expect(line).to_have_count(0)
    assert SWAPPED not in room.queue("m1", rule="swapped_candidates")
    page.context.close()

"""The page of a ward in a real Chromium: nothing overflows, targets are large, axe finds nothing, another ward is found."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from dashboard.auth.identity import COOKIE
from tests.integration.wards.conftest import WARD, World


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    """Address of the office, served."""
    server = make_server("127.0.0.1", 0, world.office.server, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def page_of(browser: Browser, world: World, address: str, *, width: int, theme: str) -> Page:
    cookie = world.as_("m1").client.get_cookie(COOKIE)
    assert cookie is not None
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme, has_touch=width < 700  # type: ignore[arg-type]
    )  # fmt: skip
    context.add_cookies([{"name": COOKIE, "value": cookie.value, "url": address}])
    return context.new_page()


def test_page_fits_and_axe_finds_nothing(browser: Browser, world: World, address: str) -> None:
    for width, theme, area in ((1440, "light", WARD), (320, "light", WARD), (1440, "dark", "W-1")):
        page = page_of(browser, world, address, width=width, theme=theme)
        page.goto(f"{address}/manage/wards/{world.mini.code}/{area}?q=Ward")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (width, area)
        found = Axe().run(page)["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        if width == 320:
            small = page.evaluate(
                "[...document.querySelectorAll('.wd a, .wd button')].filter(e => e.getBoundingClientRect().height < 43.5)"
                ".map(e => e.outerHTML)"
            )
            assert small == []
        page.context.close()


def test_another_ward_is_found_by_a_misspelt_name_and_the_contest_stays(
    browser: Browser, world: World, address: str
) -> None:
    page = page_of(browser, world, address, width=1440, theme="light")
    page.goto(f"{address}/manage/wards/{world.mini.code}/{WARD}?contest=governor")
    page.get_by_label("Go to another area").fill("Wrd W-1-1-2")
    page.keyboard.press("Enter")
    page.get_by_role("navigation", name="Areas found").get_by_role("link", name="Ward W-1-1-2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ward W-1-1-2")
    assert "contest=governor" in page.url
    page.context.close()

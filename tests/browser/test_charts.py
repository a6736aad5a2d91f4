"""The page of charts in a real Chromium: heavy charts come when they are seen, dots can be gone through, all stays readable."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ELECTION, OpenPage, Site

PATH = f"/charts/{ELECTION}/president"
TOO_WIDE = """() => [...document.querySelectorAll('#figures .gblk *')].filter((n) =>
  n.getBoundingClientRect().right > innerWidth + 1 && !n.closest('.scroll')).slice(0, 3).map((n) => n.outerHTML.slice(0, 90))"""


def _see_all(page: Page) -> None:
    """Scroll through the page, so that whatever comes when it is seen has come."""
    for box in page.locator("[data-later]").all():
        box.scroll_into_view_if_needed()
    expect(page.locator("[data-later] .gfig")).to_have_count(2)


def test_nothing_runs_over_the_edge_with_every_chart_open(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.url + PATH)
    _see_all(page)
    # Tables are made alike: a short one stands for all.
    page.locator("#uncounted summary").click()
    for width in (1440, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(200)
        assert page.evaluate(TOO_WIDE) == [], width


def test_dots_are_gone_through_by_keys_and_by_pointer(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.url + PATH, width=1440, height=1400)
    _see_all(page)
    scatter = page.locator("#scatter")
    slider, said = scatter.locator("input[type=range]"), scatter.locator("output")
    scatter.scroll_into_view_if_needed()
    slider.focus()
    page.keyboard.press("ArrowRight")
    first = said.inner_text()
    assert "valid votes" in first
    assert slider.get_attribute("aria-valuetext") == first
    page.keyboard.press("End")
    expect(said).not_to_have_text(first)
    last = said.inner_text()
    ring = scatter.locator(".ol .gmark").bounding_box()
    assert ring is not None
    page.keyboard.press("Home")
    expect(said).not_to_have_text(last)
    page.mouse.move(ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2)
    expect(said).to_have_text(last)


def test_a_new_version_changes_every_chart_and_keeps_what_the_reader_opened(
    site: Site, open_page: OpenPage
) -> None:
    page = open_page(site.url + PATH, width=1440)
    _see_all(page)
    told = page.locator("#arrivals .gsay, #scatter .gsay")
    before = told.all_inner_texts()
    page.locator("#uncounted summary").click()
    page.locator("#scatter summary").click()
    site.publish(0.6)
    for place in range(2):
        expect(told.nth(place)).not_to_have_text(before[place], timeout=15_000)
    for code in ("uncounted", "scatter"):
        assert page.locator(f"#{code} details").get_attribute("open") is not None
    expect(page.locator("#scatter input[type=range]")).to_have_count(1)
    expect(page.locator("#turnout-share .gfig")).to_have_count(1)


def test_without_scripts_heavy_charts_are_links_to_themselves(site: Site, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    try:
        page.goto(site.url + PATH)
        expect(page.locator(".gdots:visible")).to_have_count(0)
        page.locator("#scatter a.btn").click()
        expect(page.locator("#scatter .ol .gfx")).to_be_visible()
        expect(page.locator("input[type=range]:visible")).to_have_count(0)
    finally:
        context.close()

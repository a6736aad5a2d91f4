"""Light pages in a real Chromium: large text, long names, scripts off, reloading that can be stopped, paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import ELECTION, REHEARSAL, Site
from tests.integration.site.test_lite import client_of
from tests.store_size import ELECTION as LARGE
from tests.store_size import STATION, WARD, SizeStore

PAGES = {
    "home": "/lite",
    "contest": f"/lite/{ELECTION}/president",
    "races": f"/lite/{ELECTION}/governor?lang=sw",
    "ward": f"/lite/{ELECTION}/president/00211",
    "station": f"/lite/{REHEARSAL}/_station/0021101?lang=sw",
    "search": f"/lite/{ELECTION}/_search?q=chanda",
}


def too_wide(page: Page) -> bool:
    """Whether the page can be scrolled sideways."""
    sideways: bool = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return sideways


@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways_at_any_size_of_text(site: Site, browser: Browser, name: str) -> None:
    page = browser.new_page()
    page.goto(site.url + PAGES[name])
    page.set_viewport_size({"width": 640, "height": 400})  # 1280 px at 200 %
    assert not too_wide(page)
    page.evaluate("document.body.style.fontSize = '32px'")
    assert not too_wide(page)
    page.close()


def test_long_names_and_reasons_wrap_on_the_narrowest_phone_in_both_languages(
    browser: Browser, tmp_path: Path
) -> None:
    SizeStore(tmp_path)
    client = client_of(tmp_path)
    page = browser.new_page(viewport={"width": 320, "height": 700})
    for path in (f"president/{WARD}", "mca", "mna", f"_station/{STATION}"):
        for lang in ("en", "sw"):
            page.set_content(client.get(f"/lite/{LARGE}/{path}?lang={lang}").text)
            assert not too_wide(page), (path, lang)
    page.close()


def test_a_stopped_page_passes_every_rule_of_axe_and_a_running_one_is_noticed(
    site: Site, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(site.url + PAGES["contest"])
    assert [line.partition(":")[0] for line in violations(page)] == ["meta-refresh"]
    page.get_by_role("link", name="Stop reloading").click()
    expect(page).to_have_url(f"{site.url}{PAGES['contest']}?refresh=0")
    assert violations(page) == []
    page.close()


def test_without_scripts_a_reader_goes_from_a_results_page_down_to_a_station(
    site: Site, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(site.contest())
    page.get_by_role("link", name="The light page needs none.").click()
    expect(page).to_have_url(f"{site.url}/lite/{ELECTION}/president")
    for name in ("Belo Highlands", "Belo Highlands West", "Belo Highlands ward 1"):
        page.get_by_role("table").get_by_role("link", name=name, exact=True).click()
    page.get_by_role("link", name="Belo Highlands ward 1 Primary School 1").click()
    assert page.locator("h2").all_inner_texts() == ["President", "Governor"]
    page.get_by_label("Find an area, a candidate or a polling station").fill("chanda west")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Chanda West").click()
    expect(page.locator("h1")).to_contain_text("President, Chanda West")
    context.close()


def test_the_masthead_of_a_phone_has_the_light_page_in_its_one_row(site: Site, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 700}, has_touch=True, is_mobile=True)
    page = context.new_page()
    for query in ("", "?lang=sw"):
        page.goto(site.contest(query=query))
        row = page.locator(".mast").bounding_box()
        link = page.locator(".mast a.lite").bounding_box()
        assert row is not None
        assert link is not None
        assert row["height"] <= 60
        assert link["x"] + link["width"] <= 320
        assert link["height"] >= 44
    context.close()


def test_on_paper_there_is_no_navigation_but_the_address_of_the_page(site: Site, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(site.url + PAGES["contest"])
    page.emulate_media(media="print")
    said = page.inner_text("body")
    assert "Full page" not in said
    assert "Stop reloading" not in said
    assert f"Matokeo, {site.url}/lite/{ELECTION}/president" in said
    assert "NOT FINAL" in said
    page.close()

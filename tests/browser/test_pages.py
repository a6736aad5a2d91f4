"""Every public page: readable by everybody, on every screen, in both languages; what is missing says so."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ELECTION, REHEARSAL, OpenPage, Site

PAGES = {
    "overview": "/",
    "contest": f"/results/{ELECTION}/president",
    "county": f"/results/{ELECTION}/president/002",
    "ward": f"/results/{ELECTION}/president/00211",
    "races": f"/results/{ELECTION}/governor",
    "station": f"/stations/{ELECTION}/0021101",
    "turnout": f"/turnout/{ELECTION}",
    "changes": f"/changes/{ELECTION}",
    "search": "/search?q=chanda",
    "data": "/data",
    "about": "/about",
    "missing": "/no/such/page",
    "embeds": "/embeds",
    "incidents": f"/incidents/{ELECTION}",
    "rehearsal": f"/results/{REHEARSAL}/president",
    "lite": f"/lite/{ELECTION}/president?refresh=0",
}
LOOKS = (("light", 1280), ("dark", 1280), ("contrast", 1280), ("light", 360))


def axe_source() -> str:
    """The axe-core that the development requirements bring along."""
    found = importlib.util.find_spec("axe_core_python")
    assert found is not None
    assert found.origin is not None
    return next(Path(found.origin).parent.rglob("axe.min.js")).read_text("utf-8")


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong, one line each."""
    page.evaluate(axe_source())
    result = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{v['id']}: {node['target']} {node.get('failureSummary', '')[:160]}"
        for v in result["violations"]
        for node in v["nodes"][:3]
    ]


def with_query(path: str, query: str) -> str:
    return path + (query.replace("?", "&") if "?" in path else query)


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation_in_any_theme_or_on_a_phone(
    site: Site, open_page: OpenPage, name: str
) -> None:
    page = open_page(site.url + PAGES[name])
    for theme, width in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        page.wait_for_timeout(300)
        assert violations(page) == [], (theme, width)


def test_axe_of_these_tests_notices_a_violation(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.url + "/about")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"data:,\">')")
    assert any(v.startswith("image-alt") for v in violations(page))


@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways(site: Site, open_page: OpenPage, name: str) -> None:
    page = open_page(site.url + PAGES[name], width=768, height=780)
    for width in (768, 360, 320):
        page.set_viewport_size({"width": width, "height": 780})
        page.wait_for_timeout(100)
        assert _too_wide(page) == [], width


def _too_wide(page: Page) -> list[str]:
    """What reaches past the right edge when the page can be scrolled there."""
    found: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
          [...document.querySelectorAll('body *')].filter((n) => n.getBoundingClientRect().right > innerWidth + 1 &&
             !n.closest('.tabs, .leaflet-container')).slice(0, 4).map((n) => n.outerHTML.slice(0, 120))"""
    )
    return found


@pytest.mark.parametrize("name", [n for n in PAGES if n not in {"search", "lite"}])
def test_swahili_pages_are_swahili_and_keep_their_links_so(
    site: Site, open_page: OpenPage, name: str
) -> None:
    page = open_page(site.url + with_query(PAGES[name], "?lang=sw"))
    assert page.get_attribute("html", "lang") == "sw"
    assert "Waliojitokeza" in page.inner_text(".mast nav")
    english = open_page(site.url + PAGES[name])
    if name not in {"station", "data"}:
        assert page.inner_text("h1") != english.inner_text("h1")
    hrefs = page.eval_on_selector_all(
        "main a[href^='/'], nav a[href^='/']",
        "links => links.map((a) => a.getAttribute('href')).filter((h) => !/^.(data.|api|_|lite)/.test(h) && !/lang=sw/.test(h))",
    )
    assert [h for h in hrefs if not h.startswith("#")] == []


def test_the_wall_fills_one_screen_without_controls(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.contest(query="?wall=1"), width=1920, height=1080)
    assert page.get_attribute("html", "data-theme") == "dark"
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight + 1")
    assert page.locator("header, form, nav, footer").count() == 0
    big = page.locator(".big").first.evaluate("n => parseFloat(getComputedStyle(n).fontSize)")
    assert big >= 72


def test_an_unknown_page_election_contest_or_area_is_a_404_that_leads_on(
    site: Site, open_page: OpenPage
) -> None:
    for path in (
        "/nowhere",
        "/results/no-such-election/president",
        f"/results/{ELECTION}/no-contest",
        f"/results/{ELECTION}/president/99999",
        f"/stations/{ELECTION}/nope",
        f"/turnout/{ELECTION}/nope",
        "/changes/nope",
        "/results/../../etc/passwd",
        "/results/%3Cscript%3E/x",
    ):
        page = open_page("about:blank", wait=False)
        answer = page.goto(site.url + path)
        assert answer is not None
        assert answer.status == 404, path
        expect(page.locator("h1")).to_have_text("There is no such page")
        assert page.locator("main .ways a").count() >= 2
        assert page.locator("#place-search").count() == 1


def test_every_link_of_every_page_leads_somewhere(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.url)
    found: set[str] = set()
    for path in PAGES.values():
        page.goto(site.url + path)
        found |= set(
            page.eval_on_selector_all(
                "a[href^='/']", "l => l.map((a) => a.getAttribute('href').split('#')[0])"
            )
        )
    found -= {PAGES["missing"], PAGES["missing"] + "?lang=sw"}
    wanted = {re.sub(r"/\d{3,7}$", "/002", href) if "/stations/" not in href else href for href in found}
    broken = []
    for href in sorted(h for h in wanted if not h.startswith("/api/v1/stream"))[:150]:
        answer = page.request.get(site.url + href)
        if answer.status >= 400:
            broken.append((answer.status, href))
    assert broken == []


def test_a_printed_page_has_figures_and_no_controls(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.contest())
    page.emulate_media(media="print")
    expect(page.locator(".tools")).to_be_hidden()
    expect(page.locator("#figures .big").first).to_be_visible()


def test_reduced_motion_stops_all_motion(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.contest(), reduced_motion="reduce")
    assert page.evaluate("document.getAnimations().length") == 0

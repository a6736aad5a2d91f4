"""Every public page in both languages and on paper, with links that lead somewhere; what is missing says so."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

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


def with_query(path: str, query: str) -> str:
    return path + (query.replace("?", "&") if "?" in path else query)


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
    wanted = {
        re.sub(r"/\d{3,7}$", "/002", href) if "/station" not in href.replace("_", "/") else href
        for href in found
    }
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

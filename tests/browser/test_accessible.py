"""Every public page, embed and light page by WCAG 2.2 AA: axe in light and dark, reflow, targets, keys, words, system colours.

What is checked how, and what no test can check, is in docs/accessibility.md.
"""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from components.embed.kinds import known_charts
from dashboard.public import PAGES as MODULES
from tests.browser.axe import beyond_axe, sideways, violations
from tests.browser.conftest import ELECTION, REHEARSAL, Site

PAGES = {
    "overview": "/",
    "contest": f"/results/{ELECTION}/president",
    "county": f"/results/{ELECTION}/president/002?lang=sw",
    "ward": f"/results/{ELECTION}/president/00211",
    "races": f"/results/{ELECTION}/governor?lang=sw",
    "race": f"/results/{ELECTION}/governor/002",
    "past": f"/results/{REHEARSAL}/president?version=1",
    "station": f"/stations/{ELECTION}/0021101",
    "turnout": f"/turnout/{ELECTION}",
    "changes": f"/changes/{ELECTION}",
    "incidents": f"/incidents/{ELECTION}",
    "search": "/search?q=chanda&lang=sw",
    "nothing-found": "/search?q=zzzzqq",
    "data": "/data",
    "about": "/about",
    "missing": "/no/such/page",
    "embeds": f"/embeds?election={ELECTION}&lang=sw",
    "charts": f"/charts/{ELECTION}/president",
    "charts-of-races": f"/charts/{ELECTION}/governor?lang=sw",
    "lite-home": "/lite?refresh=0",
    "lite": f"/lite/{ELECTION}/president?refresh=0",
    "lite-races": f"/lite/{REHEARSAL}/governor?refresh=0&lang=sw",
    "lite-station": f"/lite/{ELECTION}/_station/0021101?refresh=0",
    "lite-search": f"/lite/{ELECTION}/_search?q=chanda&refresh=0",
}
OF_RACES = {"seats", "races", "hemicycle", "cartogram"}
EMBEDS = {
    f"embed-{chart}": f"/embed/{ELECTION}/{'governor' if chart in OF_RACES else 'president'}?chart={chart}"
    for chart in known_charts()
}
EMBEDS["embed-refused"] = f"/embed/{ELECTION}/mayor?chart=bars"
#: Files, pictures and text: what is in them is tested where they are made.
NOT_PAGES = {"card", "picture", "oembed", "robots", "sheet", "sitemap", "lite_text"}
#: Hundreds of dots with a word each: axe takes seconds for contrasts that it then leaves undecided. The page of charts, which
#: draws the same, is asked for them once.
DOTTED = {"embed-scatter", "embed-turnout-share"}

#: WCAG 1.4.12; a page's own policy lets a script's style sheet in, but no element.
SPACED = """() => { const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet]; }"""
CUT = """() => [...document.querySelectorAll('body *')].filter((n) => {
  if (n.closest('svg,.vh,.skip,.leaflet-container,.scroll,option,.mapslot,thead') || !n.textContent.trim()) return false;
  const s = getComputedStyle(n);
  return (/hidden|clip/.test(s.overflowX) && n.scrollWidth > n.clientWidth + 1) ||
    (/hidden|clip/.test(s.overflowY) && n.scrollHeight > n.clientHeight + 1);
}).map((n) => n.outerHTML.slice(0, 120))"""
#: The element with the focus: what it is, whether any of it can be seen, whether it is marked.
FOCUS = """() => {
  const n = document.activeElement, r = n.getBoundingClientRect(), s = getComputedStyle(n);
  const spots = [[.5, .5], [.1, .2], [.9, .8], [.1, .8], [.9, .2]];
  const seen = spots.some(([x, y]) => {
    const e = document.elementFromPoint(r.left + r.width * x, r.top + r.height * y);
    return e && (n.contains(e) || e.contains(n));
  });
  const marked = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
  return { what: n === document.body ? '' : n.outerHTML.slice(0, 80), seen, marked };
}"""
#: Every region that a screen reader reads out: collects what changes there.
LISTEN = """() => { window.heard = [];
  const regions = '[role=status],[role=alert],[role=log],[aria-live]';
  new MutationObserver((all) => all.forEach((m) => {
    const node = m.target.nodeType === 1 ? m.target : m.target.parentElement;
    const region = node && node.closest(regions);
    if (region && region.getAttribute('aria-live') !== 'off') heard.push(region.id + ': ' + region.textContent.trim());
  })).observe(document.body, { subtree: true, childList: true, characterData: true }); }"""


@pytest.fixture(scope="module")
def desk(browser: Browser) -> Iterator[BrowserContext]:
    """One context for all pages of this file."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context
    context.close()


@pytest.fixture
def page(desk: BrowserContext) -> Iterator[Page]:
    made = desk.new_page()
    yield made
    made.close()


def opened(page: Page, url: str) -> Page:
    """Open an address and let come what comes: the live map, charts that wait to be seen, folds."""
    page.goto(url)
    if page.locator("#react-entry-point").count():
        page.wait_for_selector(".mapslot[data-live]")
    for box in page.locator("[data-later]").all():
        box.scroll_into_view_if_needed()
        expect(box.locator(".gfig")).to_have_count(1)
    return page


def look(page: Page, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.wait_for_timeout(60)


def test_every_public_page_is_looked_at() -> None:
    paths = {urlsplit(path).path for path in (*PAGES.values(), *EMBEDS.values())}

    def matched(pattern: str) -> bool:
        wanted = re.compile(
            "".join("[^/]+" if part[:1] == "<" else re.escape(part) for part in re.split(r"(<\w+>)", pattern))
        )
        return any(wanted.fullmatch(path) for path in paths)

    unseen = [m.PAGE.name for m in MODULES if not any(matched(path) for path in m.PAGE.paths)]
    assert set(unseen) == NOT_PAGES


@pytest.mark.parametrize("name", [*PAGES, *EMBEDS])
def test_nothing_is_wrong_on_a_light_desk_and_a_dark_phone(site: Site, page: Page, name: str) -> None:
    opened(page, site.url + (PAGES | EMBEDS)[name])
    if name in EMBEDS:
        page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    undecided = ("color-contrast",)
    look(page, 600 if name in EMBEDS else 1440, "light")
    assert violations(page, without=undecided if name in DOTTED else ()) == []
    look(page, 360, "dark")
    assert violations(page, without=undecided if name in {*DOTTED, "charts"} else ()) == []
    assert beyond_axe(page) == []
    for width in (768, 320):
        look(page, width, "light")
        assert sideways(page) == [], width


@pytest.mark.parametrize("name", ["contest", "races", "turnout", "station", "embeds"])
def test_nothing_is_wrong_in_the_theme_of_contrast_and_where_the_system_asks_for_it(
    site: Site, page: Page, name: str
) -> None:
    opened(page, site.url + PAGES[name])
    page.emulate_media(contrast="more")
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert ink == "rgb(0, 0, 0)"
    assert violations(page) == []
    page.emulate_media(contrast="more", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(0, 0, 0)"
    page.emulate_media(contrast="no-preference", color_scheme="dark")
    page.evaluate("document.documentElement.dataset.theme = 'contrast'")
    assert page.evaluate("getComputedStyle(document.body).color") == ink


def test_these_checks_notice_what_is_wrong(site: Site, page: Page) -> None:
    opened(page, site.url + "/about")
    look(page, 360, "light")
    bad = """<img src="data:,"><h4>Deep</h4><svg width="90" height="9"></svg><div class="vh"><a href="/">x</a></div>
      <p><button style="padding:0;height:9px">a</button><button style="padding:0;height:9px">b</button></p>
      <div style="width:900px">.</div>"""
    page.evaluate("(html) => document.querySelector('main').insertAdjacentHTML('beforeend', html)", bad)
    assert any(line.startswith("image-alt") for line in violations(page))
    assert {line.partition(":")[0] for line in beyond_axe(page)} == {"heading", "drawing", "focus", "target"}
    assert sideways(page) != []


def test_every_page_has_a_title_of_its_own(site: Site) -> None:
    titles = []
    for path in {**PAGES, **EMBEDS}.values():
        try:
            with urllib.request.urlopen(site.url + path) as answer:
                text = answer.read().decode()
        except urllib.error.HTTPError as refused:
            text = refused.read().decode()
        titles += re.findall("<title>(.*?)</title>", text)[:1]
    assert len(titles) == len(PAGES) + len(EMBEDS)
    # Charts of one contest may share a headline in their frames; an article names each by its own title.
    whole = titles[: len(PAGES)]
    assert len(set(whole)) == len(whole), sorted(t for t in whole if whole.count(t) > 1)


@pytest.mark.parametrize("name", ["races", "station", "data", "embeds", "embed-bars", "lite"])
def test_letters_and_lines_set_wider_are_not_cut(site: Site, page: Page, name: str) -> None:
    opened(page, site.url + (PAGES | EMBEDS)[name])
    page.evaluate(SPACED)
    for width in (320, 1280):
        look(page, width, "light")
        assert page.evaluate(CUT) == [], width


def test_the_keyboard_goes_through_a_page_and_always_shows_where_it_is(site: Site, page: Page) -> None:
    opened(page, site.url + PAGES["contest"])
    page.set_viewport_size({"width": 1280, "height": 480})
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    stops = []
    # Upwards as well: there a head that stays at the top may hide what has the focus.
    for key, times in (("Tab", 55), ("Shift+Tab", 40)):
        for _ in range(times):
            page.keyboard.press(key)
            at = page.evaluate(FOCUS)
            assert at["what"] == "" or (at["seen"] and at["marked"]), at
            stops.append(at["what"])
    assert sum("leaflet" in what for what in stops[:55]) == 1


def test_a_step_on_the_map_says_one_sentence_and_marks_the_area(site: Site, page: Page) -> None:
    opened(page, site.url + PAGES["contest"])
    box = page.locator(".livemap")
    assert "Arrow keys" in (box.get_attribute("aria-label") or "")
    assert "table below" in (box.get_attribute("aria-label") or "")
    page.evaluate(LISTEN)
    box.focus()
    page.keyboard.press("ArrowRight")
    said = page.locator("#map-said")
    expect(said).to_contain_text("leads by")
    first = said.inner_text()
    assert re.fullmatch(r"[^:]+: \w+ leads by [\d,]+ votes?, [\d.]+ points?", first)
    assert page.inner_text("tr.on td.nm") == first.partition(":")[0]
    page.keyboard.press("ArrowUp")
    expect(said).not_to_have_text(first)
    page.wait_for_timeout(200)
    assert {line.partition(":")[0] for line in page.evaluate("heard")} == {"map-said"}
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.livemap path.area.on')).strokeWidth")
        == "2.5px"
    )


def test_a_new_version_reads_out_its_headline_and_nothing_else(site: Site, page: Page) -> None:
    opened(page, site.url + PAGES["contest"])
    page.evaluate(LISTEN)
    version = site.publish(0.5)
    expect(page.locator("#announce")).to_contain_text(f"New version {version}. ")
    headline = page.inner_text("h1")
    assert page.text_content("#announce") == f"New version {version}. {headline}"
    page.wait_for_timeout(1500)
    heard = page.evaluate("heard")
    assert {line.partition(":")[0] for line in heard} == {"announce"}
    assert len(set(heard)) == 1


def test_a_banner_about_old_figures_does_not_read_its_age_out_every_minute(site: Site, page: Page) -> None:
    opened(page, site.url + PAGES["about"].replace("/about", f"/turnout/{ELECTION}"))
    old = "matokeo.boot.checked_at = matokeo.boot.published_at = new Date(Date.now() - {} * 60000).toISOString()"
    page.evaluate(old.format(14))
    banner = page.locator("#stale-banner")
    expect(banner).to_contain_text("14 minutes")
    page.evaluate(LISTEN)
    page.evaluate(old.format(15))
    expect(banner).to_contain_text("15 minutes")
    assert [line for line in page.evaluate("heard") if line.startswith("stale")] == []


def test_colours_forced_by_the_system_leave_figures_keys_and_choices_to_be_seen(
    site: Site, page: Page
) -> None:
    page.emulate_media(forced_colors="active")
    seen = """(selector) => { const n = document.querySelector(selector), s = getComputedStyle(n);
      return s.backgroundColor + s.backgroundImage + s.fill; }"""
    ground = "getComputedStyle(document.body).backgroundColor"
    opened(page, site.url + PAGES["contest"])
    for part in (
        ".legend .ramp i",
        ".legend .x i",
        ".stack .bar i",
        ".half .t i",
        ".meter i",
        ".seg [aria-current]",
    ):
        assert page.evaluate(seen, part) not in (
            f"{page.evaluate(ground)}nonergb(0, 0, 0)",
            "rgba(0, 0, 0, 0)nonergb(0, 0, 0)",
        ), part
    fills = "[...new Set([...document.querySelectorAll('{}')].map((n) => getComputedStyle(n).fill))].length"
    assert page.evaluate(fills.format(".livemap path.area")) > 2
    opened(page, site.url + EMBEDS["embed-map"])
    assert page.evaluate(fills.format(".mapbox .area")) > 2
    assert page.evaluate(seen, ".ramp i") != page.evaluate(seen, ".emb")


def test_without_any_colour_maps_bars_and_seats_still_name_who_leads(site: Site, page: Page) -> None:
    letters = "[...document.querySelectorAll('{}')].map((n) => n.textContent.trim())"
    opened(page, site.url + PAGES["contest"])
    labels = page.evaluate(letters.format(".maplabel .k"))
    assert len(labels) >= 8
    assert all(re.fullmatch(r"[A-Z]+ \+[\d.]+|=", label) for label in labels)
    key = page.inner_text(".mapbox ~ *, .a-map")
    assert all(re.search(rf"\b{label[0]} \w", key) for label in labels if label != "=")
    opened(page, site.url + EMBEDS["embed-map"])
    drawn = page.evaluate(letters.format(".mapbox .mlab"))
    assert set(drawn) <= {"B", "D", "="}
    assert len(drawn) >= page.locator(".mapbox path.area").count() - 1
    assert "Letters: " in page.inner_text(".lg")
    opened(page, site.url + EMBEDS["embed-hemicycle"])
    assert re.search(r"SUN \d", (page.locator("main svg").first.text_content() or ""))
    opened(page, site.url + EMBEDS["embed-bars"])
    assert all(words.strip() for words in page.locator(".rows > li").all_inner_texts())


def test_parts_in_another_language_say_which(site: Site, page: Page) -> None:
    opened(page, site.url + PAGES["contest"])
    assert page.get_attribute("html", "lang") == "en"
    assert page.get_attribute("[data-lang=sw]", "lang") == "sw"
    opened(page, site.url + PAGES["lite"])
    assert page.locator("a[lang=sw]").inner_text() == "Kiswahili"


def test_a_search_without_an_answer_says_so_and_what_to_do(site: Site, page: Page) -> None:
    opened(page, site.url + PAGES["nothing-found"])
    expect(page.locator("main [role=status]").first).to_contain_text("Try part of the name")
    field = page.locator("#place-search")
    label = page.locator("label[for=place-search]").first.inner_text()
    assert "Find an area" in label
    assert field.get_attribute("role") == "combobox"

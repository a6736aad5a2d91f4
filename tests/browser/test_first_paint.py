"""The first response already holds the figures, in any browser, and nothing in it comes from elsewhere."""

from __future__ import annotations

import re

from playwright.sync_api import Browser

from tests.browser.conftest import ELECTION, OpenPage, Site


def test_without_javascript_the_page_has_leader_map_picture_and_every_row(
    site: Site, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.contest())
    assert re.search(r"leads? by [\d.]+ points|level at", page.inner_text("h1"))
    assert page.locator("#figures .duel .big").count() == 2
    assert page.locator(".mapslot svg .area").count() == 11
    assert page.locator("table.t tbody tr").count() == 12
    assert page.locator(".mapslot svg .area").first.bounding_box()["height"] > 10
    context.close()


def test_without_javascript_search_and_measure_and_drill_down_are_links_and_forms(
    site: Site, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.contest())
    page.fill("#place-search", "chanda")
    page.press("#place-search", "Enter")
    page.wait_for_url(re.compile(r"/search\?q=chanda"))
    page.click("text=Chanda West")
    assert page.url.endswith("/president/0031")
    page.click("a[data-measure=counted]")
    assert "measure=counted" in page.url
    assert page.locator("a[data-measure=counted][aria-current]").count() == 1
    context.close()


def test_every_request_of_a_session_stays_on_this_origin_and_none_is_a_post(
    site: Site, open_page: OpenPage
) -> None:
    page = open_page("about:blank", wait=False)
    seen: list[tuple[str, str]] = []
    page.on("request", lambda r: seen.append((r.method, r.url)))
    page.goto(site.contest())
    page.wait_for_selector(".mapslot[data-live]")
    page.click("table.t tbody tr td.nm a >> nth=0")
    page.wait_for_selector(".mapslot[data-live]")
    page.click(".mast nav a >> nth=1")
    page.wait_for_selector(".mapslot[data-live]")
    page.click(".brand")
    page.wait_for_selector(".mapslot[data-live]")
    assert {method for method, _ in seen} == {"GET"}
    assert {re.match(r"https?://[^/]+", url)[0] for _, url in seen if url.startswith("http")} == {site.url}  # type: ignore[index]
    assert not [
        url
        for _, url in seen
        if "dash_table" in url or "polyfill" in url or "/dcc/" in url or "plotly" in url
    ]


def test_react_owns_the_map_and_nothing_else(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.contest())
    assert page.evaluate(
        "document.querySelector('.mapslot').contains(document.getElementById('react-entry-point'))"
    )
    assert (
        page.evaluate(
            "document.querySelectorAll('#react-entry-point .duel, #react-entry-point table').length"
        )
        == 0
    )


def test_the_live_map_lies_on_its_picture(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.contest())
    apart = page.evaluate(
        """() => {
          const of = (node) => { const b = node.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; };
          const boxes = (nodes) => nodes.reduce((a, n) => { const b = of(n);
            return a ? [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])] : b; }, null);
          const picture = boxes([...document.querySelectorAll('.mapslot>svg .area')]);
          const live = boxes([...document.querySelectorAll('.livemap path.area')]);
          return Math.max(...picture.map((v, i) => Math.abs(v - live[i])));
        }"""
    )
    assert apart <= 3


def test_head_says_what_the_page_is_in_both_languages(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.contest(area="002", query="?theme=dark&wall=0&utm_source=x"))
    address = f"{site.url}/results/{ELECTION}/president/002"
    assert page.get_attribute("link[rel=canonical]", "href") == address
    assert page.get_attribute("link[hreflang=sw]", "href") == f"{address}?lang=sw"
    assert page.get_attribute("meta[property='og:title']", "content") == page.title()
    assert "%" in (page.get_attribute("meta[name=description]", "content") or "")
    assert page.get_attribute("html", "data-theme") == "dark"
    assert page.get_attribute("html", "lang") == "en"


def test_hostile_names_stay_text(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.contest(area="012"))
    assert "Lutara </script>" in page.inner_text("h1")
    assert page.title().startswith("President, Lutara </script>")


def test_a_script_that_is_not_ours_does_not_run(site: Site, open_page: OpenPage, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(site.contest())
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.evil = 1'; document.body.append(s); }"
    )
    assert page.evaluate("window.evil") is None
    context.close()


def test_a_page_whose_bundles_never_come_stays_readable_and_live(site: Site, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/_dash-component-suites/**", lambda route: route.abort())
    page.goto(site.contest())
    page.wait_for_timeout(300)
    assert page.locator(".mapslot svg .area").first.is_visible()
    before = page.inner_text("#figures .votes >> nth=0")
    version = site.publish(0.45)
    page.wait_for_selector(f"#foot:has-text('version {version}')")
    assert page.inner_text("#figures .votes >> nth=0") != before
    assert page.locator(".mapslot>svg .area").first.is_visible()
    context.close()

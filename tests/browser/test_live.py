"""A page follows the publisher: new versions, rollbacks, silence; the reader's place on the page stays."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import ELECTION, REHEARSAL, OpenPage, Site
from tests.browser.speed import WATCH

_SAMPLER = """
() => {
  const w = (window.__watch2 = { absent: 0, frames: 0, empty: 0 });
  const look = () => {
    const bigs = [...document.querySelectorAll("#figures .duel .big")].filter((b) => b.textContent.trim());
    const row = document.querySelector("#figures table.t tbody tr td.n");
    const map = document.querySelector(".mapslot[data-live] path.area");
    w.frames += 1;
    if (bigs.length !== 2 || !row || !row.textContent.trim() || !map) w.absent += 1;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
"""

#: What a part of the page says, whatever the order of attributes and rows and the reader's own marks.
_CANONICAL = """
(selector) => {
  const apart = (n) => n.nodeName === "TBODY" && selector === "#figures";
  const skip = (n) => n.nodeType === 1 && (n.matches(".mapslot, #live-text") || apart(n));
  const marks = ["changed", "on", ""];
  const classes = (text) => text.split(" ").filter((c) => !marks.includes(c)).sort().join(" ");
  const write = (n) => {
    if (n.nodeType !== 1) return n.nodeValue;
    if (skip(n)) return "";
    const own = [...n.attributes].filter((a) => a.name !== "data-order");
    const said = own.map((a) => a.name + "=" + (a.name === "class" ? classes(a.value) : a.value));
    const inner = [...n.childNodes].map(write).join("");
    return "<" + n.nodeName + " " + said.filter((a) => a !== "class=").sort().join(" ") + ">" + inner;
  };
  const root = document.querySelector(selector);
  return selector === "#figures" ? write(root) : [...root.rows].map(write).sort();
}
"""


def shown_version(page: Page) -> int:
    return int(page.evaluate("matokeo.boot.version"))


def wait_version(page: Page, version: int) -> None:
    expect(page.locator("#foot")).to_contain_text(f"version {version}", timeout=10_000)


def test_new_versions_appear_by_get_and_figures_are_never_absent_for_a_frame(
    site: Site, open_page: OpenPage
) -> None:
    page = open_page(site.contest())
    page.wait_for_timeout(700)
    asked: list[tuple[str, str]] = []
    page.on("request", lambda r: asked.append((r.method, r.url)))
    page.evaluate(_SAMPLER)
    for share in (0.4, 0.5, 0.6):
        before = page.inner_text("#figures .votes >> nth=0")
        version = site.publish(share)
        wait_version(page, version)
        assert page.inner_text("#figures .votes >> nth=0") != before
    watched = page.evaluate("window.__watch2")
    assert watched["frames"] > 10
    assert watched["absent"] == 0
    fragments = [url for method, url in asked if "/fragment/" in url]
    assert len(fragments) == 3
    assert {method for method, _ in asked} == {"GET"}
    assert page.evaluate("document.querySelectorAll('.livemap path.area').length") == 11


def test_what_the_page_shows_after_updates_is_what_a_reload_shows(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.contest())
    version = site.publish(0.7)
    wait_version(page, version)
    fresh = open_page(site.contest())
    page.wait_for_timeout(1400)
    for part in ("table.t tbody", "#figures"):
        assert page.evaluate(_CANONICAL, part) == fresh.evaluate(_CANONICAL, part), part
    fills = """() => Object.fromEntries([...document.querySelectorAll('.livemap path.area')]
      .map((p) => [p.getAttribute('d').length, p.getAttribute('fill')]))"""
    assert page.evaluate(fills) == fresh.evaluate(fills)


def test_focus_scroll_sort_order_and_open_details_survive_a_version(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.contest(), height=700)
    page.click("table.t thead th:nth-child(1) button")
    names = page.locator("table.t tbody tr td.nm").all_inner_texts()
    assert names == sorted(names)
    page.click("details.pick summary")
    link = page.locator("table.t tbody tr:nth-child(8) td.nm a")
    link.focus()
    top = page.evaluate("scrollY")
    version = site.publish(0.75)
    wait_version(page, version)
    assert page.evaluate("scrollY") == top
    assert page.evaluate("document.activeElement.textContent") == names[7]
    assert page.locator("table.t tbody tr td.nm").all_inner_texts() == names
    assert page.get_attribute("table.t thead th:nth-child(1)", "aria-sort") == "ascending"
    assert page.locator("details.pick[open]").count() == 1


def test_a_rollback_is_followed_to_the_lower_version(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.contest())
    later = site.publish(0.8)
    wait_version(page, later)
    now = datetime.now(UTC)
    site.writer.point(later - 1, published_at=now, checked_at=now)
    wait_version(page, later - 1)


def test_without_the_stream_the_pointer_is_asked_and_followed(site: Site, open_page: OpenPage) -> None:
    page = open_page("about:blank", wait=False)
    page.route("**/api/v1/stream**", lambda route: route.abort())
    page.goto(site.contest())
    version = site.publish(0.82)
    expect(page.locator("#foot")).to_contain_text(f"version {version}", timeout=15_000)


def test_a_fragment_that_fails_is_asked_for_again(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.contest())
    failed: list[str] = []

    def once(route: Route) -> None:
        if failed:
            route.continue_()
        else:
            failed.append(route.request.url)
            route.abort()

    page.route("**/fragment/**", once)
    version = site.publish(0.83)
    wait_version(page, version)
    assert len(failed) == 1


def test_a_new_version_is_announced_once_in_one_sentence(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.contest())
    version = site.publish(0.84)
    wait_version(page, version)
    expect(page.locator("#announce")).to_contain_text(f"{version}")
    said = page.inner_text("#announce")
    later = site.publish(0.86)
    wait_version(page, later)
    page.wait_for_timeout(500)
    assert page.text_content("#announce") == said


def test_a_silent_publisher_raises_the_banner_by_itself(site: Site, open_page: OpenPage) -> None:
    site.publish(0.87)
    page = open_page(site.contest())
    banner = page.locator("#stale-banner")
    expect(banner).to_be_hidden()
    page.evaluate(
        "matokeo.boot.checked_at = matokeo.boot.published_at = new Date(Date.now() - 14 * 60000).toISOString()"
    )
    expect(banner).to_be_visible(timeout=3000)
    expect(banner).to_contain_text("14 minutes")
    expect(page.locator("#live-text")).to_contain_text("14 min ago")


def test_a_page_made_from_old_files_says_so_even_without_javascript(site: Site, browser: Browser) -> None:
    old = datetime.now(UTC) - timedelta(hours=2)
    site.writer.publish(site.version + 1, 0.88, checked_at=old)
    site.version += 1
    site.writer.point(site.version, published_at=old, checked_at=old)
    site.until_served()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.contest())
    expect(page.locator("#stale-banner")).to_be_visible()
    context.close()
    site.publish(0.88)


def test_a_rehearsal_wears_the_tape_first_and_in_its_title(site: Site, open_page: OpenPage) -> None:
    for path in (
        f"/results/{REHEARSAL}/president",
        f"/?election={REHEARSAL}",
        f"/turnout/{REHEARSAL}",
        f"/changes/{REHEARSAL}",
    ):
        page = open_page(site.url + path)
        assert page.evaluate("document.body.firstElementChild.className") == "tape", path
        assert page.locator(".tape").bounding_box()["height"] >= 24
        assert page.title().startswith("REHEARSAL"), path
    wall = open_page(f"{site.url}/results/{REHEARSAL}/president?wall=1", width=1920, height=1080)
    expect(wall.locator(".tape")).to_be_visible()


def test_the_current_election_is_never_the_rehearsal(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.url)
    assert page.locator(".tape").count() == 0
    assert page.evaluate("matokeo.boot.election") == ELECTION


def test_a_hidden_page_closes_its_stream_and_catches_up_when_it_returns(
    site: Site, open_page: OpenPage
) -> None:
    page = open_page(site.contest())
    page.wait_for_timeout(500)
    hide = """(v) => {
      Object.defineProperty(document, 'hidden', { value: v, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }"""
    page.evaluate(hide, True)
    before = shown_version(page)
    version = site.publish(0.9)
    page.wait_for_timeout(1500)
    assert shown_version(page) == before
    page.evaluate(hide, False)
    wait_version(page, version)


def test_languages_and_themes_are_addresses_and_choices(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.contest())
    page.click("[data-lang=sw]")
    page.wait_for_url(re.compile(r"lang=sw"))
    assert page.get_attribute("html", "lang") == "sw"
    page.wait_for_selector(".mapslot[data-live]")
    page.click("#theme")
    assert page.get_attribute("html", "data-theme") == "dark"
    page.click("table.t tbody tr td.nm a >> nth=0")
    page.wait_for_selector(".mapslot[data-live]")
    assert "lang=sw" in page.url
    assert page.get_attribute("html", "data-theme") == "dark"


def test_the_watcher_of_frames_sees_an_absent_figure(site: Site, open_page: OpenPage) -> None:
    """The sampler of these tests would notice: a test that cannot fail proves nothing."""
    page = open_page(site.contest())
    page.evaluate(_SAMPLER)
    page.evaluate(
        """() => {
          const b = document.querySelector('#figures .duel .big');
          const p = b.parentNode;
          b.remove();
          requestAnimationFrame(() => requestAnimationFrame(() => p.append(b)));
        }"""
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.__watch2.absent") >= 1
    assert "__watch" in WATCH


def test_a_hold_is_said_on_an_open_page(site: Site, open_page: OpenPage) -> None:
    version = site.publish(0.91)
    page = open_page(site.contest())
    assert page.locator(".banner.held").count() == 0
    site.writer.hold(version, "Checking the forms of one county")
    expect(page.locator(".banner.held")).to_contain_text("Checking the forms of one county", timeout=60_000)
    site.publish(0.92)

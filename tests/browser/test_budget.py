"""The budget of every public page on a slow link (1.6 Mbit/s, 150 ms) with a processor four times slower.

Bytes, layout shift, absent frames and POSTs hold at every load; times are the best of three loads, because the
machine that runs the tests is shared.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import ELECTION, OpenPage, Site
from tests.browser.speed import Seen, measure

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
}
NO_SCRIPT_OF_DASH = {"ward", "station", "changes", "search", "data", "about"}


def within(seen: Seen) -> bool:
    # Times that only a fault reaches, whatever else the machine does; the budgets are docs/benchmarks.md's.
    return seen.figures_ms <= 2000 and (seen.map_ms is None or seen.map_ms <= 6500)


@pytest.mark.parametrize("name", PAGES)
def test_page_keeps_its_budget(site: Site, browser: Browser, name: str) -> None:
    loads = []
    for _ in range(3):
        seen = measure(browser, site.url + PAGES[name])
        loads.append(seen)
        assert seen.bytes_to_map <= 400_000, seen
        assert seen.bytes_all <= 750_000, seen
        assert seen.html_bytes <= 32_000, seen
        assert seen.cls <= 0.01, seen
        assert seen.absent_frames == 0, seen
        assert seen.posts == 0, seen
        if within(seen):
            break
    assert any(within(seen) for seen in loads), loads
    if name in NO_SCRIPT_OF_DASH:
        assert loads[0].bytes_all <= 60_000, loads[0]


@pytest.mark.parametrize(("slower", "limit_ms"), [(1, 300), (4, 1000)])
def test_a_new_version_is_painted_within_its_budget(
    site: Site, open_page: OpenPage, slower: int, limit_ms: int
) -> None:
    page = open_page(site.contest())
    page.wait_for_timeout(500)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.evaluate(
        """() => {
          window.__painted = [];
          const follow = matokeo.live.follow;
          document.addEventListener('matokeo:version', () => requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => window.__painted.push(performance.now() - window.__told);
            channel.port2.postMessage(0);
          }));
        }"""
    )
    for share in (0.35, 0.45, 0.55, 0.65, 0.75):
        version = site.publish(share)
        page.request.get(f"{site.url}/fragment/{ELECTION}/v{version}/president/ZA0.en.json")
        expect(page.locator("#foot")).to_contain_text(f"version {version}", timeout=10_000)
        page.wait_for_timeout(100)
    # The stream may have told before; what is measured here is one version from being told to being painted.
    times = []
    for version in range(site.version - 4, site.version + 1):
        page.evaluate(
            "(version) => { window.__told = performance.now(); matokeo.live.follow({ version, spread_ms: 0 }); }",
            version,
        )
        expect(page.locator("#foot")).to_contain_text(f"version {version}", timeout=10_000)
        page.wait_for_timeout(150)
        times.append(page.evaluate("window.__painted[window.__painted.length - 1]"))
    # The best of five: what else the machine does can only make it later.
    assert min(times) <= limit_ms, times

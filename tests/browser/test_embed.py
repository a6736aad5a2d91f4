"""Embeds in a foreign page in a real Chromium: width, height, freshness, no net, themes, no script."""

from __future__ import annotations

import functools
import http.server
import threading
import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page, Route, expect

from tests.browser.conftest import ELECTION, OpenPage, Site

ARTICLE = """<!DOCTYPE html><html lang="en"><title>Article</title><body style="margin:0"><h1>An article</h1>
<iframe title="Results" name="embed-7" width="{width}" height="150" src="{src}" {more}></iframe><script>
window.told = [];
addEventListener("message", (event) => {{
  if (event.data.type !== "matokeo:height") return;
  told.push(event.data);
  document.querySelector("iframe").height = event.data.height;
}});
</script></body></html>"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Files of a folder, without a line for each request."""

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A newspaper's site: a folder and its address, another origin than the results."""
    folder = tmp_path_factory.mktemp("press")
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://localhost:{server.server_address[1]}"
    server.shutdown()


def embed(site: Site, contest: str = "president", query: str = "", election: str = ELECTION) -> str:
    return f"{site.url}/embed/{election}/{contest}{query}"


def framed(page: Page) -> Frame:
    frame = page.frame(name="embed-7")
    assert frame is not None
    frame.wait_for_selector("main.emb")
    return frame


def look_until(frame: Frame | Page, seen: str) -> None:
    """Let the embed ask now and again, as a phone does that finds the net, until what `seen` says is so.

    One that is asking does not ask twice, and a process looks at a pointer again after a quarter of a second.
    """
    until = time.monotonic() + 15
    while time.monotonic() < until:
        frame.evaluate("dispatchEvent(new Event('online'))")
        time.sleep(0.15)
        if frame.evaluate(seen):
            return
    pytest.fail(f"never so: {seen}")


def article(press: tuple[Path, str], src: str, width: int, more: str = "") -> str:
    folder, url = press
    (folder / "article.html").write_text(ARTICLE.format(width=width, src=src, more=more), "utf-8")
    return f"{url}/article.html"


@pytest.mark.parametrize("width", [320, 600])
def test_in_a_foreign_page_an_embed_fits_its_frame_and_tells_its_height(
    site: Site, press: tuple[Path, str], open_page: OpenPage, width: int
) -> None:
    page = open_page(article(press, embed(site), width), width=width + 40)
    frame = framed(page)
    page.wait_for_function("told.length && document.querySelector('iframe').height > 300")
    inside = frame.evaluate("document.documentElement.getBoundingClientRect().height")
    assert page.evaluate("told.at(-1)") == {
        "type": "matokeo:height",
        "id": "embed-7",
        "height": -(-inside // 1),
    }
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    beside = frame.evaluate(
        "document.querySelector('.mapbox').getBoundingClientRect().right"
        " <= document.querySelector('.rows').getBoundingClientRect().left"
    )
    assert beside is (width == 600)
    before = page.evaluate("told.at(-1).height")
    frame.click("summary")
    page.wait_for_function("before => told.at(-1).height > before", arg=before)
    link = frame.locator("footer a")
    assert link.get_attribute("target") == "_blank"
    assert page.context.cookies() == []


def test_a_new_version_comes_in_place_and_keeps_what_the_reader_opened(
    site: Site, press: tuple[Path, str], open_page: OpenPage
) -> None:
    # A sandboxed frame has no origin of its own: its own site answers it as it answers any stranger.
    page = open_page(article(press, embed(site), 600, 'sandbox="allow-scripts"'))
    frame = framed(page)
    frame.click("summary")
    frame.focus("footer a")
    frame.evaluate("window.mine = 1")
    version = site.publish(0.45)
    look_until(frame, f"document.querySelector('footer').textContent.includes('version {version}.')")
    assert frame.evaluate("window.mine") == 1, "the frame was loaded anew"
    assert frame.evaluate("document.querySelector('details').open")
    assert frame.evaluate("document.activeElement === document.querySelector('footer a')")
    site.writer.hold(version, "Two counties are checked again")
    look_until(frame, "document.querySelector('main').textContent.includes('Two counties are checked again')")


def test_without_the_net_the_last_figures_stay_and_say_since_when(
    site: Site, press: tuple[Path, str], open_page: OpenPage
) -> None:
    page = open_page(article(press, embed(site, query="?lang=sw"), 320))
    frame = framed(page)
    figures = frame.locator(".rows").inner_text()
    lost = frame.locator("[data-lost]")
    expect(lost).to_be_hidden()
    page.context.route("**/latest.json", lambda route: route.abort())
    look_until(frame, "!document.querySelector('[data-lost]').hidden")
    text = lost.inner_text()
    assert "Hakuna mawasiliano tangu" in text
    assert f"toleo {site.version}" in text
    assert "{" not in text
    assert frame.locator(".rows").inner_text() == figures
    page.context.unroute("**/latest.json")
    look_until(frame, "document.querySelector('[data-lost]').hidden")


def test_figures_that_grow_old_are_called_old_by_the_embed_itself(site: Site, open_page: OpenPage) -> None:
    page = open_page(embed(site, query="?chart=ticker"))

    def later(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(
            response=answer, headers={**answer.headers, "date": formatdate(time.time() + 900, usegmt=True)}
        )

    expect(page.locator("[data-after]")).to_be_hidden()
    page.route("**/latest.json", later)
    look_until(page, "!document.querySelector('[data-after]').hidden")
    expect(page.locator("[data-after]")).to_contain_text("No new version since")


def test_without_script_and_in_every_theme_the_figures_are_there(site: Site, open_page: OpenPage) -> None:
    page = open_page(embed(site, query="?theme=dark"), java_script_enabled=False)
    expect(page.locator("h1")).to_contain_text("leads by")
    expect(page.locator(".mapbox path.area").first).to_be_visible()
    assert page.locator("noscript meta[http-equiv=refresh]").count() == 1
    dark, light = "rgb(20, 22, 26)", "rgb(255, 255, 255)"
    ground = "getComputedStyle(document.body).backgroundColor"
    page = open_page("about:blank")
    for query, system, wanted in (
        ("?theme=dark", "light", dark),
        ("?theme=light", "dark", light),
        ("", "dark", dark),
        ("?theme=auto", "light", light),
    ):
        page.emulate_media(color_scheme=system)
        page.goto(embed(site, query=query))
        assert page.evaluate(ground) == wanted, query
    page.goto(embed(site, query="?theme=dark&chart=table"))
    page.emulate_media(media="print")
    assert page.evaluate(ground) == light
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"

"""The embed desk as a newsroom uses it: with keys, with and without scripts; and the loader on another site's page."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import ELECTION, REHEARSAL, OpenPage, Site


@pytest.fixture(scope="module")
def newsroom(site: Site) -> Iterator[str]:
    """Another site: an article with two embeds by script, one in a box, one of a fixed height."""
    embed = f"/embed/{ELECTION}/president"
    loader = f'<script async src="{site.url}/embed.js"'
    article = f"""<!doctype html><html lang="en"><title>Article</title><body style="width:600px"><h1>Article</h1>
        {loader} data-matokeo="{embed}?chart=bars" data-title="President"></script>
        {loader} data-matokeo="{embed}?chart=ticker"></script>
        <div data-matokeo-embed="{site.url}{embed}?chart=turnout" data-height="333">Results</div>
        <div id="after"></div></body></html>""".encode()

    class Article(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(article)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Article)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_address[1]}/"
    server.shutdown()


def test_a_choice_by_keyboard_changes_preview_codes_and_address_without_a_reload(
    site: Site, open_page: OpenPage
) -> None:
    page = open_page(f"{site.url}/embeds?election={ELECTION}")
    page.evaluate("window.__same = true")
    assert page.locator("#desk-go").is_hidden()
    page.locator("#desk-chart-bars").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#code-iframe")).to_have_value(re.compile("chart=map"))
    assert page.evaluate("document.activeElement.id") == "desk-chart-map"
    expect(page.locator("#desk-frame")).to_have_attribute("src", re.compile("chart=map"))
    page.locator("#desk-measure").select_option("counted")
    page.locator("#desk-look").select_option("dark")
    expect(page.locator("#code-script")).to_have_value(re.compile("measure=counted&amp;theme=dark"))
    page.locator("#desk-find").fill("belo")
    expect(page.locator("#desk-option-0")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#desk-area")).not_to_have_value("ZA0")
    code = page.locator("#desk-area").input_value()
    expect(page.locator("#code-link")).to_have_value(re.compile(f"/president/{code}"))
    assert page.evaluate("window.__same") is True
    shown = page.locator("#code-link").input_value()
    page.reload()
    assert page.locator("#code-link").input_value() == shown


def test_the_preview_is_as_high_as_its_figures_and_as_wide_as_asked(site: Site, open_page: OpenPage) -> None:
    page = open_page(f"{site.url}/embeds?election={ELECTION}&chart=ticker")
    frame = page.locator("#desk-frame")
    inside = page.frame_locator("#desk-frame").locator("html")
    expect(inside).to_be_attached()
    page.wait_for_function(
        "() => { const f = document.getElementById('desk-frame');"
        " return Number(f.height) === Math.ceil(f.contentDocument.documentElement.getBoundingClientRect().height) }"
    )
    page.locator("a[data-width='320']").click()
    expect(page.locator("#desk-stage")).to_have_class(re.compile("w320"))
    box = frame.bounding_box()
    assert box is not None
    assert box["width"] == 320
    assert "width=320" in page.url
    expect(page.locator("a[data-width='320']")).to_have_attribute("aria-current", "true")


def test_a_code_is_copied_and_a_screen_reader_hears_it(site: Site, open_page: OpenPage) -> None:
    page = open_page(
        f"{site.url}/embeds?election={REHEARSAL}", permissions=["clipboard-read", "clipboard-write"]
    )
    page.locator("[data-copy='code-script']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#desk-said")).to_have_text("Copied: Script")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#code-script").input_value()
    assert "REHEARSAL" in copied
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) }")
    page.locator("[data-copy='code-iframe']").click()
    expect(page.locator("#desk-said")).to_contain_text("copy it with your keyboard")
    assert page.evaluate("document.activeElement.id") == "code-iframe"


def test_without_scripts_the_form_does_the_same(site: Site, open_page: OpenPage) -> None:
    page = open_page(f"{site.url}/embeds?election={ELECTION}&lang=sw", width=360, java_script_enabled=False)
    page.locator("#desk-chart-table").check()
    page.locator("#desk-height").fill("480")
    page.locator("#desk-go").click()
    assert "chart=table" in page.url
    assert "lang=sw" in page.url
    assert 'height="480"' in page.locator("#code-iframe").input_value()
    assert page.locator("[data-copy]").first.is_hidden()
    expect(page.frame_locator("#desk-frame").locator("table").first).to_be_visible()
    page.locator("#desk-find").fill("belo")
    page.locator("#desk-go").click()
    page.locator(".desk-hits a").first.click()
    assert "area=" in page.url
    assert page.locator("#desk-area").input_value() != "ZA0"
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360


def test_the_loader_on_another_site_makes_frames_that_grow_and_listens_to_nobody_else(
    site: Site, browser: Browser, newsroom: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    names = "Object.getOwnPropertyNames(window).filter((n) => n.startsWith('matokeo'))"
    page.goto(newsroom)
    frames = page.locator("iframe")
    expect(frames).to_have_count(3)
    page.wait_for_function(
        "() => [...document.querySelectorAll('iframe:not([data-fixed])')].every((f) => f.height !== '420')"
    )
    heights = [int(frames.nth(n).get_attribute("height") or 0) for n in range(3)]
    titles = [frames.nth(n).get_attribute("title") for n in range(3)]
    assert heights[2] == 333
    assert all(80 <= height <= 2000 for height in heights)
    assert titles[0] == "President"
    inside = page.frames[1]
    assert inside.evaluate("document.documentElement.scrollHeight <= innerHeight")
    page.evaluate("postMessage({ type: 'matokeo:height', id: 'x', height: 5000 }, '*')")
    page.wait_for_timeout(100)
    assert [int(frames.nth(n).get_attribute("height") or 0) for n in range(3)] == heights
    assert page.evaluate(names) == ["matokeoEmbed"]
    page.evaluate(
        f"""() => {{ document.getElementById('after').dataset.matokeoEmbed = '{site.url}/embed/{ELECTION}/president';
          matokeoEmbed.scan(); }}"""
    )
    expect(frames).to_have_count(4)
    assert context.cookies() == []
    context.close()


def test_the_order_of_a_table_is_in_the_address(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.contest())
    first = page.locator("table.t tbody").first.locator("tr").first
    before = first.inner_text()
    for _ in range(2):
        page.locator("table.t thead button").first.click()
    assert "order=0.0.-1" in page.url
    sorted_first = first.inner_text()
    assert sorted_first != before
    page.reload()
    expect(page.locator("table.t thead th").first).to_have_attribute("aria-sort", "descending")
    assert first.inner_text() == sorted_first

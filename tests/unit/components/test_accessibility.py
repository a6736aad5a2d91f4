"""States that the site of the browser tests does not show, through axe in Chromium: no violation, nothing too wide.

Every page in its usual state is in `tests/browser/test_accessible.py`.
"""

from __future__ import annotations

import itertools

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests import preview

pytestmark = pytest.mark.browser


def pages() -> dict[str, str]:
    """Write all pages."""
    made = {name: preview.page(make()) for name, make in preview.views().items()}
    return made | {name: write() for name, write in preview.other_pages().items()}


#: Nothing counted yet, forms held out or missing, corrections, a rule with regions, the wall.
STATES = ("national", "nothing", "station-held", "station-none", "changes", "wall")
PAGES = {name: html for name, html in pages().items() if name in STATES}
CASES = [
    (name, *look)
    for name, look in zip(PAGES, itertools.cycle(((1440, "light"), (360, "dark"))), strict=False)
]


@pytest.mark.parametrize(("name", "width", "theme"), CASES)
def test_axe_finds_nothing(browser: Browser, name: str, width: int, theme: str) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 900})
    try:
        tab.set_content(PAGES[name])
        tab.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        found = Axe().run(tab)["violations"]
        assert [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found] == []
    finally:
        tab.close()


@pytest.mark.parametrize("name", list(PAGES))
@pytest.mark.parametrize("width", [320, 768, 1920])
def test_nothing_is_wider_than_the_screen(browser: Browser, name: str, width: int) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 900})
    try:
        tab.set_content(PAGES[name])
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
    finally:
        tab.close()

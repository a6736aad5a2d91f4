"""A language that runs right to left, added by a folder: pages turn around, nothing runs over, the map stays as it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from components.languages import SETTING
from tests.browser.conftest import ELECTION, OpenPage, Site, serve
from tests.browser.synthetic import StoreWriter
from tests.pseudo import RTL, write_rtl

PAGES = (f"/results/{ELECTION}/president", f"/results/{ELECTION}/governor", f"/turnout/{ELECTION}", "/")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    store = tmp_path_factory.mktemp("store")
    writer = StoreWriter(store, election=ELECTION)
    writer.publish(1, 0.3)
    url, process = serve(store, **{SETTING: str(write_rtl(tmp_path_factory.mktemp("locale")))})
    made = Site(url, writer, process)
    yield made
    process.terminate()
    process.wait(timeout=20)


@pytest.mark.parametrize("width", [320, 1440])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_turns_around_and_nothing_runs_over(
    site: Site, open_page: OpenPage, path: str, width: int
) -> None:
    page = open_page(f"{site.url}{path}?lang={RTL}", width=width)
    assert page.get_attribute("html", "dir") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    boxes = page.evaluate(
        "() => Object.fromEntries([['name', '.mast .brand'], ['theme', '#theme'], ['find', '.find input'], ['lens', '.find svg']]"
        ".map(([key, at]) => [key, document.querySelector(at).getBoundingClientRect()])"
        ".map(([key, box]) => [key, [box.left, box.right]]))"
    )
    assert boxes["name"][0] > boxes["theme"][1] or width == 320, (
        "the site's name is on the right, tools on the left"
    )
    middle = sum(boxes["find"]) / 2
    assert boxes["lens"][0] > middle, "the lens stands where words begin"


def test_bars_begin_on_the_right_and_the_map_is_not_mirrored(site: Site, open_page: OpenPage) -> None:
    def drawn(lang: str) -> tuple[bool, list[float]]:
        page = open_page(f"{site.url}/results/{ELECTION}/president?lang={lang}", width=1440)
        first = page.evaluate(
            "() => [...document.querySelectorAll('.b i')]"
            ".map(i => [i.getBoundingClientRect(), i.parentElement.getBoundingClientRect()])"
            ".filter(([i, b]) => i.width > 0 && i.width < b.width - 4).map(([i, b]) => Math.abs(i.left - b.left) < 2)[0]"
        )
        areas = page.evaluate(
            "() => { const box = document.querySelector('.mapbox').getBoundingClientRect();"
            " return [...document.querySelectorAll('.mapbox path.area')].slice(0, 3)"
            ".map(a => Math.round(a.getBoundingClientRect().left - box.left)); }"
        )
        return bool(first), areas

    english, arabic = drawn("en"), drawn(RTL)
    assert english[0]
    assert not arabic[0]
    assert english[1]
    assert all(abs(a - b) <= 2 for a, b in zip(english[1], arabic[1], strict=True))

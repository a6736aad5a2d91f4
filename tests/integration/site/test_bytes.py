"""Bytes on the wire of every page, embed and light page at the sizes of a real country, against one table of budgets.

Counted is what a browser receives until the page can be used: the document and every file it names, compressed. The table
is `BUDGETS`; `docs/lite.md` prints the same one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from components.embed import EMBED_CHARTS
from components.graphics import CHARTS
from dashboard.public import PAGES
from tests.integration.site.test_lite import client_of
from tests.store_size import COUNTY, ELECTION, STATION, WARD, SizeStore

#: Thousands of bytes, by brotli and by gzip alike.
BUDGETS = {
    "Light page": 30,
    "Text for an SMS": 1,
    "Embed, with all it loads": 60,
    "Page without a map, with all it loads": 60,
    "Page with a map, until the map is live": 400,
    "Document of any page alone": 40,
}
LITE = f"/lite/{ELECTION}"
RESULTS = f"/results/{ELECTION}"
#: Page module -> addresses of its largest answers.
ADDRESSES: dict[str, tuple[str, ...]] = {
    "overview": ("/",),
    "contest": (
        f"{RESULTS}/president",
        f"{RESULTS}/governor",
        f"{RESULTS}/mna",
        f"{RESULTS}/mca",
        f"{RESULTS}/president/{COUNTY}",
        f"{RESULTS}/president/{WARD}",
    ),
    "station": (f"/stations/{ELECTION}/{STATION}",),
    "turnout": (f"/turnout/{ELECTION}",),
    "changes": (f"/changes/{ELECTION}",),
    "search": ("/search?q=ba",),
    "data": ("/data",),
    "about": ("/about",),
    "embeds": ("/embeds",),
    "incidents": (f"/incidents/{ELECTION}",),
    "charts": (f"/charts/{ELECTION}/president", f"/charts/{ELECTION}/mna"),
    "lite": (
        f"{LITE}/president",
        f"{LITE}/governor",
        f"{LITE}/mna",
        f"{LITE}/mca",
        f"{LITE}/mca?page=3",
        f"{LITE}/president/{WARD}",
    ),
    "lite_home": ("/lite",),
    "lite_station": (f"{LITE}/_station/{STATION}",),
    "lite_search": (f"{LITE}/_search?q=ba",),
    "lite_text": (f"{LITE}/president.txt?max=480", f"{LITE}/mca.txt?max=480"),
}
EMBEDDED = (f"president/{COUNTY}", f"president/{WARD}", "president", "governor", "mna", "mca")
_NAMED = (
    re.compile(r"<script[^>]+src=\"([^\"]+)\""),
    re.compile(r"<link[^>]+rel=\"(?:stylesheet|preload|modulepreload|icon)\"[^>]*href=\"(/[^\"]+)\""),
    re.compile(r"<img[^>]+src=\"(/[^\"]+)\""),
    re.compile(r"url\(['\"]?(/[^'\")]+)"),
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    store = tmp_path_factory.mktemp("size")
    SizeStore(store)
    _got.cache_clear()
    return client_of(store)


@cache
def _got(client: FlaskClient, path: str, encoding: str) -> int:
    """Bytes of one answer as sent."""
    answer = client.get(path, headers={"Accept-Encoding": encoding})
    assert answer.status_code == 200, f"{path} answers {answer.status_code}"
    return len(answer.data)


def files_of(client: FlaskClient, path: str) -> set[str]:
    """Every file of this site that the document at `path` makes a browser load."""
    page = client.get(path).text
    found = {name.replace("&amp;", "&") for pattern in _NAMED for name in pattern.findall(page)}
    return {name for name in found if name.startswith("/")}


def kind_of(client: FlaskClient, name: str, path: str) -> str:
    """The row of the table that a page belongs to."""
    if name == "lite_text":
        return "Text for an SMS"
    if name.startswith("lite"):
        return "Light page"
    live = "_dash-component-suites" in client.get(path).text
    return "Page with a map, until the map is live" if live else "Page without a map, with all it loads"


def over(client: FlaskClient, path: str, kind: str) -> Iterator[str]:
    """Say by how much an address is over the budget of its kind, in each encoding."""
    files = files_of(client, path)
    for encoding in ("br", "gzip"):
        sizes = {one: _got(client, one, encoding) for one in (path, *sorted(files))}
        total, budget = sum(sizes.values()), BUDGETS[kind] * 1000
        if total > budget:
            largest = ", ".join(
                f"{one} {size:,}" for one, size in sorted(sizes.items(), key=lambda s: -s[1])[:4]
            )
            yield f"{path} ({encoding}): {total:,} bytes, the budget of “{kind}” is {budget:,}. Largest: {largest}"


@pytest.mark.parametrize(("name", "path"), [(n, path) for n, paths in ADDRESSES.items() for path in paths])
def test_a_page_with_all_it_loads_keeps_its_budget(client: FlaskClient, name: str, path: str) -> None:
    assert list(over(client, path, kind_of(client, name, path))) == []
    budget = BUDGETS["Document of any page alone"] * 1000
    for encoding in ("br", "gzip"):
        size = _got(client, path, encoding)
        assert size <= budget, f"{path} ({encoding}): {size:,} bytes of document, the budget is {budget:,}"


@pytest.mark.parametrize("chart", [*EMBED_CHARTS, *CHARTS])
def test_an_embed_with_all_it_loads_keeps_its_budget(client: FlaskClient, chart: str) -> None:
    wrong: list[str] = []
    for where in EMBEDDED:
        path = f"/embed/{ELECTION}/{where}?chart={chart}"
        wrong += over(client, path, "Embed, with all it loads")
    assert wrong == []


def test_every_page_that_a_reader_opens_has_an_address_whose_bytes_are_counted() -> None:
    names = {module.PAGE.name for module in PAGES if hasattr(module, "layout") or "lite" in module.PAGE.name}
    missing = names - set(ADDRESSES)
    assert missing == set(), f"give an address of {missing} in ADDRESSES, so that its bytes are counted"


def test_the_counting_finds_every_file_of_a_page_and_an_excess(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = files_of(client, f"{RESULTS}/president")
    assert any(re.match(r"/assets/site\.\w+\.js", name) for name in files)
    assert any("dash_leaflet" in name for name in files)
    assert any(name.startswith("/data/geo/") for name in files)
    monkeypatch.setitem(BUDGETS, "Light page", 1)
    told = list(over(client, f"{LITE}/mna", "Light page"))
    assert len(told) == 2
    assert "the budget of “Light page” is 1,000" in told[0]


def test_the_table_of_budgets_in_the_documentation_is_the_one_that_is_tested() -> None:
    words = (Path(__file__).resolve().parents[3] / "docs" / "lite.md").read_text("utf-8")
    rows = re.findall(r"^\| ([^|]+?) \| (\d+) KB \|", words, re.MULTILINE)
    assert {name: int(size) for name, size in rows} == BUDGETS

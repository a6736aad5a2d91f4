"""Writes fictional pages as standalone HTML, and takes their pictures, for looking at the visual layer.

Run `python tests/preview.py DIR [--shots]`; nothing here is a test. With `--shots` Chromium takes 360, 768 and
1440 px in every theme.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from dash.development.base_component import Component

from components import shell
from components.about import about_figures
from components.changes import ChangesView, changes_figures
from components.contest import contest_figures
from components.datapage import DataView, datapage_figures
from components.markup import h, to_html
from components.overview import OverviewView, overview_figures
from components.search import SearchView, search_figures
from components.station import StationView, station_figures
from components.theme import party_css
from components.turnout import turnout_figures
from components.view import ContestView
from dashboard.services.packages import find_browser
from data.records import StationPlace
from tests import factories

CSS = Path(__file__).parent.parent / "assets" / "css"


def page(view: ContestView, *, theme: str | None = None, figures: Component | None = None) -> str:
    """Make a whole page around the figures of a view, or around other figures."""
    t, urls, document = view.t, view.urls, view.document
    head = "".join(f"<style>{file.read_text()}</style>" for file in sorted(CSS.glob("*.css"), key=_rank))
    frame = [
        shell.tape(t, document.is_test),
        shell.skip_link(t),
        shell.masthead(t, urls, election=document.election, here="/"),
        shell.stale_banner(t, view.clock, view.pointer),
        shell.tabs(t, urls, view.index, document.contest, document.area),
        h(
            "main",
            None,
            h("div", "wrap", shell.place_bar(t, urls, document, election=document.election))
            if not view.wall
            else None,
            h("div", "wrap", figures or contest_figures(view), id="figures"),
            id="main",
        ),
        shell.footer(t, urls, election=document.election, document=document),
        shell.live_region(t),
    ]
    attribute = f' data-theme="{theme}"' if theme else ""
    return (
        f'<!doctype html><html lang="{view.lang}"{attribute}><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width,initial-scale=1"><title>Preview</title>{head}'
        f'<style id="parties">{party_css(document)}</style></head><body>{to_html(frame)}</body></html>'
    )


def _rank(file: Path) -> tuple[int, str]:
    order = {"tokens.css": 0, "components.css": 1, "site.css": 2}
    return order.get(file.name, 3), file.name


def views() -> dict[str, Callable[[], ContestView]]:
    """Name the pages to look at."""
    return {
        "national": factories.contest_view,
        "national-sw": lambda: factories.contest_view(lang="sw"),
        "county": lambda: factories.contest_view(factories.county(), parent=factories.country()),
        "ward": lambda: factories.contest_view(factories.ward()),
        "governors": lambda: factories.contest_view(factories.governors()),
        "nothing": lambda: factories.contest_view(factories.country(counted=0)),
        "wall": lambda: factories.contest_view(wall=True),
    }


def other_pages() -> dict[str, Callable[[], str]]:
    """Name the pages that are not a contest's."""
    view = factories.contest_view()
    t, urls, index, pointer = view.t, view.urls, view.index, view.pointer
    ward = factories.ward()

    def around(figures: Component) -> str:
        return page(view, figures=figures)

    def overview() -> Component:
        documents = {
            "president": view.document,
            "governor": factories.governors(),
            "assembly": factories.assembly(),
        }
        lines = [factories.index_of(d).contests[0] for d in documents.values()]
        whole = factories.index_of(view.document, contests=lines)
        return overview_figures(
            OverviewView(index=whole, pointer=pointer, t=t, urls=urls, documents=documents, lead=view)
        )

    def station(number: int) -> Component:
        row = ward.children[number]
        place = StationPlace(code=row.code, name=row.name, area=ward.area.code, registered=row.registered)
        return station_figures(
            StationView(index=index, pointer=pointer, t=t, urls=urls, station=place, path=(*ward.area.path, ward.area),
                        documents={"president": ward})
        )  # fmt: skip

    return {
        "overview": lambda: around(overview()),
        "station": lambda: around(station(0)),
        "station-held": lambda: around(station(3)),
        "station-none": lambda: around(station(4)),
        "turnout": lambda: around(
            turnout_figures(
                factories.contest_view(factories.with_turnout(factories.country()), measure="turnout")
            )
        ),
        "changes": lambda: around(
            changes_figures(
                ChangesView(
                    index=index,
                    pointer=pointer,
                    t=t,
                    urls=urls,
                    changes=factories.changes(),
                    held=factories.held(),
                )
            )
        ),
        "search": lambda: around(
            search_figures(SearchView(index=index, t=t, urls=urls, query="corran", found=factories.found()))
        ),
        "data": lambda: around(datapage_figures(DataView(t=t, urls=urls, index=index, pointer=pointer))),
        "about": lambda: around(about_figures(t, urls)),
    }


def shots(folder: Path, names: list[str], widths: list[int], themes: list[str]) -> None:
    """Photograph pages with Chromium."""
    from playwright.sync_api import sync_playwright

    flags = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
    ]
    flags += ["--disable-component-update", "--disable-sync"]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_browser(), args=flags)
        for width in widths:
            for theme in themes:
                tab = browser.new_page(viewport={"width": width, "height": 1080 if width == 1920 else 900})
                for name in names:
                    tab.goto((folder / f"{name}.html").as_uri())
                    tab.evaluate(f"document.documentElement.dataset.theme='{theme}'")
                    tab.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=width != 1920)
                tab.close()
        browser.close()


def main() -> None:
    """Write the pages, and photograph them when asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shots", action="store_true")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for name, make in views().items():
        (asked.folder / f"{name}.html").write_text(page(make()))
    for name, write in other_pages().items():
        (asked.folder / f"{name}.html").write_text(write())
    if asked.shots:
        shots(asked.folder, [*views(), *other_pages()], [360, 768, 1440], ["light"])


if __name__ == "__main__":
    main()

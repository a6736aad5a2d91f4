"""Charts of a contest in the country or in one area: every kind that its figures allow, or the one that is asked for.

Answers `/charts/<election>/<contest>[/<area>]`, `?chart=` shows one alone (its long table in pages by `?page=`). Kinds
that need the rows of a finer level are fetched when they come into view; drawn by `components.graphics`, set out by
`components.chartspage`.
"""

from __future__ import annotations

from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from components.chartspage import (
    ChartsView,
    Panel,
    charts_figures,
    charts_summary,
    charts_title,
    unknown_chart,
)
from components.contest import headline_text
from components.graphics import CHARTS, ChartKind, chart_kind
from components.graphics.chart import SMALL, WIDE
from components.theme import party_css
from components.view import ContestView, neighbours_of
from data.records import ContestLine
from pages.opened import Opened, open_contest
from pages.page import Ask, Body, Page, Register

PAGE = Page(
    name="charts",
    paths=("/charts/<election>/<contest>", "/charts/<election>/<contest>/<area>"),
    title="Charts",
    order=6,
    access="public",
    query=("chart", "page"),
    own="charts",
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, charts_page)


def charts_page(ask: Ask) -> Body:
    """Answer for a contest in an area; raises `NotPublished` for names that do not exist."""
    opened = open_contest(ask)
    view = _view(ask, opened)
    wanted = ask.query.get("chart")
    kind = chart_kind(wanted) if wanted else None
    page = ChartsView(view=view, panels=(), alone=wanted, contests=_contests(opened))
    if wanted and kind is None:
        return _body(
            ask, opened, unknown_chart(replace(page, alone=None), wanted, tuple(CHARTS.values())), 400
        )
    if kind is not None:
        page = replace(page, panels=(_drawn(opened, view, kind),), page=_page(ask))
    else:
        page = replace(page, panels=tuple(_panels(opened, view)))
    return _body(ask, opened, charts_figures(page), 200)  # fmt: skip


def _body(ask: Ask, opened: Opened, main: Component, status: int) -> Body:
    view, d = _view(ask, opened), opened.document
    live = ask.urls.charts_fragment(d.election, d.contest, d.area.code, ask.query.get("chart"))
    page = _page(ask)
    return Body(
        title=charts_title(view),
        description=charts_summary(view),
        main=main,
        status=status,
        election=d.election,
        index=opened.index,
        pointer=opened.pointer,
        document=d,
        contest=d.contest,
        area=d.area.code,
        headline=headline_text(view),
        parties=party_css(d),
        live=(live + (f"?page={page}" if page > 1 else "")) if status == 200 else None,
    )


def _view(ask: Ask, opened: Opened) -> ContestView:
    places = ask.places(opened.index.election)
    return replace(opened.view(), neighbours=neighbours_of(places, opened.area))


def _contests(opened: Opened) -> tuple[ContestLine, ...]:
    return tuple(
        line for line in opened.index.contests if f"{line.code}/{opened.area}" in opened.index.documents
    )


def _page(ask: Ask) -> int:
    text = ask.query.get("page", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


def _panels(opened: Opened, view: ContestView) -> list[Panel]:
    """Draw what the document is enough for; leave the rest for when it comes into view."""
    panels = []
    for kind in CHARTS.values():
        if not kind.fits(view):
            continue
        if kind.level(view) is None:
            panel = _drawn(opened, view, kind)
            if panel.wide is not None:
                panels.append(panel)
        else:
            d = view.document
            later = view.urls.charts_fragment(d.election, d.contest, d.area.code, kind.code)
            panels.append(Panel(kind, later=later))
    return panels


def _drawn(opened: Opened, view: ContestView, kind: ChartKind) -> Panel:
    level = kind.level(view)
    rows = opened.areas(level) if level else ()
    return Panel(kind, kind.draw(view, rows, WIDE), kind.draw(view, rows, SMALL))

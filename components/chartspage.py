"""The page of charts of a contest in an area: every kind that fits, each with its sentence, its legend and its table.

Called by `pages.public.charts`, which chooses and draws; this module only sets out. Charts that need the rows of a finer level
come as a box that a script fills when it comes into view; without scripts it is a link to the chart alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from components.contest.words import headline, race_title
from components.format import clean, number
from components.graphics import Chart, ChartKind, Key
from components.markup import Node, h
from components.shell import as_of, contest_title
from components.view import ContestView
from data.records import AreaRef, ContestLine

PAGE_ROWS = 100


@dataclass(frozen=True)
class Panel:
    """One kind of chart on the page: drawn for both widths, or (`later`) to be fetched from an address; neither: not shown."""

    kind: ChartKind
    wide: Chart | None = None
    small: Chart | None = None
    later: str | None = None


@dataclass(frozen=True)
class ChartsView:
    """What the page draws from: the panels, which of them is alone on the page, and the page of its long table."""

    view: ContestView
    panels: Sequence[Panel]
    alone: str | None = None
    page: int = 1
    contests: Sequence[ContestLine] = ()

    def href(self, chart: str | None = None, fragment: str = "", page: int | None = None) -> str:
        """This page, or one chart of it."""
        d = self.view.document
        return self.view.urls.charts(
            d.election, d.contest, d.area.code, fragment, chart=chart, page=page if page != 1 else None
        )


def charts_title(view: ContestView) -> str:
    """Name the page."""
    return view.t("Charts: {title}", title=race_title(view))


def charts_summary(view: ContestView) -> str:
    """Describe the page."""
    return f"{headline(view)}. {view.t('Charts with their figures as text and tables.')}"


def charts_figures(page: ChartsView) -> Component:
    """Draw the page."""
    view = page.view
    return h(
        "div",
        "fig",
        h(
            "div",
            "lede",
            as_of(view.t, view.clock, view.document, view.urls),
            h("h1", "head", charts_title(view)),
            h("p", "stand", f"{headline(view)}."),
            h("p", "gnav", *_ways(page)),
        ),
        _contents(page),
        *[_section(page, panel) for panel in page.panels],
        _nothing(page) if not page.panels else None,
        _elsewhere(page),
    )


def unknown_chart(page: ChartsView, wanted: str, known: Sequence[ChartKind]) -> Component:
    """Say that a chart of this name does not exist, and which do."""
    t = page.view.t
    items = [
        h(
            "li",
            None,
            h("a", None, t(kind.title), href=page.href(kind.code)),
            " ",
            h("code", "code", kind.code),
        )
        for kind in known
    ]
    return h(
        "div",
        "fig",
        h("div", "lede", h("h1", "head", t("There is no chart of this name"))),
        h("p", None, t("The address asks for chart={name}. These charts exist:", name=clean(wanted[:40]))),
        h("ul", "plainlist", *items),
        h("p", "gap2", h("a", "btn", t("All charts of this page"), href=page.href())),
    )  # fmt: skip


def _ways(page: ChartsView) -> list[Node]:
    view, d = page.view, page.view.document
    ways: list[Node] = [
        h("a", None, view.t("Results of {area}", area=clean(d.area.name)), href=view.area_href(d.area.code))
    ]
    if page.alone:
        ways.append(h("a", None, view.t("All charts of this page"), href=page.href()))
    for area in d.area.path:
        ways.append(
            h("a", None, view.t("Charts of {area}", area=clean(area.name)), href=_charts_of(view, area.code))
        )
    return ways


def _charts_of(view: ContestView, area: str, contest: str | None = None) -> str:
    return view.urls.charts(view.document.election, contest or view.document.contest, area)


def _contents(page: ChartsView) -> Component | None:
    if page.alone or len(page.panels) < 2:
        return None
    t = page.view.t
    links = [h("li", None, h("a", "btn", t(p.kind.title), href=f"#{p.kind.code}")) for p in page.panels]
    return h("nav", "blk gtoc", h("ul", "near", *links), aria_label=t("Charts on this page"))


def _section(page: ChartsView, panel: Panel) -> Component:
    t, code = page.view.t, panel.kind.code
    head = h("header", None, h("h2", None, t(panel.kind.title), id=f"{code}-h"))
    if panel.wide is None or panel.small is None:
        inside = _later(page, panel) if panel.later else [h("p", "nrbox", h("span", None, _why(page)))]
        return h(
            "section",
            "blk gblk",
            head,
            h("div", "glater", *inside, data_later=panel.later),
            id=code,
            aria_labelledby=f"{code}-h",
        )
    return h(
        "section", "blk gblk", head, h("div", "gbody", *panel_body(page, panel)), id=code, aria_labelledby=f"{code}-h"
    )  # fmt: skip


def _why(page: ChartsView) -> str:
    return page.view.t("These figures do not allow this chart, or not yet.")


def _later(page: ChartsView, panel: Panel) -> list[Node]:
    t = page.view.t
    return [
        h("p", None, t("Drawn from every area of the finest published level.")),
        h("p", "gap", h("a", "btn", t("Show this chart"), href=page.href(panel.kind.code))),
    ]


def panel_body(page: ChartsView, panel: Panel) -> list[Node]:
    """Draw one chart: sentence, picture in both widths, legend, note, table, ways to take it along."""
    wide, small, code = panel.wide, panel.small, panel.kind.code
    if wide is None or small is None:
        return [h("p", "nrbox", h("span", None, _why(page)))]
    return [
        h("p", "gsay", wide.sentence),
        h(
            "figure",
            "gfig",
            h("div", "ol", wide.svg),
            h("div", "os", small.svg),
            _legend(wide.legend),
            _dots(page, panel, wide),
        ),
        h("p", "cap gap", wide.note) if wide.note else None,
        _table(page, panel, wide),
        h("p", "gacts", *_actions(page, code)),
    ]


def _legend(keys: Sequence[Key]) -> Component | None:
    if not keys:
        return None
    items = []
    for key in keys:
        swatch = f"p-{key.party} sw" if key.party else f"g-{key.pattern}" if key.pattern else None
        items.append(h("li", None, h("i", swatch) if swatch else None, h("span", None, key.words)))
    return h("ul", "gkey", *items)


def _dots(page: ChartsView, panel: Panel, chart: Chart) -> Component | None:
    """What a script needs to go through the dots: their words in order of drawing, and the label of its slider."""
    if not chart.dots:
        return None
    return h(
        "div",
        "gdots needs-js",
        data_dots="|".join(chart.dots),
        data_label=page.view.t("Go through the dots"),
        data_key=f"{panel.kind.code}-dots",
    )


def _table(page: ChartsView, panel: Panel, chart: Chart) -> Component | None:
    if not chart.rows:
        return None
    t, rows, code = page.view.t, chart.rows, panel.kind.code
    pages = -(-len(rows) // PAGE_ROWS)
    at = min(max(page.page, 1), pages)
    first = (at - 1) * PAGE_ROWS
    shown = rows[first : first + PAGE_ROWS]
    heads = [
        h("th", None if not place else "n", h("span", None, words), scope="col")
        for place, words in enumerate(chart.head)
    ]
    table = h(
        "table",
        "t plainrows",
        h("caption", "vh", t(panel.kind.title)),
        h("thead", None, h("tr", None, *heads)),
        h("tbody", None, *[_row(row) for row in shown]),
    )
    words = t("Figures as a table") if pages == 1 else t("Figures as a table, {n} rows", n=number(len(rows)))
    return h(
        "details",
        "fold",
        h("summary", None, words),
        h("div", "tw scroll", table, role="region", aria_label=_table_name(page, panel), tabIndex=0),
        _pager(page, code, (at, pages), (first, len(shown), len(rows))),
        data_key=f"{code}-table",
        **({"open": True} if page.page > 1 else {}),
    )  # fmt: skip


def _table_name(page: ChartsView, panel: Panel) -> str:
    return f"{page.view.t(panel.kind.title)}: {page.view.t('Figures as a table')}"


def _row(row: Sequence[str]) -> Component:
    return h("tr", None, *[h("td", "n" if place else "nm", cell) for place, cell in enumerate(row)])


def _pager(page: ChartsView, code: str, at: tuple[int, int], rows: tuple[int, int, int]) -> Component | None:
    here, pages = at
    if pages < 2:
        return None
    t = page.view.t
    first, shown, whole = rows
    said = t(
        "Rows {first} to {last} of {n}",
        first=number(first + 1),
        last=number(first + shown),
        n=number(whole),
    )
    steps: list[Node] = [h("span", "num", said)]
    if here > 1:
        steps.append(h("a", "btn", t("Earlier rows"), href=page.href(code, f"{code}", here - 1)))
    if here < pages:
        steps.append(h("a", "btn", t("Further rows"), href=page.href(code, f"{code}", here + 1)))
    return h("p", "gpage", *steps)  # fmt: skip


def _actions(page: ChartsView, code: str) -> list[Node]:
    view, d = page.view, page.view.document
    t, urls = view.t, view.urls
    name = t(next(panel.kind.title for panel in page.panels if panel.kind.code == code))
    ways: list[Node] = []
    if page.alone != code:
        ways.append(_way(t("This chart alone"), page.href(code), name))
    embed = urls.embeds(election=d.election, contest=d.contest, area=d.area.code, chart=code)
    ways.append(_way(t("Embed"), embed, name))
    for kind in ("png", "svg"):
        href = urls.picture(d.election, d.contest, d.area.code, kind, chart=code)
        ways.append(_way(kind.upper(), href, name))
    return ways


def _way(words: str, href: str, name: str) -> Component:
    return h("a", None, words, h("span", "vh", f": {name}"), href=href)


def _nothing(page: ChartsView) -> Component:
    t = page.view.t
    return h(
        "section",
        "blk",
        h("p", "nrbox", h("span", None, t("No form is counted here yet, so there is no chart."))),
    )


def _elsewhere(page: ChartsView) -> Component | None:
    """Links to the charts of what lies below and beside, and of the other contests here."""
    view, t, d = page.view, page.view.t, page.view.document
    below = (
        [AreaRef(code=c.code, name=c.name, level=c.level) for c in d.children]
        if not view.stations_below and view.publishes(d.child_level)
        else []
    )
    others = [line for line in page.contests if line.code != d.contest]
    groups = [
        (t("Areas of {area}", area=clean(d.area.name)), [(clean(a.name), _charts_of(view, a.code)) for a in below]),
        (t("Next to {area}", area=clean(d.area.name)), [(clean(a.name), _charts_of(view, a.code)) for a in view.neighbours]),
        (t("Other contests here"), [(contest_title(t, c.title), _charts_of(view, d.area.code, c.code)) for c in others]),
    ]  # fmt: skip
    lists = [
        h("div", "gelse", h("h3", None, title), h("ul", "near", *[_link(*one) for one in links]))
        for title, links in groups
        if links
    ]
    if not lists:
        return None
    return h("section", "blk", h("header", None, h("h2", None, t("Charts of other places"))), *lists)


def _link(words: str, href: str) -> Component:
    return h("li", None, h("a", "btn", words, href=href))

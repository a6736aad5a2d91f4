"""All sub-areas in one table: every figure of the map, sortable, cards on phones.

Areas that have not reported come last in every order. Tables above `PAGE_ROWS` rows come in pages, sorted by the
server through the address, so that the page stays small.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dash.development.base_component import Component

from components import ids
from components.contest.map_part import earlier_year
from components.contest.panel import stations_words, swing
from components.contest.progress import nil_chip, small_meter
from components.counts import is_counted, progress_of
from components.format import clean, number, percent, points
from components.i18n import level_count, level_title
from components.markup import Node, h
from components.paint import leading, nothing_here, swing_candidate
from components.svg import el
from components.view import ContestView
from data.records import ChildTotal

PAGE_ROWS = 150
CARDS_FIRST = 10
_SHARES = 2


def areas_section(view: ContestView) -> Component | None:
    """Draw the section; absent without sub-areas or when they are stations."""
    document, t = view.document, view.t
    if not document.children or document.child_level is None or view.stations_below:
        return None
    areas = level_count(t, document.child_level, len(document.children))
    return h(
        "section",
        "blk",
        h("header", None, h("h2", None, t("All {areas}", areas=areas), id=ids.H_AREAS)),
        _sort_select(view),
        *areas_table(view),
        _note(view),
        id=ids.AREAS,
        aria_labelledby=ids.H_AREAS,
    )


def sorted_children(view: ContestView) -> list[ChildTotal]:
    """Order the rows as the address asks; not reported last."""
    return sorted(view.document.children, key=_order(view))


def _order(view: ContestView) -> Callable[[ChildTotal], tuple[bool, float, str]]:
    def lead_of(child: ChildTotal, side: int) -> float:
        return -side * (_signed_margin(view, child) or 0.0)

    first = view.ranked[0].code if view.ranked else ""
    keys: dict[str, Callable[[ChildTotal], float]] = {
        "name": lambda child: 0.0,
        "lead": lambda child: lead_of(child, 1),
        "trail": lambda child: lead_of(child, -1),
        "margin": lambda child: -(child.margin_votes or 0),
        "counted": lambda child: _part_counted(child),
        "share": lambda child: -(view.child_share(child, first) or 0.0),
    }
    key = keys.get(view.sort or "", _by_valid)
    return lambda child: (not is_counted(child), key(child), child.name)


def _by_valid(child: ChildTotal) -> float:
    return -float(child.valid or 0)


def _part_counted(child: ChildTotal) -> float:
    part = progress_of(child.stations).part
    return 1.0 if part is None else part


def _signed_margin(view: ContestView, child: ChildTotal) -> float | None:
    """The lead in points, positive for the leader of the page, negative for anybody else."""
    if child.margin_pp is None or not is_counted(child):
        return None
    first = view.ranked[0].code if view.ranked else None
    return child.margin_pp if child.leader == first else -child.margin_pp


def _sort_select(view: ContestView) -> Component:
    t = view.t
    options = [("votes", "5,-1", t("Valid votes")), ("name", "0,1", t("Name"))]
    if len(view.ranked) > 1:
        first, second = (view.short[c.code] for c in view.ranked[:2])
        options += [
            ("lead", "1,-1", t("Lead of {name}", name=first)),
            ("trail", "1,1", t("Lead of {name}", name=second)),
        ]
    options.append(("counted", "6,1", t("Least counted")))
    chosen = view.sort or "votes"
    choices = [
        el("option", label, value=columns, data_sort=name, selected="selected" if name == chosen else None)
        for name, columns, label in options
    ]
    select = el("select", *choices, id=ids.SORT, data_sortsel=ids.AREAS)
    return h("div", "sortm", h("label", None, t("Sort by"), for_=ids.SORT), select)


def areas_table(view: ContestView) -> list[Node]:
    """Draw the table and, on phones, the way to all its rows."""
    rows, t = sorted_children(view), view.t
    pages = -(-len(rows) // PAGE_ROWS)
    page = min(max(view.page, 1), pages)
    shown = rows[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    columns = _columns(view)
    when = view.clock.full(view.document.as_of or view.document.published_at)
    level = level_title(t, view.document.child_level or "")
    table = h(
        "table",
        "t cards",
        h("caption", "vh", t("Results by area ({level}), as of {time}", level=level, time=when)),
        h("thead", None, h("tr", None, *[_head(view, c, linked=pages > 1) for c in columns])),
        h("tbody", None, *[_row(view, child, columns) for child in shown]),
    )
    more = None
    if len(shown) > CARDS_FIRST:
        more = h("a", "btn more", t("Show all {n}", n=number(len(shown))), href=f"#{ids.AREAS}-t")
    return [h("div", "tw", table, id=f"{ids.AREAS}-t"), more, pager(view, page, pages)]


@dataclass(frozen=True)
class Column:
    """One column: what it shows, its heading, its class, and the sort it stands for in addresses."""

    kind: str
    label: str
    cls: str = ""
    sort: str = ""
    order: str = "none"


def _columns(view: ContestView) -> list[Column]:
    t = view.t
    columns = [Column("name", level_title(t, view.document.child_level or ""), sort="name")]
    if not view.children_above_races:
        columns.append(Column("lead", t("Leader, lead in points"), "r", "lead"))
        columns.append(Column("margin", t("Lead in votes"), "hide m", "margin"))
    columns += [Column(f"share:{c.code}", view.short[c.code], "n", "share") for c in view.ranked[:_SHARES]]
    columns.append(Column("votes", t("Valid votes"), "n hide m", "votes", "descending"))
    columns.append(Column("counted", t("Stations counted"), "n", "counted"))
    if any(child.turnout_pct is not None for child in view.document.children):
        columns.append(Column("turnout", t("Turnout"), "n hide m"))
    code = swing_candidate(view)
    if code:
        columns.append(
            Column("swing", t("{name} since {year}", name=view.name_of(code), year=earlier_year(view)), "n r")
        )
    return columns


def _head(view: ContestView, column: Column, *, linked: bool) -> Component:
    order = column.order
    if linked:
        d = view.document
        href = view.urls.contest(d.election, d.contest, d.area.code, ids.AREAS, sort=column.sort)
        inner = h("a" if column.sort else "span", None, column.label, href=href if column.sort else None)
        order = "none"
    else:
        inner = h("button", None, column.label, type="button")
    kept = " ".join(word for word in column.cls.split() if word in ("n", "m"))
    return h("th", kept or None, inner, scope="col", aria_sort=order)


def _row(view: ContestView, child: ChildTotal, columns: list[Column]) -> Component:
    name: Node = clean(child.name)
    if view.publishes(child.level):
        name = h("a", None, name, href=view.area_href(child.code))
    counted = is_counted(child)
    cells: list[Node] = [h("td", "nm", name)]
    cells += [
        _cell(view, child, column) if counted else _empty(view, child, column) for column in columns[1:]
    ]
    kind = None if counted else "nr"
    return h("tr", "on" if counted and child == view.chosen else kind, *cells, data_c=child.code)


def _cell(view: ContestView, child: ChildTotal, column: Column) -> Component:
    kind = column.kind
    if kind == "lead":
        return _lead_cell(view, child)
    if kind == "margin":
        return _votes_cell(view, child)
    if kind == "counted":
        return _stations_cell(view, child)
    if kind == "swing":
        return _swing_cell(view, child, column)
    if kind == "votes":
        return h("td", column.cls, number(child.valid))
    value = child.turnout_pct if kind == "turnout" else view.child_share(child, kind.partition(":")[2])
    return h("td", column.cls, percent(value), data_l=column.label)


def _empty(view: ContestView, child: ChildTotal, column: Column) -> Component:
    """Fill a cell of an area that has not reported: the words once, its stations, dashes elsewhere."""
    if column.kind == ("votes" if view.children_above_races else "lead"):
        return h("td", "wide", nil_chip(nothing_here(view, child)), data_v="")
    if column.kind == "counted":
        return _stations_cell(view, child)
    return h("td", "n hide m" if "m" in column.cls.split() else "n hide", "–", data_v="")


def _lead_cell(view: ContestView, child: ChildTotal) -> Component:
    lead, margin = leading(view, child), _signed_margin(view, child)
    if lead is None:
        return h("td", "r", view.t("Level"), data_v="0")
    words = f" +{points(child.margin_pp)}" if child.margin_pp is not None else ""
    named = h("span", f"lead p-{lead.key}", h("i", "sw"), h("b", None, lead.name), words)
    return h("td", "r", named, data_v="" if margin is None else f"{margin:g}")


def _votes_cell(view: ContestView, child: ChildTotal) -> Component:
    lead, margin = leading(view, child), child.margin_pp
    if lead is None or margin is None:
        return h("td", "hide m", number(child.margin_votes), data_v=str(child.margin_votes or 0))
    side = "insetInlineEnd" if view.ranked and lead.code == view.ranked[0].code else "insetInlineStart"
    bar = h(
        "span",
        f"mg p-{lead.key}",
        h("i", None, style={side: "50%", "width": f"{margin / 2:.0f}%"}),
        aria_hidden="true",
    )
    return h("td", "hide m", bar, " ", number(child.margin_votes), data_v=str(child.margin_votes or 0))


def _stations_cell(view: ContestView, child: ChildTotal) -> Component:
    words: Node = stations_words(view, child)
    if is_counted(child) and view.publishes(child.level):
        words = h("a", "src", words, href=view.area_href(child.code, ids.FORMS))
    part = f"{_part_counted(child):.4f}"
    return h("td", "n", words, " ", small_meter(child.stations), data_l=view.t("Stations"), data_v=part)


def _swing_cell(view: ContestView, child: ChildTotal, column: Column) -> Component:
    value = child.swing.get(swing_candidate(view) or "")
    if value is None:
        return h("td", "n hide", "–", data_v="")
    return h("td", "n r", swing(view, value), data_l=column.label, data_v=f"{value:g}")


def pager(view: ContestView, page: int, pages: int, fragment: str = ids.AREAS) -> Component | None:
    """Draw the pages of a long table."""
    if pages < 2:
        return None
    d = view.document

    def link(number_: int) -> Component:
        current = "page" if number_ == page else None
        href = view.urls.contest(d.election, d.contest, d.area.code, fragment, page=number_, sort=view.sort)
        return h("li", None, h("a", "btn", number(number_), href=href, aria_current=current))

    return h(
        "nav", "pages", h("ol", None, *[link(n) for n in range(1, pages + 1)]), aria_label=view.t("Pages")
    )


def _note(view: ContestView) -> Component | None:
    code, baseline = swing_candidate(view), view.document.baseline
    if code is None or baseline is None:
        return None
    return h(
        "p",
        "cap gap",
        view.t(
            "{name} since {year}: change in the share, in points, against the same wards in {year}, weighted by the "
            "stations counted. Earlier figures: {title}.",
            name=view.name_of(code),
            year=earlier_year(view),
            title=clean(baseline.title),
        ),
    )

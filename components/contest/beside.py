"""What stands beside the race: the same race in the whole, other sources, neighbours.

Other sources are declared totals of the same race; they are never added to the forms.
"""

from __future__ import annotations

from dash.development.base_component import Component

from components.format import clean, number, percent, share
from components.markup import Node, h
from components.sources import source_name
from components.view import ContestView
from data.records import OtherSource

_SHOWN = 4


def compare_section(view: ContestView) -> Component | None:
    """Draw the shares of the leaders here beside those of the whole race."""
    parent = view.parent
    if (
        parent is None
        or not view.has_votes
        or len(view.ranked) < 2
        or parent.area.code == view.document.area.code
    ):
        return None
    above = {c.code: c for c in parent.candidates}
    if not any(c.code in above and above[c.code].votes for c in view.ranked[:2]):
        return None
    here, there = clean(view.document.area.name), clean(parent.area.name)
    rows: list[Node] = []
    for candidate in view.ranked[:2]:
        if candidate.code not in above:
            continue
        key = view.keys[candidate.code]
        rows.append(h("b", "full", view.full_name(candidate)))
        for place, value in ((here, candidate.share_pct), (there, above[candidate.code].share_pct)):
            bar = h(
                "span",
                f"t p-{key}",
                h("i", None, style={"width": f"{value or 0:.1f}%"}),
                h("u"),
                aria_hidden="true",
            )
            rows += [h("span", None, place), bar, h("b", "num", percent(value))]
    partial = parent.status == "unofficial-partial"
    note = (
        view.t("Both partial. Line: half of the valid votes.")
        if partial
        else view.t("Line: half of the valid votes.")
    )
    return h(
        "section",
        "blk a-need",
        h("header", None, h("h2", None, view.t("{here} and {there}", here=here, there=there))),
        h("div", "half wide", *rows),
        h("p", "cap gap", note),
    )


def other_sources_section(view: ContestView) -> Component | None:
    """Draw the totals of other sources of the same race beside the sums of forms."""
    found = view.document.other_sources
    if not found or not view.document.candidates:
        return None
    t = view.t
    shown = view.ranked[:_SHOWN]
    heads = [h("th", None, h("span", None, t("Source")), scope="col")]
    heads += [h("th", "n", h("span", None, view.short[c.code]), scope="col") for c in shown]
    heads.append(h("th", "n", h("span", None, t("Valid votes")), scope="col"))
    table = h(
        "table",
        "t plainrows",
        h("caption", "vh", t("Totals of other sources of this race")),
        h("thead", None, h("tr", None, *heads)),
        h("tbody", None, _forms_row(view), *[_source_row(view, source) for source in found]),
    )
    return h(
        "section",
        "blk",
        h(
            "header",
            None,
            h("h2", None, t("Other sources of the same race")),
            h(
                "p",
                None,
                t("Beside the sums of forms, never added to them. They cover other areas and other moments."),
            ),
        ),
        h(
            "div",
            "tw scroll",
            table,
            role="region",
            aria_label=t("Other sources of the same race"),
            tabIndex=0,
        ),
    )


def _forms_row(view: ContestView) -> Component:
    cells = [
        h("td", "n", number(c.votes), " ", h("span", "cap", percent(c.share_pct)))
        for c in view.ranked[:_SHOWN]
    ]
    return h(
        "tr",
        None,
        h("td", "nm", h("b", None, view.t("These figures"))),
        *cells,
        h("td", "n", number(view.document.votes.valid)),
    )


def _source_row(view: ContestView, source: OtherSource) -> Component:
    whole = source.valid if source.valid is not None else sum(source.votes.values())
    cells: list[Node] = []
    for candidate in view.ranked[:_SHOWN]:
        votes = source.votes.get(candidate.code)
        part = None if votes is None else share(votes, whole, 2)
        cells.append(h("td", "n", number(votes), " ", h("span", "cap", percent(part))))
    covers = (
        view.t.n("{n} station", "{n} stations", source.stations)
        if source.stations
        else view.t.n("{n} area", "{n} areas", source.areas)
    )
    name = h("td", "nm", h("b", None, source_name(view.t, source.source)), " ", h("span", "cap", covers))
    return h("tr", None, name, *cells, h("td", "n", number(source.valid)))


def neighbours_section(view: ContestView) -> Component | None:
    """Draw links to the areas that border on this one."""
    if not view.neighbours:
        return None
    links = [
        h("li", None, h("a", "btn", clean(n.name), href=view.area_href(n.code))) for n in view.neighbours
    ]
    return h(
        "section",
        "blk",
        h("header", None, h("h2", None, view.t("Next to {area}", area=clean(view.document.area.name)))),
        h("ul", "near", *links),
    )

"""The page of a ward or any other area: its count, one contest in full, its history, its stations, what is open there.

Called by `pages.office.ward`. Draws a `WardReport`; public sums only are in it. The other parts are `wardcontest`,
`wardlists` and `wardchart`.
"""

from __future__ import annotations

from dash.development.base_component import Component

from components.format import clean
from components.i18n import level_count, level_title
from components.markup import Node, h
from components.office.wardcontest import contest_section, count_section
from components.office.wardlists import open_matters, rows_table
from components.office.wardview import WardView, address, section
from components.svg import el
from data.records.results import AreaRef
from data.records.wards import Indicator


def ward_page(view: WardView) -> Component:
    """Draw the page."""
    contest = view.contest
    return h(
        "div",
        "wd",
        _head(view),
        count_section(view),
        contest_section(view, contest) if contest is not None else None,
        rows_table(view.t, view.clock, view.report, contest),
        open_matters(view.t, view.clock, view.report, rules=view.rules),
        h("div", "g2 eq", _indicators(view), _neighbours(view)),
    )


def _head(view: WardView) -> Component:
    t, place = view.t, view.place
    steps = [h("li", None, _area_link(view, step)) for step in place.path]
    crumb = (
        h("nav", "crumb", h("ol", None, *steps), aria_label=t("Areas above")) if steps else h("p", "cap", "")
    )
    return h(
        "div",
        "lede",
        h("div", "place", crumb, _search(view)),
        _hits(view),
        h("h1", "head", clean(place.area.name)),
        h("p", "stand", *_about(view)),
    )


def _area_link(view: WardView, area: AreaRef) -> Component:
    kept = {"contest": view.report.chosen} if view.report.chosen else {}
    return h("a", None, clean(area.name), href=address(view.place.election, area.code, **kept))


def _about(view: WardView) -> list[Node]:
    t, place = view.t, view.place
    parts = [level_title(t, place.area.level), level_count(t, "station", place.stations)]
    if not place.is_leaf and place.leaves:
        parts.insert(1, level_count(t, place.leaf_level, place.leaves))
    if place.registered is None:
        parts.append(t("registered voters not known"))
    else:
        parts.append(t.n("{n} registered voter", "{n} registered voters", place.registered))
    return [h("span", "code", place.area.code), " · ", " · ".join(parts)]


def _search(view: WardView) -> Component:
    t = view.t
    box = el(
        "input",
        id="wd-q",
        name="q",
        type="search",
        value=view.asked,
        maxlength=80,
        autocomplete="off",
        placeholder=t("Ward, constituency or code"),
    )
    return h(
        "form",
        "wd-find",
        h("label", "vh", t("Go to another area"), for_="wd-q"),
        box,
        el("input", type="hidden", name="contest", value=view.report.chosen) if view.report.chosen else None,
        h("button", "btn", t("Find"), type="submit"),
        method="get",
        action=address(view.place.election, view.place.area.code),
        role="search",
    )


def _hits(view: WardView) -> Component | None:
    t, hits = view.t, view.hits
    if hits is None:
        return None
    if not hits.areas:
        words = t("No area where you work is called anything like “{words}”.", words=clean(view.asked))
        return h("p", "note-plain", words, role="status")
    lines = [
        h(
            "li",
            None,
            _area_link(view, hit),
            h("span", None, level_title(t, hit.level), ", " + clean(hit.above) if hit.above else None),
            h("span", "code", hit.code),
        )
        for hit in hits.areas
    ]
    return h("nav", "wd-hits", h("ul", None, *lines), aria_label=t("Areas found"))


def _indicators(view: WardView) -> Component:
    t, known = view.t, view.report.indicators
    if not known:
        command = h("code", None, "matokeo import indicators")
        words = t.parts("None loaded. An administrator loads them with {command}.", command=command)
        return section(t("Figures of the place"), h("p", "muted", *words))
    lines: list[Node] = []
    for one in known:
        lines.append(h("dt", None, clean(one.title), h("small", None, f"{clean(one.source)}, {one.year}")))
        lines.append(h("dd", None, _value(one)))
    return section(t("Figures of the place"), h("dl", "facts2 wd-facts", *lines))


def _value(one: Indicator) -> str:
    text = f"{one.value:,.4f}".rstrip("0").rstrip(".").replace("-", "\u2212")
    unit = clean(one.unit)
    return f"{text}{unit}" if unit == "%" else f"{text} {unit}".strip()


def _neighbours(view: WardView) -> Component:
    t, near = view.t, view.place.neighbours
    if not near:
        return section(t("Neighbours"), h("p", "muted", t("None known: the areas have no borders loaded.")))
    links = [h("li", None, _area_link(view, area), h("span", "code", area.code)) for area in near]
    return section(t("Neighbours"), h("ul", "wd-near", *links))

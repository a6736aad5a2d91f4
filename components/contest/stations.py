"""Stations and their forms: squares for all stations of an area, and the table of a ward's stations.

A square is a station in register order within its ward. The table says each form's state in words; a form that is
held out shows why and has no figures in the totals.
"""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from components import ids
from components.contest.out import feed
from components.contest.progress import chip, nil_chip
from components.contest.table import PAGE_ROWS, pager
from components.format import clean, number
from components.holds import hold_words
from components.markup import Node, h
from components.view import ContestView
from data.records import AreaRef, CandidateTotal, ChildTotal, WardStations

_SQUARES = {"v": None, "c": None, "p": "p", "d": "d", "n": "n"}
_COUNTED = frozenset("vc")
SHARES_SHOWN = 4


def squares_section(view: ContestView) -> Component | None:
    """Draw one square a station, ward by ward; absent where the document does not hold the states."""
    wards = view.document.ward_stations
    if not wards:
        return None
    t = view.t
    return h(
        "section",
        "blk",
        h(
            "header",
            None,
            h("h2", None, t("Every station, every form")),
            h("p", None, t("One square is one polling station, in register order inside its ward.")),
            _key(view),
        ),
        *[_group(view, parent, inside) for parent, inside in _by_parent(wards)],
        id=ids.FORMS,
    )


def _key(view: ContestView) -> Component:
    t = view.t
    states = {letter for ward in view.document.ward_stations for letter in ward.states}
    entries = [
        ("v", t("verified, in the totals")),
        ("p", t("preliminary")),
        ("d", t("disputed, held out")),
        ("n", t("not reported")),
    ]
    shown = [(letter, words) for letter, words in entries if letter in states or letter in "vn"]
    return h(
        "div", "key dots", *[h("span", None, h("i", _SQUARES[letter]), words) for letter, words in shown]
    )


def _by_parent(wards: Sequence[WardStations]) -> list[tuple[AreaRef, list[WardStations]]]:
    groups: dict[str, tuple[AreaRef, list[WardStations]]] = {}
    for ward in wards:
        groups.setdefault(ward.parent.code, (ward.parent, []))[1].append(ward)
    return list(groups.values())


def _counted(view: ContestView, states: str) -> int:
    letters = {state[0] for state in view.index.publish_states}
    return sum(letter in letters for letter in states)


def _group(view: ContestView, parent: AreaRef, wards: list[WardStations]) -> Component:
    total = sum(len(ward.states) for ward in wards)
    counted = sum(_counted(view, ward.states) for ward in wards)
    head = None
    if parent.code != view.document.area.code:
        words = view.t("{counted} of {total}", counted=number(counted), total=number(total))
        name: Node = clean(parent.name)
        if view.publishes(parent.level):
            name = h("a", "plain", name, href=view.area_href(parent.code))
        head = h("div", "sq-h", h("h3", None, name), h("span", "num", words))
    return h("div", "sq", head, h("div", "sq-w", *[_ward(view, ward) for ward in wards]))


def _ward(view: ContestView, ward: WardStations) -> Component:
    counted, total, t = _counted(view, ward.states), len(ward.states), view.t
    name: Node = clean(ward.ward.name)
    if view.publishes(ward.ward.level):
        name = h("a", "plain", name, href=view.area_href(ward.ward.code, ids.FORMS))
    label = t(
        "{ward}: {counted} of {total} station forms counted",
        ward=clean(ward.ward.name),
        counted=number(counted),
        total=number(total),
    )
    squares = [h("i", _SQUARES.get(letter, "n")) for letter in ward.states]
    return h(
        "div",
        None,
        h("div", "cap", name, f" {number(counted)}/{number(total)}"),
        h("div", "dots", *squares, role="img", aria_label=label),
    )


def just_in_section(view: ContestView) -> Component | None:
    """Draw the newest forms beside the squares."""
    if not view.document.just_in:
        return None
    return h("section", "blk", h("header", None, h("h2", None, view.t("Just in"))), feed(view, most=14))


def stations_section(view: ContestView) -> Component | None:
    """Draw the stations of a ward with the figures of their forms."""
    children, t = view.document.children, view.t
    if not view.stations_below or not children:
        return None
    shown_candidates = view.ranked[:SHARES_SHOWN]
    pages = -(-len(children) // PAGE_ROWS)
    page = min(max(view.page, 1), pages)
    rows = children[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    heads: list[Node] = [_head(t("Station")), _head(t("State of form")), _head(t("Received"), "n")]
    heads += [_head(view.short[c.code], "n") for c in shown_candidates]
    heads += [_head(t("Valid votes"), "n"), _head(t("Rejected"), "n m")]
    table = h(
        "table",
        "t cards stn2",
        h("caption", "vh", t("Stations of {area} and their forms", area=clean(view.document.area.name))),
        h("thead", None, h("tr", None, *heads)),
        h("tbody", None, *[_row(view, child, shown_candidates) for child in rows]),
    )
    return h(
        "section",
        "blk",
        h("header", None, h("div", "bar-top", h("h2", None, t("Stations and their forms")), _filters(view))),
        h("div", "tw", table),
        pager(view, page, pages, ids.FORMS),
        id=ids.FORMS,
    )


def _head(label: str, cls: str | None = None) -> Component:
    return h("th", cls, h("button", None, label, type="button"), scope="col", aria_sort="none")


def _filters(view: ContestView) -> Component:
    t, stations = view.t, view.document.stations
    parts: list[Node] = [
        chip(t, state, getattr(stations, state))
        for state in ("verified", "confirmed", "preliminary", "disputed")
        if getattr(stations, state)
    ]
    if stations.total is not None and stations.total > (stations.reported or 0):
        parts.append(nil_chip(t("Not reported"), stations.total - (stations.reported or 0)))
    return h("div", "chips", *parts, role="group", aria_label=t("States of forms"))


def _row(view: ContestView, child: ChildTotal, candidates: Sequence[CandidateTotal]) -> Component:
    t, clock = view.t, view.clock
    name = h(
        "td",
        "nm",
        h("a", None, clean(child.name), href=view.urls.station(view.document.election, child.code)),
        h("br"),
        h("span", "cap code", child.code),
    )
    if child.state is None:
        dashes = [h("td", "n hide", "–", data_v="") for _ in range(len(candidates) + 3)]
        return h("tr", "nr", name, h("td", "wide", nil_chip(t("Not reported"))), *dashes, data_c=child.code)
    why = (
        h("span", "cap why", hold_words(t, child.hold_rule))
        if child.state == "disputed" and child.hold_rule
        else None
    )
    received = clock.time(child.received_at) if child.received_at else "–"
    stamp = child.received_at.isoformat() if child.received_at else ""
    cells: list[Node] = [
        name,
        h("td", None, chip(t, child.state), why),
        h("td", "n", received, data_l=t("Received"), data_v=stamp),
    ]
    for candidate in candidates:
        text = number(child.votes.get(candidate.code)) if child.votes else "–"
        cells.append(h("td", "n", text, data_l=view.short[candidate.code]))
    valid = h("a", "src", number(child.valid), href=view.urls.station(view.document.election, child.code))
    cells.append(h("td", "n", valid if child.valid is not None else "–", data_l=t("Valid votes")))
    cells.append(h("td", "n m", number(child.rejected), data_l=t("Rejected")))
    return h("tr", "held" if child.state == "disputed" else None, *cells, data_c=child.code)

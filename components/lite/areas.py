"""The areas, races and stations below an area as plain tables, in pages where they are many.

Called by `components.lite.contest`. What has not reported stands in words in its row, never as a zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from dash.development.base_component import Component

from components.counts import is_counted, progress_of
from components.format import clean, number, signed
from components.holds import hold_words
from components.i18n import level_count, level_title
from components.lite.frame import LiteFrame, links, not_reported
from components.markup import Node, h
from components.paint import leading, nothing_here
from components.view import ContestView
from data.records import ChildTotal, RaceLine, StationCounts

#: Rows of one page; a country's constituencies fit one.
ROWS = 300
AREAS, RACES = "areas", "races"

T = TypeVar("T")


def below(frame: LiteFrame, view: ContestView) -> list[Node]:
    """Draw the table of the areas or stations directly below."""
    d, t = view.document, view.t
    if not d.children or d.child_level is None:
        return []
    order = d.children if view.stations_below else sorted(d.children, key=lambda child: child.name)
    rows, pager = _page(frame, view, order, AREAS)
    heads = [level_title(t, d.child_level)]
    if not view.children_above_races:
        heads.append(t("Leader, points"))
    heads.append(t("State of form") if view.stations_below else t("Stations"))
    return [
        h("h2", None, level_count(t, d.child_level, len(d.children)), id=AREAS),
        _table(heads, [_child(frame, view, child) for child in rows]),
        pager,
    ]


def races_below(frame: LiteFrame, view: ContestView) -> list[Node]:
    """Draw the table of races, where they are not the areas of the other table."""
    d, t = view.document, view.t
    shown = {child.code for child in d.children}
    races = sorted((race for race in d.races if race.area.code not in shown), key=lambda race: race.area.name)
    if not races:
        return []
    rows, pager = _page(frame, view, races, RACES)
    heads = (level_title(t, d.contest_level), t("Leader, points"), t("Stations"))
    return [
        h("h2", None, t.n("{n} race", "{n} races", len(races)), id=RACES),
        _table(heads, [_race(frame, view, race) for race in rows]),
        pager,
    ]


def _table(heads: Sequence[str], rows: Sequence[Node]) -> Component:
    return h(
        "table",
        None,
        h("thead", None, h("tr", None, *[h("th", None, word, scope="col") for word in heads])),
        h("tbody", None, *rows),
    )


def _page(
    frame: LiteFrame, view: ContestView, rows: Sequence[T], name: str
) -> tuple[Sequence[T], Component | None]:
    """Cut the rows of the page asked for and draw the way to the others."""
    pages = -(-len(rows) // ROWS)
    if pages < 2:
        return rows, None
    page = min(max(view.page, 1), pages)
    d = view.document

    def link(number_: int) -> Node:
        if number_ == page:
            return h("b", None, number(number_))
        href = frame.contest(d.contest, d.area.code, page=number_)
        return h("a", None, number(number_), href=f"{href}#{name}")

    words = view.t("Pages")
    items = links([link(n) for n in range(1, pages + 1)])
    return rows[(page - 1) * ROWS : page * ROWS], h("p", None, words, ": ", *items)


def _child(frame: LiteFrame, view: ContestView, child: ChildTotal) -> Component:
    name: Node = clean(child.name)
    if view.stations_below:
        name = h("a", None, name, href=frame.station(child.code))
    elif view.publishes(child.level):
        name = h("a", None, name, href=frame.contest(view.document.contest, child.code))
    if view.stations_below and child.state is None:
        return h(
            "tr", None, h("td", None, name), h("td", None, not_reported(view.t("not reported")), colSpan=2)
        )
    last = (
        h("td", None, _state(view, child)) if view.stations_below else h("td", "k", _stations(child.stations))
    )
    cells = [h("td", None, name)]
    if not view.children_above_races:
        cells.append(h("td", None, *_leader(view, child)))
    return h("tr", None, *cells, last)


def _leader(view: ContestView, child: ChildTotal) -> list[Node]:
    t = view.t
    if not is_counted(child):
        return [not_reported(_why_not(view, child))]
    lead, race = leading(view, child), view.race_by_area.get(child.code)
    if lead is None:
        return [t("Level")]
    return _led(lead.name, child.margin_pp if race is None else race.margin_pp)


def _why_not(view: ContestView, child: ChildTotal) -> str:
    """Say why a sub-area has no figures: nothing has come in, or what came in is not counted."""
    t = view.t
    if child.state == "disputed":
        return t("held out")
    if child.state is not None or child.stations.reported:
        return t("not counted yet")
    return nothing_here(view, child) if view.empty(child) else t("not reported")


def _led(name: str, margin: float | None) -> list[Node]:
    return [h("b", None, name), f" {signed(margin)}" if margin is not None else None]


def _stations(stations: StationCounts) -> str:
    progress = progress_of(stations)
    if progress.total is None:
        return number(progress.done)
    return f"{number(progress.done)}/{number(progress.total)}"


def _race(frame: LiteFrame, view: ContestView, race: RaceLine) -> Component:
    t = view.t
    name: Node = clean(race.area.name)
    if view.publishes(race.area.level):
        name = h("a", None, name, href=frame.contest(view.document.contest, race.area.code))
    if not is_counted(race):
        who: list[Node] = [not_reported(t("not reported"))]
    elif race.leader is None:
        who = [t("Level")]
    else:
        party = race.party.abbreviation or race.party.code if race.party else t("Independent")
        who = [
            *_led(clean(race.leader_name or race.leader), race.margin_pp),
            h("br"),
            h("small", None, clean(party)),
        ]
    return h("tr", None, h("td", None, name), h("td", None, *who), h("td", "k", _stations(race.stations)))


def state_word(view: ContestView, state: str | None) -> str:
    """Name the state of a form."""
    t = view.t
    words = {
        "preliminary": t("Preliminary"),
        "verified": t("Verified"),
        "confirmed": t("Confirmed"),
        "disputed": t("Disputed"),
    }
    return words.get(state or "", t("Not reported"))


def _state(view: ContestView, child: ChildTotal) -> list[Node]:
    out: list[Node] = [state_word(view, child.state)]
    if child.received_at is not None:
        out += [" ", view.clock.time(child.received_at)]
    if child.state == "disputed" and child.hold_rule:
        out += [h("br"), h("small", None, hold_words(view.t, child.hold_rule))]
    return out

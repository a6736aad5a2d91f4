"""The selected area: who leads there, every candidate's share and votes, how much is counted, the ways down.

`area_panel` is what scripts put in place when another area is chosen: the server draws all of them, so nothing is
formatted twice.
"""

from __future__ import annotations

from dash.development.base_component import Component

from components import ids
from components.contest.map_part import earlier_year
from components.contest.progress import nil_chip, small_meter
from components.counts import is_counted, progress_of
from components.format import clean, number, percent, points, share, signed
from components.i18n import level_title
from components.markup import Node, h
from components.paint import leading, nothing_here, swing_candidate
from components.theme import entrant_key
from components.view import LEVEL_WITHIN_PP, ContestView
from data.records import ChildTotal, Party, RaceLine

ROWS = 6


def panel_section(view: ContestView) -> Component | None:
    """Draw the section with the area chosen in the address, else the one with most valid votes."""
    child = view.chosen
    if child is None:
        return None
    level = level_title(view.t, child.level)
    return h(
        "section",
        "blk a-pan",
        h("header", "vh", h("h2", None, view.t("Selected area: {level}", level=level))),
        h("div", "panel", *area_panel(view, child), id=ids.PANEL, data_c=child.code),
    )


def area_panel(view: ContestView, child: ChildTotal) -> list[Node]:
    """Draw the inside of the panel for one sub-area."""
    t = view.t
    when = view.clock.time(view.document.as_of or view.document.published_at)
    head: list[Node] = [
        h("p", "cap", t("{level} · as of {time}", level=level_title(t, child.level), time=when)),
        h("h3", None, clean(child.name)),
    ]
    if not is_counted(child):
        return [
            *head,
            h("p", "say", nil_chip(nothing_here(view, child))),
            _facts(view, child),
            _ways(view, child),
        ]
    return [
        *head,
        h("p", "say", *_sentence(view, child)),
        *_rows(view, child),
        _facts(view, child),
        _ways(view, child),
    ]


def _sentence(view: ContestView, child: ChildTotal) -> list[Node]:
    t, lead = view.t, leading(view, child)
    if view.children_above_races:
        return []
    if lead is None or (child.margin_pp is not None and child.margin_pp < LEVEL_WITHIN_PP):
        return [h("b", None, t("The first two are level"))]
    who = h("b", None, t("{leader} leads", leader=lead.name))
    if child.margin_votes is None:
        return [who]
    if child.margin_pp is None:
        return list(t.n_parts("{who} by {n} vote", "{who} by {n} votes", child.margin_votes, who=who))
    return list(
        t.n_parts(
            "{who} by {n} vote, {pp} points",
            "{who} by {n} votes, {pp} points",
            child.margin_votes,
            who=who,
            pp=points(child.margin_pp),
        )
    )


def _rows(view: ContestView, child: ChildTotal) -> list[Node]:
    race = view.race_by_area.get(child.code)
    if race is not None:
        return _race_rows(race)
    order = sorted(
        (code for code in child.votes if code in view.by_code),
        key=lambda code: (-child.votes[code], view.by_code[code].ballot_order),
    )
    whole = child.valid or sum(child.votes.values())
    return [
        bar_row(
            view.keys[code],
            view.full_name(view.by_code[code]),
            view.by_code[code].party,
            child.votes[code],
            whole,
            first=place == 0,
        )
        for place, code in enumerate(order[:ROWS])
    ]


def _race_rows(race: RaceLine) -> list[Node]:
    """Draw the first two of a race that is seen from above."""
    both = (
        (race.leader, race.leader_name, race.party, race.votes),
        (race.second, race.second_name, race.second_party, race.second_votes),
    )
    return [
        bar_row(entrant_key(party, code), clean(name or code), party, votes, race.valid, first=place == 0)
        for place, (code, name, party, votes) in enumerate(both)
        if code is not None and votes is not None
    ]


def bar_row(
    key: str, name: str, party: Party | None, votes: int, valid: int | None, *, first: bool = False
) -> Component:
    """Draw a row of a panel or form: name, party, share, votes, bar."""
    part = share(votes, valid, 2)
    short = h("span", "cap", clean(party.abbreviation or party.code)) if party else None
    return h(
        "div",
        f"row p-{key}",
        h("span", None, h("b" if first else "span", None, name), " ", short),
        h("span", "p", percent(part)),
        h("span", "v", number(votes)),
        h("span", "b", h("i", None, style={"width": f"{part or 0:.1f}%"}), aria_hidden="true"),
    )


def _facts(view: ContestView, child: ChildTotal) -> Component:
    t, stations = view.t, child.stations
    facts: list[Node] = [
        h("dt", None, t("Stations counted")),
        h("dd", None, small_meter(stations), " ", stations_words(view, child)),
    ]

    def fact(label: str, value: Node) -> None:
        facts.extend([h("dt", None, label), h("dd", None, value)])

    if stations.disputed is not None and is_counted(child):
        fact(t("Forms held out"), number(stations.disputed))
    if child.registered is not None:
        fact(t("Registered voters"), number(child.registered))
    if child.turnout_pct is not None:
        fact(t("Turnout"), percent(child.turnout_pct))
    code = swing_candidate(view)
    if code and code in child.swing:
        fact(
            t("{name} since {year}", name=view.name_of(code), year=earlier_year(view)),
            swing(view, child.swing[code]),
        )
    return h("dl", None, *facts)


def stations_words(view: ContestView, child: ChildTotal) -> str:
    """Count the stations of a sub-area: `529 of 1,041`."""
    return progress_of(child.stations).of_total(view.t)


def swing(view: ContestView, value: float | None) -> Component:
    """Draw a change with arrow and sign; the arrow is hidden from readers."""
    if value is None:
        return h("span", "sg", "–")
    arrow = "=" if signed(value) == "0.0" else "▲" if value > 0 else "▼"
    return h("span", "sg", h("span", None, arrow, aria_hidden="true"), " ", h("b", None, signed(value)))


def _ways(view: ContestView, child: ChildTotal) -> Component | None:
    if not view.publishes(child.level):
        return h("p", "cap", view.t("There are no figures below this level."))
    counted = child.stations.counted or 0
    forms = None
    if counted and not view.document.by_area:
        words = view.t.n("{n} form", "{n} forms", counted)
        forms = h("a", "btn", words, href=view.area_href(child.code, ids.FORMS))
    opener = h(
        "a", "btn btn-1", view.t("Open {area}", area=clean(child.name)), href=view.area_href(child.code)
    )
    return h("div", "ways", opener, forms)

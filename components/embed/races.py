"""A contest above its races in an embed: the closest races first, and the seats that each party leads in."""

from __future__ import annotations

from dash.development.base_component import Component

from components.contest.races import race_count
from components.counts import is_counted, progress_of
from components.embed.race import nothing
from components.embed.tables import leader_words, void_swatch
from components.format import clean, number, points
from components.markup import Node, h
from components.theme import entrant_key, party_key
from components.view import ContestView
from data.records import RaceLine, SeatLine

SHOWN = 10
_MOST_SEATS = 12


def board(view: ContestView) -> list[Node]:
    """Draw the races with the smallest leads; races that have not reported are counted in words, not ranked."""
    t, races = view.t, view.document.races
    reported = [race for race in races if is_counted(race)]
    if not reported:
        n = race_count(view)
        return [nothing(view, t.n("0 of {n} race has a form", "0 of {n} races have a form", n))]
    closest = sorted(reported, key=_closeness)[:SHOWN]
    out = len(races) - len(reported)
    missing = None
    if out:
        words = t.n("{n} race has not reported", "{n} races have not reported", out)
        missing = h("p", "cap more", void_swatch(), f" {words}.")
    return [
        h("h2", None, t("Closest races first, lead in percentage points")),
        h("ol", "board", *[_line(view, race) for race in closest]),
        missing,
    ]


def _closeness(race: RaceLine) -> tuple[float, str]:
    # A race without a lead in points is level or not stated; the first is the closest there is.
    if race.leader is None:
        return -1.0, race.area.code
    return (1000.0 if race.margin_pp is None else race.margin_pp), race.area.code


def _line(view: ContestView, race: RaceLine) -> Component:
    t = view.t
    area = h("b", None, clean(race.area.name))
    counted = progress_of(race.stations).words(t)
    if race.leader is None:
        return h("li", None, h("span", None, area), h("strong", None, t("Level")), h("span", "cap", counted))
    who = h("span", None, area, h("br"), *leader_words(view, race, margin=False))
    lead = "–" if race.margin_pp is None else f"+{points(race.margin_pp)}"
    second = clean(race.second_name or race.second) if race.second else None
    said = f"{t('ahead of {name}', name=second)} · {counted}" if second else counted
    key = entrant_key(race.party, race.leader)
    return h("li", f"p-{key}", who, h("strong", "num", lead), h("span", "cap", said))


def seats_list(view: ContestView) -> list[Node]:
    """Draw a bar a party over the seats it leads in; led is not won, and seats without a leader are dotted."""
    t, races = view.t, race_count(view)
    rows = [_seats(view, line) for line in view.document.seats[:_MOST_SEATS]]
    rest = view.document.seats[_MOST_SEATS:]
    own = [race for race in view.document.races if race.leader is not None and race.party is None]
    led = sum(line.leading for line in view.document.seats) + len(own)
    if not led:
        return [nothing(view, t.n("0 of {n} race has a form", "0 of {n} races have a form", races))]
    if rest:
        words = t.n("{n} other party", "{n} other parties", len(rest))
        rows.append(_row("p-none", words, sum(s.leading for s in rest), sum(s.complete for s in rest), view))
    if own:
        rows.append(_row("p-none", t("Independent"), len(own), sum(race.complete for race in own), view))
    if races > led:
        void = h(
            "div", "b k-void", style={"width": f"{100 * (races - led) / races:.2f}%"}, aria_hidden="true"
        )
        label = h("span", None, void_swatch(), t("no leader yet"))
        rows.append(h("li", None, label, h("strong", None, number(races - led)), void))
    title = t.n("{n} seat, by who leads now", "{n} seats, by who leads now", races)
    return [h("h2", None, title), h("ul", "rows seats", *rows)]


def _seats(view: ContestView, line: SeatLine) -> Component:
    party = line.party
    name = clean(party.name or party.abbreviation or party.code)
    return _row(f"p-{party_key(party.code)}", name, line.leading, line.complete, view)


def _row(cls: str, name: str, leading: int, complete: int, view: ContestView) -> Component:
    races = race_count(view) or 1
    bar = h("div", "b", h("i", None, style={"width": f"{100 * leading / races:.2f}%"}), aria_hidden="true")
    done = view.t.n("{n} fully counted", "{n} fully counted", complete)
    return h(
        "li",
        cls,
        h("span", None, h("i", "sw"), " ", h("bdi", None, name)),
        h("strong", None, number(leading)),
        bar,
        h("span", "cap", done),
    )

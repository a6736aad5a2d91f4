"""A contest seen from above its races: seats by party, the half circle, the list of races.

Leading is not won: seats are "led in", and the legend says in how many of them all is counted. Long lists come in
pages through the address.
"""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin

from dash.development.base_component import Component

from components import ids
from components.contest.more_charts import charts_link
from components.contest.progress import nil_chip, progress_body, small_meter
from components.contest.race import not_reported_card
from components.contest.table import pager
from components.counts import is_counted, progress_of
from components.format import clean, number, points
from components.i18n import level_title
from components.markup import Node, h
from components.svg import Raw, el
from components.theme import entrant_key, party_key
from components.view import ContestView
from data.records import Party, RaceLine, SeatLine

SEATS_MOST = 450
PAGE_ROWS = 75
_INNER, _OUTER, _CENTRE, _FLOOR = 64.0, 150.0, 160.0, 160.0
_GAP_MOST = 19.0


def seats_section(view: ContestView) -> Component:
    """Draw seats by party beside how much is counted."""
    t = view.t
    races = race_count(view)
    head = h("header", None, h("h2", None, t("Seats, by who leads now"), id=ids.H_RACE))
    if not view.document.seats:
        return h(
            "section", "blk", head, not_reported_card(view, nothing_words(view)), aria_labelledby=ids.H_RACE
        )
    return h("section", "blk", head, *seats_body(view, races), charts_link(view), aria_labelledby=ids.H_RACE)


def race_count(view: ContestView) -> int:
    """How many races the contest has on this page."""
    if view.document.races:
        return len(view.document.races)
    return view.contest.races if view.contest else 0


def nothing_words(view: ContestView) -> str:
    """Say that no race has a form."""
    return view.t.n("0 of {n} race has a form", "0 of {n} races have a form", race_count(view))


def seats_body(view: ContestView, races: int) -> list[Node]:
    """Draw the half circle where it is legible, and always the list of parties."""
    seats = _with_independents(view)
    picture = hemicycle(view, seats, races) if races <= SEATS_MOST else _seat_bar(view, seats, races)
    return [picture, seat_key(view, seats, races)]


def _with_independents(view: ContestView) -> list[SeatLine]:
    """Add the races led by candidates without a party, which `seats` does not hold."""
    led = [race for race in view.document.races if race.leader is not None and race.party is None]
    seats = list(view.document.seats)
    if led:
        nobody = Party(code="", name=view.t("Independent"), abbreviation="")
        seats.append(SeatLine(party=nobody, leading=len(led), complete=sum(race.complete for race in led)))
    return seats


def _key(party: Party) -> str:
    return f"p-{party_key(party.code)}" if party.code else "p-none"


def _name(party: Party) -> str:
    return clean(party.name or party.abbreviation or party.code)


def hemicycle(view: ContestView, seats: list[SeatLine], races: int) -> Raw:
    """Draw a dot a seat, by party; seats without a leader are dotted and stay at the right end."""
    places, radius = _places(races)
    dots, at = [], 0
    for line in seats:
        for seat in range(line.leading):
            cls = f"{_key(line.party)} seat done" if seat < line.complete else f"{_key(line.party)} seat"
            dots.append(_dot(places[at], radius, cls))
            at += 1
    dots += [_dot(place, radius, "seat none") for place in places[at:]]
    t = view.t
    label = t(
        "{led} of {races} seats have a leader: {parties}",
        led=number(at),
        races=number(races),
        parties=_list(seats),
    )
    return el(
        "svg",
        *dots,
        el("line", x1=_CENTRE, x2=_CENTRE, y1=0, y2=_FLOOR - _INNER + 8, class_="half"),
        el("text", number(at), x=_CENTRE, y=134, class_="count"),
        el("text", t("of {n} seats", n=number(races)), x=_CENTRE, y=148, class_="of"),
        el("text", t("have a leader"), x=_CENTRE, y=161, class_="of"),
        class_="hemi",
        viewBox="0 0 320 170",
        role="img",
        aria_label=label,
    )


def _list(seats: list[SeatLine]) -> str:
    return ", ".join(f"{_name(line.party)} {number(line.leading)}" for line in seats)


def _dot(place: tuple[float, float], radius: float, cls: str) -> Raw:
    return el("circle", cx=place[0], cy=place[1], r=radius, class_=cls)


def _places(seats: int) -> tuple[list[tuple[float, float]], float]:
    """Place seats on half circles, left to right by angle so that parties form wedges; return them and a radius.

    Of all numbers of rows the one with the largest dots is taken: `gap` apart both along a row and between rows,
    from capacity = sum of pi (outer - k gap) / gap over the rows k, with the innermost row outside the words.
    """
    best_gap, best_rows = 0.0, 1
    for rows in range(1, 14):
        fits = pi * rows * _OUTER / (seats + pi * rows * (rows - 1) / 2)
        gap = min(fits, _GAP_MOST, (_OUTER - _INNER) / (rows - 1) if rows > 1 else _GAP_MOST)
        if gap <= fits and gap > best_gap + 0.01:
            best_gap, best_rows = gap, rows
    radii = [_OUTER - row * best_gap for row in range(best_rows)]
    whole = sum(radii)
    counts = [int(seats * r / whole) for r in radii]
    for row in range(seats - sum(counts)):
        counts[row % best_rows] += 1
    found = []
    for r, count in zip(radii, counts, strict=True):
        for place in range(count):
            angle = pi * (place / (count - 1) if count > 1 else 0.5)
            found.append((angle, (_CENTRE - r * cos(angle), _FLOOR - r * sin(angle))))
    found.sort(key=lambda pair: pair[0])
    return [place for _, place in found], round(best_gap * 0.42, 1)


def _seat_bar(view: ContestView, seats: list[SeatLine], races: int) -> Component:
    led = sum(line.leading for line in seats)
    parts = [h("i", _key(line.party), style={"flex": line.leading}) for line in seats]
    rest = h("i", "k-void", style={"flex": races - led}) if races > led else None
    label = view.t(
        "{led} of {races} seats have a leader: {parties}",
        led=number(led),
        races=number(races),
        parties=_list(seats),
    )
    return h("div", "stack seats", h("div", "bar", *parts, rest, role="img", aria_label=label))


def seat_key(view: ContestView, seats: list[SeatLine], races: int) -> Component:
    """List parties with the seats they lead in and how many of those are fully counted."""
    t = view.t
    led = sum(line.leading for line in seats)
    entries = []
    for line in seats:
        done = t.n("{n} fully counted", "{n} fully counted", line.complete)
        entries.append(
            h(
                "li",
                _key(line.party),
                h("i", "sw"),
                h("span", None, _name(line.party)),
                h("b", None, number(line.leading)),
                h("span", "cap", done),
            )
        )
    if races > led:
        entries.append(
            h(
                "li",
                None,
                h("i", "sw k-void"),
                h("span", None, t("no leader yet")),
                h("b", None, number(races - led)),
            )
        )
    note = (
        h("li", "cap note", t("Dark ring: all stations of that race are counted."))
        if any(s.complete for s in seats)
        else None
    )
    return h("ul", "seatkey", *entries, note)


def races_progress(view: ContestView) -> Component:
    """Draw how much is counted over all races."""
    t = view.t
    reported = sum(1 for race in view.document.races if is_counted(race))
    complete = sum(1 for race in view.document.races if race.complete)
    words = t.n(
        "{reported} of {n} race", "{reported} of {n} races", race_count(view), reported=number(reported)
    )
    rows = [
        h("div", "prog", h("div", "l", h("span", None, t("Races with forms")), h("b", None, words))),
        h(
            "div",
            "prog",
            h("div", "l", h("span", None, t("Races fully counted")), h("b", None, number(complete))),
        ),
    ]
    return h(
        "section",
        "blk",
        h("header", None, h("h2", None, t("How much is counted"), id=ids.H_PROGRESS)),
        *rows,
        *progress_body(view),
        aria_labelledby=ids.H_PROGRESS,
    )


def races_section(view: ContestView) -> Component | None:
    """Draw the list of races: leader, lead, second, counted."""
    races = sorted(view.document.races, key=_order(view.sort))
    if not races:
        return None
    t = view.t
    pages = -(-len(races) // PAGE_ROWS)
    page = min(max(view.page, 1), pages)
    shown = races[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    heads = [
        _head(view, level_title(t, races[0].area.level), "name", pages),
        _head(view, t("Leader, lead in points"), "lead", pages),
        _head(view, t("Second"), "", pages),
        _head(view, t("Lead in votes"), "margin", pages, "n m"),
        _head(view, t("Valid votes"), "votes", pages, "n m"),
        _head(view, t("Stations counted"), "counted", pages, "n"),
    ]
    table = h(
        "table",
        "t cards",
        h("caption", "vh", t("Races of this contest: who leads and how much is counted")),
        h("thead", None, h("tr", None, *heads)),
        h("tbody", None, *[_row(view, race) for race in shown]),
    )
    more = (
        h("a", "btn more", t("Show all {n}", n=number(len(shown))), href=f"#{ids.H_RACES}-t")
        if len(shown) > 10
        else None
    )
    title = t.n("All {n} race", "All {n} races", len(races))
    return h(
        "section",
        "blk",
        h("header", None, h("h2", None, title, id=ids.H_RACES)),
        h("div", "tw", table, id=f"{ids.H_RACES}-t"),
        more,
        pager(view, page, pages, ids.H_RACES),
        aria_labelledby=ids.H_RACES,
    )


def _order(sort: str | None) -> Callable[[RaceLine], tuple[bool, float, str]]:
    def close(race: RaceLine) -> float:
        return race.margin_pp if race.margin_pp is not None else 1000.0

    keys: dict[str, Callable[[RaceLine], float]] = {
        "lead": lambda race: -(race.margin_pp or 0),
        "close": close,
        "margin": lambda race: -(race.margin_votes or 0),
        "votes": lambda race: -(race.valid or 0),
        "counted": lambda race: (race.stations.counted or 0) / (race.stations.total or 1),
    }
    key = keys.get(sort or "", _no_order)
    return lambda race: (not is_counted(race), key(race), race.area.code)


def _no_order(_race: RaceLine) -> float:
    return 0.0


def _head(view: ContestView, label: str, sort: str, pages: int, cls: str | None = None) -> Component:
    if pages > 1:
        d = view.document
        href = view.urls.contest(d.election, d.contest, d.area.code, ids.H_RACES, sort=sort or None)
        inner = h("a", None, label, href=href) if sort else h("span", None, label)
    else:
        inner = h("button", None, label, type="button")
    return h("th", cls, inner, scope="col", aria_sort="none")


def _row(view: ContestView, race: RaceLine) -> Component:
    t = view.t
    name = h("td", "nm", h("a", None, clean(race.area.name), href=view.area_href(race.area.code)))
    stations = h(
        "td",
        "n",
        _stations(view, race),
        " ",
        small_meter(race.stations),
        data_l=t("Stations"),
        data_v=_part(race),
    )
    if not is_counted(race):
        empty = [h("td", cls, "–", data_v="") for cls in ("hide", "n hide m", "n hide m")]
        return h(
            "tr",
            "nr",
            name,
            h("td", "wide", nil_chip(t("Not reported"))),
            *empty,
            stations,
            data_c=race.area.code,
        )
    return h(
        "tr",
        None,
        name,
        _leader(view, race),
        _second(race),
        h("td", "n hide m", number(race.margin_votes), data_v=str(race.margin_votes or 0)),
        h("td", "n hide m", number(race.valid), data_v=str(race.valid or 0)),
        stations,
        data_c=race.area.code,
    )


def _stations(view: ContestView, race: RaceLine) -> Node:
    words = progress_of(race.stations).of_total(view.t)
    return h("a", "src", words, href=view.area_href(race.area.code, ids.FORMS)) if is_counted(race) else words


def _part(race: RaceLine) -> str:
    return f"{(race.stations.counted or 0) / race.stations.total:.4f}" if race.stations.total else ""


def _leader(view: ContestView, race: RaceLine) -> Component:
    if race.leader is None:
        return h("td", "r", view.t("Level"), data_v="0")
    party = clean(race.party.abbreviation or race.party.name) if race.party else view.t("Independent")
    lead = f" +{points(race.margin_pp)}" if race.margin_pp is not None else ""
    return h(
        "td",
        "r2",
        h(
            "span",
            f"lead p-{entrant_key(race.party, race.leader)}",
            h("i", "sw"),
            h("b", None, clean(race.leader_name or race.leader)),
            h("span", "cap", party),
            lead,
        ),
        data_v=f"{race.margin_pp:g}" if race.margin_pp is not None else "",
    )


def _second(race: RaceLine) -> Component:
    if race.second is None:
        return h("td", "hide", "–", data_v="")
    party = clean(race.second_party.abbreviation or race.second_party.name) if race.second_party else ""
    return h(
        "td", "hide", clean(race.second_name or race.second), " ", h("span", "cap", party) if party else None
    )

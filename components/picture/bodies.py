"""The inside of each picture: bars, map, turnout, seats, races, and the charts of the registry.

Every function draws at the place it is given and says how high it got; `None` where these figures have nothing of the kind.
"""

from __future__ import annotations

from collections.abc import Callable

from components.contest.map_part import measure_title
from components.contest.races import nothing_words, race_count
from components.counts import is_counted, progress_of
from components.format import clean, number, percent, points
from components.graphics import chart_kind
from components.graphics.chart import SMALL, WIDE
from components.graphics.hemicycle import party_class, seat_lines
from components.i18n import level_count
from components.lettering import shortened, text_width, wrapped
from components.mapsvg import has_picture, map_picture, off_map
from components.picture.ink import (
    INK,
    INK_2,
    INK_3,
    PAPER,
    VOID,
    Box,
    line_of,
    meter,
    party_bar,
    placed,
    rect,
    size_of,
    swatch,
    words,
)
from components.picture.kinds import BESIDE, NOTHING, Picture, Piece, Spot, stacked
from components.picture.legend import keys, map_legend
from components.picture.tables import table
from components.svg import Raw, el
from components.theme import entrant_key
from components.view import ContestView
from data.records import CandidateTotal, Party, RaceLine

CANDIDATES, PARTIES, RACES = 8, 12, 10
_MODES = {"leader": "lead", "votes": "bub", "counted": "cnt"}


def paragraph(text: str, spot: Spot, size: float, fill: str = INK_2, *, face: str = "text") -> Piece:
    """Write text in as many lines as it needs."""
    lines = wrapped(text, spot.width, size, face)
    drawn = [
        words((spot.x, spot.y + size * (1 + 1.4 * n)), line, size, fill=fill, face=face)
        for n, line in enumerate(lines)
    ]
    return Piece(el("g", *drawn), size * 1.4 * len(lines)) if lines else NOTHING


def nothing(spot: Spot, title: str, detail: str) -> Piece:
    """Draw the dotted field that stands in place of figures that are not there."""
    box: Box = (spot.x, spot.y, spot.width, 120)
    middle = spot.x + spot.width / 2
    plate = min(max(text_width(title, 22, "bold"), text_width(detail, 15)) + 40, spot.width)
    title, detail = shortened(title, plate - 8, 22, "bold"), shortened(detail, plate - 8, 15)
    raw = el(
        "g",
        rect(box, fill=VOID),
        rect((middle - plate / 2, spot.y + 24, plate, 72), fill=PAPER),
        words((middle, spot.y + 57), title, 22, face="bold", anchor="middle"),
        words((middle, spot.y + 81), detail, 15, fill=INK_2, anchor="middle"),
    )
    return Piece(raw, 132)


def not_reported(view: ContestView, spot: Spot) -> Piece:
    """Say that no form is in; who stands is listed, without figures."""
    t, total = view.t, view.document.stations.total
    detail = t("No form is in yet")
    if total is not None:
        detail = t.n("0 of {n} station has a form", "0 of {n} stations have a form", total)
    field = nothing(spot, t("Not reported yet"), detail)
    ballot = sorted(view.document.candidates, key=lambda c: c.ballot_order)[: CANDIDATES * 2]
    drawn, here = [field], spot.below(field.height)
    for candidate in ballot:
        name = [(view.full_name(candidate), "bold", INK), (_party(view, candidate.party), "text", INK_2)]
        row = el(
            "g",
            swatch((here.x, here.y + 4), 14, view.keys[candidate.code]),
            line_of((here.x + 24, here.y + 17), name, 15, here.width - 24),
        )
        drawn.append(Piece(row, 26))
        here = here.below(26)
    return stacked(drawn)


def bars(picture: Picture, spot: Spot) -> Piece | None:
    """Draw everybody's bar, with the map beside where there is room for it."""
    view = picture.view
    if view.races_page:
        return races(picture, spot)
    if not view.has_votes:
        return not_reported(view, spot)
    wide = spot.width >= BESIDE - 60 and has_picture(view)
    left = spot.part(0, 0.57) if wide else spot
    rows = _candidates(view, left)
    if not has_picture(view):
        return rows
    right = spot.part(0.62, 0.38) if wide else spot.below(rows.height + 12)
    drawn = _drawn_map(view, right, labels=False, most=420)
    under = spot.below(max(rows.height, drawn.height) + 10) if wide else right.below(drawn.height + 8)
    key = map_legend(view, under)
    height = max(rows.height, drawn.height) + 10 if wide else rows.height + drawn.height + 20
    return Piece(el("g", rows.raw, drawn.raw, key.raw), height + key.height)


def _candidates(view: ContestView, spot: Spot) -> Piece:
    shown, here, drawn = view.ranked[:CANDIDATES], spot, list[Piece]()
    for candidate in shown:
        drawn.append(_candidate(view, candidate, here))
        here = here.below(drawn[-1].height)
    rest = len(view.ranked) - len(shown)
    if rest:
        said = view.t.n("{n} more candidate", "{n} more candidates", rest)
        drawn.append(paragraph(said, here, 14))
    return stacked(drawn)


def _candidate(view: ContestView, candidate: CandidateTotal, spot: Spot) -> Piece:
    sole = len(view.ranked) == 1
    share = view.t("Only candidate") if sole else percent(candidate.share_pct, 2)
    votes = view.t.n("{n} vote", "{n} votes", candidate.votes)
    size = 16.0 if sole else 22.0
    right = spot.x + spot.width
    room = spot.width - text_width(share, size, "bold") - 14
    name = [(view.full_name(candidate), "bold", INK), (_party(view, candidate.party), "text", INK_2)]
    bar = Raw("")
    if not sole:
        bar = party_bar(
            (spot.x, spot.y + 28, spot.width, 13),
            (candidate.share_pct or 0) / 100,
            view.keys[candidate.code],
            half=view.seats_to_fill == 1,
        )
    raw = el(
        "g",
        line_of((spot.x, spot.y + 20), name, 16, room),
        words((right, spot.y + 20), share, size, face="bold", anchor="end"),
        bar,
        words((spot.x, spot.y + 58), votes, 13, fill=INK_2),
    )
    return Piece(raw, 70)


def _party(view: ContestView, party: Party | None) -> str:
    return view.t("Independent") if party is None else clean(party.abbreviation or party.name or party.code)


def _drawn_map(view: ContestView, spot: Spot, *, labels: bool, most: float) -> Piece:
    drawn = map_picture(view, labels=labels, links=False, outline=False)
    if drawn is None:
        return NOTHING
    width, height = size_of(drawn)
    high = min(spot.width * height / width, most)
    mode = _MODES.get(view.shown_measure, "val")
    return Piece(placed(drawn, (spot.x, spot.y, spot.width, high), mode=mode), high)


def map_body(picture: Picture, spot: Spot) -> Piece | None:
    """Draw the map with its legend, and name what no border shows."""
    view = picture.view
    if not has_picture(view):
        return None
    title = paragraph(measure_title(view), spot, 15, INK, face="bold")
    drawn = _drawn_map(view, spot.below(title.height + 4), labels=not picture.small, most=760)
    here = spot.below(title.height + 4 + drawn.height + 10)
    key = map_legend(view, here)
    missing = off_map(view)
    off = NOTHING
    if missing:
        names = ", ".join(clean(child.name) for child in missing[:8])
        if len(missing) > 8 and view.document.child_level:
            rest = level_count(view.t, view.document.child_level, len(missing) - 8)
            names = view.t("{names} and {rest} more", names=names, rest=rest)
        off = paragraph(
            view.t("Not on the map: {names}.", names=names), here.below(key.height + 2), 12.5, INK_3
        )
    raw = el("g", title.raw, drawn.raw, key.raw, off.raw)
    return Piece(raw, title.height + drawn.height + key.height + off.height + 18)


def turnout(picture: Picture, spot: Spot) -> Piece | None:
    """Draw the turnout of the stations counted, with its map where sub-areas state it."""
    view = picture.view
    t, votes = view.t, view.document.votes
    if votes.turnout_pct is None:
        title = t("Not stated on these forms") if view.has_votes else t("Not reported yet")
        return nothing(spot, title, t("Turnout"))
    pct = percent(votes.turnout_pct, 2)
    figure = words((spot.x, spot.y + 44), pct, 48, face="bold")
    bar = meter((spot.x, spot.y + 60, spot.width, 16), votes.turnout_pct / 100)
    said = t("Ballots cast of the registered voters of the stations counted.")
    if votes.cast is not None and votes.registered_counted is not None:
        said = t(
            "{cast} ballots cast of {registered} registered voters",
            cast=number(votes.cast),
            registered=number(votes.registered_counted),
        )
    detail = paragraph(said, spot.below(82), 14)
    height = 92 + detail.height
    if not has_picture(view) or all(child.turnout_pct is None for child in view.document.children):
        return Piece(el("g", figure, bar, detail.raw), height)
    drawn = _drawn_map(view, spot.below(height + 8), labels=not picture.small, most=560)
    key = map_legend(view, spot.below(height + drawn.height + 16))
    raw = el("g", figure, bar, detail.raw, drawn.raw, key.raw)
    return Piece(raw, height + drawn.height + key.height + 16)


def seats(picture: Picture, spot: Spot) -> Piece | None:
    """Draw a bar a party over the races that it leads in; led is not won."""
    view, total = picture.view, race_count(picture.view)
    if not view.races_page:
        return None
    t = view.t
    lines = sorted(seat_lines(view), key=lambda one: -one.leading)
    rows = [(_name(one.party), party_class(one.party), one.leading, one.complete) for one in lines[:PARTIES]]
    if not rows or not total:
        return nothing(spot, t("Not reported yet"), nothing_words(view))
    title = t.n("{n} seat, by who leads now", "{n} seats, by who leads now", total)
    drawn = [paragraph(title, spot, 15, INK, face="bold")]
    here = spot.below(drawn[0].height + 6)
    for name, party, leading, complete in rows:
        full = t.n("{n} fully counted", "{n} fully counted", complete)
        drawn.append(_seat_row((name, party), (leading, total), full, here))
        here = here.below(drawn[-1].height)
    if len(lines) > PARTIES:
        others = t.n("{n} other party", "{n} other parties", len(lines) - PARTIES)
        rest = number(sum(one.leading for one in lines[PARTIES:]))
        drawn.append(paragraph(f"{others}: {rest}", here, 14))
        here = here.below(drawn[-1].height)
    led = sum(one.leading for one in lines)
    if total > led:
        entry = f"{t('no leader yet')}: {number(total - led)}"
        drawn.append(paragraph(entry, here, 14))
    return Piece(stacked(drawn).raw, sum(p.height for p in drawn) + 6)


def _seat_row(who: tuple[str, str], of: tuple[int, int], full: str, spot: Spot) -> Piece:
    value, right = number(of[0]), spot.x + spot.width
    room = spot.width - text_width(value, 20, "bold") - 14
    raw = el(
        "g",
        line_of((spot.x, spot.y + 18), [(who[0], "bold", INK), (full, "text", INK_2)], 15, room),
        words((right, spot.y + 18), value, 20, face="bold", anchor="end"),
        party_bar((spot.x, spot.y + 26, spot.width, 11), of[0] / of[1], who[1]),
    )
    return Piece(raw, 50)


def _name(party: Party) -> str:
    return clean(party.name or party.abbreviation or party.code)


def races(picture: Picture, spot: Spot) -> Piece | None:
    """Draw the races with the smallest leads; those that have not reported are counted in words."""
    view = picture.view
    if not view.races_page:
        return None
    t = view.t
    reported = [race for race in view.document.races if is_counted(race)]
    if not reported:
        return nothing(spot, t("Not reported yet"), nothing_words(view))
    title = paragraph(t("Closest races first, lead in percentage points"), spot, 15, INK, face="bold")
    drawn, here = [title], spot.below(title.height + 6)
    for race in sorted(reported, key=_closeness)[:RACES]:
        drawn.append(_race(view, race, here))
        here = here.below(drawn[-1].height)
    out = len(view.document.races) - len(reported)
    if out:
        said = t.n("{n} race has not reported", "{n} races have not reported", out)
        drawn.append(keys_void(said, here))
    return Piece(stacked(drawn).raw, sum(p.height for p in drawn) + 6)


def keys_void(said: str, spot: Spot) -> Piece:
    """Draw one line about what has not reported."""
    box = (spot.x, spot.y + 4, 15.0, 14.0)
    raw = el(
        "g",
        rect(box, fill=VOID),
        words((spot.x + 22, spot.y + 16), shortened(said, spot.width - 22, 14), 14, fill=INK_2),
    )
    return Piece(raw, 26)


def _closeness(race: RaceLine) -> tuple[float, str]:
    # A race without a lead in points is level or not stated; the first is the closest there is.
    if race.leader is None:
        return -1.0, race.area.code
    return (1000.0 if race.margin_pp is None else race.margin_pp), race.area.code


def _race(view: ContestView, race: RaceLine, spot: Spot) -> Piece:
    t = view.t
    counted = progress_of(race.stations).words(t)
    right = spot.x + spot.width
    lead = (
        t("Level") if race.leader is None else "–" if race.margin_pp is None else f"+{points(race.margin_pp)}"
    )
    room = spot.width - text_width(lead, 18, "bold") - 14
    who, mark = "", Raw("")
    if race.leader is not None:
        who = f"{clean(race.leader_name or race.leader)} {_party(view, race.party)}"
        mark = swatch((spot.x, spot.y + 24), 13, entrant_key(race.party, race.leader))
    second = t("ahead of {name}", name=clean(race.second_name)) if race.second_name and who else ""
    said = [(who, "text", INK), (" · ".join(p for p in (second, counted) if p), "text", INK_2)]
    raw = el(
        "g",
        line_of((spot.x, spot.y + 17), [(clean(race.area.name), "bold", INK)], 15, room),
        words((right, spot.y + 17), lead, 18, face="bold", anchor="end"),
        mark,
        line_of((spot.x + (20 if who else 0), spot.y + 35), said, 13.5, spot.width - 20),
        rect((spot.x, spot.y + 44, spot.width, 1), fill="var(--rule)"),
    )
    return Piece(raw, 50)


def registered(picture: Picture, spot: Spot) -> Piece | None:
    """Draw a chart of the registry with its legend, the sentence that says the same, and its note."""
    kind = chart_kind(picture.chart)
    view = picture.view
    if kind is None or not kind.fits(view):
        return None
    chart = kind.draw(view, picture.rows, SMALL if picture.small else WIDE)
    if chart is None:
        return None
    width, height = size_of(chart.svg)
    high = spot.width * height / width
    drawn = placed(chart.svg, (spot.x, spot.y, spot.width, high))
    key = keys(chart.legend, spot.below(high + 8))
    sentence = paragraph(chart.sentence, spot.below(high + key.height + 12), 14)
    note = paragraph(chart.note, spot.below(high + key.height + sentence.height + 16), 12.5, INK_3)
    raw = el("g", drawn, key.raw, sentence.raw, note.raw)
    return Piece(raw, high + key.height + sentence.height + note.height + 18)


def ticker(_picture: Picture, _spot: Spot) -> Piece | None:
    """Draw nothing: headline and meter say it all."""
    return NOTHING


BODIES: dict[str, Callable[[Picture, Spot], Piece | None]] = {
    "bars": bars,
    "map": map_body,
    "table": table,
    "seats": seats,
    "turnout": turnout,
    "ticker": ticker,
    "races": races,
}


def body(picture: Picture, spot: Spot) -> Piece | None:
    """Draw the chart that is asked for; `None` where these figures cannot show it."""
    return BODIES.get(picture.chart, registered)(picture, spot)

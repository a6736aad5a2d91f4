"""The middle of a card: leading candidates, parties by the seats they lead in, turnout, or that nothing is reported.

Each function fills the box that it is given (x, y, width, height) and never leaves it.
"""

from __future__ import annotations

from components.contest.races import nothing_words, race_count
from components.format import clean, number, percent
from components.graphics.hemicycle import party_class, seat_lines
from components.lettering import shortened, text_width
from components.picture.ink import (
    INK,
    INK_2,
    PAPER,
    VOID,
    Box,
    line_of,
    meter,
    party_bar,
    rect,
    swatch,
    words,
)
from components.svg import Raw, el
from components.view import ContestView
from data.records import CandidateTotal, Party

BIG, SHOWN = 2, 4
_ROW_MOST = 104.0
_SMALL = 40.0
_NAME_LEAST = 22.0


def leaders(view: ContestView, box: Box) -> Raw:
    """Draw the first two large with bars, the next two in one line; everybody else is a number of names."""
    x, y, width, height = box
    ranked = view.ranked
    if len(ranked) == 1:
        return _alone(view, box)
    big = min(max(BIG, min(view.seats_to_fill, 3)), len(ranked))
    others = ranked[big:]
    room = height - (_SMALL if others else 0)
    row = min(room / big, _ROW_MOST)
    drawn = [_large(view, c, (x, y + row * place, width, row)) for place, c in enumerate(ranked[:big])]
    if others:
        drawn.append(_small(view, others, (x, y + row * big, width, _SMALL)))
    return el("g", *drawn)


def _large(view: ContestView, candidate: CandidateTotal, box: Box) -> Raw:
    x, y, width, height = box
    name_size = min(32.0, height * 0.36)
    share_size = min(46.0, height * 0.5)
    votes_size = max(name_size * 0.72, 20.0)
    base = y + height * 0.47
    share = percent(candidate.share_pct, 2)
    votes = view.t.n("{n} vote", "{n} votes", candidate.votes)
    right = x + width
    left_of_share = right - text_width(share, share_size, "bold") - 18
    votes_wide = text_width(votes, votes_size)
    room = left_of_share - votes_wide - 20 - x
    while text_width(view.full_name(candidate), name_size, "bold") > room and name_size > _NAME_LEAST:
        name_size -= 1
    name = [(view.full_name(candidate), "bold", INK), (_party(view, candidate.party), "text", INK_2)]
    bar_top = y + height * 0.58
    return el(
        "g",
        line_of((x, base), name, name_size, room),
        words((left_of_share, base), votes, votes_size, fill=INK_2, anchor="end"),
        words((right, base), share, share_size, face="bold", anchor="end"),
        party_bar(
            (x, bar_top, width, height * 0.25),
            (candidate.share_pct or 0) / 100,
            view.keys[candidate.code],
            half=view.seats_to_fill == 1,
        ),
    )


def _small(view: ContestView, others: tuple[CandidateTotal, ...], box: Box) -> Raw:
    x, y, width, height = box
    size, base = 23.0, y + height * 0.72
    listed = others[: SHOWN - BIG]
    rest = len(others) - len(listed)
    more = view.t.n("{n} more candidate", "{n} more candidates", rest) if rest else ""
    more_wide = text_width(more, size) + 24 if rest else 0.0
    cell = (width - more_wide) / len(listed)
    drawn: list[Raw] = []
    for place, candidate in enumerate(listed):
        left = x + cell * place
        share = percent(candidate.share_pct, 2)
        room = cell - 30 - text_width(share, size, "bold") - 30
        whole = view.full_name(candidate)
        fits = text_width(whole, size) <= room
        name = shortened(whole if fits else view.short[candidate.code], max(room, 30), size)
        drawn.append(swatch((left, base - 18), 19, view.keys[candidate.code]))
        drawn.append(words((left + 28, base), name, size))
        drawn.append(words((left + 28 + text_width(name, size) + 12, base), share, size, face="bold"))
    if more:
        drawn.append(words((x + width, base), more, size, fill=INK_2, anchor="end"))
    return el("g", *drawn)


def _alone(view: ContestView, box: Box) -> Raw:
    x, y, width, _ = box
    only = view.ranked[0]
    votes = view.t.n("{n} vote", "{n} votes", only.votes)
    return el(
        "g",
        swatch((x, y + 14), 34, view.keys[only.code]),
        line_of(
            (x + 52, y + 43),
            [(view.full_name(only), "bold", INK), (_party(view, only.party), "text", INK_2)],
            36,
            width - 52,
        ),
        words((x, y + 92), view.t("Only candidate"), 26, fill=INK_2),
        words((x + width, y + 92), votes, 26, face="bold", anchor="end"),
    )


def _party(view: ContestView, party: Party | None) -> str:
    if party is None:
        return view.t("Independent")
    return clean(party.abbreviation or party.name or party.code)


def not_reported(view: ContestView, box: Box) -> Raw:
    """Draw the dotted field with its words, and who stands: no bar, no figure."""
    x, y, width, height = box
    t, total = view.t, view.document.stations.total
    detail = t("No form is in yet")
    if total is not None:
        detail = t.n("0 of {n} station has a form", "0 of {n} stations have a form", total)
    ballot = sorted(view.document.candidates, key=lambda c: c.ballot_order)
    return _nothing(
        box, t("Not reported yet"), detail, _ballot(view, ballot, (x, y + height - 44, width, 44))
    )


def _nothing(box: Box, title: str, detail: str, below: Raw) -> Raw:
    x, y, width, height = box
    field = (x, y + 8, width, height - (60 if below.text else 16))
    middle, centre = field[1] + field[3] / 2, x + width / 2
    plate = max(text_width(title, 34, "bold"), text_width(detail, 24)) + 56
    return el(
        "g",
        rect(field, fill=VOID),
        rect((centre - min(plate, width) / 2, middle - 52, min(plate, width), 104), fill=PAPER),
        words(
            (centre, middle - 6), shortened(title, width - 40, 34, "bold"), 34, face="bold", anchor="middle"
        ),
        words((centre, middle + 32), shortened(detail, width - 40, 24), 24, fill=INK_2, anchor="middle"),
        below,
    )


def _ballot(view: ContestView, ballot: list[CandidateTotal], box: Box) -> Raw:
    x, y, width, height = box
    left, base, drawn = x, y + height * 0.7, list[Raw]()
    for candidate in ballot:
        name = shortened(view.full_name(candidate), 300, 22)
        wide = 28 + text_width(name, 22)
        if left + wide > x + width:
            break
        drawn += [
            swatch((left, base - 17), 18, view.keys[candidate.code]),
            words((left + 26, base), name, 22),
        ]
        left += wide + 26
    return el("g", *drawn) if drawn else Raw("")


def seats(view: ContestView, box: Box) -> Raw:
    """Draw the parties that lead in most races; leading is not won, and races without a leader are said."""
    x, y, width, height = box
    races = race_count(view)
    lines = seat_lines(view)
    if not lines or not races:
        return _nothing(box, view.t("Not reported yet"), nothing_words(view), Raw(""))
    most = SHOWN if height >= 200 else 3
    listed = sorted(lines, key=lambda line: -line.leading)[:most]
    head = view.t.n("{n} seat, by who leads now", "{n} seats, by who leads now", races)
    row = min((height - 36) / len(listed), 62.0)
    size = min(30.0, row * 0.66)
    drawn = [line_of((x, y + 22), [(head, "text", INK_2)], 23, width)]
    for place, line in enumerate(listed):
        middle = y + 40 + row * (place + 0.5)
        base = middle + size * 0.36
        name = shortened(_party_name(line.party), width * 0.36, size, "bold")
        drawn.append(words((x, base), name, size, face="bold"))
        drawn.append(words((x + width, base), number(line.leading), size * 1.15, face="bold", anchor="end"))
        bar = (x + width * 0.4, middle - row * 0.27, width * 0.48, row * 0.54)
        drawn.append(party_bar(bar, line.leading / races, party_class(line.party)))
    return el("g", *drawn)


def _party_name(party: Party) -> str:
    return clean(party.name or party.abbreviation or party.code)


def turnout(view: ContestView, box: Box) -> Raw:
    """Draw the turnout of the stations counted, or that the forms do not state it."""
    x, y, width, height = box
    t, votes = view.t, view.document.votes
    if votes.turnout_pct is None:
        title = t("Not stated on these forms") if view.has_votes else t("Not reported yet")
        return _nothing(box, t("Turnout"), title, Raw(""))
    size, pct = min(96.0, height * 0.45), percent(votes.turnout_pct, 2)
    wide = text_width(pct, size, "bold") + 22
    drawn = [
        words((x, y + size), pct, size, face="bold"),
        line_of((x + wide, y + size), [(t("Turnout"), "text", INK_2)], 32, width - wide),
        meter((x, y + size + 24, width, 26), votes.turnout_pct / 100),
    ]
    if votes.cast is not None and votes.registered_counted is not None:
        said = t(
            "{cast} ballots cast of {registered} registered voters",
            cast=number(votes.cast),
            registered=number(votes.registered_counted),
        )
        drawn.append(line_of((x, y + size + 82), [(said, "text", INK_2)], 24, width))
    return el("g", *drawn)

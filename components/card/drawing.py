"""Lays a card out: tape, state and time, headline, the leaders or what is missing, how much is counted, whose it is.

Space goes from the top to the bottom; what does not fit gets smaller first, then shorter, and never over an edge.
"""

from __future__ import annotations

from components.card.body import leaders, not_reported, seats, turnout
from components.contest.words import headline, race_title
from components.flat import flat_svg
from components.format import clean, number
from components.lettering import fitted, shortened, text_width
from components.mapsvg import has_picture, map_picture
from components.picture.ink import (
    INK,
    INK_2,
    PAPER,
    RULE,
    Box,
    flag,
    line_of,
    meter,
    patterns,
    placed,
    rect,
    tape,
    words,
)
from components.picture.told import (
    as_of_words,
    held_part,
    progress,
    progress_title,
    progress_words,
    state_is_final,
    state_words,
    tape_words,
)
from components.svg import Raw, el
from components.turnout import turnout_headline
from components.view import ContestView

CARD_WIDTH, CARD_HEIGHT = 1200, 630
SHOWS = ("race", "turnout")
_EDGE = 56.0
_FOOT = 566.0  # the hairline above the foot
_MAP_WIDTH = 340.0
_SIZES = (54.0, 50.0, 46.0, 42.0, 38.0, 35.0)
_SMALL_SIZES = (34.0, 31.0, 28.0, 25.0)
_MODES = {"leader": "lead", "votes": "bub", "counted": "cnt"}


def card_svg(view: ContestView, *, host: str = "", show: str = "race") -> str:
    """Draw the card as an SVG that stands alone; `host` is the site's name in its foot."""
    test = view.document.is_test
    top = 76.0 if test else 12.0
    parts = [
        patterns(),
        rect((0, 0, CARD_WIDTH, CARD_HEIGHT), fill=PAPER),
        tape(CARD_WIDTH, top, tape_words(view)) if test else rect((0, 0, CARD_WIDTH, top), fill=INK),
        _state(view, top + 26),
    ]
    written, below = _headline(view, top + 26 + 44, _said(view, show))
    shown, side = _map(view, (CARD_WIDTH - _EDGE - _MAP_WIDTH, below, _MAP_WIDTH, _FOOT - 20 - below))
    body = (_EDGE, below, CARD_WIDTH - 2 * _EDGE - side, _FOOT - 20 - below)
    parts += [written, shown, *_body(view, body, show), _foot(view, host)]
    drawing = el(
        "svg",
        *parts,
        viewBox=f"0 0 {CARD_WIDTH} {CARD_HEIGHT}",
        width=CARD_WIDTH,
        height=CARD_HEIGHT,
        role="img",
        aria_label=card_words(view, show),
    )
    return flat_svg(drawing.text, "light", view.colours)


def card_words(view: ContestView, show: str = "race") -> str:
    """Say what the card shows, for those who do not see it."""
    begin = f"{view.t('REHEARSAL')}. " if view.document.is_test else ""
    return f"{begin}{_said(view, show)}. {state_words(view)}. {as_of_words(view)}."


def _state(view: ContestView, y: float) -> Raw:
    drawn, width = flag((_EDGE, y), state_words(view), 21, solid=state_is_final(view), room=520)
    left, right = _EDGE + width + 18, CARD_WIDTH - _EDGE
    time = as_of_words(view)
    start = left + text_width(time, 23) + 30
    # The name of the race is shortened, the time never.
    name = shortened(race_title(view), max(right - start, 0), 23, "bold") if right - start > 80 else ""
    return el(
        "g",
        drawn,
        line_of((left, y + 26), [(time, "text", INK_2)], 23, right - left),
        words((right, y + 26), name, 23, face="bold", anchor="end") if name else Raw(""),
    )


def _headline(view: ContestView, y: float, said: str) -> tuple[Raw, float]:
    """Write the headline in two lines, or in three smaller ones where it is long."""
    room = CARD_WIDTH - 2 * _EDGE
    size, lines = fitted(said, room, _SIZES, lines=2, face="head")
    if " ".join(lines) != " ".join(said.split()):
        size, lines = fitted(said, room, _SMALL_SIZES, lines=3, face="head")
    drawn = [
        words((_EDGE, y + size * (0.98 + 1.16 * n)), line, size, face="head") for n, line in enumerate(lines)
    ]
    return el("g", *drawn), y + size * (1.16 * len(lines) + 0.16) + 18


def _said(view: ContestView, show: str) -> str:
    return turnout_headline(view) if show == "turnout" else headline(view)


def _map(view: ContestView, box: Box) -> tuple[Raw, float]:
    """Draw the map at the right; also say how much room it takes from the rest."""
    if not has_picture(view) or not (view.has_votes or view.document.seats):
        return Raw(""), 0.0
    drawn = map_picture(view, labels=False, links=False, outline=False)
    if drawn is None:
        return Raw(""), 0.0
    return placed(drawn, box, mode=_MODES.get(view.shown_measure, "val")), _MAP_WIDTH + 40


def _body(view: ContestView, box: Box, show: str) -> list[Raw]:
    x, y, width, height = box
    counted = 66.0
    upper = (x, y, width, height - counted - 10)
    meter_box = (x, y + height - counted, width, counted)
    if show == "turnout":
        return [turnout(view, upper), _counted(view, meter_box)]
    if view.races_page:
        return [seats(view, upper), _counted(view, meter_box)]
    if not view.has_votes:
        return [not_reported(view, upper), _counted(view, meter_box)]
    return [leaders(view, upper), _counted(view, meter_box)]


def _counted(view: ContestView, box: Box) -> Raw:
    x, y, width, height = box
    part = progress(view).part
    title, said = progress_title(view), progress_words(view)
    right = text_width(said, 24, "bold")
    label = line_of((x, y + 24), [(title, "text", INK_2)], 24, max(width - right - 24, 40))
    value = words((x + width, y + 24), said, 24, face="bold", anchor="end")
    bar = meter((x, y + 38, width, height - 42), part, held_part(view)) if part is not None else Raw("")
    return el("g", label, value, bar)


def _foot(view: ContestView, host: str) -> Raw:
    version = view.t("version {n}", n=number(view.document.version))
    right = " · ".join(piece for piece in (version, host) if piece)
    wide = text_width(right, 22)
    y = _FOOT + 40
    return el(
        "g",
        rect((_EDGE, _FOOT, CARD_WIDTH - 2 * _EDGE, 1.5), fill=RULE),
        words((_EDGE, y), "Matokeo", 26, face="head"),
        line_of(
            (_EDGE + 128, y), [(clean(view.document.election_title), "text", INK_2)], 22, CARD_WIDTH - 2 * _EDGE - 128 - wide - 30
        ),
        words((CARD_WIDTH - _EDGE, y), right, 22, fill=INK_2, anchor="end"),
    )  # fmt: skip

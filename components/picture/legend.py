"""The legend of a map or chart in a picture: ramps with their bounds, swatches with their words, in as many lines as needed."""

from __future__ import annotations

from dataclasses import dataclass

from components.graphics import Key
from components.lettering import shortened, text_width
from components.paint import (
    LEAD_STEPS,
    MARGIN_INK,
    SHARE_STEPS,
    STEPS_SHOWN,
    SWING_INK,
    SWING_STEPS,
    TURNOUT_INK,
    TURNOUT_STEPS,
    ink_mix,
    is_open,
    leader_keys,
    swing_candidate,
)
from components.picture.ink import INK, INK_2, PAPER, VOID, rect, stripes, swatch, words
from components.picture.kinds import Piece, Spot
from components.svg import Raw, el
from components.view import ContestView

_SIZE, _LINE, _CELL = 13.0, 24.0, 30.0
_COUNTED_INK = (1, 25, 50, 75, 100)
_COUNTED = (0.0, 25.0, 50.0, 75.0, 100.0)


@dataclass(frozen=True)
class Ramp:
    """Steps of one colour: of a party, or of ink, with the bound at which each begins."""

    title: str
    bounds: tuple[float, ...]
    party: str | None = None
    inks: tuple[int, ...] = ()


def map_legend(view: ContestView, spot: Spot) -> Piece:
    """Draw the legend of the measure of a map."""
    t = view.t
    if view.shown_measure == "votes":
        said = t("Circle area: lead in votes; colour and letter: the leader")
        return keys((Key(said), Key(t("not reported"), pattern="void")), spot)
    marks = [Key(t("not reported"), pattern="void")]
    if view.shown_measure != "counted":
        marks.insert(0, Key(t("fewer than a quarter of stations counted"), pattern="thin"))
    if view.shown_measure == "leader" and is_open(view):
        leaders = leader_keys(view).values()
        named = [Key(f"{one.letter} {one.name}" if view.by_code else one.letter, one.key) for one in leaders]
        return keys((*named, *marks), spot)
    drawn, height = _ramps(ramps_of(view), spot)
    below = keys(tuple(marks), spot.below(height))
    return Piece(el("g", drawn, below.raw), height + below.height)


def ramps_of(view: ContestView) -> list[Ramp]:
    """List the ramps of a measure: what `components.contest.map_part` writes as its legend."""
    t, measure = view.t, view.shown_measure
    if measure == "turnout":
        return [Ramp(t("Turnout, percent"), (0.0, *TURNOUT_STEPS), inks=TURNOUT_INK)]
    if measure == "margin":
        return [Ramp(t("Lead of the leader, points"), (0.0, *LEAD_STEPS), inks=MARGIN_INK)]
    if measure == "counted":
        return [Ramp(t("Share of stations counted"), _COUNTED, inks=_COUNTED_INK)]
    if measure.startswith("share:"):
        code = measure.partition(":")[2]
        title = t("{name}, percent of the valid votes", name=view.name_of(code))
        return [Ramp(title, (0.0, *SHARE_STEPS), party=view.keys[code])]
    if measure == "swing":
        return _swing(view)
    return [
        Ramp(t("{name} leads by, points", name=one.name if view.by_code else one.letter), (0.0, *LEAD_STEPS), one.key)
        for one in leader_keys(view).values()
    ]  # fmt: skip


def _swing(view: ContestView) -> list[Ramp]:
    code = swing_candidate(view)
    if code is None:
        return []
    t, name = view.t, view.name_of(code)
    return [
        Ramp(t("▲ {name} gains, points", name=name), (0.0, *SWING_STEPS), party=view.keys[code]),
        Ramp(t("▼ {name} loses, points", name=name), (0.0, *SWING_STEPS), inks=SWING_INK),
    ]


def _ramps(ramps: list[Ramp], spot: Spot) -> tuple[Raw, float]:
    x, y, out = spot.x, spot.y, list[Raw]()
    height = 52.0
    for ramp in ramps:
        title = shortened(ramp.title, spot.width, _SIZE, "bold")
        steps = len(ramp.inks) or len(STEPS_SHOWN)
        wide = max(text_width(title, _SIZE, "bold"), steps * _CELL + 8) + 22
        if x > spot.x and x + wide - 22 > spot.x + spot.width:
            x, y, height = spot.x, y + 52, height + 52
        out.append(words((x, y + 12), title, _SIZE, face="bold"))
        for step in range(steps):
            box = (x + step * _CELL, y + 19, _CELL, 14)
            if ramp.inks:
                out.append(rect(box, fill=ink_mix(ramp.inks[step])))
            else:
                out.append(rect(box, fill=f"var(--{ramp.party}-m{step + 1})"))
            end = "+" if step == len(ramp.bounds) - 1 and not ramp.title.endswith("%") else ""
            bound = f"{ramp.bounds[step]:.0f}"
            mark = bound if ramp.bounds[step] >= 100 else bound + end
            out.append(words((box[0], y + 46), mark, 11.5, fill=INK_2))
        x += wide
    return el("g", *out), height + 4 if ramps else 0.0


def keys(entries: tuple[Key, ...], spot: Spot) -> Piece:
    """Draw swatches with their words, as many in a line as fit."""
    x, y, out = spot.x, spot.y, list[Raw]()
    for entry in entries:
        mark = 0.0 if entry.party is None and entry.pattern is None else 22.0
        said = shortened(entry.words, spot.width - mark, _SIZE)
        wide = mark + text_width(said, _SIZE)
        if x > spot.x and x + wide > spot.x + spot.width:
            x, y = spot.x, y + _LINE
        if mark:
            out.append(_mark(entry, x, y + 3))
        out.append(words((x + mark, y + 15), said, _SIZE, fill=INK_2))
        x += wide + 18
    return Piece(el("g", *out), y - spot.y + _LINE) if entries else Piece(Raw(""), 0.0)


def _mark(entry: Key, x: float, y: float) -> Raw:
    box = (x, y, 15.0, 14.0)
    party = f"p-{entry.party}" if entry.party else None
    fill, edge = ("var(--f)", "var(--e)") if party else (INK, INK)
    if entry.pattern in (None, "solid"):
        return swatch((x, y), 14, entry.party) if entry.party else rect(box, fill=INK)
    if entry.pattern == "thin":
        frame = rect(box, fill="var(--rule-2)")
        return el("g", frame, stripes(box, 5, 2, PAPER))
    if entry.pattern == "void":
        return rect(box, fill=VOID, stroke="var(--void-dot)", stroke_width=0.7)
    if entry.pattern == "dashes":
        return el(
            "g",
            rect(box, fill=PAPER),
            *[rect((x + 6 * n, y, 3, 14), fill="var(--void-dot)") for n in range(3)],
        )
    if entry.pattern == "dot":
        return el("circle", cx=x + 7, cy=y + 7, r=3, class_=party, fill=fill if party else "var(--void-dot)")
    if entry.pattern == "line":
        return el("line", x1=x, x2=x + 15, y1=y + 7, y2=y + 7, class_=party, stroke=edge, stroke_width=3)
    if entry.pattern == "ring":
        return el("circle", cx=x + 7, cy=y + 7, r=5.5, class_=party, fill=PAPER, stroke=edge, stroke_width=2)
    return rect(box, class_=party, fill=PAPER, stroke=edge, stroke_width=1.5)

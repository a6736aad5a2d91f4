"""Seats by party in half rings: full dots are fully counted, rings lead, small dots have no leader yet."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from math import cos, floor, pi, sin

from components.format import clean, number
from components.graphics.chart import SMALL, Chart, Key, Rows
from components.graphics.draw import (
    INK,
    PAPER,
    dot_layer,
    dot_path,
    label,
    picture,
    rule,
    wide_of,
    with_counted,
)
from components.svg import Raw, el
from components.theme import party_key
from components.view import ContestView
from data.records import Party, SeatLine

Place = tuple[float, float]
_GAP_MOST = 0.13  # of the outer radius
_DOT = 0.86  # of the gap between two seats


@dataclass(frozen=True)
class Hall:
    """The room of a half circle: its middle, its outer ring and the ring that the words stand in."""

    width: int
    height: int
    x: float
    y: float
    outer: float
    inner: float
    count_size: int


_HALLS = {
    False: Hall(600, 340, 300.0, 302.0, 228.0, 98.0, 48),
    True: Hall(340, 226, 170.0, 188.0, 122.0, 54.0, 28),
}


def hemicycle_fits(view: ContestView) -> bool:
    """Whether the contest is seen from above its races."""
    return view.races_page and seat_count(view) > 0


def seat_count(view: ContestView) -> int:
    """How many races the contest has on this page."""
    return len(view.document.races) or (view.contest.races if view.contest else 0)


def hemicycle(view: ContestView, _rows: Rows, width: int) -> Chart | None:
    """Draw a dot a seat; absent where the contest is not seen from above its races."""
    if not hemicycle_fits(view):
        return None
    lines, seats = seat_lines(view), seat_count(view)
    hall = _HALLS[width <= SMALL]
    led = sum(line.leading for line in lines)
    sentence = _sentence(view, lines, seats)
    parts = [*_seats(lines, seats, hall), *_middle(view, hall, led, seats), *_names(lines, seats, hall)]
    return Chart(
        svg=picture(hall.width, hall.height, parts, sentence),
        sentence=sentence,
        width=hall.width,
        height=hall.height,
        head=_head(view),
        rows=_table(view, lines, seats),
        legend=_legend(view, lines, led < seats),
        note=view.t("Leading is not won: a seat is full when every station of its race is counted."),
    )


def seat_lines(view: ContestView) -> list[SeatLine]:
    """Seats by party, most first, with the races that candidates without a party lead."""
    led = [race for race in view.document.races if race.leader is not None and race.party is None]
    lines = [line for line in view.document.seats if line.leading > 0]
    if led:
        nobody = Party(code="", name=view.t("Independent"), abbreviation="")
        lines.append(SeatLine(party=nobody, leading=len(led), complete=sum(race.complete for race in led)))
    return lines


def party_class(party: Party) -> str:
    """The colour key of a party; those without a party share one."""
    return party_key(party.code) if party.code else "none"


def ring_places(seats: int, outer: float, inner: float) -> tuple[list[Place], float]:
    """Place seats on half rings around 0, 0, from left to right by angle, and say how far they are apart.

    The fewest rings are taken in which seats keep the widest gap that all of them can have; each ring gets its part of
    the seats by length (largest remainder), so that every seat has its place and parties form wedges.
    """
    if seats < 1:
        return [], _GAP_MOST * outer
    gap = _widest_gap(seats, outer, inner)
    radii: list[float] = []
    held = 0
    while held < seats and outer - len(radii) * gap >= min(inner, outer) - 1e-6:
        radii.append(outer - len(radii) * gap)
        held += _holds(radii[-1], gap)
    found: list[tuple[float, float, Place]] = []
    for radius, count in zip(radii, _shares(seats, radii), strict=True):
        for place in range(count):
            angle = pi * (place / (count - 1) if count > 1 else 0.5)
            found.append((round(angle, 9), -radius, (-radius * cos(angle), -radius * sin(angle))))
    found.sort(key=lambda one: one[:2])
    return [place for _, _, place in found], gap


def _holds(radius: float, gap: float) -> int:
    return floor(pi * radius / gap + 1e-9) + 1


def _capacity(gap: float, outer: float, inner: float) -> int:
    rings = floor((outer - inner) / gap + 1e-9) + 1
    return sum(_holds(outer - ring * gap, gap) for ring in range(rings))


def _widest_gap(seats: int, outer: float, inner: float) -> float:
    low, high = 0.5, _GAP_MOST * outer
    if _capacity(high, outer, inner) >= seats:
        return high
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if _capacity(middle, outer, inner) >= seats else (low, middle)
    return low


def _shares(seats: int, radii: list[float]) -> list[int]:
    whole = sum(radii)
    exact = [seats * radius / whole for radius in radii]
    counts = [floor(part) for part in exact]
    order = sorted(range(len(radii)), key=lambda ring: (counts[ring] - exact[ring], ring))
    for ring in order[: seats - sum(counts)]:
        counts[ring] += 1
    return counts


def _seats(lines: list[SeatLine], seats: int, hall: Hall) -> list[Raw]:
    places, gap = ring_places(seats, hall.outer, hall.inner)
    moved = [(hall.x + x, hall.y + y) for x, y in places]
    size = gap * _DOT
    # The order of the seats: by party, in each party the fully counted ones first.
    kinds: list[tuple[int, bool]] = []
    for party, line in enumerate(lines):
        kinds += [(party, seat < line.complete) for seat in range(line.leading)]
    kinds += [(-1, False)] * (seats - len(kinds))
    parts: list[Raw] = []
    for (party, full), group in groupby(zip(kinds, moved, strict=False), key=lambda pair: pair[0]):
        path = dot_path(place for _, place in group)
        if party < 0:
            parts.append(dot_layer(path, party=None, stroke="var(--void-dot)", width=max(size * 0.34, 1.4)))
            continue
        key = party_class(lines[party].party)
        parts.append(dot_layer(path, party=key, stroke="var(--e)", width=size))
        inside = max(size - 3, size * 0.72) if full else max(size - 5, size * 0.5)
        fill = "var(--f)" if full else PAPER
        parts.append(dot_layer(path, party=key, stroke=fill, width=inside))
    return parts


def _middle(view: ContestView, hall: Hall, led: int, seats: int) -> list[Raw]:
    t, small = view.t, hall.width <= SMALL
    need = seats // 2 + 1
    words = t("More than half: {n} of {seats}", n=number(need), seats=number(seats))
    top = hall.y - hall.outer - (44 if small else 50)
    line = rule(
        (hall.x, top + 4, hall.x, hall.y - hall.inner + (14 if small else 20)), stroke=INK, dash="4 3"
    )
    count = el(
        "text",
        number(led),
        x=hall.x,
        y=hall.y - (4 if small else 10),
        text_anchor="middle",
        font_size=hall.count_size,
        font_weight=700,
        fill=INK,
    )
    below = t("of {n} seats have a leader", n=number(seats))
    return [
        line if seats > 1 else Raw(""),
        label(hall.x, top, words, anchor="middle") if seats > 1 else Raw(""),
        count,
        label(hall.x, hall.y + 28, below, anchor="middle"),
    ]


def _names(lines: list[SeatLine], seats: int, hall: Hall) -> list[Raw]:
    """Write each party's seats at its wedge, where there is room; the legend has them all."""
    places, gap = ring_places(seats, hall.outer, hall.inner)
    parts: list[Raw] = []
    taken: list[tuple[float, float, float]] = []
    at = 0
    for line in lines:
        middle = places[at + (line.leading - 1) // 2]
        at += line.leading
        length = (middle[0] ** 2 + middle[1] ** 2) ** 0.5 or 1.0
        reach = hall.outer + gap / 2 + 8
        x, y = hall.x + reach * middle[0] / length, hall.y + reach * middle[1] / length
        words = f"{_short(line.party)} {number(line.leading)}"
        wide = wide_of(words)
        side = -1 if middle[0] < 0 else 1
        # Beside the line of the half, never on it.
        x = min(x, hall.x - 8) if side < 0 else max(x, hall.x + 8)
        start = x - wide if side < 0 else x
        if start < 0 or start + wide > hall.width:
            continue
        if any(abs(y - other) < 15 and start < end and start + wide > begin for begin, end, other in taken):
            continue
        taken.append((start, start + wide, y))
        anchor = "end" if side < 0 else None
        parts.append(label(x, y, words, anchor=anchor, strong=True))
    return parts


def _short(party: Party) -> str:
    return clean(party.abbreviation or party.name or party.code)


def _name(party: Party) -> str:
    return clean(party.name or party.abbreviation or party.code)


def _sentence(view: ContestView, lines: list[SeatLine], seats: int) -> str:
    t = view.t
    led = sum(line.leading for line in lines)
    if not led:
        words = t.n("{n} seat, and no form has come in", "{n} seats, and no form has come in", seats)
        return with_counted(view, words)
    parties = ", ".join(
        t(
            "{party} {n} ({full} fully counted)",
            party=_name(line.party),
            n=number(line.leading),
            full=number(line.complete),
        )
        for line in lines
    )
    words = t(
        "{led} of {races} seats have a leader: {parties}",
        led=number(led),
        races=number(seats),
        parties=parties,
    )
    return with_counted(view, words)


def _head(view: ContestView) -> tuple[str, ...]:
    t = view.t
    return (t("Party"), t("Leads in"), t("Fully counted"))


def _table(view: ContestView, lines: list[SeatLine], seats: int) -> tuple[tuple[str, ...], ...]:
    rows = [(_name(line.party), number(line.leading), number(line.complete)) for line in lines]
    rest = seats - sum(line.leading for line in lines)
    if rest > 0:
        rows.append((view.t("no leader yet"), number(rest), "–"))
    return tuple(rows)


def _legend(view: ContestView, lines: list[SeatLine], rest: bool) -> tuple[Key, ...]:
    t = view.t
    keys = [
        Key(f"{_short(line.party)} {number(line.leading)}", party=party_class(line.party)) for line in lines
    ]
    if any(line.complete for line in lines):
        keys.append(Key(t("full: all stations of the race counted"), pattern="solid"))
    if any(line.complete < line.leading for line in lines):
        keys.append(Key(t("ring: leads, counting goes on"), pattern="ring"))
    if rest:
        keys.append(Key(t("dot: no leader yet"), pattern="dot"))
    return tuple(keys)

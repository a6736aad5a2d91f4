"""Swing arrows: in each area an arrow from the one who lost towards the one who gained, as long as the swing.

Swing of two candidates: half of the difference of their changes in share since the earlier election, over the same wards
(D. Butler, 1951; `data.stats.swing` gives the changes). Where only one of the leading candidates stood in both elections, it is
that one's own change, and an arrow in ink is a loss. Says nothing of where single voters went.
"""

from __future__ import annotations

from dataclasses import dataclass

from components.counts import is_counted
from components.format import clean, points
from components.graphics.chart import Chart, Key, Rows
from components.graphics.draw import GROUND, RULE_2, picture, void_pattern, with_counted
from components.i18n import level_count, level_title
from components.paint import swing_candidate
from components.shapes import GRID, Shapes, Topology, project
from components.svg import Raw, el, join
from components.view import ContestView
from data.records import ChildTotal

_SHORTEST, _LONGEST = 9.0, 84.0  # picture units, of a picture 760 wide
_LEAST_SCALE_PP = 20.0  # arrows are never drawn larger than this swing would need
_LEVEL_PP = 0.05


@dataclass(frozen=True)
class Swing:
    """The swing of one area: towards `to` (`None`: away from the only one compared) by `pp` points."""

    row: ChildTotal
    to: str | None
    pp: float


Pair = tuple[str, str | None]


def pair_of(view: ContestView) -> Pair | None:
    """The two candidates whose swing is drawn, the first in rank who have a change to tell; or only one."""
    first = swing_candidate(view)
    others = [
        c.code
        for c in view.ranked
        if c.code != first
        and (c.swing_pp is not None or any(c.code in k.swing for k in view.document.children))
    ]
    return None if first is None else (first, others[0] if others else None)


def swing_fits(view: ContestView) -> bool:
    """Whether there is a map, an earlier election and somebody who stood in both."""
    return bool(view.geometry) and not view.stations_below and pair_of(view) is not None


def swings(view: ContestView) -> list[Swing]:
    """The swing of every counted area that has both changes."""
    pair = pair_of(view)
    if pair is None:
        return []
    found = []
    for row in view.document.children:
        if not is_counted(row) or pair[0] not in row.swing or (pair[1] and pair[1] not in row.swing):
            continue
        pp = row.swing[pair[0]]
        if pair[1] is not None:
            pp = (pp - row.swing[pair[1]]) / 2
        found.append(Swing(row, pair[0] if pp >= 0 else pair[1], abs(pp)))
    return found


def swing(view: ContestView, _rows: Rows, width: int) -> Chart | None:
    """Draw the arrows over the map; absent without a map, an earlier election or two who stood in both."""
    pair, found = pair_of(view), swings(view)
    if not swing_fits(view) or pair is None or not found:
        return None
    shapes = _shapes(view)
    if not any(one.row.code in shapes.areas for one in found):
        return None
    height = round(width * shapes.height / shapes.width)
    sentence = _sentence(view, pair, found)
    parts = [
        el("defs", void_pattern(f"sw-v{width}")),
        _land(view, shapes, width),
        *_arrows(view, shapes, pair, found),
    ]
    inner = el("svg", *parts, viewBox=f"0 0 {shapes.width} {shapes.height}", width=width, height=height)
    return Chart(
        svg=picture(width, height, [inner], sentence),
        sentence=sentence,
        width=width,
        height=height,
        head=(
            level_title(view.t, view.document.child_level or ""),
            view.t("Swing towards"),
            view.t("Points"),
        ),
        rows=_table(view, found),
        legend=_legend(view, pair),
        note=_note(view, pair, found),
    )


def _shapes(view: ContestView) -> Shapes:
    geometry = view.geometry or {}
    sha = view.document.geometry
    return project(Topology(sha, geometry)) if sha else project.__wrapped__(Topology("", geometry))


def _land(view: ContestView, shapes: Shapes, width: int) -> Raw:
    paths = []
    for row in view.document.children:
        shape = shapes.areas.get(row.code)
        if shape is not None:
            fill = GROUND if is_counted(row) else f"url(#sw-v{width})"
            paths.append(el("path", d=shape.path, fill=fill))
    return el(
        "g",
        join(paths),
        transform=f"scale({GRID})",
        fill_rule="evenodd",
        stroke=RULE_2,
        stroke_width=0.5,
    )


def _arrows(view: ContestView, shapes: Shapes, pair: Pair, found: list[Swing]) -> list[Raw]:
    parts = []
    largest = scale_pp(found)
    for one in sorted(found, key=lambda one: one.pp):
        shape = shapes.areas.get(one.row.code)
        if shape is None:
            continue
        if one.pp < _LEVEL_PP:
            parts.append(el("circle", cx=shape.spot[0], cy=shape.spot[1], r=3, fill="var(--ink-3)"))
            continue
        side = 1 if one.to == pair[0] else -1
        title = el("title", _told(view, one))
        parts.append(
            _arrow(
                shape.spot,
                side,
                min(max(_LONGEST * one.pp / largest, _SHORTEST), _LONGEST),
                (view.keys[one.to] if one.to else None, title),
            )
        )
    return parts


def scale_pp(found: list[Swing]) -> float:
    """The swing of the longest arrow: nine in ten areas are below it, so that one extreme area does not make all others dots."""
    ordered = sorted(one.pp for one in found)
    return max(_LEAST_SCALE_PP, ordered[int(0.9 * (len(ordered) - 1))])


def _arrow(spot: tuple[float, float], side: int, length: float, look: tuple[str | None, Raw]) -> Raw:
    """An arrow through the area's middle, rising to the right for the first candidate and to the left for the second."""
    x, y = spot
    dx, dy = side * length * 0.88, -length * 0.47
    x1, y1, x2, y2 = x - dx / 2, y - dy / 2, x + dx / 2, y + dy / 2
    ux, uy = dx / length, dy / length
    head = min(9.0, length * 0.6)
    wing = head * 0.55
    bx, by = x2 - ux * head, y2 - uy * head
    tip = f"M{x2:.1f} {y2:.1f}L{bx - uy * wing:.1f} {by + ux * wing:.1f}L{bx + uy * wing:.1f} {by - ux * wing:.1f}z"
    key, title = look
    ink = "var(--e)" if key else "var(--ink-2)"
    return el(
        "g",
        title,
        el("path", d=f"M{x1:.1f} {y1:.1f}L{bx:.1f} {by:.1f}", fill="none", stroke_width=3.2),
        el("path", d=tip, fill=ink, stroke_width=1),
        class_=f"p-{key}" if key else None,
        stroke=ink,
    )


def _told(view: ContestView, one: Swing) -> str:
    area, name = clean(one.row.name), view.name_of(one.to)
    if one.to is None:
        return view.t("{area}: {pp} points lost", area=area, pp=points(one.pp))
    return view.t("{area}: {pp} points towards {name}", area=area, pp=points(one.pp), name=name)


def _sentence(view: ContestView, pair: Pair, found: list[Swing]) -> str:
    t, level = view.t, view.document.child_level or ""
    moved = [one for one in found if one.pp >= _LEVEL_PP]
    to_first = sum(1 for one in moved if one.to == pair[0])
    first = view.name_of(pair[0])
    many, others = level_count(t, level, to_first), level_count(t, level, len(moved) - to_first)
    if pair[1] is None:
        words = t("{first} gains in {many}, loses in {others}", first=first, many=many, others=others)
    else:
        words = t(
            "Swing towards {first} in {many}, towards {second} in {others}",
            first=first,
            second=view.name_of(pair[1]),
            many=many,
            others=others,
        )
    if moved:
        words += ". " + t("Largest: {told}", told=_told(view, max(moved, key=lambda one: one.pp)))
    return with_counted(view, words)


def _table(view: ContestView, found: list[Swing]) -> tuple[tuple[str, ...], ...]:
    t, by_code = view.t, {one.row.code: one for one in found}
    rows = []
    for row in sorted(view.document.children, key=lambda row: row.name):
        one = by_code.get(row.code)
        if one is not None:
            towards = view.name_of(one.to) if one.to else t("nobody compared")
            rows.append((clean(row.name), towards, points(one.pp)))
        else:
            rows.append((clean(row.name), t("no comparison") if is_counted(row) else t("not reported"), "–"))
    return tuple(rows)


def _legend(view: ContestView, pair: Pair) -> tuple[Key, ...]:
    t, (first, second) = view.t, pair
    right = Key(
        t("Rising to the right: towards {name}", name=view.name_of(first)),
        party=view.keys[first],
        pattern="solid",
    )
    if second is None:
        left = Key(t("Rising to the left: {name} loses", name=view.name_of(first)), pattern="outline")
    else:
        left = Key(
            t("Rising to the left: towards {name}", name=view.name_of(second)),
            party=view.keys[second],
            pattern="solid",
        )
    return right, left, Key(t("not reported"), pattern="void")


def _note(view: ContestView, pair: Pair, found: list[Swing]) -> str:
    t, longest = view.t, scale_pp(found)
    if pair[1] is None:
        words = t(
            "The change in share since the earlier election, over the same wards. It does not say how single voters moved."
        )
    else:
        words = t(
            "Swing is half the difference between the two changes in share since the earlier election, over the "
            "same wards. It does not say how single voters moved."
        )
    if any(one.pp > longest for one in found):
        words += " " + t(
            "Arrows of more than {pp} points are no longer than one of {pp}.", pp=points(longest)
        )
    return words

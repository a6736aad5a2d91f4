"""Three shares in one picture: each corner is a candidate, and an area stands the nearer to a corner the larger that share.

The third corner is the third candidate where enough votes went there, else all others together. Where hardly any votes are
outside the first two, every dot would lie on one edge: the scatter says the same, and there is no triangle.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from components.counts import is_counted
from components.format import clean, number, percent, share
from components.graphics.chart import SMALL, Chart, Rows
from components.graphics.dots import (
    Dot,
    dot_legend,
    drawn,
    leader_counts,
    led_by,
    left_out,
    ordered,
    sayable,
    scale_of,
    table_row,
    two_first,
    usable_rows,
    valid_of,
)
from components.graphics.draw import RULE, RULE_2, fitted, label, picture, rule, with_counted
from components.i18n import level_count, level_title
from components.svg import Raw
from components.view import ContestView
from data.records import ChildTotal

#: From this share on the third candidate has a corner alone; all others together have one from `_OTHERS` on.
_THIRD, _OTHERS = 5.0, 2.0


@dataclass(frozen=True)
class Corners:
    """Who stands at the corners: two candidates, and a third one or (`None`) all others."""

    first: str
    second: str
    third: str | None

    def votes(self, row: ChildTotal) -> tuple[int, int, int]:
        """Votes at the three corners."""
        first, second = row.votes.get(self.first, 0), row.votes.get(self.second, 0)
        if self.third is not None:
            return first, second, row.votes.get(self.third, 0)
        return first, second, max(valid_of(row) - first - second, 0)


def triangle_fits(view: ContestView) -> bool:
    """Whether a third corner has votes enough and there are areas to compare."""
    return corners_of(view) is not None and len(view.document.children) > 1


def corners_of(view: ContestView) -> Corners | None:
    """Choose the corners; `None` where nearly all votes went to two candidates."""
    pair = two_first(view)
    if pair is None or len(view.ranked) < 3:
        return None
    third = view.ranked[2]
    if (third.share_pct or 0) >= _THIRD:
        return Corners(pair[0].code, pair[1].code, third.code)
    others = sum(c.share_pct or 0 for c in view.ranked[2:])
    return Corners(pair[0].code, pair[1].code, None) if others >= _OTHERS else None


def triangle(view: ContestView, rows: Rows, width: int) -> Chart | None:
    """Draw a dot for each area with votes for a corner."""
    corners = corners_of(view)
    if corners is None:
        return None
    rows = usable_rows(view, rows)
    dots = [_dot(view, row, corners) for row in rows if is_counted(row) and sum(corners.votes(row)) > 0]
    if len(dots) < 2:
        return None
    whole = SMALL if width <= SMALL else 520
    left, side, top = 24, whole - 48, 34
    height = top + round(side * sqrt(3) / 2) + 44
    scale = scale_of(dots, width)
    groups = ordered(dots, scale)

    def place(dot: Dot) -> tuple[float, float]:
        return left + side * dot.x, top + side * (sqrt(3) / 2 - dot.y)

    sentence = _sentence(view, corners, dots)
    parts = [*_frame(view, corners, left, side, top), *drawn(view, groups, scale, place)]
    return Chart(
        svg=picture(whole, height, parts, sentence),
        sentence=sentence,
        width=whole,
        height=height,
        head=_head(view, corners, rows),
        rows=tuple(table_row(view, row, _cells(corners, row)) for row in rows),
        legend=dot_legend(view, dots, scale),
        note=_note(view, corners, left_out(view, rows, dots)),
        dots=tuple(dot.words for group in groups for dot in group),
    )


def _parts(corners: Corners, row: ChildTotal) -> list[float | None]:
    votes = corners.votes(row)
    whole = sum(votes) if corners.third is not None else valid_of(row)
    return [share(one, whole, 1) for one in votes]


def _cells(corners: Corners, row: ChildTotal) -> list[str]:
    return [percent(part) for part in _parts(corners, row)]


def _dot(view: ContestView, row: ChildTotal, corners: Corners) -> Dot:
    votes = corners.votes(row)
    whole = sum(votes)
    # Corners: the first at the left, the second at the right, the third at the top.
    x = votes[1] / whole + votes[2] / whole / 2
    y = sqrt(3) / 2 * votes[2] / whole
    cells = zip(_corner_names(view, corners), _cells(corners, row), strict=True)
    said = ", ".join(f"{name} {part}" for name, part in cells)
    words = view.t(
        "{area}: {shares}, {n} valid votes", area=clean(row.name), shares=said, n=number(valid_of(row))
    )
    return Dot(x, y, row, valid_of(row), led_by(row), sayable(words))


def _corner_names(view: ContestView, corners: Corners) -> tuple[str, str, str]:
    third = view.short[corners.third] if corners.third is not None else view.t("All others")
    return view.short[corners.first], view.short[corners.second], third


def _frame(view: ContestView, corners: Corners, left: int, side: int, top: int) -> list[Raw]:
    height = side * sqrt(3) / 2
    bottom, right, middle = top + height, left + side, left + side / 2

    def at(first: float, second: float, third: float) -> tuple[float, float]:
        return left + side * (second + third / 2), bottom - height * third

    parts: list[Raw] = []
    for part in (0.25, 0.5, 0.75):
        line = RULE_2 if part == 0.5 else RULE
        dash = "4 3" if part == 0.5 else None
        for a, b in (
            (at(part, 1 - part, 0), at(part, 0, 1 - part)),
            (at(1 - part, part, 0), at(0, part, 1 - part)),
            (at(1 - part, 0, part), at(0, 1 - part, part)),
        ):
            parts.append(rule((*a, *b), stroke=line, dash=dash))
    for a, b in (
        ((left, bottom), (right, bottom)),
        ((left, bottom), (middle, top)),
        ((right, bottom), (middle, top)),
    ):
        parts.append(rule((*a, *b), stroke=RULE_2))
    first, second, third = _corner_names(view, corners)
    wide = side / 2
    parts += [
        label(0, bottom + 18, fitted(first, wide), strong=True),
        label(right + left, bottom + 18, fitted(second, wide), anchor="end", strong=True),
        label(middle, top - 14, fitted(third, wide), anchor="middle", strong=True),
    ]
    half = view.t("Dashed: half of the votes")
    parts.append(label(middle, bottom + 36, half, anchor="middle"))
    return parts  # fmt: skip


def _sentence(view: ContestView, corners: Corners, dots: list[Dot]) -> str:
    t, counts = view.t, leader_counts(dots)
    pieces = [
        t("{name} leads in {n}", name=view.short[c.code], n=number(counts[c.code]))
        for c in view.ranked
        if counts.get(c.code)
    ]
    if counts.get(None):
        pieces.append(t("level in {n}", n=number(counts[None])))
    first, second, third = _corner_names(view, corners)
    words = t(
        "Shares of {first}, {second} and {third} in {areas}: {pieces}",
        first=first,
        second=second,
        third=third,
        areas=level_count(t, dots[0].row.level, len(dots)),
        pieces=", ".join(pieces),
    )
    return with_counted(view, words)


def _note(view: ContestView, corners: Corners, rest: str) -> str:
    said = (
        view.t("Shares are of the votes of these three.")
        if corners.third is not None and len(view.ranked) > 3
        else view.t("Shares are of the valid votes.")
    )
    return f"{said} {rest}".strip()


def _head(view: ContestView, corners: Corners, rows: Rows) -> tuple[str, ...]:
    t = view.t
    return (
        level_title(t, rows[0].level),
        *_corner_names(view, corners),
        t("Valid votes"),
        t("Leader"),
        t("Stations counted"),
    )

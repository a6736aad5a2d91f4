"""Two candidates' shares in every area of the finest published level; above the slanted line the second is ahead."""

from __future__ import annotations

from components.counts import is_counted
from components.format import clean, number, percent
from components.graphics.chart import SMALL, Chart, Rows
from components.graphics.dots import (
    Dot,
    dot_legend,
    drawn,
    leader_counts,
    led_by,
    left_out,
    ordered,
    part_of,
    sayable,
    scale_of,
    table_row,
    two_first,
    usable_rows,
    valid_of,
)
from components.graphics.draw import INK, RULE, RULE_2, fitted, label, picture, rule, wide_of, with_counted
from components.i18n import level_count, level_title
from components.svg import Raw
from components.view import ContestView
from data.records import CandidateTotal, ChildTotal

Pair = tuple[CandidateTotal, CandidateTotal]
_LEFT, _TOP, _RIGHT, _BOTTOM = 40, 28, 14, 42
_WHOLE = 480


def scatter_fits(view: ContestView) -> bool:
    """Whether two candidates have votes here and there are areas to compare."""
    return two_first(view) is not None and len(view.document.children) > 1


def scatter(view: ContestView, rows: Rows, width: int) -> Chart | None:
    """Draw a dot for each area with votes; absent where fewer than two areas or candidates have any."""
    pair = two_first(view)
    if pair is None:
        return None
    rows = usable_rows(view, rows)
    dots = [_dot(view, row, pair) for row in rows if is_counted(row) and valid_of(row)]
    if len(dots) < 2:
        return None
    whole = width if width <= SMALL else _WHOLE
    side = whole - _LEFT - _RIGHT
    height = side + _TOP + _BOTTOM
    scale = scale_of(dots, width)
    groups = ordered(dots, scale)

    def place(dot: Dot) -> tuple[float, float]:
        return _LEFT + side * dot.x / 100, _TOP + side * (1 - dot.y / 100)

    sentence = _sentence(view, pair, dots)
    parts = [*_axes(view, pair, side), *drawn(view, groups, scale, place), *_sides(view, pair, side)]
    return Chart(
        svg=picture(whole, height, parts, sentence),
        sentence=sentence,
        width=whole,
        height=height,
        head=_head(view, pair, rows),
        rows=tuple(table_row(view, row, [percent(part_of(row, c.code)) for c in pair]) for row in rows),
        legend=dot_legend(view, dots, scale),
        note=left_out(view, rows, dots),
        dots=tuple(dot.words for group in groups for dot in group),
    )


def _dot(view: ContestView, row: ChildTotal, pair: Pair) -> Dot:
    x, y = part_of(row, pair[0].code), part_of(row, pair[1].code)
    words = view.t(
        "{area}: {first} {x}, {second} {y}, {n} valid votes",
        area=clean(row.name),
        first=view.short[pair[0].code],
        x=percent(x),
        second=view.short[pair[1].code],
        y=percent(y),
        n=number(valid_of(row)),
    )
    return Dot(x, y, row, valid_of(row), led_by(row), sayable(words))


def _axes(view: ContestView, pair: Pair, side: int) -> list[Raw]:
    right, bottom = _LEFT + side, _TOP + side
    parts: list[Raw] = []
    for mark in (0, 25, 50, 75, 100):
        x, y = _LEFT + side * mark / 100, _TOP + side * (1 - mark / 100)
        line = RULE_2 if mark == 0 else RULE
        parts += [rule((x, _TOP, x, bottom), stroke=line), rule((_LEFT, y, right, y), stroke=line)]
        parts.append(label(_LEFT - 6, y + 4, f"{mark}%", anchor="end"))
        parts.append(label(x, bottom + 16, f"{mark}%", anchor="end" if mark == 100 else "middle"))
    first, second = (view.short[c.code] for c in pair)
    parts.append(rule((_LEFT, bottom, right, _TOP), stroke=INK, dash="4 3"))
    parts.append(label(right, bottom + 34, fitted(_share_of(view, first), side), anchor="end", strong=True))
    parts.append(label(0, 14, fitted(_share_of(view, second), side), strong=True))
    return parts


def _share_of(view: ContestView, name: str) -> str:
    return view.t("Share of {name}", name=name)


def _sides(view: ContestView, pair: Pair, side: int) -> list[Raw]:
    """Say on which side of the line who is ahead: the picture must be readable without its colours."""
    wide = side * 0.42
    room = wide - wide_of(view.t("{name} ahead", name=""))
    ahead = [view.t("{name} ahead", name=fitted(view.short[c.code], room)) for c in pair]
    return [
        label(_LEFT + side - 8, _TOP + side * 0.44, ahead[0], anchor="end", halo=True),
        label(_LEFT + side * 0.44, _TOP + 16, ahead[1], anchor="end", halo=True),
    ]


def _sentence(view: ContestView, pair: Pair, dots: list[Dot]) -> str:
    t, counts = view.t, leader_counts(dots)
    level = dots[0].row.level
    pieces = [
        t("{name} leads in {n}", name=view.short[c.code], n=number(counts[c.code]))
        for c in view.ranked
        if counts.get(c.code)
    ]
    if counts.get(None):
        pieces.append(t("level in {n}", n=number(counts[None])))
    words = t(
        "Shares of {first} and {second} in {areas}: {pieces}",
        first=view.short[pair[0].code],
        second=view.short[pair[1].code],
        areas=level_count(t, level, len(dots)),
        pieces=", ".join(pieces),
    )
    return with_counted(view, words)


def _head(view: ContestView, pair: Pair, rows: Rows) -> tuple[str, ...]:
    t = view.t
    names = (_share_of(view, view.short[c.code]) for c in pair)
    return (
        level_title(t, rows[0].level),
        *names,
        t("Valid votes"),
        t("Leader"),
        t("Stations counted"),
    )

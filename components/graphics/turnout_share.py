"""Turnout against the leader's share, area by area, where forms state both."""

from __future__ import annotations

from components.counts import is_counted
from components.format import clean, number, percent
from components.graphics.chart import SMALL, Chart, Rows
from components.graphics.dots import (
    Dot,
    dot_legend,
    drawn,
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
from components.graphics.draw import RULE, RULE_2, fitted, label, picture, rule, with_counted
from components.i18n import level_count, level_title
from components.svg import Raw
from components.view import ContestView
from data.records import ChildTotal

_LEFT, _TOP, _RIGHT, _BOTTOM = 40, 28, 14, 42


def turnout_share_fits(view: ContestView) -> bool:
    """Whether forms state the turnout here and somebody leads."""
    stated = view.document.votes.turnout_pct is not None or any(
        row.turnout_pct is not None for row in view.document.children
    )
    return stated and two_first(view) is not None and len(view.document.children) > 1


def turnout_share(view: ContestView, rows: Rows, width: int) -> Chart | None:
    """Draw a dot for each area whose forms state ballots cast, registered voters and votes."""
    pair = two_first(view)
    if pair is None:
        return None
    code = pair[0].code
    rows = usable_rows(view, rows)
    dots = [
        _dot(view, row, code, row.turnout_pct)
        for row in rows
        if is_counted(row) and valid_of(row) and row.turnout_pct is not None
    ]
    if len(dots) < 2:
        return None
    height = 280 if width <= SMALL else 400
    box = (_LEFT, _TOP, width - _LEFT - _RIGHT, height - _TOP - _BOTTOM)
    scale = scale_of(dots, width)
    groups = ordered(dots, scale)

    def place(dot: Dot) -> tuple[float, float]:
        # Above 100 % forms contradict themselves: such a dot stands at the edge, its figure is in the table.
        return box[0] + box[2] * min(dot.x, 100) / 100, box[1] + box[3] * (1 - dot.y / 100)

    sentence = _sentence(view, code, dots)
    parts = [*_axes(view, code, box), *drawn(view, groups, scale, place)]
    return Chart(
        svg=picture(width, height, parts, sentence),
        sentence=sentence,
        width=width,
        height=height,
        head=_head(view, code, rows),
        rows=tuple(
            table_row(view, row, [percent(row.turnout_pct), percent(part_of(row, code))]) for row in rows
        ),
        legend=dot_legend(view, dots, scale),
        note=left_out(view, rows, dots),
        dots=tuple(dot.words for group in groups for dot in group),
    )


def _dot(view: ContestView, row: ChildTotal, code: str, turnout: float) -> Dot:
    part = part_of(row, code)
    words = view.t(
        "{area}: turnout {turnout}, {name} {pct}, {n} valid votes",
        area=clean(row.name),
        turnout=percent(turnout),
        name=view.short[code],
        pct=percent(part),
        n=number(valid_of(row)),
    )
    return Dot(turnout, part, row, valid_of(row), led_by(row), sayable(words))


def _axes(view: ContestView, code: str, box: tuple[int, int, int, int]) -> list[Raw]:
    left, top, wide, high = box
    parts: list[Raw] = []
    for mark in (0, 25, 50, 75, 100):
        x, y = left + wide * mark / 100, top + high * (1 - mark / 100)
        line = RULE_2 if mark == 0 else RULE
        parts += [rule((x, top, x, top + high), stroke=line), rule((left, y, left + wide, y), stroke=line)]
        parts.append(label(left - 6, y + 4, f"{mark}%", anchor="end"))
        parts.append(label(x, top + high + 16, f"{mark}%", anchor="end" if mark == 100 else "middle"))
    share = view.t("Share of {name}", name=view.short[code])
    parts.append(label(left + wide, top + high + 34, view.t("Turnout"), anchor="end", strong=True))
    parts.append(label(0, 14, fitted(share, wide), strong=True))
    return parts


def _sentence(view: ContestView, code: str, dots: list[Dot]) -> str:
    turnouts, shares = [dot.x for dot in dots], [dot.y for dot in dots]
    words = view.t(
        "Turnout and the share of {name} in {areas}: turnout from {low} to {high}, share from {least} to {most}",
        name=view.short[code],
        areas=level_count(view.t, dots[0].row.level, len(dots)),
        low=percent(min(turnouts)),
        high=percent(max(turnouts)),
        least=percent(min(shares)),
        most=percent(max(shares)),
    )
    return with_counted(view, words)


def _head(view: ContestView, code: str, rows: Rows) -> tuple[str, ...]:
    t = view.t
    return (
        level_title(t, rows[0].level),
        t("Turnout"),
        t("Share of {name}", name=view.short[code]),
        t("Valid votes"),
        t("Leader"),
        t("Stations counted"),
    )

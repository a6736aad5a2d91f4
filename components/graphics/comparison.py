"""This election beside the earlier one: two bars a candidate, and the change over the same wards in words."""

from __future__ import annotations

from dataclasses import dataclass

from components.contest.words import baseline_name
from components.format import UNKNOWN, clean, percent, signed
from components.graphics.chart import SMALL, Chart, Key, Rows
from components.graphics.draw import (
    INK,
    INK_3,
    PAPER,
    RULE_2,
    bar,
    fitted,
    label,
    picture,
    rule,
    with_counted,
)
from components.svg import Raw
from components.view import ContestView

SHOWN = 8
_HALF = 50
_LEAST = 1.0  # candidates below this share in both elections are in the table only


@dataclass(frozen=True)
class Line:
    """A candidate now, then, or both; a share that is not known is `None`."""

    name: str
    whole: str
    key: str | None
    now: float | None
    then: float | None
    swing: float | None

    @property
    def size(self) -> float:
        """The larger of the two shares."""
        return max(self.now or 0.0, self.then or 0.0)


def comparison_fits(view: ContestView) -> bool:
    """Whether the contest has an earlier election to compare with, with figures of this area."""
    baseline = view.document.baseline
    if baseline is None or view.races_page:
        return False
    return bool(baseline.shares) or any(c.baseline_share_pct is not None for c in view.document.candidates)


def comparison(view: ContestView, _rows: Rows, width: int) -> Chart | None:
    """Draw two bars a candidate; absent where no earlier election is linked or nothing is counted."""
    lines = lines_of(view)
    if not comparison_fits(view) or not view.has_votes or not lines:
        return None
    shown = [line for line in lines if line.size >= _LEAST][:SHOWN] or lines[:2]
    step = 54
    # Above half of the votes a line shows it, and has its word above the bars.
    top = 22 if max(line.size for line in shown) > _HALF else 6
    height = top + step * len(shown) + 4
    sentence = _sentence(view, shown)
    parts = _bars(view, shown, (width, step, top))
    return Chart(
        svg=picture(width, height, parts, sentence),
        sentence=sentence,
        width=width,
        height=height,
        head=_head(view),
        rows=tuple(_row(line) for line in lines),
        legend=_legend(view),
        note=view.t(
            "Change: the share now less the share then over the same wards, each weighted by the part of its stations counted. "
            "So it is like for like, and not the difference of the two bars, of which the earlier one is the whole area."
        ),
    )  # fmt: skip


def years(view: ContestView) -> tuple[str, str]:
    """Name the two elections by their years, or in words where they are in one year."""
    baseline = view.document.baseline
    then, now = (baseline.date[:4] if baseline else ""), view.document.election_date[:4]
    if not then or not now or then == now:
        return view.t("earlier"), view.t("now")
    return then, now


def lines_of(view: ContestView) -> list[Line]:
    """Everybody who stands or stood, by the share now, then by the share then."""
    baseline = view.document.baseline
    if baseline is None:
        return []
    earlier = {now: then for then, now in view.then.items() if then in baseline.shares}
    lines = [
        Line(
            name=view.short[c.code],
            whole=view.full_name(c),
            key=view.keys[c.code],
            now=c.share_pct,
            then=c.baseline_share_pct
            if c.baseline_share_pct is not None
            else baseline.shares.get(earlier.get(c.code, "")),
            swing=c.swing_pp,
        )
        for c in view.ranked
    ]
    linked = {line.then for line in lines if line.then is not None}
    for code, share in baseline.shares.items():
        # A candidate who goes on under another code has the very share of the link.
        if code not in view.then and share not in linked:
            whole = clean(baseline.candidates.get(code, code))
            lines.append(Line(baseline_name(view, code), whole, None, None, share, None))
    return sorted(lines, key=lambda line: (-(line.now or 0.0), -(line.then or 0.0)))


def _bars(view: ContestView, shown: list[Line], frame: tuple[int, int, int]) -> list[Raw]:
    width, step, top = frame
    small = width <= SMALL
    left, right = (42, 96) if small else (46, 150)
    most = max(max(line.size for line in shown), 1.0)
    scale = (width - left - right) / most
    then, now = years(view)
    half = left + scale * _HALF
    parts: list[Raw] = []
    if most > _HALF:
        parts.append(rule((half, top - 6, half, top + step * len(shown)), stroke=INK, dash="2 4"))
        parts.append(label(half, top - 10, view.t("half"), anchor="middle"))
    for place, line in enumerate(shown):
        y = top + step * place
        parts.append(label(0, y + 12, fitted(line.name, width - right - 8), strong=True))
        parts.append(
            label(width, y + 12, _change(view, line), anchor="end", strong=line.swing is not None, halo=True)
        )
        parts.append(rule((left, y + 15, left, y + 48), stroke=RULE_2))
        for offset, year, value, full in ((17, now, line.now, True), (33, then, line.then, False)):
            parts.append(label(0, y + offset + 11, year))
            if value is None:
                missing = view.t("not on this ballot") if full else view.t("no earlier figure")
                parts.append(label(left + 6, y + offset + 11, missing, halo=True))
                continue
            fill = ("var(--f)" if line.key else INK_3) if full else PAPER
            stroke = "var(--e)" if line.key else INK_3
            parts.append(bar((left, y + offset, scale * value, 12), party=line.key, fill=fill, stroke=stroke))
            parts.append(
                label(left + scale * value + 8, y + offset + 11, percent(value), strong=full, halo=True)
            )
        if place:
            parts.append(rule((0, y - 2, width, y - 2)))
    return parts


def _change(view: ContestView, line: Line) -> str:
    if line.swing is None:
        return view.t("no comparison")
    arrow = "=" if signed(line.swing) == "0.0" else "▲" if line.swing > 0 else "▼"
    return f"{arrow} {signed(line.swing)}"


def _sentence(view: ContestView, shown: list[Line]) -> str:
    t, (then, now) = view.t, years(view)
    pieces = []
    for line in shown[:4]:
        values = {"name": line.name, "now": percent(line.now), "then": percent(line.then)}
        if line.now is None:
            pieces.append(t("{name} {then} then, not standing now", **values))
        elif line.then is None:
            pieces.append(t("{name} {now} now, no earlier figure", **values))
        elif line.swing is None:
            pieces.append(t("{name} {now} now, {then} then, no comparison", **values))
        else:
            words = t(
                "{name} {now} now, {then} then, change {points} points", points=signed(line.swing), **values
            )
            pieces.append(words)
    words = t("Shares of {now} beside {then}: {pieces}", now=now, then=then, pieces="; ".join(pieces))
    return with_counted(view, words)  # fmt: skip


def _head(view: ContestView) -> tuple[str, ...]:
    then, now = years(view)
    return (view.t("Candidate"), now, then, view.t("Change in points, like for like"))


def _row(line: Line) -> tuple[str, ...]:
    swing = UNKNOWN if line.swing is None else signed(line.swing)
    return (line.whole, percent(line.now), percent(line.then), swing)


def _legend(view: ContestView) -> tuple[Key, ...]:
    then, now = years(view)
    return (Key(now, pattern="solid"), Key(then, pattern="outline"))

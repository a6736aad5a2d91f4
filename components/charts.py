"""Line charts as server-made inline SVG: forms counted over time, and shares at each moment.

Each is drawn twice, wide and for phones; style sheets show one. Labels stand at the lines, totals are in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from components.format import number, percent, share
from components.markup import Node, h
from components.svg import Raw, el, num
from components.view import ContestView
from data.records import CandidateTotal, HistoryPoint

POINTS = 60
LINES = 4
_STEPS_H = (1, 2, 3, 6, 12, 24, 48, 96, 168)


@dataclass(frozen=True)
class Frame:
    """The canvas of one chart: size, inner box, and the time span it shows."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    start: datetime
    end: datetime
    ticks: int

    def x(self, moment: datetime) -> float:
        """Place a moment."""
        span = (self.end - self.start).total_seconds() or 1.0
        return self.left + (self.right - self.left) * (moment - self.start).total_seconds() / span

    def y(self, part: float) -> float:
        """Place a value given as a part of the axis, 0 at the bottom."""
        return self.bottom - (self.bottom - self.top) * part


def arrival_chart(view: ContestView) -> list[Node]:
    """Draw how many forms were counted when, wide and for phones."""
    return [h("div", cls, arrival_picture(view, small=cls == "os")[0]) for cls in ("ol", "os")]


def arrival_picture(view: ContestView, *, small: bool, label: str = "") -> tuple[Raw, Frame]:
    """Draw how many forms were counted when, for one width; needs a history."""
    first, last = view.document.history[0].at, view.document.history[-1].at
    wide = Frame(600, 200, 8, 470, 26, 176, first, last, 5)
    frame = Frame(340, 170, 8, 192, 26, 146, first, last, 3) if small else wide
    return _arrival(view, frame, label or arrival_label(view)), frame


def arrival_label(view: ContestView) -> str:
    """Say how many forms were counted at the first moment and at the last."""
    first, last, clock = view.document.history[0], view.document.history[-1], view.clock
    total = view.document.stations.total
    values = {
        "first": number(first.counted),
        "start": clock.time(first.at),
        "last": number(last.counted),
        "end": clock.time(last.at),
    }
    if total is None:
        return view.t("Forms counted over time: {first} at {start}, {last} at {end}", **values)
    return view.t(
        "Forms counted over time: {first} at {start}, {last} at {end} of {total}",
        **values,
        total=number(total),
    )


def _arrival(view: ContestView, frame: Frame, label: str) -> Raw:
    history = thinned(view.document.history)
    top = _nice_top(max(point.counted for point in history))
    parts = _value_lines(frame) + _time_axis(view, frame)
    line = [(frame.x(p.at), frame.y(p.counted / top)) for p in history]
    area = [(line[0][0], frame.y(0)), *line, (line[-1][0], frame.y(0))]
    x, y = line[-1]
    last = history[-1]
    total = view.document.stations.total
    when = view.clock.time(last.at)
    below = view.t("of {total}, {time}", total=number(total), time=when) if total is not None else when
    parts += [
        el("path", d=_path(area) + "z", fill="var(--ground)"),
        el("path", d=_path(line), fill="none", stroke="var(--ink)", stroke_width=2.5),
        *_value_words(frame, top, view.t("{n} forms", n=number(top))),
        el("circle", cx=x, cy=y, r=4.5, fill="var(--ink)"),
        el("text", number(last.counted), class_="strong", x=x + 10, y=y + 2),
        el("text", below, x=x + 10, y=y + 17),
    ]
    return chart_picture(frame, parts, label)


def share_chart(view: ContestView) -> list[Node]:
    """Draw the shares of the leading candidates at each moment, wide and for phones."""
    if len(voted(view)) < 2:
        return []
    return [h("div", cls, share_picture(view, small=cls == "os")[0]) for cls in ("ol", "os")]


def voted(view: ContestView) -> list[HistoryPoint]:
    """The moments at which there were votes."""
    return [point for point in view.document.history if sum(point.votes.values())]


def share_lines(view: ContestView) -> list[CandidateTotal]:
    """The candidates who have a line: the ones with a share worth one, or the first two."""
    return [c for c in view.ranked if (c.share_pct or 0) >= 5][:LINES] or list(view.ranked[:2])


def share_picture(view: ContestView, *, small: bool, label: str = "") -> tuple[Raw, Frame]:
    """Draw the shares at each moment for one width; needs two moments with votes."""
    history = voted(view)
    first, last = history[0].at, history[-1].at
    wide = Frame(600, 210, 36, 440, 20, 176, first, last, 5)
    frame = Frame(340, 180, 36, 214, 20, 148, first, last, 3) if small else wide
    return _shares(view, frame, history, share_lines(view), label or share_label(view)), frame


def share_at(point: HistoryPoint, code: str) -> float:
    """A candidate's share of the votes counted at a moment."""
    return share(point.votes.get(code, 0), sum(point.votes.values()), 2) or 0.0


def share_label(view: ContestView) -> str:
    """Say between which shares each line ran."""
    history, pieces = voted(view), []
    for candidate in share_lines(view):
        values = [share_at(point, candidate.code) for point in history]
        pieces.append(
            view.t(
                "{name} between {low} and {high}",
                name=view.short[candidate.code],
                low=percent(min(values), 0),
                high=percent(max(values), 0),
            )
        )
    return view.t("Share of counted votes over time. {lines}", lines=", ".join(pieces))


def _shares(
    view: ContestView, frame: Frame, history: list[HistoryPoint], shown: list[CandidateTotal], label: str
) -> Raw:
    points = thinned(history)
    values = [share_at(p, c.code) for p in points for c in shown]
    low, high = _share_range(values)
    marks = [mark for mark in (0, 25, 50, 75, 100) if low <= mark <= high]
    parts: list[Raw] = []
    for mark in marks:
        y = frame.y((mark - low) / (high - low))
        half = mark == 50
        parts.append(
            el("line", class_="ax half" if half else "ax", x1=frame.left, x2=frame.right, y1=y, y2=y)
        )
        parts.append(el("text", f"{mark}%", x=0, y=y + 4))
    parts += _time_axis(view, frame)
    ends = _apart([frame.y((share_at(points[-1], c.code) - low) / (high - low)) + 4 for c in shown])
    for candidate, y in zip(shown, ends, strict=True):
        line = _path(
            [(frame.x(p.at), frame.y((share_at(p, candidate.code) - low) / (high - low))) for p in points]
        )
        key = f"p-{view.keys[candidate.code]}"
        name = f"{view.short[candidate.code]} {percent(candidate.share_pct)}"
        parts.append(el("path", class_=f"{key} le", d=line))
        parts.append(el("path", class_=f"{key} lf", d=line))
        parts.append(el("text", name, class_="strong", x=frame.right + 8, y=y))
    return chart_picture(frame, parts, label)


def _share_range(values: Sequence[float]) -> tuple[float, float]:
    low = max(0.0, min(25.0 * int(min(values) / 25), 25.0))
    high = min(100.0, max(25.0 * (int(max(values) / 25) + 1), 75.0))
    return low, high


def _apart(heights: list[float], gap: float = 14.0) -> list[float]:
    """Move labels apart so that they never overlap, keeping their order."""
    placed: dict[int, float] = {}
    last = float("-inf")
    for place in sorted(range(len(heights)), key=lambda i: heights[i]):
        last = max(heights[place], last + gap)
        placed[place] = last
    return [placed[place] for place in range(len(heights))]


def thinned(history: Sequence[HistoryPoint]) -> list[HistoryPoint]:
    """Keep at most `POINTS` moments, the first and the last among them."""
    if len(history) <= POINTS:
        return list(history)
    last = len(history) - 1
    return [history[round(place * last / (POINTS - 1))] for place in range(POINTS)]


def _nice_top(value: int) -> int:
    if value <= 4:
        return 4
    power = int(10 ** (len(str(value)) - 1))
    return next(power * k // 10 for k in (10, 15, 20, 30, 40, 50, 60, 80, 100) if power * k // 10 >= value)


def _value_lines(frame: Frame) -> list[Raw]:
    heights = (frame.y(third / 3) for third in (0, 1, 2, 3))
    return [el("line", class_="ax", x1=frame.left, x2=frame.right, y1=y, y2=y) for y in heights]


def _value_words(frame: Frame, top: int, top_label: str) -> list[Raw]:
    """Label the lines of an axis, above the curve: a count that begins steeply runs through where they stand."""
    marks = [(third, number(top * third // 3)) for third in (1, 2) if (top * third) % 3 == 0]
    return [
        el(
            "text",
            words,
            x=frame.left,
            y=frame.y(third / 3) - 4,
            stroke="var(--paper)",
            stroke_width=3,
            stroke_linejoin="round",
            paint_order="stroke",
        )
        for third, words in [*marks, (3, top_label)]
    ]


def _time_axis(view: ContestView, frame: Frame) -> list[Raw]:
    hours = (frame.end - frame.start).total_seconds() / 3600
    step = next((s for s in _STEPS_H if hours / s <= frame.ticks), _STEPS_H[-1])
    start = view.clock.local(frame.start)
    hour = 0 if step >= 24 else start.hour - start.hour % step
    mark = start.replace(hour=hour, minute=0, second=0, microsecond=0)
    parts: list[Raw] = []
    while mark <= frame.end and len(parts) < 12:
        if mark >= start:
            words = view.clock.time(mark) if mark.hour else view.clock.short_date(mark)
            x = frame.x(mark)
            anchor = "start" if x < frame.left + 16 else "middle"
            parts.append(el("text", words, x=x, y=frame.height - 6, text_anchor=anchor))
        mark += timedelta(hours=step)
    return parts


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points)


def chart_picture(frame: Frame, parts: list[Raw], label: str) -> Raw:
    """Put the parts of a chart into its picture, with the sentence that a reader of screens hears."""
    return el(
        "svg",
        *parts,
        class_="chart",
        viewBox=f"0 0 {frame.width} {frame.height}",
        width="100%",
        role="img",
        aria_label=label,
    )

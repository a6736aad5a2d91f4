"""The arrival curve of an area as server-made inline SVG: how many forms had come when.

Called by `components.office.ward`. Drawn twice, wide and for phones; style sheets show one.
"""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from components.charts import Frame, chart_picture
from components.format import Clock, number
from components.i18n import Translator
from components.markup import h
from components.svg import Raw, el, num
from data.records.wards import Arrivals

_POINTS = 90


def arrival_curve(
    t: Translator, clock: Clock, points: Sequence[Arrivals] | None, total: int | None
) -> Component:
    """Draw the curve; words stand there where nothing has come, or the area is too large for a curve here."""
    if points is None:
        words = t(
            "The curve is drawn for areas of some hundred stations; the public pages have the large ones."
        )
        return h("p", "muted", words)
    if not points:
        return h("div", "void nrbox", h("span", None, t("No form has come")))
    label = _label(t, clock, points, total)
    shown = _thinned(points)
    return h(
        "div",
        "wd-curve",
        h("div", "ol", _curve(t, clock, (480, 170, 366), shown, (total, label))),
        h("div", "os", _curve(t, clock, (340, 160, 226), shown, (total, label))),
    )


def _label(t: Translator, clock: Clock, points: Sequence[Arrivals], total: int | None) -> str:
    values = {
        "n": number(points[-1].forms),
        "start": clock.full(points[0].at),
        "end": clock.full(points[-1].at),
    }
    if total is None:
        return t("{n} forms came between {start} and {end}", **values)
    return t("{n} of {total} forms came between {start} and {end}", total=number(total), **values)


def _thinned(points: Sequence[Arrivals]) -> list[Arrivals]:
    if len(points) <= _POINTS:
        return list(points)
    last = len(points) - 1
    return [points[round(place * last / (_POINTS - 1))] for place in range(_POINTS)]


def _curve(
    t: Translator,
    clock: Clock,
    size: tuple[int, int, int],
    points: Sequence[Arrivals],
    said: tuple[int | None, str],
) -> Raw:
    (width, height, right), (total, label) = size, said
    frame = Frame(width, height, 8, right, 24, height - 28, points[0].at, points[-1].at, 4)
    top = max(total or 0, points[-1].forms, 1)
    steps = [(frame.x(p.at), frame.y(p.forms / top)) for p in points]
    x, y = steps[-1]
    parts: list[Raw] = [
        el("line", class_="ax", x1=frame.left, x2=frame.right, y1=frame.y(part), y2=frame.y(part))
        for part in (0.0, 0.5, 1.0)
    ]
    parts.append(el("text", t("{n} forms", n=number(top)), x=frame.left, y=frame.y(1.0) - 5))
    parts += _times(clock, frame, points)
    shape = [(steps[0][0], frame.y(0)), *steps, (x, frame.y(0))]
    below = t("of {total}", total=number(total)) if total is not None else clock.time(points[-1].at)
    parts += [
        el("path", d=_path(shape) + "z", fill="var(--ground)"),
        el("path", d=_path(steps), fill="none", stroke="var(--ink)", stroke_width=2.5),
        el("circle", cx=x, cy=y, r=4.5, fill="var(--ink)"),
        el("text", number(points[-1].forms), class_="strong", x=x + 10, y=max(y + 4, 14)),
        el("text", below, x=x + 10, y=max(y + 4, 14) + 15),
    ]
    return chart_picture(frame, parts, label)


def _times(clock: Clock, frame: Frame, points: Sequence[Arrivals]) -> list[Raw]:
    """Label both ends of the time axis; the day too where they differ."""
    first, last = points[0].at, points[-1].at
    days = clock.local(first).date() != clock.local(last).date()
    marks: list[Raw] = []
    for at, x, anchor in ((first, frame.left, "start"), (last, frame.right, "end")):
        words = f"{clock.time(at)}, {clock.short_date(at)}" if days else clock.time(at)
        marks.append(el("text", words, x=x, y=frame.height - 8, text_anchor=anchor))
    return marks


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points)

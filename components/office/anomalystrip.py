"""The ward beside a form as server-made inline SVG: every form a dot on a line from 0 to 100%, this one marked; and as a table.

Called by `components.office.anomalies`. Dots that would cover each other are stacked; nothing is drawn for what is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dash.development.base_component import Component

from components.format import clean, number, percent
from components.i18n import Translator
from components.markup import Node, h
from components.svg import Raw, el
from data.records.anomalies import PeerPoint, PeerStrip

_LEFT, _DOT, _PITCH = 12, 4.5, 8.0
# Drawn twice, wide and for phones, so that letters keep their size; style sheets show one.
_WIDTHS = (("ol", 460), ("os", 280))
_Value = Callable[[PeerPoint], float | None]


def strip_figure(t: Translator, strip: PeerStrip) -> Component:
    """Draw share and turnout of the ward's forms with their text twin."""
    name = clean(strip.candidate)
    share: _Value = lambda point: point.share  # noqa: E731
    turnout: _Value = lambda point: point.turnout  # noqa: E731
    rows: list[Node] = [_row(t, t("Share of {name}, who leads the ward", name=name), strip.points, share)]
    if sum(point.turnout is not None for point in strip.points) > 1:
        rows.append(_row(t, t("Turnout"), strip.points, turnout))
    return h("figure", "an-fig", *rows, _withheld(t, strip.withheld), _twin(t, strip))


def _withheld(t: Translator, count: int) -> Component | None:
    if not count:
        return None
    words = t.n(
        "{n} form is left out: somebody has to type it a second time first.",
        "{n} forms are left out: somebody has to type them a second time first.",
        count,
    )
    return h("p", "muted", words)


def _row(t: Translator, title: str, points: Sequence[PeerPoint], value: _Value) -> Component:
    known = sorted(
        ((found, point) for point in points if (found := value(point)) is not None),
        key=lambda pair: (pair[0], pair[1].station),
    )
    marked = next((found for found, point in known if point.marked), None)
    others = [found for found, point in known if not point.marked]
    label = _label(t, marked, others)
    drawn = [h("div", cls, _picture(known, label, width)) for cls, width in _WIDTHS]
    return h("div", "an-strip", h("p", None, title), *drawn)


def _label(t: Translator, marked: float | None, others: Sequence[float]) -> str:
    if not others:
        return t("This form has {value}; no other form of the ward is in.", value=percent(marked))
    return t(
        "This form has {value}; the other {n} forms of the ward lie between {low} and {high}.",
        value=percent(marked), n=number(len(others)), low=percent(others[0]), high=percent(others[-1]),
    )  # fmt: skip


def _picture(known: Sequence[tuple[float, PeerPoint]], label: str, width: int) -> Raw:
    right = width - _LEFT
    places: list[tuple[float, int, bool]] = []
    for value, point in known:
        x = _LEFT + (right - _LEFT) * min(max(value, 0.0), 100.0) / 100
        taken = {height for there, height, _ in places if abs(there - x) < _PITCH}
        places.append((x, next(h for h in range(len(known) + 1) if h not in taken), point.marked))
    tallest = max((height for _, height, _ in places), default=0)
    base = 20.0 + tallest * _PITCH + _DOT
    marks: list[Raw] = [el("line", class_="ax", x1=_LEFT, x2=right, y1=base + 7, y2=base + 7)]
    for step in (0, 25, 50, 75, 100):
        x = _LEFT + (right - _LEFT) * step / 100
        anchor = "start" if step == 0 else "end" if step == 100 else "middle"
        marks.append(el("line", class_="ax", x1=x, x2=x, y1=base + 7, y2=base + 12))
        marks.append(el("text", f"{step}%", x=x, y=base + 25, text_anchor=anchor))
    marks += [
        el("circle", class_="an-dot", cx=x, cy=base - height * _PITCH, r=3.5)
        for x, height, this in places
        if not this
    ]
    marks += [_this(x, base - height * _PITCH) for x, height, this in places if this]
    return el(
        "svg", *marks, class_="chart an-chart", viewBox=f"0 0 {width} {round(base + 30)}", width="100%", role="img",
        aria_label=label,
    )  # fmt: skip


def _this(x: float, y: float) -> Raw:
    shape = f"M{x:.1f} {y - 8:.1f}L{x + 8:.1f} {y:.1f}L{x:.1f} {y + 8:.1f}L{x - 8:.1f} {y:.1f}z"
    return el("path", class_="an-this", d=shape)


def _twin(t: Translator, strip: PeerStrip) -> Component:
    heads = (t("Station"), t("Votes"), clean(strip.candidate), t("Turnout"))
    cells = [
        h(
            "tr",
            "on" if point.marked else None,
            h(
                "th",
                "nm",
                clean(point.name),
                h("b", None, " ", t("(this form)")) if point.marked else None,
                scope="row",
            ),
            h("td", "n num", number(point.votes)),
            h("td", "n num", percent(point.share)),
            h("td", "n num", percent(point.turnout)),
        )
        for point in strip.points
    ]
    head = h(
        "tr",
        None,
        *[
            h("th", "n" if at else None, h("span", None, words), scope="col")
            for at, words in enumerate(heads)
        ],
    )
    table = h(
        "table",
        "t an-twin",
        h("caption", "vh", t("Forms of the ward")),
        h("thead", None, head),
        h("tbody", None, *cells),
    )
    return h(
        "details",
        "an-table",
        h("summary", None, t("The same as a table")),
        h("div", "an-wide", table, tabIndex="0", role="region", aria_label=t("Forms of the ward")),
    )

"""The marks that pictures and cards are made of: words, flag, meter, bar, tape, dots and hatch, as in the site's style.

Colours are the names of `tokens.css`; `components.flat` puts their values. Every text is escaped here and measured in
the fonts it is drawn with. Must not know of results.
"""

from __future__ import annotations

import re

from components.lettering import shortened, text_width
from components.svg import Raw, el, join, num

INK, INK_2, INK_3 = "var(--ink)", "var(--ink-2)", "var(--ink-3)"
PAPER, GROUND, RULE = "var(--paper)", "var(--ground)", "var(--rule)"
VOID = "url(#void)"
_VIEWBOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')

Box = tuple[float, float, float, float]


def words(
    at: tuple[float, float],
    text: str,
    size: float,
    *,
    face: str = "text",
    fill: str = INK,
    anchor: str | None = None,
) -> Raw:
    """Write one line with its baseline at x, y."""
    return el(
        "text",
        text,
        x=round(at[0], 1),
        y=round(at[1], 1),
        fill=fill,
        font_size=size,
        font_family="serif" if face == "head" else "sans-serif",
        font_weight=400 if face == "text" else 700,
        text_anchor=anchor,
    )


def line_of(at: tuple[float, float], parts: list[tuple[str, str, str]], size: float, room: float) -> Raw:
    """Write pieces of one line, each `(text, face, fill)`: the first is shortened to its room, others are whole or left out."""
    x, end = at[0], at[0] + room
    out: list[Raw] = []
    for text, face, fill in parts:
        if not text:
            continue
        left = end - x
        if out and text_width(text, size, face) > left:
            break
        cut = shortened(text, left, size, face)
        out.append(words((x, at[1]), cut, size, face=face, fill=fill))
        x += text_width(cut, size, face) + size * 0.4
    return join(out)


def rect(box: Box, **looks: str | float | None) -> Raw:
    """Draw a rectangle x, y, width, height."""
    x, y, width, height = (round(part, 1) for part in box)
    return el("rect", x=x, y=y, width=max(width, 0.0), height=max(height, 0.0), **looks)


def patterns() -> Raw:
    """The dots of what is not reported."""
    inside = (
        rect((0, 0, 8, 8), fill="var(--void)"),
        el("circle", cx=4, cy=4, r=1.2, fill="var(--void-dot)"),
    )
    return el("defs", el("pattern", *inside, id="void", width=8, height=8, patternUnits="userSpaceOnUse"))


def stripes(box: Box, step: float, thick: float, fill: str) -> Raw:
    """Draw slanted stripes across a box, cut at its ends: far quicker to draw than a pattern."""
    x, y, width, height = box
    shapes: list[str] = []
    for number in range(int((width + height) / step) + 1):
        left = x - height + step * number
        corners = [
            (left, y + height),
            (left + thick, y + height),
            (left + thick + height, y),
            (left + height, y),
        ]
        cut = _between(_between(corners, x, keep_above=True), x + width, keep_above=False)
        if len(cut) > 2:
            shapes.append("M" + "L".join(f"{num(px)} {num(py)}" for px, py in cut) + "z")
    return el("path", d="".join(shapes), fill=fill)


def _between(
    corners: list[tuple[float, float]], edge: float, *, keep_above: bool
) -> list[tuple[float, float]]:
    """Cut a polygon at an upright line."""
    out: list[tuple[float, float]] = []
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], *corners[:1]], strict=True):
        inside = (x1 >= edge) if keep_above else (x1 <= edge)
        if inside:
            out.append((x1, y1))
        if (x1 - edge) * (x2 - edge) < 0:
            out.append((edge, y1 + (y2 - y1) * (edge - x1) / (x2 - x1)))
    return out


def tape(width: float, height: float, text: str) -> Raw:
    """Draw the tape of a rehearsal across the whole width, with its words large."""
    edge = height * 0.17
    size = height * 0.42
    while text_width(text, size, "bold") > width - 40 and size > 9:
        size -= 1
    cut = shortened(text, width - 24, size, "bold")
    middle = (width / 2, height / 2 + size * 0.36)
    return join(
        [
            rect((0, 0, width, height), fill="var(--test-b)"),
            stripes((0, 0, width, edge), 38, 19, "var(--test-a)"),
            stripes((0, height - edge, width, edge), 38, 19, "var(--test-a)"),
            words(middle, cut, size, face="bold", fill="var(--test-a)", anchor="middle"),
        ]
    )


def flag(at: tuple[float, float], text: str, size: float, *, solid: bool, room: float) -> tuple[Raw, float]:
    """Draw the state of the count in its frame, from its top left corner; also say how wide it is."""
    cut = shortened(text, room - size * 1.3, size, "bold")
    width, height = text_width(cut, size, "bold") + size * 1.2, size * 1.7
    frame = rect(
        (*at, width, height),
        fill=INK if solid else PAPER,
        stroke=INK,
        stroke_width=max(size / 12, 1),
    )
    letters = words(
        (at[0] + size * 0.6, at[1] + size * 1.22), cut, size, face="bold", fill=PAPER if solid else INK
    )
    return join([frame, letters]), width


def meter(box: Box, part: float, held: float = 0.0) -> Raw:
    """Draw a bar of what is counted (0 to 1) in ink, of what is held in the signal colour, and the rest hatched."""
    x, y, width, height = box
    part = min(max(part, 0.0), 1.0)
    held = min(max(held, 0.0), 1.0 - part)
    counted = width * (part + held)
    rest = (x + counted, y, width - counted, height)
    shapes = [rect(box, fill="var(--hatch-bg)"), stripes(rest, 11, 3, "var(--hatch)")]
    if part > 0:
        shapes.append(rect((x, y, max(width * part, 2), height), fill=INK))
    if held > 0:
        shapes.append(rect((x + width * part, y, max(width * held, 2), height), fill="var(--signal)"))
    return join([*shapes, rect(box, fill="none", stroke="var(--rule-2)", stroke_width=1)])


def party_bar(box: Box, part: float | None, party: str, *, half: bool = True) -> Raw:
    """Draw a party's bar on its ground, with a tick at half; without a share there is no bar at all."""
    x, y, width, height = box
    shapes = [rect(box, fill=GROUND)]
    if part:
        bar = (x, y, max(width * min(part, 1.0), 3), height)
        shapes.append(rect(bar, class_=f"p-{party}", fill="var(--f)", stroke="var(--e)", stroke_width=1.5))
    if half:
        middle = x + width / 2
        shapes.append(
            el("line", x1=middle, x2=middle, y1=y - 4, y2=y + height + 4, stroke=INK, stroke_width=2)
        )
    return join(shapes)


def swatch(at: tuple[float, float], side: float, party: str) -> Raw:
    """Draw a small square in a party's colour."""
    return rect((*at, side, side), class_=f"p-{party}", fill="var(--f)", stroke="var(--e)", stroke_width=1.5)


def size_of(drawing: Raw) -> tuple[float, float]:
    """Read how large a drawing is by itself."""
    found = _VIEWBOX.search(drawing.text)
    return (float(found[1]), float(found[2])) if found else (1.0, 1.0)


def placed(drawing: Raw, box: Box, *, mode: str | None = None) -> Raw:
    """Put a whole drawing into a box, as large as it fits; `mode` is that of a map."""
    width, height = size_of(drawing)
    inside = el("g", drawing, class_="mapbox", data_v=mode) if mode else drawing
    x, y, wide, high = box
    return el(
        "svg", inside, x=round(x, 1), y=round(y, 1), width=round(wide, 1), height=round(high, 1),
        viewBox=f"0 0 {width:g} {height:g}",
    )  # fmt: skip

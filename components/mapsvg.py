"""The map as a picture: TopoJSON and children in, one small inline SVG out.

Painted with the first figures, before any script; the live map takes its place. Coordinates are whole numbers on a
half-size grid, simplified along shared arcs so that neighbours keep meeting. Looks come from `components.paint`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from components.format import clean
from components.paint import AreaPaint, area_paint, map_values
from components.shapes import GRID, WIDTH, Shapes, Topology, project
from components.svg import Raw, el, join, num
from components.view import ContestView
from data.records import ChildTotal

__all__ = ["area_paint", "has_picture", "map_picture", "map_values", "off_map"]

BUBBLE_SHARE = 0.042  # radius of the largest circle, of the picture's width
COARSE = 2.0  # how much larger dots and stripes are in a small picture
FILL = 0.85  # how much of the room a label may take; `assets/js/labels.js` has the same
_LINE = 12
_CHAR = 6.2
_LARGE = 2.5  # how much larger letters are in a small picture


@dataclass(frozen=True)
class _How:
    """Whether areas are links, whether they say what they are, and which one is outlined."""

    links: bool
    titles: bool
    chosen: ChildTotal | None


def map_picture(
    view: ContestView,
    *,
    labels: bool = True,
    links: bool = True,
    outline: bool = True,
    small: bool = False,
) -> Raw | None:
    """Draw the map of the document's children; `None` when no child has a shape.

    `outline` marks the area that the panel beside the map shows; `small`: for a few hundred pixels and no
    script, so dots and stripes are coarser, every area has its sentence for the pointer, and labels are large: the
    leader's letter or the figure alone, so that nobody needs the colours.
    """
    if not view.geometry:
        return None
    shapes = _shapes_of(view)
    drawn = [child for child in view.document.children if child.code in shapes.areas]
    if not drawn:
        return None
    paints = {child.code: area_paint(view, child) for child in drawn}
    bubbles = view.shown_measure == "votes"
    how = _How(links, small, view.chosen if outline else None)
    layers = [
        _patterns(COARSE if small else 1),
        _areas(view, shapes, drawn, paints, how),
        _hatches(shapes, paints),
        _bubbles(shapes, paints) if bubbles else Raw(""),
    ]
    if not bubbles and (labels or small):
        layers.append(_letters(shapes, drawn, paints) if small else _labels(shapes, drawn, paints))
    return el(
        "svg",
        *layers,
        viewBox=f"0 0 {shapes.width} {shapes.height}",
        role="group",
        aria_label=view.t("Map. The table below holds the same figures."),
    )


def has_picture(view: ContestView) -> bool:
    """Whether any sub-area has a shape, so that there is a map at all."""
    if not view.geometry or view.stations_below:
        return False
    shapes = _shapes_of(view)
    return any(child.code in shapes.areas for child in view.document.children)


def off_map(view: ContestView) -> tuple[ChildTotal, ...]:
    """List the children that no shape shows."""
    if not view.geometry:
        return tuple(view.document.children)
    shapes = _shapes_of(view)
    return tuple(child for child in view.document.children if child.code not in shapes.areas)


def bubble_radius(votes: int, largest: int, width: float = WIDTH) -> float:
    """Return the radius of a circle whose area stands for votes."""
    return 0.0 if largest <= 0 else width * BUBBLE_SHARE * sqrt(votes / largest)


def _shapes_of(view: ContestView) -> Shapes:
    geometry = view.geometry or {}
    sha = view.document.geometry or f"inline-{id(geometry)}"
    return (
        project(Topology(sha, geometry))
        if view.document.geometry
        else project.__wrapped__(Topology(sha, geometry))
    )


def _patterns(coarse: float) -> Raw:
    dots = el(
        "pattern",
        el("rect", width=6, height=6, fill="var(--void)"),
        el("circle", cx=3, cy=3, r=1, fill="var(--void-dot)"),
        id="pv",
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
        patternTransform=f"scale({num(coarse / GRID)})",
    )
    stripes = el(
        "pattern",
        el("rect", width=2.6, height=7, fill="var(--paper)"),
        id="ph",
        width=7,
        height=7,
        patternUnits="userSpaceOnUse",
        patternTransform=f"rotate(45) scale({num(coarse / GRID)})",
    )
    return el("defs", dots, stripes)


def _areas(
    view: ContestView,
    shapes: Shapes,
    drawn: list[ChildTotal],
    paints: dict[str, AreaPaint],
    how: _How,
) -> Raw:
    chosen = how.chosen
    deeper = how.links and view.publishes(view.document.child_level)
    parts = []
    # The chosen area is drawn last so that its outline lies over its neighbours.
    for child in sorted(drawn, key=lambda child: child == chosen):
        paint = paints[child.code]
        on = " on" if child == chosen else ""
        said = paint.text if how.titles else None
        path = _area_path(child.code, shapes.areas[child.code].path, paint, on, said)
        if deeper:
            path = el("a", path, href=view.area_href(child.code), tabindex=-1)
        parts.append(path)
    # For the pointer only: the table holds the same links with names, the live map has its own keyboard.
    return el(
        "g", join(parts), class_="areas", transform=f"scale({GRID})", fill_rule="evenodd", aria_hidden="true"
    )


def _area_path(code: str, path: str, paint: AreaPaint, on: str, said: str | None) -> Raw:
    # A title says what the area is; a code is for scripts, and there is no script where there are titles.
    inside = () if said is None else (el("title", said),)
    own = code if said is None else None
    if paint.key:
        return el("path", *inside, class_=f"area{on} p-{paint.key} f{paint.step}", data_c=own, d=path)
    if paint.void:
        return el("path", *inside, class_=f"area{on}", fill="url(#pv)", data_c=own, d=path)
    return el("path", *inside, class_=f"area{on}", style=f"fill:{paint.fill}", data_c=own, d=path)


def _hatches(shapes: Shapes, paints: dict[str, AreaPaint]) -> Raw:
    paths = [el("path", d=shapes.areas[code].path) for code, paint in paints.items() if paint.hatch]
    if not paths:
        return Raw("")
    return el(
        "g", join(paths), class_="hat ov", transform=f"scale({GRID})", fill="url(#ph)", fill_rule="evenodd"
    )


def _labels(shapes: Shapes, drawn: list[ChildTotal], paints: dict[str, AreaPaint]) -> Raw:
    """Label the areas where the words fit, the roomiest first; no two labels overlap."""
    out: list[Raw] = []
    placed: list[tuple[float, float, float, float]] = []
    for child in sorted(drawn, key=lambda child: -shapes.areas[child.code].room[0]):
        paint, shape = paints[child.code], shapes.areas[child.code]
        lines = [*_wrapped(clean(child.name)), paint.label] if paint.label else []
        width, height = max((len(line) for line in lines), default=0) * _CHAR, len(lines) * _LINE
        if not lines or width > shape.room[0] * FILL or height > shape.room[1] * FILL:
            continue
        (x, y), box = shape.spot, (shape.spot[0] - width / 2, shape.spot[1] - height / 2, width, height)
        if any(_overlap(box, other) for other in placed):
            continue
        placed.append(box)
        top = y - (len(lines) - 1) * _LINE / 2 + 4
        for place, line in enumerate(lines):
            bold = " k" if place == len(lines) - 1 else ""
            baseline = round(top + place * _LINE)
            out.append(el("text", line, class_=f"mlab{bold} {paint.label_class}", x=round(x), y=baseline))
    return el("g", join(out), class_="lab", aria_hidden="true") if out else Raw("")


def _letters(shapes: Shapes, drawn: list[ChildTotal], paints: dict[str, AreaPaint]) -> Raw:
    """Label the areas of a small picture with the first word of the label, where it fits."""
    out: list[Raw] = []
    for child in drawn:
        paint, shape = paints[child.code], shapes.areas[child.code]
        word = paint.label.partition(" ")[0]
        wide = len(word) * _CHAR * _LARGE
        if not word or wide > shape.room[0] or shape.room[1] < _LINE * _LARGE:
            continue
        x, y = shape.spot
        out.append(el("text", word, class_=f"mlab {paint.label_class}", x=round(x), y=round(y + 4 * _LARGE)))
    return el("g", join(out), class_="lab", aria_hidden="true") if out else Raw("")


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return abs(2 * (one[0] - other[0]) + one[2] - other[2]) < one[2] + other[2] and (
        abs(2 * (one[1] - other[1]) + one[3] - other[3]) < one[3] + other[3]
    )


def _wrapped(name: str) -> list[str]:
    words, lines = name.split(), [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + len(word) > 9:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines if len(lines) <= 3 else [name]


def _bubbles(shapes: Shapes, paints: dict[str, AreaPaint]) -> Raw:
    found = [(code, paint.bubble) for code, paint in paints.items() if paint.bubble]
    largest = max((bubble.votes for _, bubble in found), default=0)
    out = []
    for code, bubble in sorted(found, key=lambda pair: -pair[1].votes):
        x, y = shapes.areas[code].spot
        radius = bubble_radius(bubble.votes, largest)
        out.append(el("circle", cx=x, cy=y, r=max(radius, 1.5), class_=f"p-{bubble.key}"))
        if radius >= 9:
            out.append(el("text", bubble.letter, class_=f"bl p-{bubble.key}", x=x, y=y + 4))
    return el("g", join(out), class_="bub ov")

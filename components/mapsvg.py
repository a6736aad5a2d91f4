"""The map as a picture: TopoJSON and children in, one small inline SVG out.

Painted with the first figures, before any script; the live map takes its place. Coordinates are whole numbers on a
half-size grid, simplified along shared arcs so that neighbours keep meeting. Looks come from `components.paint`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import cos, hypot, radians, sqrt
from typing import Any

from components.format import clean
from components.paint import AreaPaint, area_paint, map_values
from components.svg import Raw, el, join
from components.view import ContestView
from data.records import ChildTotal

__all__ = ["area_paint", "map_picture", "map_values", "off_map"]

WIDTH = 760
MAX_HEIGHT = 1000
PAD = 10
GRID = 2  # one grid unit is two picture units
BUBBLE_SHARE = 0.042  # radius of the largest circle, of the picture's width
TOLERANCES = (0.7, 1.0, 1.5, 2.2)  # how far a border may move, in grid units
POINTS_MOST = 1500
FILL = 0.85  # how much of the room a label may take; `assets/js/labels.js` has the same
SPECK = 4  # rings smaller than this on the grid are left out, never an area's largest
_LINE = 12
_CHAR = 6.2

Point = tuple[int, int]
Ring = list[Point]


@dataclass(frozen=True)
class Topology:
    """Decoded TopoJSON that compares by its digest, so that projecting it can be remembered."""

    sha: str
    data: dict[str, Any] = field(compare=False, hash=False)


@dataclass(frozen=True)
class Shape:
    """One area on the grid: its path, a spot for a label, and the room there in picture units."""

    path: str
    spot: tuple[float, float]
    room: tuple[float, float]


@dataclass(frozen=True)
class Shapes:
    """All areas of a map on one canvas."""

    width: int
    height: int
    areas: dict[str, Shape]


def map_picture(
    view: ContestView, *, labels: bool = True, links: bool = True, outline: bool = True
) -> Raw | None:
    """Draw the map of the document's children; `None` when no child has a shape.

    `outline` marks the area that the panel beside the map shows.
    """
    if not view.geometry:
        return None
    shapes = _shapes_of(view)
    drawn = [child for child in view.document.children if child.code in shapes.areas]
    if not drawn:
        return None
    paints = {child.code: area_paint(view, child) for child in drawn}
    bubbles = view.measure == "votes"
    layers = [
        _patterns(),
        _areas(view, shapes, drawn, paints, links=links, chosen=view.chosen if outline else None),
        _hatches(shapes, paints),
        _bubbles(shapes, paints) if bubbles else _labels(shapes, drawn, paints) if labels else Raw(""),
    ]
    return el(
        "svg",
        *layers,
        viewBox=f"0 0 {shapes.width} {shapes.height}",
        role="group",
        aria_label=view.t("Map. The table below holds the same figures."),
    )


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
        _project(Topology(sha, geometry))
        if view.document.geometry
        else _project.__wrapped__(Topology(sha, geometry))
    )


@lru_cache(maxsize=128)
def _project(topology: Topology) -> Shapes:
    arcs = _degrees(topology.data)
    if not arcs:
        return Shapes(WIDTH, 0, {})
    west, south, east, north = _bounds(arcs)
    squeeze = cos(radians((south + north) / 2))
    span_x, span_y = max((east - west) * squeeze, 1e-9), max(north - south, 1e-9)
    scale = min((WIDTH - 2 * PAD) / span_x, (MAX_HEIGHT - 2 * PAD) / span_y)
    height = round(span_y * scale) + 2 * PAD
    left = (WIDTH - span_x * scale) / 2

    def place(point: tuple[float, float]) -> Point:
        x = left + (point[0] - west) * squeeze * scale
        y = PAD + (north - point[1]) * scale
        return round(x / GRID), round(y / GRID)

    grid_arcs = _thin_enough([[place(point) for point in arc] for arc in arcs])
    areas: dict[str, Shape] = {}
    for geometry in _geometries(topology.data):
        rings = [ring for ring in (_ring(part, grid_arcs) for part in _parts(geometry)) if len(ring) >= 3]
        code = str(geometry.get("properties", {}).get("code", ""))
        if rings and code:
            areas[code] = _shape(rings)
    return Shapes(WIDTH, height, areas)


def _degrees(data: dict[str, Any]) -> list[list[tuple[float, float]]]:
    transform = data.get("transform")
    if not transform:
        return [[(float(p[0]), float(p[1])) for p in arc] for arc in data.get("arcs", [])]
    (kx, ky), (dx, dy) = transform["scale"], transform["translate"]
    out = []
    for arc in data.get("arcs", []):
        x = y = 0
        points = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            points.append((x * kx + dx, y * ky + dy))
        out.append(points)
    return out


def _bounds(arcs: Sequence[Sequence[tuple[float, float]]]) -> tuple[float, float, float, float]:
    xs = [point[0] for arc in arcs for point in arc]
    ys = [point[1] for arc in arcs for point in arc]
    return min(xs), min(ys), max(xs), max(ys)


def _geometries(data: dict[str, Any]) -> list[dict[str, Any]]:
    areas = data.get("objects", {}).get("areas", {})
    found = areas.get("geometries", [])
    return [geometry for geometry in found if isinstance(geometry, dict)]


def _parts(geometry: dict[str, Any]) -> Iterator[list[int]]:
    kind, arcs = geometry.get("type"), geometry.get("arcs", [])
    polygons = arcs if kind == "MultiPolygon" else [arcs] if kind == "Polygon" else []
    for polygon in polygons:
        yield from polygon


def _thin_enough(arcs: list[list[Point]]) -> list[list[Point]]:
    """Thin the arcs until the picture has few enough points to come with the first paint."""
    for tolerance in TOLERANCES:
        thin = [_thinned(arc, tolerance) for arc in arcs]
        if sum(map(len, thin)) <= POINTS_MOST:
            break
    return thin


def _thinned(points: list[Point], tolerance: float) -> list[Point]:
    """Keep the points that lie farther than `tolerance` from the line without them (Douglas and Peucker).

    The ends stay, so that arcs keep meeting and neighbours get the same border.
    """
    kept = [True] + [False] * (len(points) - 2) + [True] if len(points) > 2 else [True] * len(points)
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        far, at = 0.0, -1
        for place in range(first + 1, last):
            away = _distance(points[place], points[first], points[last])
            if away > far:
                far, at = away, place
        if far > tolerance:
            kept[at] = True
            spans += [(first, at), (at, last)]
    return [point for point, keep in zip(points, kept, strict=True) if keep]


def _distance(point: Point, first: Point, last: Point) -> float:
    """How far a point is from the stretch between two others."""
    dx, dy = last[0] - first[0], last[1] - first[1]
    length = dx * dx + dy * dy
    along = 0.0 if not length else ((point[0] - first[0]) * dx + (point[1] - first[1]) * dy) / length
    along = min(max(along, 0.0), 1.0)
    return hypot(point[0] - first[0] - along * dx, point[1] - first[1] - along * dy)


def _ring(indices: list[int], arcs: list[list[Point]]) -> Ring:
    ring: Ring = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        for point in arc:
            if not ring or point != ring[-1]:
                ring.append(point)
    if len(ring) > 1 and ring[0] == ring[-1]:
        ring.pop()
    return ring


def _shape(rings: list[Ring]) -> Shape:
    largest = max(rings, key=lambda ring: abs(_area(ring)))
    spot, room = _label_spot(largest)
    kept = [ring for ring in rings if ring is largest or abs(_area(ring)) >= SPECK]
    path = "".join(_path(ring) for ring in kept)
    return Shape(path, (spot[0] * GRID, spot[1] * GRID), (room[0] * GRID, room[1] * GRID))


def _area(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def _path(ring: Ring) -> str:
    x, y = ring[0]
    out = [f"M{x} {y}l"]
    first = True
    for px, py in ring[1:]:
        dx, dy = px - x, py - y
        out.append(f"{'' if first or dx < 0 else ' '}{dx}{'' if dy < 0 else ' '}{dy}")
        x, y, first = px, py, False
    return "".join(out) + "z"


def _label_spot(ring: Ring) -> tuple[tuple[float, float], tuple[float, float]]:
    """Find the middle of the widest chord that also has height: scanlines, good enough for two short words."""
    top, bottom = min(p[1] for p in ring), max(p[1] for p in ring)
    best: tuple[float, tuple[float, float], tuple[float, float]] = (-1.0, (0.0, 0.0), (0.0, 0.0))
    for slot in range(1, 16):
        y = top + (bottom - top) * slot / 16 + 0.013
        for x1, x2 in _chords(ring, y):
            middle = (x1 + x2) / 2 + 0.013
            tall = next(
                ((a, b) for a, b in _chords([(q, p) for p, q in ring], middle) if a <= y <= b), (y, y)
            )
            room = (x2 - x1, 2 * min(y - tall[0], tall[1] - y))
            score = min(room[0], room[1] * 1.8)
            if score > best[0]:
                best = (score, (middle, y), room)
    return best[1], best[2]


def _chords(ring: Ring, y: float) -> list[tuple[float, float]]:
    crossings = sorted(
        x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True)
        if (y1 > y) != (y2 > y)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=False))


def _patterns() -> Raw:
    dots = el(
        "pattern",
        el("rect", width=6, height=6, fill="var(--void)"),
        el("circle", cx=3, cy=3, r=1, fill="var(--void-dot)"),
        id="pv",
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
        patternTransform=f"scale({1 / GRID})",
    )
    stripes = el(
        "pattern",
        el("rect", width=2.6, height=7, fill="var(--paper)"),
        id="ph",
        width=7,
        height=7,
        patternUnits="userSpaceOnUse",
        patternTransform=f"rotate(45) scale({1 / GRID})",
    )
    return el("defs", dots, stripes)


def _areas(
    view: ContestView,
    shapes: Shapes,
    drawn: list[ChildTotal],
    paints: dict[str, AreaPaint],
    *,
    links: bool,
    chosen: ChildTotal | None,
) -> Raw:
    deeper = links and view.publishes(view.document.child_level)
    parts = []
    # The chosen area is drawn last so that its outline lies over its neighbours.
    for child in sorted(drawn, key=lambda child: child == chosen):
        paint = paints[child.code]
        path = _area_path(child.code, shapes.areas[child.code].path, paint, " on" if child == chosen else "")
        if deeper:
            path = el("a", path, href=view.area_href(child.code), tabindex=-1)
        parts.append(path)
    # For the pointer only: the table holds the same links with names, the live map has its own keyboard.
    return el(
        "g", join(parts), class_="areas", transform=f"scale({GRID})", fill_rule="evenodd", aria_hidden="true"
    )


def _area_path(code: str, path: str, paint: AreaPaint, on: str) -> Raw:
    if paint.key:
        return el("path", class_=f"area{on} p-{paint.key} f{paint.step}", data_c=code, d=path)
    if paint.void:
        return el("path", class_=f"area{on}", fill="url(#pv)", data_c=code, d=path)
    return el("path", class_=f"area{on}", style=f"fill:{paint.fill}", data_c=code, d=path)


def _hatches(shapes: Shapes, paints: dict[str, AreaPaint]) -> Raw:
    paths = [el("path", d=shapes.areas[code].path) for code, paint in paints.items() if paint.hatch]
    if not paths:
        return Raw("")
    return el(
        "g", join(paths), class_="hat ov", transform=f"scale({GRID})", fill="url(#ph)", fill_rule="evenodd"
    )


def _labels(shapes: Shapes, drawn: list[ChildTotal], paints: dict[str, AreaPaint]) -> Raw:
    out = []
    for child in drawn:
        paint, shape = paints[child.code], shapes.areas[child.code]
        lines = [*_wrapped(clean(child.name)), paint.label] if paint.label else []
        width = max((len(line) for line in lines), default=0) * _CHAR
        if not lines or width > shape.room[0] * FILL or len(lines) * _LINE > shape.room[1] * FILL:
            continue
        x, top = shape.spot[0], shape.spot[1] - (len(lines) - 1) * _LINE / 2 + 4
        for place, line in enumerate(lines):
            bold = " k" if place == len(lines) - 1 else ""
            y = round(top + place * _LINE)
            out.append(el("text", line, class_=f"mlab{bold} {paint.label_class}", x=round(x), y=y))
    return el("g", join(out), class_="lab", aria_hidden="true") if out else Raw("")


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

"""TopoJSON to shapes on a small grid: projected, thinned along shared arcs, with a spot for each label.

Used by `components.mapsvg`. Equirectangular at the middle latitude. Knows nothing of results.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import cos, hypot, radians
from typing import Any

WIDTH = 760
MAX_HEIGHT = 1000
PAD = 10
GRID = 2  # one grid unit is two picture units
TOLERANCES = (0.7, 1.0, 1.5, 2.2)  # how far a border may move, in grid units
POINTS_MOST = 1500
SPECK = 4  # rings smaller than this on the grid are left out, never an area's largest
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


@lru_cache(maxsize=128)
def project(topology: Topology) -> Shapes:
    """Place all areas of a topology on one canvas; remembered by the digest of the topology."""
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
    # A sliver between two scanlines has no chord: its own middle, with no room for words.
    middle_x = (min(p[0] for p in ring) + max(p[0] for p in ring)) / 2
    best = (-1.0, (middle_x, (top + bottom) / 2), (0.0, 0.0))
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

"""TopoJSON to the shapes of GeoJSON (RFC 7946): closed rings, the outer one against the clock, degrees.

Called by `data.export.shapes`. Pure: a document in, shapes by area code out.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

Position = tuple[float, float]
Ring = list[Position]


def shapes_of(topology: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the GeoJSON geometry of each area of a TopoJSON document, by code; an area without extent is left out."""
    arcs = _arcs(topology)
    found = {}
    for geometry in topology["objects"]["areas"]["geometries"]:
        polygons = [geometry["arcs"]] if geometry.get("type") == "Polygon" else geometry.get("arcs", [])
        shape = _shape(arcs, polygons) if geometry.get("type") in {"Polygon", "MultiPolygon"} else None
        if shape is not None:
            found[geometry["properties"]["code"]] = shape
    return found


def _arcs(topology: dict[str, Any]) -> list[Ring]:
    """The lines of the document in degrees; where it is quantized each point is a step from the one before."""
    transform = topology.get("transform")
    if transform is None:
        return [[(_degrees(point[0]), _degrees(point[1])) for point in arc] for arc in topology["arcs"]]
    (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            line.append((_degrees(x * scale_x + move_x), _degrees(y * scale_y + move_y)))
        arcs.append(line)
    return arcs


def _degrees(value: float) -> float:
    return round(float(value), 6)  # a tenth of a metre


def _shape(arcs: list[Ring], polygons: Sequence[Any]) -> dict[str, Any] | None:
    made = []
    for rings in polygons:
        drawn = [_ring(arcs, numbers) for numbers in rings]
        if drawn and drawn[0] is not None:
            holes = [_turned(hole, left=False) for hole in drawn[1:] if hole is not None]
            made.append([_turned(drawn[0], left=True), *holes])
    if not made:
        return None
    if len(made) == 1:
        return {"type": "Polygon", "coordinates": made[0]}
    return {"type": "MultiPolygon", "coordinates": made}


def _ring(arcs: list[Ring], numbers: Sequence[int]) -> Ring | None:
    """Join lines to a closed ring; `None` when nothing but a line or a point is left of it."""
    ring: Ring = []
    for number in numbers:
        line = arcs[number] if number >= 0 else arcs[~number][::-1]
        for point in line:
            if not ring or ring[-1] != point:
                ring.append(point)
    if ring and ring[0] != ring[-1]:
        ring.append(ring[0])
    return ring if len(ring) >= 4 and _area(ring) != 0 else None


def _area(ring: Ring) -> float:
    """Twice the area, positive against the clock."""
    return sum(x * v - u * y for (x, y), (u, v) in pairwise(ring))


def _turned(ring: Ring, *, left: bool) -> Ring:
    return ring if (_area(ring) > 0) == left else ring[::-1]

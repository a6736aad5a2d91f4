"""Layers of areas as coverages: mended where outlines nearly meet, simplified without gaps or overlaps.

Simplifying each polygon by itself tears neighbours apart; shapely's coverage functions keep shared borders
shared. Called by `data.ingest.boundaries` and by `store`; pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

Shapes = np.ndarray[Any, np.dtype[np.object_]]
# An overlap of more than this part of the smaller area is no digitising slack but a mistake somebody must look at.
MAX_OVERLAP = 0.01
# A picture of a parent area is drawn some 1,000 units across: detail below half of one is never seen.
_DETAIL = 2_000


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two areas (positions in the layer) that lie over one another by `share` of the smaller one."""

    first: int
    second: int
    share: float


@dataclass(frozen=True, slots=True)
class Mended:
    """A valid coverage and what it took: how many areas had edges that did not match their neighbours'."""

    shapes: Shapes
    unmatched: int
    overlaps: tuple[Overlap, ...]


def mend(shapes: Shapes) -> Mended:
    """Return `shapes` as a valid coverage; `overlaps` lists the pairs that overlap too much to be mended.

    Every shape must be valid by itself. Overlaps up to `MAX_OVERLAP` go to the neighbour with the longest
    common border; gaps stay, they may be lakes.
    """
    unmatched = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)))
    if unmatched.size == 0:
        return Mended(shapes, 0, ())
    overlaps = _overlaps(shapes, unmatched)
    if overlaps:
        return Mended(shapes, int(unmatched.size), overlaps)
    cleaned = shapely.coverage_clean(shapes)  # type: ignore[attr-defined]  # newer than the published types
    return Mended(cleaned, int(unmatched.size), ())


def _overlaps(shapes: Shapes, suspects: np.ndarray[Any, np.dtype[np.intp]]) -> tuple[Overlap, ...]:
    # Against all areas: the outer of two nested areas has no edge that fails to match.
    found, others = shapely.STRtree(shapes).query(shapes[suspects], predicate="intersects")
    pairs = np.unique(np.sort(np.column_stack([suspects[found], others]), axis=1), axis=0)
    first, second = pairs[pairs[:, 0] < pairs[:, 1]].T
    if first.size == 0:
        return ()
    common = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    share = common / np.minimum(shapely.area(shapes[first]), shapely.area(shapes[second]))
    worst = np.flatnonzero(share > MAX_OVERLAP)
    return tuple(Overlap(int(first[i]), int(second[i]), float(share[i])) for i in worst)


def simplify(shapes: Shapes, tolerance: float) -> Shapes:
    """Return the coverage simplified by `tolerance` degrees, still a valid coverage of multipolygons."""
    simplified = shapely.coverage_simplify(shapes, tolerance)
    # A sliver that vanished would leave an area without a shape: such a one keeps its own outline.
    lost = shapely.is_empty(simplified)
    simplified[lost] = shapes[lost]
    return simplified


def tolerance_of(shapes: Shapes) -> float:
    """Return the tolerance in degrees that suits a picture of all `shapes` together."""
    west, south, east, north = shapely.total_bounds(shapes)
    return float(max(east - west, north - south)) / _DETAIL


def layer_tolerance(shapes: Shapes, parents: Sequence[str | None]) -> float:
    """Return the tolerance of a whole layer: that of its smaller pictures (one picture for each parent).

    The lower quartile keeps small parents sharp; larger parents are simplified further when drawn.
    """
    members: dict[str | None, list[int]] = {}
    for position, parent in enumerate(parents):
        members.setdefault(parent, []).append(position)
    return float(np.quantile([tolerance_of(shapes[positions]) for positions in members.values()], 0.25))


def multipolygons(shapes: Shapes) -> list[bytes]:
    """Return each shape as WKB of a two-dimensional MultiPolygon."""
    return [
        shapely.to_wkb(
            shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape]), output_dimension=2
        )
        for shape in shapes
    ]

"""Cartograms: one hexagon of equal size for each area of a level, near where the area is.

Called by `store`; pure. The areas' middles are carried onto a grid of as many hexagons as there are areas, laid over
the same outline, so that the sum of squared distances is least: an optimal transport, under which no two areas change
sides. Then pairs change places as long as more neighbours (and areas of one parent) come to touch. Equal input gives
equal cells.

Assignment: D. F. Crouse, "On implementing 2D rectangular assignment algorithms" (2016), as in SciPy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt

import numpy as np
import shapely

from data.geo.coverage import Shapes

Cell = tuple[int, int]
#: The six cells around one, in axial coordinates (column, row).
AROUND: tuple[Cell, ...] = ((1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1))
#: How much two areas of one parent that touch count beside two real neighbours that do.
_KIN = 0.5
_ROUNDS = 12
#: A level with more areas gets no cartogram: hexagons would be smaller than a finger or a letter.
MOST_AREAS = 600
_Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Layer:
    """The areas of a level: shapes in degrees, pairs of positions that are neighbours, the parent of each."""

    shapes: Shapes
    pairs: frozenset[tuple[int, int]]
    parents: Sequence[int | None]


def cells_of(layer: Layer) -> list[Cell]:
    """Return the axial cell (pointy top, rows grow southwards) of each area; all differ."""
    count = len(layer.shapes)
    if count == 0 or count > MOST_AREAS:
        return []
    # Loaded when boundaries are imported: every process of the worker would wait half a second for it.
    from scipy.optimize import linear_sum_assignment

    flat = _projected(layer.shapes)
    grid, places = _grid(flat, count)
    middles = _middles(flat)
    cost = ((middles[:, None, :] - places[None, :, :]) ** 2).sum(axis=2)
    _, chosen = linear_sum_assignment(cost)
    cells = [grid[int(number)] for number in chosen]
    return _Settled(layer, cells, cost, grid).cells()


def _projected(shapes: Shapes) -> Shapes:
    """Return the shapes in a plane, one unit a degree of latitude, rows growing southwards."""
    _, south, _, north = shapely.total_bounds(shapes)
    squeeze = cos(radians((south + north) / 2))
    moved = shapely.transform(shapes, lambda points: points * np.array([squeeze, -1.0]))
    flat: Shapes = np.asarray(moved, dtype=object)
    return flat


def _middles(shapes: Shapes) -> _Floats:
    points = shapely.centroid(shapes)
    return np.column_stack([shapely.get_x(points), shapely.get_y(points)])


def _grid(shapes: Shapes, count: int) -> tuple[list[Cell], _Floats]:
    """Return `count` cells over the areas' common outline and their middles: the cells that lie deepest in it."""
    outline = shapely.union_all(shapely.buffer(shapes, 1e-9))
    shapely.prepare(outline)
    size = sqrt(outline.area / count * 2 / (3 * sqrt(3)))
    for _ in range(60):
        cells, places = _laid(outline, size)
        if len(cells) >= count:
            break
        size *= 0.97
    hexagons = shapely.buffer(shapely.points(places), size * 0.9, quad_segs=2)
    inside = np.atleast_1d(shapely.area(shapely.intersection(hexagons, outline)))
    # Rounded, then by place: two cells alike in depth are told apart the same way on every machine.
    order = sorted(range(len(cells)), key=lambda n: (-round(float(inside[n]) / size**2, 6), cells[n]))[:count]
    kept = sorted(order)
    return [cells[n] for n in kept], places[kept]


def _laid(outline: shapely.Geometry, size: float) -> tuple[list[Cell], _Floats]:
    """Return the cells of hexagons of `size` (middle to corner) that meet the outline."""
    west, north, east, south = (float(side) for side in shapely.bounds(outline))
    wide, high = sqrt(3) * size, 1.5 * size
    cells, places = [], []
    for row in range(int((south - north) / high) + 3):
        y = north + (row - 0.5) * high
        for column in range(int((east - west) / wide) + 3):
            x = west + (column - 0.5 + (row % 2) / 2) * wide
            cells.append((column - (row - row % 2) // 2, row))
            places.append((x, y))
    spots = np.array(places)
    met = np.atleast_1d(shapely.dwithin(shapely.points(spots), outline, size * 0.6))
    return [cell for cell, meets in zip(cells, met, strict=True) if meets], spots[met]


class _Settled:
    """Swaps areas between cells while that brings more neighbours together than it moves areas away."""

    def __init__(self, layer: Layer, cells: list[Cell], cost: _Floats, grid: list[Cell]) -> None:
        self._at = {cell: number for number, cell in enumerate(cells)}
        self._cells = cells
        self._cost = cost
        self._spot = {cell: number for number, cell in enumerate(grid)}
        self._bond: dict[int, dict[int, float]] = {number: {} for number in range(len(cells))}
        for one, two in sorted(layer.pairs):
            self._bond[one][two] = 1.0
        self._parents = layer.parents
        # One cell's width away costs a fifth of a lost neighbour.
        near = np.partition(cost, 1, axis=1)[:, 1] if cost.shape[1] > 1 else cost[:, 0]
        self._far = 0.2 / max(float(np.median(near)), 1e-9)

    def cells(self) -> list[Cell]:
        """Return the cells after at most some rounds over all pairs of touching cells."""
        for _ in range(_ROUNDS):
            swapped = 0
            for here in sorted(self._at):
                for dq, dr in AROUND[:3]:
                    there = (here[0] + dq, here[1] + dr)
                    swapped += there in self._at and self._try(here, there)
            if not swapped:
                break
        return self._cells

    def _try(self, here: Cell, there: Cell) -> bool:
        one, two = self._at[here], self._at[there]
        before = self._worth(one, here) + self._worth(two, there)
        self._put(one, there)
        self._put(two, here)
        if self._worth(one, there) + self._worth(two, here) > before + 1e-9:
            return True
        self._put(one, here)
        self._put(two, there)
        return False

    def _put(self, area: int, cell: Cell) -> None:
        self._at[cell] = area
        self._cells[area] = cell

    def _worth(self, area: int, cell: Cell) -> float:
        """Say how well an area lies in a cell: what it touches there, less how far it is from its place."""
        touching = 0.0
        for dq, dr in AROUND:
            other = self._at.get((cell[0] + dq, cell[1] + dr))
            if other is None:
                continue
            touching += self._bond[area].get(other, 0.0)
            parent = self._parents[area]
            touching += _KIN * (parent is not None and parent == self._parents[other])
        return touching - self._far * float(self._cost[area, self._spot[cell]])

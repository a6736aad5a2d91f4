"""Which areas of a coverage share a border, and where the name of an area is written.

Called by `store`; pure.
"""

from __future__ import annotations

import numpy as np
import shapely

from data.geo.coverage import Shapes


def neighbours(shapes: Shapes) -> set[tuple[int, int]]:
    """Return the pairs of positions, both ways, whose shapes share at least one edge.

    In a valid coverage shared borders have the same vertices, so equal edges are found by sorting them;
    areas that meet in a point only are not neighbours.
    """
    parts, of_part = shapely.get_parts(shapes, return_index=True)
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    if len(points) < 2:
        return set()
    same_ring = ring[:-1] == ring[1:]
    start, end = points[:-1][same_ring], points[1:][same_ring]
    owner = of_part[of_ring[ring[:-1][same_ring]]]
    backwards = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    edges = np.where(backwards[:, None], np.hstack([end, start]), np.hstack([start, end]))
    order = np.lexsort(edges.T)
    edges, owner = edges[order], owner[order]
    equal = np.all(edges[:-1] == edges[1:], axis=1) & (owner[:-1] != owner[1:])
    one, two = owner[:-1][equal].tolist(), owner[1:][equal].tolist()
    return {*zip(one, two, strict=True), *zip(two, one, strict=True)}


def label_points(shapes: Shapes) -> list[tuple[float, float]]:
    """Return for each shape the point of its largest part that is farthest from the border."""
    points: list[tuple[float, float]] = []
    for shape in shapes:
        parts = shapely.get_parts(shape)
        largest = parts[int(np.argmax(shapely.area(parts)))]
        west, south, east, north = largest.bounds
        precision = max(east - west, north - south) / 100
        circle = shapely.maximum_inscribed_circle(largest, precision)
        points.append((float(circle.coords[0][0]), float(circle.coords[0][1])))
    return points

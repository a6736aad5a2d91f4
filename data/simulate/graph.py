"""Groups of points in the plane that hang together: who touches whom, clusters of equal rank, repair of exclaves.

Called by `ground` and `hierarchy`; pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from data.simulate.noise import Floats, Ints


@dataclass(frozen=True, slots=True)
class Edges:
    """Pairs of positions that touch (each pair once)."""

    one: Ints
    two: Ints

    def between(self, labels: Ints) -> Edges:
        """Return the pairs of labels that touch: the graph of the groups."""
        one, two = labels[self.one], labels[self.two]
        differ = one != two
        low, high = np.minimum(one, two)[differ], np.maximum(one, two)[differ]
        pairs = np.unique(np.stack([low, high]), axis=1) if low.size else np.empty((2, 0), dtype=np.int64)
        return Edges(pairs[0], pairs[1])


def delaunay_edges(points: Floats) -> Edges:
    """Return the Delaunay edges of distinct `points`: their Voronoi cells share a border."""
    lines = shapely.delaunay_triangles(shapely.multipoints(points), only_edges=True)
    ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)
    keys = points[:, 0] + 1j * points[:, 1]
    order = np.argsort(keys)
    found = order[np.searchsorted(keys[order], ends[:, :, 0] + 1j * ends[:, :, 1])]
    return Edges(found[:, 0].astype(np.int64), found[:, 1].astype(np.int64))


def components(count: int, edges: Edges) -> Ints:
    """Return for each of `count` positions the smallest position of its connected component."""
    label = np.arange(count, dtype=np.int64)
    while True:
        low = np.minimum(label[edges.one], label[edges.two])
        new = label.copy()
        np.minimum.at(new, edges.one, low)
        np.minimum.at(new, edges.two, low)
        new = new[new]
        if np.array_equal(new, label):
            return label
        label = new


def hang_together(labels: Ints, edges: Edges) -> Ints:
    """Return `labels` with every group connected: pieces cut off from their group join the neighbour they touch most.

    Negative labels are left alone and take nothing. A group always keeps its largest piece.
    """
    labels = labels.copy()
    for _ in range(50):
        same = (labels[edges.one] == labels[edges.two]) & (labels[edges.one] >= 0)
        pieces = components(len(labels), Edges(edges.one[same], edges.two[same]))
        sizes = np.bincount(pieces, minlength=len(labels))
        main = np.full(labels.max() + 1, -1, dtype=np.int64)
        roots = np.flatnonzero((sizes > 0) & (labels >= 0))
        for root in roots[np.lexsort((roots, -sizes[roots]))][::-1]:
            main[labels[root]] = root
        stray = (labels >= 0) & (main[np.maximum(labels, 0)] != pieces)
        if not stray.any() or not _adopt(labels, edges, pieces, stray):
            return labels
    return labels


def _adopt(
    labels: Ints, edges: Edges, pieces: Ints, stray: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> bool:
    """Give each stray piece the label it touches most; False when none touches another group."""
    one = np.concatenate([edges.one, edges.two])
    two = np.concatenate([edges.two, edges.one])
    touching = stray[one] & ~stray[two] & (labels[two] >= 0) & (labels[one] != labels[two])
    if not touching.any():
        return False
    pairs, counts = np.unique(
        np.stack([pieces[one[touching]], labels[two[touching]]]), axis=1, return_counts=True
    )
    best: dict[int, tuple[int, int]] = {}
    for piece, label, count in zip(pairs[0].tolist(), pairs[1].tolist(), counts.tolist(), strict=True):
        if count > best.get(piece, (0, 0))[0]:
            best[piece] = (count, label)
    for piece, (_, label) in best.items():
        labels[pieces == piece] = label
    return True


def nearest(points: Floats, centres: Floats) -> Ints:
    """Return the position of the nearest centre for each point."""
    tree = shapely.STRtree(_points(centres))
    return np.asarray(tree.nearest(_points(points)), dtype=np.int64)


def _points(coordinates: Floats) -> np.ndarray[Any, np.dtype[np.object_]]:
    made = shapely.points(coordinates)
    assert isinstance(made, np.ndarray)  # noqa: S101 - the stub also allows a single point
    return made


def clusters(points: Floats, count: int, rng: np.random.Generator, *, rounds: int = 12) -> Ints:
    """Return labels 0..count-1 of `points` in compact clusters, none empty (k-means from a spread-out start)."""
    centres = points[_spread_out(points, count, rng)]
    labels = nearest(points, centres)
    for _ in range(rounds):
        labels = _fill_empty(points, labels, centres)
        sizes = np.bincount(labels, minlength=count)[:, None]
        centres = np.stack([np.bincount(labels, points[:, axis], count) for axis in (0, 1)], axis=1) / sizes
        labels = nearest(points, centres)
    return _fill_empty(points, labels, centres)


def _spread_out(points: Floats, count: int, rng: np.random.Generator) -> Ints:
    """Choose `count` points, each far from those chosen before (k-means++)."""
    chosen = [int(rng.integers(len(points)))]
    distance = np.sum((points - points[chosen[0]]) ** 2, axis=1)
    for _ in range(count - 1):
        pick = int(np.searchsorted(np.cumsum(distance), rng.uniform() * distance.sum(), side="right"))
        chosen.append(min(pick, len(points) - 1))
        distance = np.minimum(distance, np.sum((points - points[chosen[-1]]) ** 2, axis=1))
    return np.array(chosen, dtype=np.int64)


def _fill_empty(points: Floats, labels: Ints, centres: Floats) -> Ints:
    """Give each empty cluster the point of the largest cluster that is farthest from its centre."""
    labels = labels.copy()
    for empty in np.flatnonzero(np.bincount(labels, minlength=len(centres)) == 0):
        largest = int(np.argmax(np.bincount(labels, minlength=len(centres))))
        members = np.flatnonzero(labels == largest)
        away = np.sum((points[members] - centres[largest]) ** 2, axis=1)
        labels[members[int(np.argmax(away))]] = empty
    return labels

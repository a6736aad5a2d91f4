"""The land of a fictional country: points of the ground and the sea around it, how densely people live, wards.

The cells of the points are unioned to areas by `borders`, in PostGIS; here it is only decided which point belongs
to which ward. Called by `country`; pure. Unit coordinates: the country lies within -1..1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from data.simulate.graph import Edges, components, delaunay_edges, hang_together, nearest
from data.simulate.noise import Field, Floats, Ints, generator
from data.simulate.presets import Preset

Bools = np.ndarray[Any, np.dtype[np.bool_]]
SEA = -1
_RASTER = 256
# How far the coast wanders from an ellipse, and how wide a strip of sea is sampled around it.
_COAST, _BAND = 0.22, 0.14


@dataclass(frozen=True, slots=True)
class Ground:
    """Points of land and sea in unit coordinates; `ward` is `SEA` or a ward, `crowd` how densely people live there."""

    points: Floats
    ward: Ints
    crowd: Floats
    edges: Edges


def make_ground(seed: int, preset: Preset) -> Ground:
    """Return the ground of a country: one connected land with `preset.wards` connected wards."""
    rng = generator(seed, "ground")
    shape = _Shape(rng, preset)
    pixels = _raster()
    height = shape.height(pixels)
    crowd = shape.crowd(pixels)
    weight = np.where(height > -_BAND, crowd**0.75, 0.0)
    share_of_land = float(weight[height > 0].sum() / weight.sum())
    points = _sample(rng, pixels, weight, round(preset.sites / share_of_land))
    edges = delaunay_edges(points)
    land = _mainland(shape.height(points) > 0, edges)
    ward = _wards(rng, points, land, preset)
    return Ground(points, hang_together(ward, edges), shape.crowd(points), edges)


class _Shape:
    """Where land is and how densely people live."""

    def __init__(self, rng: np.random.Generator, preset: Preset) -> None:
        turn = rng.uniform(0, np.pi)
        self._turn = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        self._axes = np.array([0.80, rng.uniform(0.56, 0.70)])
        self._coast = Field(rng, wavelength=1.1, octaves=5, gain=0.52)
        self._hills = Field(rng, wavelength=0.8, octaves=3)
        towns = max(3, preset.counties)
        self._towns = rng.uniform(-0.72, 0.72, (towns, 2))
        self._sizes = 5.0 * np.sqrt(towns) / np.arange(1, towns + 1) ** 0.8
        self._widths = 0.035 + 0.05 * (self._sizes / self._sizes[0]) ** 0.5 * rng.uniform(0.7, 1.3, towns)

    def height(self, points: Floats) -> Floats:
        """Return the height above the sea: positive on land."""
        turned = points @ self._turn / self._axes
        return np.asarray(1 - np.hypot(turned[:, 0], turned[:, 1]) + _COAST * self._coast(points))

    def crowd(self, points: Floats) -> Floats:
        """Return how densely people live, about 1 in the country, several times that in a town."""
        crowd = np.exp(0.8 * self._hills(points))
        for centre, size, width in zip(self._towns, self._sizes, self._widths, strict=True):
            away = np.sum((points - centre) ** 2, axis=1)
            crowd += size * np.exp(-away / (2 * width**2)) + 0.18 * size * np.exp(
                -away / (2 * (4 * width) ** 2)
            )
        return crowd


def _raster() -> Floats:
    """Return pixel centres of the square in an order that keeps neighbours close (Morton order)."""
    axis = np.arange(_RASTER, dtype=np.int64)
    x, y = (grid.ravel() for grid in np.meshgrid(axis, axis))
    code = np.zeros_like(x)
    for bit in range(8):
        code |= ((x >> bit) & 1) << (2 * bit) | ((y >> bit) & 1) << (2 * bit + 1)
    order = np.argsort(code)
    return (np.stack([x, y], axis=1)[order] + 0.5) / _RASTER * 2.4 - 1.2


def _sample(rng: np.random.Generator, pixels: Floats, weight: Floats, count: int) -> Floats:
    """Return `count` distinct points, as dense as `weight` says and evenly spread (one for each equal share of it)."""
    total = np.cumsum(weight)
    wanted = (np.arange(count) + rng.uniform(0.1, 0.9, count)) / count * total[-1]
    chosen = pixels[np.minimum(np.searchsorted(total, wanted), len(pixels) - 1)]
    scattered = chosen + rng.uniform(-0.5, 0.5, (count, 2)) * 2.4 / _RASTER
    return np.unique(np.round(scattered, 6), axis=0)


def _mainland(land: Bools, edges: Edges) -> Bools:
    """Return the largest connected land without lakes: islands sink, lakes are filled."""
    return ~_largest(~_largest(land, edges), edges)


def _largest(kind: Bools, edges: Edges) -> Bools:
    same = kind[edges.one] & kind[edges.two]
    piece = components(len(kind), Edges(edges.one[same], edges.two[same]))
    largest = int(np.argmax(np.bincount(piece[kind], minlength=len(kind))))
    return np.asarray(kind & (piece == largest))


def _wards(rng: np.random.Generator, points: Floats, land: Bools, preset: Preset) -> Ints:
    """Return the ward of each point: nearest centre, seen through a warped glass so that borders wander."""
    ground = points[land]
    centres = ground[rng.choice(len(ground), preset.wards, replace=False)]
    for _ in range(5):
        label = nearest(ground, centres)
        sizes = np.maximum(np.bincount(label, minlength=preset.wards), 1)[:, None]
        sums = np.stack([np.bincount(label, ground[:, axis], preset.wards) for axis in (0, 1)], axis=1)
        centres = np.where(sizes > 1, sums / sizes, centres)
    # The warp is as large as wards are locally: small wards in towns must not be torn apart.
    reach = np.sqrt(np.sum((ground - centres[label]) ** 2, axis=1))
    local = np.sqrt(np.bincount(label, reach**2, preset.wards) / sizes[:, 0])[label]
    typical = float(np.median(local))
    warp = np.zeros_like(ground)
    for scale in (6.0, 2.5, 1.1):
        for axis in (0, 1):
            field = Field(rng, wavelength=scale * typical, octaves=2)
            warp[:, axis] += 0.2 * np.minimum(local, scale * typical / 2) * field(ground)
    ward = np.full(len(points), SEA, dtype=np.int64)
    ward[land] = nearest(ground + warp, centres)
    return ward

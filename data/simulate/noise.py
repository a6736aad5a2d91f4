"""Smooth random fields over the plane, and seeded random generators for every part of a country.

Called by `ground`, `votes` and `arrival`; pure.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
_WAVES = 14


def generator(seed: int, *parts: str) -> np.random.Generator:
    """Return the generator of one part of a country, so that a change in one part leaves the others as they are."""
    return np.random.default_rng([seed, zlib.crc32("/".join(parts).encode())])


class Field:
    """A random field of zero mean and unit variance: sums of plane waves, halving in length from octave to octave."""

    def __init__(
        self, rng: np.random.Generator, *, wavelength: float, octaves: int = 3, gain: float = 0.5
    ) -> None:
        angles = rng.uniform(0, 2 * np.pi, (octaves, _WAVES))
        lengths = wavelength / 2.0 ** np.arange(octaves)[:, None] * rng.uniform(0.8, 1.25, (octaves, _WAVES))
        weights = np.repeat(gain ** np.arange(octaves), _WAVES)
        self._waves = (np.stack([np.cos(angles), np.sin(angles)]) * 2 * np.pi / lengths).reshape(2, -1)
        self._phases = rng.uniform(0, 2 * np.pi, octaves * _WAVES)
        self._weights = weights / np.sqrt(np.sum(weights**2) / 2)

    def __call__(self, points: Floats) -> Floats:
        """Return the field at `points` (n x 2)."""
        value = np.zeros(len(points))
        for wave in range(self._waves.shape[1]):
            along = points @ self._waves[:, wave]
            value += self._weights[wave] * np.cos(along + self._phases[wave])
        return value

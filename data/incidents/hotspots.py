"""How hot an area is: its incidents against its stations, shrunk towards the rate of all.

Pure: numbers in, numbers out. Called by `data.incidents.heat`. With n incidents at s stations and r = N / S for all areas
asked for, the shrunk rate is (n + k r) / (s + k): what would be known of the area had k stations of the ordinary kind been
seen there too (the mean of a gamma-Poisson model with a prior of k stations; Clayton and Kaldor, Biometrics 43, 1987).
`times` is that over r. `surprise` is -log10 P(X >= n) for X Poisson with mean r s.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

#: Stations that the rate of all weighs as much as (k): about two wards.
PRIOR_STATIONS = 20.0
_LN10 = math.log(10)
#: Beyond it a chance is nothing: a figure nobody needs to tell from another.
MOST_SURPRISE = 99.0


@dataclass(frozen=True)
class Score:
    """What is expected of an area, how many times the usual it has, and how surprising that is."""

    expected: float
    times: float
    surprise: float


def scores(counts: Sequence[tuple[int, int]]) -> list[Score]:
    """Score areas given as (incidents, stations), in their order; areas of a map without incidents are all ordinary."""
    incidents, stations = sum(n for n, _ in counts), sum(s for _, s in counts)
    if not incidents or not stations:
        return [Score(0.0, 1.0, 0.0) for _ in counts]
    rate = incidents / stations
    return [
        Score(
            expected=rate * s,
            times=(n + PRIOR_STATIONS * rate) / (s + PRIOR_STATIONS) / rate,
            surprise=poisson_surprise(n, rate * s),
        )
        for n, s in counts
    ]


def poisson_surprise(seen: int, mean: float) -> float:
    """Return -log10 P(X >= seen) for X Poisson with this mean; 0 where that many or more are certain."""
    if seen <= 0:
        return 0.0
    if mean <= 0:
        return MOST_SURPRISE
    if seen <= mean:
        # The tail is the larger part: from its complement, which has few terms.
        below = sum(math.exp(_log_chance(k, mean)) for k in range(seen))
        return max(0.0, -math.log10(max(1.0 - below, 1e-12)))
    # Sum of the tail relative to its first term, which falls at least as fast as a geometric series.
    term, total, k = 1.0, 1.0, seen
    while term > 1e-12 * total:
        k += 1
        term *= mean / k
        total += term
    return min(MOST_SURPRISE, -(_log_chance(seen, mean) + math.log(total)) / _LN10)


def _log_chance(k: int, mean: float) -> float:
    return k * math.log(mean) - mean - math.lgamma(k + 1)

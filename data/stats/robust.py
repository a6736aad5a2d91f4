"""Robust location and spread, and how far a figure lies from its peers. Pure functions over plain numbers.

Called by `data.anomalies`. Medians and median absolute deviations are used because up to half of the peers may be wrong
without moving them (Hampel 1974; Rousseeuw and Croux 1993); nothing here knows what a form is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

#: Turns the median absolute deviation of a normal distribution into its standard deviation.
NORMAL = 1.4826
TAIL, TAIL_NORMAL, TAIL_FROM = 0.85, 1.44, 5


def median(ordered: Sequence[float]) -> float:
    """Return the middle of numbers that are sorted; of an even number, the mean of the middle two. Empty: `ValueError`."""
    count = len(ordered)
    if not count:
        raise ValueError("nothing has no median")
    half = count // 2
    return float(ordered[half]) if count % 2 else (ordered[half - 1] + ordered[half]) / 2


def centre_and_spread(values: Sequence[float]) -> tuple[float, float]:
    """Return the median and a spread that neither a few wrong values nor two kinds of place can spoil. Empty: `ValueError`.

    The larger of `1.4826 * MAD` (half of the values may be wrong) and, from 5 values on, `q / 1.44`, `q` being the 85 % quantile
    of `|x - median|` (a normal one lies at 1.44 deviations): where a third of the stations votes unlike the others the MAD
    alone calls them all odd. One value in seven may be wrong before `q` moves.
    """
    middle = median(sorted(values))
    away = sorted(abs(value - middle) for value in values)
    spread = NORMAL * median(away)
    return middle, spread if len(away) < TAIL_FROM else max(spread, quantile(away, TAIL) / TAIL_NORMAL)


def quantile(ordered: Sequence[float], part: float) -> float:
    """Return the quantile of sorted numbers, interpolated between neighbours (type 7 of Hyndman and Fan 1996)."""
    place = part * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def steadied(spread: float, count: int, *, prior: float, weight: float) -> float:
    """Return a spread that few peers cannot make absurdly small or large.

    `sigma^2 = (n * spread^2 + w * prior^2) / (n + w)`: a spread seen in `n` peers, steadied by one that `w` imagined peers
    have (the mean of a scaled inverse chi-square, Gelman et al. 2013, 2.6). Never 0 while `prior` is not.
    """
    return math.sqrt((count * spread * spread + weight * prior * prior) / (count + weight))


def arc(part: float, whole: float) -> float:
    """Return the share `part / whole` on a scale where its sampling spread is the same everywhere: `1 / (2 sqrt(whole))`.

    `asin(sqrt((part + 3/8) / (whole + 3/4)))` in radians, 0 to pi/2 (Anscombe 1948). A part beyond the whole counts as
    the whole.
    """
    share = (max(0.0, part) + 0.375) / (max(0.0, whole) + 0.75)
    return math.asin(math.sqrt(min(1.0, share)))


def share_of_arc(value: float) -> float:
    """Return the share (0 to 1) that `arc` would have put at `value`, the small-count correction left aside."""
    return math.sin(min(max(value, 0.0), math.pi / 2)) ** 2


def evidence(value: float, at: float) -> float:
    """Return a score from 0 to 1 for a measure whose threshold is `at`: `1 - 2^(-value / at)`, so 0.5 at the threshold."""
    if value <= 0 or at <= 0:
        return 0.0
    return 1.0 - math.exp(-math.log(2.0) * min(value / at, 64.0))

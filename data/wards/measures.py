"""Measures of a vote in one area: concentration, volatility, spread of turnout.

Pure; called by `data.wards.results` and `data.wards.listing`. Formulas and papers are in `docs/wards.md`. Shares are taken
of the sum of the votes given, so that they add up to one whatever a form states as valid.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence


def effective_number(votes: Sequence[int]) -> float | None:
    """Return the effective number of candidates, N = 1 / sum(p_i^2) (Laakso and Taagepera 1979); `None` without votes.

    1.0 when one has everything, n when n have the same.
    """
    whole = sum(votes)
    if whole <= 0:
        return None
    return round(whole * whole / sum(count * count for count in votes), 2)


def pedersen(now: Mapping[str, int], then: Mapping[str, int]) -> float | None:
    """Return Pedersen's index of volatility in percentage points, V = 1/2 * sum(|p_i(now) - p_i(then)|).

    Keys name who is the same in both elections: parties, or candidates where there is none. Who stood in one only
    counts with the whole share. 0: nothing moved, 100: everything did. `None` when either has no votes.
    """
    whole_now, whole_then = sum(now.values()), sum(then.values())
    if whole_now <= 0 or whole_then <= 0:
        return None
    moved = sum(
        abs(now.get(key, 0) / whole_now - then.get(key, 0) / whole_then) for key in now.keys() | then.keys()
    )
    return round(50 * moved, 2)


def spread_pp(shares: Sequence[float]) -> float | None:
    """Return the standard deviation of percentages around their mean, sqrt(mean((x - mean)^2)); `None` for fewer than two."""
    if len(shares) < 2:
        return None
    mean = math.fsum(shares) / len(shares)
    return round(math.sqrt(math.fsum((share - mean) ** 2 for share in shares) / len(shares)), 2)

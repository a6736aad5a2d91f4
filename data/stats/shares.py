"""Shares, margins, turnout and swing, rounded once so that every surface shows the same figure.

All functions take whole numbers of votes or voters and return percent or percentage points with two decimals,
or `None` where the denominator is unknown or 0: a share of nothing is unknown, not 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


def _rounded(value: Decimal) -> float:
    return float(value.quantize(_CENT, rounding=ROUND_HALF_UP))


def share_pct(part: int | None, whole: int | None) -> float | None:
    """Return `100 * part / whole` in percent, half up to two decimals; `None` if unknown or `whole` is 0."""
    if part is None or not whole:
        return None
    return _rounded(Decimal(100 * part) / Decimal(whole))


def margin_pp(first: int, second: int, whole: int) -> float | None:
    """Return the lead `100 * (first - second) / whole` in percentage points."""
    return share_pct(first - second, whole)


def ranking(votes: Mapping[str, int], order: Mapping[str, int]) -> list[str]:
    """Return candidate codes by votes, most first; equals stay in ballot order, as the ballot lists them."""
    return sorted(votes, key=lambda code: (-votes[code], order.get(code, 0), code))


def leader(votes: Mapping[str, int], order: Mapping[str, int]) -> tuple[str | None, int | None, str | None]:
    """Return (leader, margin in votes, second); no leader when nothing is counted or the first two are level.

    An uncontested candidate leads by all of its votes. Level: leader `None`, margin 0.
    """
    ranked = ranking(votes, order)
    if not ranked or votes[ranked[0]] == 0:
        return None, None, None
    if len(ranked) == 1:
        return ranked[0], votes[ranked[0]], None
    margin = votes[ranked[0]] - votes[ranked[1]]
    return (ranked[0] if margin else None), margin, ranked[1]


def swing_pp(now_votes: int, now_valid: int, then_votes: float, then_valid: float) -> float | None:
    """Return share now minus share then, in percentage points, over the same wards.

    `then_*` are the earlier figures of those wards, each weighted by the part of its stations counted now:
    swing = 100 * (now_votes / now_valid - then_votes / then_valid).
    """
    if not now_valid or not then_valid:
        return None
    now = Decimal(now_votes) / Decimal(now_valid)
    return _rounded(100 * (now - Decimal(repr(then_votes)) / Decimal(repr(then_valid))))

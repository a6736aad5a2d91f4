"""The formulas of lateness and of being stuck, as plain functions: what the SQL of the board computes on sets.

Called by `data.board.read` (`stuck`) and by tests, which hold the SQL against them. They touch no database.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

#: Fewer forms than this teach nothing: of the other streams of a centre, and of an area.
LEAST_STREAMS, LEAST_IN_AREA = 2, 3
#: Areas above a ward speak in steps of so many minutes.
STEP_MIN = 5
#: A late form counts half when it is late by this long, three quarters by twice as long.
HALF_STUCK_MIN = 60


def middle(arrivals: Sequence[datetime]) -> datetime | None:
    """Return the middle arrival; of an even number, the earlier of the two in the middle."""
    ordered = sorted(arrivals)
    return ordered[(len(ordered) - 1) // 2] if ordered else None


def enough(arrived: int, stations: int, *, least: int, share_pct: int = 50) -> bool:
    """Tell whether so many of an area's stations have arrived that one that has not can be called expected."""
    return arrived >= least and arrived * 100 >= share_pct * (stations - 1)


def middle_above(wards: Sequence[tuple[datetime, int]]) -> datetime | None:
    """Return the middle of wards' middles, weighted by their forms, down to five minutes."""
    total = sum(weight for _, weight in wards)
    so_far = 0
    for at, weight in sorted(wards):
        so_far += weight
        if so_far * 2 >= total > 0:
            step = timedelta(minutes=STEP_MIN)
            epoch = datetime(1970, 1, 1, tzinfo=UTC)
            return epoch + (at - epoch) // step * step
    return None


def is_late(expected_at: datetime | None, now: datetime, *, late_after_min: int = 45) -> bool:
    """Tell whether a form that is not in is late."""
    return expected_at is not None and expected_at + timedelta(minutes=late_after_min) < now


def stuck(*, late: int, out: int, total: int, late_median_min: float | None) -> float:
    """Return from 0 to 1 how much of an area waits for a person.

    `out` forms are held or disputed and count whole; late ones count the more the longer the middle one is late:
    1 - 1/2^(minutes / 60).
    """
    if total == 0:
        return 0.0
    weight: float = 1 - 0.5 ** (max(late_median_min or 0.0, 0.0) / HALF_STUCK_MIN)
    return round(min(1.0, (late * weight + out) / total), 4)

"""The sums of one contest in one area: read from a tally cell at the leaves, added up from the children above.

Pure; `data.publish.cube` makes the leaves and adds them up, `data.publish.documents` reads them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

# Arrival is kept in steps of five minutes; documents thin it out further.
BUCKET_S = 300
JUST_IN = 8


@dataclass(slots=True)
class Arrival:
    """Forms that arrived within one step, and their votes by candidate id (at and below the race's level)."""

    forms: int = 0
    votes: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class NewForm:
    """One counted form for the list of the newest."""

    received_at: datetime
    station_code: str
    station_name: str
    area_id: int
    votes: dict[int, int]


@dataclass(slots=True)
class Node:
    """Sums over the public counting forms of one contest below one area.

    `*_forms` say over how many forms a sum goes. `stated_*` are the stations that figures given per area are
    of. `then_*` are the earlier election's votes in the same leaf areas: `full` as they were, `like` weighted by
    the part of each leaf's stations counted now, beside which `now_*` are the votes of those leaves now.
    `expected` is registered voters times the share of stations counted, where only some areas state registers.
    """

    leaves: int = 0
    leaves_reported: int = 0
    stations: int = 0
    stated_total: int = 0
    stated_reported: int = 0
    stated_leaves: int = 0
    reported: int = 0
    preliminary: int = 0
    verified: int = 0
    confirmed: int = 0
    disputed: int = 0
    counted: int = 0
    valid: int = 0
    rejected: int = 0
    rejected_forms: int = 0
    cast: int = 0
    cast_forms: int = 0
    registered: int = 0
    registered_forms: int = 0
    turnout_cast: int = 0
    turnout_registered: int = 0
    last_received: datetime | None = None
    votes: dict[int, int] = field(default_factory=dict)
    arrivals: dict[int, Arrival] = field(default_factory=dict)
    just_in: list[NewForm] = field(default_factory=list)
    then_full: dict[str, int] = field(default_factory=dict)
    then_full_valid: int = 0
    then_like: dict[str, float] = field(default_factory=dict)
    then_like_valid: float = 0.0
    now_like: dict[int, int] = field(default_factory=dict)
    now_like_valid: int = 0


_SUMS = (
    "leaves", "leaves_reported", "stations", "stated_total", "stated_reported", "stated_leaves", "reported", "preliminary",
    "verified", "confirmed", "disputed", "counted", "valid", "rejected", "rejected_forms", "cast", "cast_forms",
    "registered", "registered_forms", "turnout_cast", "turnout_registered", "then_full_valid", "then_like_valid",
    "now_like_valid",
)  # fmt: skip


def add_up(children: Iterable[Node], *, with_votes: bool) -> Node:
    """Return the sum of `children`; candidates are added only within one race (`with_votes`)."""
    total = Node()
    newest: list[NewForm] = []
    for child in children:
        for name in _SUMS:
            setattr(total, name, getattr(total, name) + getattr(child, name))
        if child.last_received is not None and (
            total.last_received is None or child.last_received > total.last_received
        ):
            total.last_received = child.last_received
        newest.extend(child.just_in)
        _add(total.then_full, child.then_full)
        if with_votes:
            _add(total.votes, child.votes)
            _add(total.then_like, child.then_like)
            _add(total.now_like, child.now_like)
        for bucket, arrival in child.arrivals.items():
            held = total.arrivals.setdefault(bucket, Arrival())
            held.forms += arrival.forms
            if with_votes:
                _add(held.votes, arrival.votes)
    total.just_in = sorted(newest, key=lambda form: form.received_at, reverse=True)[:JUST_IN]
    return total


def _add(into: dict[Any, Any], more: dict[Any, Any]) -> None:
    for key, value in more.items():
        into[key] = into.get(key, 0) + value


def bucket_of(moment: datetime) -> int:
    """Return the step of arrival that `moment` falls into, as whole seconds since 1970 of its end."""
    return (int(moment.timestamp()) // BUCKET_S + 1) * BUCKET_S


def bucket_time(bucket: int) -> datetime:
    """Return the moment at which a step of arrival ends."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=bucket)

"""What the rules judge: one form with everything that is known of it, and what a rule found. Plain frozen values.

Made by `data.anomalies.gather` from rows, by the evaluation from files and by tests by hand. Nothing here reads or judges.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

# "Racecourse Primary School 4" -> the centre's name: streams of a centre differ by their last number.
_STREAM = re.compile(r"[\s,.:-]*(?:\b(?:stream|room|kituo)\b)?[\s.:-]*\d+\s*$", re.IGNORECASE)


def centre_of(station_name: str) -> str:
    """Return the name of a station's centre, the same for all streams of it in a ward; the name itself if nothing is left."""
    name = " ".join(station_name.split()).lower()
    return _STREAM.sub("", name) or name


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherSource:
    """What another source says of the same station: its name and votes in ballot order."""

    source: str
    votes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """Another station of the race with the same votes; `near`: in the same ward. `form_id` is the number of its form."""

    form_id: int
    station: str
    area: str
    near: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFacts:
    """One current form. `None` is unknown. `votes` are in ballot order, 0 for a candidate whom the form does not name.

    `is_peer`: others may be compared with it (a counting station form that nobody disputes). `before`: votes of the
    revision that this one replaced. `sums`: for an area's form, the votes of the stations' forms below it, and
    `sums_complete` whether all of them are in.
    """

    form_id: int
    votes: tuple[int, ...]
    valid: int
    valid_stated: bool = True
    rejected: int | None = None
    cast: int | None = None
    registered: int | None = None
    limit: int | None = None
    station: str | None = None
    centre: str | None = None
    source: str = "34a"
    is_counting: bool = True
    is_peer: bool = True
    received_at: datetime | None = None
    captured_at: datetime | None = None
    polls_close_at: datetime | None = None
    distance_m: float | None = None
    before: tuple[int, ...] | None = None
    before_valid: int | None = None
    others: tuple[OtherSource, ...] = ()
    twins: tuple[Twin, ...] = ()
    sums: tuple[int, ...] | None = None
    sums_complete: bool = False

    @property
    def ballots(self) -> int:
        """Votes cast, or the least they can have been where rejected ballots are unknown."""
        return self.cast if self.cast is not None else self.valid + (self.rejected or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a rule found: its code, a score in (0, 1] and the numbers of its sentence (`data.anomalies.rules`)."""

    rule: str
    score: float
    numbers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an election may choose of the rules; `distance_warn_m` is that of entry."""

    distance_warn_m: float = 1000.0

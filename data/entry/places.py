"""Places that forms are of (stations, areas) and their ballots, remembered for a moment by each process.

Called by `data.entry.submit` and `data.entry.sheet`. What is remembered is the register and the ballot, which hardly
change during a count; never a form, a right or a state.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from data.bounded import Bounded
from data.engine import sql
from data.errors import NotThere
from data.records import AreaRef, BallotLine

#: Sources of a station's form and, with the level they are of by default, of an area's.
STATION_SOURCES = ("34a", "observer", "agent", "transmitted")
AREA_SOURCES = {"34b": "constituency", "34c": "country"}
_REMEMBER_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRules:
    """The election's settings of entry, with their defaults."""

    source: str = "34a"
    photo_required: bool = False
    rejected_warn_pct: float = 5.0
    distance_warn_m: float = 1000.0
    area_sources: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A station, or an area (`station_id` is `None`), of an election's register."""

    election_id: int
    election: str
    election_title: str
    is_test: bool
    timezone: str
    is_open: bool
    rules: EntryRules
    station_id: int | None
    code: str
    name: str
    registered: int | None
    latitude: float | None
    longitude: float | None
    area_id: int
    path_ids: tuple[int, ...]
    path: tuple[AreaRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """One contest of a place: its race and candidates in ballot order, `names` and `ids` by candidate code."""

    race_id: int
    contest: str
    title: str
    counting_source: str
    max_votes: int | None
    lines: tuple[BallotLine, ...]
    names: dict[str, str]
    ids: dict[str, int]


class _Remembered:
    """Values by key, each for a few seconds."""

    def __init__(self, entries: int) -> None:
        self._held: Bounded[tuple[object, ...], tuple[float, Any]] = Bounded(entries)

    def get(self, key: tuple[object, ...]) -> Any:
        found = self._held.get(key)
        return found[1] if found is not None and found[0] > time.monotonic() else None

    def put(self, key: tuple[object, ...], value: Any) -> Any:
        self._held.put(key, (time.monotonic() + _REMEMBER_S, value))
        return value


# A few wards' observers at once; keyed by database, for one process may serve several (tests do).
_places = _Remembered(4_000)
_ballots = _Remembered(1_000)


def find_place(
    connection: Connection, election: str, *, station: str | None = None, area: str | None = None
) -> Place:
    """Return the station or area of an election. Raises `NotThere`."""
    key = (connection.engine.url, election, station, area)
    found: Place | None = _places.get(key)
    if found is not None:
        return found
    if station is not None:
        row = connection.execute(sql("entry_station"), {"election": election, "station": station}).first()
    else:
        row = connection.execute(sql("entry_area"), {"election": election, "area": area}).first()
    if row is None:
        what = f"station {station}" if station is not None else f"area {area}"
        raise NotThere(f"There is no {what} in the election {election}.")
    made: Place = _places.put(key, _place(row))
    return made


def find_ballots(connection: Connection, place: Place) -> dict[str, Ballot]:
    """Return the ballots of a place by contest code, in ballot order."""
    key = (connection.engine.url, place.election_id, place.area_id)
    found: dict[str, Ballot] | None = _ballots.get(key)
    if found is not None:
        return found
    asked = {"election_id": place.election_id, "path_ids": list(place.path_ids)}
    rows = connection.execute(sql("entry_ballots"), asked).all()
    by_contest: dict[str, list[Row[Any]]] = {}
    for row in rows:
        by_contest.setdefault(row.contest, []).append(row)
    made: dict[str, Ballot] = _ballots.put(key, {code: _ballot(rows) for code, rows in by_contest.items()})
    return made


def rules_of(settings: Any) -> EntryRules:
    """Read `elections.settings`; what is absent or no number has its default."""
    entry, levels = _part(settings, "entry"), _part(settings, "area_sources")
    return EntryRules(
        source=str(entry.get("source") or "34a"),
        photo_required=entry.get("photo") == "required",
        rejected_warn_pct=_number(entry.get("rejected_warn_pct"), 5.0),
        distance_warn_m=_number(entry.get("distance_warn_m"), 1000.0),
        area_sources={**AREA_SOURCES, **levels},
    )


def _part(settings: Any, name: str) -> dict[str, Any]:
    part = settings.get(name) if isinstance(settings, dict) else None
    return part if isinstance(part, dict) else {}


def _number(value: Any, default: float) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else default


def _place(row: Row[Any]) -> Place:
    return Place(
        election_id=row.election_id,
        election=row.election,
        election_title=row.election_title,
        is_test=row.is_test,
        timezone=row.timezone,
        is_open=row.status == "active",
        rules=rules_of(row.settings),
        station_id=row.station_id,
        code=row.code,
        name=row.name,
        registered=row.registered,
        latitude=row.latitude,
        longitude=row.longitude,
        area_id=row.area_id,
        path_ids=tuple(row.path_ids),
        path=tuple(AreaRef(**step) for step in row.path),
    )


def _ballot(rows: list[Row[Any]]) -> Ballot:
    first = rows[0]
    return Ballot(
        race_id=first.race_id,
        contest=first.contest,
        title=first.title,
        counting_source=first.counting_source,
        max_votes=first.max_votes,
        lines=tuple(
            BallotLine(code=r.candidate, name=r.name, party=r.party, abbreviation=r.abbreviation)
            for r in rows
        ),
        names={r.candidate: r.name for r in rows},
        ids={r.candidate: r.candidate_id for r in rows},
    )

"""Gathers the figures of one contest from its documents, selection by selection, in little memory.

A report lists votes by candidate, the documents hold them by area: so one contest is turned round, in arrays of whole numbers
(ten bytes a figure), and let go of before the next. Called by `report`; the order of everything is that of the register.
"""

from __future__ import annotations

from array import array
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from data.cdf.reading import Row, Sheet, Standing, sheet, stated_registered
from data.errors import NoSuchPart
from data.published import PublishedStore
from data.records import ContestLine, Place, StationPlace, VersionIndex

STATION = "station"
#: What `Gathered.state` says of a unit: the position in this list.
STATES = ("", "not reported", "preliminary", "verified", "confirmed", "disputed", "some", "all")
NO_ROW, NOT_REPORTED, SOME, ALL = 0, 1, 6, 7
#: Counted stations have this on top of their state.
COUNTED = 8
#: What `Gathered.registered` says where it is no number: the counted form does not state it, or no form is counted.
UNSTATED, NOT_COUNTED = -1, -2
#: A figure that nobody told.
UNKNOWN = -1


class Units:
    """The units of a report: the areas down to a level, then their stations; a unit is its position."""

    def __init__(self, store: PublishedStore, index: VersionIndex, deepest: str | None) -> None:
        """`deepest` is the level that the report goes down to, the stations by default. Raises `NoSuchPart`."""
        levels = (*index.levels, STATION)
        if deepest is not None and deepest not in levels:
            raise NoSuchPart(
                f"level is {deepest[:80]!r}; this election has no such level.",
                remedy=f"Use one of {', '.join(levels)}.",
            )
        self.deepest = deepest or STATION
        self.levels = index.levels
        self.depth = levels.index(self.deepest)
        places = store.places(index.election, index.version).areas
        self.areas: tuple[Place, ...] = tuple(
            place for place in places if index.levels.index(place.level) <= self.depth
        )
        self.stations: tuple[StationPlace, ...] = (
            store.stations(index.election, index.version).stations if self.deepest == STATION else ()
        )

    @cached_property
    def area_at(self) -> dict[str, int]:
        """Position of each area by its code."""
        return {place.code: position for position, place in enumerate(self.areas)}

    @cached_property
    def station_at(self) -> dict[str, int]:
        """Position of each station by its code."""
        return {place.code: position for position, place in enumerate(self.stations, len(self.areas))}

    @property
    def count(self) -> int:
        """How many units there are."""
        return len(self.areas) + len(self.stations)


@dataclass(slots=True)
class Line:
    """A candidate of a race with votes by unit."""

    standing: Standing
    units: array[int] = field(default_factory=lambda: array("l"))
    votes: array[int] = field(default_factory=lambda: array("q"))


@dataclass(slots=True)
class Race:
    """One race: its area, its candidates in ballot order, and how much of it is counted (`None`: not told)."""

    area: str
    lines: dict[str, Line] = field(default_factory=dict)
    counted: int | None = None
    total: int | None = None
    status: str = "unknown"

    def add(self, standing: Standing) -> Line:
        """Return the line of a candidate."""
        found = self.lines.get(standing.code)
        if found is None:
            found = self.lines[standing.code] = Line(standing)
        return found


class Gathered:
    """The figures of one contest over all units."""

    def __init__(self, contest: ContestLine, units: Units) -> None:
        self.contest = contest
        self.units = units
        self.races: dict[str, Race] = {}
        self.cast = array("q", [UNKNOWN]) * units.count
        self.rejected = array("q", [UNKNOWN]) * units.count
        self.registered = array("q", [NOT_COUNTED]) * units.count
        self.state = bytearray(units.count)
        #: Stations, or areas, in the figures and all of them; only areas have any.
        self.counted = array("q", [UNKNOWN]) * len(units.areas)
        self.total = array("q", [UNKNOWN]) * len(units.areas)
        self.held = 0

    def ballots(self) -> Iterator[tuple[int, int | None, int | None]]:
        """Yield ballots cast and rejected of each unit that tells either."""
        for unit, (cast, rejected) in enumerate(zip(self.cast, self.rejected, strict=True)):
            if cast != UNKNOWN or rejected != UNKNOWN:
                yield unit, _known(cast), _known(rejected)


def gather(
    store: PublishedStore, index: VersionIndex, contest: ContestLine, units: Units
) -> Generator[bytes, None, Gathered]:
    """Read the documents of one contest and return its figures; yields nothing after each, to let others have their turn."""
    found = Gathered(contest, units)
    level = index.levels.index(contest.level)
    for place in units.areas:
        name = f"{contest.code}/{place.code}"
        if name not in index.documents:
            continue
        read = sheet(store, index.election, index.version, name)
        if read.candidates or units.levels.index(place.level) < level:
            _Taking(store, index, found, read).take(level)
        yield b""
    return found


class _Taking:
    """Takes one document in."""

    def __init__(self, store: PublishedStore, index: VersionIndex, into: Gathered, read: Sheet) -> None:
        self._store = store
        self._index = index
        self._into = into
        self._sheet = read

    def take(self, level: int) -> None:
        """Add the figures of the area, and of its stations; `level` is that of the races."""
        own, into = self._sheet, self._into
        unit = into.units.area_at[own.area.code]
        counted = self._area(unit)
        here = into.units.levels.index(own.area.level)
        if here < level:
            return
        area = own.area.code if here == level else own.area.path[level].code
        race = into.races.setdefault(area, Race(area))
        lines = {
            one.code: race.add(one)
            for one in sorted(own.candidates, key=lambda one: (one.ballot_order, one.code))
        }
        if here == level:
            race.counted, race.total = _of(own)
            race.status = ("not-processed", "in-process", "completed")[_how_far(own)]
        if counted:
            for one in own.candidates:
                _add(lines[one.code], unit, one.votes)
        if own.child_level == STATION and into.units.stations:
            self._stations(lines)

    def _area(self, unit: int) -> bool:
        """Add the area's own sums; return whether anything of it is counted."""
        own, into = self._sheet, self._into
        counted, total = _of(own)
        into.counted[unit] = UNKNOWN if counted is None else counted
        into.total[unit] = UNKNOWN if total is None else total
        far = _how_far(own)
        into.state[unit] = (NOT_REPORTED, SOME, ALL)[far]
        if far and not (own.stations.counted or own.stations.areas_reported):
            return False
        # A sum over some of the counted stations is not the figure of the area: only whole ones are told.
        if far and own.votes.cast is not None and own.votes.cast_stations is None:
            into.cast[unit] = own.votes.cast
        if far and own.votes.rejected is not None and own.votes.rejected_stations is None:
            into.rejected[unit] = own.votes.rejected
        if far and own.by_area and own.child_level is None:
            stated = own.votes.registered_counted
            into.registered[unit] = UNSTATED if stated is None else stated
            if into.state[unit] == SOME:
                # The form of the area counts, though it is of some of the stations only.
                into.state[unit] = STATES.index("verified")
        return far > 0

    def _stations(self, lines: dict[str, Line]) -> None:
        into = self._into
        at = into.units.station_at
        stated = self._stated()
        for row in self._sheet.children:
            unit = at.get(row.code)
            if unit is None:
                continue
            if row.state is None:
                into.state[unit] = NOT_REPORTED
                continue
            into.state[unit] = STATES.index(row.state)
            if not row.stations.counted:
                into.held += row.state == "disputed"
                continue
            into.state[unit] += COUNTED
            into.cast[unit] = UNKNOWN if row.cast is None else row.cast
            into.rejected[unit] = UNKNOWN if row.rejected is None else row.rejected
            into.registered[unit] = self._registered(row, unit, stated)
            for code, votes in row.votes.items():
                _add(lines[code], unit, votes)

    def _stated(self) -> dict[str, int | None] | None:
        """Return what the forms of the ward state, where the document does not tell which of them do."""
        own, index = self._sheet, self._index
        if own.votes.registered_counted is None or own.votes.registered_counted_stations is None:
            return None
        return stated_registered(
            self._store, index.election, index.version, self._into.contest.code, own.area.code
        )

    def _registered(self, row: Row, unit: int, stated: dict[str, int | None] | None) -> int:
        """Return the registered voters that a form states; a row shows the register's where the form states none."""
        sums = self._sheet.votes
        if sums.registered_counted is None or row.registered is None:
            return UNSTATED
        if sums.registered_counted_stations is None:
            return row.registered
        if stated is not None:
            said = stated.get(row.code)
            return UNSTATED if said is None else said
        units = self._into.units
        of_register = units.stations[unit - len(units.areas)].registered
        return UNSTATED if row.registered == of_register else row.registered


def _add(line: Line, unit: int, votes: int) -> None:
    line.units.append(unit)
    line.votes.append(votes)


def _of(read: Sheet) -> tuple[int | None, int | None]:
    """Return how many parts of an area are in its figures, and how many there are."""
    if read.stations.total is None and read.stations.areas_total is not None:
        if read.child_level is None:
            return None, None
        return read.stations.areas_reported, read.stations.areas_total
    return read.stations.counted, read.stations.total


def _how_far(read: Sheet) -> int:
    """Return 0 where nothing has come, 2 where everything is counted, else 1."""
    counts = read.stations
    if counts.areas_total is not None:
        some = bool(counts.areas_reported)
        whole = counts.areas_reported == counts.areas_total and counts.counted == counts.total
    else:
        some, whole = bool(counts.reported), counts.counted == counts.total
    return 2 if some and whole else int(some)


def _known(count: int) -> int | None:
    return None if count == UNKNOWN else count

"""What of a version goes into a file (`Portion`), and its figures as rows: a row for each candidate in each area and station.

Called by the writers of this package. Everything comes from the published documents, one at a time, so a file and a
page can't differ and a whole country needs no more memory than its largest document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

from data.errors import NoSuchPart, NotPublished
from data.published import PublishedStore
from data.records import (
    ChildTotal,
    ContestLine,
    Place,
    ResultsDocument,
    StationCounts,
    VersionIndex,
    VoteTotals,
)
from data.records.licence import DEFAULT_LICENCE, Licence
from data.stats.shares import share_pct

CSV_COLUMNS = (
    *("election", "version", "as_of", "is_test", "status", "contest"),
    *(
        "level",
        "area_code",
        "area_name",
        "parent_code",
        "stations_total",
        "stations_reported",
        "stations_counted",
    ),
    *("state", "registered", "cast", "valid", "rejected", "turnout_pct"),
    *("candidate_code", "candidate_name", "party_code", "votes", "share_pct"),
)
LEVEL = CSV_COLUMNS.index("level")
STATION = "station"

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")

Cell = str | int | float | bool | None


@dataclass(frozen=True)
class Portion:
    """What a file holds: a contest of a version (all of the election where `contest` is empty), perhaps a part of it.

    `level` keeps the areas of one level, or `station`; `area` keeps one area and what lies in it. `origin` is the site's own
    address, for links in files that leave it; `licence` is stated by every file that can state one.
    """

    store: PublishedStore
    election: str
    version: int
    contest: str = ""
    level: str | None = None
    area: str | None = None
    origin: str = ""
    licence: Licence = DEFAULT_LICENCE

    @cached_property
    def index(self) -> VersionIndex:
        """The index of the version."""
        return self.store.index(self.election, self.version)

    @cached_property
    def line(self) -> ContestLine:
        """The contest's line in the index."""
        found = next((line for line in self.index.contests if line.code == self.contest), None)
        if found is None:
            raise NotPublished(
                f"There is no contest {self.contest[:80]!r} in version {self.version} of {self.election}."
            )
        return found

    @property
    def whole(self) -> bool:
        """Whether nothing of the contest is left out."""
        return self.level is None and self.area is None

    def of(self, contest: str) -> Portion:
        """Return all of another contest of the same version."""
        return replace(self, contest=contest, level=None, area=None)

    def checked(self) -> Portion:
        """Return this, or raise for a contest, level or area that does not exist: `NotPublished`, `NoSuchPart`."""
        areas(self.store, self.election, self.version, self.contest)
        levels = (*self.index.levels, STATION)
        if self.level is not None and self.level not in levels:
            raise NoSuchPart(
                f"level is {self.level[:40]!r}; {self.election} has no such level.",
                remedy=f"Use one of {', '.join(levels)}.",
            )
        if self.area is not None and self.area not in self.inside:
            raise NotPublished(f"There is no area {self.area[:80]!r} in {self.election}.")
        return self

    @cached_property
    def by_code(self) -> dict[str, Place]:
        """The areas of the register by code."""
        return {place.code: place for place in self.store.places(self.election, self.version).areas}

    @cached_property
    def inside(self) -> frozenset[str]:
        """Codes of the areas that `area` holds, itself too; of all areas without one."""
        if self.area is None or self.area == self.index.root:
            return frozenset(self.by_code)
        found = {self.area} if self.area in self.by_code else set()
        for place in self.by_code.values():  # in tree order: a parent comes before what lies in it
            if place.parent in found:
                found.add(place.code)
        return frozenset(found)

    def codes(self, *, stations: bool = True) -> Iterator[str]:
        """Yield the codes of the areas whose documents hold rows of this portion, in the order of the register.

        Without `stations`, a document whose stations alone are wanted is none.
        """
        wanted = None if self.level == STATION and stations else self.level
        for code in areas(self.store, self.election, self.version, self.contest):
            place = self.by_code.get(code)
            if self.area is not None and code not in self.inside:
                continue
            if wanted is None or (place is not None and place.level == wanted):
                yield code

    def document(self, area: str) -> ResultsDocument:
        """Return the document of one area, which is not kept in memory."""
        return self.store.document(self.election, self.version, self.contest, area, keep=False)

    def documents(self) -> Iterator[ResultsDocument]:
        """Yield the documents that hold rows of this portion, in the order of the register."""
        for code in self.codes():
            yield self.document(code)


def areas(store: PublishedStore, election: str, version: int, contest: str) -> tuple[str, ...]:
    """Return the codes of the areas that a contest has documents of, in the order of the register.

    Raises `NotPublished` when the contest has none.
    """
    index = store.index(election, version)
    published = {name.split("/", 1)[1] for name in index.documents if name.split("/", 1)[0] == contest}
    if not published or contest not in {line.code for line in index.contests}:
        raise NotPublished(f"There is no contest {contest[:80]!r} in version {version} of {election}.")
    ordered = [place.code for place in store.places(election, version).areas if place.code in published]
    return (*ordered, *sorted(published.difference(ordered)))


def rows(portion: Portion) -> Iterator[list[Cell]]:
    """Yield the rows of a portion, in the columns `CSV_COLUMNS`; unknown is `None`."""
    for document in portion.documents():
        for row in _document_rows(portion.index, document):
            if portion.level is None or row[LEVEL] == portion.level:
                yield row


def moment(at: datetime) -> str:
    """Write a moment in UTC as ISO 8601 with a Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def safe_cell(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet runs as a formula; numbers stay numbers."""
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return "'" + cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell


def _document_rows(index: VersionIndex, document: ResultsDocument) -> Iterator[list[Cell]]:
    marks: list[Cell] = [
        index.election,
        index.version,
        moment(document.as_of or document.published_at),
        index.is_test,
        document.status,
        document.contest,
    ]
    area = document.area
    parent = area.path[-1].code if area.path else None
    head = [*marks, area.level, area.code, area.name, parent, *_counts(document.stations), None]
    figures = _figures(document.votes)
    for one in document.candidates:
        party = one.party.code if one.party else None
        yield [*head, *figures, one.code, one.name, party, one.votes, one.share_pct]
    if not document.candidates:
        yield [*head, *figures, None, None, None, None, None]
    for child in document.children:
        if child.level == STATION:
            yield from _station_rows(marks, document, child)


def _station_rows(marks: list[Cell], document: ResultsDocument, station: ChildTotal) -> Iterator[list[Cell]]:
    state = station.state or "not reported"
    head = [
        *marks,
        STATION,
        station.code,
        station.name,
        document.area.code,
        *_counts(station.stations),
        state,
    ]
    figures = _figures(station)
    if not station.votes:
        yield [*head, *figures, None, None, None, None, None]
    for one in document.candidates:
        if one.code in station.votes:
            votes = station.votes[one.code]
            party = one.party.code if one.party else None
            yield [*head, *figures, one.code, one.name, party, votes, share_pct(votes, station.valid)]


def _counts(counts: StationCounts) -> list[Cell]:
    return [counts.total, counts.reported, counts.counted]


def _figures(totals: VoteTotals | ChildTotal) -> list[Cell]:
    return [totals.registered, totals.cast, totals.valid, totals.rejected, totals.turnout_pct]

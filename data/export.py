"""Writes a whole contest of one version as rows of CSV or as one JSON text, piece by piece.

Called by `/api/v1/elections/<e>/export/...` and `matokeo export`. The rows come from the published documents
and nothing else, so a file and a page can't differ. It never holds more than one document.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC

import msgspec

from data.errors import NotPublished
from data.published import PublishedStore
from data.records import ChildTotal, ResultsDocument, StationCounts, VersionIndex, VoteTotals
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

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_CHUNK = 65_536

Cell = str | int | float | bool | None


def documents(store: PublishedStore, election: str, version: int, contest: str) -> Iterator[ResultsDocument]:
    """Yield every document of a contest as of `version`, in the order of the register.

    Raises `NotPublished` before the first one when the contest has none.
    """
    for area in areas(store, election, version, contest):
        yield store.document(election, version, contest, area, keep=False)


def areas(store: PublishedStore, election: str, version: int, contest: str) -> tuple[str, ...]:
    """Return the codes of the areas that a contest has documents of, in the order of the register."""
    index = store.index(election, version)
    published = {name.split("/", 1)[1] for name in index.documents if name.split("/", 1)[0] == contest}
    if not published:
        raise NotPublished(f"There is no contest {contest[:80]!r} in version {version} of {election}.")
    ordered = [place.code for place in store.places(election, version).areas if place.code in published]
    return (*ordered, *sorted(published.difference(ordered)))


def csv_chunks(store: PublishedStore, election: str, version: int, contest: str) -> Iterator[bytes]:
    """Yield the CSV of a contest: a row for each candidate in each area and in each station.

    Every row names the version and whether it is a test; unknown is an empty cell. Cells that a spreadsheet
    would take for a formula begin with an apostrophe.
    """
    index = store.index(election, version)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for document in documents(store, election, version, contest):
        for row in _document_rows(index, document):
            writer.writerow([safe_cell(cell) for cell in row])
        if buffer.tell() >= _CHUNK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def json_chunks(store: PublishedStore, election: str, version: int, contest: str) -> Iterator[bytes]:
    """Yield one JSON object with the version's marks and all documents of a contest, byte for byte."""
    index = store.index(election, version)
    marks = {
        "election": index.election,
        "title": index.title,
        "contest": contest,
        "version": index.version,
        "published_at": index.published_at,
        "status": index.status,
        "is_test": index.is_test,
    }
    yield msgspec.json.encode(marks)[:-1] + b',"documents":['
    for number, area in enumerate(areas(store, election, version, contest)):
        body = store.path(election, version, f"{contest}/{area}.json").read_bytes()
        yield (b"," if number else b"") + body
    yield b"]}"


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
        (document.as_of or document.published_at).astimezone(UTC).isoformat().replace("+00:00", "Z"),
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
        if child.level == "station":
            yield from _station_rows(marks, document, child)


def _station_rows(marks: list[Cell], document: ResultsDocument, station: ChildTotal) -> Iterator[list[Cell]]:
    state = station.state or "not reported"
    head = [
        *marks,
        "station",
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

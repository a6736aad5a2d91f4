"""CSV per precinct, as OpenElections keeps it, as a feed: a row for each precinct, office and candidate.

Opened by `formats`. A person says once what the columns are; precincts that only resemble a station wait for a person too. Rows
of a form need not stand together: they are gathered before they go on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from data.imports.columns import PART, guess, missing, usable
from data.imports.feed import Feed, FeedForm, Matcher, Total
from data.imports.names import Spot
from data.ingest.load_register import Place
from data.ingest.problems import Problems, Refusal
from data.ingest.rows import Cells, each_row
from data.ingest.summary import FileSummary
from data.ingest.tables import Source, Table
from data.records.imports import Mapping, MappingFindings
from data.trigrams import normalise

_SAMPLES = 6
_LONGEST = 120
#: Lines that are no candidates: what they count instead. Figures of a form that nobody stands behind are left out.
_REJECTED = frozenset({
    "over votes", "overvotes", "under votes", "undervotes", "rejected", "rejected votes", "spoiled", "spoilt", "blank",
    "invalid votes",
})  # fmt: skip
_REGISTERED = frozenset({"registered voters", "registered", "registration"})
_IGNORED = frozenset(
    {"total", "totals", "ballots cast", "total votes", "total votes cast", "ballots cast total", "votes cast"}
)
_WRITE_INS = frozenset(
    {"write ins", "write in", "writeins", "write in totals", "unassigned write ins", "scattering"}
)


@dataclass(slots=True)
class _Gathered:
    """The lines of one precinct and office."""

    row: int
    county: str
    precinct: str
    office: str
    lines: list[tuple[str, str]] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
    registered: str = ""


class PrecinctFeed(Feed):
    """One CSV file."""

    def __init__(self, said: Mapping, remembered: str | None, total: Total) -> None:
        """Asks a person unless one has spoken of this header before."""
        super().__init__(said, remembered, total)
        self.asks = not said.confirmed

    def forms(
        self, matcher: Matcher, place: Place, source: Source, summary: FileSummary
    ) -> Iterator[FeedForm]:
        """Yield a form for each precinct and office."""
        table = Table(source, place.problems, ())
        columns: dict[str, str] = {}
        gathered: dict[tuple[str, str, str], _Gathered] = {}
        registered: dict[tuple[str, str], str] = {}
        samples: list[tuple[str, ...]] = []
        for cells in each_row(table):
            if not columns:
                columns = self._columns(tuple(table.columns), place.problems, source.name)
                if not columns:
                    return
            if len(samples) < _SAMPLES:
                samples.append(tuple(cells[name][:_LONGEST] for name in table.columns))
            self._gather(cells, columns, gathered, registered)
        self._told(table, columns, samples)
        self.total(len(gathered))
        for one in gathered.values():
            one.registered = one.registered or registered.get((one.county, one.precinct), "")
            form = self._form(matcher, one)
            if form.votes:
                yield form

    def _columns(self, header: tuple[str, ...], problems: Problems, file: str) -> dict[str, str]:
        """Return the columns as said, or as they seem; none, with refusals, where something needed is missing."""
        columns = usable(self.said.columns, header) if self.said.columns else guess(header)
        self.found = MappingFindings(header=header, columns=columns)
        lacking = missing(columns)
        for name in lacking:
            problems.add(Refusal("missing-column", file, f"no column is said to be {name!r}", 1))
        return {} if lacking else columns

    def _told(self, table: Table, columns: dict[str, str], samples: list[tuple[str, ...]]) -> None:
        header = tuple(table.columns)
        self.found = msgspec.structs.replace(
            self.found, header=header, columns=columns, samples=tuple(samples)
        )

    def _gather(
        self,
        cells: Cells,
        columns: dict[str, str],
        gathered: dict[tuple[str, str, str], _Gathered],
        registered: dict[tuple[str, str], str],
    ) -> None:
        text = {column: cells[name].strip() for column, name in columns.items()}
        county, precinct, office = text.get("county", ""), text["precinct"], text["office"]
        if text.get("district"):
            office = f"{office} {text['district']}"
        candidate, votes = text["candidate"], _votes(text)
        line = normalise(candidate)
        if normalise(office) in _REGISTERED or line in _REGISTERED:
            registered[county, precinct] = votes
            return
        if normalise(office) in _IGNORED or line in _IGNORED:
            return
        key = (county, precinct, office)
        one = gathered.get(key)
        if one is None:
            one = gathered[key] = _Gathered(cells.number, county, precinct, office)
        one.registered = one.registered or text.get("registered", "")
        if line in _REJECTED:
            one.rejected.append(votes)
        elif line not in _WRITE_INS or votes not in ("", "0"):
            one.lines.append((candidate, votes))

    def _form(self, matcher: Matcher, one: _Gathered) -> FeedForm:
        contest = matcher.contest((one.office,))
        within = matcher.names.area(one.county) if one.county else None
        shown = f"{one.county}|{one.precinct}" if one.county else one.precinct
        spot = matcher.station((one.precinct,), within, key=shown) or Spot(one.precinct or shown, None)
        form = FeedForm(one.row, contest, spot, registered=one.registered, rejected=_added(one.rejected))
        for candidate, votes in one.lines:
            form.votes.append((matcher.candidate(contest, spot, (candidate,)), votes))
        return form


def _votes(text: dict[str, str]) -> str:
    """Return the votes of a row as text: the total, or its parts added up where there is no total."""
    total = text.get("votes", "")
    if total:
        return total.replace(",", "") if _grouped(total) else total
    parts = [value for column, value in text.items() if column.startswith(PART) and value]
    return _added(parts)


def _grouped(number: str) -> bool:
    """Tell whether a number is written with separators of thousands: `1,234`, and not `1,5`."""
    head, *rest = number.split(",")
    return (
        bool(rest)
        and 0 < len(head) <= 3
        and all(len(part) == 3 for part in rest)
        and number.replace(",", "").isdigit()
    )


def _added(parts: list[str]) -> str:
    """Add counts up; the first that is none is handed on as it is, to be refused."""
    total = 0
    for part in parts:
        if not (part.isascii() and part.isdigit() and len(part) < 10):
            return part
        total += int(part)
    return str(total) if parts else ""

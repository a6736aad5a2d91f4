"""Tells a feed in the columns of our own results files, so that the same reader checks it and the same rows are staged.

Made by `loading` for files that are not ours. What cannot be matched goes on under the name the feed has for it: the reader
refuses it by that name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import msgspec

from data.imports.names import Names, Spot
from data.ingest.forms import Rows
from data.ingest.known import Known
from data.ingest.load_register import Place
from data.ingest.summary import FileSummary
from data.ingest.tables import Source
from data.records.imports import Likely, Mapping, MappingFindings

_COLUMNS = (
    "contest", "station_code", "area_code", "source", "state", "registered_voters", "rejected_votes", "stations_total",
    "stations_reported", "candidate_code", "votes",
)  # fmt: skip
_MOST_ASKED = 500
Total = Callable[[int], None]


@dataclass(slots=True)
class FeedForm:
    """One form of a feed as text; `row` is where it is in the file. Blank is unknown."""

    row: int
    contest: str
    spot: Spot
    state: str = ""
    registered: str = ""
    rejected: str = ""
    stations_total: str = ""
    stations_reported: str = ""
    votes: list[tuple[str, str]] = field(default_factory=list)


class FeedRows:
    """The rows of a feed, as `FormReader` asks for them."""

    def __init__(self, forms: Callable[[], Iterator[FeedForm]]) -> None:
        """`forms` is called once, when the rows are read."""
        self._forms = forms
        self.ignored: tuple[str, ...] = ()

    def at(self, column: str) -> int:
        """Return the position of a column, -1 for those that no feed states."""
        return _COLUMNS.index(column) if column in _COLUMNS else -1

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows of each form."""
        for form in self._forms():
            repeated = [
                form.contest, form.spot.station or "", form.spot.area or "", "", form.state, form.registered, form.rejected,
                form.stations_total, form.stations_reported,
            ]  # fmt: skip
            for candidate, votes in form.votes:
                yield form.row, [*repeated, candidate, votes]


class Matcher:
    """Our codes for a feed's names, as a person said or as they fit; keeps what it could not match."""

    def __init__(self, names: Names, said: Mapping) -> None:
        """`said` goes before anything that fits by itself."""
        self.names = names
        self.said = said
        self.contests: dict[str, str] = {}
        self.candidates: dict[str, str] = {}
        self.unplaced: dict[str, Likely | None] = {}
        self._spots: dict[tuple[str, ...], Spot] = {}

    def contest(self, names: tuple[str, ...]) -> str:
        """Return the contest's code, or the feed's own name where there is none."""
        shown = names[0]
        found = self.said.contests.get(shown) or self.names.contest(names)
        if len(self.contests) < _MOST_ASKED:
            self.contests.setdefault(shown, found or "")
        return found or shown

    def station(self, names: tuple[str, ...], within: str | None, *, key: str) -> Spot | None:
        """Return the station; what is only likely is noted under `key` and not taken."""
        asked = (key, *names)
        if asked not in self._spots:
            code = self.said.places.get(key) or self.names.station(names, within)
            if code is None:
                self._note(key, names[-1], within)
                return None
            self._spots[asked] = Spot(code, None)
        return self._spots[asked]

    def _note(self, key: str, name: str, within: str | None) -> None:
        if key in self.unplaced or len(self.unplaced) >= 10 * _MOST_ASKED:
            return
        near = self.names.likely(name, within) if len(self.unplaced) < _MOST_ASKED else None
        self.unplaced[key] = None if near is None else Likely(place=key, station=near.code, name=near.name)

    def candidate(self, contest: str, spot: Spot, names: tuple[str, ...]) -> str:
        """Return the candidate's code, or the feed's own name where nobody fits."""
        shown = names[0]
        race = self.names.race_area(contest, spot)
        if race is None:
            return shown
        key = f"{contest}/{shown}"
        found = self.said.candidates.get(key) or self.names.candidate(contest, race, names)
        if len(self.candidates) < _MOST_ASKED or key in self.candidates:
            self.candidates[key] = found or self.candidates.get(key, "")
        return found or shown


class Feed:
    """A file that is not one of ours. After its rows are read, `asks` says whether a person must explain it first."""

    asks = False

    def __init__(self, said: Mapping, remembered: str | None, total: Total) -> None:
        """`remembered` is the name of the mapping that an earlier file left."""
        self.said = said
        self.remembered = remembered
        self.total = total
        self.found = MappingFindings()
        self.matcher: Matcher | None = None

    def rows(self, place: Place, known: Known, source: Source, summary: FileSummary) -> Rows:
        """Return the rows of the file; called by the importer inside its transaction."""
        matcher = self.matcher = Matcher(Names(place, known), self.said)
        return FeedRows(lambda: self.forms(matcher, place, source, summary))

    def forms(
        self, matcher: Matcher, place: Place, source: Source, summary: FileSummary
    ) -> Iterator[FeedForm]:
        """Yield the forms of the file."""
        raise NotImplementedError

    @property
    def findings(self) -> MappingFindings:
        """What the rows told that a person may have to say more about."""
        if self.matcher is None:
            return self.found
        unplaced = self.matcher.unplaced
        return msgspec.structs.replace(
            self.found,
            contests=self.matcher.contests,
            candidates=self.matcher.candidates,
            likely=tuple(one for one in unplaced.values() if one is not None)[:_MOST_ASKED],
            unknown_places=sum(one is None for one in unplaced.values()),
            remembered=self.remembered,
        )

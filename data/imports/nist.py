"""Election reports of NIST SP 1500-100 as a feed: units are our stations or areas, selections our candidates.

Opened by `formats`. Figures of several levels are never added up: where the report has figures per station, its totals of areas
are passed over; else the finest level that it has is taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from math import isfinite

from data.imports.feed import Feed, FeedForm, Matcher, Total
from data.imports.names import Spot
from data.imports.nist_read import (
    Candidate,
    Contest,
    Count,
    Election,
    Name,
    Report,
    Selection,
    read_json,
    read_xml,
)
from data.imports.nist_units import told_of
from data.ingest.load_register import Place
from data.ingest.summary import FileSummary
from data.ingest.tables import Source
from data.records.imports import Mapping

_CONTEST = "ElectionResults.CandidateContest"
#: Units that are our stations, where a name could be either.
_STATIONS = frozenset(
    {"precinct", "polling-place", "vote-center", "split-precinct", "combined-precinct", "other", ""}
)
_PARTLY = "in-process"
_NOTHING = "not-processed"


class NistFeed(Feed):
    """One report."""

    def __init__(self, said: Mapping, remembered: str | None, total: Total, *, xml: bool) -> None:
        """`xml` says which of the two forms the file has."""
        super().__init__(said, remembered, total)
        self._read: Callable[..., Report] = read_xml if xml else read_json

    def forms(
        self, matcher: Matcher, place: Place, source: Source, summary: FileSummary
    ) -> Iterator[FeedForm]:
        """Yield a form for each contest and place; `row` numbers the contests' places in the order of the report."""
        if source.too_large(place.problems):
            return
        report = self._read(source.path)
        reader = _Reader(report, matcher, summary)
        self.total(reader.size)
        yield from reader.forms()


class _Reader:
    """Makes forms of one report."""

    def __init__(self, report: Report, matcher: Matcher, summary: FileSummary) -> None:
        self._report = report
        self._matcher = matcher
        self._summary = summary
        self._units = {unit.id: unit for unit in report.gp_unit}
        self._spots: dict[str, Spot] = {}
        self._row = 0
        self._skipped = 0
        self.size = sum(
            len(_by_unit(contest)) for election in report.election for contest in election.contest
        )

    def _spot(self, unit_id: str) -> Spot:
        """Return where a unit is; one that is nowhere goes on under its own name, to be refused by it."""
        if unit_id not in self._spots:
            self._spots[unit_id] = self._find(unit_id)
        return self._spots[unit_id]

    def _find(self, unit_id: str) -> Spot:
        unit = self._units.get(unit_id)
        if unit is None:
            return Spot(unit_id, None)
        names = _names(unit.id, unit.external_identifier, unit.name)
        said = self._matcher.said.places.get(names[0])
        if said:
            return Spot(said, None)
        station = self._matcher.names.station(names)
        area = next((code for name in names if (code := self._matcher.names.area(name))), None)
        if station is not None and (area is None or unit.kind in _STATIONS):
            return Spot(station, None)
        if area is not None:
            return Spot(None, area)
        return self._matcher.station(names, None, key=names[0]) or Spot(names[0], None)

    def forms(self) -> Iterator[FeedForm]:
        """Yield the forms of every contest."""
        if self._report.is_test:
            self._summary.notes.append("the report says that it is a test and holds no results")
        for election in self._report.election:
            standing = {one.id: one for one in election.candidate}
            contests = [one for one in election.contest if one.kind in ("", _CONTEST)]
            rejected = _rejected(election, contests)
            for contest in contests:
                yield from self._contest(contest, standing, rejected)
        if self._skipped:
            self._summary.notes.append(
                f"{self._skipped} totals of larger areas were not read: finer figures are in the file"
            )

    def _contest(
        self, contest: Contest, standing: dict[str, Candidate], rejected: dict[str, int]
    ) -> Iterator[FeedForm]:
        named = (
            contest.name,
            *(one.value for one in contest.external_identifier),
            contest.abbreviation,
            contest.id,
        )
        code = self._matcher.contest(tuple(dict.fromkeys(name for name in named if name)))
        counted = _by_unit(contest)
        other = {one.gp_unit_id: one for one in contest.other_counts}
        for unit_id in self._finest(list(counted)):
            self._row += 1
            form = self._form(code, unit_id)
            if form is None:
                continue
            spoilt = other.get(unit_id)
            if spoilt is not None and (spoilt.overvotes, spoilt.undervotes) != (None, None):
                form.rejected = _whole((spoilt.overvotes or 0) + (spoilt.undervotes or 0))
            elif unit_id in rejected:
                form.rejected = str(rejected[unit_id])
            for place, counts in counted[unit_id].items():
                self._votes(form, contest.contest_selection[place], counts, standing)
            if form.votes:
                yield form

    def _form(self, contest: str, unit_id: str) -> FeedForm | None:
        """Return the head of a form, `None` where nothing has been counted: missing is not zero."""
        unit = self._units.get(unit_id)
        if unit is None:
            return FeedForm(self._row, contest, self._spot(unit_id))
        told = told_of(unit, contest)
        if told.statuses == {_NOTHING}:
            return None
        state = told.state or ("preliminary" if _PARTLY in told.statuses else "")
        form = FeedForm(self._row, contest, self._spot(unit_id), state=state, registered=told.registered)
        if form.spot.area is not None:
            form.stations_total, form.stations_reported = told.total, told.reported
        return form

    def _finest(self, counted: list[str]) -> list[str]:
        """Return the units whose figures are taken: stations, else the areas of the lowest level."""
        levels = self._matcher.names.known.area_levels
        grain = {
            unit: len(levels) if (spot := self._spot(unit)).area is None else levels[spot.area]
            for unit in counted
        }
        finest = max(grain.values(), default=0)
        kept = [unit for unit in counted if grain[unit] == finest]
        self._skipped += len(counted) - len(kept)
        return kept

    def _votes(
        self, form: FeedForm, selection: Selection, counts: list[Count], standing: dict[str, Candidate]
    ) -> None:
        """Add the votes of one selection; a figure that the report keeps to itself is left blank, and refused."""
        votes = "" if any(one.is_suppressed_for_privacy for one in counts) else _sum(counts)
        if selection.is_write_in and votes == "0":
            return
        names: list[str] = []
        for candidate_id in selection.candidate_ids or (selection.id,):
            one = standing.get(candidate_id)
            known = _names(candidate_id, one.external_identifier, one.ballot_name) if one else (candidate_id,)
            names += [known[-1], *known[:-1]]
        shown = self._matcher.candidate(form.contest, form.spot, tuple(dict.fromkeys(names)))
        form.votes.append((shown, votes))


def _rejected(election: Election, contests: list[Contest]) -> dict[str, int]:
    """Return the rejected ballots of the places that one contest alone counts: those of several are not one contest's."""
    counting = Counter(unit for contest in contests for unit in _by_unit(contest))
    return {
        ballots.gp_unit_id: ballots.ballots_rejected
        for ballots in election.ballot_counts
        if ballots.ballots_rejected is not None
        and ballots.type == "total"
        and counting[ballots.gp_unit_id] == 1
    }


def _by_unit(contest: Contest) -> dict[str, dict[int, list[Count]]]:
    """Return the counts of a contest by unit and place of the selection."""
    found: dict[str, dict[int, list[Count]]] = {}
    for place, selection in enumerate(contest.contest_selection):
        for one in selection.vote_counts:
            found.setdefault(one.gp_unit_id, {}).setdefault(place, []).append(one)
    return found


def _names(own: str, identifiers: tuple[object, ...], name: Name | None) -> tuple[str, ...]:
    """Return the codes of a thing, its id, and its name last."""
    codes = [str(getattr(one, "value", "")) for one in identifiers]
    texts = [words.content for words in name.text] if name is not None else []
    return tuple(dict.fromkeys(word.strip() for word in (*codes, own, *texts) if word.strip()))


def _sum(counts: list[Count]) -> str:
    """Return the total, or the parts together where there is no total."""
    totals = [one for one in counts if one.type == "total"]
    return _whole(sum(one.count for one in (totals[:1] or counts)))


def _whole(count: float | int) -> str:
    """Write a count; what is no whole number stays as it is, and the reader refuses it."""
    if isinstance(count, float) and isfinite(count) and count == int(count):
        return str(int(count))
    return str(count)

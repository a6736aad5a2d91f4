"""Reader of results files: long rows in, whole forms out, one at a time.

A form is the rows of one contest, one station (or area) and one source. They stand together in the file, so a
file of any length needs the memory of one form (and the keys of all). Called by `bundle` and `run`; pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from data.ingest import fields
from data.ingest.known import Known, KnownContest
from data.ingest.problems import BadField, Problems, Refusal
from data.ingest.tables import Source, Table

FORM_COLUMNS = ("contest", "candidate_code", "votes")
REPEATED = (
    "contest", "station_code", "area_code", "source", "state", "received_at", "registered_voters",
    "rejected_votes", "valid_votes", "stations_total", "stations_reported",
)  # fmt: skip
_STATES = frozenset({"preliminary", "verified", "confirmed"})
Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class FormRow:
    """One form as read: codes, figures and the first of its rows. `None` is unknown, never 0."""

    row: int
    contest: str
    race_area: str
    leaf_area: str
    station: str | None
    source: str
    state: str | None
    received_at: datetime | None
    registered: int | None
    rejected: int | None
    valid: int
    valid_stated: bool
    stations_total: int | None
    stations_reported: int | None
    votes: tuple[tuple[str, int], ...]

    @property
    def cast(self) -> int | None:
        """Valid and rejected together; unknown where the rejected are."""
        return None if self.rejected is None else self.valid + self.rejected


@dataclass(slots=True)
class _Group:
    """The rows of one form while they are collected."""

    key: Key
    first: int
    repeated: tuple[str, ...]
    votes: list[tuple[int, str, str]]
    differs: tuple[int, str, str] | None = None


class Rows(Protocol):
    """Where a reader has its rows from: a `Table`, or a feed told in the columns of one."""

    ignored: tuple[str, ...]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield row number and fields."""

    def at(self, column: str) -> int:
        """Return the position of `column`, or -1."""


class FormReader:
    """Reads one results file; after `forms()` is exhausted, `read` and `refused` say how many forms it had.

    `rows` are the rows of a feed, where the file is not one of ours.
    """

    def __init__(
        self, source: Source, known: Known, problems: Problems, notes: list[str], *, rows: Rows | None = None
    ) -> None:
        self._file = source.name
        self._known = known
        self._problems = problems
        self._notes = notes
        optional = (*REPEATED[1:],)
        self._table: Rows = rows or Table(source, problems, FORM_COLUMNS, optional)
        self._seen: dict[Key, int] = {}
        self.read = 0
        self.refused = 0
        self.unequal = 0

    def forms(self) -> Iterator[FormRow]:
        """Yield each form that passes; refuse the others by name, one refusal for each form."""
        for group in self._groups():
            self.read += 1
            if (earlier := self._seen.get(group.key)) is not None:
                what = f"the form of {_named(group.key)} begins in row {earlier} already"
                self._refuse(group.first, _key_field(group.key), BadField("form-scattered", what))
                continue
            self._seen[group.key] = group.first
            form = self._form(group)
            if form is not None:
                self.unequal += form.valid != sum(count for _, count in form.votes)
                yield form
        if self._table.ignored:
            names = ", ".join(repr(name) for name in self._table.ignored)
            self._notes.append(f"columns not read: {names}")
        if self.unequal:
            what = "forms state other valid votes than their candidates add up to"
            self._notes.append(f"{self.unequal} {what}: stored as stated, held out until somebody has looked")

    def _groups(self) -> Iterator[_Group]:
        group: _Group | None = None
        for number, row in self._table.rows():
            if group is None:
                self._positions()
            repeated = tuple(row[position] if position >= 0 else "" for position in self._repeated)
            candidate, votes = row[self._candidate], row[self._votes]
            if group is not None and repeated == group.repeated:
                group.votes.append((number, candidate, votes))
                continue
            key = self._key(repeated)
            if group is not None and key == group.key:
                group.differs = group.differs or (number, *_difference(group.repeated, repeated))
                continue
            if group is not None:
                yield group
            group = _Group(key, number, repeated, [(number, candidate, votes)])
        if group is not None:
            yield group

    def _key(self, repeated: tuple[str, ...]) -> Key:
        """Return what makes rows one form; a blank source is the counting one, so it cannot pass for another."""
        contest, station, area, source = (text.strip(" ") for text in repeated[:4])
        known = self._known.contests.get(contest)
        return contest, station, area, source or (known.counting_source if known else "")

    def _positions(self) -> None:
        self._repeated = [self._table.at(column) for column in REPEATED]
        self._candidate = self._table.at("candidate_code")
        self._votes = self._table.at("votes")

    def _refuse(self, row: int, at: tuple[str, str], bad: BadField) -> None:
        self.refused += 1
        self._problems.add(Refusal(bad.rule, self._file, bad.what, row, at[0], at[1]))

    def _form(self, group: _Group) -> FormRow | None:
        parse = _FormParse(group, self._known)
        try:
            return parse.form()
        except BadField as bad:
            self._refuse(parse.row, parse.at, bad)
            return None


class _FormParse:
    """Turns one group of rows into a form; `row` and `at` say where it is when it fails."""

    def __init__(self, group: _Group, known: Known) -> None:
        self._group = group
        self._known = known
        self._values = dict(zip(REPEATED, group.repeated, strict=True))
        self.row = group.first
        self.at = ("contest", group.key[0])

    def _field(self, name: str) -> str:
        self.at = (name, self._values[name])
        return self._values[name]

    def form(self) -> FormRow:
        """Return the form or raise `BadField`."""
        contest = self._known.contests.get(fields.required(self._field("contest")))
        if contest is None:
            raise BadField("unknown-contest", "the election has no such contest")
        station, leaf = self._place()
        race_area = self._race_area(contest, leaf)
        if self._group.differs is not None:
            self.row, *where = self._group.differs
            self.at = (where[0], where[1])
            raise BadField("form-disagrees", f"the row differs from row {self._group.first} of the same form")
        maximum = fields.MAX_STATION_COUNT if station is not None else fields.MAX_AREA_COUNT
        votes = self._candidates(contest, race_area, maximum)
        state = self._field("state").strip(" ") or None
        if state is not None and state not in _STATES:
            raise BadField("bad-setting", f"the state is not one of {', '.join(sorted(_STATES))}")
        text = self._field("received_at")
        received = fields.moment(text) if text.strip(" ") else None
        source = self._field("source")
        source = fields.slug(source) if source.strip(" ") else contest.counting_source
        registered = fields.optional_count(self._field("registered_voters"), maximum=maximum)
        rejected = fields.optional_count(self._field("rejected_votes"), maximum=maximum)
        total, reported = self._stations(station, maximum)
        stated = fields.optional_count(self._field("valid_votes"), maximum=maximum)
        valid = sum(count for _, count in votes) if stated is None else stated
        return FormRow(
            self._group.first, contest.code, race_area, leaf, station, source, state, received,
            registered, rejected, valid, stated is not None, total, reported, votes,
        )  # fmt: skip

    def _place(self) -> tuple[str | None, str]:
        """Return the station, if the form is of one, and the area whose figures it is part of."""
        area = self._field("area_code").strip(" ")
        station = self._field("station_code").strip(" ")
        if bool(area) == bool(station):
            raise BadField(
                "station-or-area", "both are blank" if not area else "both station and area are given"
            )
        if station:
            leaf = self._known.stations.get(station)
            if leaf is None:
                what = f"no such station in the register of {self._known.election}"
                raise BadField("unknown-station", f"{what} (form of {len(self._group.votes)} rows)")
            return station, leaf
        self._field("area_code")
        if area not in self._known.area_levels:
            raise BadField("unknown-area", f"no such area in the register of {self._known.election}")
        return None, area

    def _race_area(self, contest: KnownContest, leaf: str) -> str:
        race_area = self._known.ancestor(leaf, contest.level)
        if race_area is None:
            level = self._known.level_name(contest.level)
            raise BadField("above-race", f"{contest.code} is contested per {level}, the area lies above that")
        if (contest.code, race_area) not in self._known.races:
            raise BadField("wrong-race", f"nobody stands for {contest.code} in {race_area}")
        return race_area

    def _candidates(self, contest: KnownContest, race_area: str, maximum: int) -> tuple[tuple[str, int], ...]:
        standing = self._known.races[contest.code, race_area]
        votes: dict[str, int] = {}
        for number, raw_code, raw_votes in self._group.votes:
            self.row, self.at = number, ("candidate_code", raw_code)
            code = raw_code.strip(" ")
            if code not in standing:
                self._refuse_candidate(contest, race_area, code)
            if code in votes:
                raise BadField("candidate-twice", "the candidate is in this form already")
            self.at = ("votes", raw_votes)
            votes[code] = fields.count(raw_votes, maximum=maximum)
        self.row = self._group.first
        if len(votes) < len(standing):
            missing = sorted(standing - votes.keys())
            self.at = _key_field(self._group.key)
            raise BadField(
                "candidate-missing", f"the form does not say how many votes {', '.join(missing)} have"
            )
        return tuple(votes.items())

    def _refuse_candidate(self, contest: KnownContest, race_area: str, code: str) -> None:
        elsewhere = [
            area for (of, area), codes in self._known.races.items() if of == contest.code and code in codes
        ]
        if elsewhere:
            what = f"the candidate stands for {contest.code} in {elsewhere[0]}, not in {race_area}"
            raise BadField("wrong-race", what)
        others = [of for (of, _), codes in self._known.races.items() if code in codes]
        if others:
            raise BadField("wrong-race", f"the candidate stands for {others[0]}, not for {contest.code}")
        raise BadField("unknown-candidate", f"no such candidate for {contest.code} in {race_area}")

    def _stations(self, station: str | None, maximum: int) -> tuple[int | None, int | None]:
        total = fields.optional_count(self._field("stations_total"), maximum=maximum)
        reported = fields.optional_count(self._field("stations_reported"), maximum=maximum)
        if station is not None and (total, reported) != (None, None):
            raise BadField("bad-setting", "a form of one station does not count stations")
        if reported is None:
            return total, reported
        if reported == 0:
            raise BadField("nothing-reported", "no station of the area has reported")
        if total is not None and reported > total:
            raise BadField("too-large", f"more stations reported than the {total} there are")
        return total, reported


def _named(key: Key) -> str:
    return f"{key[0]}, {key[1] or key[2]}" + (f", {key[3]}" if key[3] else "")


def _key_field(key: Key) -> tuple[str, str]:
    return ("station_code", key[1]) if key[1] else ("area_code", key[2])


def _difference(first: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, str]:
    for column, one, two in zip(REPEATED, first, other, strict=True):
        if one != two:
            return column, two
    raise AssertionError("the rows do not differ")

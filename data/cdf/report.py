"""A published version as one election report, piece by piece: the one place that knows how our figures map to the format.

`chunks` is called by the API and `matokeo export`. Each contest is an `Election` of its own, because the format counts rejected
ballots by election, and here each contest has its own ballots. Memory is that of the largest contest, as whole numbers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC

from data.cdf.figures import ALL, NO_ROW, NOT_REPORTED, STATION, Gathered, Line, Race, Units, gather
from data.cdf.places import Standing, UnitTrees, standing_of, unit_ids
from data.cdf.spoken import Spoken
from data.cdf.words import (
    EDITION,
    Tree,
    clean,
    code,
    colour,
    election_type,
    name_id,
    present,
    progress,
    status_word,
    typed,
    variation,
    words,
)
from data.cdf.writing import WRITERS, Writer
from data.errors import NotPublished
from data.published import PublishedStore
from data.records import ContestLine, Party, VersionIndex

FORMS = tuple(WRITERS)
_APPLICATION = f"Matokeo, election reports edition {EDITION}"


@dataclass(slots=True)
class Asked:
    """What a report is of: a version, all contests or one, down to the stations or to a level above them."""

    election: str
    version: int
    contest: str | None = None
    level: str | None = None


@dataclass(slots=True)
class _Seen:
    """What the end of a report needs to know of what came before."""

    standings: list[Standing] = field(default_factory=list)
    parties: dict[str, Party] = field(default_factory=dict)
    people: list[Tree] = field(default_factory=list)
    held: int = 0


def chunks(store: PublishedStore, asked: Asked, form: str) -> Iterator[bytes]:
    """Return the report as `json` or `xml` in pieces, some of them empty: a reader may do something else then.

    Raises `NotPublished` and `NoSuchPart` at once, before the first piece.
    """
    index = store.index(asked.election, asked.version)
    contests = tuple(one for one in index.contests if asked.contest in (None, one.code))
    if not contests:
        raise NotPublished(
            f"There is no contest {(asked.contest or '')[:80]!r} in version {asked.version} of {asked.election}."
        )
    units = Units(store, index, asked.level)
    return _Report(store, index, units, contests).write(WRITERS[form]())


class _Report:
    """Writes one report."""

    def __init__(
        self, store: PublishedStore, index: VersionIndex, units: Units, contests: tuple[ContestLine, ...]
    ) -> None:
        self._store = store
        self._index = index
        self._units = units
        self._ids = unit_ids(units)
        self._contests = contests
        self._spoken = Spoken(store, index)
        self._seen = _Seen(parties={party.code: party for party in index.parties})

    def write(self, out: Writer) -> Iterator[bytes]:
        """Yield the report."""
        out.begin()
        out.open_list("Election")
        for contest in self._contests:
            found = yield from gather(self._store, self._index, contest, self._units)
            yield from self._election(out, found)
            self._seen.standings.append(standing_of(found))
            self._seen.held += found.held
        out.close_list()
        out.fields(self._head())
        out.open_list("GpUnit")
        for unit in UnitTrees(self._units, self._ids, self._seen.standings, self._spoken):
            out.item(unit)
            if out.full:
                yield out.take()
        out.close_list()
        yield from self._tail(out)
        out.end()
        yield out.take()

    def _election(self, out: Writer, found: Gathered) -> Iterator[bytes]:
        index, contest = self._index, found.contest
        out.open_item(typed("Election"))
        out.open_list("BallotCounts")
        yield from out.ballots(self._ids, found.ballots())
        out.close_list()
        out.open_list("Candidate")
        for race in found.races.values():
            for line in race.lines.values():
                for one in self._candidates(contest, race, line):
                    out.item(one)
            if out.full:
                yield out.take()
        out.close_list()
        out.open_list("Contest")
        for order, race in enumerate(found.races.values(), 1):
            yield from self._race(out, contest, race, order)
        out.close_list()
        whole = found.state[0] if found.state else 0
        told = {NO_ROW: "unknown", NOT_REPORTED: "not-processed", ALL: "completed"}.get(whole, "in-process")
        title = f"{index.title}: {contest.title}"
        out.fields(
            {
                "CountStatus": [progress(told)],
                "ElectionScopeId": self._ids[0],
                "ExternalIdentifier": [code(index.election, other="matokeo-election"), code(contest.code)],
                "Name": words(title, self._spoken.title(contest.code)),
                "StartDate": index.date,
                "EndDate": index.date,
                **election_type(index.type),
            }
        )
        out.close_item()

    def _race(self, out: Writer, contest: ContestLine, race: Race, order: int) -> Iterator[bytes]:
        title = words(contest.title, self._spoken.contest(contest.code))
        out.open_item(
            {
                "@id": name_id("co", contest.code, race.area),
                **typed("CandidateContest", BallotTitle=title),
            }
        )
        out.open_list("ContestSelection")
        for line in race.lines.values():
            own = _candidate_id(contest.code, race.area, line.standing.code)
            out.open_item(
                {
                    "@id": name_id("cs", contest.code, race.area, line.standing.code),
                    **typed("CandidateSelection", SequenceOrder=line.standing.ballot_order),
                }
            )
            out.open_list("VoteCounts")
            yield from out.votes(self._ids, zip(line.units, line.votes, strict=True))
            out.close_list()
            mates = [_mate_id(own)] if line.standing.running_mate else []
            out.fields({"CandidateIds": [own, *mates]})
            out.close_item()
            if out.full:
                yield out.take()
        out.close_list()
        place = self._units.areas[self._units.area_at[race.area]]
        name = contest.title if place.parent is None else f"{contest.title}, {place.name}"
        out.fields(
            present(
                CountStatus=[progress(race.status)],
                ElectionDistrictId=self._ids[self._units.area_at[race.area]],
                ExternalIdentifier=[code(contest.code)],
                Name=clean(name),
                SequenceOrder=order,
                SubUnitsReported=race.counted,
                TotalSubUnits=race.total,
                **variation(contest.win_rule),
                NumberElected=1,
                VotesAllowed=1,
            )
        )
        out.close_item()

    def _candidates(self, contest: ContestLine, race: Race, line: Line) -> Iterator[Tree]:
        """Yield a candidate and the running mate, and keep the people and the party for the end."""
        one = line.standing
        own = _candidate_id(contest.code, race.area, one.code)
        party = None
        if one.party is not None:
            party = name_id("pa", one.party.code)
            self._seen.parties.setdefault(
                one.party.code,
                Party(
                    code=one.party.code,
                    name=one.party.name,
                    abbreviation=one.party.abbreviation,
                    color=one.party.color,
                ),
            )
        name = words(one.name, self._spoken.candidate(contest.code, race.area, one.code))
        tickets: list[tuple[str, Tree, list[Tree] | None]] = [(own, name, [code(one.code)])]
        if one.running_mate:
            # No code: it would be taken for somebody who stands.
            tickets.append((_mate_id(own), words(one.running_mate), None))
        for identity, called, codes in tickets:
            person = f"pe.{identity}"
            self._seen.people.append({"@id": person, **typed("Person", FullName=called)})
            yield {
                "@id": identity,
                **typed(
                    "Candidate",
                    BallotName=called,
                    ExternalIdentifier=codes,
                    IsTopTicket=identity == own if one.running_mate else None,
                    PartyId=party,
                    PersonId=person,
                ),
            }

    def _head(self) -> Tree:
        index = self._index
        manifest = hashlib.sha256(
            self._store.path(index.election, index.version, "manifest.json").read_bytes()
        ).hexdigest()
        at = index.published_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "ExternalIdentifier": [
                code(index.election, other="matokeo-election"),
                code(str(index.version), other="matokeo-version"),
                code(manifest, other="matokeo-manifest-sha256"),
            ],
            "Format": "precinct-level" if self._units.deepest == STATION else "summary-contest",
            "GeneratedDate": at,
        }

    def _tail(self, out: Writer) -> Iterator[bytes]:
        index = self._index
        key = self._store.manifest(index.election, index.version).public_key
        notes = "REHEARSAL. These are no results. " if index.is_test else ""
        notes += f"Version {index.version} of {index.election}."
        if self._seen.held:
            held = "form is" if self._seen.held == 1 else "forms are"
            notes += f" {self._seen.held} {held} held out of every count: their units say so."
        status = self._contests[0].status if len(self._contests) == 1 else index.status
        out.fields(
            {
                "Issuer": f"The publisher of {clean(index.title)} (Ed25519 {key})",
                "IssuerAbbreviation": index.election,
                "IsTest": index.is_test,
                "Notes": notes,
            }
        )
        out.open_list("Party")
        for party in self._seen.parties.values():
            out.item(_party(party, self._spoken))
        out.close_list()
        out.open_list("Person")
        for person in self._seen.people:
            out.item(person)
            if out.full:
                yield out.take()
        out.close_list()
        out.fields({"SequenceStart": 1, "SequenceEnd": 1, "Status": status_word(status)})
        out.fields({"TestType": "rehearsal"} if index.is_test else {})
        out.fields({"VendorApplicationId": _APPLICATION})


def _party(party: Party, spoken: Spoken) -> Tree:
    return {
        "@id": name_id("pa", party.code),
        **typed(
            "Party",
            Abbreviation=words(party.abbreviation) if party.abbreviation else None,
            Color=colour(party.color),
            ExternalIdentifier=[code(party.code)],
            Name=words(party.name, spoken.party(party.code)),
        ),
    }


def _candidate_id(contest: str, area: str, own: str) -> str:
    return name_id("ca", contest, area, own)


def _mate_id(candidate: str) -> str:
    return f"{candidate}.mate"

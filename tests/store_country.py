"""A fictional country with its count, and the documents that its count adds up to; for `tests.store_factory`.

Names are syllables from a seed; every figure is summed from the stations. Nothing here is real.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from data.records import (
    Area,
    AreaRef,
    CandidateTotal,
    ChildTotal,
    HistoryPoint,
    Party,
    RaceLine,
    ResultsDocument,
    SeatLine,
    StationCounts,
    StationPlace,
    VoteTotals,
    WinState,
)

LEVELS = ("country", "county", "constituency", "ward")
START = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
PARTIES = (
    Party(code="SUN", name="Sunrise Movement", abbreviation="SUN", color="#f2c500"),
    Party(code="REEF", name="Reef Alliance", abbreviation="REEF", color="#0057b8"),
    Party(code="IND", name="Independents", abbreviation="IND"),
)
CONTESTS = {"president": ("President", 0), "governor": ("Governor", 1)}
_SYLLABLES = ["ba", "ke", "li", "mo", "nu", "ra", "si", "to", "va", "we", "zi", "do", "fa", "gu", "ha", "jo"]
# Counties have fixed names, so that tests can search for them.
_COUNTIES = ("Nairovi", "Mombeza", "Kisulu", "Ng'ombeni", "Éldoria")


@dataclass
class Node:
    """An area while it is being built: figures per contest are summed up from its stations."""

    code: str
    name: str
    level: int
    parent: Node | None
    children: list[Node] = field(default_factory=list)
    stations: list[Station] = field(default_factory=list)

    @property
    def ref(self) -> AreaRef:
        return AreaRef(code=self.code, name=self.name, level=LEVELS[self.level])

    @property
    def path(self) -> tuple[AreaRef, ...]:
        return () if self.parent is None else (*self.parent.path, self.parent.ref)

    def at(self, level: int) -> Node:
        return self if self.level <= level or self.parent is None else self.parent.at(level)


@dataclass
class Station:
    code: str
    name: str
    ward: Node
    registered: int
    state: str
    figures: dict[str, tuple[int, dict[str, int]]]  # contest -> rejected, votes by candidate


class Country:
    """Areas, stations and figures made from a seed; `count(n)` says how many stations have reported."""

    def __init__(self, *, election: str, shape: tuple[int, int, int, int], is_test: bool, seed: int) -> None:
        self.election = election
        self.is_test = is_test
        self._random = random.Random(seed)
        self.areas: list[Node] = []
        self.stations: list[Station] = []
        self._grow(shape)
        self._order = list(range(len(self.stations)))
        self._random.shuffle(self._order)
        self.geometry: dict[str, str] = {}
        self.history: list[HistoryPoint] = []
        self.count(0)

    def count(self, reported: int) -> None:
        """Let the first `reported` stations, in an order from the seed, have sent their forms."""
        self._in = {self.stations[i].code for i in self._order[:reported]}

    def reported(self, station: Station) -> bool:
        """Return whether `station` has sent its forms."""
        return station.code in self._in

    def _grow(self, shape: tuple[int, int, int, int]) -> None:
        root = Node("FX", "Faraja Islands", 0, None)
        self.areas.append(root)
        serial = [0, 0, 0]
        for county in self._sub(root, shape[0], serial):
            for constituency in self._sub(county, shape[1], serial):
                for ward in self._sub(constituency, shape[2], serial):
                    self._open_stations(ward, shape[3])

    def _sub(self, parent: Node, count: int, serial: list[int]) -> Iterable[Node]:
        level = parent.level + 1
        for _ in range(count):
            serial[level - 1] += 1
            number = serial[level - 1]
            own = f"{number:0{2 + level}d}"
            code = own if parent.level == 0 else f"{parent.code}-{own}"
            name = _COUNTIES[number - 1] if level == 1 and number <= len(_COUNTIES) else self._name()
            node = Node(code, name, level, parent)
            parent.children.append(node)
            self.areas.append(node)
            yield node

    def _open_stations(self, ward: Node, count: int) -> None:
        for number in range(1, count + 1):
            registered = self._random.randint(200, 700)
            position = len(self.stations)
            state = {7: "preliminary", 9: "disputed"}.get(position % 10, "verified")
            figures = {contest: self._figures(contest, ward, registered) for contest in CONTESTS}
            code = f"{ward.code.replace('-', '')}{number:03d}"
            station = Station(code, f"{self._name()} School {number}", ward, registered, state, figures)
            self.stations.append(station)
            node: Node | None = ward
            while node is not None:
                node.stations.append(station)
                node = node.parent

    def _figures(self, contest: str, ward: Node, registered: int) -> tuple[int, dict[str, int]]:
        left = int(registered * self._random.uniform(0.4, 0.9))
        rejected = self._random.randint(0, 5)
        votes: dict[str, int] = {}
        codes = self.candidate_codes(contest, ward)
        for code in codes[:-1]:
            votes[code] = self._random.randint(0, left)
            left -= votes[code]
        votes[codes[-1]] = left
        return rejected, votes

    def candidate_codes(self, contest: str, area: Node) -> list[str]:
        """Return the candidates who stand in the race of `contest` that `area` belongs to."""
        if contest == "president":
            return ["asha", "juma", "neema"]
        county = area.at(1).code
        return [f"gov-{county}-a", f"gov-{county}-b"]

    def _name(self) -> str:
        return "".join(self._random.choice(_SYLLABLES) for _ in range(3)).capitalize()

    def counted(self, area: Node, contest: str) -> list[Station]:
        return [s for s in area.stations if self.reported(s) and s.state == "verified"]

    def counts(self, stations: list[Station]) -> StationCounts:
        states = [s.state for s in stations if self.reported(s)]
        return StationCounts(
            total=len(stations),
            reported=len(states),
            counted=states.count("verified"),
            preliminary=states.count("preliminary"),
            verified=states.count("verified"),
            disputed=states.count("disputed"),
        )

    def sum(self, stations: list[Station], contest: str) -> tuple[dict[str, int], int]:
        votes: dict[str, int] = {}
        rejected = 0
        for station in stations:
            rejected += station.figures[contest][0]
            for code, number in station.figures[contest][1].items():
                votes[code] = votes.get(code, 0) + number
        return votes, rejected

    def _child(self, area: Node, contest: str) -> ChildTotal:
        counted = self.counted(area, contest)
        votes, rejected = self.sum(counted, contest) if area.level >= CONTESTS[contest][1] else ({}, 0)
        leader, margin = _lead(votes)
        valid = sum(votes.values()) if votes else None
        return ChildTotal(
            code=area.code,
            name=area.name,
            level=LEVELS[area.level],
            stations=self.counts(area.stations),
            registered=sum(s.registered for s in area.stations),
            cast=None if valid is None else valid + rejected,
            valid=valid,
            rejected=None if valid is None else rejected,
            votes=votes,
            leader=leader,
            margin_votes=margin,
        )

    def _station_row(self, station: Station, contest: str) -> ChildTotal:
        told = self.reported(station)
        counted = told and station.state == "verified"
        rejected, votes = station.figures[contest] if counted else (None, {})
        leader, margin = _lead(votes)
        valid = sum(votes.values()) if counted else None
        return ChildTotal(
            code=station.code,
            name=station.name,
            level="station",
            stations=self.counts([station]),
            registered=station.registered,
            cast=None if valid is None or rejected is None else valid + rejected,
            valid=valid,
            rejected=rejected,
            votes=votes,
            leader=leader,
            margin_votes=margin,
            state=station.state if told else None,
            received_at=START if told else None,
            hold_rule="over_station_maximum" if told and station.state == "disputed" else None,
            revision=1 if told else None,
        )

    def document(self, contest: str, area: Node, *, version: int, now: datetime) -> ResultsDocument:
        """Return the document of `contest` in `area` as of the count now."""
        title, level = CONTESTS[contest]
        counted = self.counted(area, contest)
        votes, rejected = self.sum(counted, contest)
        valid = sum(votes.values())
        above = area.level < level
        leader, margin = (None, None) if above else _lead(votes)
        rows = (
            tuple(self._station_row(s, contest) for s in area.stations)
            if area.level == 3
            else tuple(self._child(c, contest) for c in area.children)
        )
        return ResultsDocument(
            election=self.election,
            contest=contest,
            version=version,
            published_at=now,
            as_of=now,
            status="unofficial-partial",
            is_test=self.is_test,
            area=Area(code=area.code, name=area.name, level=LEVELS[area.level], path=area.path),
            stations=self.counts(area.stations),
            votes=VoteTotals(
                registered=sum(s.registered for s in area.stations),
                registered_counted=sum(s.registered for s in counted) if counted else None,
                cast=valid + rejected if counted else None,
                valid=valid if counted else None,
                rejected=rejected if counted else None,
                turnout_pct=_pct(valid + rejected, sum(s.registered for s in counted)),
            ),
            election_title="Faraja Islands general election",
            election_date="2026-11-20",
            contest_title=title,
            contest_level=LEVELS[level],
            child_level="station" if area.level == 3 else LEVELS[area.level + 1],
            candidates=() if above else self._candidates(contest, area, votes, valid),
            leader=leader,
            margin_votes=margin,
            margin_pp=None if margin is None else _pct(margin, valid),
            win=WinState(kind="plurality"),
            children=rows,
            races=tuple(self._race(c, contest) for c in area.children) if above else (),
            seats=self._seats(area, contest) if above else (),
            history=tuple(self.history) if contest == "president" and area.level == 0 else (),
            geometry=self.geometry.get(area.code),
        )

    def _candidates(
        self, contest: str, area: Node, votes: dict[str, int], valid: int
    ) -> tuple[CandidateTotal, ...]:
        lines = [
            CandidateTotal(
                code=code,
                name=person(code),
                party=PARTIES[number % len(PARTIES)],
                votes=votes.get(code, 0),
                share_pct=_pct(votes.get(code, 0), valid),
                ballot_order=number + 1,
            )
            for number, code in enumerate(self.candidate_codes(contest, area))
        ]
        return tuple(sorted(lines, key=lambda line: -line.votes))

    def _race(self, area: Node, contest: str) -> RaceLine:
        votes, _ = self.sum(self.counted(area, contest), contest)
        ranked = sorted(votes, key=lambda code: -votes[code])
        codes = self.candidate_codes(contest, area)
        valid = sum(votes.values()) if votes else None
        counts = self.counts(area.stations)
        margin = votes[ranked[0]] - votes[ranked[1]] if votes else None
        return RaceLine(
            area=area.ref,
            leader=ranked[0] if ranked else None,
            leader_name=person(ranked[0]) if ranked else None,
            party=PARTIES[codes.index(ranked[0])] if ranked else None,
            second=ranked[1] if ranked else None,
            second_name=person(ranked[1]) if ranked else None,
            second_party=PARTIES[codes.index(ranked[1])] if ranked else None,
            votes=votes[ranked[0]] if ranked else None,
            second_votes=votes[ranked[1]] if ranked else None,
            valid=valid,
            margin_votes=margin,
            margin_pp=None if margin is None or valid is None else _pct(margin, valid),
            share_pct=_pct(votes[ranked[0]], valid) if ranked and valid else None,
            stations=counts,
            complete=counts.counted == counts.total,
        )

    def _seats(self, area: Node, contest: str) -> tuple[SeatLine, ...]:
        races = [self._race(c, contest) for c in area.children]
        lines = []
        for party in PARTIES:
            own = [race for race in races if race.party is not None and race.party.code == party.code]
            if own:
                lines.append(
                    SeatLine(party=party, leading=len(own), complete=sum(race.complete for race in own))
                )
        return tuple(lines)


def squares(parent: Node) -> dict[str, Any]:
    """Return a TopoJSON of unit squares side by side, one for each child of `parent`."""
    arcs = []
    geometries = []
    for number, child in enumerate(parent.children):
        ring = [[number, 0], [number + 1, 0], [number + 1, 1], [number, 1], [number, 0]]
        arcs.append([[36 + x / 10, -1 + y / 10 - child.level] for x, y in ring])
        properties = {"code": child.code, "name": child.name}
        geometries.append({"type": "Polygon", "arcs": [[number]], "properties": properties})
    areas = {"type": "GeometryCollection", "geometries": geometries}
    return {"type": "Topology", "objects": {"areas": areas}, "arcs": arcs}


def station_place(station: Station) -> StationPlace:
    return StationPlace(
        code=station.code, name=station.name, area=station.ward.code, registered=station.registered
    )


def person(code: str) -> str:
    known = {"asha": "Asha Wimbi", "juma": "Juma Nyota", "neema": "Neema O'Bahari"}
    if code in known:
        return known[code]
    _, county, letter = code.split("-")
    return f"Governor Candidate {letter.upper()} of {county}"


def _lead(votes: dict[str, int]) -> tuple[str | None, int | None]:
    ranked = sorted(votes, key=lambda code: -votes[code])
    if len(ranked) < 2 or votes[ranked[0]] == votes[ranked[1]]:
        return None, 0 if ranked else None
    return ranked[0], votes[ranked[0]] - votes[ranked[1]]


def _pct(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 2) if whole else None

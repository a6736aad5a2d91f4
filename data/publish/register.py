"""What an election holds that does not change while it is counted: areas, stations, contests, candidates, baseline.

Read once when the publisher takes an election up, again when its register was imported anew (`stamp`).
Called by `data.publish.publisher`; reads the store, writes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, text

from data.engine import sql
from data.errors import UnknownElection
from data.publish.names import ElectionNames, load_names
from data.records import Baseline, CandidatePlace, ElectionSettings, Party, Place, StationPlace


@dataclass(slots=True)
class AreaNode:
    """One area in the tree, with the ids of its ancestors (root first, itself last) and children."""

    area_id: int
    level: int
    code: str
    name: str
    parent_id: int | None
    registered: int | None
    stations: int
    has_boundary: bool
    geometry: str | None
    neighbours: tuple[str, ...]
    path: tuple[int, ...] = ()
    children: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate as the documents show it."""

    candidate_id: int
    code: str
    name: str
    party: Party | None
    ballot_order: int
    running_mate: str | None


@dataclass(frozen=True, slots=True)
class Race:
    """One race: its electoral area and its candidates in ballot order."""

    race_id: int
    area_id: int
    candidates: tuple[Candidate, ...]


@dataclass(slots=True)
class ContestBaseline:
    """The earlier votes by leaf area: `votes[area_id][code then]`, `valid[area_id]`; `links` code then -> code now."""

    about: Baseline
    links: dict[str, str] = field(default_factory=dict)
    votes: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    valid: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Contest:
    """One contest with its races by electoral area."""

    contest_id: int
    code: str
    title: str
    level: int
    win_rule: dict[str, Any]
    counting_source: str
    certified_status: str | None
    races: dict[int, Race] = field(default_factory=dict)
    baseline: ContestBaseline | None = None


@dataclass(slots=True)
class Register:
    """Everything static of one election."""

    election_id: int
    code: str
    title: str
    date: date
    type: str
    timezone: str
    status: str
    is_test: bool
    publish_states: tuple[str, ...]
    levels: tuple[str, ...]
    root: int
    areas: dict[int, AreaNode]
    contests: dict[int, Contest]
    stations: dict[int, list[tuple[int, StationPlace]]]
    places: tuple[Place, ...]
    candidates: tuple[CandidatePlace, ...]
    parties: tuple[Party, ...]
    photos: bool = False
    reports: bool = False
    cartograms: dict[str, str] = field(default_factory=dict)
    names: ElectionNames = field(default_factory=ElectionNames)

    def ancestor(self, area_id: int, level: int) -> int | None:
        """Return the area at `level` on the way from the root to `area_id`; `None` below it."""
        path = self.areas[area_id].path
        return path[level] if level < len(path) else None

    def below(self, area_id: int, level: int) -> list[AreaNode]:
        """Return the areas of `level` below `area_id`, or that area itself if it is of that level."""
        found = [self.areas[area_id]]
        while found and found[0].level < level:
            found = [self.areas[child] for area in found for child in area.children]
        return found


def load_register(connection: Connection, election_id: int) -> Register:
    """Read the static half of an election.

    Raises `UnknownElection` when there is none with this id, or it has no areas.
    """
    about = connection.execute(
        text(
            "SELECT e.*, g.level_names, e.publish_states::text[] AS states FROM elections e"
            " JOIN registers USING (register_id) JOIN geographies g USING (geography_id) WHERE election_id = :election_id"
        ),
        {"election_id": election_id},
    ).one_or_none()
    if about is None:
        raise UnknownElection(f"There is no election with id {election_id}.")
    parameters = {"election_id": election_id}
    areas = _areas(connection.execute(sql("publish_areas"), parameters).all())
    root = next((node.area_id for node in areas.values() if node.parent_id is None), None)
    if root is None:
        raise UnknownElection(f"Election {about.code} has no areas.", remedy="Import its bundle again.")
    settings = ElectionSettings.of(about.settings)
    contests = _contests(connection, election_id)
    parties = _party_rows(connection, election_id)
    stations = _stations(connection.execute(sql("publish_stations"), parameters).all(), areas)
    return Register(
        election_id=election_id,
        code=about.code,
        title=about.title,
        date=about.election_date,
        type=about.election_type,
        timezone=about.timezone,
        status=about.status,
        is_test=about.is_test,
        publish_states=tuple(about.states),
        levels=tuple(about.level_names),
        root=root,
        areas=areas,
        contests=contests,
        stations=stations,
        places=_places(areas, about.level_names),
        candidates=_candidate_places(contests, areas),
        parties=parties,
        photos=settings.provenance.photos,
        reports=settings.incidents.public_reports,
        names=load_names(connection, election_id),
        cartograms={
            about.level_names[row.level]: row.sha256
            for row in connection.execute(sql("publish_cartograms"), {"election_id": election_id})
        },
    )


def _areas(rows: Any) -> dict[int, AreaNode]:
    areas: dict[int, AreaNode] = {}
    for row in rows:
        stated = row.registered_voters if row.registered_voters is not None else row.stations_registered
        node = AreaNode(
            area_id=row.area_id,
            level=row.level,
            code=row.code,
            name=row.name,
            parent_id=row.parent_id,
            registered=stated,
            stations=row.stations,
            has_boundary=row.has_boundary,
            geometry=row.geometry_sha256,
            neighbours=tuple(row.neighbour_codes),
        )
        parent = areas.get(row.parent_id) if row.parent_id is not None else None
        node.path = (*(parent.path if parent else ()), node.area_id)
        areas[node.area_id] = node
        if parent is not None:
            parent.children.append(node.area_id)
    for node in sorted(areas.values(), key=lambda n: -n.level):
        children = [areas[child] for child in node.children]
        node.stations += sum(child.stations for child in children)
        if node.registered is None and children and all(child.registered is not None for child in children):
            node.registered = sum(child.registered or 0 for child in children)
    return areas


def _party(row: Row[Any]) -> Party | None:
    if row.party_code is None:
        return None
    return Party(
        code=row.party_code, name=row.party_name, abbreviation=row.party_abbreviation, color=row.party_color
    )


def _party_rows(connection: Connection, election_id: int) -> tuple[Party, ...]:
    rows = connection.execute(
        text(
            "SELECT code, name, abbreviation, color FROM parties WHERE election_id = :election_id ORDER BY party_id"
        ),
        {"election_id": election_id},
    )
    return tuple(Party(code=r.code, name=r.name, abbreviation=r.abbreviation, color=r.color) for r in rows)


def _contests(connection: Connection, election_id: int) -> dict[int, Contest]:
    parameters = {"election_id": election_id}
    rows = connection.execute(
        text("SELECT * FROM contests WHERE election_id = :election_id ORDER BY ballot_order, contest_id"),
        parameters,
    )
    contests = {
        r.contest_id: Contest(
            r.contest_id, r.code, r.title, r.level, r.win_rule, r.counting_source, r.certified_status
        )
        for r in rows
    }
    grouped: dict[tuple[int, int, int], list[Candidate]] = {}
    for row in connection.execute(sql("publish_candidates"), parameters):
        held = grouped.setdefault((row.contest_id, row.race_id, row.area_id), [])
        if row.candidate_id is not None:
            held.append(
                Candidate(
                    row.candidate_id, row.code, row.name, _party(row), row.ballot_order, row.running_mate
                )
            )
    for (contest_id, race_id, area_id), candidates in grouped.items():
        contests[contest_id].races[area_id] = Race(race_id, area_id, tuple(candidates))
    _load_baselines(connection, contests, parameters)
    return contests


def _load_baselines(connection: Connection, contests: dict[int, Contest], parameters: dict[str, int]) -> None:
    names: dict[int, dict[str, str]] = defaultdict(dict)
    for row in connection.execute(sql("publish_baseline_election"), parameters):
        contest = contests[row.contest_id]
        if contest.baseline is None:
            about = Baseline(election=row.code, title=row.title, date=row.election_date.isoformat())
            contest.baseline = ContestBaseline(about=about)
        names[row.contest_id][row.baseline_candidate_code] = row.baseline_candidate_name
        if row.candidate_code is not None:
            contest.baseline.links[row.baseline_candidate_code] = row.candidate_code
    for row in connection.execute(sql("publish_baseline"), parameters):
        baseline = contests[row.contest_id].baseline
        if baseline is None:
            continue
        if row.baseline_candidate_code is None:
            baseline.valid[row.area_id] = int(row.votes)
        else:
            baseline.votes[row.area_id][row.baseline_candidate_code] = int(row.votes)
    for contest_id, candidates in names.items():
        held = contests[contest_id].baseline
        if held is not None:
            held.about = Baseline(
                election=held.about.election,
                title=held.about.title,
                date=held.about.date,
                candidates=candidates,
            )


def _stations(rows: Any, areas: dict[int, AreaNode]) -> dict[int, list[tuple[int, StationPlace]]]:
    stations: dict[int, list[tuple[int, StationPlace]]] = defaultdict(list)
    for row in rows:
        place = StationPlace(
            code=row.code,
            name=row.name,
            area=areas[row.area_id].code,
            registered=row.registered_voters,
            latitude=row.latitude,
            longitude=row.longitude,
        )
        stations[row.area_id].append((row.station_id, place))
    return stations


def _places(areas: dict[int, AreaNode], levels: list[str]) -> tuple[Place, ...]:
    places: list[Place] = []
    roots = [node.area_id for node in areas.values() if node.parent_id is None]
    stack = list(reversed(roots))
    while stack:
        node = areas[stack.pop()]
        parent = areas[node.parent_id].code if node.parent_id is not None else None
        places.append(
            Place(
                code=node.code,
                name=node.name,
                level=levels[node.level],
                parent=parent,
                stations=node.stations,
                registered=node.registered,
                neighbours=node.neighbours,
            )
        )
        stack.extend(reversed(node.children))
    return tuple(places)


def _candidate_places(contests: dict[int, Contest], areas: dict[int, AreaNode]) -> tuple[CandidatePlace, ...]:
    return tuple(
        CandidatePlace(
            code=candidate.code,
            name=candidate.name,
            contest=contest.code,
            area=areas[race.area_id].code,
            party=candidate.party.abbreviation if candidate.party else None,
        )
        for contest in contests.values()
        for race in contest.races.values()
        for candidate in race.candidates
    )

"""Writes a fictional country into the store: geography, areas, borders, registers, stations, contests, candidates.

Called by `setup` and `baseline` inside their transaction. Uses the same bulk transfer as the import.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Connection

from data.engine import sql
from data.ingest.transfer import copy_rows, next_ids
from data.simulate.ballot import Ballot, ContestPlan, PartyPlan, win_rule
from data.simulate.borders import derive_borders
from data.simulate.country import LEVELS, Country

STATION_SOURCE = "34a"


@dataclass(frozen=True, slots=True)
class StoredGeography:
    """Ids of a stored geography; `areas` level by level in the country's order."""

    geography_id: int
    areas: list[list[int]]


@dataclass(frozen=True, slots=True)
class NewElection:
    """What identifies an election that is to be stored."""

    code: str
    title: str
    day: date
    status: str
    register_id: int
    settings: dict[str, Any]


def store_geography(connection: Connection, country: Country, code: str) -> StoredGeography:
    """Add the geography `code` with all areas of `country` and their borders."""
    geography_id = connection.execute(
        sql("ingest_add_geography"), {"code": code, "level_names": list(LEVELS)}
    ).scalar_one()
    ids: list[list[int]] = []
    paths: list[list[list[int]]] = []
    rows: list[tuple[Any, ...]] = []
    for level, areas in enumerate(country.levels):
        ids.append(next_ids(connection, "areas", "area_id", len(areas.codes)))
        above = [paths[level - 1][p] for p in areas.parent.tolist()] if level else [[]]
        paths.append([[*path, area_id] for path, area_id in zip(above, ids[level], strict=True)])
        parents = [path[-1] if path else None for path in above]
        for position, (area_id, parent) in enumerate(zip(ids[level], parents, strict=True)):
            name, path = areas.names[position], paths[level][position]
            rows.append((area_id, geography_id, level, areas.codes[position], name, parent, path, len(rows)))
    columns = ("area_id", "geography_id", "level", "code", "name", "parent_id", "path_ids", "area_order")
    copy_rows(connection, "areas", columns, rows)
    derive_borders(connection, country, geography_id=geography_id, area_ids=ids)
    return StoredGeography(geography_id, ids)


def store_register(connection: Connection, geography: StoredGeography, code: str) -> int:
    """Add an empty register of all areas of the geography and return its id."""
    register_id = int(
        connection.execute(
            sql("ingest_add_register"), {"code": code, "geography_id": geography.geography_id}
        ).scalar_one()
    )
    rows = [(register_id, area) for level in geography.areas for area in level]
    copy_rows(connection, "register_areas", ("register_id", "area_id"), rows)
    return register_id


def store_stations(
    connection: Connection, country: Country, geography: StoredGeography, register_id: int
) -> None:
    """Add the polling stations of `country` to a register."""
    stations = country.stations
    wards = np.array(geography.areas[3])[stations.ward].tolist()
    points = country.points[stations.site].tolist()
    rows = zip(
        [register_id] * len(wards),
        wards,
        stations.codes,
        stations.names,
        stations.registered.tolist(),
        [f"SRID=4326;POINT({x} {y})" for x, y in points],
        range(1, len(wards) + 1),
        strict=True,
    )
    columns = ("register_id", "area_id", "code", "name", "registered_voters", "point", "register_order")
    copy_rows(connection, "polling_stations", columns, rows)


def store_election(connection: Connection, election: NewElection) -> int:
    """Add an election, always marked as a test, and return its id."""
    given = {
        "code": election.code,
        "title": election.title,
        "day": election.day,
        "status": election.status,
        "register_id": election.register_id,
        "settings": json.dumps(election.settings),
    }
    return int(connection.execute(sql("simulate_add_election"), given).scalar_one())


def store_parties(connection: Connection, election_id: int, parties: Sequence[PartyPlan]) -> list[int]:
    """Add parties in order and return their ids."""
    ids = next_ids(connection, "parties", "party_id", len(parties))
    rows = [
        (i, election_id, p.code, p.name, p.abbreviation, p.color) for i, p in zip(ids, parties, strict=True)
    ]
    copy_rows(
        connection, "parties", ("party_id", "election_id", "code", "name", "abbreviation", "color"), rows
    )
    return ids


def store_contest(
    connection: Connection, election_id: int, contest: ContestPlan, *, order: int, source: str, counties: int
) -> int:
    """Add a contest and return its id; forms of stations have the legal maximum of a station."""
    given = {
        "election_id": election_id,
        "code": contest.code,
        "title": contest.title,
        "level": contest.level,
        "ballot_order": order,
        "counting_source": source,
        "win_rule": json.dumps(win_rule(contest, counties)),
        "maximum": 700 if source == STATION_SOURCE else None,
    }
    return int(connection.execute(sql("simulate_add_contest"), given).scalar_one())


def store_ballot(
    connection: Connection, contest_id: int, ballot: Ballot, *, area_ids: list[int], party_ids: list[int]
) -> None:
    """Add the races of a contest and their candidates, in the order of the ballot paper."""
    races = next_ids(connection, "races", "race_id", len(area_ids))
    copy_rows(
        connection,
        "races",
        ("race_id", "contest_id", "area_id"),
        [(race, contest_id, area) for race, area in zip(races, area_ids, strict=True)],
    )
    rows: list[tuple[Any, ...]] = []
    for position, race in enumerate(races):
        places = zip(ballot.codes[position], ballot.names[position], ballot.mates[position], strict=True)
        for order, (code, name, mate) in enumerate(places):
            party = int(ballot.party[position, order])
            rows.append((race, code, name, party_ids[party] if party >= 0 else None, order + 1, mate))
    columns = ("race_id", "code", "name", "party_id", "ballot_order", "running_mate")
    copy_rows(connection, "candidates", columns, rows)

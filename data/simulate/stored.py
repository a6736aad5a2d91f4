"""A plan's ids in the store, and how far its night has come there.

Called by `setup` and `night`; reads only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from sqlalchemy import Connection

from data.engine import sql
from data.errors import MatokeoError, UnknownElection
from data.simulate.noise import Ints
from data.simulate.plan import Plan, make_plan
from data.simulate.presets import Preset


@dataclass(frozen=True, slots=True)
class Stored:
    """Ids by position: stations and their wards, and for each contest races and candidates (races x places, 0 = nobody)."""

    election_id: int
    code: str
    stations: Ints
    wards: Ints
    races: list[Ints]
    candidates: list[Ints]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far each form is: `revision` (0 = not arrived), and whether that revision is settled or disputed."""

    revision: Ints
    verified: np.ndarray[Any, np.dtype[np.bool_]]
    disputed: np.ndarray[Any, np.dtype[np.bool_]]


class Recipe(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept in `elections.settings` under `simulation`: enough to make the same plan again."""

    seed: int
    preset: Preset
    digest: str


def recipe_of(connection: Connection, code: str) -> tuple[int, str, Recipe]:
    """Return id, status and recipe of a simulated election.

    Raises `UnknownElection`, or `MatokeoError` when the election was not made by a simulation.
    """
    row = connection.execute(sql("simulate_read_election"), {"code": code}).one_or_none()
    if row is None:
        raise UnknownElection(f"There is no election {code!r}.", remedy="Make one with `matokeo simulate`.")
    if not row.is_test or "simulation" not in row.settings:
        raise MatokeoError(
            f"The election {code!r} was not made by a simulation.",
            remedy="Rehearse with an imported election by `matokeo replay`.",
        )
    recipe = msgspec.convert(row.settings["simulation"], Recipe)
    return int(row.election_id), str(row.status), recipe


def plan_of(recipe: Recipe, code: str) -> Plan:
    """Make the plan of a stored election again; raises `MatokeoError` when this machine makes another one of it."""
    plan = make_plan(recipe.seed, recipe.preset)
    if plan.digest() != recipe.digest:
        raise MatokeoError(
            f"The seed of {code!r} gives other figures here than where the election was made.",
            remedy="Simulate a new election with this version of the software.",
        )
    return plan


def read_stored(connection: Connection, plan: Plan, election_id: int, code: str) -> Stored:
    """Return the ids of all that `plan` names."""
    country = plan.country
    given = {"election_id": election_id}
    found = {
        row.code: (row.station_id, row.area_id)
        for row in connection.execute(sql("simulate_read_stations"), given)
    }
    pairs = np.array([found[station] for station in country.stations.codes], dtype=np.int64).reshape(-1, 2)
    races: list[Ints] = []
    candidates: list[Ints] = []
    by_place = {
        (row.contest_code, row.area_code): (row.race_id, row.candidate_ids)
        for row in connection.execute(sql("simulate_read_races"), given)
    }
    for ballot in plan.ballots:
        areas = country.levels[ballot.contest.level].codes
        rows = [by_place[ballot.contest.code, area] for area in areas]
        races.append(np.array([race for race, _ in rows], dtype=np.int64))
        table = np.zeros(ballot.party.shape, dtype=np.int64)
        for position, (_, ids) in enumerate(rows):
            table[position, : len(ids)] = ids
        candidates.append(table)
    return Stored(election_id, code, pairs[:, 0], pairs[:, 1], races, candidates)


def read_progress(connection: Connection, plan: Plan, stored: Stored) -> Progress:
    """Return how far each form of the plan is in the store."""
    contest_of = {int(race): contest for contest, races in enumerate(stored.races) for race in races}
    station_of = {int(station): position for position, station in enumerate(stored.stations)}
    revision = np.zeros(plan.forms, dtype=np.int64)
    verified = np.zeros(plan.forms, dtype=bool)
    disputed = np.zeros(plan.forms, dtype=bool)
    for row in connection.execute(sql("simulate_read_forms"), {"election_id": stored.election_id}):
        form = contest_of[row.race_id] * plan.stations + station_of[row.station_id]
        revision[form] = row.revision
        verified[form] = row.state in ("verified", "confirmed")
        disputed[form] = row.state == "disputed"
    return Progress(revision, verified, disputed)


def read_assigned(connection: Connection, plan: Plan, stored: Stored) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell of each station of the plan whether a person who can sign in is assigned to it."""
    given = {"election_id": stored.election_id}
    ids = connection.scalars(sql("simulate_assigned"), given).all()
    return np.isin(stored.stations, np.array(ids, dtype=np.int64))

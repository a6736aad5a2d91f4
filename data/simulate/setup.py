"""Makes a fictional election in the store: country, register, ballots, and the forms that are in already.

`setup_election` is called by the command line, tests and benchmarks. The country is stored whole or not at all;
the forms that are in at the start follow, then the count is opened.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
from sqlalchemy import Connection, Engine

from data.engine import sql
from data.errors import MatokeoError
from data.files.store import FileStore
from data.simulate.baseline import store_baseline
from data.simulate.forms import FormRow, FormWriter
from data.simulate.observers import read_observers, store_observers
from data.simulate.people import make_people, note, set_status
from data.simulate.plan import Plan, make_plan
from data.simulate.presets import Preset
from data.simulate.script import Action
from data.simulate.spoken import store_spoken
from data.simulate.store_register import (
    STATION_SOURCE,
    NewElection,
    store_ballot,
    store_contest,
    store_election,
    store_geography,
    store_parties,
    store_register,
    store_stations,
)
from data.simulate.stored import Recipe, read_stored
from data.simulate.trouble_log import TroubleLog

_ZONE = ZoneInfo("Africa/Nairobi")
# What the public may see and do: photographs, own reports, and incidents soon after a moderator has let them out.
_SETTINGS = {
    "provenance": {"photos": True},
    "incidents": {"public_reports": True, "public_delay_min": 2, "public_grain": "ward"},
}
# From so many forms on, two connections write them.
_PARALLEL_FROM = 20_000
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Setup:
    """What is to be made: the seed and size, the code (by default from the country's name), what is in already."""

    seed: int
    preset: Preset
    election: str | None = None
    in_already: float = 0.08
    baseline: bool = True


def setup_election(
    engine: Engine,
    wanted: Setup,
    *,
    now: datetime | None = None,
    say: Say = lambda words: None,
    files: FileStore | None = None,
) -> str:
    """Make the election and return its code.

    `now` is when the share `in_already` (0..1) of all forms has arrived, at the pace of a real night. With
    `files`, forms of a preset that has photographs come with theirs. Raises
    `MatokeoError` when the code is taken.
    """
    say("Making the country, its people and its ballots ...")
    plan = make_plan(wanted.seed, wanted.preset)
    now = now or datetime.now(UTC)
    hour = plan.script.time_of_share(wanted.in_already)
    closed = now - timedelta(hours=hour)
    code = wanted.election or f"{plan.country.slug}-general"
    with engine.begin() as connection:
        if connection.execute(sql("simulate_read_election"), {"code": code}).one_or_none() is not None:
            raise MatokeoError(
                f"The election {code!r} exists.",
                remedy="Go on with it by --continue, or choose another --election.",
            )
        say(f"{plan.country.name}: deriving the borders of {wanted.preset.wards} wards in PostGIS ...")
        election_id = _store_country(connection, plan, code, closed=closed, baseline=wanted.baseline)
    say(f"{plan.country.name}: {plan.stations} stations, {plan.forms} forms to come.")
    count = _store_snapshot(
        engine, plan, (election_id, code), closed=closed, share=wanted.in_already, files=files
    )
    with engine.begin() as connection:
        status = "completed" if wanted.in_already >= 1 else "active"
        set_status(connection, election_id, code, status, reason="Simulated night.")
    say(f"{code}: {count} forms are in.")
    return code


def _store_country(connection: Connection, plan: Plan, code: str, *, closed: datetime, baseline: bool) -> int:
    country = plan.country
    geography = store_geography(connection, country, code)
    register_id = store_register(connection, geography, code)
    store_stations(connection, country, geography, register_id)
    recipe = Recipe(seed=country.seed, preset=country.preset, digest=plan.digest())
    day = closed.astimezone(_ZONE).date()
    election = NewElection(
        code=code,
        title=f"{country.name} general election (simulated)",
        day=day,
        status="draft",
        register_id=register_id,
        settings={"simulation": msgspec.to_builtins(recipe), **_SETTINGS},
    )
    election_id = store_election(connection, election)
    parties = store_parties(connection, election_id, plan.parties)
    store_spoken(connection, election_id, plan)
    for order, ballot in enumerate(plan.ballots, start=1):
        contest_id = store_contest(
            connection,
            election_id,
            ballot.contest,
            order=order,
            source=STATION_SOURCE,
            counties=country.preset.counties,
        )
        areas = geography.areas[ballot.contest.level]
        store_ballot(connection, contest_id, ballot, area_ids=areas, party_ids=parties)
        if baseline and ballot.contest.level == 0:
            store_baseline(connection, plan, geography, code=code, day=day, contest_id=contest_id)
    note(
        connection,
        "election.simulate",
        "election",
        [code],
        f"Made from seed {country.seed}, {country.preset.name}.",
    )
    return election_id


def _store_snapshot(
    engine: Engine,
    plan: Plan,
    election: tuple[int, str],
    *,
    closed: datetime,
    share: float,
    files: FileStore | None,
) -> int:
    """Write the forms as they stand when `share` of them have arrived; return how many have.

    Many forms are written by two connections at once. Killed in between, the election stays a draft and the
    night, when it is run, brings what is missing.
    """
    rows = snapshot(plan, share, closed)
    with engine.begin() as connection:
        people = make_people(connection)
        stored = read_stored(connection, plan, *election)
        store_observers(connection, plan, stored)
        observers = read_observers(connection, stored)
        writer = FormWriter(plan, stored, people, files, observers=observers)
    parts = 1 if len(rows) < _PARALLEL_FROM else 2
    size = -(-len(rows) // parts) if rows else 1
    chunks = [rows[start : start + size] for start in range(0, len(rows), size)]

    def write(chunk: list[FormRow]) -> None:
        with engine.begin() as connection:
            ids = writer.write(connection, chunk)
            revised = [form_id for form_id, row in zip(ids, chunk, strict=True) if row.revision > 1]
            note(connection, "form.revise", "result_form", revised, "Corrected from the scan of the form.")

    with ThreadPoolExecutor(parts) as pool:
        list(pool.map(write, chunks))
    with engine.begin() as connection:
        hour = plan.script.time_of_share(share)
        log = TroubleLog(plan, stored, people, observers)
        log.play(connection, hour, lambda at: closed + timedelta(hours=at))
    return sum(row.is_current for row in rows)


def snapshot(plan: Plan, share: float, closed: datetime) -> list[FormRow]:
    """Return the revisions of all forms that are in when `share` of the forms have arrived, ward by ward."""
    script = plan.script
    # The form that makes the share whole has arrived itself, unless nothing has.
    until = script.time_of_share(share) if share > 0 else -1.0
    times = np.full((len(Action), plan.forms), np.inf)
    times[script.action, script.form] = script.hours
    done = times <= until
    rows: list[FormRow] = []
    stations = plan.stations
    arrived = np.flatnonzero(done[Action.ARRIVE])
    for form in arrived[
        np.lexsort((arrived // stations, plan.country.stations.ward[arrived % stations]))
    ].tolist():
        first = closed + timedelta(hours=float(times[Action.ARRIVE, form]))
        state = (
            "verified"
            if done[Action.VERIFY, form]
            else "disputed"
            if done[Action.DISPUTE, form]
            else "preliminary"
        )
        revised = bool(done[Action.REVISE, form])
        rows.append(FormRow(form, 1, state, first, is_current=not revised))
        if revised:
            again = closed + timedelta(hours=float(times[Action.REVISE, form]))
            rows.append(
                FormRow(form, 2, "verified" if done[Action.VERIFY_AGAIN, form] else "preliminary", again)
            )
    return rows

"""What the store's benchmarks share: a private PostgreSQL, a fictional country on it, submitters in processes of their own.

Called by `tally_freshness.py` and `publish_to_paint.py`. Everything started here is ended here.
"""

from __future__ import annotations

import multiprocessing
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from sqlalchemy import Engine, text

from dashboard.services.place import find_place
from dashboard.services.postgres import PrivatePostgres
from data.engine import make_engine, migrate
from data.simulate.presets import KENYA, Preset
from data.simulate.setup import Setup, setup_election

# A tenth of the stations in a tenth of the wards, and so on up: the same country at another size.
TENTH: Preset = msgspec.structs.replace(
    KENYA, name="tenth", counties=12, constituencies=36, wards=145, stations=4_623, sites=12_000
)
FULL: Preset = KENYA


@contextmanager
def private_postgres() -> Iterator[PrivatePostgres]:
    """Run a cluster with the settings of `make demo` (durable) in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="matokeo-bench-") as folder:
        Path(folder).chmod(0o755)
        postgres = PrivatePostgres(find_place(Path(folder) / "services"))
        postgres.start()
        try:
            yield postgres
        finally:
            postgres.stop()


def make_country(postgres: PrivatePostgres, preset: Preset, *, in_already: float) -> str:
    """Make a database of the preset's name with a fictional election; return its URL."""
    postgres.create_database(preset.name)
    url = postgres.place.database_url(preset.name)
    engine = make_engine(url)
    migrate(engine)
    setup_election(engine, Setup(seed=7, preset=preset, in_already=in_already, baseline=False))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()
    return url


@dataclass(frozen=True, slots=True)
class Load:
    """How many stations a second report, for how long, over how many connections."""

    per_second: float
    seconds: float
    processes: int = 2


def _stations_without_form(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT s.station_id FROM polling_stations s JOIN elections e USING (register_id)"
                " WHERE e.status <> 'completed'"
                " AND NOT EXISTS (SELECT 1 FROM result_forms f WHERE f.station_id = s.station_id)"
            )
        )
        return [row.station_id for row in rows]


_FORMS = text(
    "WITH s AS (SELECT st.station_id, st.area_id, a.path_ids FROM polling_stations st JOIN areas a USING (area_id)"
    " WHERE st.station_id = :station),"
    " f AS (INSERT INTO result_forms (race_id, leaf_area_id, station_id, source, is_counting, state, registered_voters,"
    "  valid_votes, rejected_votes, votes_cast, received_at_utc)"
    "  SELECT r.race_id, s.area_id, s.station_id, c.counting_source, true, 'verified', 600,"
    "   (SELECT count(*) * 20 FROM candidates d WHERE d.race_id = r.race_id), 3,"
    "   (SELECT count(*) * 20 FROM candidates d WHERE d.race_id = r.race_id) + 3, now()"
    "  FROM s JOIN races r ON r.area_id = ANY(s.path_ids) JOIN contests c USING (contest_id) RETURNING form_id, race_id)"
    " INSERT INTO form_votes SELECT f.form_id, d.candidate_id, 20 FROM f JOIN candidates d USING (race_id)"
)


def submit_one(engine: Engine) -> float:
    """Report the next station without forms; return the moment of the commit (seconds since 1970)."""
    station = _stations_without_form(engine)[0]
    with engine.begin() as connection:
        connection.execute(_FORMS, {"station": station})
    return time.time()


def _submit(
    url: str, stations: list[int], every_s: float, until: float, queue: multiprocessing.Queue[float]
) -> None:
    engine = make_engine(url, pool_size=1)
    with engine.connect() as connection:
        due = time.time() + random.random() * every_s
        for station in stations:
            if time.time() > until:
                break
            time.sleep(max(0.0, due - time.time()))
            due += every_s
            connection.execute(_FORMS, {"station": station})
            connection.commit()
            queue.put(time.time())


@contextmanager
def submitting(url: str, load: Load) -> Iterator[list[float]]:
    """Report stations at a steady pace while the block runs; the list holds the time of each commit afterwards.

    One commit is one station with its forms of all contests.
    """
    engine = make_engine(url)
    stations = _stations_without_form(engine)
    engine.dispose()
    random.Random(1).shuffle(stations)
    wanted = int(load.per_second * load.seconds)
    if len(stations) < wanted:
        raise SystemExit(f"only {len(stations)} stations are left, {wanted} are to report")
    context = multiprocessing.get_context("spawn")
    queue: multiprocessing.Queue[float] = context.Queue()
    every = load.processes / load.per_second
    until = time.time() + load.seconds + 3  # the processes take a moment to start
    processes = [
        context.Process(
            target=_submit, args=(url, stations[n :: load.processes], every, until, queue), daemon=True
        )
        for n in range(load.processes)
    ]
    commits: list[float] = []
    for process in processes:
        process.start()
    try:
        yield commits
    finally:
        while any(process.is_alive() for process in processes) or not queue.empty():
            while not queue.empty():
                commits.append(queue.get())
            time.sleep(0.01)
        for process in processes:
            process.join()


def percentile(values: list[float], share: float) -> float:
    """Return the value below which `share` of `values` lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def stamp() -> str:
    """Return the machine and the moment, for the record."""
    import os
    import platform

    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, Python {platform.python_version()}"
    )

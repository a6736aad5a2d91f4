"""How long the page of a ward takes at the size of a country, and those of the areas above it.

`python -m benchmarks.wards [--preset kenya] [--calls 200]`. A fictional country with an earlier election, most forms in and
its tallies fresh; a manager of the whole country asks for random wards, then constituencies, counties and the root, as pages
(through the whole office, without compression) and as JSON. Percentiles are of single requests, one after the other.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from sqlalchemy import Engine, text

from benchmarks.store_harness import FULL, TENTH, percentile, private_postgres, stamp
from data.engine import make_engine, migrate
from data.simulate.presets import Preset
from data.simulate.setup import Setup, setup_election
from data.tally.worker import drain
from tests.office import SignedIn, add_user, open_office

#: What a page of a ward may take, milliseconds.
GOAL_MS = 100.0
ELECTION = "bench"
_TINY = msgspec.structs.replace(
    TENTH, name="tiny", counties=3, constituencies=6, wards=12, stations=60, sites=900
)
PRESETS = {"kenya": FULL, "tenth": TENTH, "tiny": _TINY}


def make_store(url: str, preset: Preset) -> Engine:
    """Make the country with its count; return the owner's engine."""
    engine = make_engine(url)
    migrate(engine)
    setup_election(engine, Setup(seed=7, preset=preset, election=ELECTION, in_already=0.7))
    with engine.connect() as connection:
        drain(connection)
        connection.execute(text("SELECT refresh_views()"))
        connection.commit()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    return engine


def areas_of(engine: Engine, level: int) -> list[str]:
    """Return the codes of all areas of a level."""
    with engine.connect() as connection:
        return list(
            connection.scalars(text("SELECT code FROM areas WHERE level = :l ORDER BY code"), {"l": level})
        )


def measure(asking: SignedIn, address: Callable[[str], str], codes: list[str], calls: int) -> list[float]:
    """Ask for random areas; return milliseconds a request. The first ones, which make plans, are not counted."""
    drawn = random.Random(1)
    taken: list[float] = []
    for number in range(calls + 5):
        path = address(drawn.choice(codes))
        began = time.perf_counter()
        reply = asking.get(path)
        spent = 1000 * (time.perf_counter() - began)
        if reply.status_code != 200:
            raise SystemExit(f"{path} answers {reply.status_code}")
        if number >= 5:
            taken.append(spent)
    return taken


def main() -> int:
    """Make the store, ask, print; 1 when wards take longer than they may at the full size."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.wards", description=__doc__)
    parser.add_argument("--preset", choices=list(PRESETS), default="kenya")
    parser.add_argument("--calls", type=int, default=200)
    arguments = parser.parse_args()
    preset = PRESETS[arguments.preset]
    print(f"{stamp()}; {preset.stations} stations, {preset.wards} wards")
    with (
        private_postgres() as postgres,
        tempfile.TemporaryDirectory(prefix="matokeo-bench-office-") as folder,
    ):
        postgres.create_database("wards")
        url = postgres.place.database_url("wards")
        engine = make_store(url, preset)
        with engine.connect() as connection:
            root = connection.execute(text("SELECT area_id FROM areas WHERE level = 0")).scalar_one()
        office = open_office(url, Path(folder), RATE_LIMIT_SCALE="0")
        asking = office.sign_in(add_user(engine, "bench-manager", "manager", scope=[root]))
        worst = _all(asking, engine, arguments.calls)
        office.desk.dispose()
        engine.dispose()
    return 1 if preset is FULL and worst > GOAL_MS else 0


def _all(asking: SignedIn, engine: Engine, calls: int) -> float:
    """Measure and print every kind of area; return the p95 of a ward's page."""
    p95 = 0.0
    for level, name in ((3, "ward"), (2, "constituency"), (1, "county"), (0, "country")):
        codes = areas_of(engine, level)
        for kind, prefix in (("page", "/manage/wards"), ("JSON", "/api/v1/wards")):
            count = max(5, calls // (1 if level == 3 else 5))
            taken = measure(asking, lambda code, prefix=prefix: f"{prefix}/{ELECTION}/{code}", codes, count)  # type: ignore[misc]
            high = percentile(taken, 0.95)
            p95 = high if (level, kind) == (3, "page") else p95
            print(
                f"{name:<13}{kind:<5} p50 {percentile(taken, 0.5):6.1f} ms   p95 {high:6.1f} ms   {count} requests"
            )
    return p95


if __name__ == "__main__":
    raise SystemExit(main())

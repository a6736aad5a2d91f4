"""How long an import of the real election takes, against copying the same rows into a bare table.

`python -m benchmarks.import_bundle [FOLDER]`. The bundle is not part of the project: without it the benchmark
says so and ends.
"""

from __future__ import annotations

import argparse
import csv
import time
from pathlib import Path

from sqlalchemy import Engine, text

from benchmarks.store_harness import private_postgres, stamp
from data.engine import make_engine, migrate
from data.ingest.run import import_bundle

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "data" / "ke-2022"


def bare_copy_s(engine: Engine, bundle: Path) -> float:
    """Copy every row of the bundle's results as text into one table with no key, no check and no index."""
    started = time.perf_counter()
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE bare (line text[])"))
        with connection.connection.cursor() as cursor, cursor.copy("COPY bare (line) FROM STDIN") as copy:
            for path in [*sorted((bundle / "results").glob("*.csv")), bundle / "stations.csv"]:
                with path.open(encoding="utf-8", newline="") as file:
                    for row in csv.reader(file):
                        copy.write_row((row,))
    return time.perf_counter() - started


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", nargs="?", type=Path, default=DEFAULT)
    bundle: Path = parser.parse_args().bundle
    if not (bundle / "election.toml").exists():
        print(f"no bundle at {bundle}: nothing measured")
        return
    print(stamp())
    with private_postgres() as postgres:
        postgres.create_database("imported")
        engine = make_engine(postgres.place.database_url("imported"))
        migrate(engine)
        started = time.perf_counter()
        summary = import_bundle(engine, bundle)
        taken = time.perf_counter() - started
        started = time.perf_counter()
        import_bundle(engine, bundle)
        again = time.perf_counter() - started
        bare = bare_copy_s(engine, bundle)
        print(f"import of {bundle.name}: {taken:.1f} s ({summary.touched} things stored)")
        print(f"the same again, nothing changed: {again:.1f} s")
        print(f"bare copy of its rows: {bare:.1f} s")
        print(f"import / bare copy: {taken / bare:.1f} x")
        engine.dispose()


if __name__ == "__main__":
    main()

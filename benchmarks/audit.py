"""How fast rows are written, sealed and verified, against bare rows without hash, seal or trigger.

`python -m benchmarks.audit [--rows N] [--writers N]`. Everything runs on a private PostgreSQL of its own.
"""

from __future__ import annotations

import argparse
import threading
import time

from sqlalchemy import Engine, text

from benchmarks.store_harness import private_postgres, stamp
from data.audit.seal import seal_once
from data.audit.trail import record
from data.audit.verify import verify_log
from data.engine import make_engine, migrate

SEAL_OF = 10_000
_FILL = """
INSERT INTO {table} (actor, action, object_type, object_id, new_value, reason)
SELECT 'system:bench', 'form.enter', 'form', n::text, jsonb_build_object('valid_votes', n), 'a reason of some length'
FROM generate_series(1, :rows) AS n
"""


def fill_s(engine: Engine, rows: int, table: str) -> float:
    """Insert rows in one statement; return the seconds it took."""
    started = time.perf_counter()
    with engine.begin() as connection:
        connection.execute(text(_FILL.format(table=table)), {"rows": rows})
    return time.perf_counter() - started


def seal_s(engine: Engine) -> float:
    """Seal what is finished; return the seconds it took."""
    started = time.perf_counter()
    with engine.begin() as connection:
        if seal_once(connection) is None:
            raise SystemExit("nothing was sealed: the measurement is wrong")
    return time.perf_counter() - started


def written_per_s(engine: Engine, writers: int, seconds: float) -> float:
    """Rows a second by many writers, a row and a commit at a time, while the log is sealed every second."""
    end = time.perf_counter() + seconds
    counts = [0] * writers

    def write(number: int) -> None:
        with engine.connect() as connection:
            while time.perf_counter() < end:
                with connection.begin():
                    record(connection, "system:bench", "form.enter", ("form", number))
                counts[number] += 1

    threads = [threading.Thread(target=write, args=(n,)) for n in range(writers)]
    for thread in threads:
        thread.start()
    while time.perf_counter() < end:
        time.sleep(min(1.0, seconds / 2))
        with engine.begin() as connection:
            seal_once(connection)
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows in the log that is verified")
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=5.0)
    arguments = parser.parse_args()
    print(stamp())
    with private_postgres() as postgres:
        postgres.create_database("audited")
        engine = make_engine(postgres.place.database_url("audited"), pool_size=arguments.writers + 2)
        migrate(engine)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE bare (LIKE audit_log INCLUDING DEFAULTS)"))
            connection.execute(
                text("ALTER TABLE bare ALTER audit_id DROP NOT NULL, ALTER row_hash DROP NOT NULL")
            )
        rate = written_per_s(engine, arguments.writers, arguments.seconds)
        print(f"written by {arguments.writers} threads of Python, sealed meanwhile: {rate:,.0f} rows/s")
        bare = fill_s(engine, SEAL_OF, "bare")
        hashed = fill_s(engine, SEAL_OF, "audit_log")
        print(f"{SEAL_OF:,} rows in one statement: {hashed * 1000:.0f} ms, bare {bare * 1000:.0f} ms")
        print(f"sealing {SEAL_OF:,} rows: {seal_s(engine) * 1000:.0f} ms")
        fill_s(engine, max(1, arguments.rows - SEAL_OF), "audit_log")
        print(f"sealing {arguments.rows - SEAL_OF:,} rows: {seal_s(engine):.2f} s")
        started = time.perf_counter()
        with engine.connect() as connection:
            verdict = verify_log(connection)
        taken = time.perf_counter() - started
        print(
            f"verifying {verdict.rows:,} rows, {verdict.seals} seals: {taken:.1f} s ({verdict.rows / taken:,.0f} rows/s)"
        )
        if verdict.problems or verdict.unsealed:
            raise SystemExit(f"the log does not hold: {verdict.problems[:3]}")
        engine.dispose()


if __name__ == "__main__":
    main()

"""How soon a committed form is in the ward tallies, against refreshing naive materialized views over the same rows.

`python -m benchmarks.tally_freshness [--seconds 20] [--rate 100]`. Prints milliseconds and, what counts, ratios
against a baseline measured in the same run. Preset `kenya`: 46,229 stations, six contests, 277,374 forms.
"""

from __future__ import annotations

import argparse
import statistics
import threading
import time
from bisect import bisect_left
from dataclasses import dataclass, field

from sqlalchemy import Engine, text

from benchmarks.store_harness import (
    FULL,
    TENTH,
    Load,
    make_country,
    percentile,
    private_postgres,
    stamp,
    submit_one,
    submitting,
)
from data.engine import TALLY_LOCK, hold_lock, make_engine
from data.tally.worker import TallyWorker, drain

POLL_S = 0.05

# What a first design does: one view a level, straight over the forms.
_NAIVE = {
    level: (
        f"CREATE MATERIALIZED VIEW naive_{level} AS SELECT f.race_id, a.path_ids[{depth}] AS area_id, v.candidate_id,"
        " sum(v.votes) AS votes, count(*) AS forms FROM result_forms f JOIN form_votes v USING (form_id)"
        " JOIN areas a ON a.area_id = f.leaf_area_id WHERE f.is_current AND f.is_counting AND f.state <> 'disputed'"
        f" GROUP BY f.race_id, a.path_ids[{depth}], v.candidate_id"
    )
    for depth, level in enumerate(("country", "county", "constituency", "ward"), start=1)
}


def naive_refresh_s(engine: Engine) -> float:
    """Make the four views, then measure one REFRESH CONCURRENTLY of all of them after one form."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for level, statement in _NAIVE.items():
            connection.execute(text(statement))
            connection.execute(text(f"CREATE UNIQUE INDEX ON naive_{level} (race_id, area_id, candidate_id)"))
        started = time.perf_counter()
        for level in _NAIVE:
            connection.execute(text(f"REFRESH MATERIALIZED VIEW CONCURRENTLY naive_{level}"))
        taken = time.perf_counter() - started
        for level in _NAIVE:
            connection.execute(text(f"DROP MATERIALIZED VIEW naive_{level}"))
    return taken


@dataclass
class Steps:
    """When each step of the worker took its snapshot and when it had committed."""

    taken: list[float] = field(default_factory=list)
    done: list[float] = field(default_factory=list)

    def freshness_ms(self, commits: list[float]) -> list[float]:
        """A form is fresh when the first step whose snapshot came after its commit has committed."""
        found = []
        for commit in commits:
            position = bisect_left(self.taken, commit)
            if position < len(self.done):
                found.append(1000 * (self.done[position] - commit))
        return found


def work(url: str, steps: Steps, stop: threading.Event) -> None:
    """The tally loop of the worker, noting the times of its steps."""
    engine = make_engine(url, role="matokeo_worker", pool_size=1, prepared=True)
    worker = TallyWorker()
    with hold_lock(engine, TALLY_LOCK, holder="tally worker") as connection:
        while not stop.is_set():
            with connection.begin():
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
                taken = time.time()
                rows = worker.step(connection).rows
            if rows:
                steps.taken.append(taken)
                steps.done.append(time.time())
            else:
                stop.wait(POLL_S)
    engine.dispose()


def measure(url: str, load: Load) -> list[float]:
    """Return the freshness of every form reported under `load`, in milliseconds."""
    steps, stop = Steps(), threading.Event()
    thread = threading.Thread(target=work, args=(url, steps, stop))
    thread.start()
    time.sleep(0.5)
    with submitting(url, load) as commits:
        pass
    time.sleep(1)
    stop.set()
    thread.join()
    return steps.freshness_ms(sorted(commits))


def one_form_ms(url: str, times: int = 80) -> float:
    """Return the median time of the step after one station reported, nothing else going on."""
    engine = make_engine(url, pool_size=1, prepared=True)
    worker, taken = TallyWorker(), []
    with engine.connect() as connection:
        drain(connection, worker)
        for _ in range(times):
            submit_one(engine)
            started = time.perf_counter()
            with connection.begin():
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
                worker.step(connection)
            taken.append(1000 * (time.perf_counter() - started))
            drain(connection, worker)
    engine.dispose()
    return statistics.median(taken)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=100, help="stations a second, each with six forms")
    parser.add_argument("--seconds", type=float, default=20)
    wanted = parser.parse_args()
    print(stamp())
    with private_postgres() as postgres:
        tenth = make_country(postgres, TENTH, in_already=0.5)
        full = make_country(postgres, FULL, in_already=0.92)
        for url in (tenth, full):
            engine = make_engine(url)
            started = time.perf_counter()
            with engine.connect() as connection:
                rows = drain(connection)
            taken = time.perf_counter() - started
            print(f"tally of everything from nothing: {taken:.1f} s ({rows} dirty rows)")
            engine.dispose()
        step_tenth, step_full = one_form_ms(tenth), one_form_ms(full)
        print(f"step after one station, 4,623 stations:  {step_tenth:.1f} ms")
        print(f"step after one station, 46,229 stations: {step_full:.1f} ms")
        print(f"ten times the stations:                  {step_full / step_tenth:.2f} x")
        fresh = measure(full, Load(wanted.rate, wanted.seconds))
        print(f"forms at {wanted.rate:.0f} stations/s: {len(fresh)} measured")
        print(
            f"commit -> ward tallies, p50 / p95: {percentile(fresh, 0.5):.0f} / {percentile(fresh, 0.95):.0f} ms"
        )
        naive = naive_refresh_s(make_engine(full))
        print(f"naive: four materialized views REFRESHed CONCURRENTLY: {naive:.1f} s")
        print(f"naive / step after one station: {1000 * naive / step_full:.0f} x")
        print(f"naive / p50 under load:         {1000 * naive / percentile(fresh, 0.5):.0f} x")


if __name__ == "__main__":
    main()

"""Forms through the office's gunicorn with sessions, CSRF, checks and audit: how many a second, and how long one takes
at 50 a second while thousands of viewers listen on the results site.

`python -m benchmarks.entry_http [--seconds 20] [--listeners 5000]`. The baseline is the office's `/healthz` over as many
connections in the same run: what gunicorn and Flask cost without a form.
"""

from __future__ import annotations

import argparse
import http.client
import json
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.sse_listeners import Crowd
from benchmarks.store_harness import percentile, private_postgres, stamp
from benchmarks.web_harness import build_store, gunicorn, private_redis, raise_file_limit
from data.engine import make_engine, migrate
from tests.election_factory import make_election
from tests.integration.entry.running import (
    Client,
    OfficeProcess,
    Ticket,
    add_observers,
    add_stations,
    forms_of,
    open_session,
    running_office,
    surroundings,
)

_CONNECTIONS = 16
_PACE = 50.0


def _bodies(stations: list[str]) -> Iterator[dict[str, Any]]:
    for station in stations:
        yield from forms_of(station)


def send_all(
    port: int,
    work: list[tuple[Ticket, Iterator[dict[str, Any]]]],
    *,
    seconds: float,
    per_second: float | None,
) -> tuple[float, list[float]]:
    """Send forms over a connection for each observer; return forms a second and the seconds that each took.

    With `per_second` forms are due at fixed moments, and a form that has to wait for the one before it counts the wait.
    """
    taken: list[float] = []
    began = time.perf_counter()

    def go(number: int, ticket: Ticket, bodies: Iterator[dict[str, Any]]) -> None:
        client = Client(port, ticket)
        every = len(work) / per_second if per_second else 0.0
        due = began + every * number / len(work)
        for body in bodies:
            if time.perf_counter() - began > seconds:
                return
            if per_second:
                time.sleep(max(0.0, due - time.perf_counter()))
            start = due if per_second else time.perf_counter()
            status, answer = client.ask("POST", "/api/v1/forms", body, str(uuid4()))
            if status != 201:
                raise SystemExit(f"{status}: {answer.decode()[:300]}")
            taken.append(time.perf_counter() - start)
            due += every

    threads = [threading.Thread(target=go, args=(n, *one)) for n, one in enumerate(work)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(taken) / (time.perf_counter() - began), taken


def answers_per_s(port: int, *, seconds: float, connections: int) -> float:
    """Return how many bare answers a second the same server gives to the same number of connections."""
    counts = [0] * connections
    began = time.perf_counter()

    def go(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.perf_counter() - began < seconds:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            counts[number] += 1

    threads = [threading.Thread(target=go, args=(n,)) for n in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - began)


def measure(
    office: OfficeProcess,
    people: list[tuple[Ticket, list[str]]],
    folder: Path,
    arguments: argparse.Namespace,
) -> dict[str, object]:
    """Return the figures: the baseline, at full speed, then at a steady pace beside the listeners."""
    work = [(ticket, _bodies(stations)) for ticket, stations in people]
    bare = answers_per_s(office.port, seconds=min(5.0, arguments.seconds), connections=_CONNECTIONS)
    rate, taken = send_all(office.port, work, seconds=arguments.seconds, per_second=None)
    with ExitStack() as stack:
        build_store(folder / "public", children=20)
        url = stack.enter_context(private_redis(folder / "redis"))
        environ = {"MATOKEO_STORE": str(folder / "public"), "BENCH_REDIS_URL": url}
        public = stack.enter_context(gunicorn("attached", environ))
        crowd = Crowd(public, arguments.listeners)
        paced, steady = send_all(office.port, work, seconds=arguments.seconds, per_second=_PACE)
        crowd.close()
    return {
        "forms accepted a second (budget 100)": rate,
        "bare answers of the same server a second": bare,
        "ratio": rate / bare,
        "p95 at full speed, ms": 1000 * percentile(taken, 0.95),
        "listeners meanwhile": arguments.listeners,
        "forms a second at the pace": paced,
        "p50 at the pace, ms": 1000 * percentile(steady, 0.5),
        "p95 at the pace, ms (budget 200)": 1000 * percentile(steady, 0.95),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--listeners", type=int, default=5_000)
    parser.add_argument("--stations", type=int, default=6_000)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    raise_file_limit()
    with private_postgres() as postgres, tempfile.TemporaryDirectory(prefix="matokeo-http-") as name:
        folder = Path(name)
        postgres.create_database("entry")
        url = postgres.place.database_url("entry")
        engine = make_engine(url)
        migrate(engine)
        with engine.begin() as connection:
            stations = add_stations(connection, make_election(connection), arguments.stations)
        people = [
            (open_session(url, user_id), mine)
            for user_id, mine in add_observers(engine, stations, _CONNECTIONS)
        ]
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
        engine.dispose()
        with running_office(surroundings(url, folder), workers=arguments.workers) as office:
            figures = measure(office, people, folder, arguments)
    print(stamp())
    for key, value in figures.items():
        print(f"  {key:<44} {value:,.2f}" if isinstance(value, float) else f"  {key:<44} {json.dumps(value)}")


if __name__ == "__main__":
    main()

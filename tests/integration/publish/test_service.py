"""The worker as people run it: a process of its own that survives SIGKILL, a lost database and a lost Redis."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from dashboard.services.postgres import PrivatePostgres
from data.engine import make_engine, migrate
from data.publish.options import WorkerOptions
from data.publish.verify import verify
from data.publish.watch import Watch
from data.tally.worker import drain
from tests.election_factory import Mini, add_form, make_election

VOTES = {"asha": 200, "juma": 100, "neema": 1}
PATIENCE_S = 60.0


def start_worker(database_url: str, store: Path, **options: bool) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ, "DATABASE_URL": database_url, "REDIS_URL": "off", "MATOKEO_STORE": str(store),
        "MATOKEO_KEY_FILE": str(store.parent / "publish.key"), "PUBLISH_INTERVAL_S": "0.1",
    }  # fmt: skip
    return subprocess.Popen([sys.executable, "-m", "dashboard.cli", "worker"], env=environment, **options)  # type: ignore[call-overload,no-any-return]


@pytest.fixture
def workers() -> Iterator[list[subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        process.kill()
        process.wait()


def eventually(what: Callable[[], bool]) -> bool:
    patience = time.monotonic() + PATIENCE_S
    while time.monotonic() < patience:
        if what():
            return True
        time.sleep(0.05)
    return False


def counted(store: Path, mini: Mini) -> int | None:
    try:
        version = json.loads((store / mini.code / "latest.json").read_bytes())["version"]
        index = json.loads((store / mini.code / f"v{version}/index.json").read_bytes())
    except FileNotFoundError:
        return None
    return int(index["contests"][0]["stations"]["counted"])


def put(engine: Engine, mini: Mini, station: str) -> None:
    with engine.begin() as connection:
        add_form(connection, mini, station, "president", VOTES)


def test_a_worker_killed_again_and_again_publishes_every_form_once(
    fresh_database: Engine, fresh_database_url: str, store: Path, workers: list[subprocess.Popen[bytes]]
) -> None:
    with fresh_database.begin() as connection:
        mini = make_election(connection)
    stations = iter(mini.stations)
    done = 0
    for _ in range(3):
        workers.append(start_worker(fresh_database_url, store))
        for _ in range(8):
            put(fresh_database, mini, next(stations))
        done += 8
        assert eventually(lambda wanted=done: counted(store, mini) == wanted)
        # Committed in the moment of the kill: nobody may lose it.
        put(fresh_database, mini, next(stations))
        done += 1
        os.kill(workers[-1].pid, signal.SIGKILL)
        workers[-1].wait()
    workers.append(start_worker(fresh_database_url, store))
    assert eventually(lambda: counted(store, mini) == 27)
    verdict = verify(str(store / mini.code))
    assert verdict.problems == []


def test_a_worker_outlives_its_database(
    own_postgres: PrivatePostgres, store: Path, workers: list[subprocess.Popen[bytes]]
) -> None:
    postgres = own_postgres
    try:
        postgres.create_database("matokeo")
        url = postgres.place.database_url("matokeo")
        engine = make_engine(url)
        migrate(engine)
        with engine.begin() as connection:
            mini = make_election(connection)
        workers.append(start_worker(url, store))
        put(engine, mini, "W-1-1-1-1")
        assert eventually(lambda: counted(store, mini) == 1)
        postgres.stop()
        time.sleep(2)
        assert workers[0].poll() is None
        assert counted(store, mini) == 1
        postgres.start()
        engine.dispose()
        put(engine, mini, "W-1-1-1-2")
        assert eventually(lambda: counted(store, mini) == 2)
    finally:
        for process in workers:
            process.kill()
            process.wait()


def test_the_watch_raises_a_finding_for_a_tally_that_differs_and_closes_it_when_mended(
    fresh_database: Engine, fresh_database_url: str, store: Path
) -> None:
    with fresh_database.begin() as connection:
        mini = make_election(connection)
        add_form(connection, mini, "W-1-1-1-1", "president", VOTES)
    with fresh_database.connect() as connection:
        drain(connection)
        with connection.begin():
            connection.execute(
                text("UPDATE ward_tallies SET votes_public = votes_public + 1 WHERE votes_public = 200")
            )
    watch = Watch(WorkerOptions(fresh_database_url, store, store / "k", None))
    open_findings = text(
        "SELECT count(*) FROM gate_findings WHERE kind = 'tally_differs' AND resolved_at_utc IS NULL"
    )
    assert len(watch.compare()) == 1
    with fresh_database.connect() as connection:
        assert connection.execute(open_findings).scalar_one() == 1
        connection.execute(
            text("UPDATE ward_tallies SET votes_public = votes_public - 1 WHERE votes_public = 201")
        )
        connection.commit()
    assert watch.compare() == []
    with fresh_database.connect() as connection:
        assert connection.execute(open_findings).scalar_one() == 0


@pytest.mark.parametrize("kill_publisher_first", [False, True])
def test_a_worker_ends_in_order_when_its_whole_group_is_told_to(
    kill_publisher_first: bool, fresh_database: Engine, fresh_database_url: str, store: Path,
    workers: list[subprocess.Popen[bytes]],
) -> None:  # fmt: skip
    with fresh_database.begin() as connection:
        mini = make_election(connection)
    workers.append(start_worker(fresh_database_url, store, start_new_session=True))
    put(fresh_database, mini, "W-1-1-1-1")
    assert eventually(lambda: counted(store, mini) == 1)
    children = Path(f"/proc/{workers[0].pid}/task/{workers[0].pid}/children").read_text().split()
    if kill_publisher_first:
        for child in children:
            os.kill(int(child), signal.SIGKILL)
    os.killpg(workers[0].pid, signal.SIGTERM)
    assert workers[0].wait(timeout=15) == 0
    assert eventually(lambda: not any(Path(f"/proc/{child}").exists() for child in children))

"""Kills what a form passes through while clients send, and counts afterwards what is stored.

Used by `test_survival.py` with some hundred forms and by `benchmarks/survive_entry.py` with ten thousand.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from sqlalchemy import Engine, text

from dashboard.services.postgres import PrivatePostgres
from dashboard.services.redis import PrivateRedis
from data.engine import make_engine, migrate
from data.errors import ServiceError
from data.tally.reconcile import reconcile
from tests.election_factory import make_election
from tests.integration.entry.running import (
    ROOT,
    Client,
    OfficeProcess,
    add_observers,
    add_stations,
    forms_of,
    open_session,
    surroundings,
)


@dataclass
class Outcome:
    """What clients were told, what is stored, what was killed."""

    accepted: dict[str, bytes] = field(default_factory=dict)
    stored: dict[str, str] = field(default_factory=dict)
    doubled_answers: int = 0
    resent: int = 0
    kills: dict[str, int] = field(default_factory=dict)
    votes_wrong: int = 0
    audits: int = 0
    differences: int = -1
    seconds: float = 0.0


class Scene:
    """The office, a tally worker, PostgreSQL and Redis, each of which can be killed and comes back."""

    def __init__(self, postgres: PrivatePostgres, redis: PrivateRedis, folder: Path) -> None:
        self._postgres, self._redis, self._folder = postgres, redis, folder
        self.url = postgres.place.database_url("survive")
        self._environ = surroundings(self.url, folder, REDIS_URL=redis.place.redis_url())
        self.office = OfficeProcess(self._environ, workers=2)
        self._worker: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start everything that is not there."""
        self._redis.start()
        self.office.start()
        self._start_worker()

    def stop(self) -> None:
        """End everything but PostgreSQL, which belongs to the caller."""
        self.office.stop()
        self._end_worker(signal.SIGTERM)
        self._redis.stop()

    def kill_web_worker(self) -> None:
        """gunicorn starts another by itself."""
        for pid in self.office.workers()[:1]:
            os.kill(pid, signal.SIGKILL)

    def kill_web(self) -> None:
        """The whole web: master and workers at once."""
        pids = [*self.office.workers(), *([self.office.process.pid] if self.office.process else [])]
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.office.process is not None:
            self.office.process.wait(10)
        self.office.start()

    def kill_tally(self) -> None:
        """The worker that tallies and publishes."""
        self._end_worker(signal.SIGKILL)
        self._start_worker()

    def kill_postgres(self) -> None:
        """The server; its children see that it is gone and end."""
        pid = self._postgres.pid()
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
        for _ in range(100):
            time.sleep(0.1)  # the children let go of its memory a moment later
            with suppress(ServiceError):
                self._postgres.start()
                return
        raise AssertionError("PostgreSQL did not come back")

    def kill_redis(self) -> None:
        """Counters of rate limits and announcements; nothing that is stored."""
        pid = self._redis.pid()
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.2)
        self._redis.start()

    def wait_for_tally(self, engine: Engine, *, seconds: float = 90) -> None:
        """Wait until the worker has tallied every form."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with engine.connect() as connection:
                if not connection.execute(text("SELECT EXISTS (SELECT 1 FROM dirty_log)")).scalar_one():
                    return
            time.sleep(0.2)
        raise AssertionError("the tally worker did not catch up")

    def _start_worker(self) -> None:
        self._worker = subprocess.Popen(
            [sys.executable, "-m", "dashboard.cli", "worker"], cwd=ROOT, env=self._environ,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def _end_worker(self, how: signal.Signals) -> None:
        if self._worker is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._worker.pid, how)
            self._worker.wait(30)
            self._worker = None


@contextmanager
def _killing(scene: Scene, pause_s: float, outcome: Outcome, rounds: int) -> Iterator[None]:
    """Kill one thing after the other, with a pause between, `rounds` times at most while the block lasts."""
    over = threading.Event()
    acts: tuple[tuple[str, Callable[[], None]], ...] = (
        ("web worker", scene.kill_web_worker), ("PostgreSQL", scene.kill_postgres), ("tally worker", scene.kill_tally),
        ("Redis", scene.kill_redis), ("web", scene.kill_web),
    )  # fmt: skip

    def go() -> None:
        for _ in range(rounds):
            for name, act in acts:
                if over.wait(pause_s):
                    return
                act()
                outcome.kills[name] = outcome.kills.get(name, 0) + 1

    with ThreadPoolExecutor(1) as pool:
        killer = pool.submit(go)
        try:
            yield
        finally:
            over.set()
            killer.result()


def survive(
    postgres: PrivatePostgres,
    redis: PrivateRedis,
    folder: Path,
    *,
    forms: int,
    clients: int,
    pause_s: float,
    pace_s: float = 0.0,
    rounds: int = 1_000,
) -> Outcome:
    """Send `forms` forms by `clients` observers while everything is killed in turn; return what came of it.

    `pause_s` is between two kills, `pace_s` what an observer takes for a form.
    """
    postgres.create_database("survive")
    scene, outcome = Scene(postgres, redis, folder), Outcome()
    engine = make_engine(scene.url)
    migrate(engine)
    with engine.begin() as connection:
        stations = add_stations(connection, make_election(connection), forms // 2)
    people = add_observers(engine, stations, clients)
    tickets = [open_session(scene.url, user_id) for user_id, _ in people]
    try:
        scene.start()
        began = time.monotonic()
        with _killing(scene, pause_s, outcome, rounds), ThreadPoolExecutor(clients) as pool:
            sent = [
                pool.submit(_send_all, Client(scene.office.port, ticket), mine, outcome, pace_s)
                for ticket, (_, mine) in zip(tickets, people, strict=True)
            ]
            for one in sent:
                one.result()
        outcome.seconds = time.monotonic() - began
        engine.dispose()
        scene.wait_for_tally(engine)
        _count(engine, outcome)
    finally:
        scene.stop()
        engine.dispose()
    return outcome


def _send_all(client: Client, stations: list[str], outcome: Outcome, pace_s: float) -> None:
    for number, station in enumerate(stations):
        for body in forms_of(station):
            time.sleep(pace_s)
            key, receipt = client.send(body)
            outcome.accepted[key] = receipt
            if number % 10 == 0:
                # A phone that never saw the answer sends again, minutes later even.
                with suppress(OSError, HTTPException):
                    status, again = client.ask("POST", "/api/v1/forms", body, key)
                    outcome.doubled_answers += status == 200 and again == receipt
    outcome.resent += client.resent


def _count(engine: Engine, outcome: Outcome) -> None:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT uid::text AS uid, receipt FROM result_forms")).all()
        outcome.stored = {row.uid: row.receipt for row in rows}
        assert len(outcome.stored) == len(rows)
        outcome.votes_wrong = connection.execute(
            text(
                "SELECT count(*) FROM result_forms f WHERE valid_votes IS DISTINCT FROM"
                " (SELECT sum(votes) FROM form_votes v WHERE v.form_id = f.form_id)"
            )
        ).scalar_one()
        outcome.audits = connection.execute(
            text("SELECT count(DISTINCT object_id) FROM audit_log WHERE action = 'form.enter'")
        ).scalar_one()
    with engine.connect() as connection:
        outcome.differences = len(reconcile(connection))

"""The office as it runs: gunicorn in processes of its own over a real database, and clients that do not give up.

Used by the tests of strength and by `benchmarks/survive_entry.py` and `entry_http.py`. Traffic goes to 127.0.0.1 only;
every process started here is ended here.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, text

from benchmarks.web_harness import free_port
from dashboard.auth.identity import COOKIE, csrf_token
from data.accounts.sessions import begin_session, find_session
from data.engine import make_engine
from tests.election_factory import Mini
from tests.office import SECRET

ROOT = Path(__file__).resolve().parents[3]


def surroundings(database_url: str, folder: Path, **more: str) -> dict[str, str]:
    """Return the environment of the processes: everything they write is under `folder`."""
    return {
        **os.environ,
        "DATABASE_URL": database_url,
        "REDIS_URL": "off",
        "MATOKEO_LOCAL": str(folder / "local"),
        "MATOKEO_STORE": str(folder / "store"),
        "MATOKEO_SECRET_KEY": SECRET,
        "RATE_LIMIT_SCALE": "0",
        **more,
    }


class OfficeProcess:
    """gunicorn serving an app on a port of its own."""

    def __init__(self, environ: dict[str, str], *, workers: int = 1, app: str = "office") -> None:
        self.port = free_port()
        self._environ = environ
        self._command = [
            *(sys.executable, "-m", "gunicorn", "--config", "python:dashboard.gunicorn_conf"),
            *("--bind", f"127.0.0.1:{self.port}", "--workers", str(workers), f"dashboard.wsgi:{app}()"),
        ]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        self.process = subprocess.Popen(
            self._command, cwd=ROOT, env=self._environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return
            time.sleep(0.1)
        raise AssertionError("the office did not come up")

    def workers(self) -> list[int]:
        """Return the processes that answer."""
        if self.process is None:
            return []
        with suppress(OSError):
            path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
            return [int(pid) for pid in path.read_text().split()]
        return []

    def stop(self) -> None:
        """End it, and whatever a killed master left behind."""
        if self.process is None:
            return
        left = self.workers()
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@contextmanager
def running_office(environ: dict[str, str], *, workers: int = 1) -> Iterator[OfficeProcess]:
    """Run the office while the block lasts."""
    office = OfficeProcess(environ, workers=workers)
    try:
        office.start()
        yield office
    finally:
        office.stop()


@dataclass
class Ticket:
    """A session as a client carries it."""

    token: str
    csrf: str


def open_session(database_url: str, user_id: int) -> Ticket:
    """Begin a session the way a login does."""
    engine = make_engine(database_url, role="matokeo_auth", pool_size=1)
    try:
        with engine.begin() as connection:
            token, _ = begin_session(
                connection, user_id, address="127.0.0.1", device="test", second_factor=True
            )
            actor = find_session(connection, token, address="127.0.0.1", device="test")
    finally:
        engine.dispose()
    assert actor is not None
    return Ticket(token, csrf_token(SECRET, actor))


@dataclass
class Client:
    """Sends forms over one connection kept open; sends each again with its key until it is answered for good."""

    port: int
    ticket: Ticket
    resent: int = 0
    _connection: http.client.HTTPConnection | None = None
    _random: random.Random = field(default_factory=lambda: random.Random(1))

    def ask(self, method: str, path: str, body: Any = None, key: str | None = None) -> tuple[int, bytes]:
        """Ask once; raises `OSError` or `HTTPException` when the connection ends."""
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)
        headers = {
            "Cookie": f"{COOKIE}={self.ticket.token}",
            "X-CSRF-Token": self.ticket.csrf,
            "Content-Type": "application/json",
        }
        if key is not None:
            headers["Idempotency-Key"] = key
        try:
            self._connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            answer = self._connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            self._connection = None
            raise

    def send(self, body: dict[str, Any], *, within_s: float = 120.0) -> tuple[str, bytes]:
        """Send a form until it is accepted; return its key and the receipt."""
        key, deadline = str(uuid4()), time.monotonic() + within_s
        while time.monotonic() < deadline:
            with suppress(OSError, http.client.HTTPException):
                status, answer = self.ask("POST", "/api/v1/forms", body, key)
                if status in (200, 201):
                    return key, answer
                if status < 500:
                    raise AssertionError(f"{status}: {answer.decode()[:300]}")
            self.resent += 1
            time.sleep(0.05 + 0.3 * self._random.random())
        raise AssertionError(f"not accepted within {within_s} s: {body}")


def add_stations(connection: Connection, mini: Mini, count: int) -> list[str]:
    """Add polling stations to the wards of the election, in turn; return their codes."""
    connection.execute(
        text(
            "WITH wards AS (SELECT area_id, row_number() OVER (ORDER BY area_id) - 1 AS n, count(*) OVER () AS c"
            " FROM areas WHERE area_id = ANY(:wards))"
            " INSERT INTO polling_stations (register_id, area_id, code, name, registered_voters, register_order)"
            " SELECT (SELECT register_id FROM elections WHERE election_id = :e), w.area_id, 'X' || i, 'School ' || i, 500, i"
            " FROM generate_series(1, :count) i JOIN wards w ON w.n = i % w.c"
        ),
        {
            "e": mini.election_id,
            "count": count,
            "wards": [a for code, a in mini.areas.items() if len(code) == 7],
        },
    )
    return [f"X{i}" for i in range(1, count + 1)]


def add_observers(engine: Engine, stations: Sequence[str], count: int) -> list[tuple[int, list[str]]]:
    """Add observers and share the stations among them; return each with the codes of theirs."""
    made = []
    with engine.begin() as connection:
        for number in range(count):
            mine = list(stations[number::count])
            user_id = connection.execute(
                text(
                    "INSERT INTO users (username, display_name, role) VALUES (:u, :u, 'field_observer') RETURNING user_id"
                ),
                {"u": f"observer-{number}"},
            ).scalar_one()
            connection.execute(
                text(
                    "INSERT INTO assignments (user_id, station_id)"
                    " SELECT :u, station_id FROM polling_stations WHERE code = ANY(:c)"
                ),
                {"u": user_id, "c": mine},
            )
            made.append((int(user_id), mine))
    return made


def forms_of(station: str) -> Iterator[dict[str, Any]]:
    """Return the forms of both contests of a station, with figures of its own."""
    number = int(station[1:])
    for contest, names in (("president", ("asha", "juma", "neema")), ("governor", ("pendo", "baraka"))):
        votes = {name: 100 + number * (7 + 4 * at) % 101 for at, name in enumerate(names)}
        valid = sum(votes.values())
        figures = {
            "votes": votes, "valid": valid, "rejected": number % 5, "cast": valid + number % 5, "registered": 500,
        }  # fmt: skip
        yield {
            "election": "wendera-2031", "contest": contest, "station": station, "figures": figures,
            "accepted_warnings": ["W301", "W304", "W401"],
        }  # fmt: skip

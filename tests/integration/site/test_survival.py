"""The whole system as processes, with PostgreSQL and Redis taken away and given back: the last version stays up and says so."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from dashboard.services.place import find_place
from dashboard.services.postgres import PrivatePostgres
from dashboard.services.redis import PrivateRedis
from data.engine import make_engine, migrate
from tests.election_factory import Mini, add_form, make_election
from tests.services import TestServices

PATIENCE_S = 40.0
VOTES = {"asha": 200, "juma": 100, "neema": 1}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(environ: dict[str, str], *words: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-m", "dashboard.cli", *words], env={**os.environ, **environ})
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def get(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        return str(answer.read().decode())


def eventually(what: Callable[[], bool]) -> bool:
    patience = time.monotonic() + PATIENCE_S
    while time.monotonic() < patience:
        try:
            if what():
                return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.1)
    return False


def put(engine: Engine, mini: Mini, station: str) -> None:
    with engine.begin() as connection:
        add_form(connection, mini, station, "president", VOTES)


def test_without_its_database_and_without_redis_the_site_shows_the_last_version_and_comes_back_by_itself(
    services: TestServices, own_postgres: PrivatePostgres, worker_name: str, tmp_path: Path, store: Path
) -> None:
    base = services.base / f"own-redis-{worker_name}"
    base.mkdir(exist_ok=True, mode=0o755)
    redis_place = find_place(base)
    redis = PrivateRedis(redis_place)
    redis.start()
    own_postgres.create_database("survival")
    url = own_postgres.place.database_url("survival")
    engine = make_engine(url)
    migrate(engine)
    with engine.begin() as connection:
        mini = make_election(connection)
    port = free_port()
    environ = {
        "DATABASE_URL": url, "REDIS_URL": redis_place.redis_url(), "MATOKEO_STORE": str(store), "MATOKEO_LOCAL": str(tmp_path),
        "PUBLISH_INTERVAL_S": "0.1", "STALE_AFTER_S": "10", "LOG_LEVEL": "error",
    }  # fmt: skip
    page = f"/results/{mini.code}/president"

    def counted() -> int:
        pointer = json.loads(get(port, f"/data/{mini.code}/latest.json"))
        index = json.loads(get(port, f"/data/{mini.code}/v{pointer['version']}/index.json"))
        return int(index["contests"][0]["stations"]["counted"])

    try:
        with (
            running(environ, "worker") as worker,
            running(environ, "serve", "--port", str(port), "--workers", "1"),
        ):
            put(engine, mini, "W-1-1-1-1")
            assert eventually(lambda: counted() == 1)
            assert "Asha" in get(port, page)

            own_postgres.stop()
            engine.dispose()
            assert counted() == 1
            assert "Asha" in get(port, page)
            assert json.loads(get(port, "/readyz"))
            assert eventually(lambda: "stale-banner" in get(port, page) and not _hidden(get(port, page)))
            assert worker.poll() is None

            redis.stop()
            assert counted() == 1
            assert "Asha" in get(port, page)

            own_postgres.start()
            put(engine, mini, "W-1-1-1-2")
            assert eventually(lambda: counted() == 2), "a version is published and noticed without Redis"
            assert eventually(lambda: _hidden(get(port, page)))

            redis.start()
            put(engine, mini, "W-1-1-1-3")
            assert eventually(lambda: counted() == 3)
    finally:
        redis.stop()


def _hidden(html: str) -> bool:
    """Whether the banner about old figures is hidden in the page as served."""
    tag = re.search(r"<div[^>]*id=\"?stale-banner\"?[^>]*>", html)
    assert tag is not None
    return " hidden" in tag.group(0)

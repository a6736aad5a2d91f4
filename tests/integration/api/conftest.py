"""A bare Flask server with the API attached, over a fictional store; a private Redis that a test may kill."""

from __future__ import annotations

import copy
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from dashboard.parts import Parts, WebOptions
from dashboard.server import attach
from data.published import PublishedStore
from tests.store_factory import StoreFactory


class PrivateRedis:
    """A Redis on a socket of its own, without persistence."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"unix://{folder}/r.sock"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [
                "redis-server",
                "--port",
                "0",
                "--unixsocket",
                f"{self.folder}/r.sock",
                "--save",
                "",
                "--daemonize",
                "no",
            ],
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
        )
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                if self.client().ping():
                    return
            except redis.RedisError:
                time.sleep(0.02)
        raise TimeoutError("redis-server did not start")

    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@pytest.fixture
def private_redis() -> Iterator[PrivateRedis]:
    folder = Path(tempfile.mkdtemp(prefix="mr"))
    server = PrivateRedis(folder)
    server.start()
    yield server
    server.kill()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> StoreFactory:
    """Two versions of the fictional election, made once; tests get copies."""
    made = StoreFactory(tmp_path_factory.mktemp("pattern") / "store")
    made.publish(20)
    made.publish(3)
    made.sign_reports()
    return made


@pytest.fixture
def factory(pattern: StoreFactory, tmp_path: Path) -> StoreFactory:
    shutil.copytree(pattern.root, tmp_path / "store")
    made = copy.deepcopy(pattern)
    made.root = tmp_path / "store"
    return made


@pytest.fixture
def store(factory: StoreFactory) -> PublishedStore:
    return PublishedStore(factory.root, recheck_s=0)


@pytest.fixture
def server(store: PublishedStore) -> Flask:
    made = Flask("api_under_test")
    attach(made, store, WebOptions(heartbeat_s=1.5))
    return made


@pytest.fixture
def parts(server: Flask) -> Parts:
    found: Parts = server.extensions["matokeo"]
    return found


@pytest.fixture
def client(server: Flask) -> FlaskClient:
    return server.test_client()

"""The live stream of a real gunicorn process: order, reconnects, rollbacks, a Redis that dies, a worker told to go."""

from __future__ import annotations

import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
import redis

from data.records import Hold
from tests.integration.api.conftest import PrivateRedis
from tests.store_factory import StoreFactory

ROOT = Path(__file__).resolve().parents[3]
_NUMBERS = itertools.count(1)


class Running(NamedTuple):
    """A server: its address and its process."""

    address: str
    process: subprocess.Popen[bytes]


Start = Callable[..., Running]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of all tests of this module; each counts an election of its own."""
    return tmp_path_factory.mktemp("store")


@pytest.fixture
def factory(root: Path) -> StoreFactory:
    made = StoreFactory(root, election=f"fx-{next(_NUMBERS)}")
    made.publish(20)
    made.publish(3)
    return made


@pytest.fixture(scope="module")
def start(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Start gunicorn as in production over the store, with other options each time; answer its address."""
    running: list[subprocess.Popen[bytes]] = []
    folder = tmp_path_factory.mktemp("gunicorn")

    def run(*, redis_url: str = "", heartbeat_s: float = 3.0, max_listeners: int = 100) -> Running:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environ = {
            **os.environ,
            "MATOKEO_STORE": str(root),
            "MATOKEO_LOCAL": str(folder),
            "REDIS_URL": redis_url or "off",
            "TEST_REDIS_URL": redis_url,
            "TEST_HEARTBEAT_S": str(heartbeat_s),
            "TEST_MAX_LISTENERS": str(max_listeners),
            "TMPDIR": str(folder),
        }
        command = [sys.executable, "-m", "gunicorn", "--config", "python:dashboard.gunicorn_conf"]
        command += ["--bind", f"127.0.0.1:{port}", "--workers", "1", "tests.integration.api.bare:app()"]
        running.append(subprocess.Popen(command, cwd=ROOT, env=environ, stderr=subprocess.DEVNULL))
        address = f"http://127.0.0.1:{port}"
        _wait_until(lambda: _answers(address), seconds=40)
        return Running(address, running[-1])

    yield run
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()


@pytest.fixture(scope="module")
def address(start: Start) -> str:
    """One server for the tests that need nothing special; it looks at the store ten times a second."""
    return start().address


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _wait_until(true: Callable[[], bool], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "did not come true in time"
        time.sleep(0.05)


@dataclass
class Stream:
    """A client of one stream; `event()` waits for the next event, `None` for a comment."""

    address: str
    election: str
    last_event_id: str | None = None
    query: str = ""
    timeout: float = 8.0
    comments: int = 0
    retry: int | None = None
    _lines: list[str] = field(default_factory=list)

    def __enter__(self) -> Stream:
        headers = {"Accept": "text/event-stream"}
        if self.last_event_id is not None:
            headers["Last-Event-ID"] = self.last_event_id
        url = f"{self.address}/api/v1/stream?election={self.election}{self.query}"
        self._answer = urllib.request.urlopen(
            urllib.request.Request(url, headers=headers), timeout=self.timeout
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._answer.close()

    def event(self) -> dict[str, Any]:
        """Return the next event with `event`, `id` and the decoded `data`."""
        found: dict[str, Any] = {}
        while True:
            line = self._answer.readline().decode().rstrip("\n")
            assert self._answer.closed is False, "the stream ended"
            name, _, value = line.partition(": ")
            if line == "" and found.get("event"):
                return found
            if line.startswith(":"):
                self.comments += 1
            elif name == "retry":
                self.retry = int(value)
            elif name == "data":
                found["data"] = json.loads(value)
            elif name:
                found[name] = value

    def wait_for_comment(self) -> None:
        while True:
            line = self._answer.readline()
            assert line != b"", "the stream ended"
            if line.startswith(b":"):
                self.comments += 1
                return

    def ended(self) -> bool:
        return bool(self._answer.read() is not None)


def test_a_new_listener_hears_the_present_version_then_each_new_one(
    address: str, factory: StoreFactory
) -> None:
    with Stream(address, factory.election) as stream:
        first = stream.event()
        assert (first["event"], first["id"], first["data"]["version"]) == ("version", "2", 2)
        assert first["data"]["election"] == factory.election
        assert stream.retry is not None
        assert 2000 <= stream.retry <= 6000
        factory.publish(2)
        second = stream.event()
        assert (second["id"], second["data"]["version"]) == ("3", 3)
        assert set(second["data"]["contests"]) == {"president", "governor"}


def test_a_listener_that_has_the_version_hears_only_the_next(address: str, factory: StoreFactory) -> None:
    for way in ({"last_event_id": "2"}, {"query": "&last_event_id=2"}):
        with Stream(address, factory.election, **way) as stream:  # type: ignore[arg-type]
            pointer = factory.publish(1)
            assert stream.event()["id"] == str(pointer.version)
            factory.point(2)
        with Stream(address, factory.election) as settled:
            assert settled.event()["id"] == "2"


def test_a_listener_that_has_another_version_hears_the_present_one_at_once(
    address: str, factory: StoreFactory
) -> None:
    for seen in ("1", "999", "not a number", "-1", "9" * 400, "\u00b2"):
        with Stream(address, factory.election, last_event_id=seen) as stream:
            assert stream.event()["id"] == "2", seen


def test_a_rollback_is_announced_although_the_number_is_lower(address: str, factory: StoreFactory) -> None:
    with Stream(address, factory.election) as stream:
        stream.event()
        factory.point(1, hold=Hold(mode="rolled_back", reason="wrong sum"))
        event = stream.event()
        assert (event["event"], event["id"], event["data"]["hold"]) == ("version", "1", "rolled_back")


def test_a_hold_without_a_new_version_is_told_as_such(address: str, factory: StoreFactory) -> None:
    with Stream(address, factory.election) as stream:
        stream.event()
        factory.point(2, hold=Hold(mode="hold", reason="gate"))
        event = stream.event()
        assert (event["event"], event["id"], event["data"]["hold"]) == ("pointer", "2", "hold")
        assert event["data"]["contests"] == []


def test_a_renewed_pointer_without_news_is_not_told(address: str, factory: StoreFactory) -> None:
    with Stream(address, factory.election, last_event_id="2") as stream:
        factory.point(2)
        stream.wait_for_comment()
        factory.publish(1)
        assert stream.event()["id"] == "3"


def test_a_comment_comes_while_nothing_happens(start: Start, factory: StoreFactory) -> None:
    with Stream(start(heartbeat_s=0.6).address, factory.election, last_event_id="2") as stream:
        began = time.monotonic()
        for _ in range(3):
            stream.wait_for_comment()
        assert time.monotonic() - began < 4


def test_a_message_on_redis_is_told_at_once(
    start: Start, private_redis: PrivateRedis, factory: StoreFactory
) -> None:
    # With this heartbeat the store is looked at every ten seconds only: speed can come from Redis alone.
    address = start(redis_url=private_redis.url, heartbeat_s=300.0).address
    with Stream(address, factory.election, timeout=6.0) as stream:
        stream.event()
        _wait_until(lambda: _subscribers(private_redis) == 1)
        took = []
        for _ in range(5):
            pointer = factory.publish(1)
            began = time.monotonic()
            _announce(private_redis, pointer.election, pointer.version)
            assert stream.event()["id"] == str(pointer.version)
            took.append(time.monotonic() - began)
        assert min(took) < 0.25


def test_versions_come_with_redis_killed_and_again_by_redis_when_it_is_back(
    start: Start, private_redis: PrivateRedis, factory: StoreFactory
) -> None:
    with Stream(start(redis_url=private_redis.url, heartbeat_s=6.0).address, factory.election) as stream:
        stream.event()
        _wait_until(lambda: _subscribers(private_redis) == 1)
        private_redis.kill()
        factory.publish(1)
        assert stream.event()["id"] == "3", "the watcher of the store must do without Redis"
        private_redis.start()
        _wait_until(lambda: _subscribers(private_redis) == 1)
        pointer = factory.publish(1)
        _announce(private_redis, pointer.election, pointer.version)
        assert stream.event()["id"] == "4"


def test_foreign_messages_on_the_channel_break_nothing(
    start: Start, private_redis: PrivateRedis, factory: StoreFactory
) -> None:
    with Stream(start(redis_url=private_redis.url, heartbeat_s=300.0).address, factory.election) as stream:
        stream.event()
        _wait_until(lambda: _subscribers(private_redis) == 1)
        for message in (b"", b"{", b"\xff\xfe", b"[]", b'{"election": 7}', b"null", b'{"election":"none"}'):
            private_redis.client().publish("matokeo:versions", message)
        pointer = factory.publish(1)
        _announce(private_redis, pointer.election, pointer.version)
        assert stream.event()["id"] == str(pointer.version)


def test_a_listener_that_does_not_read_gets_the_newest_version_and_holds_nobody_up(
    address: str, factory: StoreFactory
) -> None:
    with Stream(address, factory.election) as slow, Stream(address, factory.election) as quick:
        slow.event()
        quick.event()
        for _ in range(6):
            version = factory.publish(1).version
            while int(quick.event()["id"]) != version:
                pass
        last = slow.event()
        while int(last["id"]) != version:
            last = slow.event()
        assert last["data"]["version"] == 8


def test_listeners_past_the_limit_are_told_to_come_again_and_places_come_back(
    start: Start, factory: StoreFactory
) -> None:
    address = start(max_listeners=2, heartbeat_s=0.6).address
    with Stream(address, factory.election) as one, Stream(address, factory.election) as two:
        one.event()
        two.event()
        with pytest.raises(urllib.error.HTTPError) as refused:
            Stream(address, factory.election).__enter__()
        assert refused.value.code == 503
        assert refused.value.headers["Retry-After"] == "5"
        assert json.loads(refused.value.read())["error"] == "unavailable"

    def free() -> bool:
        try:
            with Stream(address, factory.election) as again:
                return str(again.event()["id"]) == "2"
        except urllib.error.HTTPError:
            return False

    _wait_until(free)


def test_an_unknown_or_unnamed_election_is_refused_before_the_stream_begins(address: str) -> None:
    for query, status in (
        ("?election=none", 404),
        ("", 400),
        ("?election=../x", 404),
        ("?election=%00", 404),
    ):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{address}/api/v1/stream{query}", timeout=3)
        assert refused.value.code == status
        assert refused.value.headers["Content-Type"] == "application/json"


def test_a_stream_is_kept_by_no_cache_and_by_no_proxy_buffer(address: str, factory: StoreFactory) -> None:
    with Stream(address, factory.election) as stream:
        headers = stream._answer.headers
        assert headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert "no-store" in headers["Cache-Control"]
        assert headers["X-Accel-Buffering"] == "no"
        assert headers["Access-Control-Allow-Origin"] == "*"


def test_a_worker_told_to_stop_ends_its_streams_and_goes(start: Start, factory: StoreFactory) -> None:
    address, process = start()
    with Stream(address, factory.election) as stream:
        stream.event()
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert stream.ended()
        assert process.wait(10) == 0
        assert time.monotonic() - began < 6


def test_the_half_written_pointer_is_not_announced(address: str, factory: StoreFactory) -> None:
    with Stream(address, factory.election) as stream:
        stream.event()
        (factory.root / factory.election / "latest.json").write_bytes(b'{"election":"fx-1","version":9')
        stream.wait_for_comment()
        factory.publish(1)
        assert stream.event()["id"] == "3"


def _subscribers(server: PrivateRedis) -> int:
    try:
        found = server.client().pubsub_numsub("matokeo:versions")
        return int(found[0][1])
    except redis.RedisError:
        return 0


def _announce(server: PrivateRedis, election: str, version: int) -> None:
    message = {"election": election, "version": version, "contests": ["president"]}
    server.client().publish("matokeo:versions", msgspec.json.encode(message))

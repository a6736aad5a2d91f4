"""Many listeners on one gunicorn gevent worker: memory of each, time until the last one is told, CPU when idle.

The listeners are sockets of this process, read with epoll; the server is another process. A version is written into
the store and announced on Redis; the clock runs from the move of the pointer until the last listener has the event.
"""

from __future__ import annotations

import argparse
import os
import select
import socket
import statistics
import tempfile
import time
from pathlib import Path

import msgspec
import redis

from benchmarks.web_harness import (
    ELECTION,
    Server,
    build_store,
    gunicorn,
    private_redis,
    raise_file_limit,
    report,
    request_bytes,
)
from tests.store_factory import StoreFactory

_TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listeners", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5, help="versions published")
    parser.add_argument("--idle-s", type=float, default=20.0, help="seconds over which idle CPU is taken")
    parser.add_argument("--json", type=Path, help="add the figures to this file")
    arguments = parser.parse_args()
    raise_file_limit()
    with tempfile.TemporaryDirectory(prefix="mb-") as name:
        folder = Path(name)
        factory = build_store(folder / "store", children=20)
        with (
            private_redis(folder / "redis") as url,
            gunicorn("attached", {"MATOKEO_STORE": str(folder / "store"), "BENCH_REDIS_URL": url}) as server,
        ):
            crowd = Crowd(server, arguments.listeners)
            figures = measure(server, crowd, factory, url, rounds=arguments.rounds, idle_s=arguments.idle_s)
            crowd.close()
    report("sse_listeners", figures, arguments.json)


class Crowd:
    """Open streams of one server, read by one epoll."""

    def __init__(self, server: Server, count: int) -> None:
        """Connect `count` listeners, a few hundred at a time, and wait until each has its first event."""
        self.rss_before = _rss_kib(server.worker)
        self._poll = select.epoll()
        self._sockets: dict[int, socket.socket] = {}
        request = request_bytes(f"/api/v1/stream?election={ELECTION}", {"Accept": "text/event-stream"})
        while len(self._sockets) < count:
            fresh = [self._connect(server.port, request) for _ in range(min(250, count - len(self._sockets)))]
            self.wait(set(fresh), b"event: version", seconds=60)

    def _connect(self, port: int, request: bytes) -> int:
        connection = socket.create_connection(("127.0.0.1", port))
        connection.sendall(request)
        connection.setblocking(False)
        self._sockets[connection.fileno()] = connection
        self._poll.register(connection.fileno(), select.EPOLLIN)
        return connection.fileno()

    def wait(self, waiting: set[int], needle: bytes, *, seconds: float) -> list[float]:
        """Read until each of `waiting` has received `needle`; return when each did, in order."""
        told: list[float] = []
        deadline = time.perf_counter() + seconds
        while waiting:
            for number, _ in self._poll.poll(1.0, 4096):
                body = self._sockets[number].recv(65_536)
                if not body:
                    raise SystemExit("A stream ended.")
                if needle in body and number in waiting:
                    waiting.discard(number)
                    told.append(time.perf_counter())
            if time.perf_counter() > deadline:
                raise SystemExit(f"{len(waiting)} listeners were not told in {seconds} s.")
        return told

    @property
    def everybody(self) -> set[int]:
        """The listeners."""
        return set(self._sockets)

    def close(self) -> None:
        """Hang up."""
        for connection in self._sockets.values():
            connection.close()


def measure(
    server: Server, crowd: Crowd, factory: StoreFactory, url: str, *, rounds: int, idle_s: float
) -> dict[str, object]:
    """Return the figures of a connected crowd."""
    count = len(crowd.everybody)
    each = (_rss_kib(server.worker) - crowd.rss_before) / count
    idle = _idle_cpu(server, crowd, idle_s)
    channel = redis.Redis.from_url(url)
    last, middle, cpu = [], [], []
    for _ in range(rounds):
        version = factory.write(1)
        cpu_before = _cpu_s(server.worker)
        began = time.perf_counter()
        factory.point(version)
        channel.publish("matokeo:versions", msgspec.json.encode({"election": ELECTION, "version": version}))
        told = crowd.wait(crowd.everybody, b"id: %d\n" % version, seconds=30)
        last.append((told[-1] - began) * 1000)
        middle.append((statistics.median(told) - began) * 1000)
        cpu.append((_cpu_s(server.worker) - cpu_before) * 1000)
        time.sleep(1)
    return {
        "listeners": count,
        "memory each, KiB": each,
        "idle CPU of the worker, % of a core": idle,
        "last listener told, ms, median of rounds": statistics.median(last),
        "last listener told, ms, best round": min(last),
        "last listener told, ms, worst round": max(last),
        "middle listener told, ms, median of rounds": statistics.median(middle),
        "CPU of the worker for one version, ms": statistics.median(cpu),
        "memory each after the rounds, KiB": (_rss_kib(server.worker) - crowd.rss_before) / count,
    }


def _idle_cpu(server: Server, crowd: Crowd, seconds: float) -> float:
    """Return the share of a core that the worker uses while nothing happens, heartbeats included."""
    before = _cpu_s(server.worker)
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        for number, _ in crowd._poll.poll(0.2, 4096):
            crowd._sockets[number].recv(65_536)
    return 100 * (_cpu_s(server.worker) - before) / seconds


def _rss_kib(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    raise SystemExit(f"Process {pid} is gone.")


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


if __name__ == "__main__":
    main()

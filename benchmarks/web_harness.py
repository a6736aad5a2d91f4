"""What the web benchmarks share: a fictional store, gunicorn with one worker, nginx, a client that asks quickly.

Called by `web_documents.py`, `embeds.py` and `sse_listeners.py`. Traffic goes to 127.0.0.1 only; every process started here is
ended here.
"""

from __future__ import annotations

import itertools
import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from dashboard.parts import WebOptions
from dashboard.server import attach
from data.published import PublishedStore
from tests.store_factory import StoreFactory

ROOT = Path(__file__).resolve().parents[1]
ELECTION = "fx-2026"


def attached() -> Flask:
    """The public data and API over `MATOKEO_STORE`, without pages; what a worker serves."""
    server = Flask("benchmark")
    store = PublishedStore(Path(os.environ["MATOKEO_STORE"]))
    attach(server, store, WebOptions(redis_url=os.environ.get("BENCH_REDIS_URL") or None))
    return server


def pages() -> Flask:
    """The whole results site over `MATOKEO_STORE`, as in production."""
    from dashboard.wsgi import public

    return public()


def bare() -> Flask:
    """The baseline: one Flask route that returns the bytes of `BENCH_FILE` and nothing else."""
    server = Flask("bare")
    body = Path(os.environ["BENCH_FILE"]).read_bytes()

    @server.get("/document")
    def document() -> bytes:
        return body

    return server


def raise_file_limit() -> None:
    """Allow this process and its children as many open files as the machine does."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def build_store(root: Path, *, children: int) -> StoreFactory:
    """Write a store whose country document has `children` rows; 120 make about 40 KB."""
    factory = StoreFactory(root, election=ELECTION, shape=(children, 1, 1, 2))
    factory.publish(children * 2)
    return factory


@dataclass(frozen=True)
class Server:
    """A running server: its port, its own process and the process that answers."""

    port: int
    pid: int
    worker: int


@contextmanager
def gunicorn(app: str, environ: dict[str, str]) -> Iterator[Server]:
    """Run one gevent worker with the configuration of production."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "python:dashboard.gunicorn_conf"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", "1", f"benchmarks.web_harness:{app}()"]
    surroundings = {
        **os.environ,
        "MATOKEO_LOCAL": environ["MATOKEO_STORE"] + "-local",
        "REDIS_URL": "off",
        **environ,
    }
    process = subprocess.Popen(command, cwd=ROOT, env=surroundings, stderr=subprocess.DEVNULL)
    try:
        wait_for_port(port)
        # The master listens before the worker has loaded the app: wait for an answer.
        once(port, request_bytes("/healthz"))
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        yield Server(port, process.pid, int(children[0]))
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()


@contextmanager
def nginx(root: Path, folder: Path) -> Iterator[int | None]:
    """Run nginx with one process over the files of `root`; `None` when it is not installed."""
    binary = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(binary).exists():
        yield None
        return
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    folder.parent.chmod(0o755)
    (folder / "nginx.conf").write_text(
        f"worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/error.log;\n"
        "user root;\nevents { worker_connections 1024; }\n"
        "http { access_log off; sendfile on; tcp_nopush on; open_file_cache max=1000; keepalive_requests 1000000;\n"
        f" server {{ listen 127.0.0.1:{port}; root {root}; gzip_static on; default_type application/json; }} }}\n"
    )
    process = subprocess.Popen(
        [binary, "-c", str(folder / "nginx.conf"), "-p", str(folder)], stderr=subprocess.DEVNULL
    )
    try:
        wait_for_port(port)
        yield port
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def private_redis(folder: Path) -> Iterator[str]:
    """Run a Redis without persistence on a socket; answer its URL."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "r.sock"
    process = subprocess.Popen(
        ["redis-server", "--port", "0", "--unixsocket", str(path), "--save", ""],
        cwd=folder,
        stdout=subprocess.DEVNULL,
    )
    try:
        while not path.exists():
            time.sleep(0.02)
        yield f"unix://{path}"
    finally:
        process.terminate()
        process.wait(10)


def wait_for_port(port: int, seconds: float = 30.0) -> None:
    """Wait until somebody listens on `port`."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def request_bytes(path: str, headers: dict[str, str] | None = None) -> bytes:
    """Return a GET as it goes over the wire."""
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def once(port: int, request: bytes) -> bytes:
    """Ask once and return the whole answer, head and body."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        answer = b""
        while True:
            answer += connection.recv(1 << 20)
            head, found, body = answer.partition(b"\r\n\r\n")
            if found and len(body) >= _content_length(head):
                return answer


def rate(port: int, request: bytes | Sequence[bytes], *, seconds: float, connections: int = 4) -> float:
    """Return requests a second over `connections` kept open, asked one after the other on each.

    A few blocking connections in one process: the client costs a fifth of what Flask does for the same bytes. Several requests
    are asked in turn.
    """
    asked = [request] if isinstance(request, bytes) else list(request)
    for one in asked:
        once(port, one)
    turns = itertools.cycle(asked)
    sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(connections)]
    buffer = bytearray(1 << 20)
    done = 0
    for connection in sockets:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(next(turns))
    end = time.perf_counter() + seconds
    began = time.perf_counter()
    while time.perf_counter() < end:
        for connection in sockets:
            _read(connection, buffer)
            done += 1
            connection.sendall(next(turns))
    took = time.perf_counter() - began
    for connection in sockets:
        connection.close()
    return done / took


def _read(connection: socket.socket, buffer: bytearray) -> None:
    """Read one answer."""
    got = connection.recv_into(buffer)
    head_end = buffer.find(b"\r\n\r\n", 0, got)
    while head_end < 0:
        got += connection.recv_into(memoryview(buffer)[got:])
        head_end = buffer.find(b"\r\n\r\n", 0, got)
    wanted = head_end + 4 + _content_length(bytes(buffer[:head_end]))
    while got < wanted:
        got += connection.recv_into(memoryview(buffer)[got:])


def _content_length(head: bytes) -> int:
    start = head.lower().find(b"content-length:")
    if start < 0:
        return 0
    return int(head[start + 15 : head.find(b"\r", start) if head.find(b"\r", start) > 0 else None])


def report(name: str, figures: dict[str, object], path: Path | None) -> None:
    """Print the figures and, with `path`, add them to a file of JSON lines with time and machine."""
    for key, value in figures.items():
        print(f"  {key:<44} {value:,.3f}" if isinstance(value, float) else f"  {key:<44} {value}")
    if path is not None:
        line = {"benchmark": name, "at": datetime.now(UTC).isoformat(), "cores": os.cpu_count(), **figures}
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

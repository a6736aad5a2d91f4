"""How many embeds a second one machine serves: the nginx of `deploy/` with its one-second copies, beside the site alone.

One gunicorn worker in both; every chart in both languages, asked in turn, while new versions come. Rounds alternate; the ratio
is the median of the rounds. The client runs on the same machine and is the limit of a small one: `--clients` adds processes.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.web_harness import (
    ELECTION,
    ROOT,
    build_store,
    free_port,
    gunicorn,
    once,
    rate,
    report,
    request_bytes,
    wait_for_port,
)
from components.embed import EMBED_CHARTS
from tests.store_factory import StoreFactory

WANTED = 5000
CONF = ROOT / "deploy" / "nginx.conf"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4.0, help="length of one round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--children", type=int, default=47, help="areas of the country")
    parser.add_argument("--clients", type=int, default=2, help="processes that ask nginx")
    parser.add_argument("--json", type=Path, help="add the figures to this file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="matokeo-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        factory = build_store(folder / "store", children=arguments.children)
        figures = measure(folder, factory, arguments)
    report("embeds", figures, arguments.json)


def addresses() -> list[str]:
    """Every chart of two contests in both languages."""
    return [
        f"/embed/{ELECTION}/{contest}?chart={chart}&lang={lang}"
        for contest in ("president", "governor")
        for chart in EMBED_CHARTS
        for lang in ("en", "sw")
    ]


def measure(folder: Path, factory: StoreFactory, asked: argparse.Namespace) -> dict[str, object]:
    """Return rates, their ratio and the bytes of an embed."""
    requests = [request_bytes(path, {"Accept-Encoding": "gzip, br"}) for path in addresses()]
    alone: list[float] = []
    cached: list[float] = []
    with (
        gunicorn("pages", {"MATOKEO_STORE": str(folder / "store")}) as site,
        proxy(folder, folder / "store", site.port) as front,
    ):
        sizes = [len(once(site.port, request).partition(b"\r\n\r\n")[2]) for request in requests]
        for _ in range(asked.rounds):
            factory.publish()
            alone.append(rate(site.port, requests, seconds=asked.seconds))
            factory.publish()
            cached.append(crowd(front, requests, asked))
    ratio = statistics.median(a / b for a, b in zip(cached, alone, strict=True))
    return {
        "embeds asked in turn": len(requests),
        "bytes of one, brotli, median": int(statistics.median(sizes)),
        "bytes of one, brotli, most": max(sizes),
        "site alone, requests/s": statistics.median(alone),
        "nginx before it, requests/s": statistics.median(cached),
        "nginx / alone": ratio,
        f"wanted {WANTED}/s": "met" if statistics.median(cached) >= WANTED else "not met",
    }


def crowd(port: int, requests: Sequence[bytes], asked: argparse.Namespace) -> float:
    """Return what several processes together get in a second."""
    with multiprocessing.get_context("fork").Pool(asked.clients) as pool:
        waiting = [
            pool.apply_async(rate, (port, requests[n:] + requests[:n]), {"seconds": asked.seconds})  # type: ignore[operator]
            for n in range(asked.clients)
        ]
        return sum(one.get() for one in waiting)


@contextmanager
def proxy(folder: Path, store: Path, app: int) -> Iterator[int]:
    """Run nginx with the configuration of `deploy/`; only names, ports and folders are replaced."""
    binary = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(binary).exists():
        raise SystemExit("nginx is not installed: `make test` installs it.")
    port = free_port()
    words = CONF.read_text(encoding="utf-8")
    for old, new in {
        "server public:8050": f"server 127.0.0.1:{app}",
        "server office:8051": f"server 127.0.0.1:{app}",
        "listen 8050 backlog=4096": f"listen 127.0.0.1:{port} backlog=4096",
        "listen 8051": f"listen 127.0.0.1:{free_port()}",
        # A reader asks a few times; the client here asks on one connection for as long as a round lasts.
        "keepalive_timeout 65s;": "keepalive_timeout 65s; keepalive_requests 100000000;",
        "/var/cache/nginx": str(folder / "cache"),
        "/tmp/nginx.pid": str(folder / "nginx.pid"),
        "/srv/store": str(store),
        "worker_processes auto": ("user root;\n" if os.geteuid() == 0 else "") + "worker_processes auto",
    }.items():
        if old not in words:
            raise SystemExit(f"deploy/nginx.conf has no {old!r} to replace.")
        words = words.replace(old, new)
    (folder / "cache").mkdir()
    (folder / "nginx.conf").write_text(words, encoding="utf-8")
    command = [binary, "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_for_port(port)
        yield port
    finally:
        process.terminate()
        process.wait(10)


if __name__ == "__main__":
    main()

"""Two workers of one gunicorn: either of them tells Prometheus what both have done."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store_factory import StoreFactory

ROOT = Path(__file__).resolve().parents[3]
E = "fx-2026"


@pytest.fixture
def two_workers(factory: StoreFactory, tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {
        **os.environ,
        "MATOKEO_STORE": str(factory.root),
        "MATOKEO_LOCAL": str(tmp_path / "local"),
        "REDIS_URL": "off",
        "TMPDIR": str(tmp_path),
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "python:dashboard.gunicorn_conf"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", "2", "tests.integration.api.bare:app()"]
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 30
    while not _workers_seen(address, process) and time.monotonic() < deadline:
        time.sleep(0.1)
    yield address, process
    process.terminate()
    process.wait(15)


def _children(process: subprocess.Popen[bytes]) -> list[int]:
    return [int(n) for n in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def _workers_seen(address: str, process: subprocess.Popen[bytes]) -> bool:
    try:
        _read(f"{address}/healthz")
    except OSError:
        return False
    return len(_children(process)) == 2


def _read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return str(answer.read().decode())


def _counted(address: str) -> float:
    found = re.search(r'matokeo_http_requests_total\{group="data".*\} (\S+)', _read(f"{address}/metrics"))
    return float(found[1]) if found else 0.0


def test_metrics_add_up_over_workers_and_survive_one_of_them(
    two_workers: tuple[str, subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    address, process = two_workers
    for _ in range(40):
        _read(f"{address}/data/{E}/latest.json")
    assert {_counted(address) for _ in range(10)} == {40.0}
    os.kill(_children(process)[0], signal.SIGKILL)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and len(_children(process)) < 2:
        time.sleep(0.1)
    assert _counted(address) == 40.0


def test_a_stopped_server_leaves_no_counter_files(
    two_workers: tuple[str, subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    _, process = two_workers
    assert list(tmp_path.glob("matokeo-metrics-*"))
    process.terminate()
    assert process.wait(15) == 0
    assert list(tmp_path.glob("matokeo-metrics-*")) == []

"""`matokeo demo` as a person runs it: live figures on both ports, and nothing left after Ctrl-C."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.services.place import find_place
from dashboard.services.postgres import PrivatePostgres
from dashboard.services.redis import PrivateRedis


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "dashboard.cli", *words]


@pytest.fixture
def local() -> Iterator[Path]:
    """A `.local` of this test alone; services that outlive the test are stopped."""
    path = Path(tempfile.mkdtemp(prefix="matokeo-demo-"))
    path.chmod(0o755)
    yield path
    place = find_place(path)
    PrivateRedis(place).stop()
    PrivatePostgres(place).stop()
    shutil.rmtree(path)


def _get(port: int, path: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, b""
    except OSError:
        return 0, b""


def _wait_for_version(port: int, process: subprocess.Popen[str], least: int) -> dict[str, Any]:
    deadline = time.monotonic() + 150
    while time.monotonic() < deadline:
        assert process.poll() is None, "the demo ended"
        status, body = _get(port, "/data/demo-1/latest.json")
        if status == 200:
            pointer: dict[str, Any] = json.loads(body)
            if pointer["version"] >= least:
                return pointer
        time.sleep(0.3)
    pytest.fail(f"version {least} was not published")


def _processes_of(local: Path) -> list[str]:
    """Command lines of living processes that know this directory, by their arguments or environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        if str(local).encode() in words and int(process.name) != os.getpid():
            found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def test_the_demo_counts_live_on_both_ports_and_leaves_nothing_running(local: Path) -> None:
    port, office = _free_port(), _free_port()
    command = _command("demo", "--port", str(port), "--office-port", str(office), "--speed", "300")
    environment = {**os.environ, "MATOKEO_LOCAL": str(local), "WEB_WORKERS": "1"}
    demo = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        pointer = _wait_for_version(port, demo, 1)
        assert pointer["is_test"] is True
        later = _wait_for_version(port, demo, pointer["version"] + 2)
        assert later["published_at"] > pointer["published_at"]
        status, page = _get(port, "/")
        assert status == 200
        assert b"<h1" in page
        assert _get(office, "/login")[0] == 200
    finally:
        demo.send_signal(signal.SIGINT)
        said, _ = demo.communicate(timeout=60)
    assert demo.returncode == 0, said
    assert f"http://127.0.0.1:{port}\n" in said
    assert f"http://127.0.0.1:{office}\n" in said
    assert "Traceback" not in said
    password = (local / "keys" / "demo.password").read_text()
    assert f"with the password: {password}\n" in said
    assert "user code demo-manager" in said
    assert _processes_of(local) == []
    assert _get(port, "/healthz")[0] == 0
    assert (local / "store" / "demo-1" / "latest.json").exists(), "what was published stays"


def test_a_port_that_is_taken_is_said_before_anything_is_started(local: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            _command("up", "--port", str(port), "--office-port", str(_free_port())),
            env={**os.environ, "MATOKEO_LOCAL": str(local)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert f"Port {port} of 127.0.0.1 cannot be used" in done.stderr
    assert "--port" in done.stderr
    assert list(local.iterdir()) == []

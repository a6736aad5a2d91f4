"""The supervisor with real child processes: restarts, ends, leaves none behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dashboard.services.supervisor import Child, Supervisor


def _python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


_SLEEPS = "import time; time.sleep(60)"


@contextmanager
def _running(children: list[Child], *, grace_s: float = 5.0) -> Iterator[tuple[Supervisor, list[str]]]:
    said: list[str] = []
    stop = threading.Event()
    supervisor = Supervisor(children, said.append, grace_s=grace_s)
    thread = threading.Thread(target=supervisor.run, args=(stop,))
    thread.start()
    try:
        yield supervisor, said
    finally:
        stop.set()
        thread.join(timeout=30)
        assert not thread.is_alive()


def _until(true: Callable[[], bool], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def _gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] == "Z"
    except OSError:
        return True


def test_a_killed_child_is_started_again_and_said_so() -> None:
    with _running([Child("site", _python(_SLEEPS))]) as (supervisor, said):
        _until(lambda: "site" in supervisor.pids())
        first = supervisor.pids()["site"]
        os.kill(first, signal.SIGKILL)
        _until(lambda: supervisor.pids().get("site", first) != first)
        assert said == ["site ended (signal SIGKILL); starting it again in 0.5 s."]


def test_a_child_that_cannot_start_well_is_tried_ever_more_slowly() -> None:
    with _running([Child("broken", _python("raise SystemExit(3)"))]) as (_, said):
        _until(lambda: len(said) >= 3)
    assert said[:3] == [
        f"broken ended (exit code 3); starting it again in {pause} s." for pause in ("0.5", "1.0", "2.0")
    ]


def test_a_child_with_an_end_of_its_own_is_not_started_again(tmp_path: Path) -> None:
    log = tmp_path / "log"
    code = f"open({str(log)!r}, 'a').write('x')"
    with _running([Child("night", _python(code), keep=False)]) as (supervisor, said):
        _until(log.exists)
        _until(lambda: not supervisor.pids())
        time.sleep(1.0)
    assert log.read_text() == "x"
    assert said == []


def test_children_get_time_to_end_in_order(tmp_path: Path) -> None:
    done = tmp_path / "done"
    code = (
        "import signal, sys, time\n"
        f"def end(*_):\n    time.sleep(0.3); open({str(done)!r}, 'w').write('x'); sys.exit()\n"
        f"signal.signal(signal.SIGTERM, end); open({str(tmp_path / 'up')!r}, 'w').close(); time.sleep(60)"
    )
    with _running([Child("worker", _python(code))]):
        _until((tmp_path / "up").exists)
    assert done.read_text() == "x"


def test_a_child_that_ignores_the_request_is_killed_with_all_it_started(tmp_path: Path) -> None:
    grandchild = tmp_path / "pid"
    code = (
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"p = subprocess.Popen([sys.executable, '-c', {_SLEEPS!r}])\n"
        f"open({str(grandchild)!r}, 'w').write(str(p.pid)); time.sleep(60)"
    )
    with _running([Child("deaf", _python(code))], grace_s=0.5) as (supervisor, said):
        _until(lambda: grandchild.exists() and grandchild.read_text() != "")
        child = supervisor.pids()["deaf"]
    assert said[-1] == f"Process {child} does not end by itself; killing it."
    _until(lambda: _gone(child) and _gone(int(grandchild.read_text())))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent died")
def test_children_end_even_when_the_supervisor_itself_is_killed(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    inner = "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(60)"
    outer = (
        "import sys, threading; from dashboard.services.supervisor import Child, Supervisor\n"
        "Supervisor([Child('c', [sys.executable, '-c', *sys.argv[1:]])], print).run(threading.Event())"
    )
    parent = subprocess.Popen([*_python(outer), inner, str(pid_file)])
    _until(lambda: pid_file.exists() and pid_file.read_text() != "")
    child = int(pid_file.read_text())
    parent.kill()
    parent.wait()
    _until(lambda: _gone(child))

"""Runs child processes until told to stop: restarts what crashes, ends everything it started.

Called by `matokeo up` and `matokeo demo`. Knows nothing of what the children do.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

_POLL_S = 0.2
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 30.0
_STEADY_S = 30.0
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Child:
    """A program to keep running; with `keep=False` its good end (exit code 0) is the end of it."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str] = field(default_factory=dict)
    keep: bool = True


class Supervisor:
    """Keeps `children` running. `grace_s` is how long they get to end by themselves."""

    def __init__(
        self, children: Sequence[Child], say: Callable[[str], None], *, grace_s: float = 15.0
    ) -> None:
        self._watched = [_Watched(child) for child in children]
        self._say = say
        self._grace_s = grace_s

    def run(self, stop: threading.Event) -> None:
        """Start all and watch them until `stop` is set; then end all, also when this raises."""
        try:
            while not stop.is_set():
                for watched in self._watched:
                    self._tend(watched)
                stop.wait(_POLL_S)
        finally:
            self._end_all()

    def pids(self) -> dict[str, int]:
        """Return the process ids of the children that run."""
        return {w.child.name: w.process.pid for w in self._watched if w.process is not None}

    def _tend(self, watched: _Watched) -> None:
        if watched.process is None:
            if not watched.done and time.monotonic() >= watched.not_before:
                watched.start()
            return
        code = watched.process.poll()
        if code is None:
            return
        _signal_group(watched.process.pid, signal.SIGKILL)  # what it may have left behind
        watched.process = None
        if code == 0 and not watched.child.keep:
            watched.done = True
            return
        pause = watched.next_pause()
        self._say(f"{watched.child.name} ended ({_outcome(code)}); starting it again in {pause:.1f} s.")

    def _end_all(self) -> None:
        running = [w.process for w in self._watched if w.process is not None]
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        deadline = time.monotonic() + self._grace_s
        for process in running:
            try:
                process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._say(f"Process {process.pid} does not end by itself; killing it.")
            _signal_group(process.pid, signal.SIGKILL)
            process.wait()
        for watched in self._watched:
            watched.process = None


class _Watched:
    """A child and how it fares."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self.process: subprocess.Popen[bytes] | None = None
        self.done = False
        self.not_before = 0.0
        self._started = 0.0
        self._pause = _FIRST_PAUSE_S

    def start(self) -> None:
        # A group of its own: Ctrl-C reaches only the supervisor, which then ends the children in order.
        self.process = subprocess.Popen(  # noqa: S603
            self.child.command,
            env={**os.environ, **self.child.environ},
            stdin=subprocess.DEVNULL,
            process_group=0,
            preexec_fn=_die_with_parent,
        )
        self._started = time.monotonic()

    def next_pause(self) -> float:
        """Return how long to wait before the next start: doubled each time unless the child ran steadily."""
        if time.monotonic() - self._started > _STEADY_S:
            self._pause = _FIRST_PAUSE_S
        pause, self._pause = self._pause, min(_LONGEST_PAUSE_S, self._pause * 2)
        self.not_before = time.monotonic() + pause
        return pause


def _die_with_parent() -> None:
    """Have Linux end the child when the supervisor is killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal_group(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def _outcome(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"

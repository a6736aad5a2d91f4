"""The pace of a night: script time against wall time, and patience with a database that is away.

Called by `night`, `finish` and `replay`.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar

from sqlalchemy.exc import OperationalError

log = logging.getLogger("matokeo.simulate")

TICK_S = 0.1
_RETRY_S = 1.0
Result = TypeVar("Result")


class Stop(Protocol):
    """An event of threads or of processes."""

    def is_set(self) -> bool: ...
    def wait(self, timeout: float | None = None) -> bool: ...


@dataclass(frozen=True, slots=True)
class NightReport:
    """How far a night is: forms that have arrived, of how many, and whether everything is settled."""

    arrived: int
    forms: int
    complete: bool


class Clock:
    """Turns wall time into seconds of the script and back; starts when it is made, at script time `first_s`."""

    def __init__(self, first_s: float, speed: float) -> None:
        self.speed = speed
        self._first_s = first_s
        self._began = time.monotonic()
        self._began_at = datetime.now(UTC)

    def script_s(self) -> float:
        """Return what time it is in the script; speed 0 is past its end."""
        if self.speed == 0:
            return float("inf")
        return self._first_s + (time.monotonic() - self._began) * self.speed

    def moments(self, script_s: list[float]) -> list[datetime]:
        """Return when things of the script happen on the wall clock: never in the future."""
        now = datetime.now(UTC)
        if self.speed == 0:
            return [now] * len(script_s)
        return [
            min(now, self._began_at + timedelta(seconds=max(0.0, at - self._first_s) / self.speed))
            for at in script_s
        ]


def through_outages(work: Callable[[], Result], stop: Stop) -> Result | None:
    """Return what `work` returns, starting it again whenever the database went away; `None` on `stop`."""
    while True:
        try:
            return work()
        except OperationalError as error:
            log.warning("the database is away, the night waits: %s", str(error.orig).strip().splitlines()[0])
            if stop.wait(_RETRY_S):
                return None

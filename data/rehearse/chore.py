"""The keeper's standing work of rehearsals: begin the one that is due, let its night go on, plan the next, announce.

`chores` is called by `data.keeper.run`. The night goes on in short turns, so that a keeper that is told to stop, or killed, loses
nothing: what has happened is in the store (`data.simulate.night`). Making the country needs a login that owns the store.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine

from data.audit.trail import record
from data.engine import make_engine, sql
from data.errors import MatokeoError, WorkerBusy
from data.files.store import FileStore, open_store
from data.keeper.chore import Chore
from data.publish.options import WorkerOptions
from data.rehearse.plan import Rehearsal, Wanted, announce, move, plan, rehearsal_of
from data.simulate.night import run_night
from data.simulate.plan import make_plan
from data.simulate.presets import preset_named
from data.simulate.setup import Setup, setup_election

log = logging.getLogger("matokeo.rehearsals")

WHO = "system:rehearsals"
#: How long one turn of a night takes: between two, a cancelled rehearsal ends and others are announced. Each turn
#: reads the country in again, so it is not short.
TURN_S = 60.0
#: A rehearsal that should have begun longer ago (the worker was down) is not begun any more.
TOO_LATE = timedelta(hours=2)


def chores(options: WorkerOptions) -> list[Chore]:
    """Return the chore."""
    files = open_store(options.files, options.bucket) if options.files else None
    return [RehearsalChore(options.owner_database_url or options.database_url, options.store, files)]


class _Turn:
    """A stop that comes by itself some seconds after it is first asked: reading a country in is no part of its turn."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end: float | None = None

    def _left(self) -> float:
        now = time.monotonic()
        if self._end is None:
            self._end = now + self._seconds
        return self._end - now

    def is_set(self) -> bool:
        """Whether the turn is over."""
        return self._left() <= 0

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the turn is over or `timeout`."""
        left = max(0.0, self._left())
        time.sleep(left if timeout is None else min(left, timeout))
        return self.is_set()


@dataclass
class RehearsalChore:
    """Runs one rehearsal at a time; `owner_url` is the address of a login that owns the store."""

    owner_url: str
    store: Path
    files: FileStore | None = None
    turn_s: float = TURN_S
    name: str = "rehearsals"
    every_s: float = 5.0
    _speeds: dict[str, float] = field(default_factory=dict)

    def work(self, engine: Engine) -> bool:
        """Begin, go on with or end one rehearsal; true when its night is not over."""
        due = self._due(engine)
        if due is None:
            return False
        owner = make_engine(self.owner_url, pool_size=4)
        try:
            return self._go_on(owner, engine, due)
        except WorkerBusy:
            return False  # somebody runs this night by hand
        except MatokeoError as error:
            log.warning("the rehearsal %s failed: %s", due.election, error)
            with engine.begin() as connection:
                move(connection, due, "failed", allowed=("running",), reason=str(error)[:500])
            return True
        finally:
            owner.dispose()

    def _due(self, engine: Engine) -> Rehearsal | None:
        """Take the rehearsal that runs or is due; one that is far too late is given up."""
        with engine.begin() as connection:
            announce(connection, self.store)
            row = connection.execute(sql("rehearsal_due")).one_or_none()
            if row is None:
                return None
            due = rehearsal_of(row)
            if due.state == "running":
                return due
            late = datetime.now(UTC) - due.begins_at_utc > TOO_LATE
            reason = "The worker was not running when it should have begun." if late else None
            state = "failed" if late else "running"
            move(connection, due, state, allowed=("planned",), reason=reason)
            record(connection, WHO, f"rehearsal.{state}", ("rehearsal", due.election), reason=reason)
            _plan_next(connection, due)
            announce(connection, self.store)
        return None if late else due

    def _go_on(self, owner: Engine, engine: Engine, due: Rehearsal) -> bool:
        preset = preset_named(due.preset)
        with owner.connect() as connection:
            made = connection.execute(sql("simulate_read_election"), {"code": due.election}).one_or_none()
        if made is None:
            setup_election(
                owner,
                Setup(seed=due.seed, preset=preset, election=due.election, in_already=0.0),
                files=self.files,
            )
        if due.election not in self._speeds:
            # Hours of the night in so many minutes; planning a whole country takes seconds, so once.
            self._speeds = {due.election: make_plan(due.seed, preset).script.end * 60 / due.minutes}
        report = run_night(
            owner,
            election=due.election,
            speed=self._speeds[due.election],
            stop=_Turn(self.turn_s),
            files=self.files,
        )
        if report.complete:
            with engine.begin() as connection:
                if move(connection, due, "done", allowed=("running",)):
                    record(connection, WHO, "rehearsal.done", ("rehearsal", due.election))
                announce(connection, self.store)
        return True


def _plan_next(connection: Connection, due: Rehearsal) -> None:
    """Plan the next of a rehearsal that comes again, at the first such time that is to come."""
    if not due.every_days:
        return
    now, begins = datetime.now(UTC), due.begins_at_utc + timedelta(days=due.every_days)
    while begins < now:
        begins += timedelta(days=due.every_days)
    wanted = Wanted(begins_at=begins, minutes=due.minutes, preset=due.preset, every_days=due.every_days)
    try:
        plan(connection, wanted, actor=WHO)
    except MatokeoError as error:
        log.warning("no further rehearsal is planned after %s: %s", due.election, error)

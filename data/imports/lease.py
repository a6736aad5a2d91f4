"""A worker's turn with one job: taken with a lease, kept by a heartbeat, told how far it is, given back in one row.

Made by `chore`. A worker that dies leaves nothing but the lease; when that has run out, the next one takes the job up again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from data.engine import sql
from data.errors import MatokeoError
from data.records.words import N_

log = logging.getLogger("matokeo.imports")

LEASE_S = 30.0
#: Progress is told at most so often.
_PACE_S = 0.4
_STAGES = {
    "reading": N_("Reading"),
    "checking": N_("Reading"),
    "storing": N_("Storing"),
    "deriving": N_("Drawing maps"),
    "waiting": N_("Waiting for another import"),
}


class Cancelled(MatokeoError):
    """Raised inside an import when a person has cancelled it: its transaction is undone."""


class LeaseLost(MatokeoError):
    """Raised inside an import when another worker has taken the job over: its transaction is undone."""


class Turn:
    """One job in the hands of one worker; `job` is the row that was taken."""

    def __init__(self, engine: Engine, job: Any, me: str, lease_s: float) -> None:
        """Made by `take`."""
        self.engine = engine
        self.job = job
        self._me = me
        self._lease_s = lease_s
        self._told_at = 0.0
        self._row = self._base = 0
        self._last = 0
        self._ended = threading.Event()

    def say(self, line: str) -> None:
        """Take the importer's progress in words; only what it is about is told."""
        stage = _STAGES.get(line.split(" ", 1)[0])
        if stage is not None:
            self._tell(stage=stage)

    def row(self, number: int) -> None:
        """Take the row that is being read; rows of several files are added up. Raises `Cancelled`, `LeaseLost`."""
        if number < self._last:
            self._base += self._last
        self._last = number
        if time.monotonic() - self._told_at >= _PACE_S:
            self._tell(rows_done=self._base + number)

    def total(self, rows: int) -> None:
        """Say how many rows there are."""
        self._tell(rows_total=rows)

    def _tell(self, **values: Any) -> None:
        self._told_at = time.monotonic()
        given = {"stage": None, "rows_done": None, "rows_total": None, **values}
        given |= {"job_id": self.job.job_id, "me": self._me, "lease_s": self._lease_s}
        with self.engine.begin() as connection:
            found = connection.execute(sql("import_progress"), given).one_or_none()
        if found is None:
            raise LeaseLost("Another worker has taken the import over.")
        if found.cancel_asked:
            raise Cancelled("The import was cancelled.")

    def settle(self, connection: Connection, status: str, **values: Any) -> bool:
        """Give the job back in the caller's transaction; false where another worker has it by now."""
        names = (
            "added",
            "changed",
            "unchanged",
            "refused",
            "files",
            "findings",
            "preview_sha256",
            "is_outdated",
        )
        given: dict[str, Any] = dict.fromkeys((*names, "approved_sha256", "fault", "remedy"))
        given |= {
            "job_id": self.job.job_id,
            "me": self._me,
            "status": status,
            "approved": False,
            "ended": False,
        }
        given |= values
        for name in ("files", "findings"):
            if given[name] is not None:
                given[name] = msgspec.json.encode(given[name]).decode()
        return connection.execute(sql("import_settle"), given).first() is not None

    def let_go(self) -> None:
        """Let another worker take the job at once; a database that is away lets the lease run out instead."""
        try:
            with self.engine.begin() as connection:
                connection.execute(sql("import_let_go"), {"job_id": self.job.job_id, "me": self._me})
        except DBAPIError as error:
            log.info("the lease of an import runs out by itself: %s", error.orig)

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Keep the lease while one long statement runs."""
        thread = threading.Thread(target=self._beat, name="imports-lease", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            thread.join(timeout=10)

    def _beat(self) -> None:
        while not self._ended.wait(self._lease_s / 3):
            try:
                self._tell()
            except MatokeoError:
                return  # the import finds out at its next row, or at its end
            except DBAPIError as error:
                log.info("the lease of an import could not be renewed: %s", error.orig)


def take(engine: Engine, *, lease_s: float = LEASE_S) -> Turn | None:
    """Take the next job; `None` when there is none."""
    me = str(uuid4())
    with engine.begin() as connection:
        job = connection.execute(sql("import_claim"), {"me": me, "lease_s": lease_s}).one_or_none()
    return None if job is None else Turn(engine, job, me, lease_s)


def count_lines(path: Path) -> int:
    """Return how many lines a file has."""
    with path.open("rb") as file:
        return sum(piece.count(b"\n") for piece in iter(lambda: file.read(1024 * 1024), b""))

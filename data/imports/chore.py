"""The keeper's standing work of imports: one job after the other is checked or loaded; the watched folder is looked through.

`chores` is called by `data.keeper.run`. What goes wrong with a file ends its job in words; what goes wrong with the store is
tried again. Needs a login that owns the store (see `loading`).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from data.audit.trail import record
from data.engine import make_engine
from data.errors import MatokeoError, ServiceError
from data.files.store import FileStore, open_store
from data.imports.folder import FolderChore
from data.imports.lease import LEASE_S, Cancelled, LeaseLost, Turn, take
from data.imports.loading import Workshop, check, load
from data.imports.preview import WHO
from data.keeper.chore import Chore
from data.publish.options import WorkerOptions
from data.records.words import N_

log = logging.getLogger("matokeo.imports")

#: A file that stops the worker so often is not tried again by itself.
MOST_ATTEMPTS = 5
STOPS_WORKER = N_("The worker was stopped each time it took this file up.")
STOPS_WORKER_REMEDY = N_("Look into the worker's log, split the file, and have it checked again.")
BROKEN = N_("Something unexpected went wrong with this file; the worker's log says what.")
BROKEN_REMEDY = N_("Have it checked again, or send it again.")


def chores(options: WorkerOptions) -> list[Chore]:
    """Return the chores; without a file store there is nothing to import from."""
    if options.files is None and options.bucket is None:
        return []
    store = open_store(options.files, options.bucket) if options.files else _bucket(options)
    max_bytes = options.import_max_mb * 1024 * 1024
    found: list[Chore] = [ImportChore(options.owner_database_url or options.database_url, store, max_bytes)]
    if options.import_folder is not None:
        found.append(FolderChore(options.import_folder, store, max_bytes))
    return found


def _bucket(options: WorkerOptions) -> FileStore:
    return open_store(options.store, options.bucket)


@dataclass
class ImportChore:
    """Takes one job at a time; `owner_url` is the address of a login that owns the store."""

    owner_url: str
    files: FileStore
    max_bytes: int
    lease_s: float = LEASE_S
    name: str = "imports"
    every_s: float = 1.0

    def work(self, engine: Engine) -> bool:
        """Do the next step of the next job; true when there was one."""
        turn = take(engine, lease_s=self.lease_s)
        if turn is None:
            return False
        owner = make_engine(self.owner_url, pool_size=1)
        try:
            self._do(turn, Workshop(owner=owner, files=self.files, max_bytes=self.max_bytes))
        finally:
            owner.dispose()
        return True

    def _do(self, turn: Turn, shop: Workshop) -> None:
        """Work on one job; whatever happens, the job says so."""
        job = turn.job
        try:
            if job.cancel_asked:
                raise Cancelled("The import was cancelled.")
            if job.attempts > MOST_ATTEMPTS:
                raise MatokeoError(STOPS_WORKER, remedy=STOPS_WORKER_REMEDY)
            (load if job.status == "loading" else check)(turn, shop)
        except Cancelled:
            _end(turn, "cancelled")
        except LeaseLost:
            log.warning("import %s was taken over by another worker", job.uid)
        except (OperationalError, ServiceError, OSError):
            turn.let_go()
            raise
        except MatokeoError as error:
            _end(turn, "failed", fault=error.message, remedy=error.remedy or None)
        except DBAPIError as error:
            log.exception("import %s failed", job.uid)
            _end(turn, "failed", fault=str(error.orig).strip().splitlines()[0], remedy=BROKEN_REMEDY)
        except Exception:
            log.exception("import %s failed", job.uid)
            _end(turn, "failed", fault=BROKEN, remedy=BROKEN_REMEDY)


def _end(turn: Turn, status: str, *, fault: str | None = None, remedy: str | None = None) -> None:
    with turn.engine.begin() as store:
        if turn.settle(store, status, fault=fault, remedy=remedy, approved=True, ended=True):
            record(store, WHO, f"import.{status}", ("import", turn.job.uid), reason=fault)

"""Compares every tally cell with its forms, and repairs by computing all of them again.

Called by `matokeo tally reconcile / rebuild` and every few minutes by the worker. Comparing changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text

from data.engine import TALLY_LOCK, hold_lock, sql
from data.tally.worker import drain


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell whose tally is not what its forms say; `None` where one side has nothing."""

    race_id: int
    leaf_area_id: int
    forms_tallied: int | None
    forms_found: int | None


def reconcile(connection: Connection) -> list[Difference]:
    """Return the cells that differ, of whichever source; changes that wait in the dirty log are no difference."""
    with connection.begin():
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        rows = [
            *connection.execute(sql("reconcile_cells")),
            *connection.execute(sql("reconcile_other_cells")),
        ]
    return [Difference(r.race_id, r.leaf_area_id, r.forms_tallied, r.forms_found) for r in rows]


def rebuild(engine: Engine) -> int:
    """Compute every cell again; return how many were marked.

    Raises `WorkerBusy` while a worker runs: then marking is enough, and `mark_all` does it.
    """
    with hold_lock(engine, TALLY_LOCK, holder="tally worker") as connection:
        marked = mark_all(connection)
        drain(connection)
    return marked


def mark_all(connection: Connection) -> int:
    """Mark every cell dirty and commit; the running worker computes them again."""
    with connection.begin():
        return connection.execute(sql("rebuild_mark_all")).rowcount

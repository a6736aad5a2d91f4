"""The keeper's standing work on incidents: escalation, hexagons that are missing, the heatmap's view.

Offered to `data.keeper.run`. Nothing is kept in memory: what is due is read from the tables each time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
from sqlalchemy import Connection, Engine

from data.engine import sql
from data.incidents.escalate import MOST, escalate
from data.incidents.places import cells_of
from data.keeper.chore import Chore
from data.publish.options import WorkerOptions

_PLACED_AT_ONCE = 2000


@dataclass(frozen=True)
class _Work:
    """One chore: a function of a connection, done in one transaction."""

    name: str
    every_s: float
    do: Callable[[Connection], bool]

    def work(self, engine: Engine) -> bool:
        """Do one round."""
        with engine.begin() as connection:
            return self.do(connection)


def chores(options: WorkerOptions) -> list[Chore]:
    """Return the chores."""
    del options  # none of them depends on a setting
    return [_Work("incident-escalation", 15.0, _escalate), _Work("incident-hexagons", 5.0, _hexagons)]


def _escalate(connection: Connection) -> bool:
    return escalate(connection, datetime.now(UTC)) == MOST


def _hexagons(connection: Connection) -> bool:
    """Place what has no hexagons, then refresh the view if anything changed; true when more waits for a place."""
    rows = connection.execute(sql("incident_unplaced"), {"most": _PLACED_AT_ONCE}).all()
    if rows:
        cells = [{"incident_id": row.incident_id, **cells_of(row.longitude, row.latitude)} for row in rows]
        connection.execute(sql("incident_place"), {"rows": msgspec.json.encode(cells).decode()})
        connection.execute(sql("incident_placed"))
    if len(rows) == _PLACED_AT_ONCE:
        return True
    connection.execute(sql("incident_refresh"))
    return False

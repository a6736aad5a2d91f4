"""Escalates incidents that nobody has touched for as long as a rule allows.

Called by `data.incidents.chore` as `matokeo_worker`. A rule reaches an incident once for every time somebody did something
about it: a second keeper, or a restart, finds nothing left to do.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from data.audit.trail import record
from data.engine import sql

_ACTOR = "system:incidents"
MOST = 500


def escalate(connection: Connection, now: datetime) -> int:
    """Raise or mark what is due at `now`, at most `MOST`; return how many."""
    rows = connection.execute(sql("incident_escalate"), {"now": now, "most": MOST}).all()
    for row in rows:
        event = {"incident_id": row.incident_id, "old": row.old, "new": row.new, "rule": row.rule}
        connection.execute(sql("incident_escalated"), event)
        record(
            connection, _ACTOR, "incident.escalate", ("incident", row.uid),
            old={"severity": row.old}, new={"severity": row.new, "rule": row.rule},
        )  # fmt: skip
    return len(rows)

"""What moved in the office, as one mark a topic: read once a second by `dashboard.office_api.stream` for all its listeners.

A mark is text that changes when anything of its topic does; it says nothing else. The SQL function `app_pulse`
(migration 0010) gives them to every role of the office.
"""

from __future__ import annotations

from sqlalchemy import Connection

from data.engine import sql

TOPICS = frozenset({"board", "anomalies", "incidents", "alerts", "imports", "publish", "notifications"})


def read_pulse(connection: Connection) -> dict[str, str]:
    """Return the mark of each topic."""
    return {row.topic: row.mark or "" for row in connection.execute(sql("pulse_read"))}

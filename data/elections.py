"""The status of elections: what opens and closes their entry. Every change leaves a row in the audit log.

Called by `matokeo election`. Forms can be entered while an election is `active`; figures stay public whatever the
status is. Runs as the owner of the database, in the transaction of its caller.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from data.audit.trail import record
from data.engine import sql
from data.errors import MatokeoError, UnknownElection

STATUSES = ("draft", "scheduled", "active", "paused", "completed", "cancelled")


@dataclass(frozen=True)
class ElectionLine:
    """An election as a list shows it."""

    code: str
    title: str
    day: date
    status: str
    is_test: bool


def list_elections(connection: Connection) -> list[ElectionLine]:
    """Return every election, newest first."""
    return [
        ElectionLine(row.code, row.title, row.election_date, row.status, row.is_test)
        for row in connection.execute(sql("election_list"))
    ]


def set_status(connection: Connection, code: str, status: str, *, actor: str, reason: str) -> bool:
    """Move an election to `status`; `False` when it is there already.

    Raises `UnknownElection`, or `MatokeoError` for a status that does not exist or a missing reason.
    """
    if status not in STATUSES:
        raise MatokeoError(f"There is no status {status!r}.", remedy=f"Choose one of {', '.join(STATUSES)}.")
    if not reason.strip():
        raise MatokeoError("A change of status needs a reason.", remedy="Give it with --reason.")
    before = {line.code: line.status for line in list_elections(connection)}
    if code not in before:
        raise UnknownElection(f"There is no election {code!r}.", remedy="`matokeo election list` shows all.")
    if connection.execute(sql("election_set_status"), {"code": code, "status": status}).first() is None:
        return False
    record(
        connection,
        actor,
        "election.status",
        ("election", code),
        old={"status": before[code]},
        new={"status": status},
        reason=reason,
    )
    return True

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


@dataclass(frozen=True)
class OfficeElection:
    """The election that a page of the managers' room is about; `level_names` run from the root down."""

    election_id: int
    code: str
    title: str
    day: date
    status: str
    is_test: bool
    timezone: str
    geography_id: int
    level_names: tuple[str, ...]
    root_area_id: int


def office_elections(connection: Connection) -> list[OfficeElection]:
    """Return the elections of the office: those being counted first, then the newest; drafts and cancelled ones last."""
    return [
        OfficeElection(
            row.election_id, row.code, row.title, row.election_date, row.status, row.is_test, row.timezone,
            row.geography_id, tuple(row.level_names), row.root_area_id,
        )
        for row in connection.execute(sql("election_office"))
    ]  # fmt: skip


def office_election(connection: Connection, asked: str | None = None, current: str = "") -> OfficeElection:
    """Return the election `asked` for by code, else the one that is `current`, else the first of the office.

    Raises `UnknownElection` for a code that does not exist, or when there is no election at all.
    """
    known = office_elections(connection)
    by_code = {one.code: one for one in known}
    if asked is not None and asked not in by_code:
        raise UnknownElection("There is no such election.", remedy="Choose one from the list.")
    chosen = by_code.get(asked or current) or (known[0] if known else None)
    if chosen is None:
        raise UnknownElection("There is no election yet.", remedy="Import one: `matokeo import bundle`.")
    return chosen

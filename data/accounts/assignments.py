"""Which stations an observer reports from: list, begin, end, move, and whole files of them.

Called by administration and managers' pages in a transaction of the person: row security keeps a manager in the own
areas. An ended assignment stays: it says who could have entered what, and when.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from data.accounts.assignment_file import Pair, read_pairs
from data.accounts.scopes import escape_like
from data.acting import Actor
from data.audit.trail import record
from data.engine import sql
from data.errors import NotThere, PersonRefused
from data.export import safe_cell
from data.records import AssignmentImport, AssignmentLine, AssignmentPage, ImportProblem

PAGE_ROWS = 100
_ROLE = "field_observer"
_LISTED = 100
_EXPORT_ROWS = 200_000
_CSV = ("username", "station_code", "display_name", "station_name", "area", "since")


def list_assignments(
    connection: Connection,
    *,
    election: str | None = None,
    username: str | None = None,
    words: str = "",
    with_ended: bool = False,
    after: int | None = None,
) -> AssignmentPage:
    """Return assignments the asker may see, the newest first."""
    given = {"election": election, "username": username, "with_ended": with_ended, "after": after}
    found = _read(connection, given, words=words, limit=PAGE_ROWS + 1)
    page = found[:PAGE_ROWS]
    return AssignmentPage(assignments=page, next=page[-1].assignment if len(found) > PAGE_ROWS else None)


def assign(
    connection: Connection,
    actor: Actor,
    *,
    election: str,
    username: str,
    station: str,
    instead_of: int | None = None,
) -> bool:
    """Assign an observer to a station; with `instead_of` end that assignment of theirs in the same moment.

    `False` when it holds already. Raises `NotThere` or `PersonRefused`; then nothing is changed.
    """
    if instead_of is not None:
        ended = end(connection, actor, instead_of, reason=f"moved to {station}")
        if ended != username:
            raise PersonRefused("The assignment to end is another person's.")
    (row,) = _match(connection, election, [Pair(1, username, station)])
    problem = _problem(Pair(1, username, station), row)
    if problem is not None:
        raise PersonRefused(problem.message, remedy=problem.remedy)
    return bool(_store(connection, actor, [(Pair(1, username, station), row)], reason=None))


def end(connection: Connection, actor: Actor, assignment: int, *, reason: str = "") -> str:
    """End an assignment now; return whose it was. Raises `NotThere` when there is no open one for the asker."""
    row = connection.execute(sql("assign_end"), {"assignment": assignment}).one_or_none()
    if row is None:
        raise NotThere("There is no such open assignment.")
    told = {"username": row.username, "station": row.station_code}
    object_id = f"{row.username} {row.station_code}"
    record(connection, actor, "assignment.end", ("assignment", object_id), old=told, reason=reason)
    return str(row.username)


def end_all(connection: Connection, actor: Actor, user_id: int, *, username: str, reason: str) -> None:
    """End every open assignment of a person, because the role is another one."""
    gone = sorted(connection.execute(sql("assign_end_all"), {"user_id": user_id}).scalars())
    if gone:
        record(connection, actor, "assignment.end", ("user", username), old={"stations": gone}, reason=reason)


def import_file(
    connection: Connection, actor: Actor, *, election: str, content: bytes, store: bool
) -> AssignmentImport:
    """Look at a file of `username,station_code`; store it whole with `store` and without a problem, else nothing.

    Raises `PersonRefused` when it is no such file at all.
    """
    pairs, problems = read_pairs(content)
    rows = list(zip(pairs, _match(connection, election, pairs), strict=True))
    problems = sorted(
        [*problems, *(found for pair, row in rows if (found := _problem(pair, row)) is not None)],
        key=lambda problem: problem.row,
    )
    new = [(pair, row) for pair, row in rows if not row.is_open and _problem(pair, row) is None]
    stored = store and not problems
    if stored:
        digest = hashlib.sha256(content).hexdigest()
        reason = f"file {digest[:16]}"
        _store(connection, actor, new, reason=reason)
        told = {"election": election, "rows": len(rows), "added": len(new), "sha256": digest}
        record(connection, actor, "assignment.import", ("election", election), new=told)
    return AssignmentImport(
        rows=len(rows),
        added=len(new),
        unchanged=sum(1 for _, row in rows if row.is_open),
        problem_count=len(problems),
        problems=tuple(problems[:_LISTED]),
        stored=stored,
    )


def export_file(connection: Connection, actor: Actor, *, election: str) -> bytes:
    """Return the open assignments of an election that the asker may see, as CSV; leaves `assignment.export`."""
    lines = _read(connection, {"election": election}, words="", limit=_EXPORT_ROWS)
    told = {"election": election, "rows": len(lines)}
    record(connection, actor, "assignment.export", ("election", election), new=told)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_CSV)
    writer.writerows([safe_cell(cell) for cell in _cells(line)] for line in lines)
    return out.getvalue().encode()


def _cells(line: AssignmentLine) -> Iterator[str]:
    yield from (line.username, line.station_code, line.display_name, line.station_name)
    yield " > ".join(line.path)
    yield line.since.isoformat().replace("+00:00", "Z")


def _read(
    connection: Connection, given: dict[str, Any], *, words: str, limit: int
) -> tuple[AssignmentLine, ...]:
    values = {
        "election": None,
        "username": None,
        "with_ended": False,
        "after": None,
        **given,
        "words_like": f"%{escape_like(words)}%" if words else None,
        "code": words or None,
        "rows": limit,
    }
    rows = connection.execute(sql("assign_list"), values)
    return tuple(AssignmentLine(**{**row._mapping, "path": tuple(row.path)}) for row in rows)


def _match(connection: Connection, election: str, pairs: Sequence[Pair]) -> Sequence[Row[Any]]:
    usernames, codes = [pair.username for pair in pairs], [pair.station for pair in pairs]
    values = {"election": election, "usernames": usernames, "codes": codes}
    return connection.execute(sql("assign_match"), values).all()


def _problem(pair: Pair, row: Row[Any]) -> ImportProblem | None:
    """Say why a pair cannot be an assignment."""
    if row.user_id is None:
        return _fault(
            pair, "username", "There is no such person.", "Invite the person first, or mend the name."
        )
    if row.role != _ROLE:
        return _fault(
            pair, "username", "This person is not an observer.", "Only observers are assigned to stations."
        )
    if not row.is_active:
        return _fault(pair, "username", "This person is disabled.", "Enable the person first.")
    if row.station_id is None:
        return _fault(
            pair, "station_code", "The election has no such station.", "Use the code of the register."
        )
    if not row.in_scope:
        return _fault(
            pair, "station_code", "The station is outside your areas.", "Ask an administrator to do it."
        )
    return None


def _fault(pair: Pair, field: str, message: str, remedy: str) -> ImportProblem:
    value = pair.username if field == "username" else pair.station
    return ImportProblem(row=pair.row, field=field, value=value, message=message, remedy=remedy)


def _store(
    connection: Connection, actor: Actor, rows: Sequence[tuple[Pair, Row[Any]]], *, reason: str | None
) -> int:
    """Add assignments and a line of the audit log for each; return how many are new."""
    given = {
        "user_ids": [row.user_id for _, row in rows],
        "station_ids": [row.station_id for _, row in rows],
        "assigned_by": actor.user_id,
    }
    added = {(r.user_id, r.station_id) for r in connection.execute(sql("assign_add"), given)}
    ids = [f"{pair.username} {pair.station}" for pair, row in rows if (row.user_id, row.station_id) in added]
    told = {
        "actor": actor.username,
        "ids": ids,
        "reason": reason,
        "correlation_id": actor.correlation_id,
        "address": actor.address,
    }
    connection.execute(sql("assign_audit"), told)
    return len(added)

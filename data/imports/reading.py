"""What people see of imports: jobs, pages of changed rows and refusals, what a mapping may choose from.

Called by pages and the API in a transaction of the person, whom row security lets see the rows or not. It changes nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from data.engine import sql
from data.errors import NotThere
from data.export import safe_cell
from data.records.imports import (
    FileCount,
    ImportChange,
    ImportChanges,
    ImportJob,
    ImportPage,
    ImportRefusal,
    ImportRefusals,
    Mapping,
    MappingFindings,
    MappingView,
)
from data.records.words import N_

JOBS = 25
ROWS = 100
_CSV_ROWS = 5_000
_CSV = ("file", "row", "field", "value", "code", "message", "remedy")
NO_JOB = N_("There is no such import.")


def job_uid(words: str) -> UUID:
    """Return the uid in an address. Raises `NotThere`."""
    try:
        return UUID(words)
    except ValueError:
        raise NotThere(NO_JOB) from None


def one_job(connection: Connection, uid: UUID) -> ImportJob:
    """Return a job. Raises `NotThere`."""
    return _job(_row(connection, uid))


def may_import(connection: Connection) -> frozenset[int]:
    """Return the elections that the person may import for; none for who has not the whole country."""
    return frozenset(connection.execute(sql("import_may")).scalars())


def list_jobs(
    connection: Connection,
    *,
    election_id: int | None = None,
    status: str | None = None,
    before: int | None = None,
    most: int = JOBS,
) -> ImportPage:
    """Return a page of jobs, the newest first."""
    given = {"election_id": election_id, "status": status, "before": before, "most": most + 1}
    rows = connection.execute(sql("import_list"), given).all()
    jobs = tuple(_job(row) for row in rows[:most])
    return ImportPage(rows=jobs, next=jobs[-1].job_id if len(rows) > most else None)


def _row(connection: Connection, uid: UUID) -> Any:
    row = connection.execute(sql("import_job"), {"uid": uid}).one_or_none()
    if row is None:
        raise NotThere(NO_JOB)
    return row


def _job(row: Any) -> ImportJob:
    same = {name: getattr(row, name) for name in ImportJob.__struct_fields__ if hasattr(row, name)}
    same |= {
        "files": msgspec.convert(row.files, tuple[FileCount, ...]),
        "preview": row.preview_sha256,
        "created_at": row.created_at_utc,
        "previewed_at": row.previewed_at_utc,
        "approved_at": row.approved_at_utc,
        "ended_at": row.ended_at_utc,
        "changed_at": row.changed_at_utc,
        "earlier": row.earlier_uid,
        "earlier_at": row.earlier_at_utc,
    }
    return ImportJob(**same)


def list_changes(
    connection: Connection,
    uid: UUID,
    *,
    verdict: str | None = None,
    after: int | None = None,
    most: int = ROWS,
) -> ImportChanges:
    """Return a page of the rows that the import adds or changes, in the order of the file."""
    given = {"uid": uid, "verdict": verdict, "after": after, "most": most + 1}
    found = [
        ImportChange(
            number=row.change_no,
            verdict=row.verdict,
            file=row.file,
            row=row.row_number,
            thing=row.thing,
            before=row.before,
            after=row.after,
        )
        for row in connection.execute(sql("import_changes"), given)
    ]
    return ImportChanges(rows=tuple(found[:most]), next=found[most - 1].number if len(found) > most else None)


def list_refusals(
    connection: Connection, uid: UUID, *, after: int | None = None, most: int = ROWS
) -> ImportRefusals:
    """Return a page of what the import refuses, in the order of the file."""
    given = {"uid": uid, "after": after, "most": most + 1}
    found = [
        ImportRefusal(
            number=row.refusal_no,
            file=row.file,
            row=row.row_number,
            field=row.field,
            value=row.value,
            code=row.code,
            message=row.message,
            remedy=row.remedy,
        )
        for row in connection.execute(sql("import_refusals"), given)
    ]
    rows = tuple(found[:most])
    return ImportRefusals(rows=rows, next=rows[-1].number if len(found) > most else None)


def refusals_csv(connection: Connection, uid: UUID) -> Iterator[str]:
    """Yield all refusals as CSV, piece by piece; no cell is a formula to a spreadsheet."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_CSV)
    after: int | None = None
    while True:
        page = list_refusals(connection, uid, after=after, most=_CSV_ROWS)
        for one in page.rows:
            cells = (one.file, one.row, one.field, one.value, one.code, one.message, one.remedy)
            writer.writerow(["" if cell is None else safe_cell(cell) for cell in cells])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        after = page.next
        if after is None:
            return


def mapping_view(connection: Connection, uid: UUID) -> MappingView:
    """Return what the page of a mapping needs. Raises `NotThere`."""
    row = _row(connection, uid)
    ballot = connection.execute(sql("import_ballot"), {"election_id": row.election_id}).all()
    contests = {one.contest: one.title for one in ballot}
    candidates = {f"{one.contest}/{one.candidate}": one.name for one in ballot if one.candidate is not None}
    return MappingView(
        job=_job(row),
        mapping=msgspec.convert(row.mapping, Mapping),
        findings=msgspec.convert(row.findings, MappingFindings),
        contests=tuple(contests.items()),
        candidates=tuple(candidates.items()),
    )

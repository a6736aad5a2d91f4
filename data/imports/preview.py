"""Writes a job's preview: counts, rows, refusals, the hash that an approval names; and reads the mapping of a file.

Called by `loading` while the import that is looked at is still in its own transaction, which is then undone: the preview is
written through another session, as the worker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Connection

from data.audit.trail import record
from data.engine import sql
from data.imports.effects import Row, digest, file_counts, rows
from data.imports.lease import LeaseLost, Turn
from data.ingest.problems import Problems, Refusal
from data.ingest.summary import FileSummary
from data.records.imports import FileCount, Mapping

KEPT_REFUSALS = 100_000
_PIECE = 1_000
_LONGEST = 300
WHO = "system:keeper"


def write_preview(
    turn: Turn,
    connection: Connection,
    files: Sequence[FileSummary],
    problems: Problems,
    *,
    findings: Any = None,
) -> None:
    """Keep what the import in `connection` would do, and let a person look at it. Raises `LeaseLost`."""
    counted = file_counts(files, problems)
    told = digest(connection, files, problems)
    totals = count_all(counted)
    approves = turn.job.auto and turn.job.origin == "folder" and turn.job.kind == "results"
    status = "approved" if approves and not totals["refused"] and not turn.job.is_outdated else "previewed"
    with turn.engine.begin() as store:
        _replace(store, turn.job.job_id, rows(connection, files), problems)
        settled = turn.settle(
            store,
            status,
            **totals,
            files=counted,
            findings=findings,
            preview_sha256=told,
            approved=status == "approved",
            approved_sha256=told if status == "approved" else None,
            is_outdated=turn.job.is_outdated,
        )
        if not settled:
            raise LeaseLost("Another worker has taken the import over.")
        new = {"preview": told, **totals, "status": status}
        record(store, WHO, "import.preview", ("import", turn.job.uid), new=new)


def write_refused(turn: Turn, problems: Problems, *, fault: str, remedy: str) -> None:
    """Keep why nothing of the file may be loaded."""
    refused = problems.count()
    with turn.engine.begin() as store:
        _replace(store, turn.job.job_id, (), problems)
        none = {"added": 0, "changed": 0, "unchanged": 0, "refused": refused}
        if turn.settle(store, "refused", **none, files=[], fault=fault, remedy=remedy, ended=True):
            record(
                store, WHO, "import.refuse", ("import", turn.job.uid), new={"refused": refused}, reason=fault
            )


def count_all(files: Iterable[FileCount]) -> dict[str, int]:
    """Return the counts of all files together."""
    listed = list(files)
    return {
        name: sum(getattr(one, name) for one in listed)
        for name in ("added", "changed", "unchanged", "refused")
    }


def _replace(store: Connection, job_id: int, found: Iterable[Row], problems: Problems) -> None:
    store.execute(sql("import_clear"), {"job_id": job_id})
    for start, piece in _pieces(found):
        given: dict[str, Any] = {"job_id": job_id, "numbers": list(range(start, start + len(piece)))}
        given |= {
            "rows": [one.row for one in piece],
            "verdicts": [one.verdict for one in piece],
            "files": [one.file for one in piece],
            "things": [one.thing[:_LONGEST] for one in piece],
            "befores": [None if one.before is None else _json(one.before) for one in piece],
            "afters": [_json(one.after) for one in piece],
        }
        store.execute(sql("import_add_changes"), given)
    refusals = (one for file in problems.files() for one in problems.of(file))
    for start, refused in _pieces(refusals):
        given = {"job_id": job_id, "numbers": list(range(start, start + len(refused)))}
        store.execute(sql("import_add_refusals"), given | _refusals(refused))


def _refusals(piece: Sequence[Refusal]) -> dict[str, Any]:
    return {
        "rows": [one.row for one in piece],
        "files": [_plain(one.file) for one in piece],
        "fields": [_plain(one.field) for one in piece],
        "values": [_plain(one.value) for one in piece],
        "codes": [one.rule for one in piece],
        "messages": [_plain(one.what) for one in piece],
        "remedies": [one.remedy for one in piece],
    }


def _pieces(items: Iterable[Any]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    start = 1
    source = iter(items)
    while piece := tuple(islice(source, _PIECE)):
        yield start, piece
        start += len(piece)


def _plain(words: str | None) -> str | None:
    """Return words as the store can hold them: no NUL, no half a character, not without end."""
    if words is None:
        return None
    return words.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")[:_LONGEST]


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def mapping_of(connection: Connection, job: Any) -> tuple[Mapping, str | None]:
    """Return what a person said of the file, or of the last one with its header; and the name of that."""
    said = msgspec.convert(job.mapping, Mapping)
    if said.confirmed or job.header_sha256 is None or job.election_id is None:
        return said, None
    given = {"election_id": job.election_id, "header_sha256": job.header_sha256}
    row = connection.execute(sql("import_mapping"), given).one_or_none()
    if row is None:
        return said, None
    return msgspec.convert(row.mapping, Mapping), row.name

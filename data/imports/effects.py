"""What an import does to the store, row by row, and one hash of exactly that: a preview and its load must have the same.

Called by `preview` and `loading` inside the import's transaction, when everything is staged. It reads only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from data.engine import sql
from data.ingest.problems import Problems
from data.ingest.summary import FileSummary
from data.records.imports import FileCount

#: So many rows of a preview are kept to be looked at; counts and hash are of all.
MOST_ROWS = 100_000
_MOST_NOTES = 40
_ENCODE = msgspec.json.Encoder(order="sorted")


class Row(NamedTuple):
    """One row of a preview; `before` is `None` where it is added."""

    verdict: str
    file: str
    row: int | None
    thing: str
    before: dict[str, Any] | None
    after: dict[str, Any]


def file_counts(files: Sequence[FileSummary], problems: Problems) -> list[FileCount]:
    """Return what the import does file by file."""
    return [
        FileCount(
            file=one.file,
            kind=one.kind,
            added=one.added,
            changed=one.changed,
            unchanged=one.unchanged,
            refused=max(one.refused, problems.count(one.file)),
            notes=tuple(one.notes[:_MOST_NOTES]),
        )
        for one in files
    ]


def digest(connection: Connection, files: Sequence[FileSummary], problems: Problems) -> str:
    """Return the hash of all effects: the same file on a store where it would do the same gives the same."""
    total = hashlib.sha256()
    for one in files:
        counts = (one.file, one.kind, one.added, one.changed, one.unchanged, one.refused)
        total.update(_ENCODE.encode(counts))
        for effect in one.effects:
            total.update(_ENCODE.encode(tuple(effect)))
    if _has_stage(connection):
        staged = connection.execute(sql("import_stage_digest")).one()
        total.update(_ENCODE.encode(tuple(staged)))
    for file in problems.files():
        total.update(_ENCODE.encode((file, problems.count(file), [str(one) for one in problems.of(file)])))
    return total.hexdigest()


def rows(connection: Connection, files: Sequence[FileSummary], *, most: int = MOST_ROWS) -> Iterator[Row]:
    """Yield the rows that are added and changed, at most so many."""
    left = most
    for one in files:
        for effect in one.effects[:left]:
            verdict = "added" if effect.before is None else "changed"
            yield Row(verdict, one.file, effect.row, effect.thing, effect.before, effect.after)
        left -= min(left, len(one.effects))
    if left and _has_stage(connection):
        options = {"yield_per": 2_000}
        for row in connection.execute(sql("import_stage_effects"), {"most": left}, execution_options=options):
            yield _form_row(row)


def _has_stage(connection: Connection) -> bool:
    return bool(connection.execute(sql("import_has_stage")).scalar_one())


def _form_row(row: Any) -> Row:
    after = _flat(row.after)
    if row.before is None:
        return Row("added", row.file, row.row_number, row.thing, None, _stated(after))
    before = _flat(row.before)
    if row.verdict == "promoted":
        names = {"state"}
    else:
        names = {name for name, value in _stated(after).items() if before.get(name) != value}
        names |= {name for name in before if before[name] is not None and after.get(name) is None}
        names -= {"received_at"} if after.get("received_at") is None else set()
    said = [name for name in dict.fromkeys((*before, *after)) if name in names]
    return Row("changed", row.file, row.row_number, row.thing, _only(before, said), _only(after, said))


def _flat(figures: dict[str, Any]) -> dict[str, Any]:
    """Return the figures of a form with the votes of each candidate beside them."""
    votes = figures.get("votes") or {}
    flat = {name: value for name, value in figures.items() if name != "votes"}
    return {**flat, **{f"votes.{code}": votes[code] for code in sorted(votes)}}


def _stated(figures: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in figures.items() if value is not None}


def _only(figures: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: figures.get(name) for name in names}

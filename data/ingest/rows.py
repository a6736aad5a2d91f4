"""One row of a table while it is parsed: fields by column name, and the refusal of the one that is bad.

Called by the readers; pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from data.ingest import fields
from data.ingest.known import Names
from data.ingest.problems import BadField, Problems, Refusal
from data.ingest.tables import Table


class Cells:
    """The fields of the current row; remembers which one was asked for last, for the refusal."""

    __slots__ = ("_columns", "_current", "_row", "number")

    def __init__(self, columns: dict[str, int]) -> None:
        self._columns = columns
        self._row: Sequence[str] = ()
        self._current = ""
        self.number = 0

    def take(self, number: int, row: Sequence[str]) -> None:
        """Move on to the next row."""
        self.number = number
        self._row = row

    def __getitem__(self, column: str) -> str:
        """Return the raw text of `column`, blank when the file has no such column."""
        self._current = column
        position = self._columns.get(column, -1)
        return self._row[position] if position >= 0 else ""

    def refusal(self, file: str, bad: BadField) -> Refusal:
        """Return the refusal of this row for the field asked for last."""
        return Refusal(bad.rule, file, bad.what, self.number, self._current, self[self._current])


def each_row(table: Table) -> Iterator[Cells]:
    """Yield the same `Cells`, moved on row by row."""
    cells: Cells | None = None
    for number, values in table.rows():
        cells = cells or Cells(table.columns)
        cells.take(number, values)
        yield cells


def names_in(cells: Cells, table: Table) -> Names:
    """Return the thing's names in other languages as the row states them; a blank one is `None`."""
    return tuple((lang, fields.optional_name(cells[column])) for lang, column in table.languages.items())


def note_ignored(table: Table, notes: list[str]) -> None:
    """Say which columns nobody reads: one of them may be a misspelt column that somebody needs."""
    if table.ignored:
        notes.append(f"columns not read: {', '.join(repr(name) for name in table.ignored)}")


def refuse_row(problems: Problems, file: str, cells: Cells, bad: BadField) -> None:
    """Add the refusal of the current row."""
    problems.add(cells.refusal(file, bad))

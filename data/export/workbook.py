"""A contest as an Excel workbook: what it is first, then a sheet for each level and one for the stations.

Called through `data.export.formats`, in a thread of its own: a whole country takes seconds. Rows go to disk as they
come, so memory does not grow with the country. Texts are written as texts: no cell of it can be a formula.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

import xlsxwriter

from data.export.columns import RESULTS
from data.export.rows import CSV_COLUMNS, LEVEL, STATION, Cell, Portion, moment, rows

#: What Excel takes, the header included.
MOST_ROWS = 1_048_576
_LONGEST_TEXT = 32_767
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_WIDTHS = {
    "area_name": 26,
    "candidate_name": 28,
    "as_of": 22,
    "status": 20,
    "area_code": 18,
    "candidate_code": 18,
}
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": True,
}


@dataclass
class _Sheet:
    """A sheet being written and the number of its next row."""

    name: str
    sheet: Any
    row: int = 0


def write_workbook(portion: Portion, path: Path, *, most_rows: int = MOST_ROWS) -> None:
    """Write the workbook of a contest to `path`; a sheet that would outgrow Excel goes on in another one."""
    portion.checked()
    book = xlsxwriter.Workbook(str(path), {**_OPTIONS, "tmpdir": str(path.parent)})
    try:
        _Book(book, portion, most_rows).write()
    finally:
        book.close()


class _Book:
    """One workbook while it is written."""

    def __init__(self, book: Any, portion: Portion, most_rows: int) -> None:
        self._book = book
        self._portion = portion
        self._most = most_rows
        self._bold = book.add_format({"bold": True})
        self._loud = book.add_format({"bold": True, "font_color": "#b00020", "font_size": 14})
        self._open: dict[str, _Sheet] = {}
        self._all: list[_Sheet] = []

    def write(self) -> None:
        """Write every sheet; the first one last, when it is known how many rows there are."""
        index = self._portion.index
        self._book.set_properties(
            {
                "title": f"{index.title}: {self._portion.line.title}",
                "subject": f"Version {index.version}, {index.status}"
                + (", REHEARSAL" if index.is_test else ""),
                "comments": f"Licence: {self._portion.licence.title}",
                "created": index.published_at.astimezone(UTC).replace(tzinfo=None),
            }
        )
        about = self._book.add_worksheet("About")
        for row in rows(self._portion):
            self._put(self._sheet(str(row[LEVEL])), row)
        for sheet in self._all:
            sheet.sheet.autofilter(0, 0, max(sheet.row - 1, 0), len(CSV_COLUMNS) - 1)
        self._about(about)

    def _sheet(self, level: str) -> _Sheet:
        """Return the sheet that the next row of a level goes to."""
        found = self._open.get(level)
        if found is not None and found.row < self._most:
            return found
        title = "Stations" if level == STATION else level[:1].upper() + level[1:].replace("_", " ")
        name = self._name(title)
        sheet = self._book.add_worksheet(name)
        if self._portion.index.is_test:
            sheet.set_tab_color("#b00020")
        sheet.freeze_panes(1, 0)
        for number, column in enumerate(CSV_COLUMNS):
            sheet.set_column(number, number, _WIDTHS.get(column, max(9, len(column) + 2)))
            sheet.write_string(0, number, column, self._bold)
        opened = _Sheet(name, sheet, 1)
        self._open[level] = opened
        self._all.append(opened)
        return opened

    def _name(self, title: str) -> str:
        """A name that Excel takes and no other sheet has."""
        wanted = (_NO_SHEET_NAME.sub(" ", title).strip(" '") or "Level")[:24]
        taken = {"about", "history", *(sheet.name.casefold() for sheet in self._all)}
        number = 1
        name = wanted
        while name.casefold() in taken:
            number += 1
            name = f"{wanted} {number}"
        return name

    def _put(self, sheet: _Sheet, cells: Sequence[Cell]) -> None:
        for column, cell in enumerate(cells):
            if cell is None:
                continue
            if isinstance(cell, bool):
                sheet.sheet.write_boolean(sheet.row, column, cell)
            elif isinstance(cell, int | float):
                sheet.sheet.write_number(sheet.row, column, cell)
            else:
                sheet.sheet.write_string(sheet.row, column, cell[:_LONGEST_TEXT])
        sheet.row += 1

    def _about(self, sheet: Any) -> None:
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, 1, 24)
        sheet.set_column(2, 2, 90)
        at = 0
        if self._portion.index.is_test:
            sheet.write_string(at, 0, "REHEARSAL: invented or replayed figures, never results.", self._loud)
            at += 2
        for name, value in self._facts():
            sheet.write_string(at, 0, name, self._bold)
            (sheet.write_number if isinstance(value, int) else sheet.write_string)(at, 1, value)
            at += 1
        at += 1
        for heads, lines in self._tables():
            for column, head in enumerate(heads):
                sheet.write_string(at, column, head, self._bold)
            for line in lines:
                at += 1
                for column, cell in enumerate(line):
                    (sheet.write_number if isinstance(cell, int) else sheet.write_string)(at, column, cell)
            at += 2

    def _facts(self) -> list[tuple[str, str | int]]:
        portion, index = self._portion, self._portion.index
        held = index.documents.get(f"{portion.contest}/{portion.area or index.root}")
        root = portion.document(portion.area or index.root) if held else None
        facts: list[tuple[str, str | int]] = [
            ("Election", index.title),
            ("Election code", index.election),
            ("Contest", portion.line.title),
            ("Contest code", portion.contest),
            ("Status", portion.line.status),
            ("As of", moment((root.as_of or root.published_at) if root else index.published_at)),
            ("Version", index.version),
            ("Published at", moment(index.published_at)),
            ("Rehearsal", "yes" if index.is_test else "no"),
            ("Source", portion.origin or f"Matokeo, {index.election}"),
            ("Licence", f"{portion.licence.title} ({portion.licence.name})"),
            ("Licence text", portion.licence.url),
            ("Unknown", "An empty cell is unknown, never zero."),
            (
                "Adding up",
                "Rows of an area and of what lies in it hold the same votes: add up one sheet only.",
            ),
        ]
        if portion.level is not None:
            facts.append(("Level", portion.level))
        if portion.area is not None:
            facts.append(("Area", portion.area))
        return facts

    def _tables(self) -> list[tuple[tuple[str, ...], list[tuple[str | int, ...]]]]:
        sheets: list[tuple[str | int, ...]] = [(one.name, one.row - 1) for one in self._all]
        columns: list[tuple[str | int, ...]] = [
            (one.name, one.type, f"{one.meaning} {one.nothing}".strip()) for one in RESULTS.columns
        ]
        return [(("Sheet", "Rows"), sheets), (("Column", "Type", "Meaning"), columns)]

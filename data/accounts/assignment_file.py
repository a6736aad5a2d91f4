"""Reads a CSV file of `username,station_code`, with the row and remedy of everything that is not one.

Called by `data.accounts.assignments`. Knows no database: whether names and codes exist is found there.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from data.errors import PersonRefused
from data.records import ImportProblem

LARGEST = 4 * 1024 * 1024
MOST_ROWS = 100_000
NEEDED = ("username", "station_code")
#: Columns of our own export that a file may bring along; they are not read.
KNOWN = frozenset({"display_name", "station_name", "area", "since"})
_LONGEST = 200


@dataclass(frozen=True)
class Pair:
    """A row of the file: its number as spreadsheets count, and what it says."""

    row: int
    username: str
    station: str


def read_pairs(content: bytes) -> tuple[list[Pair], list[ImportProblem]]:
    """Return the rows and what is wrong with their shape. Raises `PersonRefused` when it is no such file at all."""
    if len(content) > LARGEST:
        raise PersonRefused("The file has more than 4 MB.", remedy="Send it in parts.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PersonRefused("The file is not UTF-8 text.", remedy="Save it as CSV UTF-8.") from error
    if "\x00" in text:
        raise PersonRefused("The file is not text.", remedy="Save it as CSV UTF-8.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        places = _header(next(reader, []))
        return _rows(reader, places)
    except csv.Error as error:
        raise PersonRefused(
            f"Line {reader.line_num} is not CSV: {error}.", remedy="Save it as CSV again."
        ) from error


def _delimiter(text: str) -> str:
    """Spreadsheets of many countries write semicolons."""
    first = text.split("\n", 1)[0]
    return ";" if ";" in first and "," not in first else ","


def _header(cells: list[str]) -> dict[str, int]:
    names = [cell.strip().lower() for cell in cells]
    unknown = [name for name in names if name not in NEEDED and name not in KNOWN]
    if any(names.count(name) != 1 for name in NEEDED) or unknown:
        said = f" Not known: {', '.join(unknown[:5])[:_LONGEST]}." if unknown else ""
        raise PersonRefused(
            f"The first line must name the columns username,station_code.{said}",
            remedy="Mend the first line.",
        )
    return {name: names.index(name) for name in NEEDED}


def _rows(reader: Iterator[list[str]], places: dict[str, int]) -> tuple[list[Pair], list[ImportProblem]]:
    pairs: list[Pair] = []
    problems: list[ImportProblem] = []
    seen: dict[tuple[str, str], int] = {}
    for number, cells in enumerate(reader, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(pairs) + len(problems) >= MOST_ROWS:
            raise PersonRefused("The file has more than 100,000 rows.", remedy="Send it in parts.")
        username, station = (_cell(cells, places[name]) for name in NEEDED)
        problem = _shape(number, username, station) or _twice(number, (username, station), seen)
        if problem is not None:
            problems.append(problem)
            continue
        seen[username, station] = number
        pairs.append(Pair(number, username, station))
    return pairs, problems


def _cell(cells: list[str], place: int) -> str:
    """Return a cell as it was meant: our export puts an apostrophe before what a spreadsheet would run."""
    value = cells[place].strip() if place < len(cells) else ""
    return value[1:] if value[:1] == "'" and value[1:2] in tuple("=+-@|%") else value


def _shape(row: int, username: str, station: str) -> ImportProblem | None:
    for field, value in (("username", username), ("station_code", station)):
        if not value:
            return ImportProblem(
                row=row,
                field=field,
                value="",
                message="The cell is empty.",
                remedy="Fill it, or drop the row.",
            )
        if len(value) > _LONGEST or not value.isprintable():
            message = "The cell is too long or not text."
            return ImportProblem(row=row, field=field, value=value[:40], message=message, remedy="Mend it.")
    return None


def _twice(row: int, pair: tuple[str, str], seen: dict[tuple[str, str], int]) -> ImportProblem | None:
    if pair not in seen:
        return None
    message = f"Row {seen[pair]} says the same."
    return ImportProblem(
        row=row, field="station_code", value=pair[1], message=message, remedy="Drop one of both."
    )

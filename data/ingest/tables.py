"""CSV files as streams of rows: encoding, header, field counts and size are checked here, values are not.

Called by the readers of the bundle's CSV files; holds one line in memory at a time. Must not know any column.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from data.ingest.problems import Problems, Refusal

DEFAULT_MAX_BYTES = 128 * 1024 * 1024
_MAX_LINE = 64 * 1024
#: How languages are called, as everywhere: `sw`, `luo`, `pt-BR`.
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: where it is, how refusals call it, and the most bytes it may have."""

    path: Path
    name: str
    max_bytes: int = DEFAULT_MAX_BYTES

    def too_large(self, problems: Problems) -> bool:
        """Refuse the file before reading it when it is larger than allowed, or is missing."""
        try:
            size = self.path.stat().st_size
        except OSError as error:
            problems.add(Refusal("missing-file", self.name, f"the file cannot be read ({error.strerror})"))
            return True
        if not self.path.is_file():
            problems.add(Refusal("missing-file", self.name, "this is not a file"))
            return True
        if size > self.max_bytes:
            what = f"the file has {size / 1e6:.0f} MB, at most {self.max_bytes / 1e6:.0f} MB are read"
            problems.add(Refusal("file-too-large", self.name, what))
            return True
        return False


class _Unreadable(Exception):
    """Carries a refusal out of the line iterator through the csv module."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.what)
        self.refusal = refusal


@dataclass
class Table:
    """One open CSV file: `columns` maps names to positions; `rows()` yields (row number, fields).

    `usable` is false when the header was refused; then there are no rows. `ignored` are columns nobody reads. `named`
    is the column that may come in other languages (`name:sw`); `languages` maps those there are to their columns.
    """

    source: Source
    problems: Problems
    required: Sequence[str]
    optional: Sequence[str] = ()
    columns: dict[str, int] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    named: str = ""
    languages: dict[str, str] = field(default_factory=dict)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield row number and fields of each row that has as many fields as the header.

        A file that turns unreadable half-way is refused there; rows before were yielded already.
        """
        if self.source.too_large(self.problems):
            return
        try:
            with self.source.path.open("rb") as binary:
                yield from self._rows(binary)
        except _Unreadable as stop:
            self.problems.add(stop.refusal)

    def _rows(self, binary: io.BufferedReader) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(_lines(binary, self.source.name), strict=True)
        number = 0
        try:
            for number, fields in enumerate(reader, start=1):
                if number == 1:
                    if not self._take_header(fields):
                        return
                elif not fields:
                    continue
                elif len(fields) != self._width:
                    self._refuse_width(number, len(fields))
                else:
                    yield number, fields
        except csv.Error as error:
            raise _Unreadable(
                Refusal("damaged-file", self.source.name, f"the row is not CSV ({error})", row=number + 1)
            ) from error
        if number == 0:
            self.problems.add(
                Refusal("missing-column", self.source.name, "the file is empty: no header line")
            )

    def _take_header(self, fields: list[str]) -> bool:
        names = [text.strip() for text in fields]
        self._width = len(names)
        usable = True
        for repeated in sorted({text for text in names if names.count(text) > 1}):
            self._refuse_header("duplicate-column", f"the column {repeated!r} is there more than once")
            usable = False
        for missing in (text for text in self.required if text not in names):
            self._refuse_header("missing-column", f"the column {missing!r} is missing")
            usable = False
        for text in names if self.named else ():
            base, mark, lang = text.partition(":")
            if base == self.named and mark:
                if LANGUAGE.fullmatch(lang):
                    self.languages[lang] = text
                else:
                    self._refuse_header("bad-language", f"the column {text!r} is in no language")
                    usable = False
        self.columns = {text: position for position, text in enumerate(names)}
        read = {*self.required, *self.optional, *self.languages.values()}
        self.ignored = tuple(text for text in names if text not in read)
        return usable

    def _refuse_header(self, rule: str, what: str) -> None:
        self.problems.add(Refusal(rule, self.source.name, what, row=1))

    def _refuse_width(self, number: int, found: int) -> None:
        what = f"the row has {found} fields, the header {self._width}"
        self.problems.add(Refusal("column-count", self.source.name, what, row=number))

    def at(self, column: str) -> int:
        """Return the position of `column`, or -1 when the file does not have it."""
        return self.columns.get(column, -1)


def _lines(binary: io.BufferedReader, name: str) -> Iterator[str]:
    """Decode line by line, so that a refusal can name the line that is not UTF-8."""
    for number, raw in enumerate(_raw_lines(binary, name), start=1):
        if number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
            if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise _Unreadable(Refusal("encoding", name, "the file is UTF-16, not UTF-8"))
        if b"\0" in raw:
            raise _Unreadable(Refusal("damaged-file", name, "the line holds a NUL byte", row=number))
        try:
            line = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            what = f"byte {error.start + 1} of the line (0x{raw[error.start]:02X}) is not UTF-8"
            raise _Unreadable(Refusal("encoding", name, what, row=number)) from error
        yield line


def _raw_lines(binary: io.BufferedReader, name: str) -> Iterator[bytes]:
    number = 0
    while raw := binary.readline(_MAX_LINE):
        number += 1
        if len(raw) >= _MAX_LINE:
            raise _Unreadable(
                Refusal("damaged-file", name, f"the line is longer than {_MAX_LINE} bytes", row=number)
            )
        yield raw

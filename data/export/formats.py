"""The formats there are, by name: what `matokeo export` takes and what the addresses under `/export/` end with.

A new format is one line here: the command and the site offer it from then on. A format of the whole election has
`whole`; one that is built as a file before it can be sent has `build` in place of `stream`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from data.export.archive import archive_chunks
from data.export.codebook import codebook_csv, codebook_json
from data.export.package import package_chunks
from data.export.reports import report_json, report_xml
from data.export.rows import Portion
from data.export.shapes import geojson_chunks
from data.export.text import csv_chunks, json_chunks, xml_chunks
from data.export.workbook import write_workbook

Stream = Callable[[Portion], Iterator[bytes]]
Build = Callable[[Portion, Path], None]


@dataclass(frozen=True)
class Format:
    """One kind of file: how its address ends (`csv`), or its whole name where it is of the election (`all.zip`).

    `packed`: already compressed; `limited`: a file of the election that may be asked for one contest, or down to a level.
    `command`: the word of `matokeo export`, where that is another one.
    """

    name: str
    media: str
    stream: Stream | None = None
    build: Build | None = None
    whole: bool = False
    packed: bool = False
    limited: bool = False
    command: str = ""

    @property
    def word(self) -> str:
        """What the command calls it."""
        return self.command or self.name

    def file_name(self, portion: Portion) -> str:
        """Return the name of the file as people keep it; a rehearsal's begins with TEST-."""
        index = portion.index
        named = (portion.contest, portion.area, portion.level) if self.limited or not self.whole else ()
        tail = [index.election, *(part for part in named if part)]
        stem = "-".join(_fit(part) for part in (*tail, f"v{index.version}"))
        dot = "-" if self.whole and self.name.count(".") else "."
        return ("TEST-" if index.is_test else "") + f"{stem}{dot}{self.name}"


def _fit(part: str) -> str:
    """A part of a file name: codes come from the data, so anything else than what is safe becomes a dash."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "._~") else "-" for c in part)


_ALL = (
    Format("csv", "text/csv", csv_chunks),
    Format("json", "application/json", json_chunks),
    Format("xml", "application/xml", xml_chunks),
    Format(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        build=write_workbook,
        packed=True,
    ),
    Format("geojson", "application/geo+json", geojson_chunks),
    Format("all.zip", "application/zip", archive_chunks, whole=True, packed=True, command="zip"),
    Format("cdf.json", "application/json", report_json, whole=True, limited=True, command="cdf-json"),
    Format("cdf.xml", "application/xml", report_xml, whole=True, limited=True, command="cdf-xml"),
    Format("codebook.json", "application/json", codebook_json, whole=True),
    Format("codebook.csv", "text/csv", codebook_csv, whole=True),
    Format("datapackage.json", "application/json", package_chunks, whole=True, command="datapackage"),
)
FORMATS: dict[str, Format] = {one.name: one for one in _ALL}


def pieces(form: Format, portion: Portion, folder: Path) -> Iterator[bytes]:
    """Yield a file of any format; one that is built first is built in `folder` and removed again."""
    if form.stream is not None:
        return form.stream(portion)
    return _built(form, portion, folder)


def _built(form: Format, portion: Portion, folder: Path) -> Iterator[bytes]:
    path = folder / f"build-{id(portion):x}"
    try:
        if form.build is None:
            raise TypeError(f"The format {form.name} has nothing that writes it.")
        form.build(portion, path)
        with path.open("rb") as file:
            while chunk := file.read(65_536):
                yield chunk
    finally:
        path.unlink(missing_ok=True)

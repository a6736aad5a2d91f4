"""A contest as text, piece by piece: CSV, JSON (the published documents as they are) and an XML twin of the JSON.

Called through `data.export.formats`. Never holds more than one document.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import msgspec

from data.errors import NoSuchPart
from data.export.rows import CSV_COLUMNS, STATION, Cell, Portion, moment, rows, safe_cell

CHUNK = 65_536
# What XML 1.0 has no way to write; a name from a form may hold it all the same.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def table_chunks(columns: Sequence[str], lines: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield a CSV file in pieces: a header and lines that no spreadsheet runs as formulas; unknown is an empty cell."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    for line in lines:
        writer.writerow([safe_cell(cell) for cell in line])
        if buffer.tell() >= CHUNK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def csv_chunks(portion: Portion) -> Iterator[bytes]:
    """Yield the CSV of a contest: a row for each candidate in each area and in each station."""
    return table_chunks(CSV_COLUMNS, rows(portion.checked()))


def json_chunks(portion: Portion) -> Iterator[bytes]:
    """Yield one JSON object with the version's marks and the documents of a contest, byte for byte."""
    codes = _documents(portion)
    return _json(portion, codes)


def _json(portion: Portion, codes: Iterable[str]) -> Iterator[bytes]:
    yield msgspec.json.encode(_marks(portion))[:-1] + b',"documents":['
    for number, code in enumerate(codes):
        path = portion.store.path(portion.election, portion.version, f"{portion.contest}/{code}.json")
        yield (b"," if number else b"") + path.read_bytes()
    yield b"]}"


def xml_chunks(portion: Portion) -> Iterator[bytes]:
    """Yield the same as `json_chunks` as XML.

    Fields are elements, things of a list `item`, things by name `entry` with the attribute `key`; unknown is an empty
    element with `nil="true"`.
    """
    codes = _documents(portion)
    return _xml(portion, codes)


def _xml(portion: Portion, codes: Iterable[str]) -> Iterator[bytes]:
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<export>'
    marks = _marks(portion)
    yield "".join(_element(name, value) for name, value in marks.items()).encode() + b"<documents>"
    for code in codes:
        yield _element("document", portion.document(code)).encode()
    yield b"</documents></export>\n"


def _documents(portion: Portion) -> Iterator[str]:
    """Codes of the documents of a portion; a station has none of its own."""
    portion.checked()
    if portion.level == STATION:
        raise NoSuchPart(
            "level is 'station'; documents are of areas, and stations are the `children` of the lowest level.",
            remedy=f"Use level={portion.index.levels[-1]}, or take the CSV.",
        )
    return portion.codes(stations=False)


def _marks(portion: Portion) -> dict[str, Any]:
    index = portion.index
    return {
        "election": index.election,
        "title": index.title,
        "contest": portion.contest,
        "version": index.version,
        "published_at": index.published_at,
        "status": index.status,
        "is_test": index.is_test,
        "licence": portion.licence.name,
        "licence_url": portion.licence.url,
    }


def _element(name: str, value: Any, key: str | None = None) -> str:
    attribute = "" if key is None else f" key={quoteattr(_legal(key))}"
    if value is None:
        return f'<{name}{attribute} nil="true"/>'
    return f"<{name}{attribute}>{_inner(value)}</{name}>"


def _inner(value: Any) -> str:
    """Write what stands in an element: fields by their names, what is kept by a code of the data as entries."""
    if isinstance(value, msgspec.Struct):
        return "".join(_element(name, getattr(value, name)) for name in value.__struct_fields__)
    if isinstance(value, dict):
        return "".join(_element("entry", each, str(key)) for key, each in value.items())
    if isinstance(value, list | tuple):
        return "".join(_element("item", each) for each in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(_legal(moment(value) if isinstance(value, datetime) else str(value)))


def _legal(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)

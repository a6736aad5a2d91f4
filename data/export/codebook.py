"""The codebook: every column of every table and every field of the documents, for programs (JSON) and spreadsheets (CSV).

Called through `data.export.formats` and by the archive. What may stand in a column is told for the version at hand.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from data import records
from data.export.columns import TABLES, UNKNOWN, Column, Table
from data.export.fields import FIELDS
from data.export.rows import STATION, Cell, Portion
from data.export.text import table_chunks

CODEBOOK_COLUMNS = (
    *("table", "files", "column", "type", "meaning", "unit", "grain", "null_rule", "allowed_values"),
)
_PLAIN: dict[object, str] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    datetime: "datetime",
}
_RULES = (
    "Unknown is null or an empty cell, never zero.",
    "is_test true is a rehearsal: never show it as results.",
    "Rows of an area and of what lies in it hold the same votes: filter by level before adding up.",
    "Every figure is of one version; show its time and how many stations are counted with it.",
    "In CSV, texts that a spreadsheet would run as a formula begin with an apostrophe.",
)


def allowed(portion: Portion, column: Column) -> tuple[str, ...]:
    """Return what may stand in a column in this version; empty: anything of its type."""
    index = portion.index
    if column.of == "levels":
        return (*index.levels, STATION)
    if column.of == "contests":
        return tuple(line.code for line in index.contests)
    if column.of == "parties":
        return tuple(party.code for party in index.parties)
    return column.values


def codebook_json(portion: Portion) -> Iterator[bytes]:
    """Yield the codebook as one JSON object."""
    index = portion.index
    book = {
        "election": index.election,
        "title": index.title,
        "version": index.version,
        "published_at": index.published_at,
        "status": index.status,
        "is_test": index.is_test,
        "licence": {"name": portion.licence.name, "title": portion.licence.title, "url": portion.licence.url},
        "rules": _RULES,
        "tables": [_table(portion, table) for table in TABLES],
        "records": [{"record": name, "fields": _fields(name, words)} for name, words in FIELDS.items()],
    }
    yield msgspec.json.format(msgspec.json.encode(book), indent=2) + b"\n"


def codebook_csv(portion: Portion) -> Iterator[bytes]:
    """Yield the codebook as a table, a row for each column and field."""
    return table_chunks(CODEBOOK_COLUMNS, _lines(portion))


def _lines(portion: Portion) -> Iterator[list[Cell]]:
    for table in TABLES:
        for one in table.columns:
            values = " | ".join(allowed(portion, one))
            files = ", ".join(table.files)
            yield [
                table.name,
                files,
                one.name,
                one.type,
                one.meaning,
                one.unit,
                table.grain,
                one.nothing,
                values,
            ]
    for name, words in FIELDS.items():
        for field in _fields(name, words):
            empty = UNKNOWN if field["nullable"] else ""
            files = "<contest>.json, <contest>.xml"
            yield [name, files, field["name"], field["type"], field["meaning"], "", f"One {name}.", empty, ""]


def _table(portion: Portion, table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.title,
        "grain": table.grain,
        "files": table.files,
        "key": table.key,
        "columns": [
            {
                "name": one.name,
                "type": one.type,
                "meaning": one.meaning,
                "unit": one.unit or None,
                "null_rule": one.nothing or None,
                "allowed_values": allowed(portion, one) or None,
            }
            for one in table.columns
        ],
    }


def _fields(name: str, words: dict[str, str]) -> list[dict[str, Any]]:
    kinds = typing.get_type_hints(getattr(records, name))
    return [
        {
            "name": field,
            "type": _type(kinds[field]),
            "nullable": type(None) in typing.get_args(kinds[field]),
            "meaning": meaning,
        }
        for field, meaning in words.items()
    ]


def _type(kind: object) -> str:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return kind.__name__
    arguments = typing.get_args(kind)
    if isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
        return _type(next(one for one in arguments if one is not type(None)))
    if typing.get_origin(kind) is tuple:
        return f"array of {_type(arguments[0])}"
    if typing.get_origin(kind) is dict:
        return f"object of {_type(arguments[1])}"
    return _PLAIN.get(kind, "any")

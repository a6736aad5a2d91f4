"""`datapackage.json`: the tables of an election described for programs, as a Frictionless Data Package (version 1).

Two of them: one on the site, whose resources are addresses of one version, and one inside the archive, whose
resources are the files beside it with their SHA-256.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import msgspec

from data.export.codebook import allowed
from data.export.columns import REGISTERS, RESULTS, Column, Table
from data.export.rows import Portion, moment

_DIALECT = {"delimiter": ",", "quoteChar": '"', "lineTerminator": "\r\n", "header": True, "doubleQuote": True}


@dataclass(frozen=True)
class Written:
    """What is known of a file of the archive: its SHA-256 and size."""

    sha256: str
    size: int


def export_path(portion: Portion, name: str) -> str:
    """Return the address of a file of this version, on the site."""
    path = f"/api/v1/elections/{quote(portion.election, safe='')}/export/{quote(name, safe='')}"
    return f"{portion.origin}{path}?version={portion.version}"


def package_chunks(portion: Portion) -> Iterator[bytes]:
    """Yield the description of the site's files of a version."""
    resources = [
        {
            **_resource(portion, RESULTS, line.code, line.title),
            "path": export_path(portion, f"{line.code}.csv"),
            "checksum": export_path(portion, f"{line.code}.csv.sha256"),
        }
        for line in portion.index.contests
    ]
    manifest = f"{portion.origin}/data/{quote(portion.election, safe='')}/v{portion.version}/manifest.json"
    yield _encoded(portion, resources, manifest)


def archive_package(portion: Portion, written: Mapping[str, Written]) -> bytes:
    """Return the description of the files of an archive; `written` are their names and digests."""
    titles = {f"{line.code}.csv": line.title for line in portion.index.contests}
    tables = {f"{table.name}.csv": table for table in REGISTERS}
    resources = []
    for path, known in written.items():
        name = path.rpartition("/")[2].removeprefix("TEST-")
        table = RESULTS if path.startswith("results/") else tables[name]
        about = _resource(portion, table, name.removesuffix(".csv"), titles.get(name, table.title))
        resources.append({**about, "path": path, "bytes": known.size, "hash": f"sha256:{known.sha256}"})
    return _encoded(portion, resources, "manifest.json")


def _encoded(portion: Portion, resources: list[dict[str, Any]], manifest: str) -> bytes:
    index = portion.index
    rehearsal = "REHEARSAL: invented or replayed figures, never results. " if index.is_test else ""
    package = {
        "profile": "tabular-data-package",
        "name": f"{_slug(index.election)}-v{index.version}",
        "id": f"{index.election}/v{index.version}",
        "title": ("REHEARSAL: " if index.is_test else "") + index.title,
        "description": f"{rehearsal}Results by area and polling station, {index.status}. "
        "Unknown is an empty cell, never zero.",
        "version": str(index.version),
        "created": moment(index.published_at),
        "status": index.status,
        "is_test": index.is_test,
        "homepage": portion.origin or None,
        "keywords": ["election results", index.type, index.date],
        "licenses": [
            {"name": portion.licence.name, "path": portion.licence.url, "title": portion.licence.title}
        ],
        "sources": [{"title": f"{index.title}, published version {index.version}", "path": manifest}],
        "resources": resources,
    }
    kept = {name: value for name, value in package.items() if value is not None}
    return msgspec.json.format(msgspec.json.encode(kept), indent=2) + b"\n"


def _resource(portion: Portion, table: Table, name: str, title: str) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(portion, column) for column in table.columns],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    return {
        "name": _slug(name),
        "profile": "tabular-data-resource",
        "title": title,
        "description": table.grain,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": _DIALECT,
        "schema": schema,
    }


def _field(portion: Portion, column: Column) -> dict[str, Any]:
    about = " ".join(words for words in (column.meaning, column.nothing) if words)
    field: dict[str, Any] = {"name": column.name, "type": column.type, "description": about}
    if column.type == "datetime":
        field["format"] = "any"  # with or without a part of a second
    if column.unit:
        field["unit"] = column.unit
    values = allowed(portion, column)
    if values and column.of != "parties":  # a list of names, not a promise about every candidate
        field["constraints"] = {"enum": list(values)}
    return field


def _slug(text: str) -> str:
    """A name as the standard wants it: small letters, digits, `.`, `_`, `-`."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in text.lower()) or "data"

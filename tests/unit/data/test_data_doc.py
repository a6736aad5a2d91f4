"""docs/data.md tells every field of every public document, with its type, and no field that does not exist."""

from __future__ import annotations

import re
import types
import typing
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from dashboard.api.openapi import OPERATIONS
from data.records import (
    AreaForms,
    Changes,
    HeldForms,
    Manifest,
    Places,
    Pointer,
    ResultsDocument,
    Stations,
    VersionIndex,
)
from data.records.publication import PublicIncidents

TOP = (
    Pointer,
    VersionIndex,
    ResultsDocument,
    AreaForms,
    Places,
    Stations,
    HeldForms,
    PublicIncidents,
    Changes,
    Manifest,
)
DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "data.md"
_PLAIN = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true / false",
    datetime: "time",
    dict: "object",
}


def type_text(kind: object) -> str:
    """Return how the document names a type: `list of [Party](#party)`, `whole number or null`."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return f"[{kind.__name__}](#{kind.__name__.lower()})"
    if isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
        return " or ".join("null" if a is type(None) else type_text(a) for a in typing.get_args(kind))
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) is tuple:
        return f"list of {type_text(arguments[0])}"
    if typing.get_origin(kind) is dict:
        return f"object of {type_text(arguments[1])}"
    return "any" if kind is typing.Any else _PLAIN[kind]  # type: ignore[index]


def _structs(kind: object) -> list[type[msgspec.Struct]]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return [kind]
    return [struct for argument in typing.get_args(kind) for struct in _structs(argument)]


def _reached() -> list[type[msgspec.Struct]]:
    found: list[type[msgspec.Struct]] = []
    waiting = list(TOP)
    while waiting:
        struct = waiting.pop()
        if struct not in found:
            found.append(struct)
            waiting += [s for field in msgspec.structs.fields(struct) for s in _structs(field.type)]
    return found


def _told(struct: str) -> dict[str, str]:
    """Return field and type of each row of a struct's table."""
    text = DOCUMENT.read_text(encoding="utf-8")
    found = re.search(rf"^### {struct}\n(.*?)(?=^##)", text, re.MULTILINE | re.DOTALL)
    assert found, f"docs/data.md has no section {struct}"
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+) \|$", found[1], re.MULTILINE)
    assert all(meaning.strip() not in ("", "?") for _, _, meaning in rows)
    return {field: kind for field, kind, _ in rows}


@pytest.mark.parametrize("struct", _reached(), ids=lambda struct: struct.__name__)
def test_every_field_is_told_with_its_type(struct: type[msgspec.Struct]) -> None:
    assert _told(struct.__name__) == {f.name: type_text(f.type) for f in msgspec.structs.fields(struct)}


def test_every_address_of_the_api_is_told() -> None:
    text = DOCUMENT.read_text(encoding="utf-8").replace("<", "{").replace(">", "}")
    for operation in OPERATIONS:
        path = operation.path.replace("{version}", "v{version}")
        assert path in text, f"docs/data.md does not name {operation.path}"

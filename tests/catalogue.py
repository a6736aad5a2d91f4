"""Finds every message of the pages in the source, for the test that the catalogue is complete.

Run `python tests/catalogue.py` to list messages that the Swahili catalogue lacks and those that nothing uses.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
FOLDERS = ("components", "pages", "dashboard", "data")
CATALOGUES = ROOT / "components" / "locale" / "sw" / "LC_MESSAGES"
Message = str | tuple[str, str]


def used() -> set[Message]:
    """Collect the messages given to a translator (`t(...)`, `.n`, `.parts`, `.n_parts`) or marked by `N_`, `NN_`."""
    found: set[Message] = set()
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            found.update(messages(ast.parse(file.read_text("utf-8"))))
    return found


def messages(tree: ast.AST) -> Iterator[Message]:
    """Collect the messages of one module."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        kind = _kind(node.func)
        if kind == "one" and texts and isinstance(node.args[0], ast.Constant):
            yield texts[0]
        elif kind == "many" and len(texts) >= 2:
            yield (texts[0], texts[1])


def _kind(function: ast.expr) -> str | None:
    if isinstance(function, ast.Name):
        return {"t": "one", "_": "one", "N_": "one", "NN_": "many"}.get(function.id)
    if not isinstance(function, ast.Attribute):
        return None
    if function.attr == "t":
        return "one"
    translator = function.value
    name = translator.id if isinstance(translator, ast.Name) else getattr(translator, "attr", "")
    if name != "t":
        return None
    return {"n": "many", "n_parts": "many", "parts": "one"}.get(function.attr)


def catalogues() -> Iterator[Catalog]:
    """Read the Swahili catalogues."""
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as source:
            yield read_po(source, locale="sw")


def translated() -> dict[Message, tuple[str, ...]]:
    """Return the catalogue as message -> translations."""
    out: dict[Message, tuple[str, ...]] = {}
    for entry in (entry for part in catalogues() for entry in part):
        if entry.id:
            key = (entry.id[0], entry.id[1]) if isinstance(entry.id, (list, tuple)) else entry.id
            out[key] = tuple(entry.string) if isinstance(entry.string, (list, tuple)) else (entry.string,)
    return out


if __name__ == "__main__":
    here, there = used(), set(translated())
    for message in sorted(here - there, key=str):
        sys.stdout.write(f"missing: {message!r}\n")
    for message in sorted(there - here, key=str):
        sys.stdout.write(f"unused: {message!r}\n")

"""The audit log of an import: one row a file and one a changed row of the register.

Called by the `load_*` modules and `run` inside the import's transaction. The log is append-only.
"""

from __future__ import annotations

import getpass
import os
from typing import Any
from uuid import uuid4

import msgspec
from sqlalchemy import Connection

from data.engine import sql


def operator() -> str:
    """Return who runs the command, as the audit log names people without an account."""
    try:
        return f"os:{getpass.getuser()}"
    except (OSError, KeyError):
        return f"os:uid-{os.getuid()}"


class Trail:
    """Collects audit rows of one import and writes them in one go; all share one correlation id."""

    def __init__(self, election: str, actor: str | None = None) -> None:
        self.actor = actor or operator()
        self.correlation_id = uuid4()
        self.election = election
        self._rows: list[tuple[str, str, str, str | None, str | None, str | None]] = []

    def changed(
        self, object_type: str, object_id: str, old: dict[str, Any], new: dict[str, Any], *, file: str
    ) -> None:
        """Note that one row of the register changed."""
        self._add("import.change", object_type, object_id, (old, new), f"import of {file}")

    def imported(self, file: str, sha256: str, kind: str, counts: dict[str, int]) -> None:
        """Note that a file was imported, with its hash and counts."""
        new = {"file": file, "sha256": sha256, "kind": kind, **counts}
        self._add("import.file", "election", self.election, (None, new), None)

    def _add(
        self, action: str, object_type: str, object_id: str, values: tuple[Any, Any], reason: str | None
    ) -> None:
        old, new = (None if value is None else msgspec.json.encode(value).decode() for value in values)
        self._rows.append((action, object_type, object_id, old, new, reason))

    def write(self, connection: Connection) -> None:
        """Append the rows to the audit log."""
        if not self._rows:
            return
        actions, types, ids, old_values, new_values, reasons = (
            list(part) for part in zip(*self._rows, strict=True)
        )
        given: dict[str, Any] = {"actor": self.actor, "correlation_id": self.correlation_id}
        given |= {"actions": actions, "types": types, "ids": ids, "reasons": reasons}
        given |= {"old_values": old_values, "new_values": new_values}
        connection.execute(sql("ingest_audit"), given)
        self._rows = []

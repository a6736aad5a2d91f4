"""Makes a job of a file: looks what it is, keeps it, adds the row and its line in the audit log.

Called by `dashboard.office_api.imports` (an upload, as the person) and `folder` (as the worker).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.exc import ProgrammingError

from data.acting import Actor
from data.audit.trail import record
from data.engine import sql
from data.errors import NotAllowed
from data.imports.sniff import Recognised, UploadRefused, file_name
from data.records.imports import ImportKind
from data.records.words import N_

OTHER_KIND = N_("The file is of another kind than the one chosen.")
OTHER_KIND_REMEDY = N_("Choose the kind that the file is, or let it be recognised.")
NOT_WHOLE = N_(
    "Imports are for managers of the whole country and administrators; bundles for administrators."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file in the file store, recognised."""

    name: str
    sha256: str
    size: int
    what: Recognised


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a file comes from; `actor` is `None` for the watched folder."""

    uid: UUID
    election_id: int | None
    actor: Actor | None = None
    fault: str | None = None
    remedy: str | None = None


def as_asked(what: Recognised, asked: str) -> Recognised:
    """Return `what` if it is of the kind that was asked for; blank asks for none. Raises `UploadRefused`."""
    if asked and asked in get_args(ImportKind) and asked != what.kind:
        raise UploadRefused(OTHER_KIND, remedy=OTHER_KIND_REMEDY)
    return what


def add_job(connection: Connection, kept: Kept, origin: Origin) -> None:
    """Add the job in the caller's transaction; again with the same uid changes nothing. Raises `NotAllowed`."""
    actor = origin.actor
    status = "refused" if origin.fault else "uploaded"
    given = {
        "uid": origin.uid,
        "election_id": None if kept.what.kind == "bundle" else origin.election_id,
        "kind": kept.what.kind,
        "format": kept.what.format,
        "status": status,
        "origin": "upload" if actor else "folder",
        "file_name": file_name(kept.name),
        "file_sha256": kept.sha256,
        "file_bytes": kept.size,
        "header_sha256": kept.what.signature,
        "created_by": actor.user_id if actor else None,
        "fault": origin.fault,
        "remedy": origin.remedy,
    }
    try:
        added = connection.execute(sql("import_add_job"), given).rowcount
    except ProgrammingError as error:
        # The policy of the table has the last word on who may.
        if getattr(error.orig, "sqlstate", "") == "42501":
            raise NotAllowed(NOT_WHOLE) from error
        raise
    if added:
        new = {name: given[name] for name in ("kind", "format", "file_name", "file_sha256", "file_bytes")}
        record(connection, actor or "system:keeper", "import.upload", ("import", origin.uid), new=new)

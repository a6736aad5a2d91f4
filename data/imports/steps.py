"""What people do with an import: approve its preview, cancel it, have it checked again, say what its columns mean.

Called by `dashboard.office_api.imports` in a transaction of the person. The store's guard has the last word; each step leaves a
row in the audit log.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from data.acting import Actor
from data.audit.trail import record
from data.engine import sql
from data.errors import PersonRefused, StepRefused
from data.imports.reading import one_job
from data.records.imports import Approval, ImportJob, Mapping
from data.records.words import N_

_LONGEST_REASON = 500
_MOST_NAMES = 20_000
_LONGEST_NAME = 300

REASON = N_("Say in a few words why the import is loaded.")
OTHER_PREVIEW = N_("The preview is another by now. Read it again before you approve it.")
OVER = N_("The job is over or being worked on: this cannot be done with it now.")
LONG = N_("The mapping is longer than any file needs.")


def approve(connection: Connection, actor: Actor, uid: UUID, asked: Approval) -> ImportJob:
    """Approve the very preview that the person read. Raises `StepRefused`, `PersonRefused`, `NotThere`."""
    reason = asked.reason.strip()
    if not reason or len(reason) > _LONGEST_REASON or "\0" in reason:
        raise PersonRefused(REASON)
    given = {"uid": uid, "preview": asked.preview, "user_id": actor.user_id, "reason": reason}
    if connection.execute(sql("import_approve"), given).first() is None:
        one_job(connection, uid)
        raise StepRefused(OTHER_PREVIEW)
    job = one_job(connection, uid)
    counts = {"added": job.added, "changed": job.changed, "unchanged": job.unchanged, "refused": job.refused}
    new = {"preview": asked.preview, **counts}
    record(connection, actor, "import.approve", ("import", uid), new=new, reason=reason)
    return job


def cancel(connection: Connection, actor: Actor, uid: UUID) -> ImportJob:
    """Cancel the job; one that is being worked on ends at its next pause, with nothing written."""
    done = connection.execute(sql("import_cancel"), {"uid": uid}).first()
    job = one_job(connection, uid)
    if done is None:
        raise StepRefused(OVER)
    record(connection, actor, "import.cancel", ("import", uid), new={"status": done.status})
    return job


def again(connection: Connection, actor: Actor, uid: UUID) -> ImportJob:
    """Have the job checked again from the start: a new preview, a new approval."""
    _again(connection, uid, None)
    record(connection, actor, "import.again", ("import", uid))
    return one_job(connection, uid)


def set_mapping(connection: Connection, actor: Actor, uid: UUID, mapping: Mapping) -> ImportJob:
    """Keep what the person says of the file, remember it for the next one with this header, and check again."""
    tables = (mapping.columns, mapping.contests, mapping.candidates, mapping.places)
    names = [word for table in tables for pair in table.items() for word in pair]
    if len(names) > _MOST_NAMES or any(len(word) > _LONGEST_NAME or "\0" in word for word in names):
        raise PersonRefused(LONG)
    said = msgspec.structs.replace(mapping, confirmed=True, name=mapping.name.strip()[:100])
    words = msgspec.json.encode(said).decode()
    row = _again(connection, uid, words)
    job = one_job(connection, uid)
    if row.header_sha256 is not None and row.election_id is not None:
        given = {
            "election_id": row.election_id,
            "header_sha256": row.header_sha256,
            "name": said.name or job.file_name[:100],
            "mapping": words,
            "user_id": actor.user_id,
        }
        connection.execute(sql("import_save_mapping"), given)
    record(connection, actor, "import.map", ("import", uid), new=msgspec.to_builtins(said))
    return job


def _again(connection: Connection, uid: UUID, mapping: str | None) -> Any:
    row = connection.execute(sql("import_again"), {"uid": uid, "mapping": mapping}).one_or_none()
    if row is None:
        one_job(connection, uid)
        raise StepRefused(OVER)
    return row

"""Rows of photographs: who sent which, stored once by the client's key, seen by whom row-level security lets.

Called by `dashboard.office_api.attachments` on a connection of `Desk.acting`. The bytes are in the store before the
row is; bytes without a row are nobody's and harm nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from data.acting import Actor
from data.audit.trail import record
from data.engine import sql
from data.errors import AlreadyThere, NotThere
from data.files.photo import Photo
from data.files.store import FileStore
from data.records import StoredAttachment


@dataclass(frozen=True, slots=True)
class View:
    """What is needed to show a photograph."""

    sha256: str
    kind: str


def add_attachment(
    connection: Connection, actor: Actor, key: UUID, *, kind: str, photo: Photo, store: FileStore
) -> tuple[StoredAttachment, bool]:
    """Keep a photograph under the client's key; return it and whether this call stored it.

    Raises `AlreadyThere` when the key was used for another photograph or by another person.
    """
    found = _own(connection, key)
    if found is not None:
        return _same(found, kind, photo), False
    row = {
        "uid": key, "kind": kind, "sha256": store.put(photo.body, photo.media_type), "bytes": len(photo.body),
        "media_type": photo.media_type, "width": photo.width, "height": photo.height,
        "view_sha256": store.put(photo.view, "image/jpeg"), "view_bytes": len(photo.view), "user_id": actor.user_id,
    }  # fmt: skip
    stored = connection.execute(sql("file_add"), row).first()
    if stored is None:
        found = _own(connection, key)
        if found is None:
            raise AlreadyThere(
                "This key was used for something else.", remedy="Send the photo with a new key."
            )
        return _same(found, kind, photo), False
    new = {name: row[name] for name in ("kind", "sha256", "bytes")}
    record(connection, actor, "attachment.add", ("attachment", key), new=new)
    return _stored(stored), True


def find_view(connection: Connection, uid: UUID) -> View:
    """Return where the picture of a photograph is. Raises `NotThere` for one that is not the asker's to see."""
    row = connection.execute(sql("file_view"), {"uid": uid}).first()
    if row is None:
        raise NotThere("There is no such photo, or it is not yours to see.")
    return View(row.view_sha256, row.kind)


def _own(connection: Connection, key: UUID) -> Row[Any] | None:
    return connection.execute(sql("file_own"), {"uid": key}).first()


def _same(row: Row[Any], kind: str, photo: Photo) -> StoredAttachment:
    stored = _stored(row)
    if (row.sha256, row.kind) != (photo.sha256, kind):
        raise AlreadyThere(
            "This key was used for another photo.",
            sent={"kind": kind, "sha256": photo.sha256},
            stored=stored,
            remedy="Send the photo with a new key.",
        )
    return stored


def _stored(row: Row[Any]) -> StoredAttachment:
    return StoredAttachment(
        attachment=row.uid,
        kind=row.kind,
        sha256=row.sha256,
        bytes=row.bytes,
        view_sha256=row.view_sha256,
        width=row.width,
        height=row.height,
        uploaded_at=row.uploaded_at_utc,
    )

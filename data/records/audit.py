"""Records of the audit log as administrators read it: rows, a page of them, how far the log is sealed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from data.records.results import Record


class AuditRow(Record, frozen=True, kw_only=True):
    """One row: who did what to which object, old and new, when, from where.

    `actor` is what the row says, `username` the person whose transaction wrote it (`None`: a process).
    """

    number: int
    at: datetime
    actor: str
    username: str | None
    action: str
    object_type: str
    object_id: str
    old: Any
    new: Any
    reason: str | None
    correlation_id: UUID | None
    address: str | None
    row_hash: str
    sealed: bool


class SealState(Record, frozen=True, kw_only=True):
    """How far the log is sealed; without a seal yet the first three are `None`."""

    seal_id: int | None
    sha256: str | None
    sealed_at: datetime | None
    unsealed: int
    unsealed_since: datetime | None


class AuditPage(Record, frozen=True, kw_only=True):
    """Rows, the newest first; `next` is the number to ask for rows before it, `None` on the last page."""

    rows: tuple[AuditRow, ...]
    next: int | None
    seal: SealState

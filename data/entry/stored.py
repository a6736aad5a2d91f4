"""Stored forms as their enterer and the managers of their area see them; figures withheld from possible second typists.

Called by `data.entry.submit` (answers 409), `dashboard.office_api.forms` and pages of the office on a connection of
`Desk.acting`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row

from data.engine import sql
from data.errors import NotThere
from data.records import Figures, FormDetail, FormEvent, StoredForm


def form_detail(connection: Connection, uid: UUID) -> FormDetail:
    """Return a form. Raises `NotThere` for one that is not there or not the asker's to see."""
    row = _row(connection, uid)
    withheld = _withheld(row)
    shown: dict[str, Any] = {}
    if not withheld:
        shown = {
            "figures": _figures(row),
            "checks_passed": tuple(row.checks_passed) if row.checks_passed is not None else None,
            "accepted_warnings": tuple(row.accepted_warnings) if row.accepted_warnings is not None else None,
            "hold_detail": row.hold_detail,
            "hold_rule": row.hold_rule,
            "reason": row.reason,
            "note": row.note,
            "steps": tuple(msgspec.convert(step, FormEvent) for step in row.steps or ()),
        }
    return FormDetail(
        form=row.uid,
        receipt=row.receipt,
        election=row.election,
        contest=row.contest,
        station=row.station,
        area=row.area,
        source=row.source,
        revision=row.revision,
        is_current=row.is_current,
        state=row.state,
        received_at=row.received_at_utc,
        own=row.is_own,
        withheld=withheld,
        distance_m=row.distance_m,
        captured_at=row.captured_at_utc,
        attachments=tuple(row.attachments or ()),
        **shown,
    )


def stored_form(connection: Connection, uid: UUID) -> StoredForm:
    """Return what an answer 409 tells of a form that the asker entered or may see."""
    row = _row(connection, uid)
    return StoredForm(
        state=row.state,
        received_at=row.received_at_utc,
        receipt=row.receipt,
        revision=row.revision,
        own=row.is_own,
        form=row.uid,
        figures=_figures(row) if row.is_own else None,
    )


def _row(connection: Connection, uid: UUID) -> Row[Any]:
    row = connection.execute(sql("entry_form"), {"uid": uid}).first()
    if row is None:
        raise NotThere("There is no such form, or it is not yours to see.")
    return row


def _withheld(row: Row[Any]) -> bool:
    return bool(row.waits) and not row.is_own


def _figures(row: Row[Any]) -> Figures:
    return Figures(
        votes=row.votes or {},
        valid=row.valid_votes if row.valid_stated else None,
        rejected=row.rejected_votes,
        cast=row.votes_cast,
        registered=row.registered_voters,
    )

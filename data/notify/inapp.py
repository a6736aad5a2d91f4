"""Notifications in the office: a person's own list, how many are unread, and marking them read.

Called by the API and `/notifications` in a transaction of the person; row security shows nobody else's.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from data.engine import sql
from data.errors import PersonRefused
from data.records.alerts import KINDS, sentence_of
from data.records.notify import Notification, NotificationPage, ReadMark
from data.records.words import N_

PAGE_ROWS = 50
MOST_COUNTED = 100
_MOST_IDS = 200


def unread(connection: Connection) -> int:
    """Count what the person of the transaction has not read, up to `MOST_COUNTED`."""
    return int(connection.execute(sql("notify_unread"), {"most": MOST_COUNTED}).scalar_one())


def notifications(
    connection: Connection, *, before: int | None = None, only_unread: bool = False
) -> NotificationPage:
    """Return a page of the person's notifications, the newest first."""
    values = {"before": before, "only_unread": only_unread, "rows": PAGE_ROWS + 1}
    rows = connection.execute(sql("notify_list"), values).all()
    shown = rows[:PAGE_ROWS]
    return NotificationPage(
        notifications=tuple(_notification(row) for row in shown),
        next=shown[-1].notification_id if len(rows) > PAGE_ROWS else None,
        unread=unread(connection),
    )


def _notification(row: Row[Any]) -> Notification:
    kind, numbers = row.kind, dict(row.numbers)
    told = numbers.pop("told", "")
    return Notification(
        id=row.notification_id,
        told=told,
        kind=kind,
        severity=row.severity,
        title=sentence_of(kind, numbers) if kind in KINDS else row.title,
        numbers={**numbers, "area": row.area or ""},
        href=row.href,
        timezone=row.timezone or "UTC",
        at=row.created_at_utc,
        read=row.read_at_utc is not None,
    )


def mark_read(connection: Connection, mark: ReadMark) -> int:
    """Mark the person's own notifications read; return how many were not. Raises `PersonRefused`."""
    if len(mark.ids) > _MOST_IDS:
        raise PersonRefused(N_("Too many at once."))
    if not mark.ids and mark.until is None:
        raise PersonRefused(N_("Say which ones are read."))
    done = connection.execute(sql("notify_mark"), {"ids": list(mark.ids), "until": mark.until})
    return int(done.rowcount)

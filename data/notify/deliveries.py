"""Deliveries as records: how far a mail or a call of a webhook is.

Read by `data.notify.preferences` and `data.notify.webhooks`.
"""

from __future__ import annotations

from typing import Any

from data.records.notify import DeliveryLine


def delivery_line(row: Any) -> DeliveryLine:
    """Return a delivery as lists show it."""
    return DeliveryLine(
        uid=row.uid,
        channel=row.channel,
        is_test=row.is_test,
        status=row.status,
        attempts=row.attempts,
        created_at=row.created_at_utc,
        next_try=row.next_try_at_utc if row.status in ("queued", "failed") else None,
        settled_at=row.settled_at_utc,
        error=row.last_error,
    )

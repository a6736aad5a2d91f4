"""Writes audit rows: who did what to which object, old and new, from where, in which request.

Called inside the transaction of the change itself, so that neither is without the other. Never put a password,
a token or personal data into `old` or `new`.
"""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection

from data.acting import Actor
from data.engine import sql


def record(
    connection: Connection,
    actor: Actor | str,
    action: str,
    target: tuple[str, object],
    *,
    old: Any = None,
    new: Any = None,
    reason: str | None = None,
) -> None:
    """Append one row. `target` is (object type, id); `actor` a person, or `system:<process>` without one.

    `action` is `<object>.<verb>`: `form.enter`, `form.confirm`, `login.succeed`, `personal.read`.
    """
    person = actor if isinstance(actor, Actor) else None
    row = {
        "actor": person.username if person else actor,
        "action": action,
        "object_type": target[0],
        "object_id": str(target[1]),
        "old_value": _json(old),
        "new_value": _json(new),
        "reason": reason or None,
        "correlation_id": person.correlation_id if person else None,
        "user_id": person.user_id if person else None,
        "address": person.address if person else None,
    }
    connection.execute(sql("audit_record"), row)


def _json(value: Any) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()

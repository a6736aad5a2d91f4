"""Server-side sessions: begin, find. The browser holds a random token, the store only its SHA-256.

Called by `dashboard.auth` on a connection of `Desk.authenticating()`. It knows nothing of cookies.
"""

from __future__ import annotations

import hashlib
import secrets
from uuid import UUID

from sqlalchemy import Connection

from data.acting import Actor
from data.engine import sql

LIFETIME_S = 12 * 3600


def token_sha256(token: str) -> bytes:
    """Return what the store keeps of a token."""
    return hashlib.sha256(token.encode()).digest()


def begin_session(
    connection: Connection,
    user_id: int,
    *,
    address: str | None,
    device: str | None,
    second_factor: bool,
    lifetime_s: int = LIFETIME_S,
) -> tuple[str, UUID]:
    """Begin a session; return the token for the browser and the session's public id."""
    token = secrets.token_urlsafe(32)
    row = {
        "token_sha256": token_sha256(token), "user_id": user_id, "lifetime_s": lifetime_s, "address": address,
        "device": (device or "")[:200] or None, "second_factor": second_factor,
    }  # fmt: skip
    return token, connection.execute(sql("session_add"), row).scalar_one()


def find_session(
    connection: Connection, token: str, *, address: str | None, device: str | None
) -> Actor | None:
    """Return the person of a living session, `None` when there is none."""
    row = connection.execute(sql("session_find"), {"token_sha256": token_sha256(token)}).one_or_none()
    if row is None:
        return None
    return Actor(
        user_id=row.user_id,
        uid=row.uid,
        username=row.username,
        display_name=row.display_name,
        role=row.role,
        language=row.language,
        second_factor=row.second_factor,
        address=address,
        device=(device or "")[:200] or None,
        session_uid=row.session_uid,
    )

"""Server-side sessions: begin, find, list, end. The browser holds a random token, the store only its SHA-256.

Called by `dashboard.auth`, the account API and administration, on a connection of `Desk.authenticating()`. It knows
nothing of cookies. Ending a person's sessions also ends the tokens of their API clients.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from data.acting import Actor
from data.audit.trail import record
from data.engine import sql

LIFETIME_S = 12 * 3600
IDLE_S = 2 * 3600
#: How old the time of the last request may be before it is written again: not every request writes a row.
SEEN_EVERY_S = 60
_LONGEST_DEVICE = 200


@dataclass(frozen=True, kw_only=True)
class SessionLine:
    """One living session as its owner or an administrator sees it."""

    uid: UUID
    began_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str | None
    device: str | None
    second_factor: bool
    kind: str = "browser"


def token_sha256(token: str) -> bytes:
    """Return what the store keeps of a token."""
    return hashlib.sha256(token.encode()).digest()


def short_device(device: str | None) -> str | None:
    """Return what is kept of a `User-Agent`: printable and not endless."""
    text = "".join(mark for mark in (device or "") if mark.isprintable())
    return text[:_LONGEST_DEVICE] or None


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
        "device": short_device(device), "second_factor": second_factor,
    }  # fmt: skip
    return token, connection.execute(sql("session_add"), row).scalar_one()


def find_session(
    connection: Connection, token: str, *, address: str | None, device: str | None, idle_s: int = IDLE_S
) -> Actor | None:
    """Return the person of a living session, `None` when there is none; note that it was seen, once a minute."""
    key = {"token_sha256": token_sha256(token), "idle_s": idle_s}
    row = connection.execute(sql("session_find"), key).one_or_none()
    if row is None:
        return None
    if row.unseen_s >= SEEN_EVERY_S:
        connection.execute(sql("session_seen"), {"session_uid": row.session_uid, "address": address})
    return person_of(row, address=address, device=device)


def person_of(row: object, *, address: str | None, device: str | None) -> Actor:
    """Return the `Actor` of a row of `session_find` or `token_person`."""
    given = row._mapping  # type: ignore[attr-defined]
    names = ("user_id", "uid", "username", "display_name", "role", "language", "second_factor", "factor_due")
    return Actor(
        **{name: given[name] for name in names},
        address=address,
        device=short_device(device),
        session_uid=given["session_uid"],
    )


def whose(connection: Connection, user_id: int) -> tuple[str, str]:
    """Return the person as the audit log names them."""
    return "user", str(connection.execute(sql("session_username"), {"user_id": user_id}).scalar_one())


def list_sessions(connection: Connection, user_id: int, *, idle_s: int = IDLE_S) -> tuple[SessionLine, ...]:
    """Return a person's living sessions and API clients, the last seen first."""
    rows = connection.execute(sql("session_list"), {"user_id": user_id, "idle_s": idle_s})
    return tuple(SessionLine(**row._mapping) for row in rows)


def end_session(connection: Connection, user_id: int, session_uid: UUID, *, reason: str) -> bool:
    """End one session or API client of the person; `False` when it is not theirs or has ended already."""
    row = {"user_id": user_id, "session_uid": session_uid, "keep": None, "reason": reason}
    sessions = connection.execute(sql("session_end"), row).rowcount
    tokens = connection.execute(
        sql("token_end"), {"user_id": user_id, "family": session_uid, "keep": None}
    ).rowcount
    return sessions + tokens > 0


def end_sessions(
    connection: Connection,
    user_id: int,
    *,
    reason: str,
    keep: UUID | None = None,
    by: Actor | str = "system:accounts",
) -> int:
    """End every session and token of the person but `keep`; return how many sessions and API clients ended."""
    row = {"user_id": user_id, "session_uid": None, "keep": keep, "reason": reason}
    ended = connection.execute(sql("session_end"), row).rowcount
    families = connection.execute(sql("token_end"), {"user_id": user_id, "family": None, "keep": keep}).all()
    ended += len({family for (family,) in families})
    if ended:
        record(
            connection, by, "session.end_all", whose(connection, user_id), new={"ended": ended}, reason=reason
        )
    return ended

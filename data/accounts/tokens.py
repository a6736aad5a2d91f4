"""Bearer tokens of API clients: a short signed access token, and a refresh token that works once.

Called by `data.accounts.login` and `dashboard.auth.identity` on a connection of `Desk.authenticating()`. A refresh
token used a second time means that somebody else has it: its whole family ends. An access token opens nothing once its
family or its person was shut out: that is looked up with every request.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID, uuid4

from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import Connection

from data.accounts.sessions import person_of, short_device, token_sha256, whose
from data.acting import Actor
from data.audit.trail import record
from data.engine import sql

ACCESS_S = 600
REFRESH_S = 14 * 86_400
_SALT = "matokeo access token"


@dataclass(frozen=True, kw_only=True)
class TokenPair:
    """What a client gets: both tokens and how long they live."""

    access: str
    refresh: str
    access_s: int = ACCESS_S
    refresh_s: int = REFRESH_S


@dataclass(frozen=True, kw_only=True)
class Whence:
    """Where a request comes from."""

    address: str | None = None
    device: str | None = None


def issue_tokens(
    connection: Connection,
    user_id: int,
    *,
    secret: str,
    second_factor: bool,
    whence: Whence,
    family: UUID | None = None,
) -> tuple[TokenPair, UUID]:
    """Issue a pair, of a new family or the next of an old one; the caller writes the audit row."""
    family = family or uuid4()
    refresh = secrets.token_urlsafe(32)
    row = {
        "token_sha256": token_sha256(refresh), "family": family, "user_id": user_id, "lifetime_s": REFRESH_S,
        "second_factor": second_factor, "address": whence.address, "device": short_device(whence.device),
    }  # fmt: skip
    connection.execute(sql("token_add"), row)
    access = _signer(secret).dumps({"u": user_id, "f": family.hex})
    return TokenPair(access=str(access), refresh=refresh), family


def rotate_tokens(connection: Connection, refresh: str, *, secret: str, whence: Whence) -> TokenPair | None:
    """Use a refresh token up for the next pair; `None` when it does not work. Commit in either case.

    Used before: the family ends and an audit row says so.
    """
    row = connection.execute(sql("token_find"), {"token_sha256": token_sha256(refresh)}).one_or_none()
    if row is None:
        return None
    if row.is_used:
        connection.execute(sql("token_end"), {"user_id": row.user_id, "family": row.family, "keep": None})
        new = {"family": str(row.family), "address": whence.address}
        record(connection, "system:accounts", "token.reuse", whose(connection, row.user_id), new=new)
        return None
    if connection.execute(sql("token_use"), {"token_sha256": token_sha256(refresh)}).rowcount != 1:
        return None
    pair, _ = issue_tokens(
        connection,
        row.user_id,
        secret=secret,
        second_factor=row.second_factor,
        whence=whence,
        family=row.family,
    )
    return pair


def find_bearer(connection: Connection, access: str, *, secret: str, whence: Whence) -> Actor | None:
    """Return the person of an access token, `None` when it is forged, too old, or its family has ended."""
    try:
        claims = _signer(secret).loads(access, max_age=ACCESS_S)
        key = {"user_id": int(claims["u"]), "family": UUID(claims["f"])}
    except (BadData, KeyError, TypeError, ValueError):
        return None
    row = connection.execute(sql("token_person"), key).one_or_none()
    return None if row is None else person_of(row, address=whence.address, device=whence.device)


def _signer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt=_SALT)

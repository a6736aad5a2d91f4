"""Links by which a person sets a password: an invitation, or a reset. Single use, expiring; the store keeps their SHA-256.

Called by administration, the command line and the page `/invitation/<token>`, on a connection of
`Desk.authenticating()`. It sends nothing: whoever made the link hands it over.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import Connection

from data.accounts.passwords import check_password, set_password
from data.accounts.sessions import end_sessions, token_sha256, whose
from data.acting import Actor
from data.audit.trail import record
from data.engine import sql
from data.errors import NotThere, PersonRefused

#: How long a link lives, by its purpose.
LIFETIME_S = {"invite": 7 * 86_400, "reset": 86_400}
PATH = "/invitation/"


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """An open link and whose it is."""

    user_id: int
    username: str
    display_name: str
    purpose: str


def make_invitation(
    connection: Connection, user_id: int, *, purpose: str, created_by: Actor | int | None
) -> str:
    """Make a link's token, shown to its maker once; an older open link of the person ends.

    `created_by` is `None` for the command line. Raises `PersonRefused` for an unknown purpose.
    """
    if purpose not in LIFETIME_S:
        raise PersonRefused(f"There is no link to {purpose!r}.", remedy="Choose invite or reset.")
    maker = created_by.user_id if isinstance(created_by, Actor) else created_by
    connection.execute(sql("invitation_close"), {"user_id": user_id})
    token = secrets.token_urlsafe(32)
    row = {
        "token_sha256": token_sha256(token), "user_id": user_id, "purpose": purpose, "created_by": maker,
        "lifetime_s": LIFETIME_S[purpose],
    }  # fmt: skip
    connection.execute(sql("invitation_add"), row)
    who = created_by if isinstance(created_by, Actor) else "system:accounts"
    record(
        connection, who, "invitation.make", whose(connection, user_id), new={"purpose": purpose, "by": maker}
    )
    return token


def find_invitation(connection: Connection, token: str) -> Invitation:
    """Return the open link of a token. Raises `NotThere` when there is none: unknown, used, expired, person disabled."""
    row = connection.execute(sql("invitation_find"), {"token_sha256": token_sha256(token)}).one_or_none()
    if row is None:
        raise NotThere(
            "This link is not valid, was used, or is too old.", remedy="Ask an administrator for a new one."
        )
    return Invitation(**row._mapping)


def accept_invitation(
    connection: Connection, token: str, password: str, *, address: str | None = None
) -> Invitation:
    """Set the password of the link's person, use the link up and end every session of theirs.

    Raises `NotThere` or `PersonRefused`; then the link stays as it was.
    """
    found = find_invitation(connection, token)
    check_password(password, found.username)
    if connection.execute(sql("invitation_use"), {"token_sha256": token_sha256(token)}).rowcount != 1:
        raise NotThere(
            "This link was used a moment ago.", remedy="Sign in, or ask an administrator for a new one."
        )
    set_password(connection, found.user_id, password)
    end_sessions(connection, found.user_id, reason=f"password set by {found.purpose} link")
    record(
        connection,
        f"link:{found.username}",
        "password.set",
        ("user", found.username),
        new={"by": found.purpose, "address": address},
    )
    return found

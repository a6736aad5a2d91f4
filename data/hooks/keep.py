"""Version hooks as operators keep them: made with a secret of their own, listed with how they fare, switched on and off.

Called by `matokeo hook`. Address and secret are encrypted together and shown to nobody again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row

from data.accounts.vault import Vault
from data.audit.trail import record
from data.engine import sql
from data.errors import MatokeoError
from data.notify.webhook import Call, checked_url
from data.records.results import Record

MOST = 200
VAULT_FIELD = "version-hook"
_LONGEST_TITLE = 100


class VersionHook(Record, frozen=True, kw_only=True):
    """One hook: whom it is for, what it is told of, how it fares."""

    uid: UUID
    title: str
    host: str
    election: str | None
    active: bool
    reason: str | None = None
    told_version: int | None = None
    told_at_utc: datetime | None = None
    failing_since_utc: datetime | None = None
    last_error: str | None = None


def hooks(connection: Connection) -> list[VersionHook]:
    """Return every hook, the oldest first, without address and secret."""
    return [_hook(row) for row in connection.execute(sql("hook_list"))]


def _hook(row: Row[Any]) -> VersionHook:
    return VersionHook(
        uid=row.uid,
        title=row.title,
        host=row.host,
        election=row.election_code,
        active=row.active,
        reason=row.reason,
        told_version=row.told_version,
        told_at_utc=row.told_at_utc,
        failing_since_utc=row.failing_since_utc,
        last_error=row.last_error,
    )


def add_hook(
    connection: Connection, vault: Vault, *, title: str, url: str, election: str | None, actor: str
) -> tuple[UUID, str]:
    """Keep a new hook; return its id and its secret, which is told only now.

    Raises `MatokeoError` for an address that may not be called (`PersonRefused`), a bad title, or one hook too many.
    """
    title = " ".join(title.split())
    if not 1 <= len(title) <= _LONGEST_TITLE or not title.isprintable():
        raise MatokeoError(
            f"The title {title[:40]!r} cannot be kept.",
            remedy=f"Give a name of at most {_LONGEST_TITLE} characters.",
        )
    url = checked_url(url.strip())
    if len(hooks(connection)) >= MOST:
        raise MatokeoError(f"There are {MOST} hooks already.", remedy="Tell others to listen to the stream.")
    uid, target = uuid4(), Call.made(url)
    host = (urlsplit(url).hostname or "")[:200]
    sealed = target.sealed(vault, VAULT_FIELD, uid)
    values = {"uid": uid, "title": title, "host": host, "sealed": sealed, "election": election}
    connection.execute(sql("hook_add"), {**values, "created_by": actor})
    record(connection, actor, "version-hook.add", ("version_hook", uid), new={"title": title, "host": host})
    return uid, target.secret


def switch_hook(
    connection: Connection, uid: UUID, *, active: bool, actor: str, reason: str | None = None
) -> None:
    """Say whether a hook is called. Raises `MatokeoError` when there is none."""
    values = {"uid": uid, "active": active, "reason": reason}
    if connection.execute(sql("hook_switch"), values).one_or_none() is None:
        raise MatokeoError(f"There is no hook {uid}.", remedy="matokeo hook list shows them.")
    record(
        connection,
        actor,
        "version-hook.switch",
        ("version_hook", uid),
        new={"active": active},
        reason=reason,
    )


def renew_hooks(connection: Connection, vault: Vault) -> int:
    """Encrypt every hook with the newest key; return how many. One transaction of the owner."""
    rows = connection.execute(sql("hook_list")).all()
    for row in rows:
        values = {"hook_id": row.hook_id, "sealed": vault.renew(VAULT_FIELD, row.sealed)}
        connection.execute(sql("hook_renew"), values)
    return len(rows)

"""Personal data of people: national id, telephone, email. Encrypted at rest; every read leaves an audit row.

Called by administration and the command line on a connection of `Desk.authenticating()`. Values never enter the
audit log, a log line or a message.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import Connection

from data.accounts.sessions import whose
from data.accounts.vault import Vault
from data.acting import Actor
from data.audit.trail import record
from data.engine import sql
from data.errors import PersonRefused
from data.hooks.keep import renew_hooks
from data.notify.webhooks import renew_webhooks

FIELDS = ("national_id", "phone", "email")
_SHAPES = {
    "national_id": re.compile(r"[A-Za-z0-9/-]{4,32}"),
    "phone": re.compile(r"\+?[0-9][0-9 -]{5,20}"),
    "email": re.compile(r"[^@\s]{1,64}@[^@\s]{1,180}"),
}


def set_private(
    connection: Connection,
    vault: Vault,
    *,
    user_id: int,
    field: str,
    value: str | None,
    by: Actor | str,
) -> None:
    """Keep a field of a person, or forget it (`None`, empty). Raises `PersonRefused` for what cannot be one."""
    if field not in FIELDS:
        raise PersonRefused(f"There is no personal field {field!r}.", remedy=f"Choose {', '.join(FIELDS)}.")
    text = (value or "").strip()
    if text and not _SHAPES[field].fullmatch(text):
        raise PersonRefused(f"This cannot be a {field.replace('_', ' ')}.")
    row = {"user_id": user_id, "field": field}
    if text:
        connection.execute(sql("private_set"), {**row, "ciphertext": vault.seal(field, user_id, text)})
    else:
        connection.execute(sql("private_drop"), row)
    record(
        connection, by, "personal.change", whose(connection, user_id), new={"field": field, "set": bool(text)}
    )


def read_private(
    connection: Connection,
    vault: Vault,
    *,
    user_id: int,
    by: Actor | str,
    reason: str,
    fields: Iterable[str] = FIELDS,
) -> dict[str, str]:
    """Return a person's fields in the clear, and write down who read them and why."""
    wanted = [field for field in FIELDS if field in set(fields)]
    rows = connection.execute(sql("private_read"), {"user_id": user_id}).all()
    found = {r.field: vault.unseal(r.field, user_id, r.ciphertext) for r in rows if r.field in wanted}
    new = {"fields": sorted(found)}
    record(connection, by, "personal.read", whose(connection, user_id), new=new, reason=reason)
    return found


def held_fields(connection: Connection, user_id: int) -> tuple[str, ...]:
    """Return which fields are kept of a person: names of fields, no values, so no audit row."""
    return tuple(sorted(row.field for row in connection.execute(sql("private_read"), {"user_id": user_id})))


def renew_all(connection: Connection, vault: Vault, *, by: str) -> int:
    """Encrypt every field, second factor and webhook with the newest key; return how many. One transaction of the owner."""
    changed = 0
    for row in connection.execute(sql("private_all")).all():
        sealed = vault.renew(row.field, row.ciphertext)
        key = {"user_id": row.user_id, "field": row.field}
        connection.execute(sql("private_set"), {**key, "ciphertext": sealed})
        changed += 1
    for row in connection.execute(sql("factor_all")).all():
        sealed = vault.renew("totp", row.secret)
        connection.execute(sql("factor_renew"), {"user_id": row.user_id, "secret": sealed})
        changed += 1
    changed += renew_webhooks(connection, vault)
    changed += renew_hooks(connection, vault)
    record(connection, by, "keys.rotate", ("key_ring", "data"), new={"encrypted_anew": changed})
    return changed

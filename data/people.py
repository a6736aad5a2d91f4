"""People and their roles: adding, changing, disabling; every change leaves a row in the audit log.

Called by `matokeo user`. Login and passwords are not here. Each function is one transaction of its caller's
connection, which runs as the owner of the database.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection

from data.engine import sql
from data.errors import PersonRefused

ROLES = ("super_admin", "election_manager", "field_observer", "public_viewer")
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Person:
    """A row of `users`."""

    username: str
    display_name: str
    role: str
    is_active: bool


def add_person(connection: Connection, username: str, *, display_name: str, role: str, actor: str) -> None:
    """Add a person. Raises `PersonRefused` for a name that is taken or malformed, or an unknown role."""
    if not _USERNAME.fullmatch(username):
        raise PersonRefused(
            f"{username!r} cannot be a user name.",
            remedy="Use 2 to 64 of a-z 0-9 . _ @ -, beginning with a letter or digit.",
        )
    name = display_name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise PersonRefused(
            f"{display_name!r} cannot be a display name.", remedy="Use 1 to 200 printable characters."
        )
    _check_role(role)
    row = {"username": username, "display_name": name, "role": role}
    if connection.execute(sql("people_add"), row).first() is None:
        raise PersonRefused(
            f"There is already a user {username}.", remedy="Use `matokeo user role` to change the role."
        )
    _audit(
        connection,
        "user.add",
        username,
        before=None,
        after={**row, "is_active": True},
        actor=actor,
        reason="",
    )


def set_role(connection: Connection, username: str, role: str, *, actor: str, reason: str = "") -> bool:
    """Give a person another role; `False` when it is the same. Raises `PersonRefused`."""
    _check_role(role)
    admins = _lock_admins(connection)
    before = find_person(connection, username)
    if before.role == role:
        return False
    _check_not_last(admins, username)
    connection.execute(sql("people_set_role"), {"username": username, "role": role})
    _audit(
        connection,
        "user.role",
        username,
        before={"role": before.role},
        after={"role": role},
        actor=actor,
        reason=reason,
    )
    return True


def set_active(connection: Connection, username: str, active: bool, *, actor: str, reason: str = "") -> bool:
    """Disable a person or let them in again; `False` when nothing changes. Raises `PersonRefused`."""
    admins = _lock_admins(connection)
    before = find_person(connection, username)
    if before.is_active == active:
        return False
    _check_not_last(admins, username)
    connection.execute(sql("people_set_active"), {"username": username, "is_active": active})
    _audit(
        connection,
        "user.enable" if active else "user.disable",
        username,
        before={"is_active": before.is_active},
        after={"is_active": active},
        actor=actor,
        reason=reason,
    )
    return True


def find_person(connection: Connection, username: str) -> Person:
    """Return one person, locked until the transaction ends. Raises `PersonRefused` when there is none."""
    row = connection.execute(sql("people_lock_one"), {"username": username}).first()
    if row is None:
        raise PersonRefused(f"There is no user {username!r}.", remedy="`matokeo user list` shows all.")
    return Person(row.username, row.display_name, row.role, row.is_active)


def list_people(connection: Connection) -> list[Person]:
    """Return everybody by user name."""
    return [
        Person(r.username, r.display_name, r.role, r.is_active)
        for r in connection.execute(sql("people_list"))
    ]


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise PersonRefused(f"There is no role {role!r}.", remedy=f"Choose one of {', '.join(ROLES)}.")


def _lock_admins(connection: Connection) -> set[str]:
    """Lock all active administrators, before anybody else: two commands cannot take away each other's last one."""
    return {row.username for row in connection.execute(sql("people_lock_admins"))}


def _check_not_last(admins: set[str], username: str) -> None:
    if admins == {username}:
        raise PersonRefused(f"{username} is the only active super_admin.", remedy="Make another one first.")


def _audit(
    connection: Connection,
    action: str,
    username: str,
    *,
    before: object,
    after: object,
    actor: str,
    reason: str,
) -> None:
    row = {"action": action, "username": username, "actor": actor, "reason": reason or None}
    old, new = (None if value is None else msgspec.json.encode(value).decode() for value in (before, after))
    connection.execute(sql("people_audit"), {**row, "old_value": old, "new_value": new})

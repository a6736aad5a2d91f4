"""People and their roles: adding, changing, disabling; every change leaves a row in the audit log.

Called by `matokeo user` as the owner of the database and by `data.accounts.administration` as the administrator who
works through the web. Login and passwords are not here. Each function is one transaction of its caller's connection.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from data.accounts.scopes import change_scope
from data.acting import Actor
from data.audit.trail import record
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
    user_id: int


def add_person(
    connection: Connection, username: str, *, display_name: str, role: str, actor: Actor | str
) -> int:
    """Add a person and return their id. Raises `PersonRefused` for a name that is taken or malformed, or an unknown role."""
    if not _USERNAME.fullmatch(username):
        raise PersonRefused(
            f"{username!r} cannot be a user name.",
            remedy="Use 2 to 64 of a-z 0-9 . _ @ -, beginning with a letter or digit.",
        )
    name = check_display_name(display_name)
    _check_role(role)
    row = {"username": username, "display_name": name, "role": role}
    added = connection.execute(sql("people_add"), row).first()
    if added is None:
        raise PersonRefused(
            f"There is already a user {username}.",
            remedy="Choose another name, or change that person's role.",
        )
    record(connection, actor, "user.add", ("user", username), new={**row, "is_active": True})
    return int(added.user_id)


def set_role(
    connection: Connection, username: str, role: str, *, actor: Actor | str, reason: str = ""
) -> bool:
    """Give a person another role; `False` when it is the same. Raises `PersonRefused`."""
    _check_role(role)
    admins = _lock_admins(connection)
    before = find_person(connection, username)
    if before.role == role:
        return False
    _check_not_last(admins, username)
    connection.execute(sql("people_set_role"), {"username": username, "role": role})
    old, new = {"role": before.role}, {"role": role}
    record(connection, actor, "user.role", ("user", username), old=old, new=new, reason=reason)
    return True


def set_active(
    connection: Connection, username: str, active: bool, *, actor: Actor | str, reason: str = ""
) -> bool:
    """Disable a person or let them in again; `False` when nothing changes. The caller ends their sessions.

    Raises `PersonRefused`.
    """
    admins = _lock_admins(connection)
    before = find_person(connection, username)
    if before.is_active == active:
        return False
    _check_not_last(admins, username)
    connection.execute(sql("people_set_active"), {"username": username, "is_active": active})
    action = "user.enable" if active else "user.disable"
    old, new = {"is_active": before.is_active}, {"is_active": active}
    record(connection, actor, action, ("user", username), old=old, new=new, reason=reason)
    return True


def find_person(connection: Connection, username: str) -> Person:
    """Return one person, locked until the transaction ends. Raises `PersonRefused` when there is none."""
    row = connection.execute(sql("people_lock_one"), {"username": username}).first()
    if row is None:
        raise PersonRefused(f"There is no user {username!r}.", remedy="`matokeo user list` shows all.")
    return Person(row.username, row.display_name, row.role, row.is_active, row.user_id)


def scope_person(
    connection: Connection,
    username: str,
    codes: Sequence[str],
    *,
    election: str,
    actor: str,
    add: bool = True,
) -> int:
    """Let a manager work in areas of an election, or end it; return how many changed.

    Raises `PersonRefused`, or `NotThere` for an area that the election does not have.
    """
    person = find_person(connection, username)
    if add and person.role != "election_manager":
        raise PersonRefused(
            f"{username} is {person.role}: areas are of managers.",
            remedy="Administrators work everywhere, observers at their stations.",
        )
    return sum(
        change_scope(connection, actor, person.user_id, place=(election, code), add=add, username=username)
        for code in codes
    )


def list_people(connection: Connection) -> list[Person]:
    """Return everybody by user name."""
    return [
        Person(r.username, r.display_name, r.role, r.is_active, r.user_id)
        for r in connection.execute(sql("people_list"))
    ]


def check_display_name(display_name: str) -> str:
    """Return a name as it is kept. Raises `PersonRefused` for one that would break a page."""
    name = display_name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise PersonRefused(
            f"{display_name!r} cannot be a display name.", remedy="Use 1 to 200 printable characters."
        )
    return name


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise PersonRefused(f"There is no role {role!r}.", remedy=f"Choose one of {', '.join(ROLES)}.")


def _lock_admins(connection: Connection) -> set[str]:
    """Lock all active administrators, before anybody else: two commands cannot take away each other's last one."""
    return {row.username for row in connection.execute(sql("people_lock_admins"))}


def _check_not_last(admins: set[str], username: str) -> None:
    if admins == {username}:
        raise PersonRefused(f"{username} is the only active super_admin.", remedy="Make another one first.")

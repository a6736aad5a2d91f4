"""People as administrators manage them: list, invite, role, disable, links, sessions, personal data.

Called by `dashboard.office_api.people` and the pages under `/admin/users`. Who somebody is lives behind one door of the
database, what proves it behind the other, so a change of both is two transactions: first the one that takes rights away.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row

from data import people
from data.accounts.assignments import end_all, list_assignments
from data.accounts.invitations import make_invitation
from data.accounts.private import FIELDS, held_fields, read_private, set_private
from data.accounts.scopes import change_scope, drop_scopes, escape_like, list_scopes
from data.accounts.sessions import end_session, end_sessions, list_sessions
from data.accounts.vault import Vault
from data.acting import Actor, Desk
from data.audit.trail import record
from data.engine import sql
from data.errors import NotThere, PersonRefused
from data.records import PeoplePage, Personal, PersonDetail, PersonLine, PersonSession

PAGE_ROWS = 100
_SCOPED, _ASSIGNED = "election_manager", "field_observer"


def list_people(
    desk: Desk,
    actor: Actor,
    *,
    words: str = "",
    role: str | None = None,
    active: bool | None = None,
    after: str | None = None,
) -> PeoplePage:
    """Return people who match, by user name. Raises `PersonRefused` for a role that does not exist."""
    if role is not None and role not in people.ROLES:
        raise PersonRefused("There is no such role.", remedy=f"Choose one of {', '.join(people.ROLES)}.")
    given = {
        "words_like": f"%{escape_like(words)}%" if words else None,
        "role": role,
        "is_active": active,
        "after": after,
        "rows": PAGE_ROWS + 1,
    }
    with desk.acting(actor) as connection:
        found = connection.execute(sql("admin_people"), given).all()
    page = found[:PAGE_ROWS]
    access = _access(desk, [row.user_id for row in page])
    lines = tuple(_line(row, access[row.user_id]) for row in page)
    return PeoplePage(people=lines, next=page[-1].username if len(found) > PAGE_ROWS else None)


def read_person(desk: Desk, actor: Actor, username: str) -> PersonDetail:
    """Return everything about a person but what personal data say. Raises `NotThere`."""
    with desk.acting(actor) as connection:
        row = _find(connection, username)
        scopes = list_scopes(connection, row.user_id)
        assignments = list_assignments(connection, username=username, with_ended=True).assignments
    with desk.authenticating() as connection:
        sessions = list_sessions(connection, row.user_id)
        held = held_fields(connection, row.user_id)
    access = _access(desk, [row.user_id])[row.user_id]
    return PersonDetail(
        person=_line(row, access),
        created_at=row.created_at,
        locked_until=access.locked_until,
        link_until=access.link_until,
        scopes=scopes,
        assignments=assignments,
        sessions=tuple(msgspec.convert(session, PersonSession, from_attributes=True) for session in sessions),
        held=held,
    )


def invite_person(desk: Desk, actor: Actor, username: str, *, display_name: str, role: str) -> str:
    """Add a person and return the token of the link to set a password with. Raises `PersonRefused`."""
    with desk.acting(actor) as connection:
        people.add_person(connection, username, display_name=display_name, role=role, actor=actor)
        user_id = _find(connection, username).user_id
    with desk.authenticating() as connection:
        return make_invitation(connection, user_id, purpose="invite", created_by=actor)


def renew_link(desk: Desk, actor: Actor, username: str) -> tuple[str, str]:
    """Return the token of a new link and its purpose: an invitation before the first password, else a reset.

    Raises `NotThere`, or `PersonRefused` for somebody who is disabled: the link would not open.
    """
    with desk.acting(actor) as connection:
        row = _find(connection, username)
    if not row.is_active:
        raise PersonRefused(f"{username} is disabled.", remedy="Enable the person first.")
    purpose = "reset" if _access(desk, [row.user_id])[row.user_id].has_password else "invite"
    with desk.authenticating() as connection:
        return make_invitation(connection, row.user_id, purpose=purpose, created_by=actor), purpose


def change_person(
    desk: Desk,
    actor: Actor,
    username: str,
    *,
    display_name: str | None = None,
    role: str | None = None,
    reason: str = "",
) -> None:
    """Change a name or a role. Raises `NotThere` or `PersonRefused`.

    With the role go the areas of a manager and the stations of an observer, and every session begins anew.
    """
    with desk.acting(actor) as connection:
        row = _find(connection, username)
        if display_name is not None:
            _rename(connection, actor, row, display_name)
        changed = role is not None and _give_role(connection, actor, row, role, reason)
    if changed:
        with desk.authenticating() as connection:
            end_sessions(connection, row.user_id, reason="role changed", by=actor)


def switch_person(desk: Desk, actor: Actor, username: str, *, active: bool, reason: str = "") -> None:
    """Disable a person and end their sessions, or let them in again. Raises `NotThere` or `PersonRefused`."""
    with desk.acting(actor) as connection:
        row = _find(connection, username)
        _refuse_self(actor, row)
        people.set_active(connection, username, active, actor=actor, reason=reason)
    if not active:
        with desk.authenticating() as connection:
            end_sessions(connection, row.user_id, reason="disabled", by=actor)


def scope_person(desk: Desk, actor: Actor, username: str, *, place: tuple[str, str], add: bool) -> bool:
    """Let a manager work in an area, or end it; `False` when nothing changes. Raises `NotThere` or `PersonRefused`."""
    with desk.acting(actor) as connection:
        row = _find(connection, username)
        if add and row.role != _SCOPED:
            raise PersonRefused(
                f"{username} is not an election manager.",
                remedy="Areas are for managers: change the role first.",
            )
        return change_scope(connection, actor, row.user_id, place=place, add=add, username=username)


def revoke_session(desk: Desk, actor: Actor, username: str, session: UUID | None) -> int:
    """End one session of a person, or all (`None`); return how many. Raises `NotThere` when there is no such one."""
    with desk.acting(actor) as connection:
        user_id = _find(connection, username).user_id
    with desk.authenticating() as connection:
        if session is None:
            return end_sessions(connection, user_id, reason="ended by an administrator", by=actor)
        if not end_session(connection, user_id, session, reason="ended by an administrator"):
            raise NotThere("There is no such session.")
        record(connection, actor, "session.end", ("user", username), old={"session": str(session)})
        return 1


def read_personal(desk: Desk, vault: Vault, actor: Actor, username: str) -> Personal:
    """Return personal data in the clear; leaves `personal.read`. Raises `NotThere`."""
    with desk.acting(actor) as connection:
        user_id = _find(connection, username).user_id
    with desk.authenticating() as connection:
        found = read_private(
            connection, vault, user_id=user_id, by=actor, reason=f"shown in the administration of {username}"
        )
    return Personal(**found)


def write_personal(desk: Desk, vault: Vault, actor: Actor, username: str, given: Personal) -> None:
    """Keep personal data; a field that is empty or absent is forgotten. Raises `NotThere` or `PersonRefused`."""
    with desk.acting(actor) as connection:
        user_id = _find(connection, username).user_id
    with desk.authenticating() as connection:
        held = held_fields(connection, user_id)
        for field in FIELDS:
            value = getattr(given, field)
            if value or field in held:
                set_private(connection, vault, user_id=user_id, field=field, value=value, by=actor)


def _find(connection: Connection, username: str) -> Row[Any]:
    row = connection.execute(sql("admin_person"), {"username": username}).one_or_none()
    if row is None:
        raise NotThere("There is no such person.")
    return row


def _access(desk: Desk, user_ids: list[int]) -> dict[int, Row[Any]]:
    with desk.authenticating() as connection:
        return {row.user_id: row for row in connection.execute(sql("admin_access"), {"user_ids": user_ids})}


def _line(row: Row[Any], access: Row[Any]) -> PersonLine:
    state = ("active" if access.has_password else "invited") if row.is_active else "disabled"
    seen_at: datetime | None = access.seen_at
    return PersonLine(
        username=row.username,
        display_name=row.display_name,
        role=row.role,
        state=state,
        seen_at=seen_at,
        second_factor=access.second_factor,
        scopes=tuple(row.scopes),
        stations=row.stations,
    )


def _refuse_self(actor: Actor, row: Row[Any]) -> None:
    if row.user_id == actor.user_id:
        raise PersonRefused(
            "Nobody changes the own role or state.", remedy="Ask another administrator to do it."
        )


def _rename(connection: Connection, actor: Actor, row: Row[Any], display_name: str) -> None:
    name = people.check_display_name(display_name)
    if name == row.display_name:
        return
    connection.execute(sql("admin_rename"), {"username": row.username, "display_name": name})
    old, new = {"display_name": row.display_name}, {"display_name": name}
    record(connection, actor, "user.rename", ("user", row.username), old=old, new=new)


def _give_role(connection: Connection, actor: Actor, row: Row[Any], role: str, reason: str) -> bool:
    if role == row.role:
        return False
    _refuse_self(actor, row)
    people.set_role(connection, row.username, role, actor=actor, reason=reason)
    because = f"role is now {role}"
    if row.role == _SCOPED:
        drop_scopes(connection, actor, row.user_id, username=row.username, reason=because)
    if row.role == _ASSIGNED:
        end_all(connection, actor, row.user_id, username=row.username, reason=because)
    return True

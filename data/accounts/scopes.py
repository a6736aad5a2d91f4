"""Where a manager works: areas of an election, and the search for areas and stations to choose from.

Called by administration and its pages in a transaction of the person: row security says who may change what.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from data.acting import Actor
from data.audit.trail import record
from data.engine import sql
from data.errors import NotThere, PersonRefused
from data.records import FoundPlace, FoundPlaces, PersonScope

SHORTEST_SEARCH = 2
_PLACES = 20


@dataclass(frozen=True)
class ElectionChoice:
    """An election to choose places of."""

    code: str
    title: str
    is_test: bool


def elections(connection: Connection) -> tuple[ElectionChoice, ...]:
    """Return all elections, open ones first."""
    return tuple(ElectionChoice(*row) for row in connection.execute(sql("admin_elections")))


def list_scopes(connection: Connection, user_id: int) -> tuple[PersonScope, ...]:
    """Return the areas in which a person works."""
    rows = connection.execute(sql("scope_list"), {"user_id": user_id})
    return tuple(PersonScope(**{**row._mapping, "path": tuple(row.path)}) for row in rows)


def change_scope(
    connection: Connection,
    actor: Actor | str,
    user_id: int,
    *,
    place: tuple[str, str],
    add: bool,
    username: str,
) -> bool:
    """Let a person work in the area `place` (election, area), or end it; `False` when nothing changes.

    Raises `NotThere` when the election has no such area.
    """
    election, code = place
    area = connection.execute(sql("scope_area"), {"election": election, "area": code}).one_or_none()
    if area is None:
        raise NotThere("This election has no such area.", remedy="Choose one that the search finds.")
    row = {"user_id": user_id, "area_id": area.area_id}
    if connection.execute(sql("scope_add" if add else "scope_drop"), row).first() is None:
        return False
    told = {"election": election, "area": code, "name": area.name}
    action = "scope.add" if add else "scope.remove"
    record(
        connection, actor, action, ("user", username), old=None if add else told, new=told if add else None
    )
    return True


def drop_scopes(connection: Connection, actor: Actor, user_id: int, *, username: str, reason: str) -> None:
    """End a person's work in every area, because the role is another one."""
    gone = sorted(connection.execute(sql("scope_drop_all"), {"user_id": user_id}).scalars())
    if gone:
        record(connection, actor, "scope.remove", ("user", username), old={"areas": gone}, reason=reason)


def find_places(connection: Connection, *, election: str, words: str, kind: str) -> FoundPlaces:
    """Find areas or stations of an election by name or code, where the asker works. Raises `PersonRefused`."""
    given = words.strip()
    if not SHORTEST_SEARCH <= len(given) <= 100 or not given.isprintable():
        raise PersonRefused("Search with 2 to 100 characters.")
    like = f"%{escape_like(given)}%"
    values = {"election": election, "words_like": like, "rows": _PLACES}
    if kind == "station":
        rows = connection.execute(
            sql("scope_find_stations"), {**values, "code_like": f"{escape_like(given)}%"}
        )
    else:
        rows = connection.execute(sql("scope_find_areas"), {**values, "code": given})
    return FoundPlaces(places=tuple(FoundPlace(**{**row._mapping, "path": tuple(row.path)}) for row in rows))


def escape_like(words: str) -> str:
    """Return words in which nothing is a wildcard of LIKE."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

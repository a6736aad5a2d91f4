"""Finds an area of an election, as far as the asker's scope goes, and what is known of the place itself.

Called by `data.wards.read` and the office's API. An area outside the scope is not there, like one that does not exist.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from data.engine import sql
from data.errors import NotThere
from data.records.results import AreaRef
from data.records.wards import Indicator, WardHit, WardPlace, WardsFound

HITS = 12
_LONGEST = 80


def find_place(connection: Connection, election: str, area: str) -> Row[Any]:
    """Return the row of `ward_place`; raises `NotThere` for an area that does not exist or is not the asker's."""
    row = None
    if "\0" not in election + area:
        row = connection.execute(sql("ward_place"), {"election": election, "area": area}).first()
    if row is None:
        raise NotThere("There is no such area in this election.")
    return row


def place_record(connection: Connection, found: Row[Any], election: str) -> WardPlace:
    """Return the place as a record, with its neighbours."""
    levels = found.level_names
    level = levels[found.level]
    given = {"area_id": found.area_id, "register_id": found.register_id}
    near = [
        AreaRef(code=n.code, name=n.name, level=level)
        for n in connection.execute(sql("ward_neighbours"), given)
    ]
    return WardPlace(
        election=election,
        election_title=found.election_title,
        day=found.election_date,
        status=found.status,
        is_test=found.is_test,
        timezone=found.timezone,
        area=AreaRef(code=found.code, name=found.name, level=level),
        path=tuple(AreaRef(**step) for step in found.path),
        is_leaf=found.level == len(levels) - 1,
        leaves=found.leaves,
        leaf_level=levels[-1],
        child_level=levels[found.level + 1] if found.level + 1 < len(levels) else None,
        stations=found.stations,
        registered=found.registered,
        registered_stations=found.registered_stations,
        neighbours=tuple(near),
    )


def indicators_of(connection: Connection, area_id: int) -> tuple[Indicator, ...]:
    """Return what was imported about an area, the newest year of each."""
    rows = connection.execute(sql("ward_indicators"), {"area_id": area_id})
    return tuple(
        Indicator(
            indicator=row.indicator,
            title=row.title,
            value=float(row.value),
            unit=row.unit,
            year=row.year,
            source=row.source,
        )
        for row in rows
    )


def find_areas(connection: Connection, election: str, words: str) -> WardsFound:
    """Return areas of the asker's scope whose name is like `words`, or whose code they are; none for fewer than two letters."""
    asked = words.strip()[:_LONGEST]
    if len(asked) < 2 or "\0" in asked + election:
        return WardsFound(areas=())
    like = asked.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    given = {"election": election, "words": asked, "words_like": f"%{like}%", "rows": HITS}
    rows = connection.execute(sql("ward_search"), given)
    return WardsFound(
        areas=tuple(WardHit(code=r.code, name=r.name, level=r.level, above=r.above) for r in rows)
    )

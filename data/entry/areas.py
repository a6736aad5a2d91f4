"""Forms of an area (34B, 34C) to enter, and the way down from an area to its stations, for managers.

Called by the office's pages of entry on a connection of `Desk.acting`. Shows that a form is there; never its figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from data.acting import Actor
from data.engine import sql
from data.entry.places import STATION_SOURCES, Place, find_ballots, find_place
from data.entry.sheet import entry_station, read_slots, sheet_of
from data.errors import NotAllowed, NotThere
from data.records import AreaRef, EntryStation

MOST_BELOW = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Below:
    """What lies under an area: areas of the next level, or stations; `cut` when there are more than are shown."""

    areas: tuple[AreaRef, ...] = ()
    stations: tuple[AreaRef, ...] = ()
    cut: bool = False


def area_sources(place: Place) -> list[str]:
    """Return the sources whose forms are of areas of this level: 34b of a constituency, 34c of the country."""
    return [source for source, level in place.rules.area_sources.items() if level == place.path[-1].level]


def station_sources(actor: Actor, place: Place) -> list[str]:
    """Return the sources that the person may enter a station's form from, the counting ones first."""
    if actor.may("manager"):
        return list(dict.fromkeys((*STATION_SOURCES, place.rules.source)))
    return list(dict.fromkeys((place.rules.source, "observer", "agent")))


def entry_sheet(
    connection: Connection,
    actor: Actor,
    *,
    election: str,
    station: str | None = None,
    area: str | None = None,
    source: str | None = None,
) -> tuple[EntryStation, Place]:
    """Return a station or an area with its contests to enter from one source. Raises `NotThere`, `NotAllowed`."""
    if area is not None:
        sheet = entry_area(connection, actor, election=election, code=area, source=source)
        return sheet, find_place(connection, election, area=area)
    code = station or ""
    place = find_place(connection, election, station=code)
    if source is not None and source not in station_sources(actor, place):
        raise NotThere("There is no such source of a station's form, or it is not yours to enter.")
    return entry_station(connection, actor, election=election, code=code, source=source), place


def entry_area(
    connection: Connection, actor: Actor, *, election: str, code: str, source: str | None = None
) -> EntryStation:
    """Return an area with its contests to enter, in the shape of a station's.

    Raises `NotAllowed` for who is no manager, `NotThere` for an area that is not there, not the person's, or of which
    there are no forms.
    """
    if not actor.may("manager"):
        raise NotAllowed("Forms of an area are entered by managers.")
    place = find_place(connection, election, area=code)
    sources = area_sources(place)
    if not sources or (source is not None and source not in sources):
        raise NotThere(f"There is no form of {place.name} itself; its figures come from the forms below it.")
    chosen = source or sources[0]
    ballots = find_ballots(connection, place)
    slots = read_slots(connection, place, ballots, chosen)
    if not any(slot.may_enter for slot in slots.values()):
        raise NotThere(f"{place.name} is not in the area you work in.")
    return sheet_of(place, ballots, slots, chosen)


def below(connection: Connection, place: Place) -> Below:
    """Return the areas of the next level in an area, or its stations where it is a ward."""
    rows = connection.execute(
        sql("entry_below"), {"election_id": place.election_id, "area_id": place.area_id, "most": MOST_BELOW}
    ).all()
    found = [(row.kind, AreaRef(code=row.code, name=row.name, level=row.level)) for row in rows]
    return Below(
        areas=tuple(ref for kind, ref in found if kind == "area"),
        stations=tuple(ref for kind, ref in found if kind == "station"),
        cut=len(found) >= MOST_BELOW,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenElection:
    """An election that takes forms or soon will, and the areas in it where the asker works from."""

    code: str
    title: str
    is_test: bool
    tops: tuple[AreaRef, ...]


def open_elections(connection: Connection) -> list[OpenElection]:
    """Return the elections that are open or to come with the areas at which the asker's work begins."""
    by_code: dict[str, list[Row[Any]]] = {}
    for row in connection.execute(sql("entry_elections")):
        by_code.setdefault(row.election, []).append(row)
    return [
        OpenElection(
            code=code,
            title=rows[0].title,
            is_test=rows[0].is_test,
            tops=tuple(AreaRef(code=r.code, name=r.name, level=r.level) for r in rows),
        )
        for code, rows in by_code.items()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """How an election's times are written, and whether it is a rehearsal."""

    timezone: str
    is_test: bool


def zones(connection: Connection) -> dict[str, Zone]:
    """Return the zone of every election by its code, finished ones too: their incidents are still read."""
    rows = connection.execute(sql("entry_zones"))
    return {row.code: Zone(timezone=row.timezone, is_test=row.is_test) for row in rows}

"""What an observer has before them: the assigned stations with their states, and one station's contests to enter.

Called by `dashboard.office_api.stations` and the observer's pages on a connection of `Desk.acting`. Shows that a form
is there, when it came and its receipt; never anybody's figures.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from data.acting import Actor
from data.engine import sql
from data.entry.places import Ballot, Place, find_ballots, find_place, rules_of
from data.errors import NotThere
from data.records import AreaRef, ContestState, EntryContest, EntryStation, MyStation

_MOST_STATIONS = 200


def my_stations(connection: Connection, actor: Actor) -> tuple[MyStation, ...]:
    """Return the stations assigned to the person, by election and code, with the state of each contest's form."""
    del actor  # the transaction acts for them already
    stations: dict[tuple[int, int], list[Row[Any]]] = {}
    for row in connection.execute(sql("entry_my_stations"), {"most": _MOST_STATIONS}):
        stations.setdefault((row.election_id, row.station_id), []).append(row)
    return tuple(_mine(rows) for rows in stations.values())


def _mine(rows: list[Row[Any]]) -> MyStation:
    first = rows[0]
    return MyStation(
        election=first.election,
        election_title=first.election_title,
        is_test=first.is_test,
        open=first.status == "active",
        timezone=first.timezone,
        source=rules_of(first.settings).source,
        code=first.code,
        name=first.name,
        area=AreaRef(code=first.area_code, name=first.area_name, level=first.area_level),
        registered=first.registered,
        latitude=first.latitude,
        longitude=first.longitude,
        contests=tuple(
            ContestState(
                code=row.contest,
                title=row.title,
                form=row.uid if row.is_own else None,
                state=row.state,
                receipt=row.receipt,
                received_at=row.received_at_utc,
                own=bool(row.is_own),
            )
            for row in rows
        ),
    )


def entry_station(
    connection: Connection, actor: Actor, *, election: str, code: str, source: str | None = None
) -> EntryStation:
    """Return a station with its contests to enter.

    `source` is the one whose forms are shown (default: the election's source of entry). Raises `NotThere` for a
    station that is not there or not the person's.
    """
    place = find_place(connection, election, station=code)
    ballots = find_ballots(connection, place)
    slots = read_slots(connection, place, ballots, source or place.rules.source)
    if not any(slot.may_enter for slot in slots.values()):
        raise NotThere(f"Station {code} is not assigned to you, or not in the area you work in.")
    return sheet_of(place, ballots, slots, source or place.rules.source)


def sheet_of(
    place: Place, ballots: dict[str, Ballot], slots: dict[int, Row[Any]], source: str
) -> EntryStation:
    """Return a place, a station or an area, with its contests as forms of `source` stand in them."""
    return EntryStation(
        election=place.election,
        election_title=place.election_title,
        is_test=place.is_test,
        timezone=place.timezone,
        code=place.code,
        name=place.name,
        area=place.path[-1],
        path=place.path,
        registered=place.registered,
        latitude=place.latitude,
        longitude=place.longitude,
        source=source,
        photo="required" if place.rules.photo_required else "optional",
        contests=tuple(_contest(place, ballot, slots[ballot.race_id]) for ballot in ballots.values()),
    )


def read_slots(
    connection: Connection, place: Place, ballots: dict[str, Ballot], source: str
) -> dict[int, Row[Any]]:
    """Return for each race of a place what stands in the form of `source`, and whether the person may enter it."""
    asked = {
        "race_ids": [ballot.race_id for ballot in ballots.values()],
        "area_id": place.area_id,
        "station_id": place.station_id,
        "source": source,
    }
    return {row.race_id: row for row in connection.execute(sql("entry_slots"), asked)}


def _contest(place: Place, ballot: Ballot, slot: Row[Any]) -> EntryContest:
    return EntryContest(
        code=ballot.contest,
        title=ballot.title,
        candidates=ballot.lines,
        max_votes=ballot.max_votes if place.station_id is not None else None,
        form=slot.uid if slot.is_own else None,
        state=slot.state,
        receipt=slot.receipt,
        received_at=slot.received_at_utc,
        revision=slot.revision,
        own=bool(slot.is_own),
    )

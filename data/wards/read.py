"""Reads everything about one area in one transaction, for the office's page and its JSON twin.

Called by `pages.office.ward` and `dashboard.office_api.wards`. A dozen statements, each found by key.
"""

from __future__ import annotations

from sqlalchemy import Connection

from data.errors import NotThere
from data.records.wards import WardReport
from data.wards.listing import arrivals_of, rows_below
from data.wards.measures import spread_pp
from data.wards.open import open_matters
from data.wards.place import find_place, indicators_of, place_record
from data.wards.results import contests_of


def ward_report(
    connection: Connection, election: str, area: str, *, contest: str | None = None
) -> WardReport:
    """Return the report of an area; `contest` chooses the one whose stations and curve are told (default: the first).

    Raises `NotThere` for an area or contest that does not exist, or that is not the asker's.
    """
    found = find_place(connection, election, area)
    place = place_record(connection, found, election)
    contests, keys = contests_of(connection, found)
    chosen = contest or (contests[0].code if contests else None)
    if chosen is not None and chosen not in keys:
        raise NotThere("There is no such contest in this election.")
    contest_id, race_id = keys[chosen] if chosen is not None else (None, None)
    rows = rows_below(connection, found, contest_id=contest_id, race_id=race_id)
    return WardReport(
        place=place,
        contests=tuple(contests),
        chosen=chosen,
        rows=rows,
        rows_level=place.child_level or "station",
        rows_of=place.stations if place.is_leaf else len(rows),
        turnout_sd_pp=spread_pp([row.turnout_pct for row in rows if row.turnout_pct is not None]),
        arrivals=arrivals_of(connection, found, contest_id),
        open=open_matters(connection, found),
        indicators=indicators_of(connection, found.area_id),
    )

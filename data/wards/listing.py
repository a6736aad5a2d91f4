"""The rows below an area in one contest (stations of a ward, areas of a county) and when their forms arrived.

Called by `data.wards.read`. Figures of a form are told only when it is in the public totals.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row

from data.engine import sql
from data.records.wards import Arrivals, WardRow
from data.stats.shares import share_pct

#: A ward of a big town has some hundred stations.
STATIONS = 400
#: Above so many stations the curve is left to the public pages, which keep it per version.
CURVE_STATIONS = 2_500


def rows_below(
    connection: Connection, found: Row[Any], *, contest_id: int | None, race_id: int | None
) -> tuple[WardRow, ...]:
    """Return the stations of a ward, or the areas directly below another area."""
    given = {
        "area_id": found.area_id,
        "register_id": found.register_id,
        "race_id": race_id,
        "contest_id": contest_id,
    }
    if found.level == len(found.level_names) - 1:
        given |= {"publish_states": found.publish_states, "rows": STATIONS}
        return tuple(_station(row) for row in connection.execute(sql("ward_stations"), given))
    given |= {"level": found.level, "area_ids": found.area_ids}
    return tuple(_area(row) for row in connection.execute(sql("ward_children"), given))


def _station(row: Row[Any]) -> WardRow:
    return WardRow(
        code=row.code,
        name=row.name,
        registered=row.registered,
        turnout_pct=share_pct(row.cast, row.voters),
        leader=row.leader,
        leader_pct=share_pct(row.leader_votes, row.valid) if row.leader is not None else None,
        state=row.state,
        is_late=row.is_late and row.state is None,
        received_at=row.received_at_utc,
        form=row.uid,
    )


def _area(row: Row[Any]) -> WardRow:
    cast, voters = (None if n is None else int(n) for n in (row.turnout_cast, row.turnout_registered))
    return WardRow(
        code=row.code,
        name=row.name,
        registered=None if row.registered is None else int(row.registered),
        turnout_pct=share_pct(cast, voters),
        leader=row.leader,
        leader_pct=share_pct(int(row.leader_votes), int(row.valid)) if row.leader is not None else None,
        stations=row.stations,
        reported=int(row.reported),
        counted=int(row.counted),
        disputed=int(row.disputed),
    )


def arrivals_of(
    connection: Connection, found: Row[Any], contest_id: int | None
) -> tuple[Arrivals, ...] | None:
    """Return how many forms had arrived when, up to the last one; `None` for an area too large to look through."""
    if contest_id is None or found.stations > CURVE_STATIONS:
        return None
    given = {"contest_id": contest_id, "path_ids": found.path_ids, "area_ids": found.area_ids}
    sum_ = 0
    points: list[Arrivals] = []
    for row in connection.execute(sql("ward_arrivals"), given):
        if not points:
            points.append(Arrivals(at=row.at_utc, forms=0))
        sum_ += row.forms
        points.append(Arrivals(at=row.at_utc + timedelta(minutes=5), forms=sum_))
    return tuple(points)

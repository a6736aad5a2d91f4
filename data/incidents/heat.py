"""The heatmap: hexagons at the resolution of the zoom, points in a box, areas ranked against their stations.

Called by `dashboard.office_api.incident_map` and the map's page on a connection of `Desk.acting`. Everything is read through
functions of the database that count only in the asker's areas.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from data.elections import OfficeElection
from data.engine import sql
from data.errors import NotThere
from data.incidents.hotspots import scores
from data.incidents.places import cell_name, corners_of
from data.incidents.queue import Filters, listed
from data.records.incidents import Heat, HeatCell, Hotspot, Hotspots, HourCount, MapPoint, MapPoints
from data.records.results import AreaRef

MOST_CELLS = 3000
MOST_POINTS = 500

Box = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Window:
    """Where and when: a box (west, south, east, north) and hours, both ends in; `None` is everywhere and always."""

    box: Box | None = None
    hour_from: datetime | None = None
    hour_to: datetime | None = None


def heat(
    connection: Connection,
    election: OfficeElection,
    resolution: int,
    *,
    filters: Filters,
    window: Window,
    with_hours: bool = True,
) -> Heat:
    """Return the hexagons of a box, fullest first, and (`with_hours`) how many incidents happened in each hour anywhere.

    The hours hang on the filters only: who moves a map has them already.
    """
    asked = {**_asked(election, filters, window), "resolution": resolution, "most": MOST_CELLS + 1}
    rows = connection.execute(sql("incident_heat"), asked).all()
    cells = tuple(
        HeatCell(
            cell=cell_name(row.cell), incidents=row.incidents, urgent=row.urgent, corners=corners_of(row.cell)
        )
        for row in rows[:MOST_CELLS]
    )
    hours = connection.execute(sql("incident_hours"), asked).all() if with_hours else []
    return Heat(
        resolution=resolution,
        cells=cells,
        cut=len(rows) > MOST_CELLS,
        hours=tuple(
            HourCount(hour=h.hour_utc, incidents=h.incidents) for h in hours if h.hour_utc is not None
        ),
        unplaced=sum(h.incidents for h in hours if h.hour_utc is None),
        total=sum(cell.incidents for cell in cells),
    )


def points(
    connection: Connection,
    election: OfficeElection,
    *,
    filters: Filters,
    window: Window,
    before: int | None = None,
    most: int = MOST_POINTS,
) -> MapPoints:
    """Return incidents in a box, newest first; `before` is `next` of the page before. Raises `NotThere` without a box."""
    if window.box is None:
        raise NotThere("Points are of a box.")
    asked = {**_asked(election, filters, window), "before": before, "most": most + 1}
    rows = connection.execute(sql("incident_points"), asked).all()
    found = tuple(
        MapPoint(
            incident=row.uid, longitude=round(row.longitude, 5), latitude=round(row.latitude, 5), category=row.category,
            severity=row.severity, status=row.status, happened_at=row.happened_at_utc, precise=row.precise,
        )
        for row in rows[:most]
    )  # fmt: skip
    return MapPoints(points=found, next=rows[most - 1].incident_id if len(rows) > most else None)


def hotspots(
    connection: Connection,
    election: OfficeElection,
    level: int,
    *,
    filters: Filters,
    window: Window,
    most: int = 20,
) -> Hotspots:
    """Return the areas of a level with any incident, hottest first: by surprise, then by the shrunk rate."""
    rows = connection.execute(
        sql("incident_rates"), {**_asked(election, filters, window), "level": level}
    ).all()
    found = [
        Hotspot(
            area=AreaRef(code=row.code, name=row.name, level=row.level), incidents=row.incidents, urgent=row.urgent,
            stations=row.stations, expected=round(score.expected, 2), times=round(score.times, 2),
            surprise=round(score.surprise, 2),
        )
        for row, score in zip(rows, scores([(r.incidents, r.stations) for r in rows]), strict=True)
        if row.incidents
    ]  # fmt: skip
    found.sort(key=lambda spot: (-spot.surprise, -spot.times, spot.area.code))
    return Hotspots(
        level=election.level_names[level],
        hotspots=tuple(found[:most]),
        incidents=sum(row.incidents for row in rows),
        stations=sum(row.stations for row in rows),
    )


def outlines(connection: Connection, election: OfficeElection, area: str | None) -> tuple[str, bytes]:
    """Return the hash and TopoJSON of the areas inside `area` (the country). Raises `NotThere` without boundaries."""
    row = connection.execute(
        sql("incident_outlines"), {"election_id": election.election_id, "code": area}
    ).first()
    if row is None:
        raise NotThere("There are no boundaries of these areas.")
    return row.sha256, bytes(row.body)


def _asked(election: OfficeElection, filters: Filters, window: Window) -> dict[str, Any]:
    return {
        "election_id": election.election_id,
        "categories": listed(filters.categories),
        "severities": listed(filters.severities),
        "statuses": listed(filters.statuses),
        "box": list(window.box) if window.box else None,
        "hour_from": window.hour_from,
        "hour_to": window.hour_to,
    }

"""Incidents as their reporters and the managers of their area see them; categories.

Called by `dashboard.office_api.incidents` and pages of the office. A name that the asker may not see is `manager`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row

from data.engine import sql
from data.errors import NotThere
from data.records import (
    AreaRef,
    IncidentCategory,
    IncidentEvent,
    IncidentPage,
    IncidentRecord,
)
from data.records.words import N_

#: The titles of `incident_categories` that the schema brings, for the catalogue of translations.
TITLES = (
    N_("Station opened late or not at all"),
    N_("Materials missing or wrong"),
    N_("Equipment or network failed"),
    N_("Voters missing from the register"),
    N_("Agents or observers kept out"),
    N_("Secrecy of the vote broken"),
    N_("Money or goods for votes"),
    N_("Intimidation"),
    N_("Violence"),
    N_("Counting not as prescribed"),
    N_("Form altered, missing or not displayed"),
    N_("Something else"),
)


def categories(connection: Connection) -> tuple[IncidentCategory, ...]:
    """Return the categories that may be reported, in order."""
    rows = connection.execute(sql("incident_categories"))
    return tuple(IncidentCategory(category=row.category, title=row.title) for row in rows)


def incident_record(connection: Connection, uid: UUID) -> IncidentRecord:
    """Return an incident with its history. Raises `NotThere` for one that is not the asker's to see."""
    row = connection.execute(sql("incident_one"), {"uid": uid}).first()
    if row is None:
        raise NotThere("There is no such incident, or it is not yours to see.")
    return _record(row)


def list_incidents(
    connection: Connection,
    *,
    election: str | None = None,
    status: str | None = None,
    mine: bool = False,
    after: UUID | None = None,
    most: int = 50,
) -> IncidentPage:
    """Return incidents, newest first; `after` is the last one of the page before."""
    asked = {"election": election, "status": status, "mine": mine, "after": after, "most": most + 1}
    rows = connection.execute(sql("incident_list"), asked).all()
    found = tuple(_record(row) for row in rows[:most])
    return IncidentPage(incidents=found, next=str(found[-1].incident) if len(rows) > most else None)


def _record(row: Row[Any]) -> IncidentRecord:
    station = (
        AreaRef(code=row.station_code, name=row.station_name, level="station") if row.station_code else None
    )
    return IncidentRecord(
        incident=row.uid,
        receipt=row.receipt,
        election=row.election,
        category=row.category,
        category_title=row.title,
        severity=row.severity,
        status=row.status,
        description=row.description,
        area=AreaRef(code=row.area_code, name=row.area_name, level=row.area_level),
        station=station,
        latitude=row.latitude,
        longitude=row.longitude,
        happened_at=row.happened_at_utc,
        reported_at=row.reported_at_utc,
        reported_by=row.reported_by,
        attachments=tuple(row.attachments or ()),
        events=tuple(msgspec.convert(event, IncidentEvent) for event in row.events or ()),
    )

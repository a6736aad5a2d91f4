"""What a manager sees of one incident: its place beside the station's result, what it may be the same as, who can take it.

Called by the office's API and page on a connection of `Desk.acting`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from data.engine import sql
from data.errors import NotThere
from data.incidents.read import incident_record
from data.records.incidents import IncidentCase, OtherIncident, Outline, PersonRef, StationContest

_ALIKE, _HERE = 5, 10


def incident_case(connection: Connection, uid: UUID) -> IncidentCase:
    """Return an incident as its managers see it. Raises `NotThere` for one that is not the asker's to manage."""
    record = incident_record(connection, uid)
    row = connection.execute(sql("incident_case"), {"uid": uid}).first()
    if row is None:
        raise NotThere("There is no such incident, or it is not yours to manage.")
    others: dict[str, list[OtherIncident]] = {"merged": [], "into": [], "here": []}
    for other in connection.execute(sql("incident_others"), {"incident_id": row.incident_id, "most": _HERE}):
        others[other.relation].append(_other(other))
    alike = connection.execute(sql("incident_alike"), {"incident_id": row.incident_id, "most": _ALIKE})
    contests = connection.execute(sql("incident_contests"), {"incident_id": row.incident_id})
    asked = {"path_ids": list(row.path_ids), "root_id": None, "below": False}
    return IncidentCase(
        record=record,
        source=row.reporter,
        visibility=row.visibility,
        public_text=row.public_text,
        moderated_at=row.moderated_at_utc,
        moderated_by=row.moderated_by,
        assigned=PersonRef(user=row.assigned_uid, name=row.assigned_name) if row.assigned_uid else None,
        escalated_at=row.escalated_at_utc,
        escalation_rule=row.escalation_rule,
        merged_into=others["into"][0] if others["into"] else None,
        merged=tuple(others["merged"]),
        alike=() if others["into"] else tuple(_other(one) for one in alike),
        here=tuple(others["here"]),
        contests=tuple(_contest(one) for one in contests),
        people=tuple(
            PersonRef(user=p.uid, name=p.display_name)
            for p in connection.execute(sql("incident_people"), asked)
        ),
        longitude=row.longitude,
        latitude=row.latitude,
        precise=row.precise,
        outline=_outline(row),
    )


def _other(row: Row[Any]) -> OtherIncident:
    return OtherIncident(
        incident=row.uid,
        receipt=row.receipt,
        category_title=row.title,
        severity=row.severity,
        status=row.status,
        happened_at=row.happened_at_utc,
        description=row.description,
        distance_m=getattr(row, "distance_m", None),
    )


def _contest(row: Row[Any]) -> StationContest:
    return StationContest(
        code=row.code, title=row.title, form=row.form, state=row.state, counts=row.counts, hold=row.hold_rule
    )


def _outline(row: Row[Any]) -> Outline | None:
    if row.outline is None:
        return None
    return Outline(
        name=row.outline_name,
        path=row.outline,
        west=row.west,
        south=row.south,
        east=row.east,
        north=row.north,
    )

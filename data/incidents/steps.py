"""Steps of an incident: notes by its reporter and managers, a new status by managers, each with words.

Called by `dashboard.office_api.incidents`. Nothing is ever taken back; a wrong step is followed by a right one.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection

from data.acting import Actor
from data.engine import sql
from data.errors import NotAllowed, StepRefused
from data.incidents.read import incident_record
from data.incidents.state import MOMENT, add_event, audit, incident_state, refuse_merged
from data.records import IncidentRecord, IncidentStep

#: From which status to which; closed cases may be opened again.
ALLOWED = {
    "reported": ("investigating", "resolved", "dismissed"),
    "investigating": ("resolved", "dismissed"),
    "resolved": ("investigating",),
    "dismissed": ("investigating",),
}


def add_step(connection: Connection, actor: Actor, uid: UUID, step: IncidentStep) -> IncidentRecord:
    """Add a note, or change the status with one; return the incident.

    Raises `NotThere`, `NotAllowed` (status by somebody who is no manager of the area), `StepRefused` (a status that does
    not follow, or that somebody changed a moment before).
    """
    row = incident_state(connection, uid)
    if step.status is not None:
        if not row.may_manage:
            raise NotAllowed("Only a manager of the area changes the status of an incident.")
        refuse_merged(row)
        if step.status not in ALLOWED[row.status]:
            raise StepRefused(f"An incident that is {row.status} cannot become {step.status}.")
        changed = {"incident_id": row.incident_id, "old": row.status, "new": step.status}
        if connection.execute(sql("incident_set_status"), changed).first() is None:
            raise StepRefused("Somebody changed the status a moment before.", remedy=MOMENT)
    change = (row.status, step.status) if step.status else (None, None)
    add_event(connection, actor, row, "status" if step.status else "note", change=change, note=step.note)
    old, new = ({"status": row.status}, {"status": step.status}) if step.status else (None, None)
    audit(
        connection, actor, row, "status" if step.status else "note",
        old=old, new=new, reason=step.note.strip() or None,
    )  # fmt: skip
    return incident_record(connection, uid)

"""The state of an incident before somebody changes it, locked for the change; the line of history and the audit row after.

Called by `steps`, `actions` and `merging` of this package. Who may change what is decided here and again by the tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row
from sqlalchemy.exc import IntegrityError

from data.acting import Actor
from data.audit.trail import record
from data.engine import sql
from data.errors import MatokeoError, NotAllowed, NotThere, StepRefused

MOMENT = "Load the incident again."


def incident_state(connection: Connection, uid: UUID) -> Row[Any]:
    """Return the state of an incident. Raises `NotThere` for one that is not the asker's to see."""
    row = connection.execute(sql("incident_state"), {"uid": uid}).first()
    if row is None:
        raise NotThere("There is no such incident, or it is not yours to see.")
    return row


def managed(connection: Connection, *uids: UUID) -> list[Row[Any]]:
    """Lock incidents and return their states in the order asked for.

    Raises `NotThere` where one is not the asker's to see, `NotAllowed` where it is not theirs to manage.
    """
    states = [incident_state(connection, uid) for uid in uids]
    if not all(state.may_manage for state in states):
        raise NotAllowed("Only a manager of the area does this.")
    connection.execute(sql("incident_lock"), {"uids": list(uids)}).all()
    # Read again: what was read before the lock may be what somebody else has changed by now.
    return [incident_state(connection, uid) for uid in uids]


def refuse_merged(state: Row[Any]) -> None:
    """Raise `StepRefused` for an incident that is seen from another one."""
    if state.merged_uid is not None:
        raise StepRefused(
            "This incident is merged into another one.", remedy="Work on that one, or take the merge back."
        )


def add_event(
    connection: Connection,
    actor: Actor,
    state: Row[Any],
    kind: str,
    *,
    change: tuple[str | None, str | None] = (None, None),
    note: str = "",
) -> None:
    """Add a line to the history of an incident; `change` is old and new as pages show them."""
    event = {
        "incident_id": state.incident_id,
        "user_id": actor.user_id,
        "kind": kind,
        "old": change[0],
        "new": change[1],
        "note": note.strip() or None,
    }
    connection.execute(sql("incident_add_event"), event)


def audit(connection: Connection, actor: Actor, state: Row[Any], action: str, **what: Any) -> None:
    """Leave a row in the audit log: `old`, `new`, `reason` as `data.audit.trail.record` takes them."""
    record(connection, actor, f"incident.{action}", ("incident", state.uid), **what)


def guarded(
    connection: Connection, statement: str, values: dict[str, Any], refusal: MatokeoError
) -> Row[Any] | None:
    """Run a change that the table itself may refuse; `refusal` is raised then. Returns the row it answers."""
    try:
        return connection.execute(sql(statement), values).first()
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) == "23514":
            raise refusal from error
        raise


def refs(uids: Sequence[UUID]) -> list[UUID]:
    """Return ids once each, in their order."""
    return list(dict.fromkeys(uids))

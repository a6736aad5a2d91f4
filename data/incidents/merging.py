"""Merges an incident that was reported twice into the other one, and takes that back.

Called by `dashboard.office_api.incident_actions`. The merged one is dismissed; its photos and history are seen from the
other. Chains and cycles are refused by the table: what is merged takes no other, and what took one is not merged.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection

from data.acting import Actor
from data.engine import sql
from data.errors import StepRefused
from data.incidents.state import MOMENT, add_event, audit, guarded, managed, refuse_merged
from data.records.incidents import MergeAsk, UnmergeAsk

_REFUSED = "These two cannot be merged: one is merged already, or took another one."


def merge(connection: Connection, actor: Actor, uid: UUID, ask: MergeAsk) -> None:
    """Merge an incident into `ask.into`. Raises `NotThere`, `NotAllowed`, `StepRefused`."""
    if uid == ask.into:
        raise StepRefused("An incident is not merged into itself.")
    state, target = managed(connection, uid, ask.into)
    refuse_merged(state)
    if target.merged_uid is not None or state.election_id != target.election_id:
        raise StepRefused(_REFUSED)
    if state.visibility == "public":
        raise StepRefused("It is public.", remedy="Withdraw it first.")
    values = {"incident_id": state.incident_id, "into": ask.into, "old": state.status}
    if guarded(connection, "incident_merge", values, StepRefused(_REFUSED)) is None:
        raise StepRefused("Somebody changed it a moment before.", remedy=MOMENT)
    add_event(connection, actor, state, "merged", change=(state.status, target.receipt), note=ask.note)
    audit(
        connection, actor, state, "merge", reason=ask.note.strip(),
        old={"status": state.status}, new={"merged_into": str(ask.into), "status": "dismissed"},
    )  # fmt: skip


def unmerge(connection: Connection, actor: Actor, uid: UUID, ask: UnmergeAsk) -> None:
    """Take a merge back: the incident has the status it had. Raises `NotThere`, `NotAllowed`, `StepRefused`."""
    (state,) = managed(connection, uid)
    if state.merged_uid is None:
        raise StepRefused("It is not merged into another one.", remedy=MOMENT)
    status = connection.execute(sql("incident_unmerge"), {"incident_id": state.incident_id}).scalar_one()
    add_event(connection, actor, state, "unmerged", change=(state.merged_receipt, status), note=ask.note)
    audit(
        connection, actor, state, "unmerge", reason=ask.note.strip(),
        old={"merged_into": str(state.merged_uid), "status": state.status}, new={"status": status},
    )  # fmt: skip

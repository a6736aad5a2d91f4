"""What managers do to incidents beside a new status: give them to a person, judge their severity, moderate them.

Called by `dashboard.office_api.incident_actions`. Every change leaves a line in the incident's history and one in the audit
log, in its own transaction.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection

from data.acting import Actor
from data.engine import sql
from data.errors import NotAllowed, StepRefused
from data.incidents.state import MOMENT, add_event, audit, guarded, managed, refs, refuse_merged
from data.records.incidents import AssignAsk, ModerateAsk, SeverityAsk

# So many letters of a report in a public text are a quotation.
_QUOTED = 40


def assign(connection: Connection, actor: Actor, ask: AssignAsk) -> int:
    """Give incidents to a person, all or none; return how many changed hands.

    Raises `NotThere`, `NotAllowed` (not a manager of the area, or the person is none), `StepRefused` for a merged one.
    """
    changed = 0
    for state in managed(connection, *refs(ask.incidents)):
        refuse_merged(state)
        if state.assigned_to == ask.user:
            continue
        row = guarded(
            connection,
            "incident_assign",
            {"incident_id": state.incident_id, "user": ask.user},
            NotAllowed("That person does not work in the area of this incident."),
        )
        if row is None:
            raise NotAllowed("There is no such person.")
        add_event(
            connection,
            actor,
            state,
            "assigned",
            change=(state.assigned_name, row.assigned_name),
            note=ask.note,
        )
        audit(
            connection, actor, state, "assign", reason=ask.note.strip(),
            old={"assigned": state.assigned_to}, new={"assigned": ask.user},
        )  # fmt: skip
        changed += 1
    return changed


def set_severity(connection: Connection, actor: Actor, uid: UUID, ask: SeverityAsk) -> None:
    """Change how serious an incident is. Raises `NotThere`, `NotAllowed`, `StepRefused`."""
    (state,) = managed(connection, uid)
    refuse_merged(state)
    if state.severity == ask.severity:
        raise StepRefused("It has this severity already.", remedy=MOMENT)
    if not ask.note.strip():
        raise StepRefused("Write why.")
    change = {"incident_id": state.incident_id, "old": state.severity, "new": ask.severity}
    connection.execute(sql("incident_set_severity"), change).one()
    add_event(connection, actor, state, "severity", change=(state.severity, ask.severity), note=ask.note)
    audit(
        connection, actor, state, "severity", reason=ask.note.strip(),
        old={"severity": state.severity}, new={"severity": ask.severity},
    )  # fmt: skip


def moderate(connection: Connection, actor: Actor, uid: UUID, ask: ModerateAsk) -> None:
    """Show an incident to the public in the moderator's words, or keep it from it.

    Raises `NotThere`, `NotAllowed`, `StepRefused` (no words, or the reporter's own).
    """
    (state,) = managed(connection, uid)
    words = ask.text.strip()
    if ask.visibility == "public":
        refuse_merged(state)
        if state.status == "dismissed":
            raise StepRefused("A dismissed incident is not shown to the public.")
        if not words:
            raise StepRefused("Write what the public may read.")
        if _quotes(words, state.description):
            raise StepRefused("These are the reporter's words.", remedy="Write it in your own.")
    values = {
        "incident_id": state.incident_id,
        "visibility": ask.visibility,
        "text": words or None,
        "user_id": actor.user_id,
    }
    connection.execute(sql("incident_moderate"), values).one()
    add_event(connection, actor, state, "moderated", change=(state.visibility, ask.visibility), note=ask.note)
    audit(
        connection, actor, state, "moderate", reason=ask.note.strip(),
        old={"visibility": state.visibility, "text": state.public_text},
        new={"visibility": ask.visibility, "text": words or state.public_text},
    )  # fmt: skip


def _quotes(words: str, description: str) -> bool:
    """Tell whether public words hold what the reporter wrote: all of it, or a long piece."""
    mine, theirs = (" ".join(text.casefold().split()) for text in (words, description))
    if mine == theirs:
        return True
    pieces = (theirs[start : start + _QUOTED] for start in range(max(1, len(theirs) - _QUOTED + 1)))
    return any(len(piece) == _QUOTED and piece in mine for piece in pieces)

"""Rollbacks that need two people: one asks, another approves or refuses within half an hour; nobody decides an own request.

Called by `dashboard.office_api.publish` and pages of publication control on a connection of `Desk.acting`. What must hold is
the store's (migration 0010): functions and a trigger that binds whoever runs the statement.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection

from data.acting import Actor
from data.audit.trail import record
from data.engine import sql
from data.errors import NotThere
from data.publish.control import audit_switch, refusing
from data.publish.standing import standing
from data.records.publication import DecisionAsk, RollbackAsk, RollbackRequest

SHOWN = 8


def ask_rollback(connection: Connection, actor: Actor, election_id: int, ask: RollbackAsk) -> UUID:
    """Ask for a rollback; return the request. Raises `NotAllowed`, `StepRefused` (one waits, stale page, no such version)."""
    asked = {
        "election_id": election_id,
        "version": ask.version,
        "reason": ask.reason.strip(),
        "seen": ask.seen,
    }
    with refusing():
        uid = UUID(str(connection.execute(sql("publication_ask"), asked).scalar_one()))
    new = {"version": ask.version, "request": str(uid)}
    record(connection, actor, "publish.ask", ("election", ask.election), new=new, reason=ask.reason.strip())
    return uid


def decide_rollback(connection: Connection, actor: Actor, uid: UUID, ask: DecisionAsk) -> int:
    """Approve, refuse or withdraw a request; return the id of its election.

    Raises `NotThere`, `NotAllowed` (own request, no right), `StepRefused` (decided, expired, publication changed since).
    """
    row = connection.execute(sql("publication_request"), {"uid": uid}).first()
    if row is None:
        raise NotThere("There is no such request, or it is not yours to see.")
    before = standing(connection, row.election_id).state
    reason = ask.reason.strip()
    with refusing():
        connection.execute(
            sql("publication_decide"), {"uid": uid, "decision": ask.decision, "reason": reason}
        )
    target = ("election", row.election)
    new = {"request": str(uid), "version": row.version}
    record(
        connection,
        actor,
        f"publish.{ask.decision}",
        target,
        old={"state": row.state},
        new=new,
        reason=reason,
    )
    if ask.decision == "approved":
        done = RollbackAsk(election=row.election, version=row.version, reason=row.reason, seen="")
        was = (before.mode, before.public_version)
        audit_switch(connection, actor, row.election, "rolled_back", was, ask=done, request=uid)
    return int(row.election_id)


def rollback_requests(
    connection: Connection, election_id: int, *, most: int = SHOWN
) -> tuple[RollbackRequest, ...]:
    """Return the requests of an election, newest first."""
    rows = connection.execute(sql("publication_requests"), {"election_id": election_id, "rows": most})
    return tuple(
        RollbackRequest(
            request=row.uid,
            version=row.version,
            reason=row.reason,
            state=row.state,
            requested_by=row.requested_by or "",
            requested_at=row.requested_at_utc,
            expires_at=row.expires_at_utc,
            own=row.own,
            decided_by=row.decided_by,
            decided_at=row.decided_at_utc,
            decision=row.decision,
        )
        for row in rows
    )

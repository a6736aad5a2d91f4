"""What people do with alerts: take, give away, look into, snooze, resolve with an outcome, reopen, note.

Called by the API in a transaction of the person; row security says which alerts are theirs to work on. Every step is an
event of the alert and a row of the audit log.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from data.acting import Actor
from data.audit.trail import record
from data.engine import sql
from data.errors import NotThere, PersonRefused, StepRefused
from data.records.alerts import AlertStep
from data.records.words import N_

LONGEST = 2000
MOST_SNOOZE_MIN = 24 * 60
LONG_NOTE = N_("A note has at most 2000 characters.")
EMPTY_NOTE = N_("The note is empty.")
RESOLVED = N_("This alert is resolved: somebody was faster, or its cause is over.")
HAVE_IT = N_("You have it already.")
ELSEWHERE = N_("This person does not work in this area.")
LOOKED_INTO = N_("It is being looked into already.")
SLEEP = N_("An alert sleeps for 1 to 1440 minutes.")
LONG_OUTCOME = N_("An outcome has at most 2000 characters.")
NO_OUTCOME = N_("Say what came of it: an outcome is required.")
OPEN_ALREADY = N_("It is open already.")
OVER = N_("Its cause is over: if it comes again, a new alert opens by itself.")
#: What a step is refused with, for scripts to say in the reader's language.
REASONS = (
    LONG_NOTE,
    EMPTY_NOTE,
    RESOLVED,
    HAVE_IT,
    ELSEWHERE,
    LOOKED_INTO,
    SLEEP,
    LONG_OUTCOME,
    NO_OUTCOME,
    OPEN_ALREADY,
    OVER,
)

Change = dict[str, Any]


def take_step(connection: Connection, actor: Actor, uid: UUID, step: AlertStep) -> None:
    """Do one step. Raises `NotThere`, `StepRefused` (HTTP 409), `PersonRefused` (422): nothing changes then."""
    row = connection.execute(sql("alert_lock"), {"uid": uid}).one_or_none()
    if row is None:
        raise NotThere("There is no such alert.")
    note = _words(step.note, LONG_NOTE)
    kind, old, new, change = _STEPS[step.step](connection, actor, row, step)
    if step.step == "note" and not note:
        raise PersonRefused(EMPTY_NOTE)
    if change:
        connection.execute(sql("alert_change"), {"alert_id": row.alert_id, **_kept(row), **change})
    told = change.get("outcome") if kind == "resolved" else note
    event = {
        "alert_id": row.alert_id,
        "user_id": actor.user_id,
        "kind": kind,
        "old": old,
        "new": new,
        "note": told,
    }
    connection.execute(sql("alert_add_event"), event)
    record(
        connection,
        actor,
        f"alert.{step.step}",
        ("alert", uid),
        old={"value": old},
        new={"value": new},
        reason=told,
    )


def _kept(row: Row[Any]) -> Change:
    names = ("status", "assigned_to", "snoozed_until_utc", "resolved_at_utc", "resolved_by", "outcome")
    return {name: getattr(row, name) for name in names}


def _words(words: str | None, too_long: str) -> str | None:
    text = (words or "").strip()
    if len(text) > LONGEST:
        raise PersonRefused(too_long)
    return text or None


def _open_only(row: Row[Any]) -> None:
    if row.status == "resolved":
        raise StepRefused(RESOLVED)


Done = tuple[str, str | None, str | None, Change]


def _take(connection: Connection, actor: Actor, row: Row[Any], step: AlertStep) -> Done:
    _open_only(row)
    if row.assigned_to == actor.user_id and row.status == "investigating":
        raise StepRefused(HAVE_IT)
    change = {"assigned_to": actor.user_id, "status": "investigating", "snoozed_until_utc": None}
    return "assigned", row.assignee, actor.username, change


def _assign(connection: Connection, actor: Actor, row: Row[Any], step: AlertStep) -> Done:
    _open_only(row)
    if step.assignee is None:
        return "assigned", row.assignee, None, {"assigned_to": None}
    people = {
        p.username: p.user_id for p in connection.execute(sql("alert_assignees"), {"alert_id": row.alert_id})
    }
    if step.assignee not in people:
        raise PersonRefused(ELSEWHERE)
    return "assigned", row.assignee, step.assignee, {"assigned_to": people[step.assignee]}


def _investigate(connection: Connection, actor: Actor, row: Row[Any], step: AlertStep) -> Done:
    _open_only(row)
    if row.status == "investigating":
        raise StepRefused(LOOKED_INTO)
    change = {
        "status": "investigating",
        "snoozed_until_utc": None,
        "assigned_to": row.assigned_to or actor.user_id,
    }
    return "status", row.status, "investigating", change


def _snooze(connection: Connection, actor: Actor, row: Row[Any], step: AlertStep) -> Done:
    _open_only(row)
    if step.minutes is None or not 1 <= step.minutes <= MOST_SNOOZE_MIN:
        raise PersonRefused(SLEEP)
    until = row.now + timedelta(minutes=step.minutes)
    return "snoozed", row.status, until.isoformat(), {"status": "snoozed", "snoozed_until_utc": until}


def _resolve(connection: Connection, actor: Actor, row: Row[Any], step: AlertStep) -> Done:
    _open_only(row)
    outcome = _words(step.outcome, LONG_OUTCOME)
    if outcome is None:
        raise PersonRefused(NO_OUTCOME)
    change = {
        "status": "resolved",
        "snoozed_until_utc": None,
        "resolved_at_utc": row.now,
        "resolved_by": actor.user_id,
        "outcome": outcome,
    }
    return "resolved", row.status, None, change


def _reopen(connection: Connection, actor: Actor, row: Row[Any], step: AlertStep) -> Done:
    if row.status != "resolved":
        raise StepRefused(OPEN_ALREADY)
    if row.cause_gone_at_utc is not None:
        raise StepRefused(OVER)
    change = {"status": "active", "resolved_at_utc": None, "resolved_by": None, "outcome": None}
    return "reopened", None, row.severity, change


def _note(connection: Connection, actor: Actor, row: Row[Any], step: AlertStep) -> Done:
    return "note", None, None, {}


_STEPS = {
    "take": _take,
    "assign": _assign,
    "investigate": _investigate,
    "snooze": _snooze,
    "resolve": _resolve,
    "reopen": _reopen,
    "note": _note,
}

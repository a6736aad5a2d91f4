"""What a manager decides about a form: confirm, dispute with a reason, let a disputed one count again.

Called by the API. The store's triggers have the last word; here the likely refusals are said in clear words first.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from data.acting import Actor
from data.audit.trail import record
from data.engine import sql
from data.errors import StepRefused
from data.records import StepDone
from data.verify.forms import OPEN, read_form
from data.verify.refusals import (
    CLOSED,
    IS_DISPUTED,
    NOT_CURRENT,
    NOT_DISPUTED,
    NOT_VERIFIED,
    OWN_CHECK,
    OWN_ENTRY,
    needs_reason,
    refusing,
)


def confirm(connection: Connection, actor: Actor, uid: UUID) -> StepDone:
    """Confirm a verified form. Raises `StepRefused` for an own entry, an own check, a form that is not verified."""
    row = _foreign(connection, uid)
    if row.verified_by == actor.user_id:
        raise StepRefused(OWN_CHECK)
    if row.state != "verified":
        raise StepRefused(NOT_VERIFIED)
    with refusing(NOT_VERIFIED):
        done = connection.execute(sql("verify_confirm"), {"form_id": row.form_id, "user_id": actor.user_id})
        return _done(connection, actor, "form.confirm", row, done.one_or_none(), NOT_VERIFIED)


def dispute(connection: Connection, actor: Actor, uid: UUID, reason: str) -> StepDone:
    """Hold a form out of the totals. Raises `StepRefused` for an own entry, no reason, one disputed already."""
    kept = needs_reason(reason)
    row = _foreign(connection, uid)
    if row.state == "disputed":
        raise StepRefused(IS_DISPUTED)
    with refusing(IS_DISPUTED):
        done = connection.execute(sql("verify_dispute"), {"form_id": row.form_id, "reason": kept})
        return _done(connection, actor, "form.dispute", row, done.one_or_none(), IS_DISPUTED, reason=kept)


def release_hold(connection: Connection, actor: Actor, uid: UUID, reason: str) -> StepDone:
    """Let a disputed form count again in the state that its evidence gives. Raises `StepRefused`."""
    kept = needs_reason(reason)
    row = _foreign(connection, uid)
    if row.state != "disputed":
        raise StepRefused(NOT_DISPUTED)
    with refusing(NOT_DISPUTED):
        asked = {"form_id": row.form_id, "user_id": actor.user_id}
        done = connection.execute(sql("verify_release_hold"), asked)
        return _done(connection, actor, "form.release", row, done.one_or_none(), NOT_DISPUTED, reason=kept)


def _foreign(connection: Connection, uid: UUID) -> Row[Any]:
    """Return a current form of an open election that the person did not enter."""
    row = read_form(connection, uid)
    if row.is_own:
        raise StepRefused(OWN_ENTRY)
    if not row.is_current:
        raise StepRefused(NOT_CURRENT)
    if row.status not in OPEN:
        raise StepRefused(CLOSED)
    return row


def _done(
    connection: Connection,
    actor: Actor,
    action: str,
    row: Row[Any],
    done: Row[Any] | None,
    refusal: str,
    *,
    reason: str | None = None,
) -> StepDone:
    if done is None:
        raise StepRefused(refusal)
    old = {"state": row.state, "hold_rule": row.hold_rule, "hold_detail": row.hold_detail}
    record(connection, actor, action, ("form", row.uid), old=old, new={"state": done.state}, reason=reason)
    return StepDone(form=done.uid, state=done.state, revision=done.revision)

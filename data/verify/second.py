"""Stores a second entry: typed by another person from the paper, without sight of the first.

Called by the API. Sent again with the same key it answers the same. Whether both agree is computed by a trigger of the
store; agreeing verifies the form in the same transaction. The answer says that and nothing more.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from data.acting import Actor
from data.audit.trail import record
from data.engine import sql
from data.entry.checks import cast_of, valid_of
from data.entry.receipt import request_sha256
from data.errors import AlreadyThere, StepRefused
from data.records import Figures, Record, SecondReceipt, SecondSubmission
from data.verify.claims import drop_claim, hold_claim
from data.verify.forms import check_shape, in_second_queue, read_ballot, read_form, read_forms
from data.verify.refusals import NOT_CURRENT, NOT_WAITING, OWN_ENTRY, OWN_SECOND, refusing


class _Asked(Record, frozen=True, kw_only=True):
    """What the key stands for: these figures for this form."""

    form: UUID
    figures: Figures


def store_second(
    connection: Connection, actor: Actor, uid: UUID, submission: SecondSubmission, key: UUID
) -> SecondReceipt:
    """Store the second entry of a form that the person holds, under the client's `key`.

    Raises `NotThere`, `StepRefused` (own entry, not held, not waiting), `EntryRefused` (not of this ballot),
    `AlreadyThere` (the key with other figures).
    """
    digest = request_sha256(_Asked(form=uid, figures=submission.figures))
    stored = _stored(connection, actor, key, digest)
    if stored is not None:
        return stored
    row = read_form(connection, uid)
    _may_type(row)
    try:
        hold_claim(connection, actor, row.form_id)
    except StepRefused:
        # The same request may have come twice at once: the other one took the claim away with it.
        stored = _stored(connection, actor, key, digest)
        if stored is None:
            raise
        return stored
    row = read_forms(connection, [row.form_id])[row.form_id]
    _may_type(row)
    ballot = read_ballot(connection, row.race_id)
    check_shape(submission.figures, ballot)
    values = reading_values(submission.figures, ballot.ids)
    with refusing(NOT_WAITING):
        made = add_second(connection, row, actor, {**values, "uid": key, "request_sha256": digest})
        if made.agrees:
            verify(connection, actor, row)
    drop_claim(connection, actor, row.form_id)
    return SecondReceipt(form=uid, second=key, agrees=made.agrees, entered_at=made.entered_at_utc)


def add_second(connection: Connection, row: Row[Any], actor: Actor, values: dict[str, Any]) -> Row[Any]:
    """Store a reading of the form `row` by the person; return its number and whether the store found it to agree."""
    asked = {**values, "form_id": row.form_id, "user_id": actor.user_id}
    made = connection.execute(sql("verify_add_second"), asked).one()
    record(
        connection,
        actor,
        "form.second_entry",
        ("form", row.uid),
        new={"second": values["uid"], "agrees": made.agrees},
    )
    return made


def verify(connection: Connection, actor: Actor, row: Row[Any], *, reason: str | None = None) -> Row[Any]:
    """Mark a form as verified by the person, whose agreeing reading is stored; one in dispute stays disputed."""
    asked = {"form_id": row.form_id, "user_id": actor.user_id}
    done = connection.execute(sql("verify_set_verified"), asked).one_or_none()
    if done is None:
        raise StepRefused(NOT_WAITING)
    old, new = {"state": row.state}, {"state": done.state, "revision": done.revision}
    record(connection, actor, "form.verify", ("form", row.uid), old=old, new=new, reason=reason)
    return done


def reading_values(figures: Figures, ids: dict[str, int]) -> dict[str, Any]:
    """Return figures as the columns of a second entry; blanks are derived as for a first entry, so that both compare."""
    return {
        "registered": figures.registered,
        "valid": valid_of(figures),
        "rejected": figures.rejected,
        "cast": cast_of(figures),
        "candidate_ids": list(ids.values()),
        "votes": [figures.votes[code] for code in ids],
    }


def _may_type(row: Row[Any]) -> None:
    if row.is_own:
        raise StepRefused(OWN_ENTRY)
    if not row.is_current:
        raise StepRefused(NOT_CURRENT)
    if row.has_own_second:
        raise StepRefused(OWN_SECOND)
    if not in_second_queue(row):
        raise StepRefused(NOT_WAITING)


def _stored(connection: Connection, actor: Actor, key: UUID, digest: bytes) -> SecondReceipt | None:
    row = connection.execute(sql("verify_second_by_uid"), {"uid": key}).one_or_none()
    if row is None:
        return None
    if row.entered_by != actor.user_id or bytes(row.request_sha256) != digest:
        raise AlreadyThere("This key was used for something else.", remedy="Send it with a new key.")
    return SecondReceipt(form=row.form, second=row.uid, agrees=row.agrees, entered_at=row.entered_at_utc)

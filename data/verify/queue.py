"""The clerks' queue: finds the form that is next for a second entry, claims it, returns its sheet without figures.

Called by the API. The order is in `verify_next.sql`: what counts first, then what a rule holds, then the oldest; only of
the person's areas. Two people never get one form: rows in work are skipped, and a claim has the last word.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from data.acting import Actor
from data.engine import sql
from data.errors import StepRefused
from data.records import ClaimAsk, VerifySheet
from data.verify.claims import MOST_CLAIMS, drop_claim, own_claims, take_claim
from data.verify.forms import in_second_queue, place_of, read_ballot, read_form, read_forms
from data.verify.refusals import (
    NOT_CURRENT,
    NOT_WAITING,
    OWN_ENTRY,
    OWN_SECOND,
    SOMEBODY_HAS_IT,
    TOO_MANY_CLAIMS,
)

# One form of each area is enough, unless others lock those at this very moment: then a deeper look.
_DEPTHS = (1, 40, 40, 40)


def next_sheet(connection: Connection, actor: Actor, ask: ClaimAsk) -> VerifySheet | None:
    """Claim the next form and return its sheet; forms claimed before and not on the screen come first.

    `None`: nothing waits. Raises `StepRefused` when the person holds too many.
    """
    held = own_claims(connection, actor)
    for row in held:
        if row.uid not in ask.holding:
            sheet = _claimed(connection, actor, row.form_id)
            if sheet is not None:
                return sheet
    if sum(row.uid in ask.holding for row in held) >= MOST_CLAIMS:
        raise StepRefused(TOO_MANY_CLAIMS)
    tried: list[int] = []
    for depth in _DEPTHS:
        asked = {
            "contest": ask.contest,
            "area": ask.area,
            "depth": depth,
            "tried": tried,
            "skipped": list(ask.holding),
        }
        found = connection.execute(sql("verify_next"), asked).scalar_one_or_none()
        if found is None:
            continue
        sheet = _claimed(connection, actor, found)
        if sheet is not None:
            return sheet
        tried.append(found)
    return None


def sheet_of(connection: Connection, actor: Actor, uid: UUID) -> VerifySheet:
    """Claim one named form for a second entry and return its sheet. Raises `NotThere`, `StepRefused`."""
    row = read_form(connection, uid)
    if row.is_own:
        raise StepRefused(OWN_ENTRY)
    if row.has_own_second:
        raise StepRefused(OWN_SECOND)
    if not row.is_current:
        raise StepRefused(NOT_CURRENT)
    if not in_second_queue(row):
        raise StepRefused(NOT_WAITING)
    until = take_claim(connection, actor, row.form_id, "second_entry")
    if until is None:
        raise StepRefused(SOMEBODY_HAS_IT)
    return _sheet(connection, row, until)


def _claimed(connection: Connection, actor: Actor, form_id: int) -> VerifySheet | None:
    """Claim a form and return its sheet; `None` when somebody was quicker or it does not wait any more."""
    until = take_claim(connection, actor, form_id, "second_entry")
    if until is None:
        return None
    # Read after the claim: whoever typed it in between has committed by now.
    row = read_forms(connection, [form_id]).get(form_id)
    if row is None or not in_second_queue(row):
        drop_claim(connection, actor, form_id)
        return None
    return _sheet(connection, row, until)


def _sheet(connection: Connection, row: Row[Any], until: datetime) -> VerifySheet:
    return VerifySheet(
        form=row.uid,
        place=place_of(row),
        revision=row.revision,
        received_at=row.received_at_utc,
        claimed_until=until,
        candidates=read_ballot(connection, row.race_id).lines,
        photos=tuple(row.photos),
        registered=row.registered_voters,
        max_votes=row.max_votes,
        held=row.hold_rule is not None,
    )

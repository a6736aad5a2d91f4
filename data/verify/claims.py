"""Claims: who works on a form at this moment, so that two people never hold one. They run out after ten minutes.

Called by `data.verify.queue`, `second`, `resolve` and the API. One row a form in `form_claims` decides; a claim that ran
out may be taken over, and stays its person's as long as nobody did.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from data.acting import Actor
from data.engine import sql
from data.errors import StepRefused
from data.verify.forms import read_form
from data.verify.refusals import (
    NO_DIFFERENCE,
    NOT_CLAIMED,
    NOT_CURRENT,
    OWN_ENTRY,
    OWN_SECOND,
    SOMEBODY_HAS_IT,
    refusing,
)

MINUTES = 10
#: The form on the screen, the one claimed ahead, and one more for a page opened twice.
MOST_CLAIMS = 3


def take_claim(connection: Connection, actor: Actor, form_id: int, purpose: str) -> datetime | None:
    """Claim a form or renew the own claim; return when it runs out, `None` while somebody else holds it."""
    asked = {"form_id": form_id, "user_id": actor.user_id, "purpose": purpose, "minutes": MINUTES}
    with refusing(SOMEBODY_HAS_IT):
        row = connection.execute(sql("verify_claim"), asked).one_or_none()
    return None if row is None else row.expires_at_utc


def hold_claim(connection: Connection, actor: Actor, form_id: int) -> None:
    """Lock the own claim until the end of the transaction. Raises `StepRefused` when it is not the person's."""
    asked = {"form_id": form_id, "user_id": actor.user_id, "minutes": MINUTES}
    if connection.execute(sql("verify_hold_claim"), asked).one_or_none() is None:
        raise StepRefused(NOT_CLAIMED)


def own_claims(connection: Connection, actor: Actor) -> list[Row[Any]]:
    """Return the forms that the person holds for a second entry, oldest claim first."""
    return list(connection.execute(sql("verify_own_claims"), {"user_id": actor.user_id}))


def drop_claim(connection: Connection, actor: Actor, form_id: int) -> bool:
    """Give a form back; tell whether the person held it."""
    asked = {"form_id": form_id, "user_id": actor.user_id}
    return connection.execute(sql("verify_release_claim"), asked).one_or_none() is not None


def release(connection: Connection, actor: Actor, uid: UUID) -> bool:
    """Give a form back to the queue; harmless when it is not held. Raises `NotThere` for a form of other areas."""
    return drop_claim(connection, actor, read_form(connection, uid).form_id)


def claim_to_resolve(connection: Connection, actor: Actor, uid: UUID) -> datetime:
    """Claim a form with a difference for the person who will resolve it. Raises `StepRefused`."""
    row = read_form(connection, uid)
    check_difference(row)
    until = take_claim(connection, actor, row.form_id, "resolve")
    if until is None:
        raise StepRefused(SOMEBODY_HAS_IT)
    return until


def check_difference(row: Row[Any]) -> None:
    """Refuse a form that the person of the transaction may not resolve, or that has no difference: `StepRefused`."""
    if row.is_own:
        raise StepRefused(OWN_ENTRY)
    if row.has_own_second:
        raise StepRefused(OWN_SECOND)
    if not row.is_current:
        raise StepRefused(NOT_CURRENT)
    if row.verified_by is not None or not row.has_second:
        raise StepRefused(NO_DIFFERENCE)

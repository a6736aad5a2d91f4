"""Differences between two readings of one paper, and the third person's word on them.

Called by the API and the page. First right: the third person's own reading agrees with the first and verifies. Second
right: its figures become a revision. Both wrong: a correction, entered like any form, which waits for a second entry
again. Always with a reason, never by one of the two.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row

from data.acting import Actor
from data.audit.trail import record
from data.engine import sql
from data.entry.receipt import figures_sha256, form_receipt
from data.entry.submit import submit_form
from data.errors import AlreadyThere, StepRefused
from data.records import Differences, FormSubmission, Reading, Resolution, StepDone
from data.verify.claims import check_difference, drop_claim
from data.verify.forms import (
    OPEN,
    Ballot,
    check_shape,
    figures_of,
    first_reading,
    hold_words,
    place_of,
    read_ballot,
    read_figures,
    read_form,
    read_seconds,
    withheld,
)
from data.verify.refusals import (
    CLOSED,
    NEEDS_FIGURES,
    NO_DIFFERENCE,
    NOT_CURRENT,
    OWN_CHECK,
    OWN_ENTRY,
    OWN_SECOND,
    SOMEBODY_HAS_IT,
    needs_reason,
    refusing,
)
from data.verify.second import add_second, verify


def differences(connection: Connection, actor: Actor, uid: UUID) -> Differences:
    """Return a form with all its readings side by side; without any where the person could still type it blind."""
    row = read_form(connection, uid)
    waits = withheld(connection, row)
    first, seconds = None, list[Reading]()
    if not waits:
        first = first_reading(read_figures(connection, [row.form_id])[row.form_id], row)
        seconds = read_seconds(connection, [row.form_id], actor).get(row.form_id, [])
    may, why_not = _steps(row, actor)
    return Differences(
        form=row.uid,
        place=place_of(row),
        state=row.state,
        revision=row.revision,
        received_at=row.received_at_utc,
        candidates=read_ballot(connection, row.race_id).lines,
        photos=tuple(row.photos),
        waits=waits,
        first=first,
        seconds=tuple(seconds),
        registered=row.registered_voters,
        hold_rule=row.hold_rule,
        hold_detail=hold_words(row),
        may=may,
        why_not=why_not,
    )


def resolve(
    connection: Connection, actor: Actor, uid: UUID, resolution: Resolution, *, key: UUID | None
) -> StepDone:
    """Carry out the third person's choice; `key` names what it makes. Raises `StepRefused`, `EntryRefused`."""
    row = read_form(connection, uid)
    reason = needs_reason(resolution.reason)
    _may_resolve(row)
    if row.claimed_by is not None and not row.claimed_own:
        raise StepRefused(SOMEBODY_HAS_IT)
    if resolution.choice == "correction":
        done = _correct(connection, actor, row, resolution, key or uuid4())
    else:
        ballot = read_ballot(connection, row.race_id)
        with refusing(NO_DIFFERENCE):
            if resolution.choice == "first":
                done = _first_is_right(connection, actor, row, ballot, reason)
            else:
                second = _chosen(connection, actor, row, resolution.second)
                done = _second_is_right(connection, actor, row, ballot, (second, reason, key or uuid4()))
    old = {"form": row.uid, "state": row.state, "revision": row.revision}
    new = {"form": done.form, "state": done.state, "revision": done.revision, "choice": resolution.choice}
    record(connection, actor, "form.resolve", ("form", row.uid), old=old, new=new, reason=reason)
    drop_claim(connection, actor, row.form_id)
    return done


def _may_resolve(row: Row[Any]) -> None:
    if row.status not in OPEN:
        raise StepRefused(CLOSED)
    check_difference(row)


def _steps(row: Row[Any], actor: Actor) -> tuple[tuple[str, ...], str | None]:
    """Return the steps open to the person, and why the most likely other one is closed."""
    if not row.is_current:
        return (), NOT_CURRENT
    if row.status not in OPEN:
        return (), CLOSED
    if row.is_own:
        return (), OWN_ENTRY
    may = ["release"] if row.state == "disputed" else ["dispute"]
    why_not = None
    if row.has_second and row.verified_by is None:
        if row.has_own_second:
            why_not = OWN_SECOND
        else:
            may.insert(0, "resolve")
    if row.state == "verified":
        if row.verified_by == actor.user_id:
            why_not = OWN_CHECK
        else:
            may.insert(0, "confirm")
    return tuple(may), why_not


def _chosen(connection: Connection, actor: Actor, row: Row[Any], wanted: UUID | None) -> Row[Any]:
    found = connection.execute(sql("verify_seconds"), {"form_ids": [row.form_id]}).all()
    for second in found:
        if not second.agrees and (wanted is None or second.uid == wanted):
            return second
    raise StepRefused(NO_DIFFERENCE)


def _first_is_right(
    connection: Connection, actor: Actor, row: Row[Any], ballot: Ballot, reason: str
) -> StepDone:
    """Store the person's own reading with the figures of the first: the store compares, finds it agrees, verifies."""
    stated = figures_of(read_figures(connection, [row.form_id])[row.form_id])
    codes = [code for code in ballot.ids if code in stated.votes]
    # As stored, not derived again: an imported form may state less than a typed one.
    values = {
        "registered": stated.registered,
        "valid": stated.valid,
        "rejected": stated.rejected,
        "cast": stated.cast,
        "candidate_ids": [ballot.ids[code] for code in codes],
        "votes": [stated.votes[code] for code in codes],
    }
    add_second(connection, row, actor, {**values, "uid": uuid4(), "request_sha256": b""})
    done = verify(connection, actor, row, reason=reason)
    return StepDone(form=done.uid, state=done.state, revision=done.revision)


def _second_is_right(
    connection: Connection, actor: Actor, row: Row[Any], ballot: Ballot, chosen: tuple[Row[Any], str, UUID]
) -> StepDone:
    second, reason, key = chosen
    figures = figures_of(second)
    place = row.station or row.area
    receipt = form_receipt(
        key, place, row.contest, source=row.source, revision=row.revision + 1, figures=figures
    )
    asked = {
        "second_entry_id": second.second_entry_id,
        "uid": key,
        "reason": reason,
        "receipt": receipt,
        "figures_sha256": figures_sha256([figures.votes[code] for code in ballot.ids]),
    }
    connection.execute(sql("verify_adopt"), asked)
    made = read_form(connection, key)
    return StepDone(form=made.uid, state=made.state, revision=made.revision)


def _correct(
    connection: Connection, actor: Actor, row: Row[Any], resolution: Resolution, key: UUID
) -> StepDone:
    if resolution.figures is None:
        raise StepRefused(NEEDS_FIGURES)
    check_shape(resolution.figures, read_ballot(connection, row.race_id))
    submission = FormSubmission(
        election=row.election,
        contest=row.contest,
        figures=resolution.figures,
        station=row.station,
        area=None if row.station else row.area,
        source=row.source,
        accepted_warnings=resolution.accepted_warnings,
        corrects=row.uid,
        reason=resolution.reason.strip(),
    )
    try:
        receipt, _ = submit_form(connection, actor, key, submission)
    except AlreadyThere as error:
        raise StepRefused(NOT_CURRENT) from error
    return StepDone(form=receipt.form, state="preliminary", revision=receipt.revision)

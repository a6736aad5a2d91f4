"""Takes a form in: checks it, stores it once whatever the network does, or says by name why not.

Called by `dashboard.office_api.forms` on a connection of `Desk.acting`. One context statement, the form, its votes, the
audit row: four statements and one for photos, one transaction. The database has the last word on rights and on doubles.
"""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from data.acting import Actor
from data.audit.trail import record
from data.engine import sql
from data.entry.checks import cast_of, judge, valid_of
from data.entry.context import Context, read_context
from data.entry.places import AREA_SOURCES, STATION_SOURCES, Ballot, Place, find_ballots, find_place
from data.entry.receipt import form_receipt, request_sha256
from data.entry.stored import stored_form
from data.errors import AlreadyThere, EntryRefused, NotAllowed, NotThere, StepRefused
from data.records import FormReceipt, FormSubmission, StoredForm, Verdict

#: What an observer may enter beside the election's own source of entry.
_OBSERVERS_SOURCES = ("observer", "agent")


def submit_form(
    connection: Connection, actor: Actor, key: UUID, submission: FormSubmission
) -> tuple[FormReceipt, bool]:
    """Store a form under the client's key; return its receipt and whether this call stored it.

    Sent again with the same body it answers the same receipt. Raises `EntryRefused` (errors, or warnings not
    accepted), `AlreadyThere` (the key with another body, or the place has a form), `NotThere`, `NotAllowed`,
    `StepRefused`; nothing is stored then.
    """
    place, ballot = _resolve(connection, actor, submission)
    context = read_context(connection, submission, place=place, ballot=ballot, key=key)
    digest = request_sha256(submission)
    if context.row.own_form_id is not None:
        return _again(connection, context, submission, key=key, digest=digest), False
    _check_rights(context, submission)
    _check_free(connection, context, submission)
    verdict = judge(submission.figures, context.known(submission))
    accepted = _accept(verdict, submission)
    row = _form_row(actor, key, submission, context=context, digest=digest)
    row |= {"passed": list(verdict.passed), "accepted": accepted}
    try:
        with connection.begin_nested() if submission.corrects is not None else nullcontext():
            stored = connection.execute(sql("entry_add_form"), row).first()
    except DBAPIError as error:
        raise _named(error) from error
    if stored is None:
        # Somebody was first between the look and the insert: look again, now that their transaction has ended.
        context = read_context(connection, submission, place=place, ballot=ballot, key=key)
        if context.row.own_form_id is not None:
            return _again(connection, context, submission, key=key, digest=digest), False
        _check_free(connection, context, submission)
        raise AlreadyThere(
            "This key was used for something else.", sent=submission, remedy="Send the form with a new key."
        )
    photos = _add_votes(connection, stored.form_id, context, submission)
    receipt = _receipt(submission, key, row, received_at=stored.received_at_utc, photos=photos)
    _audit(connection, actor, receipt, submission)
    return receipt, True


def check_form(connection: Connection, actor: Actor, submission: FormSubmission) -> Verdict:
    """Return what the checks say of a form without storing anything. Raises like `submit_form` for its place."""
    place, ballot = _resolve(connection, actor, submission)
    context = read_context(connection, submission, place=place, ballot=ballot, key=None)
    _check_rights(context, submission)
    return judge(submission.figures, context.known(submission))


def _resolve(connection: Connection, actor: Actor, submission: FormSubmission) -> tuple[Place, Ballot]:
    if (submission.station is None) == (submission.area is None):
        raise NotThere("A form is of a station or of an area.", remedy="Name one of the two.")
    if submission.area is not None and not actor.may("manager"):
        raise NotAllowed("Forms of an area are entered by managers.")
    place = find_place(connection, submission.election, station=submission.station, area=submission.area)
    ballot = find_ballots(connection, place).get(submission.contest)
    if ballot is None:
        raise NotThere(f"The contest {submission.contest} is not held at {place.name}.")
    _check_source(actor, submission.source, place, ballot)
    return place, ballot


def _check_source(actor: Actor, source: str, place: Place, ballot: Ballot) -> None:
    if place.station_id is None:
        wanted = place.rules.area_sources.get(source)
        if source not in AREA_SOURCES or place.path[-1].level != wanted:
            raise NotThere(f"{source!r} is no form of a {place.path[-1].level}.")
        return
    if source not in (*STATION_SOURCES, ballot.counting_source, place.rules.source) or source in AREA_SOURCES:
        raise NotThere(f"{source!r} is no form of a station.")
    if not actor.may("manager") and source not in (place.rules.source, *_OBSERVERS_SOURCES):
        raise NotAllowed(f"Observers of this election do not enter forms of the source {source!r}.")


def _check_rights(context: Context, submission: FormSubmission) -> None:
    if not context.row.may_enter:
        raise NotAllowed(
            f"{context.place.name} is not assigned to you, or not in the area you work in.",
            remedy="Ask your manager.",
        )
    if not context.place.is_open:
        raise StepRefused(f"{context.place.election_title} does not take forms now.")
    if context.more is not None and submission.corrects is not None:
        _check_correction(context.more)


def _check_correction(row: Row[Any]) -> None:
    if row.old_form_id is None:
        raise NotThere("The form to correct is not there, or not yours to see.")
    if not row.old_same_place:
        raise StepRefused("A correction is of the same place, contest and source as the form it corrects.")


def _check_free(connection: Connection, context: Context, submission: FormSubmission) -> None:
    """Refuse a form whose place has one already, or a correction of a form that is no longer the newest."""
    row = context.row
    if context.more is not None and submission.corrects is not None:
        if context.more.old_is_current:
            return
        message, remedy = "The form was corrected meanwhile.", "Look at the newest revision first."
    elif row.slot_uid is None:
        return
    else:
        message, remedy = "The form of this place is stored already.", "Correct it if it is wrong."
    raise AlreadyThere(message, sent=submission, stored=_in_the_slot(connection, row), remedy=remedy)


def _in_the_slot(connection: Connection, row: Row[Any]) -> StoredForm | None:
    """Return the form that is there: to its enterer whole, to others state, time and receipt."""
    if row.slot_uid is None:
        return None
    if row.slot_is_own:
        return stored_form(connection, row.slot_uid)
    return StoredForm(
        state=row.slot_state,
        received_at=row.slot_received_at_utc,
        receipt=row.slot_receipt,
        revision=row.slot_revision,
    )


def _again(
    connection: Connection, context: Context, submission: FormSubmission, *, key: UUID, digest: bytes
) -> FormReceipt:
    """Answer a key that is there: the same receipt for the same request of the same person, else a refusal."""
    row = context.row
    if not row.own_is_own:
        raise AlreadyThere(
            "This key was used by somebody else.", sent=submission, remedy="Send it with a new key."
        )
    if bytes(row.own_request_sha256 or b"") != digest:
        raise AlreadyThere(
            "This key was used for another form.",
            sent=submission,
            stored=stored_form(connection, key),
            remedy="Send it with a new key.",
        )
    photos = connection.execute(sql("entry_form_photos"), {"form_id": row.own_form_id}).scalars()
    return _receipt(
        submission,
        key,
        {
            "receipt": row.own_receipt,
            "revision": row.own_revision,
            "accepted": list(row.own_accepted_warnings or ()),
        },
        received_at=row.own_received_at_utc,
        photos=tuple(photos),
    )


def _accept(verdict: Verdict, submission: FormSubmission) -> list[str]:
    """Return the codes of the warnings accepted. Raises `EntryRefused` for errors and for warnings not accepted."""
    given = set(submission.accepted_warnings)
    found = sorted({finding.code for finding in verdict.warnings})
    if verdict.errors:
        raise EntryRefused("Some figures must be mended.", findings=(*verdict.errors, *verdict.warnings))
    if not given.issuperset(found):
        raise EntryRefused("Compare the figures with the paper.", findings=verdict.warnings)
    return found


def _form_row(
    actor: Actor, key: UUID, submission: FormSubmission, *, context: Context, digest: bytes
) -> dict[str, Any]:
    figures, point, place, ballot = submission.figures, submission.device_point, context.place, context.ballot
    corrected = context.more if submission.corrects is not None else None
    revision = corrected.old_revision + 1 if corrected is not None else 1
    return {
        "uid": key,
        "race_id": ballot.race_id,
        "area_id": place.area_id,
        "station_id": place.station_id,
        "source": submission.source,
        "revision": revision,
        "is_counting": submission.source == ballot.counting_source,
        "reason": (submission.reason or "").strip() or None,
        "note": (submission.note or "").strip() or None,
        "registered": figures.registered,
        "valid": valid_of(figures),
        "valid_stated": figures.valid is not None,
        "rejected": figures.rejected,
        "cast_votes": cast_of(figures),
        "user_id": actor.user_id,
        "device": actor.device,
        "longitude": point.longitude if point else None,
        "latitude": point.latitude if point else None,
        "distance_m": context.row.distance_m,
        "receipt": form_receipt(
            key, place.code, ballot.contest, source=submission.source, revision=revision, figures=figures
        ),
        "request_sha256": digest,
        "figures_sha256": context.figures_sha256,
        "captured_at": submission.captured_at,
    }


def _add_votes(
    connection: Connection, form_id: int, context: Context, submission: FormSubmission
) -> tuple[UUID, ...]:
    votes = submission.figures.votes
    row = {
        "form_id": form_id,
        "candidate_ids": list(context.ballot.ids.values()),
        "votes": [votes[code] for code in context.ballot.ids],
    }
    try:
        connection.execute(sql("entry_add_votes"), row)
        if context.more is None:
            return ()
        old = context.more.old_form_id if submission.corrects is not None else None
        links = {"form_id": form_id, "attachment_ids": context.attachment_ids, "old_form_id": old}
        return tuple(connection.execute(sql("entry_add_photos"), links).scalars())
    except DBAPIError as error:
        raise _named(error) from error


def _receipt(
    submission: FormSubmission,
    key: UUID,
    row: dict[str, Any],
    *,
    received_at: datetime,
    photos: tuple[UUID, ...],
) -> FormReceipt:
    return FormReceipt(
        form=key,
        receipt=row["receipt"],
        election=submission.election,
        contest=submission.contest,
        station=submission.station,
        area=submission.area,
        source=submission.source,
        revision=row["revision"],
        received_at=received_at.astimezone(UTC),
        attachments=photos,
        accepted_warnings=tuple(row["accepted"]),
    )


def _audit(connection: Connection, actor: Actor, receipt: FormReceipt, submission: FormSubmission) -> None:
    # The figures themselves are in the form, which nobody can change: the log holds what identifies it.
    entered = {
        name: getattr(receipt, name)
        for name in ("election", "contest", "station", "area", "source", "revision", "receipt")
    }
    entered |= {"accepted_warnings": receipt.accepted_warnings, "corrects": submission.corrects}
    action = "form.enter" if submission.corrects is None else "form.correct"
    record(connection, actor, action, ("form", receipt.form), new=entered, reason=submission.reason)


_REFUSED_RIGHT = "42501"


def _named(error: DBAPIError) -> Exception:
    """Turn the database's refusal of an entry into a named error; anything unexpected stays what it is."""
    state = getattr(error.orig, "sqlstate", None)
    if isinstance(error, ProgrammingError) and state == _REFUSED_RIGHT:
        return NotAllowed("This form is not yours to enter, or the election does not take forms now.")
    if isinstance(error, IntegrityError):
        words = str(error.orig).splitlines()[0]
        if "has been checked" in words:
            return NotAllowed(
                "The form has been checked: only a manager corrects it.", remedy="Tell your manager."
            )
        return StepRefused("The form changed meanwhile.", remedy="Load it again.")
    return error

"""Reads forms for verification: of what they are, their ballot, what was typed, and who may still type it blind.

Called by the other modules of `data.verify`. Writes nothing. Whether a person may be shown figures is decided here, in
`waits_for`, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row

from data.acting import Actor
from data.engine import sql
from data.entry.codes import CODES
from data.errors import EntryRefused, NotThere
from data.records import AreaRef, BallotLine, Figures, Finding, FormPlace, QueueLine, Reading

#: While an election has one of these states, its forms are verified.
OPEN = ("active", "paused")
LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Ballot:
    """The candidates of a race in ballot order, and their numbers in the store by code."""

    lines: tuple[BallotLine, ...]
    ids: dict[str, int]


def form_uid(words: str) -> UUID:
    """Return the id of a form in an address. Raises `NotThere` for what is none."""
    try:
        return UUID(words) if len(words) == 36 else UUID("")
    except ValueError as error:
        raise NotThere("There is no such form in your areas.") from error


def read_form(connection: Connection, uid: UUID) -> Row[Any]:
    """Return one form by its id. Raises `NotThere` where it does not exist for the person."""
    row = connection.execute(sql("verify_form"), {"form_ids": None, "uid": uid}).one_or_none()
    if row is None:
        raise NotThere("There is no such form in your areas.")
    return row


def read_forms(connection: Connection, form_ids: Iterable[int]) -> dict[int, Row[Any]]:
    """Return forms by their number in the store; those that the person may not see are missing."""
    rows = connection.execute(sql("verify_form"), {"form_ids": list(form_ids), "uid": None})
    return {row.form_id: row for row in rows}


def waits_for(row: Row[Any]) -> bool:
    """Tell whether the person of the transaction could still give the form's second entry, so must not see figures.

    A disputed form counts too: released, it goes back to the typists.
    """
    return bool(
        row.is_current
        and row.verified_by is None
        and not row.is_own
        and not row.has_second
        and row.state in ("preliminary", "disputed")
        and row.status in OPEN
    )


def withheld(connection: Connection, row: Row[Any]) -> bool:
    """Tell whether the form's figures stay hidden from the person: also an earlier revision's of a form that waits."""
    if row.is_current:
        return waits_for(row)
    key = {"race_id": row.race_id, "leaf_area_id": row.leaf_area_id, "station_id": row.station_id}
    newest = [
        found.form_id
        for found in connection.execute(sql("verify_revisions"), key)
        if found.is_current and found.source == row.source
    ]
    return any(waits_for(found) for found in read_forms(connection, newest).values())


def in_second_queue(row: Row[Any]) -> bool:
    """Tell whether the form is to be typed a second time now."""
    return waits_for(row) and not (row.state == "disputed" and row.hold_rule in (None, "manager"))


def place_of(row: Row[Any]) -> FormPlace:
    """Return of what a form is."""
    station = None
    if row.station is not None:
        station = AreaRef(code=row.station, name=row.station_name, level="station")
    return FormPlace(
        election=row.election,
        is_test=row.is_test,
        contest=row.contest,
        contest_title=row.contest_title,
        source=row.source,
        counting=row.is_counting,
        area=AreaRef(code=row.area, name=row.area_name, level=row.level),
        station=station,
        path=tuple(AreaRef(**ref) for ref in row.path or ()),
    )


def line_of(row: Row[Any]) -> QueueLine:
    """Return a form as a line of a queue: never a figure, nor a rule's words, which name figures."""
    return QueueLine(
        form=row.uid,
        place=place_of(row),
        state=row.state,
        revision=row.revision,
        received_at=row.received_at_utc,
        own=row.is_own,
        photos=len(row.photos),
        hold_rule=row.hold_rule,
        hold_detail=hold_words(row),
        claimed_by=row.claimed_by,
        claimed_until=row.claimed_until_utc,
    )


def hold_words(row: Row[Any]) -> str | None:
    """Return why a form is held, unless a rule's words would show a figure to a possible second typist."""
    by_rule = row.hold_rule is not None and row.hold_rule != "manager"
    return None if by_rule and waits_for(row) else row.hold_detail


def read_ballot(connection: Connection, race_id: int) -> Ballot:
    """Return the ballot of a race."""
    rows = connection.execute(sql("verify_ballot"), {"race_id": race_id}).all()
    lines = tuple(
        BallotLine(code=r.code, name=r.name, party=r.party, abbreviation=r.abbreviation) for r in rows
    )
    return Ballot(lines, {row.code: row.candidate_id for row in rows})


def read_figures(connection: Connection, form_ids: Iterable[int]) -> dict[int, Row[Any]]:
    """Return what forms state and who entered them; the caller has asked `waits_for` before showing it."""
    rows = connection.execute(sql("verify_figures"), {"form_ids": list(form_ids)})
    return {row.form_id: row for row in rows}


def read_seconds(connection: Connection, form_ids: Iterable[int], actor: Actor) -> dict[int, list[Reading]]:
    """Return the second readings of forms, newest first; figures only of those that the caller may show."""
    found: dict[int, list[Reading]] = {}
    for row in connection.execute(sql("verify_seconds"), {"form_ids": list(form_ids)}):
        reading = Reading(
            uid=row.uid,
            by=row.entered_by,
            role=row.role,
            at=row.entered_at_utc,
            own=row.user_id == actor.user_id,
            figures=figures_of(row),
            agrees=row.agrees,
        )
        found.setdefault(row.form_id, []).append(reading)
    return found


def figures_of(row: Row[Any]) -> Figures:
    """Return the figures of a form or a second entry."""
    return Figures(
        votes=dict(row.votes),
        valid=row.valid_votes,
        rejected=row.rejected_votes,
        cast=row.votes_cast,
        registered=row.registered_voters,
    )


def first_reading(row: Row[Any], form: Row[Any]) -> Reading:
    """Return the first entry of `form` as a reading; `row` is of `read_figures`."""
    return Reading(
        uid=form.uid,
        by=row.entered_by,
        role=row.role,
        at=row.entered_at_utc,
        own=form.is_own,
        figures=figures_of(row),
    )


def check_shape(figures: Figures, ballot: Ballot) -> None:
    """Refuse figures that are not of this ballot, with `EntryRefused`; what the paper says is never judged here.

    A clerk types what the paper says, blind: warnings would tell what the first entry said.
    """
    found: list[Finding] = []
    names = {line.code: line.name for line in ballot.lines}
    for code in names.keys() - figures.votes.keys():
        found.append(_finding("F101", f"votes.{code}", name=names[code]))
    for code in figures.votes.keys() - names.keys():
        found.append(_finding("F103", f"votes.{code}", name=code))
    stated = {f"votes.{code}": count for code, count in figures.votes.items()}
    stated |= {
        name: value
        for name, value in msgspec.structs.asdict(figures).items()
        if name != "votes" and value is not None
    }
    for name, value in stated.items():
        if not 0 <= value <= LARGEST:
            found.append(_finding("F102", name, name=name, value=value))
    if found:
        raise EntryRefused("The figures have errors.", findings=_in_order(found))


def _in_order(found: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda finding: finding.field))


def _finding(code: str, field: str, **values: str | int) -> Finding:
    check = CODES[code]
    return Finding(code=code, field=field, message=check.message, remedy=check.remedy, values=dict(values))

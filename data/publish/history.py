"""Turns stored revisions of a form into its public history, and an area's own forms into comparisons.

Pure but for the photographs it asks for; called by `data.publish.provenance`. No name or id of a person may pass here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from data.publish.cube import Cube
from data.publish.lines import codes_of
from data.publish.photos import Photos
from data.publish.register import Contest, Race
from data.records import FormRevision, FormStep, PublicForm, SourceComparison


def public_form(
    rows: Sequence[Row[Any]],
    *,
    contest: str,
    station: str | None,
    codes: dict[int, str],
    photos: Photos | None,
) -> PublicForm:
    """Return the history of one form from its revisions, oldest first; `photos` is `None` where none is published."""
    # What a second typist must not see may stand in an earlier revision as well.
    hidden = bool(rows[-1].withheld)
    return PublicForm(
        contest=contest,
        source=rows[0].source,
        counting=rows[0].is_counting,
        station=station,
        revisions=tuple(_revision(row, codes, photos, hide=row.withheld and hidden) for row in rows),
    )


def _revision(row: Row[Any], codes: dict[int, str], photos: Photos | None, *, hide: bool) -> FormRevision:
    cast_votes = dict(zip(row.candidate_ids or (), row.votes or (), strict=True))
    votes = {code: cast_votes[candidate] for candidate, code in codes.items() if candidate in cast_votes}
    views = photos.published(row.views or ()) if photos is not None and not hide else ()
    return FormRevision(
        revision=row.revision,
        state=row.state,
        received_at=row.received_at_utc if row.received_stated else None,
        valid=None if hide else row.valid_votes,
        rejected=None if hide else row.rejected_votes,
        cast=None if hide else row.votes_cast,
        registered=None if hide else row.registered_voters,
        votes={} if hide else votes,
        steps=_steps(row),
        reason=row.reason,
        hold_rule=row.hold_rule,
        receipt=row.receipt,
        checks_passed=_codes(row.checks_passed),
        accepted_warnings=_codes(row.accepted_warnings),
        photos=views,
        photo_sha256=tuple(row.originals or ()),
        withheld=hide,
    )


def _codes(found: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if found is None else tuple(found)


def _steps(row: Row[Any]) -> tuple[FormStep, ...]:
    first = FormStep(step="entered", role=row.entered_role or "import", at=row.entered_at_utc)
    later = zip(row.steps or (), row.roles or (), row.times or (), row.details or (), strict=True)
    return (
        first,
        *(FormStep(step=step, role=role, at=at, detail=detail) for step, role, at, detail in later),
    )


def comparisons(cube: Cube, area_id: int) -> tuple[SourceComparison, ...]:
    """Return what the area's own forms state beside the sums of what is counted below it."""
    if not cube.beside.has_own(area_id):
        return ()
    register = cube.register
    area = register.areas[area_id]
    found = []
    for contest in register.contests.values():
        race = contest.races.get(register.ancestor(area_id, contest.level) or 0)
        if race is not None and area.level <= cube.leaf_level[contest.contest_id]:
            found += _compared(cube, contest, race, area_id)
    return tuple(found)


def _compared(cube: Cube, contest: Contest, race: Race, area_id: int) -> list[SourceComparison]:
    node = cube.nodes[contest.contest_id, area_id]
    codes = codes_of(race)
    whole = node.leaves if cube.by_area[contest.contest_id] else node.stations
    counted = node.leaves_reported if cube.by_area[contest.contest_id] else node.counted
    return [
        SourceComparison(
            contest=contest.code,
            source=source,
            stated={code: said.votes.get(candidate, 0) for candidate, code in codes.items()},
            summed={code: node.votes.get(candidate, 0) for candidate, code in codes.items()},
            complete=whole > 0 and counted == whole,
        )
        for source, said in cube.beside.of_area(race.race_id, area_id)
    ]

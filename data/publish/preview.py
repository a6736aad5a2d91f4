"""What the next version would change: the present tallies beside what is public, contest by contest, bounded.

Called by pages of publication control on a connection of `Desk.acting`, on demand. Leaders and margins come from the functions
that the publisher's documents are made with (`data.stats.shares`); what is public is read from the published documents.
Forms waiting for a second typist stay out, as they do of the public figures; lists of forms hold the asker's areas only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec
from sqlalchemy import Connection, Row

from data.elections import OfficeElection
from data.engine import sql
from data.errors import NotPublished, StoreDamaged
from data.publish.standing import Standing, version_line
from data.records.publication import (
    ContestPreview,
    Correction,
    HeldFormLine,
    Leading,
    Preview,
    RaceMove,
)
from data.records.results import AreaRef, ResultsDocument
from data.records.versions import ContestChange, VersionIndex
from data.stats.shares import leader, margin_pp

LEADERS_SHOWN, MOVES_SHOWN, FORMS_SHOWN = 30, 8, 15


class Published(Protocol):
    """Where published documents are read: `data.published.PublishedStore`."""

    def index(self, election: str, version: int) -> VersionIndex: ...
    def document(
        self, election: str, version: int, contest: str, area: str, *, keep: bool = True
    ) -> ResultsDocument: ...


@dataclass(slots=True)
class _Race:
    """The present votes of one race, or of one area below the root in a race of the whole country."""

    area: AreaRef
    changed: bool
    votes: dict[str, int] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def preview(
    connection: Connection, election: OfficeElection, now: Standing, *, store: Published | None
) -> Preview:
    """Return what readers would see change; `store` is `None` where the published files are not at hand."""
    asked = {"election_id": election.election_id, "since_seq": now.public_seq}
    version = now.state.public_version
    line = version_line(connection, election.election_id, version) if version else None
    public = {change.contest: change for change in line.contests} if line else {}
    rows = connection.execute(sql("publication_preview_contests"), asked).all()
    races = _races(connection, election, asked)
    told = {
        row.code: _published(store, election.code, version, row.code) for row in rows if row.areas and version
    }
    contests = tuple(_contest(row, public.get(row.code), races.get(row.contest_id, {})) for row in rows)
    moves = [
        move for row in rows for move in _moves(row, races.get(row.contest_id, {}), told.get(row.code) or {})
    ]
    leaders = [move for move in moves if move.new_leader]
    moved = sorted((m for m in moves if m.moved_pp), key=lambda m: -abs(m.moved_pp or 0.0))
    return _with_forms(
        connection,
        election.election_id,
        now,
        Preview(
            contests=contests,
            leaders=tuple(leaders[:LEADERS_SHOWN]),
            leaders_more=max(0, len(leaders) - LEADERS_SHOWN),
            moves=tuple(moved[:MOVES_SHOWN]),
            leaders_known=all(found is not None for found in told.values()),
        ),
    )


def _races(
    connection: Connection, election: OfficeElection, asked: dict[str, Any]
) -> dict[int, dict[str, _Race]]:
    found: dict[int, dict[str, _Race]] = defaultdict(dict)
    for row in connection.execute(sql("publication_preview_votes"), asked):
        race = found[row.contest_id].get(row.area_code)
        if race is None:
            level = election.level_names[row.area_level]
            race = _Race(AreaRef(code=row.area_code, name=row.area_name, level=level), row.changed)
            found[row.contest_id][row.area_code] = race
        race.votes[row.candidate] = int(row.votes)
        race.order[row.candidate] = row.ballot_order
        race.names[row.candidate] = row.candidate_name
    return found


def _leading(race: _Race) -> Leading:
    first, margin, _ = leader(race.votes, race.order)
    valid = sum(race.votes.values())
    if margin is None:
        return Leading()
    return Leading(
        code=first,
        name=race.names[first] if first else None,
        margin_pp=margin_pp(margin, 0, valid),
        votes=margin,
    )


def _contest(row: Row[Any], public: ContestChange | None, races: dict[str, _Race]) -> ContestPreview:
    before = (
        Leading(code=public.leader, name=public.leader_name, margin_pp=public.margin_pp)
        if public
        else Leading()
    )
    after = before
    if row.level == 0 and races:
        whole = _Race(next(iter(races.values())).area, changed=True)
        for race in races.values():
            whole.order |= race.order
            whole.names |= race.names
            for code, votes in race.votes.items():
                whole.votes[code] = whole.votes.get(code, 0) + votes
        after = _leading(whole)
    counted = int(row.counted)
    return ContestPreview(
        contest=row.code,
        title=row.title,
        counted_before=public.counted if public else 0,
        counted_after=counted,
        disputed_before=public.disputed if public else 0,
        disputed_after=int(row.disputed),
        valid_before=public.valid if public else None,
        valid_after=int(row.valid) if counted else None,
        before=before,
        after=after,
        areas=row.areas,
    )


def _published(
    store: Published | None, election: str, version: int | None, contest: str
) -> dict[str, Leading] | None:
    """What readers see now: who leads each race, or each area below the root; `None` when it cannot be read."""
    if store is None or version is None:
        return None
    try:
        root = store.index(election, version).root
        document = store.document(election, version, contest, root)
    except (NotPublished, StoreDamaged):
        return None
    if document.races:
        return {
            line.area.code: Leading(
                code=line.leader, name=line.leader_name, margin_pp=line.margin_pp, votes=line.margin_votes
            )
            for line in document.races
        }
    names = {line.code: line.name for line in document.candidates}
    return {
        child.code: Leading(
            code=child.leader,
            name=names.get(child.leader or ""),
            margin_pp=child.margin_pp,
            votes=child.margin_votes,
        )
        for child in document.children
    }


def _moves(row: Row[Any], races: dict[str, _Race], told: dict[str, Leading]) -> list[RaceMove]:
    found = []
    for code, race in sorted(races.items()):
        before, after = told.get(code), _leading(race)
        if not race.changed or before is None or before.margin_pp is None:
            continue
        lead = after.margin_pp or 0.0
        moved = lead - before.margin_pp if after.code == before.code else -lead - before.margin_pp
        if moved or after.code != before.code:
            found.append(
                RaceMove(
                    contest=row.code,
                    title=row.title,
                    area=race.area,
                    before=before,
                    after=after,
                    moved_pp=round(moved, 2),
                )
            )
    return found


def _with_forms(connection: Connection, election_id: int, now: Standing, found: Preview) -> Preview:
    asked = {"election_id": election_id, "since": now.public_at, "rows": FORMS_SHOWN}
    held = connection.execute(sql("publication_held"), asked).all()
    mended = connection.execute(sql("publication_corrections"), asked).all() if now.public_at else []
    return msgspec.structs.replace(
        found,
        held=tuple(_held(row) for row in held),
        held_total=_total(held),
        corrections=tuple(_correction(row) for row in mended),
        corrections_total=_total(mended),
    )


def _total(rows: Sequence[Row[Any]]) -> int:
    return int(rows[0].total) if rows else 0


def _held(row: Row[Any]) -> HeldFormLine:
    return HeldFormLine(
        form=row.uid,
        contest=row.contest,
        contest_title=row.contest_title,
        place=AreaRef(code=row.code, name=row.name, level=row.level),
        rule=row.hold_rule,
        detail=row.hold_detail,
        received_at=row.received_at_utc,
        fresh=bool(row.fresh),
    )


def _correction(row: Row[Any]) -> Correction:
    return Correction(
        form=row.uid,
        contest_title=row.contest_title,
        place=AreaRef(code=row.code, name=row.name, level=row.level),
        revision=row.revision,
        reason=row.reason,
        at=row.entered_at_utc,
    )

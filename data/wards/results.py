"""Results of every contest in one area: now, against the earlier election, and before that.

Called by `data.wards.read`. Reads public sums only (`*_public` of the tallies); the swing is the one of the public pages:
like for like over the same wards, each weighted by the part of its stations that is counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row

from data.engine import sql
from data.records.wards import Compared, PastResult, WardCandidate, WardContest, WardCount
from data.stats.shares import leader, margin_pp, share_pct, swing_pp
from data.wards.measures import effective_number, pedersen, spread_pp

#: So many earlier elections are told.
EARLIER = 6


@dataclass
class _Then:
    """The earlier election of one contest: the row of all valid votes, and those of its candidates."""

    whole: Row[Any] | None = None
    candidates: list[Row[Any]] = field(default_factory=list)


def contests_of(
    connection: Connection, found: Row[Any]
) -> tuple[list[WardContest], dict[str, tuple[int, int | None]]]:
    """Return every contest of the election as it stands in the area `found` (a row of `ward_place`), and ids by code.

    The ids are those of the contest and of its race here (`None`: the area is above the races).
    """
    where = {"path_ids": found.path_ids, "area_ids": found.area_ids}
    rows = connection.execute(
        sql("ward_contests"), {**where, "election_id": found.election_id, "area_id": found.area_id}
    ).all()
    votes = _grouped(
        connection.execute(
            sql("ward_votes"),
            {"race_ids": [r.race_id for r in rows if r.race_id is not None], "area_ids": found.area_ids},
        ),
        "race_id",
    )
    then = _then(connection, [r.contest_id for r in rows if r.race_id is not None], found)
    past = _grouped(
        connection.execute(
            sql("ward_history"),
            {
                **where,
                "geography_id": found.geography_id,
                "election_id": found.election_id,
                "elections": EARLIER,
            },
        ),
        "contest",
    )
    contests = [
        _contest(row, votes.get(row.race_id, []), then.get(row.contest_id), past.get(row.code, []), found)
        for row in rows
    ]
    return contests, {row.code: (row.contest_id, row.race_id) for row in rows}


def _grouped(rows: Iterable[Row[Any]], name: str) -> dict[Any, list[Row[Any]]]:
    groups: dict[Any, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, name)].append(row)
    return groups


def _then(connection: Connection, contest_ids: list[int], found: Row[Any]) -> dict[int, _Then]:
    given = {"contest_ids": contest_ids, "area_ids": found.area_ids, "register_id": found.register_id}
    groups: dict[int, _Then] = defaultdict(_Then)
    for row in connection.execute(sql("ward_then"), given):
        if row.code is None:
            groups[row.contest_id].whole = row
        else:
            groups[row.contest_id].candidates.append(row)
    return groups


def _contest(
    row: Row[Any], votes: list[Row[Any]], then: _Then | None, past: list[Row[Any]], found: Row[Any]
) -> WardContest:
    counted = {one.code: int(one.votes) for one in votes}
    order = {one.code: one.ballot_order for one in votes}
    first, margin, _ = leader(counted, order) if row.valid else (None, None, None)
    turnout = share_pct(row.turnout_cast, row.turnout_registered)
    former = _past(past)
    turnouts = [one for one in (turnout, *(p.turnout_pct for p in former)) if one is not None]
    return WardContest(
        code=row.code,
        title=row.title,
        level=found.level_names[row.level],
        races=row.races,
        count=_count(row, found),
        valid=int(row.valid),
        rejected=None if row.rejected is None else int(row.rejected),
        turnout_pct=turnout,
        candidates=_candidates(row, votes, then),
        leader=first,
        margin_votes=margin,
        margin_pp=margin_pp(margin, 0, int(row.valid)) if margin is not None else None,
        last_received_at=row.last_received_at_utc,
        compared=_compared(then),
        holds=_holds(first, votes, then),
        volatility_pp=_volatility(votes, then),
        effective=effective_number(list(counted.values())),
        effective_then=effective_number([int(one.votes) for one in then.candidates]) if then else None,
        turnout_sd_pp=spread_pp(turnouts),
        past=former,
    )


def _count(row: Row[Any], found: Row[Any]) -> WardCount:
    by_area = bool(row.by_area)
    return WardCount(
        total=(None if row.area_total is None else int(row.area_total)) if by_area else found.stations,
        reported=int(row.reported),
        counted=(None if row.area_reported is None else int(row.area_reported))
        if by_area
        else int(row.counted),
        preliminary=int(row.preliminary),
        verified=int(row.verified),
        confirmed=int(row.confirmed),
        disputed=int(row.disputed),
        by_area=by_area,
    )


def _candidates(row: Row[Any], votes: list[Row[Any]], then: _Then | None) -> tuple[WardCandidate, ...]:
    """Return the candidates, most votes first; while nothing is counted, as the ballot lists them."""
    linked = {one.candidate_code: one for one in then.candidates if one.candidate_code} if then else {}
    whole = then.whole if then else None
    valid = int(row.valid)
    lines = []
    for one in sorted(votes, key=lambda v: (-v.votes, v.ballot_order, v.code)):
        before = linked.get(one.code)
        swing = None
        if before is not None and whole is not None:
            swing = swing_pp(
                int(one.votes_like), int(row.valid_like), float(before.votes_like), float(whole.votes_like)
            )
        lines.append(
            WardCandidate(
                code=one.code,
                name=one.name,
                party=one.party,
                votes=int(one.votes),
                share_pct=share_pct(int(one.votes), valid),
                then_pct=share_pct(int(before.votes), int(whole.votes))
                if before is not None and whole
                else None,
                swing_pp=swing,
            )
        )
    return tuple(lines)


def _compared(then: _Then | None) -> Compared | None:
    if then is None or then.whole is None or not then.whole.votes:
        return None
    whole = then.whole
    first = _first(then)
    return Compared(
        election=whole.election,
        title=whole.title,
        day=whole.election_date,
        areas=whole.areas,
        moved=whole.moved,
        leader=(first.name or first.code) if first else None,
        leader_pct=share_pct(int(first.votes), int(whole.votes)) if first else None,
        leader_party=first.party if first else None,
    )


def _first(then: _Then) -> Row[Any] | None:
    """Return who had the most votes then; nobody when two were level."""
    top = then.candidates[:2]
    if not top or not top[0].votes or (len(top) > 1 and top[0].votes == top[1].votes):
        return None
    return top[0]


def _holds(first: str | None, votes: Sequence[Row[Any]], then: _Then | None) -> str | None:
    """Say whether who led then leads now. A link says: the same person, or the same party under another name."""
    former = _first(then) if then else None
    now = next((one for one in votes if one.code == first), None)
    if former is None or now is None:
        return None
    if former.candidate_code == now.code:
        return "candidate" if former.name == now.name or former.party_code is None else "party"
    if former.party_code is not None and former.party_code == now.party_code:
        return "party"
    return "changed"


def _volatility(votes: Sequence[Row[Any]], then: _Then | None) -> float | None:
    """Return Pedersen's index over parties; who has none, or no party then, counts as a party of one."""
    if then is None or then.whole is None:
        return None
    links = {one.candidate_code: _key(one) for one in then.candidates if one.candidate_code}
    parties_then = {one.party_code for one in then.candidates if one.party_code}
    now: dict[str, int] = defaultdict(int)
    for one in votes:
        known = one.party_code is not None and one.party_code in parties_then
        now[f"party {one.party_code}" if known else links.get(one.code, _key(one))] += int(one.votes)
    before: dict[str, int] = defaultdict(int)
    for one in then.candidates:
        before[_key(one)] += int(one.votes)
    return pedersen(now, before)


def _key(one: Row[Any]) -> str:
    return f"party {one.party_code}" if one.party_code is not None else f"candidate {one.code}"


def _past(rows: Sequence[Row[Any]]) -> tuple[PastResult, ...]:
    """Return one line an earlier election; `rows` come election by election, most votes first."""
    elections: Mapping[str, list[Row[Any]]] = _grouped(rows, "election")
    lines = []
    for ranked in elections.values():
        one = ranked[0]
        second = int(ranked[1].votes) if len(ranked) > 1 else 0
        lines.append(
            PastResult(
                election=one.election,
                title=one.title,
                day=one.election_date,
                winner=one.name,
                party=one.party,
                votes=int(one.votes),
                share_pct=share_pct(int(one.votes), int(one.valid)),
                margin_pp=margin_pp(int(one.votes), second, int(one.valid)),
                turnout_pct=share_pct(
                    None if one.turnout_cast is None else int(one.turnout_cast),
                    None if one.turnout_registered is None else int(one.turnout_registered),
                ),
            )
        )
    return tuple(lines)

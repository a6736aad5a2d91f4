"""Lines of a results document that need no tree: stations of a ward, seats, the history of a count.

Pure functions over forms and sums; called by `data.publish.documents` only.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Row

from data.publish.node import Node, bucket_time
from data.publish.register import Race, Register
from data.records import ChildTotal, HistoryPoint, RaceLine, SeatLine, StationCounts
from data.stats.shares import leader, margin_pp, share_pct

HISTORY_POINTS = 48


def station_line(
    code: str, name: str, registered: int | None, form: Row[Any] | None, codes: dict[int, str],
    order: dict[str, int], register: Register,
) -> ChildTotal:  # fmt: skip
    """Return one station of a ward with its current form, or as not reported."""
    if form is None:
        counts = StationCounts(total=1, reported=0, counted=0)
        return ChildTotal(code=code, name=name, level="station", stations=counts, registered=registered)
    counted = form.state in register.publish_states and form.state != "disputed"
    votes = {
        codes[c]: v for c, v in zip(form.candidate_ids or (), form.votes or (), strict=True) if c in codes
    }
    if form.withheld:
        # Only that it arrived: whoever enters it a second time must not be able to read it here.
        votes = {}
    first, margin, _ = leader(votes, order)
    stated = None if form.withheld else form.registered_voters
    voters = stated if stated is not None else registered
    return ChildTotal(
        code=code,
        name=name,
        level="station",
        stations=_counts(form.state, counted),
        registered=voters,
        cast=None if form.withheld else form.votes_cast,
        valid=None if form.withheld else form.valid_votes,
        rejected=None if form.withheld else form.rejected_votes,
        turnout_pct=None if form.withheld else share_pct(form.votes_cast, voters),
        votes=votes,
        leader=first,
        margin_votes=margin,
        margin_pp=margin_pp(margin, 0, form.valid_votes) if margin is not None and form.valid_votes else None,
        state=form.state,
        received_at=form.received_at_utc if form.received_stated else None,
        hold_rule=form.hold_rule,
        revision=form.revision,
    )


@cache
def _counts(state: str, counted: bool) -> StationCounts:
    """The counts of one station in a state: a handful of records for all stations."""
    states = {name: int(name == state) for name in ("preliminary", "verified", "confirmed", "disputed")}
    return StationCounts(total=1, reported=1, counted=int(counted), **states)


def station_counts(node: Node, *, by_area: bool) -> StationCounts:
    """Return the stations of an area's sums; `by_area` where the figures come per area and states are unknown."""
    if not by_area:
        return StationCounts(
            total=node.stations, reported=node.reported, counted=node.counted, preliminary=node.preliminary,
            verified=node.verified, confirmed=node.confirmed, disputed=node.disputed,
        )  # fmt: skip
    stated = node.stated_leaves > 0 and node.stated_leaves == node.leaves_reported
    return StationCounts(
        total=node.stated_total if stated else None,
        reported=node.stated_reported if stated else None,
        counted=node.stated_reported if stated else None,
        preliminary=None, verified=None, confirmed=None, disputed=None,
        areas_total=node.leaves, areas_reported=node.leaves_reported,
    )  # fmt: skip


def codes_of(race: Race | None) -> dict[int, str]:
    """Return candidate codes by id; empty above the level of the race."""
    return {c.candidate_id: c.code for c in race.candidates} if race else {}


def order_of(race: Race | None) -> dict[str, int]:
    """Return ballot order by candidate code."""
    return {c.code: c.ballot_order for c in race.candidates} if race else {}


def seat_lines(races: Iterable[RaceLine]) -> tuple[SeatLine, ...]:
    """Seats by the leader's party; races without a leader have none, independents count by party as registered."""
    seats: dict[str, list[Any]] = {}
    for race in races:
        if race.leader is not None and race.party is not None:
            line = seats.setdefault(race.party.code, [race.party, 0, 0])
            line[1] += 1
            line[2] += int(race.complete)
    lines = (
        SeatLine(party=party, leading=leading, complete=complete)
        for party, leading, complete in seats.values()
    )
    return tuple(sorted(lines, key=lambda line: (-line.leading, line.party.code)))


def history_points(node: Node, codes: dict[int, str]) -> tuple[HistoryPoint, ...]:
    """Cumulative arrivals at no more than `HISTORY_POINTS` moments; the last one is the whole."""
    buckets = sorted(node.arrivals)
    step = max(1, -(-len(buckets) // HISTORY_POINTS))
    last = len(buckets) - 1
    counted, votes, points = 0, dict.fromkeys(codes.values(), 0), []
    for position, bucket in enumerate(buckets):
        arrival = node.arrivals[bucket]
        counted += arrival.forms
        for candidate, count in arrival.votes.items():
            code = codes.get(candidate)
            if code is not None:
                votes[code] += count
        if (last - position) % step == 0:
            shown = dict(votes) if arrival.votes else {}
            points.append(HistoryPoint(at=bucket_time(bucket), counted=counted, votes=shown))
    return tuple(points)

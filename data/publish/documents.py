"""Makes the results documents of a version out of the sums: one record for one contest in one area.

Pure over `Cube` and `Register`; `data.publish.publisher` calls `make_document` for every area that changed. Rounding,
leaders and win rules come from `data.stats` and `data.publish.rules`, nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row

from data.publish.cube import Cube
from data.publish.lines import codes_of, history_points, order_of, seat_lines, station_counts, station_line
from data.publish.node import Node
from data.publish.register import AreaNode, Contest, Race, Register
from data.publish.rules import estimate_registered, spread_totals, status_of, win_state
from data.records import (
    Area,
    AreaRef,
    Baseline,
    CandidateTotal,
    ChildTotal,
    JustIn,
    OtherSource,
    RaceLine,
    ResultsDocument,
    StationCounts,
    VoteTotals,
    WardStations,
)
from data.stats.shares import leader, margin_pp, share_pct, swing_pp


class Maker:
    """Makes documents of one election at one version."""

    def __init__(self, cube: Cube, *, version: int, published_at: datetime) -> None:
        self.cube = cube
        self.register: Register = cube.register
        self.version = version
        self.published_at = published_at

    def document(self, contest: Contest, area: AreaNode, forms: Sequence[Row[Any]] | None) -> ResultsDocument:
        """Return the document of `contest` in `area`; `forms` are a ward's current forms, for its stations."""
        node = self.cube.nodes[contest.contest_id, area.area_id]
        race = self._race(contest, area)
        by_area = self.cube.by_area[contest.contest_id]
        codes = codes_of(race)
        votes = {codes[c]: v for c, v in node.votes.items() if c in codes} if race and node.counted else {}
        first, margin, _ = leader(votes, order_of(race))
        above = area.level < contest.level
        stations = self._stations(contest, node)
        races = self._races(contest, area) if above else ()
        return ResultsDocument(
            election=self.register.code,
            contest=contest.code,
            version=self.version,
            published_at=self.published_at,
            status=status_of(self.register, contest, stations),
            is_test=self.register.is_test,
            area=self._area(area),
            stations=stations,
            votes=self._totals(node, area),
            election_title=self.register.title,
            election_date=self.register.date.isoformat(),
            contest_title=contest.title,
            contest_level=self.register.levels[contest.level],
            child_level=self._child_level(contest, area),
            timezone=self.register.timezone,
            as_of=node.last_received,
            by_area=by_area,
            candidates=self._candidates(contest, race, node, area),
            leader=first,
            margin_votes=margin,
            margin_pp=margin_pp(margin, 0, node.valid) if margin is not None else None,
            win=None if above else self._win(contest, area, votes, node),
            children=self._children(contest, area, forms),
            races=races,
            seats=seat_lines(races),
            registered_counted_estimate=self._estimate(contest, area, node),
            history=history_points(node, codes),
            just_in=self._just_in(node, codes),
            ward_stations=self._ward_stations(contest, area),
            other_sources=self._other(race, area, codes),
            baseline=self._baseline(contest, node),
            geometry=area.geometry if area.level < self.cube.leaf_level[contest.contest_id] else None,
        )

    def _race(self, contest: Contest, area: AreaNode) -> Race | None:
        race_area = self.register.ancestor(area.area_id, contest.level)
        return contest.races.get(race_area) if race_area is not None else None

    def _ref(self, area: AreaNode) -> AreaRef:
        return AreaRef(code=area.code, name=area.name, level=self.register.levels[area.level])

    def _area(self, area: AreaNode) -> Area:
        path = tuple(self._ref(self.register.areas[a]) for a in area.path[:-1])
        return Area(code=area.code, name=area.name, level=self.register.levels[area.level], path=path)

    def _child_level(self, contest: Contest, area: AreaNode) -> str | None:
        if area.level < self.cube.leaf_level[contest.contest_id]:
            return self.register.levels[area.level + 1]
        return None if self.cube.by_area[contest.contest_id] else "station"

    def _stations(self, contest: Contest, node: Node) -> StationCounts:
        return station_counts(node, by_area=self.cube.by_area[contest.contest_id])

    def _totals(self, node: Node, area: AreaNode) -> VoteTotals:
        def stated(total: int, forms: int) -> tuple[int | None, int | None]:
            return (total, forms if forms < node.counted else None) if forms else (None, None)

        cast, cast_stations = stated(node.cast, node.cast_forms)
        rejected, rejected_stations = stated(node.rejected, node.rejected_forms)
        registered, registered_stations = stated(node.registered, node.registered_forms)
        return VoteTotals(
            registered=area.registered,
            registered_counted=registered,
            registered_counted_stations=registered_stations,
            cast=cast,
            cast_stations=cast_stations,
            valid=node.valid if node.counted else None,
            rejected=rejected,
            rejected_stations=rejected_stations,
            turnout_pct=share_pct(node.turnout_cast, node.turnout_registered),
        )

    def _candidates(
        self, contest: Contest, race: Race | None, node: Node, area: AreaNode
    ) -> tuple[CandidateTotal, ...]:
        if race is None or area.level < contest.level:
            return ()
        swings, shares = self._swings(contest, race, node), self._then_shares(contest, node)
        lines = [
            CandidateTotal(
                code=c.code,
                name=c.name,
                party=c.party,
                votes=node.votes.get(c.candidate_id, 0),
                share_pct=share_pct(node.votes.get(c.candidate_id, 0), node.valid) if node.counted else None,
                ballot_order=c.ballot_order,
                running_mate=c.running_mate,
                baseline_share_pct=shares.get(c.code),
                swing_pp=swings.get(c.code),
            )
            for c in race.candidates
        ]
        return tuple(sorted(lines, key=lambda line: (-line.votes, line.ballot_order, line.code)))

    def _swings(self, contest: Contest, race: Race, node: Node) -> dict[str, float]:
        if contest.baseline is None:
            return {}
        ids = {c.code: c.candidate_id for c in race.candidates}
        swings: dict[str, float] = {}
        for then, now in contest.baseline.links.items():
            if now in ids:
                swing = swing_pp(
                    node.now_like.get(ids[now], 0),
                    node.now_like_valid,
                    node.then_like.get(then, 0.0),
                    node.then_like_valid,
                )
                if swing is not None:
                    swings[now] = swing
        return swings

    def _then_shares(self, contest: Contest, node: Node) -> dict[str, float]:
        if contest.baseline is None:
            return {}
        pairs = (
            (now, share_pct(node.then_full.get(then, 0), node.then_full_valid))
            for then, now in contest.baseline.links.items()
        )
        return {now: share for now, share in pairs if share is not None}

    def _baseline(self, contest: Contest, node: Node) -> Baseline | None:
        if contest.baseline is None:
            return None
        shares = {code: share_pct(votes, node.then_full_valid) for code, votes in node.then_full.items()}
        known = {code: share for code, share in shares.items() if share is not None}
        return msgspec.structs.replace(contest.baseline.about, shares=known)

    def _win(self, contest: Contest, area: AreaNode, votes: dict[str, int], node: Node) -> Any:
        if area.level != contest.level:
            return None
        return win_state(contest.win_rule, votes, node.valid, spread_totals(self.cube, contest, area))

    def _children(
        self, contest: Contest, area: AreaNode, forms: Sequence[Row[Any]] | None
    ) -> tuple[ChildTotal, ...]:
        if area.level < self.cube.leaf_level[contest.contest_id]:
            return tuple(self._child(contest, self.register.areas[child]) for child in area.children)
        if self.cube.by_area[contest.contest_id] or forms is None:
            return ()
        return self._station_children(contest, area, forms)

    def _child(self, contest: Contest, area: AreaNode) -> ChildTotal:
        node = self.cube.nodes[contest.contest_id, area.area_id]
        race = self._race(contest, area)
        codes = codes_of(race)
        shown = race is not None and node.counted > 0 and area.level >= contest.level
        votes = {codes[c]: v for c, v in node.votes.items() if c in codes} if shown else {}
        first, margin, _ = leader(votes, order_of(race))
        totals = self._totals(node, area)
        return ChildTotal(
            code=area.code,
            name=area.name,
            level=self.register.levels[area.level],
            stations=self._stations(contest, node),
            registered=area.registered,
            cast=totals.cast,
            valid=totals.valid,
            rejected=totals.rejected,
            turnout_pct=totals.turnout_pct,
            votes=votes,
            leader=first,
            margin_votes=margin,
            margin_pp=margin_pp(margin, 0, node.valid) if margin is not None else None,
            swing=self._swings(contest, race, node) if shown and race else {},
            baseline=self._top_then(contest, node),
        )

    def _top_then(self, contest: Contest, node: Node) -> dict[str, float]:
        """The two strongest of the earlier election in this area, by code then."""
        if contest.baseline is None or not node.then_full_valid:
            return {}
        top = sorted(node.then_full.items(), key=lambda item: -item[1])[:2]
        shares = ((code, share_pct(votes, node.then_full_valid)) for code, votes in top)
        return {code: share for code, share in shares if share is not None}

    def _station_children(
        self, contest: Contest, area: AreaNode, forms: Iterable[Row[Any]]
    ) -> tuple[ChildTotal, ...]:
        race = self._race(contest, area)
        codes, order = codes_of(race), order_of(race)
        by_station = {form.station_id: form for form in forms}
        return tuple(
            station_line(
                place.code,
                place.name,
                place.registered,
                by_station.get(station_id),
                codes,
                order,
                self.register,
            )
            for station_id, place in self.register.stations.get(area.area_id, ())
        )

    def _races(self, contest: Contest, area: AreaNode) -> tuple[RaceLine, ...]:
        below = self.register.below(area.area_id, contest.level)
        lines = [
            self._race_line(contest, contest.races[place.area_id], place)
            for place in below
            if place.area_id in contest.races
        ]
        return tuple(sorted(lines, key=lambda line: line.area.code))

    def _race_line(self, contest: Contest, race: Race, area: AreaNode) -> RaceLine:
        node = self.cube.nodes[contest.contest_id, area.area_id]
        people = {c.code: c for c in race.candidates}
        votes = {c.code: node.votes.get(c.candidate_id, 0) for c in race.candidates} if node.counted else {}
        first, margin, second = leader(votes, order_of(race))
        stations = self._stations(contest, node)
        status = status_of(self.register, contest, stations)
        return RaceLine(
            area=self._ref(area),
            leader=first,
            leader_name=people[first].name if first else None,
            party=people[first].party if first else None,
            second=second,
            second_name=people[second].name if second else None,
            second_party=people[second].party if second else None,
            votes=votes.get(first) if first else None,
            second_votes=votes.get(second) if second else None,
            valid=node.valid if node.counted else None,
            margin_votes=margin,
            margin_pp=margin_pp(margin, 0, node.valid) if margin is not None else None,
            share_pct=share_pct(votes.get(first), node.valid) if first else None,
            stations=stations,
            complete=status not in ("pre-election", "unofficial-partial"),
        )

    def _estimate(self, contest: Contest, area: AreaNode, node: Node) -> Any:
        if node.registered_forms or self.cube.by_area[contest.contest_id]:
            return None
        return estimate_registered(self.cube, contest, area)

    def _just_in(self, node: Node, codes: dict[int, str]) -> tuple[JustIn, ...]:
        return tuple(
            JustIn(
                station=AreaRef(code=form.station_code, name=form.station_name, level="station"),
                area=self._ref(self.register.areas[form.area_id]),
                received_at=form.received_at,
                votes={codes[c]: v for c, v in form.votes.items() if c in codes},
            )
            for form in node.just_in
        )

    def _ward_stations(self, contest: Contest, area: AreaNode) -> tuple[WardStations, ...]:
        """Letters of the stations below a county or constituency: its wards at most two levels down."""
        leaf = self.cube.leaf_level[contest.contest_id]
        if self.cube.by_area[contest.contest_id] or not 0 < leaf - area.level <= 2:
            return ()
        wards = self.register.below(area.area_id, leaf)
        return tuple(
            WardStations(
                ward=self._ref(ward),
                parent=self._ref(self.register.areas[ward.path[-2]]),
                states=self.cube.letters[contest.contest_id, ward.area_id],
            )
            for ward in sorted(wards, key=lambda ward: ward.code)
        )

    def _other(self, race: Race | None, area: AreaNode, codes: dict[int, str]) -> tuple[OtherSource, ...]:
        if race is None:
            return ()
        return tuple(
            OtherSource(
                source=source,
                areas=said.areas,
                stations=said.stations,
                valid=said.valid,
                votes={codes[c]: votes for c, votes in said.votes.items() if c in codes},
            )
            for source, said in self.cube.beside.below(race.race_id, area.area_id)
        )

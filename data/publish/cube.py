"""The sums of an election for every contest and area, brought up to date from what changed.

The leaves are the tally cells (`ward_counts`, `ward_tallies`); everything above is added up here, only on the way
from a changed leaf to the root. Called by `data.publish.publisher` inside its REPEATABLE READ transaction, so that all
readings are of one moment. Cells with changes not yet tallied are left as they were: they come with the next
version. It checks nothing: `data.publish.gate` does, from the forms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row

from data.engine import sql
from data.publish.beside import Beside
from data.publish.node import JUST_IN, Arrival, NewForm, Node, add_up, bucket_of
from data.publish.register import Contest, Register

LETTERS = {"preliminary": "p", "verified": "v", "confirmed": "c", "disputed": "d"}
Key = tuple[int, int]  # contest, area


@dataclass(slots=True)
class Changed:
    """What a refresh found: areas to publish by contest, and the current forms of the changed leaves.

    `cells` are the changed leaves with the sequence of their change, `beside` the cells (contest, area) in which a
    source that does not count changed.
    """

    everything: bool = False
    areas: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    leaves: set[Key] = field(default_factory=set)
    forms: dict[Key, list[Row[Any]]] = field(default_factory=lambda: defaultdict(list))
    cells: dict[Key, int] = field(default_factory=dict)
    beside: dict[Key, int] = field(default_factory=dict)


class Cube:
    """Sums of one election in memory; `refresh` reads what changed since `seq`."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.seq = 0
        self.nodes: dict[Key, Node] = {}
        self.letters: dict[Key, str] = {}
        self.held: dict[Key, list[Row[Any]]] = {}
        self.beside = Beside(register)
        self.leaf_level: dict[int, int] = {}
        self.by_area: dict[int, bool] = {}

    def refresh(self, connection: Connection) -> Changed:
        """Bring the sums up to what is tallied now; return what changed.

        The first refresh reads everything, and every area counts as changed.
        """
        register = self.register
        first = not self.nodes
        rows = connection.execute(
            sql("publish_changed_cells"), {"election_id": register.election_id, "after_seq": self.seq}
        ).all()
        if not first and self._grain_moved(rows):
            # The first figures came by station and now come per area, or the other way: begin again.
            self.nodes.clear()
            self.beside = Beside(register)
            self.seq = 0
            return self.refresh(connection)
        changed = Changed(everything=first)
        if first:
            self._find_leaf_levels(rows)
            self._lay_empty()
        self._read_leaves(connection, rows, changed)
        others = self.beside.read(connection, self.seq)
        self._touch_beside(connection, others, changed)
        for contest_id in register.contests:
            leaves = {area for contest, area in changed.leaves if contest == contest_id}
            self._add_up(contest_id, leaves, everything=first, changed=changed)
        self.seq = max((self.seq, *(row.tally_seq for row in rows), *(row.tally_seq for row in others)))
        return changed

    def _grain_moved(self, rows: Iterable[Row[Any]]) -> bool:
        return any(
            row.is_area_form
            and (
                not self.by_area[row.contest_id]
                or self.register.areas[row.leaf_area_id].level > self.leaf_level[row.contest_id]
            )
            for row in rows
        )

    def _find_leaf_levels(self, rows: Iterable[Row[Any]]) -> None:
        """Figures come by station down to the lowest level, or per area down to the level of the areas' forms."""
        lowest = max(node.level for node in self.register.areas.values())
        levels: dict[int, int] = {}
        for row in rows:
            if row.is_area_form:
                level = self.register.areas[row.leaf_area_id].level
                levels[row.contest_id] = max(level, levels.get(row.contest_id, 0))
        for contest in self.register.contests.values():
            self.leaf_level[contest.contest_id] = levels.get(contest.contest_id, lowest)
            self.by_area[contest.contest_id] = contest.contest_id in levels

    def _lay_empty(self) -> None:
        for contest in self.register.contests.values():
            for area in self.register.areas.values():
                if area.level == self.leaf_level[contest.contest_id]:
                    self._put_leaf(contest, area.area_id, Node())
                    stations = self.register.stations.get(area.area_id, ())
                    self.letters[contest.contest_id, area.area_id] = "n" * len(stations)

    def _put_leaf(self, contest: Contest, area_id: int, node: Node) -> None:
        area = self.register.areas[area_id]
        race_area = self.register.ancestor(area_id, contest.level)
        node.leaves = 1 if race_area in contest.races else 0
        node.stations = area.stations
        self._compare(contest, area_id, node)
        self.nodes[contest.contest_id, area_id] = node

    def _compare(self, contest: Contest, area_id: int, node: Node) -> None:
        """Put the earlier election's votes of the leaf beside those of now (see `Node`)."""
        baseline = contest.baseline
        if baseline is None or area_id not in baseline.valid:
            return
        node.then_full = dict(baseline.votes.get(area_id, {}))
        node.then_full_valid = baseline.valid[area_id]
        if not node.counted or not node.valid:
            return
        weight = (
            1.0 if self.by_area[contest.contest_id] or not node.stations else node.counted / node.stations
        )
        node.then_like = {code: votes * weight for code, votes in node.then_full.items()}
        node.then_like_valid = node.then_full_valid * weight
        node.now_like = dict(node.votes)
        node.now_like_valid = node.valid

    def _read_leaves(self, connection: Connection, rows: Sequence[Row[Any]], changed: Changed) -> None:
        for start in range(0, len(rows), 2_000):
            part = rows[start : start + 2_000]
            keys = {"race_ids": [r.race_id for r in part], "area_ids": [r.leaf_area_id for r in part]}
            votes: dict[Key, dict[int, int]] = defaultdict(dict)
            for vote in connection.execute(sql("publish_cell_votes"), keys).all():
                votes[vote.race_id, vote.leaf_area_id][vote.candidate_id] = vote.votes_public
            forms = self._forms_of(connection, part)
            for row in part:
                found = forms[row.contest_id, row.leaf_area_id]
                self._read_leaf(row, votes[row.race_id, row.leaf_area_id], found, changed)

    def _read_leaf(
        self, row: Row[Any], votes: dict[int, int], forms: list[Row[Any]], changed: Changed
    ) -> None:
        contest = self.register.contests[row.contest_id]
        key = (contest.contest_id, row.leaf_area_id)
        node = _leaf_node(row, votes)
        states = self.register.publish_states
        public = [form for form in forms if form.state in states and form.state != "disputed"]
        names = dict(self.register.stations.get(row.leaf_area_id, ()))
        for form in public:
            if form.received_stated:
                arrival = node.arrivals.setdefault(bucket_of(form.received_at_utc), Arrival())
                arrival.forms += 1 if form.station_id is not None else (form.stations_reported or 0)
                for candidate, count in zip(form.candidate_ids or (), form.votes or (), strict=True):
                    arrival.votes[candidate] = arrival.votes.get(candidate, 0) + count
        newest = [form for form in public if form.station_id in names and form.received_stated]
        newest.sort(key=lambda form: form.received_at_utc, reverse=True)
        node.just_in = [
            _new_form(form, names[form.station_id].code, names[form.station_id].name)
            for form in newest[:JUST_IN]
        ]
        by_station = {form.station_id: form.state for form in forms}
        self.letters[key] = "".join(
            LETTERS.get(by_station.get(station_id, ""), "n")
            for station_id, _ in self.register.stations.get(row.leaf_area_id, ())
        )
        self.held[key] = [form for form in forms if form.state == "disputed"]
        self._put_leaf(contest, row.leaf_area_id, node)
        changed.leaves.add(key)
        changed.cells[key] = row.tally_seq
        changed.forms[key] = forms

    def _add_up(self, contest_id: int, leaves: set[int], *, everything: bool, changed: Changed) -> None:
        """Add up the areas above the changed leaves, lowest first."""
        register, leaf_level = self.register, self.leaf_level[contest_id]
        touched = {area for leaf in leaves for area in register.areas[leaf].path}
        if everything:
            # A leaf's document needs its forms, which only a changed leaf brings along.
            lowest = leaf_level if changed.everything else leaf_level - 1
            touched |= {area.area_id for area in register.areas.values() if area.level <= lowest}
        contest = register.contests[contest_id]
        for area_id in sorted(touched, key=lambda area: -register.areas[area].level):
            area = register.areas[area_id]
            if area.level < leaf_level:
                children = (self.nodes[contest_id, child] for child in area.children)
                self.nodes[contest_id, area_id] = add_up(children, with_votes=area.level >= contest.level)
        changed.areas[contest_id] |= touched

    def _touch_beside(self, connection: Connection, others: Sequence[Row[Any]], changed: Changed) -> None:
        """Mark the areas that show what another source now says; a leaf's document needs its forms, too."""
        leaves: dict[Key, Row[Any]] = {}
        for row in others:
            contest, area = self.register.contests[row.contest_id], self.register.areas[row.leaf_area_id]
            key = (contest.contest_id, area.area_id)
            changed.beside[key] = max(row.tally_seq, changed.beside.get(key, 0))
            level = self.leaf_level[contest.contest_id]
            changed.areas[contest.contest_id].update(area.path[contest.level : level + (area.level > level)])
            # A leaf whose own forms are not tallied yet comes with their change, which is certain to follow.
            if area.level == level and key not in changed.leaves and not row.counting_waits:
                leaves[key] = row
        for key, forms in self._forms_of(connection, list(leaves.values())).items():
            changed.areas[key[0]].add(key[1])
            changed.forms[key] = forms

    def _forms_of(self, connection: Connection, rows: Sequence[Row[Any]]) -> dict[Key, list[Row[Any]]]:
        """Read the current counting forms of some cells, by contest and area; none is an empty list."""
        found: dict[Key, list[Row[Any]]] = {(row.contest_id, row.leaf_area_id): [] for row in rows}
        contests = {row.race_id: row.contest_id for row in rows}
        # All at once: a row at a time costs three times as much.
        forms = connection.execute(sql("publish_station_forms"), self._keys(rows)).all() if rows else ()
        for form in forms:
            found[contests[form.race_id], form.leaf_area_id].append(form)
        return found

    def _keys(self, rows: Sequence[Row[Any]]) -> dict[str, Any]:
        return {
            "race_ids": [row.race_id for row in rows],
            "area_ids": [row.leaf_area_id for row in rows],
            "publish_states": list(self.register.publish_states),
        }


def _leaf_node(row: Row[Any], votes: dict[int, int]) -> Node:
    """Make the node of a tally cell; figures that no form states count as sums over no form."""
    return Node(
        leaves_reported=1 if row.forms_public else 0,
        stated_total=row.area_stations_total or 0,
        stated_reported=row.area_stations_reported or 0,
        stated_leaves=1 if row.area_stations_total is not None else 0,
        reported=row.forms_reported,
        preliminary=row.forms_preliminary,
        verified=row.forms_verified,
        confirmed=row.forms_confirmed,
        disputed=row.forms_disputed,
        counted=row.forms_public,
        valid=row.valid_public,
        rejected=row.rejected_public or 0,
        rejected_forms=row.rejected_forms_public,
        cast=row.cast_public or 0,
        cast_forms=row.cast_forms_public,
        registered=row.registered_public or 0,
        registered_forms=row.registered_forms_public,
        turnout_cast=row.turnout_cast_public or 0,
        turnout_registered=row.turnout_registered_public or 0,
        last_received=row.last_received_at_utc,
        votes=votes,
    )


def _new_form(form: Row[Any], code: str, name: str) -> NewForm:
    votes = dict(zip(form.candidate_ids or (), form.votes or (), strict=True))
    return NewForm(form.received_at_utc, code, name, form.leaf_area_id, votes)

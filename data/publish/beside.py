"""What the sources beside the counting one say (34B, 34C, observers, agents), summed for every area of a race.

Held by `data.publish.cube`, brought up to date from the cells that changed. Nothing here enters a total, and
nothing of a form that a second typist must not see yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row

from data.engine import sql
from data.publish.register import Register


@dataclass(slots=True)
class Said:
    """What one source says below one area: of how many areas' or stations' forms it is the sum."""

    areas: int = 0
    stations: int = 0
    valid: int = 0
    votes: dict[int, int] = field(default_factory=dict)

    def add(self, other: Said, sign: int) -> None:
        """Add (`sign` 1) or take away (-1) what a leaf said."""
        self.areas += sign * other.areas
        self.stations += sign * other.stations
        self.valid += sign * other.valid
        for candidate, votes in other.votes.items():
            self.votes[candidate] = self.votes.get(candidate, 0) + sign * votes


class Beside:
    """Sums by race and area of each source that does not count."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._leaves: dict[tuple[int, int, str], Said] = {}
        self._sums: dict[tuple[int, int], dict[str, Said]] = {}
        self._own: dict[tuple[int, int], dict[str, Said]] = {}
        self._with_own: set[int] = set()

    def read(self, connection: Connection, after_seq: int) -> list[Row[Any]]:
        """Take in what changed since `after_seq`; return the cells' rows."""
        rows = connection.execute(
            sql("publish_other_cells"),
            {"election_id": self._register.election_id, "after_seq": after_seq},
        ).all()
        for row in rows:
            self._put(row)
        return list(rows)

    def below(self, race_id: int, area_id: int) -> Iterable[tuple[str, Said]]:
        """What each source says of a race in an area, forms of the area itself and of everything below it."""
        return sorted(self._sums.get((race_id, area_id), {}).items())

    def of_area(self, race_id: int, area_id: int) -> Iterable[tuple[str, Said]]:
        """What the forms of the area itself say (34B, 34C), none of its stations."""
        return sorted(self._own.get((race_id, area_id), {}).items())

    def has_own(self, area_id: int) -> bool:
        """Tell whether an area has forms of its own in any race."""
        return area_id in self._with_own

    def _put(self, row: Row[Any]) -> None:
        key = (row.race_id, row.leaf_area_id, row.source)
        before = self._leaves.pop(key, None)
        now = _said(row) if row.forms_public else None
        if now is not None:
            self._leaves[key] = now
        contest = self._register.contests[row.contest_id]
        for area_id in self._register.areas[row.leaf_area_id].path[contest.level :]:
            sources = self._sums.setdefault((row.race_id, area_id), {})
            total = sources.setdefault(row.source, Said())
            if before is not None:
                total.add(before, -1)
            if now is not None:
                total.add(now, 1)
            if not total.areas:
                del sources[row.source]
        own = self._own.setdefault((row.race_id, row.leaf_area_id), {})
        own.pop(row.source, None)
        if now is not None and not row.is_station:
            own[row.source] = now
        if not own:
            del self._own[row.race_id, row.leaf_area_id]
        elif not row.is_station:
            self._with_own.add(row.leaf_area_id)


def _said(row: Row[Any]) -> Said:
    votes = dict(zip(row.candidate_ids or (), row.votes or (), strict=True))
    stations = row.forms_public if row.is_station else 0
    return Said(areas=1, stations=stations, valid=row.valid_public, votes=votes)

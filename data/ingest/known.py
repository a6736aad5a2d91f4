"""What an import may refer to: levels, areas, stations, contests and who stands where, by code.

`Known` is built from the bundle itself (`bundle`) or from the database (`stored`), so the readers of results and
candidates are the same for both. Pure; no identifiers of the database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

#: Names in other languages: language and name, `None` where the file leaves it blank.
Names: TypeAlias = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One line of areas.csv; `level` 0 is the root."""

    row: int
    level: int
    code: str
    name: str
    parent: str | None
    registered: int | None = None
    names: Names = ()


@dataclass(frozen=True, slots=True)
class StationRow:
    """One line of stations.csv; `point` is (longitude, latitude)."""

    row: int
    code: str
    name: str
    area: str
    registered: int | None = None
    point: tuple[float, float] | None = None
    names: Names = ()


@dataclass(frozen=True, slots=True)
class PartyRow:
    """One party; `color` is `None` where the file gives none, or several."""

    row: int
    code: str
    name: str
    abbreviation: str
    color: str | None = None
    names: Names = ()


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One line of candidates.csv."""

    row: int
    contest: str
    area: str
    code: str
    name: str
    party: str | None
    ballot_order: int
    running_mate: str | None = None
    names: Names = ()


@dataclass(frozen=True, slots=True)
class KnownContest:
    """What the readers need of a contest: the number of its level and which source counts."""

    code: str
    level: int
    counting_source: str


@dataclass
class Known:
    """The register and the ballot by code. `area_levels` and `area_parents` hold every area of the register."""

    election: str
    levels: tuple[str, ...]
    area_levels: dict[str, int] = field(default_factory=dict)
    area_parents: dict[str, str | None] = field(default_factory=dict)
    stations: dict[str, str] = field(default_factory=dict)
    contests: dict[str, KnownContest] = field(default_factory=dict)
    parties: set[str] = field(default_factory=set)
    races: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def add_area(self, code: str, level: int, parent: str | None) -> None:
        """Note an area of the register."""
        self.area_levels[code] = level
        self.area_parents[code] = parent

    def ancestor(self, area: str, level: int) -> str | None:
        """Return the area of `level` that `area` is or lies in, or `None` when `area` is above it."""
        found: str | None = area
        while found is not None and self.area_levels[found] > level:
            found = self.area_parents[found]
        return found if found is not None and self.area_levels[found] == level else None

    def level_name(self, level: int) -> str:
        """Return the name of a level."""
        return self.levels[level]

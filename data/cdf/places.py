"""The units of a report: areas and stations with their codes, their parts, and how far each count is.

Called by `report` after all contests were gathered, because a unit tells of all of them. A status of one contest, where it is
not that of all, is of type `other` and names the contest: `president:disputed`, `governor:;registered=512` (what the
form states, where the unit's figure is another), `*:confirmed` (the same in every contest).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from data.cdf.figures import (
    ALL,
    COUNTED,
    NO_ROW,
    NOT_COUNTED,
    NOT_REPORTED,
    STATES,
    STATION,
    UNKNOWN,
    UNSTATED,
    Gathered,
    Units,
)
from data.cdf.spoken import Spoken
from data.cdf.words import Tree, code, name_id, progress, together, typed, unit_type, words
from data.records import Place, StationPlace

EVERY = "*"
_ORDINARY = COUNTED + STATES.index("verified")


class Standing(NamedTuple):
    """What a report keeps of a contest once its votes are written."""

    contest: str
    level: str
    state: bytearray
    registered: Sequence[int]
    counted: Sequence[int]
    total: Sequence[int]


def standing_of(found: Gathered) -> Standing:
    """Return what units tell of a contest."""
    return Standing(
        found.contest.code, found.contest.level, found.state, found.registered, found.counted, found.total
    )


def unit_ids(units: Units) -> list[str]:
    """Return the id of every unit, by position."""
    return [
        *(name_id("ar", place.code) for place in units.areas),
        *(name_id("st", place.code) for place in units.stations),
    ]


class UnitTrees:
    """Makes the units of a report."""

    def __init__(
        self, units: Units, ids: Sequence[str], contests: Sequence[Standing], spoken: Spoken
    ) -> None:
        """`contests` are those of the report, all gathered."""
        self._units = units
        self._ids = ids
        self._contests = contests
        self._spoken = spoken
        self._parts = _parts(units, ids)
        self._districts = {one.level for one in contests}

    def __iter__(self) -> Iterator[Tree]:
        """Yield the areas, then the stations."""
        for position, place in enumerate(self._units.areas):
            yield self._area(position, place)
        for position, station in enumerate(self._units.stations, len(self._units.areas)):
            yield self._station(position, station)

    def _area(self, position: int, place: Place) -> Tree:
        contests = self._contests
        voters, told = _registered(position, place.registered, contests)
        counts = {(one.counted[position], one.total[position]) for one in contests if one.state[position]}
        counted, total = UNKNOWN, UNKNOWN
        if len(counts) == 1:
            counted, total = counts.pop()
        else:
            # Contests are counted to different parts: each says so itself, and the unit does not.
            _tell_stations(position, contests, told)
        kind = unit_type(place.level)
        return {
            "@id": self._ids[position],
            **typed(
                "ReportingUnit",
                ComposingGpUnitIds=self._parts.get(place.code),
                ExternalIdentifier=[code(place.code)],
                Name=words(place.name, self._spoken.area(place.code)),
                CountStatus=_statuses(position, contests, told) or None,
                IsDistricted=True if place.level in self._districts else None,
                SubUnitsReported=counted if counted >= 0 else None,
                TotalSubUnits=total if total >= 0 else None,
                Type=kind["Type"],
                OtherType=kind.get("OtherType"),
                VotersRegistered=voters,
            ),
        }

    def _station(self, position: int, place: StationPlace) -> Tree:
        voters, told = _registered(position, place.registered, self._contests)
        at = None
        if place.latitude is not None and place.longitude is not None:
            here = typed("LatLng", Latitude=place.latitude, Longitude=place.longitude)
            at = typed("ContactInformation", LatLng=here)
        return {
            "@id": self._ids[position],
            **typed(
                "ReportingUnit",
                ExternalIdentifier=[code(place.code)],
                Name=words(place.name, self._spoken.station(place.code)),
                ContactInformation=at,
                CountStatus=_statuses(position, self._contests, told) or None,
                **unit_type(STATION),
                VotersRegistered=voters,
            ),
        }


def _parts(units: Units, ids: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for position, place in enumerate(units.areas):
        if place.parent is not None:
            found.setdefault(place.parent, []).append(ids[position])
    for position, station in enumerate(units.stations, len(units.areas)):
        found.setdefault(station.area, []).append(ids[position])
    return found


def _registered(
    position: int, of_register: int | None, contests: Sequence[Standing]
) -> tuple[int | None, dict[str, str]]:
    """Return a unit's registered voters, and by contest what a form states where that is another figure.

    Where the counted forms agree it is their figure, else the register's.
    """
    stated = {
        one.contest: one.registered[position] for one in contests if one.registered[position] != NOT_COUNTED
    }
    agreed = set(stated.values())
    voters = of_register
    if len(agreed) == 1 and (only := agreed.pop()) != UNSTATED:
        voters = only
    shown = UNSTATED if voters is None else voters
    told = {
        contest: f";registered={'none' if said == UNSTATED else said}"
        for contest, said in stated.items()
        if said != shown
    }
    return voters, told


def _tell_stations(position: int, contests: Sequence[Standing], told: dict[str, str]) -> None:
    """Add how many stations a form of the area itself is of, where the unit can't say it for all contests."""
    for one in contests:
        if one.registered[position] != NOT_COUNTED and one.counted[position] >= 0:
            told[one.contest] = (
                told.get(one.contest, "") + f";stations={one.counted[position]}/{one.total[position]}"
            )


def _statuses(position: int, contests: Sequence[Standing], told: dict[str, str]) -> list[Tree]:
    """Return how far the count of a unit is: of everything, and of each contest where they differ."""
    known = [(one.contest, one.state[position]) for one in contests if one.state[position] != NO_ROW]
    if not known:
        return []
    said = [(contest, *_said(state, told.get(contest, ""))) for contest, state in known]
    found = [progress(together(status for _, status, _ in said))]
    first = said[0][1:]
    if all(one[1:] == first for one in said):
        return [*found, progress(first[0], EVERY + first[1])] if first[1] else found
    return [*found, *(progress(status, contest + more) for contest, status, more in said)]


def _said(state: int, more: str) -> tuple[str, str]:
    """Return the status of a contest in a unit, and what the format has no word for."""
    if state == NOT_REPORTED:
        return "not-processed", ""
    name = STATES[state % COUNTED]
    # The status says it already: an area's by how much is counted, the ordinary state of what counts.
    shown = "" if name in ("some", "all") or state == _ORDINARY else name
    more = f":{shown}{more}" if shown or more else ""
    # A form that has yet to be checked is not final, whether it is counted or not.
    done = state == ALL or (state >= COUNTED and name != "preliminary")
    return ("completed" if done else "in-process"), more

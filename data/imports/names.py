"""Finds our codes for the names that feeds use: contests, stations and areas, candidates.

Made by `feed` inside the import's transaction. A name that fits only roughly is never taken: it is `likely`, and a person must
say that it is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from data.engine import sql
from data.ingest.baseline import name_words
from data.ingest.known import Known
from data.ingest.load_register import Place
from data.trigrams import Trigrams, normalise

_ENOUGH = 0.55


class Station(NamedTuple):
    """A station by the names it may be found by."""

    code: str
    name: str
    area: str


class Spot(NamedTuple):
    """Where a figure belongs: a station or an area, the other is `None`."""

    station: str | None
    area: str | None


class Names:
    """The names of one election, indexed as they are asked for."""

    def __init__(self, place: Place, known: Known) -> None:
        """`place` is where the import reads."""
        self._place = place
        self.known = known

    @cached_property
    def _contests(self) -> dict[str, str]:
        rows = self._place.connection.execute(
            sql("ingest_contests"), {"election_id": self._place.election_id}
        )
        found: dict[str, str] = {}
        for row in rows:
            found.setdefault(normalise(row.title), row.code)
            found[normalise(row.code)] = row.code
        return found

    def contest(self, names: Iterable[str]) -> str | None:
        """Return the contest that one of the names is, by code or title; `Governor of County X` is `Governor`."""
        listed = [name for name in (normalise(one) for one in names) if name]
        for name in listed:
            if name in self._contests:
                return self._contests[name]
        for name in listed:
            begins = [code for title, code in self._contests.items() if name.startswith(f"{title} ")]
            if len(set(begins)) == 1:
                return begins[0]
        return None

    @cached_property
    def _areas(self) -> dict[str, list[str]]:
        given = {"geography_id": self._place.geography_id, "register_id": self._place.register_id}
        found: dict[str, list[str]] = {}
        for row in self._place.connection.execute(sql("ingest_areas"), given):
            if row.in_register:
                found.setdefault(normalise(row.name), []).append(row.code)
        return found

    def area(self, name: str) -> str | None:
        """Return the only area of that code or name."""
        if name in self.known.area_levels:
            return name
        found = self._areas.get(normalise(name), [])
        return found[0] if len(found) == 1 else None

    @cached_property
    def _stations(self) -> list[Station]:
        given = {"register_id": self._place.register_id}
        rows = self._place.connection.execute(sql("import_station_names"), given)
        return [Station(row.code, row.name, row.area_code) for row in rows]

    @cached_property
    def _by_name(self) -> dict[str, list[Station]]:
        found: dict[str, list[Station]] = {}
        for station in self._stations:
            found.setdefault(normalise(station.name), []).append(station)
        return found

    @cached_property
    def _by_code(self) -> dict[str, str]:
        return {normalise(station.code): station.code for station in self._stations}

    def station(self, names: Iterable[str], within: str | None = None) -> str | None:
        """Return the only station of one of these codes or names; `within` is the area that it must lie in."""
        for name in names:
            if name in self.known.stations and self._lies(name, within):
                return name
        for name in names:
            plain = normalise(name)
            code = self._by_code.get(plain)
            if code is not None and self._lies(code, within):
                return code
            found = [one for one in self._by_name.get(plain, []) if self._lies(one.code, within)]
            if len(found) == 1:
                return found[0].code
        return None

    def _lies(self, station: str, within: str | None) -> bool:
        if within is None:
            return True
        level = self.known.area_levels[within]
        return self.known.ancestor(self.known.stations[station], level) == within

    @cached_property
    def _near(self) -> Trigrams:
        return Trigrams([normalise(station.name) for station in self._stations])

    def likely(self, name: str, within: str | None = None) -> Station | None:
        """Return the station whose name is most like this one, if any is like it at all."""
        plain = normalise(name)
        for position in self._near.near(plain, most=20, at_least=_ENOUGH):
            station = self._stations[int(position)]
            if self._lies(station.code, within):
                return station
        return None

    @cached_property
    def _standing(self) -> dict[tuple[str, str], list[tuple[str, str]]]:
        given = {"election_id": self._place.election_id}
        found: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for row in self._place.connection.execute(sql("ingest_candidates"), given):
            found.setdefault((row.contest, row.area), []).append((row.code, row.name))
        return found

    def race_area(self, contest: str, spot: Spot) -> str | None:
        """Return the area of the race that a place votes in; `None` where it lies above or nowhere."""
        leaf = self.known.stations.get(spot.station) if spot.station is not None else spot.area
        known = self.known.contests.get(contest)
        if leaf is None or known is None or leaf not in self.known.area_levels:
            return None
        return self.known.ancestor(leaf, known.level)

    def candidate(self, contest: str, race_area: str, names: Sequence[str]) -> str | None:
        """Return the only candidate of the race with one of these codes or names, whatever the order of their words."""
        standing = self._standing.get((contest, race_area), [])
        codes = {code for code, _ in standing}
        for name in names:
            if name in codes:
                return name
        for name in names:
            words = name_words(name)
            found = [code for code, called in standing if words and name_words(called) == words]
            if len(found) == 1:
                return found[0]
            plain = normalise(name)
            found = [code for code, called in standing if plain in (normalise(called), normalise(code))]
            if len(found) == 1:
                return found[0]
        return None

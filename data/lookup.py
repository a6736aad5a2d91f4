"""Finds areas and stations of a published register by code: parents, sub-areas, stations of a ward.

Called by pages and the API for breadcrumbs, lists and station pages. Built from `places.json` and
`stations.json` of a version and kept for each register; it never opens a database.
"""

from __future__ import annotations

from threading import Lock

from data.bounded import Bounded
from data.errors import NotPublished
from data.published import PublishedStore
from data.records import AreaRef, CandidatePlace, Place, Places, StationPlace, Stations


class Lookup:
    """One register by code."""

    def __init__(self, places: Places, stations: Stations) -> None:
        """Arrange the records; no copies are made."""
        self.areas: dict[str, Place] = {place.code: place for place in places.areas}
        self.stations: dict[str, StationPlace] = {station.code: station for station in stations.stations}
        self.candidates: tuple[CandidatePlace, ...] = places.candidates
        self._children: dict[str, list[Place]] = {}
        for place in places.areas:
            if place.parent is not None:
                self._children.setdefault(place.parent, []).append(place)
        self._within: dict[str, list[StationPlace]] = {}
        for station in stations.stations:
            self._within.setdefault(station.area, []).append(station)

    def area(self, code: str) -> Place:
        """Return an area or raise `NotPublished`."""
        if code not in self.areas:
            raise NotPublished(f"There is no area {code[:80]!r} in this election.")
        return self.areas[code]

    def station(self, code: str) -> StationPlace:
        """Return a polling station or raise `NotPublished`."""
        if code not in self.stations:
            raise NotPublished(f"There is no polling station {code[:80]!r} in this election.")
        return self.stations[code]

    def children(self, code: str) -> tuple[Place, ...]:
        """Return the direct sub-areas of an area, in register order."""
        return tuple(self._children.get(code, ()))

    def stations_of(self, code: str) -> tuple[StationPlace, ...]:
        """Return the stations that belong to an area itself, in register order."""
        return tuple(self._within.get(code, ()))

    def path(self, code: str | None) -> tuple[AreaRef, ...]:
        """Return the areas from the root down to `code`, which is included; stops at a circle."""
        refs: dict[str, AreaRef] = {}
        while code is not None and code in self.areas and code not in refs:
            place = self.areas[code]
            refs[code] = AreaRef(code=place.code, name=place.name, level=place.level)
            code = place.parent
        return tuple(reversed(refs.values()))


class Lookups:
    """The lookups of a store's registers, each built at its first use."""

    def __init__(self, store: PublishedStore, *, registers: int = 4) -> None:
        """Keep the lookups of the `registers` used last."""
        self._store = store
        self._kept: Bounded[tuple[str, str], Lookup] = Bounded(registers)
        self._lock = Lock()

    def of(self, election: str, version: int) -> Lookup:
        """Return the lookup of the register as of `version`."""
        key = (election, self._store.register_stamp(election, version))
        found = self._kept.get(key)
        if found is not None:
            return found
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                places = self._store.places(election, version)
                found = self._kept.put(key, Lookup(places, self._store.stations(election, version)))
        return found

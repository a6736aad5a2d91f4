"""Gives published records their names in the reader's language, where the election's data has them.

Called by `pages.page.Ask` and the search. Documents on disk keep the registered names; here a copy of them is made, once
for each document and language. Reads the published files only; where the index names no language, nothing is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from msgspec.structs import replace

from data.bounded import Bounded
from data.published import PublishedStore
from data.records import (
    AreaForms,
    AreaRef,
    CandidateTotal,
    Changes,
    ChildTotal,
    HeldForms,
    IndexNames,
    JustIn,
    Party,
    PlaceNames,
    Places,
    RaceLine,
    ResultsDocument,
    StationPlace,
    VersionIndex,
    WardStations,
)

Ref = TypeVar("Ref", bound=AreaRef)
_DOCUMENTS: Bounded[tuple[str, ...], tuple[ResultsDocument, VersionIndex, ResultsDocument]] = Bounded(192)
_INDEXES: Bounded[tuple[str, ...], tuple[VersionIndex, VersionIndex]] = Bounded(24)
_PLACES: Bounded[tuple[str, ...], tuple[Places, Places]] = Bounded(8)


@dataclass(frozen=True)
class LocalNames:
    """The names of one version in one language; `index` is as published."""

    store: PublishedStore
    index: VersionIndex
    lang: str

    @cached_property
    def own(self) -> IndexNames:
        """What the index calls things."""
        return self.index.names.get(self.lang) or IndexNames()

    @cached_property
    def places_names(self) -> PlaceNames:
        """The names of areas and candidates."""
        places = self.store.places(self.index.election, self.index.version)
        return places.names.get(self.lang) or PlaceNames()

    @cached_property
    def station_names(self) -> Mapping[str, str]:
        """The names of stations; their file is only read where it has any."""
        if not self.own.stations:
            return {}
        return self.store.stations(self.index.election, self.index.version).names.get(self.lang) or {}

    def name(self, code: str, level: str, registered: str) -> str:
        """Return what an area or a station is called."""
        names = self.station_names if level == "station" else self.places_names.areas
        return names.get(code, registered)

    def candidate(self, contest: str, race: str, code: str | None, registered: str) -> str:
        """Return what a candidate of the race in the area `race` is called."""
        return self.places_names.candidates.get(f"{contest}/{race}/{code}", registered)

    def ref(self, ref: Ref) -> Ref:
        """Return an area or a station by its name."""
        name = self.name(ref.code, ref.level, ref.name)
        return ref if name == ref.name else replace(ref, name=name)

    def party(self, party: Party | None) -> Party | None:
        """Return a party by its name; its abbreviation stays."""
        name = self.own.parties.get(party.code) if party else None
        return replace(party, name=name) if party and name else party

    def versions_index(self) -> VersionIndex:
        """Return the index with titles and parties by their names."""
        key = (str(self.store.root), self.index.election, str(self.index.version), self.lang)
        kept = _INDEXES.get(key)
        if kept is not None and kept[0] is self.index:
            return kept[1]
        own, index = self.own, self.index
        spoken = replace(
            index,
            title=own.election or index.title,
            contests=tuple(replace(c, title=own.contests.get(c.code, c.title)) for c in index.contests),
            parties=tuple(self.party(p) or p for p in index.parties),
        )
        return _INDEXES.put(key, (index, spoken))[1]

    def document(self, document: ResultsDocument) -> ResultsDocument:
        """Return a document with every name in it; figures, codes and order are the same."""
        d = document
        key = (str(self.store.root), d.election, str(self.index.version), d.contest, d.area.code, self.lang)
        kept = _DOCUMENTS.get(key)
        if kept is not None and kept[0] is document and kept[1] is self.index:
            return kept[2]
        return _DOCUMENTS.put(key, (document, self.index, self._document(document)))[2]

    def _document(self, d: ResultsDocument) -> ResultsDocument:
        around = {ref.level: ref.code for ref in (*d.area.path, d.area)}
        race = around.get(d.contest_level, d.area.code)
        area = self.ref(d.area)
        return replace(
            d,
            area=replace(area, path=tuple(self.ref(step) for step in d.area.path)),
            election_title=self.own.election or d.election_title,
            contest_title=self.own.contests.get(d.contest, d.contest_title),
            candidates=tuple(self._candidate(d.contest, race, one) for one in d.candidates),
            children=self.children(d.children),
            races=tuple(self._race(d.contest, line) for line in d.races),
            seats=tuple(replace(line, party=self.party(line.party) or line.party) for line in d.seats),
            just_in=tuple(self._just_in(one) for one in d.just_in),
            ward_stations=tuple(self._ward(one) for one in d.ward_stations),
        )

    def children(self, children: tuple[ChildTotal, ...]) -> tuple[ChildTotal, ...]:
        """Return rows of a table by their names."""
        return tuple(self.ref(child) for child in children)

    def _candidate(self, contest: str, race: str, one: CandidateTotal) -> CandidateTotal:
        return replace(
            one, name=self.candidate(contest, race, one.code, one.name), party=self.party(one.party)
        )

    def _race(self, contest: str, line: RaceLine) -> RaceLine:
        race = line.area.code
        return replace(
            line,
            area=self.ref(line.area),
            leader_name=self.candidate(contest, race, line.leader, line.leader_name or "") or None,
            second_name=self.candidate(contest, race, line.second, line.second_name or "") or None,
            party=self.party(line.party),
            second_party=self.party(line.second_party),
        )

    def _just_in(self, one: JustIn) -> JustIn:
        return replace(one, station=self.ref(one.station), area=self.ref(one.area))

    def _ward(self, one: WardStations) -> WardStations:
        return replace(one, ward=self.ref(one.ward), parent=self.ref(one.parent))

    def places(self, places: Places) -> Places:
        """Return areas and candidates by their names."""
        key = (str(self.store.root), self.index.election, str(self.index.version), self.lang)
        kept = _PLACES.get(key)
        if kept is not None and kept[0] is places:
            return kept[1]
        names = self.places_names
        areas = tuple(
            replace(a, name=names.areas[a.code]) if a.code in names.areas else a for a in places.areas
        )
        candidates = tuple(
            replace(c, name=self.candidate(c.contest, c.area, c.code, c.name)) for c in places.candidates
        )
        return _PLACES.put(key, (places, replace(places, areas=areas, candidates=candidates)))[1]

    def station(self, station: StationPlace) -> StationPlace:
        """Return one station by its name."""
        return replace(station, name=self.station_names.get(station.code, station.name))

    def forms(self, forms: AreaForms) -> AreaForms:
        """Return the forms of an area with the names of its stations."""
        return replace(
            forms, area=self.ref(forms.area), stations=tuple(self.ref(one) for one in forms.stations)
        )

    def held(self, held: HeldForms) -> HeldForms:
        """Return the held forms with the names of their places."""
        forms = tuple(replace(f, station=self.ref(f.station), area=self.ref(f.area)) for f in held.forms)
        return replace(held, forms=forms)

    def changes(self, changes: Changes) -> Changes:
        """Return the list of versions with the leaders of the whole country by their names."""
        root = self.index.root
        versions = tuple(
            replace(
                line,
                contests=tuple(
                    replace(
                        c,
                        leader_name=self.candidate(c.contest, root, c.leader, c.leader_name or "") or None,
                    )
                    for c in line.contests
                ),
            )
            for line in changes.versions
        )
        return replace(changes, versions=versions)


def local_names(store: PublishedStore, index: VersionIndex, lang: str) -> LocalNames | None:
    """Return the names of a version in `lang` (of `pt-BR` those in `pt`), `None` where the data has none."""
    for wanted in (lang, lang.partition("-")[0]):
        if wanted in index.languages:
            return LocalNames(store, index, wanted)
    return None

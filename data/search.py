"""Searches the areas, candidates and polling stations of a published register, forgiving spelling.

Called by the search page and `/api/v1/elections/<e>/search`. Reads `places.json` and `stations.json` through
`data.published` and keeps an index in memory for each register; it never opens a database. Names come from
letter triples (`data.trigrams`) ranked by `rapidfuzz`; codes match by their beginning.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import Lock
from typing import Generic, TypeVar

from msgspec.structs import replace
from rapidfuzz import fuzz, process

from data.bounded import Bounded
from data.localized import LocalNames, local_names
from data.published import PublishedStore
from data.records import AreaRef, CandidatePlace, Place, Places, Record, StationPlace, Stations
from data.trigrams import Trigrams, normalise

LONGEST_QUERY = 100
MOST_RESULTS = 50
_RANKED = 160  # names of a kind that the fine ranking looks at
_GOOD_ENOUGH = 62.0
_CODE_SCORE = 120.0
_ABOUT_EQUAL = 3.0

T = TypeVar("T")


class Hit(Record, frozen=True, kw_only=True):
    """One place found; `path` are the areas around it from the root down, `score` 0-120 ranks within a kind."""

    kind: str
    code: str
    name: str
    level: str
    path: tuple[AreaRef, ...]
    score: float
    contest: str | None = None
    party: str | None = None
    registered: int | None = None


class Found(Record, frozen=True, kw_only=True):
    """What a query found: areas first, then candidates, then stations, each best first."""

    election: str
    version: int
    query: str
    areas: tuple[Hit, ...] = ()
    candidates: tuple[Hit, ...] = ()
    stations: tuple[Hit, ...] = ()


class _Shelf(Generic[T]):
    """The names and codes of one kind of thing and how to find them.

    `others` are further names of the records, those in other languages, as pairs of position and name.
    """

    def __init__(
        self,
        records: Sequence[T],
        names: Iterable[str],
        codes: Iterable[str],
        others: Iterable[tuple[int, str]] = (),
    ) -> None:
        self.records = records
        self.names = [normalise(name) for name in names]
        self._owners = list(range(len(self.names)))
        for position, name in others:
            other = normalise(name)
            if other and other != self.names[position]:
                self.names.append(other)
                self._owners.append(position)
        self.trigrams = Trigrams(self.names)
        self._codes = sorted((_plain(code), position) for position, code in enumerate(codes))

    def by_code(self, code: str, most: int) -> list[tuple[float, int]]:
        """Return the records whose code begins with `code`, the exact one first."""
        found = []
        start = bisect_left(self._codes, (code, -1))
        for own, position in self._codes[start : start + most]:
            if not own.startswith(code):
                break
            found.append((_CODE_SCORE - min(20, len(own) - len(code)), position))
        return found

    def by_name(self, query: str, *, all_names: bool) -> list[tuple[float, int]]:
        """Return records with a name like `query`; with `all_names` none is passed over by the coarse step."""
        near = [int(position) for position in self.trigrams.near(query, most=_RANKED)]
        if all_names:
            ranked = process.extract(
                query, self.names, scorer=fuzz.ratio, limit=20, score_cutoff=_GOOD_ENOUGH
            )
            near = list(dict.fromkeys([*near, *(position for _, _, position in ranked)]))
        scored = [(_likeness(query, self.names[at]), self._owners[at]) for at in near]
        return [pair for pair in scored if pair[0] >= _GOOD_ENOUGH]


class SearchIndex:
    """Everything of one register that can be searched."""

    def __init__(self, places: Places, stations: Stations) -> None:
        """Index the records; takes about a second for a country of 46,000 stations."""
        self._areas = {place.code: place for place in places.areas}
        named = places.names.values()
        self._area_shelf: _Shelf[Place] = _Shelf(
            places.areas,
            (place.name for place in places.areas),
            (place.code for place in places.areas),
            _others([place.code for place in places.areas], [names.areas for names in named]),
        )
        keys = [f"{one.contest}/{one.area}/{one.code}" for one in places.candidates]
        self._candidate_shelf: _Shelf[CandidatePlace] = _Shelf(
            places.candidates,
            (one.name for one in places.candidates),
            (),
            _others(keys, [names.candidates for names in named]),
        )
        self._station_shelf: _Shelf[StationPlace] = _Shelf(
            stations.stations,
            (station.name for station in stations.stations),
            (station.code for station in stations.stations),
            _others([station.code for station in stations.stations], list(stations.names.values())),
        )

    def path(self, code: str | None) -> tuple[AreaRef, ...]:
        """Return the areas from the root down to `code`, which is included."""
        refs: list[AreaRef] = []
        seen: set[str] = set()
        while code is not None and code in self._areas and code not in seen:
            seen.add(code)
            place = self._areas[code]
            refs.append(AreaRef(code=place.code, name=place.name, level=place.level))
            code = place.parent
        return tuple(reversed(refs))

    def areas(self, query: str, limit: int) -> tuple[Hit, ...]:
        """Return the areas that `query` may mean; of about equals the one with more stations first."""
        shelf = self._area_shelf
        ranked = _rank(shelf, query, all_names=True)
        ranked.sort(key=lambda pair: (-(pair[0] // _ABOUT_EQUAL), -shelf.records[pair[1]].stations))
        return tuple(self._area_hit(shelf.records[at], score) for score, at in ranked[:limit])

    def candidates(self, query: str, limit: int) -> tuple[Hit, ...]:
        """Return the candidates that `query` may mean."""
        shelf = self._candidate_shelf
        ranked = _rank(shelf, query)
        ranked.sort(key=lambda pair: (-pair[0], pair[1]))
        return tuple(self._candidate_hit(shelf.records[at], score) for score, at in ranked[:limit])

    def stations(self, query: str, limit: int) -> tuple[Hit, ...]:
        """Return the polling stations that `query` may mean, in register order among equals."""
        shelf = self._station_shelf
        ranked = _rank(shelf, query)
        ranked.sort(key=lambda pair: (-pair[0], pair[1]))
        return tuple(self._station_hit(shelf.records[at], score) for score, at in ranked[:limit])

    def _area_hit(self, place: Place, score: float) -> Hit:
        return Hit(
            kind="area",
            code=place.code,
            name=place.name,
            level=place.level,
            path=self.path(place.parent),
            score=round(score, 1),
            registered=place.registered,
        )

    def _candidate_hit(self, one: CandidatePlace, score: float) -> Hit:
        return Hit(
            kind="candidate",
            code=one.code,
            name=one.name,
            level="candidate",
            path=self.path(one.area),
            score=round(score, 1),
            contest=one.contest,
            party=one.party,
        )

    def _station_hit(self, station: StationPlace, score: float) -> Hit:
        return Hit(
            kind="station",
            code=station.code,
            name=station.name,
            level="station",
            path=self.path(station.area),
            score=round(score, 1),
            registered=station.registered,
        )


Build = Callable[[Callable[[], SearchIndex]], SearchIndex]


class Search:
    """Searches the published registers of a store; keeps the indexes of the registers used last."""

    def __init__(
        self, store: PublishedStore, *, registers: int = 3, build: Build = lambda make: make()
    ) -> None:
        """Search in `store`, keeping at most `registers` indexes (about 25 MB each for a whole country).

        `build` runs the making of an index, which takes about a second; a web process gives one that does not
        hold up its other requests.
        """
        self._store = store
        self._build = build
        self._indexes: Bounded[tuple[str, str], SearchIndex] = Bounded(registers)
        self._lock = Lock()

    def index(self, election: str, version: int) -> SearchIndex:
        """Return the index of the register as of `version`, built at its first use."""
        key = (election, self._store.register_stamp(election, version))
        found = self._indexes.get(key)
        if found is not None:
            return found
        with self._lock:
            found = self._indexes.get(key)
            if found is None:
                places = self._store.places(election, version)
                stations = self._store.stations(election, version)
                found = self._indexes.put(key, self._build(lambda: SearchIndex(places, stations)))
        return found

    def find(self, election: str, version: int, query: str, *, limit: int = 8, lang: str = "en") -> Found:
        """Return what `query` may mean in the register of `version`, at most `limit` of each kind.

        Names of every language are searched; hits are called as readers of `lang` call them. Any text is a valid query: it
        is cut at 100 characters and what is not letter or digit is a blank.
        """
        text = query[:LONGEST_QUERY]
        limit = max(1, min(MOST_RESULTS, limit))
        if not normalise(text):
            return Found(election=election, version=version, query=text)
        index = self.index(election, version)
        names = local_names(self._store, self._store.index(election, version), lang)

        def spoken(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
            return tuple(_spoken(hit, names) for hit in hits) if names else hits

        return Found(
            election=election,
            version=version,
            query=text,
            areas=spoken(index.areas(text, limit)),
            candidates=spoken(index.candidates(text, limit)),
            stations=spoken(index.stations(text, limit)),
        )


def _others(keys: Sequence[str], named: Sequence[Mapping[str, str]]) -> Iterable[tuple[int, str]]:
    """Yield the names in other languages with the position of what they name."""
    for names in named:
        if names:
            yield from ((at, names[key]) for at, key in enumerate(keys) if key in names)


def _spoken(hit: Hit, names: LocalNames) -> Hit:
    """Return a hit and the areas around it by their names in a language."""
    path = tuple(names.ref(ref) for ref in hit.path)
    if hit.kind == "candidate":
        race = hit.path[-1].code if hit.path else ""
        name = names.candidate(hit.contest or "", race, hit.code, hit.name)
    else:
        name = names.name(hit.code, hit.level, hit.name)
    return replace(hit, name=name, path=path)


def _rank(shelf: _Shelf[T], query: str, *, all_names: bool = False) -> list[tuple[float, int]]:
    """Return score and position of every record that `query` may mean by code or by name."""
    best: dict[int, float] = {}
    code = _plain(query)
    named = normalise(query)
    # A code has a digit or is typed whole; without this a two-letter query would list half the codes.
    by_code = (
        shelf.by_code(code, _RANKED) if code and (any(c.isdigit() for c in code) or len(code) < 4) else []
    )
    for score, position in [*by_code, *shelf.by_name(named, all_names=all_names)]:
        best[position] = max(score, best.get(position, 0.0))
    return [(score, position) for position, score in best.items()]


def _plain(code: str) -> str:
    """Return a code as it is compared: lower case, letters and digits only."""
    return normalise(code).replace(" ", "")


def _likeness(query: str, name: str) -> float:
    """Return how well a normalised name answers a normalised query, 0-100.

    Exactly it, then beginning with it, then a word of it, then words in any order, then near in spelling.
    """
    if name == query:
        return 100.0
    shorter = min(5.0, (len(name) - len(query)) * 0.1)
    if name.startswith(query):
        return 98.0 - shorter
    if f" {query}" in f" {name}":
        return 92.0 - shorter
    words = name.split(" ")
    near = sum(max(fuzz.ratio(part, word[: len(part) + 2]) for word in words) for part in query.split(" "))
    by_words = 0.9 * near / (query.count(" ") + 1) - shorter
    return max(by_words, 0.95 * fuzz.ratio(query, name))

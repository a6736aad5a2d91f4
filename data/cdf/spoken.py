"""Names in other languages, where the version has them; the registered ones are in the documents.

Called by `report` and `places`. Each method returns the names by language tag, which may be none.
"""

from __future__ import annotations

from collections.abc import Callable

from data.published import PublishedStore
from data.records import IndexNames, PlaceNames, VersionIndex

Said = dict[str, str]


class Spoken:
    """The names of one version."""

    def __init__(self, store: PublishedStore, index: VersionIndex) -> None:
        """Read what the files of the version say."""
        self._index = index.names
        if index.names:
            self._places = store.places(index.election, index.version).names
            self._stations = store.stations(index.election, index.version).names
        else:
            self._places, self._stations = {}, {}

    def title(self, contest: str) -> Said:
        """Return the title of the election with that of a contest."""
        both = {tag: (one.election, one.contests.get(contest)) for tag, one in self._index.items()}
        return {tag: f"{title}: {name}" for tag, (title, name) in both.items() if title and name}

    def contest(self, code: str) -> Said:
        """Return the names of a contest."""
        return self._of_index(lambda one: one.contests.get(code))

    def party(self, code: str) -> Said:
        """Return the names of a party."""
        return self._of_index(lambda one: one.parties.get(code))

    def area(self, code: str) -> Said:
        """Return the names of an area."""
        return self._of_places(lambda one: one.areas.get(code))

    def candidate(self, contest: str, area: str, code: str) -> Said:
        """Return the names of a candidate of a race."""
        return self._of_places(lambda one: one.candidates.get(f"{contest}/{area}/{code}"))

    def station(self, code: str) -> Said:
        """Return the names of a station."""
        return {tag: names[code] for tag, names in self._stations.items() if code in names}

    def _of_index(self, name: Callable[[IndexNames], str | None]) -> Said:
        return {tag: text for tag, one in self._index.items() if (text := name(one))}

    def _of_places(self, name: Callable[[PlaceNames], str | None]) -> Said:
        return {tag: text for tag, one in self._places.items() if (text := name(one))}

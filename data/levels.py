"""The totals of every area of one level, gathered from the published documents one level above.

Called by pages (charts of wards, national maps of constituencies) and by the API (`all-areas`). Figures are those of the
documents, row by row; nothing is added up. Kept for a version, because many readers want the same one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from data.bounded import Bounded
from data.published import PublishedStore
from data.records import ChildTotal, VersionIndex

STATION = "station"
#: After so many documents others get their turn: reading a country takes a moment.
_BREATH = 8
_KEPT: Bounded[tuple[str, ...], tuple[ChildTotal, ...]] = Bounded(48)


def areas_at_level(
    store: PublishedStore,
    index: VersionIndex,
    contest: str,
    level: str,
    *,
    below: str | None = None,
) -> tuple[ChildTotal, ...]:
    """Return the rows of all areas of `level` below the area `below` (the root), in the order of the register.

    `level` may be `station`. Empty where the contest publishes no documents of the level above. `votes` are by candidate
    code of the area's own race;
    areas above the level of the races carry counts only. Names are as registered, in no reader's language.
    """
    below = below or index.root
    key = (
        str(store.root),
        index.election,
        str(index.version),
        str(index.published_at),
        contest,
        level,
        below,
    )
    found = _KEPT.get(key)
    if found is not None:
        return found
    return _KEPT.put(key, tuple(_rows(store, index, contest, level, below)))


def _rows(
    store: PublishedStore, index: VersionIndex, contest: str, level: str, below: str
) -> Iterator[ChildTotal]:
    levels = (*index.levels, STATION)
    if level not in levels[1:]:
        return
    above = levels[levels.index(level) - 1]
    for number, code in enumerate(_codes(store, index, below, above)):
        if number % _BREATH == _BREATH - 1:
            time.sleep(0)  # streams and pages of the same process get their turn
        if f"{contest}/{code}" not in index.documents:
            continue
        document = store.document(index.election, index.version, contest, code)
        yield from (child for child in document.children if child.level == level)


def _codes(store: PublishedStore, index: VersionIndex, below: str, level: str) -> Iterator[str]:
    """Codes of the areas of `level` that are `below` or lie in it, in the order of the register."""
    inside = {below}
    for place in store.places(index.election, index.version).areas:
        if place.parent in inside:
            inside.add(place.code)
        if place.level == level and place.code in inside:
            yield place.code

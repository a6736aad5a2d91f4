"""Which published election a page without a name means, and whether its figures are old.

Called by the router for every request; reads only pointers and indexes, which the store keeps in memory.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from data.errors import NotPublished, StoreDamaged
from data.published import PublishedStore
from data.records import Pointer, VersionIndex

_FINAL = frozenset({"certified", "pre-election"})


def published(store: PublishedStore) -> list[tuple[Pointer, VersionIndex]]:
    """Every election that can be shown, newest first; one that is damaged is left out, not fatal."""
    found = []
    for code in store.elections():
        try:
            pointer = store.pointer(code)
            found.append((pointer, store.index(code, pointer.version)))
        except (NotPublished, StoreDamaged):
            continue
    return sorted(found, key=lambda pair: (pair[1].date, pair[0].published_at), reverse=True)


def current_election(store: PublishedStore, wanted: str = "") -> str | None:
    """The election of `/`: the one set, else the newest that is counted and real, else the newest real, else the newest."""
    if wanted:
        return wanted
    known = published(store)
    real = [pair for pair in known if not pair[0].is_test]
    counting = [pair for pair in real if pair[0].status not in _FINAL]
    for choice in (counting, real, known):
        if choice:
            return choice[0][0].election
    return None


def is_stale(pointer: Pointer, now: datetime) -> bool:
    """Whether no new version came for longer than the election allows; 0 s: it is over, its figures do not grow old."""
    if pointer.status in _FINAL or pointer.stale_after_s == 0:
        return False
    return now - pointer.published_at > timedelta(seconds=pointer.stale_after_s)

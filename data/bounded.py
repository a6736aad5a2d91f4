"""A least-recently-used map with a bound on entries and, if wanted, on bytes.

Called by `data.published`, `data.cache` and `data.search`. It knows nothing of elections and must never
hold the only copy of anything: whatever it drops is read again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Bounded(Generic[K, V]):
    """Keeps the most recently used values within `entries` and, when `weigh` is given, within `weight`.

    Safe for threads and greenlets. A value heavier than `weight` alone is handed back but not kept.
    """

    def __init__(
        self, entries: int, *, weight: int | None = None, weigh: Callable[[V], int] | None = None
    ) -> None:
        """Keep at most `entries` values and, by `weigh`, at most `weight` in all."""
        self._entries = entries
        self._limit = weight
        self._weigh = weigh
        self._held: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._weight = 0
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        """Return the value of `key` and mark it as used, or `None`."""
        with self._lock:
            found = self._held.get(key)
            if found is None:
                return None
            self._held.move_to_end(key)
            return found[0]

    def put(self, key: K, value: V) -> V:
        """Keep `value` under `key`, drop the least recently used past the bounds, return `value`."""
        weight = self._weigh(value) if self._weigh is not None else 0
        with self._lock:
            self._drop(key)
            if self._limit is not None and weight > self._limit:
                return value
            self._held[key] = (value, weight)
            self._weight += weight
            while len(self._held) > self._entries or (self._limit is not None and self._weight > self._limit):
                _, (_, dropped) = self._held.popitem(last=False)
                self._weight -= dropped
        return value

    def forget(self, wanted: Callable[[K], bool]) -> None:
        """Drop every entry whose key satisfies `wanted`."""
        with self._lock:
            for key in [key for key in self._held if wanted(key)]:
                self._drop(key)

    def _drop(self, key: K) -> None:
        found = self._held.pop(key, None)
        if found is not None:
            self._weight -= found[1]

    @property
    def weight(self) -> int:
        """The weight of all values kept."""
        return self._weight

    def __len__(self) -> int:
        """Return how many values are kept."""
        return len(self._held)

"""Finished answers in process memory, bounded by bytes, with a hook for a cache shared between processes.

Keys hold the version, so nothing is ever invalidated; the oldest unused answer leaves first.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol

from dashboard.firstpaint.compress import Packed
from data.bounded import Bounded


@dataclass(frozen=True)
class Answer:
    """A finished answer: representations, status and headers of its own (the policy)."""

    packed: Packed
    status: int = 200
    headers: tuple[tuple[str, str], ...] = field(default=())


class Shared(Protocol):
    """A cache between processes (Redis); `get` gives `None` for what it lacks and never raises."""

    def get(self, key: str) -> Answer | None:
        """The answer kept under `key`."""

    def set(self, key: str, answer: Answer) -> None:
        """Keep `answer` under `key` for as long as the cache likes."""


class PageCache:
    """Answers by key; `made` is called for what is neither here nor in the shared cache."""

    def __init__(
        self, *, entries: int = 2048, weight: int = 64 * 1024 * 1024, shared: Shared | None = None
    ) -> None:
        """Hold at most `entries` answers of together `weight` bytes."""
        self._kept: Bounded[Hashable, Answer] = Bounded(entries, weight=weight, weigh=lambda a: a.packed.size)
        self._shared = shared
        self._making: dict[Hashable, Lock] = {}

    def get(self, key: tuple[Hashable, ...], make: Callable[[], Answer]) -> Answer:
        """Return the answer of `key`, made once; what went wrong is not kept, it may be right a moment later.

        Whoever asks while it is made waits for it, so a new version costs one making and not one a reader.
        """
        found = self._kept.get(key)
        if found is not None:
            return found
        with self._making.setdefault(key, Lock()):
            try:
                return self._kept.get(key) or self._make(key, make)
            finally:
                self._making.pop(key, None)

    def _make(self, key: tuple[Hashable, ...], make: Callable[[], Answer]) -> Answer:
        name = "page:" + repr(key)
        answer = self._shared.get(name) if self._shared else None
        if answer is None:
            answer = make()
            if answer.status >= 400:
                return answer
            if self._shared:
                self._shared.set(name, answer)
        return self._kept.put(key, answer)

"""The cached data layer over published versions: process memory, then a shared cache, then made anew.

Called by the public app for rendered pages, fragments and exports. Keys hold the version, so an entry is never
wrong and nothing is ever invalidated; what is not used is pushed out. It must not import Redis or Flask: the
shared part is anything with `get` and `set`, and may fail at any time.
"""

from __future__ import annotations

import gzip
import hashlib
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Protocol

import brotli

from data.bounded import Bounded
from data.published import Variant, acceptable
from data.records import VersionIndex

if TYPE_CHECKING:
    from collections.abc import Iterator

_SMALL = 256  # bytes below which compressing saves no packet


class SharedCache(Protocol):
    """A cache that the processes of a machine share; both methods may raise when it is away."""

    def get(self, key: str) -> bytes | None:
        """Return the bytes kept under `key`, or `None`."""

    def set(self, key: str, value: bytes, ttl_s: int) -> None:
        """Keep `value` under `key` for `ttl_s` seconds."""


def version_key(index: VersionIndex, kind: str, *parts: str) -> str:
    """Return the cache key of something made from one version.

    Holds the time of publication beside the number: a demo election that is thrown away and simulated anew
    uses its numbers again.
    """
    stamp = int(index.published_at.timestamp() * 1000)
    return ":".join((kind, index.election, f"v{index.version}-{stamp:x}", *parts))


class Breaker:
    """Stops asking a failing service for a while, then lets one caller try again.

    The pause doubles with each failure from `first_s` to `longest_s`; one success ends it.
    """

    def __init__(self, *, first_s: float = 0.5, longest_s: float = 5.0) -> None:
        """Start closed: calls go through."""
        self._first_s = first_s
        self._longest_s = longest_s
        self._pause_s = 0.0
        self._until = 0.0

    @property
    def closed(self) -> bool:
        """Whether the last call went well."""
        return self._pause_s == 0.0

    def allows(self) -> bool:
        """Return whether to call now; of many callers after a pause only one is told to."""
        if self._pause_s == 0.0:
            return True
        now = time.monotonic()
        if now < self._until:
            return False
        self._until = now + self._pause_s
        return True

    def succeeded(self) -> None:
        """Note that a call went well."""
        self._pause_s = 0.0

    def failed(self) -> None:
        """Note that a call failed."""
        self._pause_s = min(self._longest_s, max(self._first_s, self._pause_s * 2))
        self._until = time.monotonic() + self._pause_s


@dataclass
class CacheCounts:
    """How often each layer answered since the process started; for `/metrics` and tests."""

    memory: int = 0
    shared: int = 0
    made: int = 0
    shared_failures: int = 0


@dataclass
class _Flight:
    """One value being made: those who want it too wait for `lock`."""

    lock: Lock = field(default_factory=Lock)
    waiting: int = 0


class VersionCache:
    """Bytes made from published versions, kept in memory and shared through `shared` when it is there.

    With the shared cache away values are made in this process: slower, not wrong. It is asked again by
    itself (`Breaker`).
    """

    def __init__(
        self,
        shared: SharedCache | None = None,
        *,
        entries: int = 4096,
        weight: int = 64 * 1024 * 1024,
        ttl_s: int = 3600,
        breaker: Breaker | None = None,
    ) -> None:
        """Keep at most `entries` values and `weight` bytes here; let the shared cache keep them for `ttl_s`."""
        self._shared = shared
        self._ttl_s = ttl_s
        self._memory: Bounded[str, bytes] = Bounded(entries, weight=weight, weigh=len)
        self._tags: Bounded[str, str] = Bounded(entries * 2)
        self._breaker = breaker or Breaker()
        self._flights: dict[str, _Flight] = {}
        self._lock = Lock()
        self.counts = CacheCounts()

    @property
    def shared_state(self) -> str:
        """Return `ok`, `away` or `off`, for `/readyz`."""
        if self._shared is None:
            return "off"
        return "ok" if self._breaker.closed else "away"

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return the bytes of `key`, made by `make` once however many ask at the same time.

        `key` must hold the version (`version_key`). What `make` raises is raised here and nothing is kept.
        """
        found = self._memory.get(key)
        if found is not None:
            self.counts.memory += 1
            return found
        with self._alone(key):
            found = self._memory.get(key)
            if found is None:
                found = self._memory.put(key, self._fetch_or_make(key, make))
        return found

    def variant(self, key: str, make: Callable[[], bytes], accept_encoding: str | None) -> Variant:
        """Return the bytes of `key` compressed as the client accepts; compressed once for each version."""
        plain = self.get(key, make)
        for encoding in acceptable(accept_encoding) if len(plain) >= _SMALL else ():
            packed = self.get(f"{key}:{encoding}", lambda: _pack(plain, encoding))  # noqa: B023 - called at once
            return Variant(packed, encoding, self._tag(f"{key}:{encoding}", packed))
        return Variant(plain, "identity", self._tag(key, plain))

    def _tag(self, key: str, body: bytes) -> str:
        return self._tags.get(key) or self._tags.put(
            key, f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        )

    def _fetch_or_make(self, key: str, make: Callable[[], bytes]) -> bytes:
        found = self._ask(lambda shared: shared.get(key))
        if found is not None:
            self.counts.shared += 1
            return found
        made = make()
        self.counts.made += 1
        self._ask(lambda shared: shared.set(key, made, self._ttl_s))
        return made

    def _ask(self, call: Callable[[SharedCache], bytes | None]) -> bytes | None:
        """Call the shared cache; `None` when it is off, away or resting after a failure."""
        if self._shared is None or not self._breaker.allows():
            return None
        try:
            answer = call(self._shared)
        except Exception:  # noqa: BLE001 - the one place where a lost shared cache degrades to making it here
            self._breaker.failed()
            self.counts.shared_failures += 1
            return None
        self._breaker.succeeded()
        return answer if isinstance(answer, bytes) else None

    @contextmanager
    def _alone(self, key: str) -> Iterator[None]:
        """Let one caller at a time make `key`."""
        with self._lock:
            flight = self._flights.setdefault(key, _Flight())
            flight.waiting += 1
        try:
            with flight.lock:
                yield
        finally:
            with self._lock:
                flight.waiting -= 1
                if flight.waiting == 0:
                    self._flights.pop(key, None)


def _pack(body: bytes, encoding: str) -> bytes:
    # Quality 5 costs about 2 ms for a page of 60 KB, a fifth of quality 9 for 3 % more bytes.
    packed: bytes = (
        brotli.compress(body, quality=5)
        if encoding == "br"
        else gzip.compress(body, compresslevel=6, mtime=0)
    )
    return packed

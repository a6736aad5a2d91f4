"""Tells every listener of this process about new versions: one subscription in, thousands of streams out.

Made once for each web process and called by `/api/v1/stream`. Listeners hold no queue and no timer: each waits on
the event of its cohort, and when it is free again sends the newest version only, so a slow one skips what it missed.
The truth is the pointer in the store; a message on Redis only says when to look, and without Redis a look
twice a second does. It must never block the loop of a gevent worker and never touch a database.
"""

from __future__ import annotations

import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Protocol

import msgspec
import structlog
from gevent import monkey
from gevent.event import Event as GreenEvent

from data.errors import MatokeoError, NotPublished, StoreDamaged
from data.published import PublishedStore
from data.records import Pointer

CHANNEL = "matokeo:versions"
HEARTBEAT = b": still here\n\n"
_COHORTS = 30
_STEPS = 64

log = structlog.get_logger(__name__)


class HubFull(MatokeoError):
    """Raised when a process has as many listeners as it may; the caller answers 503 with `Retry-After`."""


class Gauges(Protocol):
    """What the hub tells the metrics."""

    def listening(self, change: int) -> None:
        """Count a listener in (+1) or out (-1)."""

    def announced(self) -> None:
        """Count one version announced to all listeners."""


class _Wake(Protocol):
    def set(self) -> None: ...

    def wait(self) -> bool: ...


def _event() -> _Wake:
    """Return an event that suits the process: gevent's own costs a fifth of a patched `threading.Event`."""
    return GreenEvent() if monkey.is_module_patched("threading") else threading.Event()


class _Cohort:
    """A thirtieth of a channel's listeners: they wake, and get their heartbeat, together."""

    __slots__ = ("beat", "wake")

    def __init__(self) -> None:
        self.beat = 0
        self.wake = _event()

    def rouse(self) -> None:
        """Wake those who wait now; whoever comes later waits for the next event."""
        before, self.wake = self.wake, _event()
        before.set()


class Channel:
    """One election: where its pointer stands and what the last announcements were about."""

    def __init__(self, store: PublishedStore, election: str) -> None:
        """Start at the present pointer; raises `NotPublished`."""
        self._store = store
        self.election = election
        self.pointer: Pointer = store.refresh(election)
        self.serial = 0
        self.listeners = 0
        self.cohorts = [_Cohort() for _ in range(_COHORTS)]
        self._steps: deque[tuple[int, tuple[str, ...]]] = deque(maxlen=_STEPS)
        self._steps.append((self.pointer.version, ()))
        self._messages: dict[int | None, bytes] = {}

    def look(self) -> bool:
        """Read the pointer; return whether it moved. A pointer that cannot be read now has not."""
        try:
            now = self._store.refresh(self.election)
        except (NotPublished, StoreDamaged) as error:
            log.warning("the pointer cannot be read; listeners keep what they have", reason=str(error))
            return False
        before = self.pointer
        if _mark(now) == _mark(before):
            return False
        self.pointer = now
        self._steps.append((now.version, self._changed(before.version, now.version)))
        self._messages = {}
        self.serial += 1
        return True

    def message(self, seen: int | None) -> bytes:
        """Return the event for a listener who saw version `seen` last: what changed since then."""
        found = self._messages.get(seen)
        if found is None:
            found = self._write(seen)
            if len(self._messages) < _STEPS:
                self._messages[seen] = found
        return found

    def _write(self, seen: int | None) -> bytes:
        pointer = self.pointer
        body = msgspec.json.encode(
            {
                "election": self.election,
                "version": pointer.version,
                "contests": self._since(seen),
                "published_at": pointer.published_at,
                "status": pointer.status,
                "is_test": pointer.is_test,
                "hold": pointer.hold.mode,
                # Pages fetch the version within this time, not all at once: half a millisecond for each.
                "spread_ms": min(5000, self.listeners // 2),
            }
        )
        # Same version, other state (held, certified): pages look at the pointer again, figures stay.
        event = b"pointer" if seen == pointer.version else b"version"
        return b"event: %b\nid: %d\ndata: %b\n\n" % (event, pointer.version, body)

    def _since(self, seen: int | None) -> list[str]:
        """Return the contests that changed after `seen`, or all when that is too long ago."""
        steps = list(self._steps)
        for position in range(len(steps) - 1, -1, -1):
            if steps[position][0] == seen:
                return sorted({contest for _, contests in steps[position + 1 :] for contest in contests})
        return self._contests(self.pointer.version)

    def _contests(self, version: int) -> list[str]:
        try:
            return [contest.code for contest in self._store.index(self.election, version).contests]
        except (NotPublished, StoreDamaged):
            return []

    def _changed(self, before: int, now: int) -> tuple[str, ...]:
        """Return the contests whose documents differ between two versions; all when that can't be told."""
        if before == now:
            return ()
        try:
            old = self._store.index(self.election, before).documents
            new = self._store.index(self.election, now).documents
        except (NotPublished, StoreDamaged):
            return tuple(self._contests(now))
        contests = {name.split("/", 1)[0] for name, _ in old.items() ^ new.items()}
        return tuple(sorted(name for name in contests if not name.startswith("_")))


class Listener(Iterator[bytes]):
    """The body of one stream; ends when closed or when its process is told to stop."""

    __slots__ = ("_beat", "_channel", "_cohort", "_hub", "_open", "_seen", "_serial", "_started")

    def __init__(self, hub: Hub, channel: Channel, cohort: _Cohort, seen: int | None) -> None:
        """Listen to `channel` as one that saw version `seen` last."""
        self._hub = hub
        self._channel = channel
        self._cohort = cohort
        self._seen = seen
        self._serial = -1
        self._beat = cohort.beat
        self._started = False
        self._open = True

    def __next__(self) -> bytes:
        """Wait for the next thing to send."""
        if not self._started:
            return self._first()
        while True:
            wake = self._cohort.wake
            if not self._open or self._hub.stopping:
                raise StopIteration
            if self._serial != self._channel.serial:
                return self._tell()
            if self._beat != self._cohort.beat:
                self._beat = self._cohort.beat
                return HEARTBEAT
            wake.wait()

    def _first(self) -> bytes:
        """Say when to come back after a loss, each a little different, and where the election stands."""
        self._started = True
        retry = b"retry: %d\n\n" % random.randint(2000, 6000)  # noqa: S311 - spreads load, guards nothing
        if self._seen == self._channel.pointer.version:
            self._serial = self._channel.serial
            return retry
        return retry + self._tell()

    def _tell(self) -> bytes:
        message = self._channel.message(self._seen)
        self._serial = self._channel.serial
        self._seen = self._channel.pointer.version
        return message

    def close(self) -> None:
        """Count the listener out; the server calls it however the stream ends."""
        if self._open:
            self._open = False
            self._hub.left(self._channel)


class Hub:
    """The listeners of one process, over all elections."""

    def __init__(
        self,
        store: PublishedStore,
        *,
        subscribe: Callable[[Hub], None] | None = None,
        heartbeat_s: float = 15.0,
        max_listeners: int = 11_000,
        gauges: Gauges | None = None,
    ) -> None:
        """Follow `store`; `subscribe` runs in its own thread or greenlet and calls `heard`."""
        self._store = store
        self._subscribe = subscribe
        self._tick_s = heartbeat_s / _COHORTS
        self.max_listeners = max_listeners
        self._gauges = gauges
        self._channels: dict[str, Channel] = {}
        self._count = 0
        self._turn = 0
        self._lock = threading.Lock()
        self._running = False
        self.stopping = False
        self.alive: Callable[[], bool] = lambda: True

    @property
    def listeners(self) -> int:
        """How many streams are open in this process."""
        return self._count

    def listen(self, election: str, seen: int | None = None) -> Listener:
        """Open a stream; raises `NotPublished` or `HubFull` before anything is sent."""
        with self._lock:
            if self.stopping or self._count >= self.max_listeners:
                raise HubFull(
                    f"This process has its {self.max_listeners} listeners.", remedy="Try again soon."
                )
            channel = self._channels.get(election) or self._open(election)
            moved = channel.look()
            channel.listeners += 1
            self._count += 1
            self._turn += 1
            self._start()
        if moved:
            self._tell(channel)
        if self._gauges is not None:
            self._gauges.listening(1)
        return Listener(self, channel, channel.cohorts[self._turn % _COHORTS], seen)

    def left(self, channel: Channel) -> None:
        """Count a listener out; called by it once."""
        with self._lock:
            channel.listeners -= 1
            self._count -= 1
        if self._gauges is not None:
            self._gauges.listening(-1)

    def heard(self, message: bytes | None) -> None:
        """Look at the election that a message names; `None` (messages may have been missed) means all."""
        election = _election_of(message) if message is not None else None
        for channel in list(self._channels.values()):
            if message is None or channel.election == election:
                self._look(channel)

    def stop(self) -> None:
        """End every stream, so that the process can go; clients come back to another one by themselves."""
        self.stopping = True
        for channel in list(self._channels.values()):
            for cohort in channel.cohorts:
                cohort.rouse()

    def _open(self, election: str) -> Channel:
        channel = Channel(self._store, election)
        self._channels[election] = channel
        return channel

    def _start(self) -> None:
        """Start the two helpers at the first listener, after the fork and within the worker's loop."""
        if self._running:
            return
        self._running = True
        threading.Thread(target=self._tick, name="live-tick", daemon=True).start()
        if self._subscribe is not None:
            threading.Thread(target=self._subscribe, args=(self,), name="live-redis", daemon=True).start()

    def _tick(self) -> None:
        """One timer for all: looks at the pointers and gives one cohort in thirty its heartbeat."""
        turn = 0
        while not self.stopping:
            time.sleep(self._tick_s)
            if not self.alive():
                self.stop()
                return
            turn = (turn + 1) % _COHORTS
            for channel in list(self._channels.values()):
                if channel.listeners > 0:
                    self._beat(channel, turn)

    def _beat(self, channel: Channel, turn: int) -> None:
        try:
            self._look(channel)
        except Exception:
            # Without this one surprise would silence the heartbeat of every listener for good.
            log.exception("looking at the pointer failed", election=channel.election)
        channel.cohorts[turn].beat += 1
        channel.cohorts[turn].rouse()

    def _look(self, channel: Channel) -> None:
        with self._lock:
            moved = channel.look()
        if moved:
            self._tell(channel)

    def _tell(self, channel: Channel) -> None:
        if self._gauges is not None:
            self._gauges.announced()
        for cohort in channel.cohorts:
            cohort.rouse()


def _mark(pointer: Pointer) -> tuple[object, ...]:
    return (pointer.version, pointer.manifest_sha256, pointer.status, pointer.hold, pointer.notices)


def _election_of(message: bytes) -> str | None:
    """Return the election that a message names; anybody may write on the channel, so it may be anything."""
    try:
        body = msgspec.json.decode(message)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    election = body.get("election") if isinstance(body, dict) else None
    return election if isinstance(election, str) else None

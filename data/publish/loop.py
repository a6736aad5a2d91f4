"""The publisher's loop over all elections: what is due, the switch of each, the pointer's pulse, the views' refresh.

Called by `data.publish.service` in the publisher's process and by the commands of the switch. One loop works at a time
(advisory lock, held by a connection of its own).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import msgspec
from sqlalchemy import Connection, Engine, Row, text

from data.engine import PUBLISH_LOCK, hold_lock, sql
from data.errors import GateClosed, StoreDamaged
from data.incidents.public import public_incidents_mark
from data.publish.manifest import load_or_make_key
from data.publish.notices import active_notices
from data.publish.photos import OpenFile
from data.publish.publisher import ElectionPublisher, Published
from data.publish.reports import ReportSigner
from data.publish.store import VersionStore
from data.records import Hold

log = logging.getLogger("matokeo.publish")

PULSE_S = 15.0
# Changes that no tally and no switch tells of (a status, a certification) are seen after this long.
LOOK_S = 1.0
BASELINES_S = 10.0
# Incidents become public some minutes after they were reported, with nothing that tells of it.
INCIDENTS_S = 5.0
# A version held by the gate is tried again after this long: the cause may have been mended.
GATE_RETRY_S = 10.0
UNTALLIED_WAIT_S = 20.0
GATE_KIND = "second_computation"


class Stop(Protocol):
    """An event of threads or of processes."""

    def is_set(self) -> bool: ...
    def wait(self, timeout: float | None = None) -> bool: ...


class PublishLoop:
    """Publishes every election that is due, at most one version each `interval_s`, at once when idle."""

    def __init__(
        self, engine: Engine, store: Path, key_file: Path, *, interval_s: float = 2.0, stale_after_s: int = 300,
        announce: Callable[[str, int, tuple[str, ...]], None] = lambda election, version, contests: None,
        open_file: OpenFile | None = None, checkpoint: Callable[[str], None] = lambda name: None,
    ) -> None:  # fmt: skip
        self.engine = engine
        self.store = VersionStore(store)
        self.interval_s = interval_s
        self.stale_after_s = stale_after_s
        self._announce = announce
        self._open_file = open_file
        self._checkpoint = checkpoint
        self._key = load_or_make_key(key_file)
        self._publishers: dict[int, ElectionPublisher] = {}
        self._stamps: dict[int, str] = {}
        self._next: dict[int, float] = {}
        self._settled: dict[int, int] = {}
        self._baselines: dict[int, str] = {}
        self._incidents = _IncidentMarks(engine)
        self._quiet: tuple[Any, ...] | None = None
        self._look_again_at = 0.0
        self._pulse_at = 0.0
        self._baselines_at = 0.0

    def forget(self) -> None:
        """Drop everything in memory; the next round reads the database anew."""
        self._publishers.clear()
        self._stamps.clear()
        self._settled.clear()
        self._incidents = _IncidentMarks(self.engine)
        self._quiet = None

    def run(self, stop: Stop, *, poll_s: float = 0.1) -> None:
        """Go round until `stop`. Raises `WorkerBusy` when another publisher has the lock."""
        with hold_lock(self.engine, PUBLISH_LOCK, holder="publisher") as lock:
            self.refresh_views()
            signer = ReportSigner(self.store.root, self._key)
            signer.start()
            try:
                while not stop.is_set():
                    self.round()
                    stop.wait(poll_s)
                    # A lost lock connection must end the loop, or two publishers could write.
                    lock.execute(text("SELECT 1"))
                    lock.commit()
            finally:
                signer.end()

    def round(self) -> list[Published]:
        """Look at every election once; return what was published."""
        with self.engine.connect() as connection:
            self._read_baselines(connection)
            pulse = tuple(connection.execute(sql("publish_pulse")).one())
            if pulse == self._quiet and time.monotonic() < self._look_again_at:
                return []
            due = connection.execute(sql("publish_due")).all()
        self._look_again_at = time.monotonic() + LOOK_S
        published = [done for row in due if (done := self._look_at(row)) is not None]
        if time.monotonic() >= self._pulse_at:
            self._pulse_at = time.monotonic() + PULSE_S
            self._renew_pointers([row.code for row in due])
        waiting = any(row.due and self._settled.get(row.election_id) != row.newest_seq for row in due)
        self._quiet = None if published or waiting else pulse
        return published

    def _look_at(self, row: Row[Any]) -> Published | None:
        self._recover(row)
        self._post_notices(row)
        if row.mode != "auto":
            self._keep_switched(row)
            return None
        self._release(row)
        stamp = f"{row.stamp}|{self._baselines.get(row.election_id)}"
        stamp_changed = self._stamps.get(row.election_id) != stamp
        if stamp_changed and row.election_id in self._stamps:
            self._publishers.pop(row.election_id, None)
        # What was looked at and changed no document is not looked at again before something else is tallied.
        due = (row.due and self._settled.get(row.election_id) != row.newest_seq) or stamp_changed
        due = self._incidents.moved(row.election_id) or due
        if not due or time.monotonic() < self._next.get(row.election_id, 0.0):
            return None
        return self._publish(row, stamp)

    def _publish(self, row: Row[Any], stamp: str) -> Published | None:
        publisher = self._publishers.get(row.election_id)
        if publisher is None:
            publisher = self._take_up(row.election_id)
        started = time.monotonic()
        try:
            with self.engine.connect() as connection:
                if not begin_snapshot(connection, row.election_id, whole=not publisher.has_read):
                    return None
                done = publisher.step(connection)
        except GateClosed as closed:
            self._hold_back(row, closed)
            return None
        self._stamps[row.election_id] = stamp
        self._next[row.election_id] = started + self.interval_s if done is not None else started
        self._settled[row.election_id] = row.newest_seq
        self._incidents.settle(row.election_id)
        if done is not None:
            self._resolve_findings(row.election_id)
            log.info("published %s v%s: %s documents", done.election, done.version, done.documents)
            self._announce(done.election, done.version, done.contests)
        return done

    def _take_up(self, election_id: int) -> ElectionPublisher:
        publisher = ElectionPublisher(
            election_id,
            self.store,
            self._key,
            stale_after_s=self.stale_after_s,
            open_file=self._open_file,
            checkpoint=self._checkpoint,
        )
        with self.engine.connect() as connection:
            for kind in ("publish_geometry", "publish_cartograms"):
                rows = connection.execute(sql(kind), {"election_id": election_id})
                self.store.write_geometry((row.sha256, bytes(row.body)) for row in rows)
        self._publishers[election_id] = publisher
        return publisher

    def _hold_back(self, row: Row[Any], closed: GateClosed) -> None:
        """The gate disagrees: keep the last good version, tell managers and the public, try again later."""
        log.error("the gate holds %s back: %s", row.code, closed)
        self._next[row.election_id] = time.monotonic() + GATE_RETRY_S
        with self.engine.begin() as connection:
            details = closed.message.splitlines()[:100]
            connection.execute(
                sql("gate_record"),
                {"election_id": row.election_id, "kind": GATE_KIND, "details": details},
            )
        pointer = self.store.pointer(row.code)
        if pointer is not None and pointer.hold.mode == "auto":
            hold = Hold(mode="hold", reason="gate", since=datetime.now(UTC))
            self.store.move_pointer(msgspec.structs.replace(pointer, hold=hold))

    def _resolve_findings(self, election_id: int) -> None:
        with self.engine.begin() as connection:
            connection.execute(
                text(
                    "UPDATE gate_findings SET resolved_at_utc = now() WHERE election_id = :id AND resolved_at_utc IS NULL"
                ),
                {"id": election_id},
            )

    def _recover(self, row: Row[Any]) -> None:
        """Finish what a killed publisher left: the version is committed, its folder or the pointer not yet moved."""
        if row.version is None or row.mode != "auto":
            return
        pointer = self.store.pointer(row.code)
        if not self.store.has_version(row.code, row.version):
            self.store.release_version(row.code, row.version, row.manifest_sha256)
        if (pointer is None or pointer.version < row.version) and self.store.has_version(
            row.code, row.version
        ):
            publisher = self._publishers.get(row.election_id) or self._take_up(row.election_id)
            publisher.point(row.code, row.version, Hold())
            self._announce(row.code, row.version, ())

    def _keep_switched(self, row: Row[Any]) -> None:
        """Hold, or roll back: the pointer says so and names the pinned version."""
        pointer = self.store.pointer(row.code)
        wanted = row.pinned_version or (pointer.version if pointer else row.version)
        hold = Hold(mode=row.mode, reason=row.reason, since=row.changed_at_utc)
        if wanted is None or (pointer is not None and pointer.version == wanted and pointer.hold == hold):
            return
        publisher = self._publishers.get(row.election_id) or self._take_up(row.election_id)
        try:
            publisher.point(row.code, wanted, hold)
        except StoreDamaged as error:
            log.error("%s", error)
            return
        self._announce(row.code, wanted, ())

    def _release(self, row: Row[Any]) -> None:
        """Back to automatic: the newest version is public again."""
        pointer = self.store.pointer(row.code)
        if (
            pointer is None
            or row.version is None
            or pointer.hold.mode == "auto"
            or pointer.hold.reason == "gate"
        ):
            return
        publisher = self._publishers.get(row.election_id) or self._take_up(row.election_id)
        publisher.point(row.code, row.version, Hold())
        self._announce(row.code, row.version, ())

    def _post_notices(self, row: Row[Any]) -> None:
        """Show what managers tell the public now, whatever the switch says: notices follow the pointer, not a version."""
        pointer, wanted = self.store.pointer(row.code), active_notices(row.notices)
        if pointer is None or pointer.notices == wanted:
            return
        self.store.move_pointer(msgspec.structs.replace(pointer, notices=wanted))
        self._announce(row.code, pointer.version, ())

    def _renew_pointers(self, elections: list[str]) -> None:
        """Say in every pointer that the publisher lives, so that a page can tell quiet from dead."""
        for election in elections:
            pointer = self.store.pointer(election)
            if pointer is not None:
                self.store.move_pointer(msgspec.structs.replace(pointer, checked_at=datetime.now(UTC)))

    def refresh_views(self) -> None:
        """Bring the views up to the tallies: before a first round, where no worker does it."""
        with self.engine.begin() as connection:
            connection.execute(text("SELECT refresh_views()"))
        self._baselines_at = 0.0

    def _read_baselines(self, connection: Connection) -> None:
        """Notice a comparison that changed: an earlier election was imported, or its tally is done."""
        if time.monotonic() < self._baselines_at:
            return
        self._baselines_at = time.monotonic() + BASELINES_S
        found = {row.election_id: row.stamp for row in connection.execute(sql("publish_baseline_stamp"))}
        if found != self._baselines:
            self._baselines, self._quiet = found, None


class _IncidentMarks:
    """Tells when the public incidents of an election are others than those last looked at."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._look_at: dict[int, float] = {}
        self._now: dict[int, str] = {}
        self._done: dict[int, str] = {}

    def moved(self, election_id: int) -> bool:
        """Look, at most every few seconds."""
        if time.monotonic() >= self._look_at.get(election_id, 0.0):
            self._look_at[election_id] = time.monotonic() + INCIDENTS_S
            with self._engine.connect() as connection:
                self._now[election_id] = public_incidents_mark(connection, election_id, datetime.now(UTC))
        return self._now.get(election_id) != self._done.get(election_id)

    def settle(self, election_id: int) -> None:
        """What was seen before a step is in it."""
        self._done[election_id] = self._now[election_id]


def begin_snapshot(connection: Connection, election_id: int, *, whole: bool) -> bool:
    """Begin the REPEATABLE READ transaction that a version is made of; tell whether it may be.

    With `whole` (a first reading of the election) the snapshot must hold no untallied change, or a ward whose
    forms are ahead of its tally would be left out of figures that had it before. The log is empty for a
    moment after each step of the tally worker; if it never is within 20 s, the answer is no.
    """
    patience = time.monotonic() + UNTALLIED_WAIT_S
    while True:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        if not whole:
            return True
        if not connection.execute(sql("publish_untallied"), {"election_id": election_id}).scalar_one():
            return True
        connection.rollback()
        if time.monotonic() > patience:
            return False
        time.sleep(0.002)

"""Tells hooks of the newest version: one signed POST for each state of the pointer, tried again ever more rarely.

Run by the keeper. A hook is told of the newest state only: what came and went while it was away is in `changes.json`.
Each hook is called by a thread of its own, so that a slow one keeps no other waiting; ended in the middle, it is told again
with the same id.
"""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import msgspec
from sqlalchemy import Engine, Row

from data.accounts.vault import SealBroken, Vault
from data.engine import sql
from data.errors import MatokeoError, SettingsError
from data.hooks.keep import VAULT_FIELD, switch_hook
from data.notify.deliver import delay
from data.notify.webhook import Call, post
from data.published import PublishedStore
from data.records import Pointer

log = logging.getLogger("matokeo.hooks")

WHO = "system:hooks"
AT_ONCE = 8
#: A claim is over after this long: longer than any try may take.
LEASE_S = 60
#: The least time between two calls of one hook that answers: versions come every two seconds under load.
PAUSE_S = 2.0
#: A hook that answered nothing for so long is switched off; an operator switches it on again.
GIVE_UP = timedelta(hours=24)


def body_of(pointer: Pointer, delivery: str) -> bytes:
    """Return the JSON of a telling; figures are not in it: they are fetched by the version's number."""
    return msgspec.json.encode(
        {
            "id": delivery,
            "type": "version",
            "election": pointer.election,
            "version": pointer.version,
            "published_at": pointer.published_at,
            "status": pointer.status,
            "is_test": pointer.is_test,
            "hold": pointer.hold.mode,
            "manifest_sha256": pointer.manifest_sha256,
            "index": f"/data/{pointer.election}/v{pointer.version}/index.json",
        }
    )


def mark_of(pointer: Pointer) -> str:
    """Return what of a pointer a hook is told of: version, manifest, status, hold; not that it was looked at again."""
    return f"{pointer.version}:{pointer.manifest_sha256[:16]}:{pointer.status}:{pointer.hold.mode}"


@dataclass
class HookChore:
    """Looks at every pointer once a second; `keys` opens addresses and secrets."""

    store: Path
    keys: Path
    name: str = "hooks"
    every_s: float = 1.0
    vault: Vault | None = None
    _pool: ThreadPoolExecutor | None = None
    _calling: dict[tuple[int, str], Future[None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the store; a pointer that did not change is not read again."""
        self._published = PublishedStore(self.store, recheck_s=0)

    def work(self, engine: Engine) -> bool:
        """Begin every call that is due; never more to do at once."""
        if not self._ready():
            return False
        with engine.connect() as connection:
            rows = [row for row in connection.execute(sql("hook_list")) if row.active]
        if not rows:
            return False
        pointers = self._pointers()
        for row in rows:
            for pointer in pointers:
                if row.election_code in (None, pointer.election):
                    self._begin(engine, row, pointer)
        return False

    def settle(self) -> None:
        """Wait for the calls that are under way."""
        for future in list(self._calling.values()):
            future.result()

    def _ready(self) -> bool:
        if self.vault is None and self.keys.exists():
            try:
                self.vault = Vault.open(self.keys, make=False)
            except SettingsError as error:
                log.warning("no hook is called: %s", error)
        return self.vault is not None

    def _pointers(self) -> list[Pointer]:
        found = []
        for code in self._published.elections():
            try:
                found.append(self._published.pointer(code))
            except MatokeoError as error:
                log.warning("%s", error)
        return found

    def _begin(self, engine: Engine, row: Row[Any], pointer: Pointer) -> None:
        key = (row.hook_id, pointer.election)
        under_way = self._calling.get(key)
        if under_way is not None and not under_way.done():
            return
        claim = {
            "hook_id": row.hook_id,
            "election": pointer.election,
            "mark": mark_of(pointer),
            "lease_s": LEASE_S,
        }
        with engine.begin() as connection:
            attempts = connection.execute(sql("hook_claim"), claim).scalar_one_or_none()
        if attempts is None:
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="hooks")
        self._calling[key] = self._pool.submit(self._tell, engine, row, pointer, attempts)

    def _tell(self, engine: Engine, row: Row[Any], pointer: Pointer, attempts: int) -> None:
        error: str | None = None
        try:
            delivery = str(uuid5(UUID(str(row.uid)), f"{pointer.election}:{mark_of(pointer)}"))
            post(self._target(row), body_of(pointer, delivery), delivery=delivery, attempt=attempts)
        except (OSError, ValueError, MatokeoError, SealBroken) as problem:
            error = f"{type(problem).__name__}: {problem}"
        except Exception as problem:
            log.exception("hook %s failed", row.uid)
            error = type(problem).__name__
        self._write_down(engine, row, pointer, (attempts, error))

    def _target(self, row: Row[Any]) -> Call:
        if self.vault is None:
            raise SettingsError("There are no data keys.")
        return Call.opened(self.vault, VAULT_FIELD, row.uid, row.sealed)

    def _write_down(
        self, engine: Engine, row: Row[Any], pointer: Pointer, went: tuple[int, str | None]
    ) -> None:
        attempts, error = went
        values = {
            "hook_id": row.hook_id,
            "election": pointer.election,
            "mark": None if error else mark_of(pointer),
            "version": None if error else pointer.version,
            "error": None if error is None else "".join(c for c in error if c.isprintable())[:500],
            "wait_s": delay(attempts) if error else PAUSE_S,
        }
        with engine.begin() as connection:
            since = connection.execute(sql("hook_settle"), values).scalar_one_or_none()
            if since is not None and datetime.now(UTC) - since > GIVE_UP:
                why = "It has not answered for a day."
                switch_hook(connection, UUID(str(row.uid)), active=False, actor=WHO, reason=why)
        if error:
            log.warning("hook %s of %s: %s", row.uid, row.host, values["error"])

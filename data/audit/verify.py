"""Verifies the audit log: every row's hash, every seal over its rows, the chain, and the seals that were published.

Called by `matokeo audit verify`, as the owner. Reads one snapshot in order of transactions, a batch at a time, so that
memory does not grow with the log and rows written meanwhile cannot look like a fault. It mends nothing.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, text

from data.audit.published_seals import PublishedSeal
from data.engine import sql

_BATCH = 10_000
_LISTED = 200
_GUARDS = {
    "detached": "is not part of the log any more: its rows are missing from it",
    "change": "does not refuse UPDATE and DELETE: its trigger is gone or switched off",
    "truncate": "does not refuse TRUNCATE: its trigger is gone or switched off",
    "hash": "does not compute the hash of new rows: its trigger is gone or switched off",
}


@dataclass
class AuditVerdict:
    """What was looked at and what does not hold. `problems` lists the first ones, `problem_count` counts all."""

    rows: int = 0
    seals: int = 0
    unsealed: int = 0
    unsealed_since: str | None = None
    newest_seal: tuple[int, str] | None = None
    published: int = 0
    problem_count: int = 0
    problems: list[str] = field(default_factory=list)

    def add(self, words: str) -> None:
        """Count a problem and keep its words while there are not too many."""
        self.problem_count += 1
        if len(self.problems) < _LISTED:
            self.problems.append(words)


@dataclass
class _Seal:
    """A seal as stored, and what was found of its rows so far."""

    number: int
    xmax: int
    running: frozenset[int]
    rows: int
    rows_sha256: bytes
    seal_sha256: bytes
    sealed_at: str
    found: int = 0
    digest: Any = None

    def take(self, row_hash: bytes) -> None:
        """Add a row, in the order of transactions and numbers."""
        if self.digest is None:
            self.digest = hashlib.sha256()
        self.found += 1
        self.digest.update(row_hash)

    def fault(self) -> str | None:
        """Say in which way the rows found are not the ones sealed."""
        digest = self.digest.digest() if self.digest is not None else b""
        self.digest = None
        head = f"seal {self.number} of {self.sealed_at} covers {self.rows} rows"
        if self.found < self.rows:
            return f"{head}, the log has {self.found}: {self.rows - self.found} deleted or moved away"
        if self.found > self.rows:
            return f"{head}, the log has {self.found}: {self.found - self.rows} inserted or moved in"
        if digest != self.rows_sha256:
            return f"{head}: they are not the rows that were sealed, or not in that order"
        return None


def verify_log(connection: Connection, published: list[PublishedSeal] | None = None) -> AuditVerdict:
    """Check the whole log in one snapshot; `connection` must not be in a transaction yet."""
    verdict = AuditVerdict()
    connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
    for row in connection.execute(sql("audit_verify_guards")):
        verdict.add(f"table {row.relation} {_GUARDS[row.problem]}")
    seals = _read_seals(connection, verdict)
    _check_rows(connection, seals, verdict)
    _check_published(seals, published or [], verdict)
    return verdict


def _read_seals(connection: Connection, verdict: AuditVerdict) -> list[_Seal]:
    """Check each seal's own hash and its link to the one before."""
    seals: list[_Seal] = []
    expected, previous = 1, None
    for row in _stream(connection, "audit_verify_seals"):
        if row.seal_id != expected:
            verdict.add(
                f"seal {expected} is missing"
                if row.seal_id == expected + 1
                else f"seals {expected} to {row.seal_id - 1} are missing"
            )
        elif row.previous_sha256 != previous:
            verdict.add(f"seal {row.seal_id} does not continue the seal before it")
        if not row.holds:
            verdict.add(f"seal {row.seal_id} of {row.sealed_at_utc} was edited: its hash is not its own")
        expected, previous = row.seal_id + 1, row.seal_sha256
        seals.append(_seal(row))
    verdict.seals = len(seals)
    if seals:
        verdict.newest_seal = (seals[-1].number, seals[-1].seal_sha256.hex())
    return seals


def _seal(row: Row[Any]) -> _Seal:
    _, xmax, running = row.snapshot.split(":")
    return _Seal(
        number=row.seal_id,
        xmax=int(xmax),
        running=frozenset(int(x) for x in running.split(",") if x),
        rows=row.rows,
        rows_sha256=bytes(row.rows_sha256),
        seal_sha256=bytes(row.seal_sha256),
        sealed_at=row.sealed_at_utc,
    )


def _check_rows(connection: Connection, seals: list[_Seal], verdict: AuditVerdict) -> None:
    """Check each row and give it to its seal: the first whose snapshot saw its transaction finished."""
    bounds = [seal.xmax for seal in seals]
    now_xmax = int(
        connection.execute(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")).scalar_one()
    )
    if bounds and now_xmax < max(bounds):
        verdict.add(
            "transaction numbers are behind the last seal: this is a copy in a younger cluster, nothing can be sealed"
        )
        now_xmax = max(bounds)
    done, last, place = 0, -1, 0
    for row in _stream(connection, "audit_verify_rows"):
        verdict.rows += 1
        txid = int(row.txid)
        if not row.holds:
            verdict.add(
                f"row {row.audit_id} ({row.at_utc} {row.action} by {row.actor}) was edited: its hash is not its own"
            )
        if txid != last:
            last, place = txid, _place(txid, seals, bounds)
            done = _finish(seals, bounds, done, txid, verdict)
        if place < len(seals):
            seals[place].take(bytes(row.row_hash))
            continue
        if txid >= now_xmax:
            verdict.add(
                f"row {row.audit_id} names transaction {txid}, which has not begun: no seal would cover it"
            )
        verdict.unsealed += 1
        verdict.unsealed_since = min(filter(None, (verdict.unsealed_since, row.at_utc)))
    _finish(seals, bounds, done, None, verdict)


def _place(txid: int, seals: list[_Seal], bounds: list[int]) -> int:
    place = bisect_right(bounds, txid)
    while place < len(seals) and txid in seals[place].running:
        place += 1
    return place


def _finish(seals: list[_Seal], bounds: list[int], done: int, txid: int | None, verdict: AuditVerdict) -> int:
    """Compare the seals that no later row can belong to; return how many are done."""
    while done < len(seals) and (txid is None or bounds[done] <= txid):
        words = seals[done].fault()
        if words is not None:
            verdict.add(words)
        done += 1
    return done


def _check_published(seals: list[_Seal], published: list[PublishedSeal], verdict: AuditVerdict) -> None:
    stored = {seal.number: seal.seal_sha256.hex() for seal in seals}
    for told in published:
        verdict.published += 1
        if told.number not in stored:
            verdict.add(
                f"seal {told.number} was published with {told.election} version {told.version} and is not there"
            )
        elif stored[told.number] != told.sha256:
            verdict.add(
                f"seal {told.number} is not the one that was published with {told.election} version {told.version}"
            )


def _stream(connection: Connection, name: str) -> Any:
    """Rows of a statement through a cursor of the server, a batch at a time."""
    return connection.execute(sql(name), execution_options={"yield_per": _BATCH})

"""The sealing worker: seals finished audit rows every second, and makes the log's partitions ahead of their month.

A thread of `matokeo worker`, beside the tally. Several may run: the database lets one seal at a time. It reads no row;
what a seal covers is decided by `seal_audit()` in the database.
"""

from __future__ import annotations

import logging
import threading
import time

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from data.engine import make_engine, sql

log = logging.getLogger("matokeo.audit")

SEAL_S = 1.0
PARTITIONS_S = 3600.0
# After an error: soon when the database is away, later when it refuses (a younger cluster, a missing right).
RETRY_S, REFUSED_S = 1.0, 30.0


def seal_once(connection: Connection) -> int | None:
    """Seal what is finished, in the caller's transaction, which must have written nothing; return the seal's number."""
    number: int | None = connection.execute(sql("audit_seal")).scalar_one()
    return number


def make_partitions(connection: Connection) -> list[str]:
    """Make the partitions of the coming months; give up when writers would have to wait for it."""
    connection.execute(text("SET LOCAL lock_timeout = '500ms'"))
    return list(connection.execute(sql("audit_partitions")).scalars())


def run_sealer(database_url: str, stop: threading.Event) -> None:
    """Seal until `stop`; come back by itself after a lost database."""
    engine = make_engine(database_url, role="matokeo_worker", pool_size=1, prepared=True)
    partitions_at = 0.0
    while not stop.is_set():
        try:
            if time.monotonic() >= partitions_at:
                partitions_at = time.monotonic() + _look_ahead(engine)
            with engine.begin() as connection:
                seal_once(connection)
            stop.wait(SEAL_S)
        except OperationalError as error:
            log.warning("sealing: %s; trying again", error.orig)
            stop.wait(RETRY_S)
        except DBAPIError as error:
            log.error("the audit log is not sealed: %s", error.orig)
            stop.wait(REFUSED_S)
    engine.dispose()


def _look_ahead(engine: Engine) -> float:
    """Make partitions; return after how many seconds to look again."""
    try:
        with engine.begin() as connection:
            for name in make_partitions(connection):
                log.info("made %s", name)
    except DBAPIError as error:
        # Writers come first, and an hour is early enough for a month that is weeks away.
        log.info("partitions wait: %s", error.orig)
        return 60.0
    return PARTITIONS_S

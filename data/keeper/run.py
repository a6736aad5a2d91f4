"""Runs the chores, a thread each, until it is told to stop; what goes wrong is logged and tried again.

Called in a process of its own by `data.publish.service`. One keeper works at a time (advisory lock): two would open every
alert twice.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from data.alerts.chore import chores as alert_chores
from data.anomalies.chore import chores as anomaly_chores
from data.board.chore import chores as board_chores
from data.engine import KEEPER_LOCK, hold_lock, make_engine
from data.errors import MatokeoError, WorkerBusy
from data.hooks.chore import chores as hook_chores
from data.imports.chore import chores as import_chores
from data.incidents.chore import chores as incident_chores
from data.keeper.chore import Chore
from data.publish.loop import Stop
from data.publish.options import WorkerOptions
from data.rehearse.chore import chores as rehearsal_chores

log = logging.getLogger("matokeo.keeper")

# After an error a chore waits at least this long: long enough for a restart of the database.
RETRY_S = 2.0


def all_chores(options: WorkerOptions) -> list[Chore]:
    """Return every chore of the managers' room."""
    made: list[Chore] = []
    offers = (
        board_chores,
        anomaly_chores,
        incident_chores,
        alert_chores,
        import_chores,
        rehearsal_chores,
        hook_chores,
    )
    for offer in offers:
        made.extend(offer(options))
    return made


def run_keeper(options: WorkerOptions, stop: Stop) -> None:
    """Keep until `stop`; come back by itself after a lost database."""
    engine = make_engine(options.database_url, role="matokeo_worker", pool_size=16)
    while not stop.is_set():
        try:
            with hold_lock(engine, KEEPER_LOCK, holder="keeper") as lock:
                keep(engine, all_chores(options), stop, lock)
        except WorkerBusy:
            stop.wait(RETRY_S)
        except DBAPIError as error:
            log.warning("keeper: %s; trying again", error.orig)
            stop.wait(RETRY_S)
    engine.dispose()


def keep(engine: Engine, chores: Sequence[Chore], stop: Stop, lock: Connection) -> None:
    """Give each chore its thread; end them all when `stop` is set or the lock's connection is lost."""
    ended = threading.Event()
    threads = [
        threading.Thread(
            target=_repeat, args=(chore, engine, ended), name=f"keeper-{chore.name}", daemon=True
        )
        for chore in chores
    ]
    for thread in threads:
        thread.start()
    try:
        while not stop.is_set():
            # A lost lock connection must end the chores, or two keepers could work.
            lock.execute(text("SELECT 1"))
            lock.commit()
            stop.wait(1.0)
    finally:
        ended.set()
        for thread in threads:
            thread.join(timeout=10)


def _repeat(chore: Chore, engine: Engine, ended: threading.Event) -> None:
    while not ended.is_set():
        try:
            more = chore.work(engine)
        except (DBAPIError, MatokeoError, OSError) as error:
            log.warning("%s: %s; trying again", chore.name, getattr(error, "orig", error))
            ended.wait(max(RETRY_S, chore.every_s))
            continue
        except Exception:
            # A fault of ours in one chore must neither end the others nor go unseen.
            log.exception("%s failed; trying again", chore.name)
            ended.wait(max(RETRY_S, chore.every_s))
            continue
        if not more:
            ended.wait(chore.every_s)

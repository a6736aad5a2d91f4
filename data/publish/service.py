"""The worker process: the tally loop here, the publisher and the keeper in processes of their own, behind advisory locks.

Started by `matokeo worker`. The tally must stay fresh while a large version is being built, so the two share
nothing but the database. What degrades does so here, visibly: no Redis, viewers poll; no database, the last
version stays and grows old on the page.
"""

from __future__ import annotations

import json
import logging
import multiprocessing
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection as Connection_

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from data.audit.seal import run_sealer
from data.engine import TALLY_LOCK, hold_lock, make_engine
from data.errors import WorkerBusy
from data.files.store import open_store
from data.keeper.run import run_keeper
from data.publish.loop import PublishLoop, Stop
from data.publish.options import WorkerOptions
from data.publish.watch import Watch
from data.tally.worker import TallyWorker

log = logging.getLogger("matokeo.worker")

CHANNEL = "matokeo:versions"
# After an error the loops wait this long before they try again: long enough for a restart of the database.
RETRY_S = 1.0


def run_worker(
    options: WorkerOptions, *, stop: threading.Event, prepare: Callable[[], None] | None = None
) -> None:
    """Tally and publish until `stop` is set; `prepare` (logging) is called first in the publisher's process too.

    Raises `WorkerBusy` at the start when another worker has the database; later errors are logged and tried
    again, for a database that restarts must not need a person.
    """
    children = [
        _Child("publisher", run_publisher, options, prepare),
        _Child("keeper", run_keeper, options, prepare),
    ]
    tally = threading.Thread(target=run_tally, args=(options, stop), name="tally", daemon=True)
    sealer = threading.Thread(
        target=run_sealer, args=(options.database_url, stop), name="sealer", daemon=True
    )
    _check_free(options)
    watch = Watch(options)
    tally.start()
    sealer.start()
    try:
        while not stop.is_set():
            for child in children:
                child.keep_alive()
            watch.look()
            stop.wait(RETRY_S)
    finally:
        for child in children:
            child.end()
        tally.join(timeout=10)
        sealer.join(timeout=10)


class _Child:
    """A process of the worker: started, started again when it ended, told to stop by closing its pipe."""

    def __init__(
        self,
        name: str,
        work: Callable[[WorkerOptions, Stop], None],
        options: WorkerOptions,
        prepare: Callable[[], None] | None,
    ) -> None:
        self._name, self._work, self._options, self._prepare = name, work, options, prepare
        self._context = multiprocessing.get_context("spawn")
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection_ | None = None

    def keep_alive(self) -> None:
        """Start the process unless it runs."""
        if self._process is not None:
            if self._process.is_alive():
                return
            log.error("%s ended with code %s, starting it again", self._name, self._process.exitcode)
        theirs, self._pipe = self._context.Pipe(duplex=False)
        self._process = self._context.Process(
            target=_child_process,
            args=(self._work, self._options, theirs, self._prepare),
            name=self._name,
            daemon=True,
        )
        self._process.start()
        theirs.close()

    def end(self) -> None:
        """Tell it to stop, and make sure that it has."""
        if self._process is None or self._pipe is None:
            return
        self._pipe.close()
        self._process.join(timeout=10)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _check_free(options: WorkerOptions) -> None:
    """Fail at once, with words, when another worker is at work."""
    engine = make_engine(options.database_url, role="matokeo_worker", pool_size=1)
    try:
        with hold_lock(engine, TALLY_LOCK, holder="tally worker"):
            pass
    except OperationalError:
        log.warning("the database does not answer yet; the worker waits for it")
    finally:
        engine.dispose()


def run_tally(options: WorkerOptions, stop: Stop) -> None:
    """Take the dirty log until `stop`; come back by itself after a lost database."""
    engine = make_engine(options.database_url, role="matokeo_worker", pool_size=1, prepared=True)
    while not stop.is_set():
        try:
            _tally_session(engine, options.tally_poll_s, stop)
        except WorkerBusy:
            stop.wait(RETRY_S)
        except DBAPIError as error:
            log.warning("tally: %s; trying again", error.orig)
            stop.wait(RETRY_S)
    engine.dispose()


def _tally_session(engine: Engine, poll_s: float, stop: Stop) -> None:
    worker = TallyWorker()
    with hold_lock(engine, TALLY_LOCK, holder="tally worker") as connection:
        while not stop.is_set():
            rows = tally_once(connection, worker)
            if rows == 0:
                stop.wait(poll_s)


def tally_once(connection: Connection, worker: TallyWorker) -> int:
    """Run one step in its own REPEATABLE READ transaction; return the dirty rows taken.

    A form whose state a person changed in the same moment makes the transaction fail: it is tried again at once.
    """
    try:
        with connection.begin():
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            return worker.step(connection).rows
    except OperationalError as error:
        worker.forget()
        if getattr(error.orig, "sqlstate", None) != "40001":
            raise
        return 1


class _Closed:
    """Set once the parent closed its end of the pipe or died: an orphan would keep the lock for ever."""

    def __init__(self, pipe: Connection_) -> None:
        self._pipe = pipe

    def is_set(self) -> bool:
        return self._pipe.poll(0)

    def wait(self, timeout: float | None = None) -> bool:
        return self._pipe.poll(timeout)


def _child_process(
    work: Callable[[WorkerOptions, Stop], None],
    options: WorkerOptions,
    pipe: Connection_,
    prepare: Callable[[], None] | None,
) -> None:
    # A signal to the whole group (Ctrl-C, a service manager) is for the parent, which ends this one in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if prepare is not None:
        prepare()
    work(options, _Closed(pipe))


def run_publisher(options: WorkerOptions, stop: Stop) -> None:
    """Publish until `stop`; come back by itself after a lost database. Runs in a process of its own."""
    engine = make_engine(options.database_url, role="matokeo_worker", pool_size=2, prepared=True)
    loop = PublishLoop(
        engine, options.store, options.key_file, interval_s=options.publish_interval_s,
        stale_after_s=options.stale_after_s, announce=_announcer(options.redis_url),
        open_file=open_store(options.files, options.bucket).get if options.files else None,
    )  # fmt: skip
    while not stop.is_set():
        try:
            loop.run(stop, poll_s=options.tally_poll_s)
        except WorkerBusy:
            stop.wait(RETRY_S)
        except DBAPIError as error:
            log.warning("publisher: %s; trying again", error.orig)
            loop.forget()
            stop.wait(RETRY_S)
    engine.dispose()


class _announcer:  # noqa: N801 (used as a function)
    """Tells web processes of a version through Redis; without Redis they notice by themselves."""

    def __init__(self, redis_url: str | None) -> None:
        self._url = redis_url
        self._quiet_until = 0.0

    def __call__(self, election: str, version: int, contests: tuple[str, ...]) -> None:
        if self._url is None or time.monotonic() < self._quiet_until:
            return
        import redis

        message = json.dumps({"election": election, "version": version, "contests": list(contests)})
        try:
            client = redis.Redis.from_url(self._url, socket_timeout=0.5, socket_connect_timeout=0.5)
            client.publish(CHANNEL, message)
            client.close()
        except redis.RedisError as error:
            # Half a second per version would slow publication: ask Redis again in a while.
            self._quiet_until = time.monotonic() + 5
            log.warning("redis does not answer (%s): viewers poll until it is back", error)

"""The keeper: chores go on whatever happens to one of them, and never in two processes at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from data.engine import KEEPER_LOCK, hold_lock, make_engine
from data.errors import MatokeoError
from data.keeper import run
from data.publish.options import WorkerOptions


@dataclass
class Counting:
    """A chore that counts its rounds and fails the first time if it is told to."""

    name: str
    fails: Exception | None = None
    more: int = 0
    every_s: float = 0.02
    rounds: int = 0
    threads: set[int] = field(default_factory=set)

    def work(self, engine: Engine) -> bool:
        self.rounds += 1
        self.threads.add(threading.get_ident())
        with engine.begin() as connection:
            connection.execute(text("SELECT 1"))
        if self.rounds == 1 and self.fails is not None:
            raise self.fails
        return self.rounds <= self.more


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "RETRY_S", 0.05)


@pytest.fixture
def worker_engine(database_url: str) -> Iterator[Engine]:
    made = make_engine(database_url, role="matokeo_worker", pool_size=8)
    yield made
    made.dispose()


def _until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)


@pytest.mark.parametrize("fault", [MatokeoError("wrong"), ValueError("a fault of ours"), OSError("disk")])
def test_a_chore_that_fails_is_tried_again_and_stops_no_other(
    worker_engine: Engine, fault: Exception
) -> None:
    broken, sound = Counting("broken", fails=fault), Counting("sound")
    stop = threading.Event()
    with hold_lock(worker_engine, KEEPER_LOCK, holder="keeper") as lock:
        thread = threading.Thread(target=run.keep, args=(worker_engine, [broken, sound], stop, lock))
        thread.start()
        _until(lambda: broken.rounds >= 3 and sound.rounds >= 3)
        stop.set()
        thread.join(timeout=10)
    assert not thread.is_alive()
    assert broken.threads.isdisjoint(sound.threads)


def test_a_chore_that_has_more_to_do_is_not_made_to_wait(worker_engine: Engine) -> None:
    busy = Counting("busy", more=50, every_s=3600)
    stop = threading.Event()
    with hold_lock(worker_engine, KEEPER_LOCK, holder="keeper") as lock:
        thread = threading.Thread(target=run.keep, args=(worker_engine, [busy], stop, lock))
        thread.start()
        _until(lambda: busy.rounds == 51)
        stop.set()
        thread.join(timeout=10)


def test_a_lost_lock_ends_every_chore(worker_engine: Engine, engine: Engine) -> None:
    chore = Counting("chore")
    with hold_lock(worker_engine, KEEPER_LOCK, holder="keeper") as lock:
        pid = lock.execute(text("SELECT pg_backend_pid()")).scalar_one()
        lock.commit()
        thread_ended = threading.Event()

        def work() -> None:
            with pytest.raises(OperationalError):
                run.keep(worker_engine, [chore], threading.Event(), lock)
            thread_ended.set()

        threading.Thread(target=work).start()
        _until(lambda: chore.rounds > 0)
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_terminate_backend(:p)"), {"p": pid})
        assert thread_ended.wait(20)
        lock.invalidate()
    rounds = chore.rounds
    time.sleep(0.2)
    assert chore.rounds == rounds


def test_a_second_keeper_waits_until_the_first_is_gone(
    database_url: str, worker_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chore = Counting("chore")
    monkeypatch.setattr(run, "all_chores", lambda options: [chore])
    stop = threading.Event()
    options = WorkerOptions(database_url, tmp_path, tmp_path / "key", None)
    with hold_lock(worker_engine, KEEPER_LOCK, holder="keeper"):
        second = threading.Thread(target=run.run_keeper, args=(options, stop))
        second.start()
        time.sleep(0.3)
        assert chore.rounds == 0
    _until(lambda: chore.rounds > 0)
    stop.set()
    second.join(timeout=10)
    assert not second.is_alive()


def test_every_chore_of_the_room_has_a_name_of_its_own_and_a_pace(database_url: str, tmp_path: Path) -> None:
    chores = run.all_chores(WorkerOptions(database_url, tmp_path, tmp_path / "key", None))
    names = [chore.name for chore in chores]
    assert len(set(names)) == len(names)
    assert all(0 < chore.every_s <= 3600 for chore in chores)

"""How many forms a second are accepted in the database, with every check, right, trigger and audit row of the office.

`python -m benchmarks.entry_store [--seconds 20] [--forms 12000]`. Processes submit through `data.entry.submit` as
observers do, over a fictional country; the baseline writes the same rows bare (owner, no rights, no checks, no audit), in
the same run. Also: statements and CPU of one form.
"""

from __future__ import annotations

import argparse
import multiprocessing
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine, event, text

from benchmarks.store_harness import FULL, TENTH, make_country, percentile, private_postgres, stamp
from data.acting import Actor, Desk
from data.engine import make_engine
from data.entry.places import find_ballots, find_place
from data.entry.submit import submit_form
from data.records import Figures, FormSubmission

#: Warnings that invented figures may meet; the checks run all the same.
_ACCEPTED = ("W203", "W301", "W302", "W303", "W304", "W305", "W401")
_BARE = text(
    "WITH f AS (INSERT INTO result_forms (race_id, leaf_area_id, station_id, source, is_counting, valid_votes, rejected_votes,"
    " votes_cast, received_at_utc) SELECT r.race_id, s.area_id, s.station_id, 'bare', false, 300, 3, 303, now()"
    " FROM polling_stations s JOIN areas a USING (area_id) JOIN races r ON r.area_id = ANY (a.path_ids)"
    " JOIN contests c USING (contest_id) WHERE s.station_id = :station AND c.code = :contest RETURNING form_id, race_id)"
    " INSERT INTO form_votes SELECT f.form_id, d.candidate_id, 20 FROM f JOIN candidates d USING (race_id)"
)


@dataclass(frozen=True)
class Start:
    """How the processes of a run begin together, how long they work and where they tell what they did."""

    barrier: Barrier
    seconds: float
    queue: multiprocessing.Queue[list[float]]

    def wait(self) -> float:
        """Wait for the others; return the moment at which to stop."""
        self.barrier.wait(120)
        return time.time() + self.seconds


@dataclass(frozen=True)
class Task:
    """What one thread has to enter: whose stations they are, by id and code."""

    user_id: int
    stations: list[tuple[int, str]]


def _actor(user_id: int) -> Actor:
    return Actor(
        user_id=user_id, uid=uuid4(), username=f"bench-{user_id}", display_name="Bench", role="field_observer",
        address="127.0.0.1", device="bench",
    )  # fmt: skip


def share_out(engine: Engine, threads: int, forms: int) -> tuple[str, list[str], list[Task]]:
    """Add an observer for each thread with stations of its own; return election, contests and tasks."""
    with engine.begin() as connection:
        election, election_id = connection.execute(
            text("SELECT code, election_id FROM elections WHERE status = 'active' LIMIT 1")
        ).one()
        contests = list(
            connection.execute(
                text("SELECT code FROM contests WHERE election_id = :e ORDER BY ballot_order"),
                {"e": election_id},
            ).scalars()
        )
        rows = connection.execute(
            text(
                "SELECT s.station_id, s.code FROM polling_stations s JOIN elections e USING (register_id)"
                " WHERE e.election_id = :e ORDER BY md5(s.code) LIMIT :n"
            ),
            {"e": election_id, "n": forms // len(contests)},
        ).all()
        tasks = []
        for number in range(threads):
            mine = [(row.station_id, row.code) for row in rows[number::threads]]
            user_id = connection.execute(
                text(
                    "INSERT INTO users (username, display_name, role) VALUES (:u, 'Bench', 'field_observer') RETURNING user_id"
                ),
                {"u": f"bench-{number}"},
            ).scalar_one()
            connection.execute(
                text(
                    "INSERT INTO assignments (user_id, station_id) SELECT :u, unnest(CAST(:s AS integer[]))"
                ),
                {"u": user_id, "s": [station for station, _ in mine]},
            )
            tasks.append(Task(int(user_id), mine))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    return str(election), contests, tasks


def submissions(desk: Desk, actor: Actor, election: str, task: Task) -> Iterator[FormSubmission]:
    """Yield a form for each contest of each station, with figures that its ballot allows."""
    for station_id, code in task.stations:
        with desk.acting(actor) as connection:
            ballots = find_ballots(connection, find_place(connection, election, station=code))
        for number, (contest, ballot) in enumerate(ballots.items()):
            votes = {
                name: (station_id * (3 + at) + 7 * number) % (60 if at > 1 else 220) + 20
                for at, name in enumerate(ballot.ids)
            }
            valid = sum(votes.values())
            yield FormSubmission(
                election=election,
                contest=contest,
                station=code,
                figures=Figures(votes=votes, valid=valid, rejected=3, cast=valid + 3),
                accepted_warnings=_ACCEPTED,
            )


def _enter(url: str, election: str, tasks: list[Task], start: Start) -> None:
    desk = Desk(url, pool_size=len(tasks), prepared=True)
    taken: list[float] = []
    until = start.wait()

    def work(task: Task) -> None:
        actor = _actor(task.user_id)
        for submission in submissions(desk, actor, election, task):
            if time.time() > until:
                return
            began = time.perf_counter()
            with desk.acting(actor, keep_plans=True) as connection:
                submit_form(connection, actor, uuid4(), submission)
            taken.append(time.perf_counter() - began)

    _in_threads([lambda task=task: work(task) for task in tasks])  # type: ignore[misc]
    start.queue.put(taken)
    desk.dispose()


def _bare(url: str, contests: list[str], tasks: list[Task], start: Start) -> None:
    engine = make_engine(url, pool_size=len(tasks))
    taken: list[float] = []
    until = start.wait()

    def work(task: Task) -> None:
        with engine.connect() as connection:
            for station, _ in task.stations:
                for contest in contests:
                    if time.time() > until:
                        return
                    began = time.perf_counter()
                    connection.execute(_BARE, {"station": station, "contest": contest})
                    connection.commit()
                    taken.append(time.perf_counter() - began)

    _in_threads([lambda task=task: work(task) for task in tasks])  # type: ignore[misc]
    start.queue.put(taken)
    engine.dispose()


def _in_threads(works: list[object]) -> None:
    threads = [threading.Thread(target=work) for work in works]  # type: ignore[arg-type]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def measure(
    target: object, args: tuple[object, ...], tasks: list[Task], *, processes: int, seconds: float
) -> tuple[float, list[float]]:
    """Run the tasks in processes; return forms a second and the seconds that each took."""
    context = multiprocessing.get_context("spawn")
    start = Start(context.Barrier(processes), seconds, context.Queue())
    running = [
        context.Process(target=target, args=(*args, tasks[n::processes], start), daemon=True)  # type: ignore[arg-type]
        for n in range(processes)
    ]
    for process in running:
        process.start()
    taken = [each for _ in running for each in start.queue.get()]
    for process in running:
        process.join()
    # Each thread works without a pause, so the sum of what forms took is the time the threads worked.
    busy = sum(taken) / len(tasks)
    return len(taken) / max(busy, 1e-9), taken


def cost_of_one(url: str, election: str, task: Task, forms: int) -> dict[str, float]:
    """Return what one form costs without any other beside it: statements, CPU of both sides."""
    desk, actor, counted = Desk(url, pool_size=1, prepared=True), _actor(task.user_id), [0]
    event.listen(desk.entry, "before_cursor_execute", lambda *_: counted.__setitem__(0, counted[0] + 1))
    ready = []
    for submission in submissions(desk, actor, election, task):
        ready.append(submission)
        if len(ready) == forms:
            break
    with desk.acting(actor) as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    counted[0] = 0
    before, server = time.process_time(), _cpu_s(pid)
    for submission in ready:
        with desk.acting(actor, keep_plans=True) as connection:
            submit_form(connection, actor, uuid4(), submission)
    found = {
        "statements of a form": counted[0] / len(ready),
        "CPU of the office for a form, ms": 1000 * (time.process_time() - before) / len(ready),
        "CPU of PostgreSQL for a form, ms": 1000 * (_cpu_s(pid) - server) / len(ready),
    }
    desk.dispose()
    return found


def _cpu_s(pid: int) -> float:
    words = Path(f"/proc/{pid}/schedstat").read_text(encoding="utf-8").split()
    return int(words[0]) / 1e9


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--forms", type=int, default=27_000, help="forms that are there to be entered")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--threads", type=int, default=8, help="of all processes together")
    parser.add_argument("--full", action="store_true", help="the whole country instead of a tenth")
    arguments = parser.parse_args()
    with private_postgres() as postgres:
        url = make_country(postgres, FULL if arguments.full else TENTH, in_already=0.0)
        engine = make_engine(url)
        election, contests, tasks = share_out(engine, arguments.threads + 1, arguments.forms)
        engine.dispose()
        one = cost_of_one(url, election, tasks[-1], min(200, len(tasks[-1].stations)))
        options = {"processes": arguments.processes, "seconds": arguments.seconds}
        bare, _ = measure(_bare, (url, contests), tasks[:-1], **options)
        rate, taken = measure(_enter, (url, election), tasks[:-1], **options)
    print(stamp())
    print(f"  forms accepted a second, checks included      {rate:10,.0f}   (budget 500)")
    print(f"  bare rows a second, the baseline              {bare:10,.0f}   ratio {rate / bare:.2f}")
    p50, p95 = (1000 * percentile(taken, share) for share in (0.5, 0.95))
    print(f"  p50 / p95 of a form, ms                       {p50:10,.1f} / {p95:.1f}")
    for name, value in one.items():
        print(f"  {name:<45} {value:10,.2f}")


if __name__ == "__main__":
    main()

"""Pages, counts, matrix and export of the station board at a country's size, while forms come in.

`python -m benchmarks.board [--preset kenya] [--calls 100] [--per-second 20]`. Baselines of the same run: the same page by
OFFSET (its tenth thousand rows), and by a live join of register and forms without the board. Forms are stored by a thread,
tally and the board's watcher work in another, as worker and keeper do.
"""

from __future__ import annotations

import argparse
import statistics
import threading
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from benchmarks.store_harness import FULL, TENTH, make_country, percentile, private_postgres, stamp
from benchmarks.verify_clerk import actor_of, line, timed
from data.acting import Actor, Desk
from data.board.export import export_csv, export_keys
from data.board.query import BoardQuery, read_query
from data.board.read import board_facets, board_map, board_matrix, board_page
from data.board.watch import BoardWatcher
from data.elections import OfficeElection, office_election
from data.engine import make_engine
from data.tally.worker import TallyWorker
from tests.office import add_user

_OFFSET = text(
    "SELECT * FROM station_board WHERE election_id = :election_id"
    " ORDER BY attention, attention_key, station_id, contest_id OFFSET 10000 LIMIT 50"
)
_LIVE = text(
    "SELECT s.code, c.code, f.state, f.received_at_utc FROM elections e JOIN polling_stations s USING (register_id)"
    " JOIN areas a USING (area_id) JOIN contests c USING (election_id)"
    " JOIN races r ON r.contest_id = c.contest_id AND r.area_id = ANY (a.path_ids)"
    " LEFT JOIN result_forms f ON f.race_id = r.race_id AND f.leaf_area_id = s.area_id AND f.station_id = s.station_id"
    "  AND f.is_current AND f.is_counting"
    " WHERE e.election_id = :election_id ORDER BY (f.state = 'disputed') DESC NULLS LAST, f.received_at_utc DESC LIMIT 50"
)
_STORE = text(
    "INSERT INTO result_forms (race_id, leaf_area_id, station_id, source, is_counting, state, valid_votes, rejected_votes,"
    " votes_cast, received_at_utc, checked_at_utc)"
    " SELECT race_id, leaf_area_id, station_id, '34a', true, 'preliminary', 100, 1, 101, now(), now() FROM station_board"
    " WHERE state = 'not_reported' AND station_id >= :from_station ORDER BY station_id LIMIT 6"
)


class Night:
    """Forms come in and are worked into the board until `end`."""

    def __init__(self, url: str, per_second: float) -> None:
        self.stored = 0
        self.freshness: list[float] = []
        self._url, self._per_second = url, per_second
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._store, self._work)]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Stop and wait."""
        self._ended.set()
        for thread in self._threads:
            thread.join(30)

    def _store(self) -> None:
        engine, station = make_engine(self._url), 1
        while not self._ended.wait(1 / self._per_second):
            station = station * 48_271 % 46_229 + 1
            try:
                with engine.begin() as connection:
                    self.stored += connection.execute(_STORE, {"from_station": station}).rowcount
            except IntegrityError:
                continue  # the board is a moment behind: this station has reported
        engine.dispose()

    def _work(self) -> None:
        engine = make_engine(self._url, role="matokeo_worker")
        tally, board = TallyWorker(), BoardWatcher()
        while not self._ended.wait(0.1):
            with engine.begin() as connection:
                tally.step(connection)
            started = time.perf_counter()
            with engine.begin() as connection:
                board.step(connection)
            self.freshness.append((time.perf_counter() - started) * 1000)
        engine.dispose()


def build(url: str) -> None:
    """Build the board and say how long it takes."""
    worker = make_engine(url, role="matokeo_worker")
    with worker.begin() as connection:
        started = time.perf_counter()
        BoardWatcher().step(connection)
        rows = connection.execute(text("SELECT count(*) FROM station_board")).scalar_one()
    print(f"{'the board built from nothing':<44} {time.perf_counter() - started:.1f} s ({rows:,} rows)")
    worker.dispose()


def measure(engine: Engine, url: str, calls: int) -> None:
    """Measure every question for the whole country and for one county, and the two baselines."""
    with engine.connect() as connection:
        county = connection.execute(
            text("SELECT area_id FROM areas WHERE level = 1 ORDER BY area_id LIMIT 1")
        ).scalar_one()
    people = {
        "country": (add_user(engine, "bench-admin", "admin"), "super_admin"),
        "one county": (add_user(engine, "bench-manager", "manager", scope=[county]), "election_manager"),
    }
    desk = Desk(url, pool_size=4)
    for name, (user_id, role) in people.items():
        actor = actor_of(user_id, role)
        with desk.acting(actor) as connection:
            election = office_election(connection)
        medians = {}
        for what, ask in questions(election).items():
            found = timed(desk, actor, calls, ask)
            line(f"{name}: {what}", found)
            medians[what] = statistics.median(found)
        if name == "country":
            baselines(desk, actor, election, calls=max(2, calls // 20), page_ms=medians["page"])
        started = time.perf_counter()
        with desk.acting(actor) as connection:
            keys = export_keys(connection, actor, election, BoardQuery())
        size = sum(len(piece) for piece in export_csv(desk, actor, election, keys))
        print(
            f"{name + ': CSV':<44} {time.perf_counter() - started:.1f} s, {len(keys[0]):,} rows, {size / 2**20:.1f} MiB"
        )
    desk.dispose()


def baselines(desk: Desk, actor: Actor, election: OfficeElection, *, calls: int, page_ms: float) -> None:
    """Measure a page by OFFSET and by a live join, and how much of each a page takes."""
    asked = {"election_id": election.election_id}

    def by_offset(connection: Connection) -> object:
        return connection.execute(_OFFSET, asked).all()

    def by_join(connection: Connection) -> object:
        return connection.execute(_LIVE, asked).all()

    for what, ask in (("the same by OFFSET 10,000", by_offset), ("a live join, no board", by_join)):
        found = timed(desk, actor, calls, ask)
        line(f"baseline: {what}", found)
        print(f"{'':<44} a page is {page_ms / statistics.median(found):.3f} of it")


def questions(election: OfficeElection) -> dict[str, Callable[[Connection], Any]]:
    """Return what is asked, by name."""

    def page(**given: str) -> Callable[[Connection], Any]:
        query = read_query(given)
        return lambda connection: board_page(connection, election, query)

    return {
        "page": page(),
        "page of 500": page(limit="500"),
        "late ones": page(late="1"),
        "by code": page(order="code"),
        "newest": page(order="received"),
        "search by name": page(q="school"),
        "facets": lambda connection: board_facets(connection, election),
        "matrix": lambda connection: board_matrix(connection, election),
        "map": lambda connection: board_map(connection, election, level=election.level_names[1]),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--preset", choices=("tenth", "kenya"), default="kenya")
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--per-second", type=float, default=20)
    arguments = parser.parse_args()
    print(stamp())
    with private_postgres() as postgres:
        url = make_country(postgres, TENTH if arguments.preset == "tenth" else FULL, in_already=0.5)
        engine = make_engine(url)
        with engine.begin() as connection:
            connection.execute(text("UPDATE elections SET status = 'active' WHERE status <> 'completed'"))
        build(url)
        night = Night(url, arguments.per_second)
        night.start()
        measure(engine, url, arguments.calls)
        night.end()
        print(f"{'forms stored meanwhile':<44} {night.stored:,}")
        median, p95 = statistics.median(night.freshness), percentile(night.freshness, 0.95)
        print(f"{'a step of the board':<44} median {median:8.1f} ms   p95 {p95:8.1f} ms")
        engine.dispose()


if __name__ == "__main__":
    main()

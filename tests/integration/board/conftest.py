"""A night on a board: a small election, forms that arrive, and the watcher working at a time that the test sets."""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from data.board.build import compare
from data.board.watch import BoardWatcher
from data.engine import make_engine
from data.tally.worker import TallyWorker
from tests.election_factory import Mini, add_form, make_election
from tests.services import TEMPLATE, TestServices

_counter = itertools.count(1)
DUSK = datetime(2031, 5, 4, 18, 0, tzinfo=UTC)
VOTES = {"president": {"asha": 200, "juma": 100, "neema": 1}, "governor": {"pendo": 150, "baraka": 150}}


@dataclass
class Night:
    """The election, the clock, and what happens; `watch` does what the keeper would."""

    engine: Engine
    worker: Engine
    mini: Mini
    now: datetime = DUSK
    watcher: BoardWatcher = field(init=False)

    def __post_init__(self) -> None:
        self.watcher = BoardWatcher(now=lambda: self.now, register_s=0)

    def at(self, minutes: float) -> datetime:
        """The moment so long after dusk."""
        return DUSK + timedelta(minutes=minutes)

    def form(self, station: str, contest: str = "president", *, minute: float = 0, **fields: Any) -> int:
        """Store a form that arrived so long after dusk."""
        votes = fields.pop("votes", VOTES[contest])
        values = {"state": "preliminary", "received_at_utc": self.at(minute), **fields}
        with self.engine.begin() as owner:
            return add_form(owner, self.mini, station, contest, votes, **values)

    def run(self, statement: str, **values: Any) -> None:
        """Do something as the owner."""
        with self.engine.begin() as owner:
            owner.execute(text(statement), values)

    def set(self, form: int, **fields: Any) -> None:
        """Change a form as its steps do."""
        marks = ", ".join(
            f"{name} = CAST(:{name} AS form_state)" if name == "state" else f"{name} = :{name}"
            for name in fields
        )
        self.run(f"UPDATE result_forms SET {marks} WHERE form_id = :form", form=form, **fields)

    def tally(self) -> None:
        """Let the tally worker take what is dirty."""
        with self.worker.begin() as connection:
            TallyWorker().step(connection)

    def watch(self, minute: float | None = None) -> None:
        """Let tally and board catch up, at a time after dusk."""
        if minute is not None:
            self.now = self.at(minute)
        self.tally()
        more = True
        while more:
            with self.worker.begin() as connection:
                more = self.watcher.step(connection)

    def rows(self, where: str = "true", **values: Any) -> dict[tuple[str, str], Any]:
        """The board's rows by station and contest."""
        with self.engine.connect() as owner:
            found = owner.execute(
                text(
                    "SELECT b.*, c.code AS contest FROM station_board b JOIN contests c USING (contest_id)"
                    f" WHERE {where}"
                ),
                values,
            )
            return {(row.station_code, row.contest): row for row in found}

    def row(self, station: str, contest: str = "president") -> Any:
        """One row of the board."""
        return self.rows()[station, contest]

    def one(self, statement: str, **values: Any) -> Any:
        """The only value that a statement answers."""
        with self.engine.connect() as owner:
            return owner.execute(text(statement), values).scalar_one()

    def pulse(self) -> int:
        """The pulse that pages listen to."""
        return int(self.one("SELECT pulse FROM watchers WHERE watcher = 'board'"))

    def differences(self) -> list[str]:
        """In what the board differs from one built anew."""
        with self.worker.connect() as connection:
            return compare(connection, self.mini.election_id, self.now)


@pytest.fixture(scope="session")
def evening(services: TestServices, worker_name: str) -> Iterator[tuple[str, Mini]]:
    """Name of a database with the election and its board, from which each test copies its own."""
    services.start_postgres()
    name = f"board_{worker_name}"
    services.postgres.create_database(name, template=TEMPLATE)
    url = services.place.database_url(name)
    owner, worker = make_engine(url), make_engine(url, role="matokeo_worker")
    with owner.begin() as connection:
        mini = make_election(connection)
        # Four streams of one centre in the first ward, two centres of two in the second.
        for number in range(1, 5):
            connection.execute(
                text("UPDATE polling_stations SET name = :n WHERE code = :c"),
                [
                    {"n": f"Hill Primary {number} of 4", "c": f"W-1-1-1-{number}"},
                    {"n": f"{'Lake' if number < 3 else 'Dam'} School {number}", "c": f"W-1-1-2-{number}"},
                ],
            )
    Night(owner, worker, mini).watch()
    owner.dispose()
    worker.dispose()
    yield name, mini
    services.postgres.drop_database(name)


def copied_night(
    services: TestServices, evening: tuple[str, Mini], name: str
) -> Generator[Night, None, None]:
    """A night of its own."""
    services.postgres.create_database(name, template=evening[0])
    url = services.place.database_url(name)
    owner, worker = make_engine(url), make_engine(url, role="matokeo_worker")
    yield Night(owner, worker, evening[1])
    owner.dispose()
    worker.dispose()
    services.postgres.drop_database(name)


@pytest.fixture
def night(services: TestServices, evening: tuple[str, Mini], worker_name: str) -> Iterator[Night]:
    """An evening before any form; the board is built."""
    yield from copied_night(services, evening, f"night_{worker_name}_{next(_counter)}")

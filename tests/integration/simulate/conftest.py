"""What tests of simulated elections ask the store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, text

from data.simulate.checksum import checksum
from data.tally.worker import drain

Ask = Callable[..., Any]


@pytest.fixture
def ask(fresh_database: Engine) -> Ask:
    """Return the rows of a query; one value when there is only one."""

    def run(query: str, **given: Any) -> Any:
        with fresh_database.connect() as connection:
            rows = [tuple(row) for row in connection.execute(text(query), given)]
        return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows

    return run


@pytest.fixture
def sum_of(fresh_database: Engine) -> Callable[[str], str]:
    """Return the checksum of an election."""

    def run(election: str) -> str:
        with fresh_database.connect() as connection:
            return checksum(connection, election)

    return run


@pytest.fixture
def tally(fresh_database: Engine) -> Callable[[], int]:
    """Bring all tallies up to date."""

    def run() -> int:
        with fresh_database.connect() as connection:
            return drain(connection)

    return run

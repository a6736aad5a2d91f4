"""The office over Wendera with an observer, two managers and an administrator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.election_factory import Mini, make_election
from tests.integration.entry.entering import Entering
from tests.office import Office, add_user, open_office


@dataclass
class People:
    """Who is there: `observer` has two stations of ward W-1-1-1, `other` one of W-2-1-1."""

    observer: int
    other: int
    manager: int
    clerk: int
    far: int
    admin: int


@pytest.fixture
def mini(fresh_database: Engine) -> Mini:
    with fresh_database.begin() as connection:
        return make_election(connection)


@pytest.fixture
def people(fresh_database: Engine, mini: Mini) -> People:
    stations = mini.stations
    first = [stations["W-1-1-1-1"], stations["W-1-1-1-2"]]
    return People(
        observer=add_user(fresh_database, "asha", "observer", stations=first),
        other=add_user(fresh_database, "juma", "observer", stations=[stations["W-2-1-1-1"]]),
        manager=add_user(fresh_database, "neema", "manager", scope=[mini.areas["W-1"]]),
        clerk=add_user(fresh_database, "pendo", "manager", scope=[mini.areas["W"]]),
        far=add_user(fresh_database, "baraka", "manager", scope=[mini.areas["W-2"]]),
        admin=add_user(fresh_database, "zawadi", "admin"),
    )


@pytest.fixture
def office(fresh_database_url: str, tmp_path: Path, people: People) -> Iterator[Office]:
    made = open_office(fresh_database_url, tmp_path)
    yield made
    made.desk.dispose()


@pytest.fixture
def entering(office: Office, people: People, mini: Mini, fresh_database: Engine) -> Entering:
    return Entering(office.sign_in(people.observer), mini, fresh_database)


@pytest.fixture
def settings_of(fresh_database: Engine) -> Iterator[None]:
    """Leaves the election's settings as they were; tests change them by SQL."""
    yield
    with fresh_database.begin() as connection:
        connection.execute(text("UPDATE elections SET settings = '{}'"))

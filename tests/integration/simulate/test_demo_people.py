"""The people of the demo: able to sign in, with work to do, the same on every run."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from data.accounts.passwords import charge, matches
from data.accounts.vault import Vault
from data.simulate.demo_people import PEOPLE, make_demo_people
from data.simulate.setup import Setup, setup_election
from tests.integration.simulate.conftest import Ask
from tests.simulated import TINY

_STATIONS = (
    "SELECT array_agg(s.code ORDER BY s.code) FROM assignments a JOIN users USING (user_id)"
    " JOIN polling_stations s USING (station_id) WHERE username = 'demo-observer' AND ended_at_utc IS NULL"
)


def test_each_of_the_demos_people_can_sign_in_and_has_work(
    fresh_database: Engine, tmp_path: Path, ask: Ask
) -> None:
    setup_election(fresh_database, Setup(4, TINY, "night", in_already=0.1))
    vault = Vault.open(tmp_path / "data.keys", make=True)
    logins = make_demo_people(fresh_database, vault, election="night", password="four-groups-of-four")
    assert [login.needs_code for login in logins] == [False, True, True, True]
    with fresh_database.begin() as connection:
        for username, *_ in PEOPLE:
            assert matches("four-groups-of-four", charge(connection, username)), username
    assert ask("SELECT count(*) FROM second_factors WHERE confirmed_at_utc IS NOT NULL") == 3
    assert ask("SELECT count(*) FROM user_scopes JOIN areas USING (area_id) WHERE level = 0") == 2
    stations = ask(_STATIONS)
    assert len(stations) == 3
    assert (
        ask(
            "SELECT count(*) FROM result_forms JOIN polling_stations s USING (station_id) WHERE s.code = ANY(:c)",
            c=stations,
        )
        == 0
    )
    assert ask("SELECT count(DISTINCT area_id) FROM polling_stations WHERE code = ANY(:c)", c=stations) == 1
    make_demo_people(fresh_database, vault, election="night", password="four-groups-of-four")
    assert ask(_STATIONS) == stations
    assert ask("SELECT count(*) FROM users WHERE username LIKE 'demo-%'") == 4

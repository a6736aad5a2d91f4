"""Rate limits: who is counted, what too many get, and what happens while Redis is away."""

from __future__ import annotations

from pathlib import Path

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from dashboard.access import access
from dashboard.auth.limits import limit
from tests.office import Office, SignedIn, add_user, open_office


def _probe(server: Flask) -> None:
    """A route of the test behind the gate, limited like the API's own."""

    @server.get("/api/v1/probe")
    @access("public")
    @limit("3 per minute", address_times=2)
    def probe() -> str:
        return "counted"


def _office(url: str, folder: Path, **more: str) -> Office:
    made = open_office(url, folder, **more)
    _probe(made.server)
    return made


def _statuses(client: FlaskClient | SignedIn, times: int, address: str = "10.1.1.1") -> list[int]:
    return [
        client.get("/api/v1/probe", environ_base={"REMOTE_ADDR": address}).status_code for _ in range(times)
    ]


def test_a_stranger_beyond_the_limit_is_told_when_to_come_back(
    fresh_database_url: str, tmp_path: Path
) -> None:
    office = _office(fresh_database_url, tmp_path)
    client = office.stranger()
    assert _statuses(client, 4) == [200, 200, 200, 429]
    answer = client.get("/api/v1/probe", environ_base={"REMOTE_ADDR": "10.1.1.1"})
    assert 1 <= int(answer.headers["Retry-After"]) <= 61
    assert answer.json is not None
    assert answer.json["error"] == "too_many_requests"
    assert _statuses(client, 1, "10.1.1.2") == [200], "another address is another stranger"
    office.desk.dispose()


def test_accounts_behind_one_address_have_a_share_each_and_the_address_a_wider_one(
    fresh_database_url: str, fresh_database: Engine, tmp_path: Path
) -> None:
    office = _office(fresh_database_url, tmp_path)
    people = [office.sign_in(add_user(fresh_database, f"user{n}", "observer")) for n in range(3)]
    assert _statuses(people[0], 4) == [200, 200, 200, 429]
    # The refused request of the first account did not use up the address's share.
    assert _statuses(people[1], 3) == [200, 200, 200]
    assert _statuses(people[2], 1) == [429], "six of this address are enough"
    assert _statuses(people[2], 1, "10.1.1.9") == [200]
    office.desk.dispose()


def test_an_account_is_counted_together_from_every_address(
    fresh_database_url: str, fresh_database: Engine, tmp_path: Path
) -> None:
    office = _office(fresh_database_url, tmp_path)
    person = office.sign_in(add_user(fresh_database, "asha", "observer"))
    assert [_statuses(person, 1, f"10.2.0.{n}")[0] for n in range(4)] == [200, 200, 200, 429]
    office.desk.dispose()


def test_the_addresses_of_one_ipv6_network_are_one_stranger(fresh_database_url: str, tmp_path: Path) -> None:
    office = _office(fresh_database_url, tmp_path)
    client = office.stranger()
    assert [_statuses(client, 1, f"2001:db8:1:2::{n}")[0] for n in range(1, 5)] == [200, 200, 200, 429]
    assert _statuses(client, 1, "2001:db8:1:3::1") == [200]
    office.desk.dispose()


def test_processes_count_together_in_redis(fresh_database_url: str, redis_url: str, tmp_path: Path) -> None:
    redis.Redis.from_url(redis_url).flushdb()
    first = _office(fresh_database_url, tmp_path / "a", REDIS_URL=redis_url)
    second = _office(fresh_database_url, tmp_path / "b", REDIS_URL=redis_url)
    assert _statuses(first.stranger(), 2) == [200, 200]
    assert _statuses(second.stranger(), 2) == [200, 429]
    first.desk.dispose()
    second.desk.dispose()


def test_without_redis_requests_are_answered_and_still_counted(
    fresh_database_url: str, tmp_path: Path
) -> None:
    gone = f"unix://{tmp_path}/no-such-redis.sock"
    office = _office(fresh_database_url, tmp_path, REDIS_URL=gone)
    assert _statuses(office.stranger(), 4) == [200, 200, 200, 429]
    office.desk.dispose()


def test_the_scale_multiplies_every_limit_and_zero_turns_them_off(
    fresh_database_url: str, tmp_path: Path
) -> None:
    twice = _office(fresh_database_url, tmp_path / "a", RATE_LIMIT_SCALE="2")
    assert _statuses(twice.stranger(), 7) == [200] * 6 + [429]
    off = _office(fresh_database_url, tmp_path / "b", RATE_LIMIT_SCALE="0")
    assert _statuses(off.stranger(), 30) == [200] * 30
    twice.desk.dispose()
    off.desk.dispose()


def test_a_limit_that_cannot_be_read_stops_the_start() -> None:
    with pytest.raises(ValueError, match="sometimes"):
        limit("sometimes")

"""The sealing worker as it runs: by itself, through a restart of the database; and the commands."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from dashboard.cli import main
from dashboard.services.postgres import PrivatePostgres
from data.audit.seal import run_sealer
from data.engine import make_engine, migrate
from tests.integration.audit.log import sealed_log, tamper, verdict, write


@contextmanager
def sealer(url: str) -> Iterator[None]:
    """The worker's thread over a database."""
    stop = threading.Event()
    thread = threading.Thread(target=run_sealer, args=(url, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=20)
        assert not thread.is_alive()


def until(holds: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait until something is so; a database that is away is not it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if holds():
                return
        except DBAPIError:
            pass
        time.sleep(0.1)
    pytest.fail("it never came")


def parts(engine: Engine) -> int:
    """How many partitions the log has."""
    with engine.connect() as connection:
        count = text("SELECT count(*) FROM pg_partition_tree('audit_log') WHERE isleaf")
        return int(connection.execute(count).scalar_one())


def all_sealed(engine: Engine, rows: int) -> bool:
    """Whether the log has this many rows, all sealed and whole."""
    found = verdict(engine)
    assert found.problems == []
    return (found.rows, found.unsealed) == (rows, 0)


def test_the_worker_seals_by_itself_and_makes_partitions(
    fresh_database: Engine, fresh_database_url: str
) -> None:
    with sealer(fresh_database_url):
        until(lambda: parts(fresh_database) == 4)
        write(fresh_database, 1)
        until(lambda: all_sealed(fresh_database, 1))
        write(fresh_database, 2, 3)
        until(lambda: all_sealed(fresh_database, 3))


def test_the_worker_comes_back_after_the_database_was_gone(own_postgres: PrivatePostgres) -> None:
    own_postgres.create_database("sealed")
    url = own_postgres.place.database_url("sealed")
    engine = make_engine(url)
    migrate(engine)
    with sealer(url):
        write(engine, 1)
        until(lambda: all_sealed(engine, 1))
        own_postgres.stop()
        time.sleep(1.5)
        own_postgres.start()
        until(lambda: bool(parts(engine)))
        write(engine, 2)
        until(lambda: all_sealed(engine, 2))
    engine.dispose()


# Commands ---------------------------------------------------------------------------------------------


@pytest.fixture
def store_of_settings(fresh_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings of the command line point at the test's database and an empty store."""
    monkeypatch.setenv("DATABASE_URL", fresh_database_url)
    monkeypatch.setenv("MATOKEO_LOCAL", str(tmp_path / "local"))
    store = tmp_path / "store"
    store.mkdir()
    monkeypatch.setenv("MATOKEO_STORE", str(store))
    return store


def test_verify_exits_0_on_a_sound_log_and_says_what_is_not_sealed(
    store_of_settings: Path, fresh_database: Engine
) -> None:
    sealed_log(fresh_database)
    result = CliRunner().invoke(main, ["audit", "verify"])
    assert result.exit_code == 0, result.output
    assert "10 rows, 3 seals, 0 published seals compared." in result.output
    assert "1 rows since" in result.output
    assert "The audit log holds." in result.output
    assert CliRunner().invoke(main, ["audit", "seal"]).stdout == "Seal 4 made.\n"
    assert CliRunner().invoke(main, ["audit", "seal"]).stdout == "Nothing to seal.\n"


def test_verify_exits_1_and_names_the_row(store_of_settings: Path, fresh_database: Engine) -> None:
    sealed_log(fresh_database)
    tamper(fresh_database, "UPDATE audit_log SET reason = 'x' WHERE object_id = '5'")
    result = CliRunner().invoke(main, ["audit", "verify"])
    assert result.exit_code == 1
    assert "row 5 " in result.output
    assert "1 things do not hold." in result.output


def test_verify_compares_with_a_store_that_is_named_or_the_settings_own(
    store_of_settings: Path, fresh_database: Engine, tmp_path: Path
) -> None:
    sealed_log(fresh_database)
    elsewhere = tmp_path / "copy"
    folder = elsewhere / "wendera-2031" / "v7"
    folder.mkdir(parents=True)
    told = {
        "election": "wendera-2031",
        "version": 7,
        "audit_seal": {"seal_id": 2, "sha256": "00" * 32},
    }
    (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    assert CliRunner().invoke(main, ["audit", "verify"]).exit_code == 0
    result = CliRunner().invoke(main, ["audit", "verify", "--store", str(elsewhere)])
    assert result.exit_code == 1
    assert "seal 2 is not the one that was published with wendera-2031 version 7" in result.output


def test_thousands_of_faults_are_counted_and_the_first_ones_listed(
    store_of_settings: Path, fresh_database: Engine
) -> None:
    write(fresh_database, *range(300))
    tamper(fresh_database, "UPDATE audit_log SET actor = 'somebody'")
    result = CliRunner().invoke(main, ["audit", "verify"])
    assert "and 100 more" in result.output
    assert "300 things do not hold." in result.output

"""Rehearsals: planned once, begun by the keeper at their time, test elections always, announced before and done after."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, text

from dashboard.cli import main
from data.engine import make_engine
from data.errors import MatokeoError
from data.rehearse.chore import RehearsalChore
from data.rehearse.plan import Rehearsal, Wanted, announce, cancel, listed, plan
from data.rehearsed import announced
from data.simulate.night import run_night

NOW = datetime.now(UTC)


def wanted(begins: datetime, **changes: object) -> Wanted:
    values: dict[str, object] = {"begins_at": begins, "minutes": 30, "preset": "tiny", "seed": 7}
    return Wanted(**(values | changes))  # type: ignore[arg-type]


def planned(engine: Engine, begins: datetime, **changes: object) -> Rehearsal:
    with engine.begin() as connection:
        return plan(connection, wanted(begins, **changes), actor="test", now=min(begins, NOW))


def states(engine: Engine) -> dict[str, str]:
    with engine.begin() as connection:
        return {one.election: one.state for one in listed(connection)}


@pytest.fixture
def worker(fresh_database_url: str) -> Engine:
    return make_engine(fresh_database_url, role="matokeo_worker")


def test_a_rehearsal_runs_from_its_announcement_to_its_end(
    fresh_database: Engine, fresh_database_url: str, worker: Engine, tmp_path: Path
) -> None:
    one = planned(fresh_database, NOW, every_days=7)
    chore = RehearsalChore(fresh_database_url, tmp_path, turn_s=0.2)
    assert chore.work(worker)
    assert states(fresh_database)[one.election] == "running"
    with fresh_database.connect() as connection:
        found = connection.execute(
            text("SELECT is_test, status::text FROM elections WHERE code = :code"), {"code": one.election}
        ).one()
        forms = connection.execute(text("SELECT count(*) FROM result_forms")).scalar_one()
    assert found.is_test
    told = announced(tmp_path, NOW)
    assert told[0].election == one.election
    assert told[1].begins == one.begins_at_utc + timedelta(days=7)  # the next is announced with it
    # A turn is as short as it was told: the night goes on where it stopped.
    assert chore.work(worker)
    run_night(fresh_database, election=one.election, speed=0, stop=Event())
    chore.turn_s = 20
    assert chore.work(worker)
    assert states(fresh_database)[one.election] == "done"
    assert one.election not in {line.election for line in announced(tmp_path, NOW)}
    with fresh_database.connect() as connection:
        after = connection.execute(text("SELECT count(*) FROM result_forms")).scalar_one()
    assert after > forms
    assert not chore.work(worker)  # the next one is not due


def test_what_should_have_begun_long_ago_is_given_up_and_says_why(
    fresh_database: Engine, fresh_database_url: str, worker: Engine, tmp_path: Path
) -> None:
    one = planned(fresh_database, NOW - timedelta(hours=3))
    assert not RehearsalChore(fresh_database_url, tmp_path).work(worker)
    with fresh_database.begin() as connection:
        found = next(line for line in listed(connection) if line.election == one.election)
        elections = connection.execute(text("SELECT count(*) FROM elections")).scalar_one()
    assert (found.state, elections) == ("failed", 0)
    assert found.reason is not None
    assert "worker" in found.reason


def test_bad_plans_are_refused_with_a_remedy_and_store_nothing(
    fresh_database: Engine, tmp_path: Path
) -> None:
    later = NOW + timedelta(days=1)
    bad = (
        wanted(NOW - timedelta(days=1)),
        wanted(later.replace(tzinfo=None)),
        wanted(later, minutes=0),
        wanted(later, every_days=-1),
        wanted(later, preset="huge"),
        wanted(later, election="../etc"),
    )
    for one in bad:
        with fresh_database.begin() as connection, pytest.raises(MatokeoError) as refused:
            plan(connection, one, actor="test")
        assert refused.value.remedy
    assert states(fresh_database) == {}
    planned(fresh_database, later)
    with fresh_database.begin() as connection, pytest.raises(MatokeoError, match="planned already"):
        plan(connection, wanted(later), actor="test")
    with fresh_database.begin() as connection:
        assert announce(connection, tmp_path)
        assert not announce(connection, tmp_path)  # the same is not written again
        cancel(connection, f"rehearsal-{later:%Y%m%d-%H%M}", actor="test", reason="Another day.")
        assert announce(connection, tmp_path)
    assert announced(tmp_path, NOW) == ()


def test_operators_plan_list_and_cancel_by_command(
    fresh_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", fresh_database_url)
    later = (NOW + timedelta(days=2)).isoformat(timespec="minutes")
    run = CliRunner().invoke
    made = run(
        main,
        ["rehearsal", "plan", later, "--preset", "tiny", "--election", "media-test", "--every-days", "7"],
    )
    assert made.exit_code == 0, made.output
    assert "media-test" in run(main, ["rehearsal", "list"]).output
    assert run(main, ["rehearsal", "plan", "tonight"]).exit_code == 2
    assert run(main, ["rehearsal", "cancel", "media-test", "--reason", "Moved"]).exit_code == 0
    assert "cancelled" in run(main, ["rehearsal", "list"]).output
    assert run(main, ["rehearsal", "cancel", "media-test", "--reason", "Again"]).exit_code == 1

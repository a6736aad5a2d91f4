"""The incremental judge on a real store: what it opens, refreshes and ends; the same as judging everything anew."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import Engine, text

from data.anomalies.chore import AnomalyChore, rebuild, step
from data.anomalies.read import top_forms
from data.tally.worker import drain
from tests.election_factory import Mini, add_form, make_election

ORDINARY = {"asha": 200, "juma": 150, "neema": 3}


def tally(engine: Engine) -> None:
    """Let the tally work in what was entered."""
    with engine.connect() as connection:
        drain(connection)


def judge(engine: Engine, *, rows: int = 500) -> int:
    """Let the chore work until it has nothing to do; return the batches it took."""
    chore, batches = AnomalyChore(rows=rows), 1
    while chore.work(engine):
        batches += 1
    return batches


def findings(engine: Engine) -> list[tuple[Any, ...]]:
    """Everything that is open, without numbers of rows and times."""
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT race_id, area_id, form_id, rule, score, numbers::text FROM anomaly_findings"
                " WHERE gone_at_utc IS NULL ORDER BY 1, 2, 3, 4"
            )
        )
        return [tuple(row) for row in rows]


def scores(engine: Engine) -> list[tuple[Any, ...]]:
    """Scores of forms and areas, and what is kept of wards."""
    with engine.connect() as connection:
        found = []
        for statement in (
            "SELECT form_id, score, open_score, parts::text FROM form_scores ORDER BY 1",
            "SELECT race_id, area_id, score, parts::text FROM area_scores ORDER BY 1, 2",
            "SELECT race_id, area_id, forms, peers, flagged, valid, fall, digits::text, turnouts::text"
            " FROM anomaly_wards ORDER BY 1, 2",
        ):
            found += [tuple(row) for row in connection.execute(text(statement))]
        return found


def pulse(engine: Engine) -> int:
    """The watcher's pulse."""
    with engine.connect() as connection:
        return int(
            connection.execute(text("SELECT pulse FROM watchers WHERE watcher = 'anomalies'")).scalar_one()
        )


@pytest.fixture
def mini(fresh_database: Engine) -> Mini:
    """Wendera with an ordinary form from every station for the president."""
    with fresh_database.begin() as connection:
        made = make_election(connection)
        for number, station in enumerate(made.stations):
            add_form(connection, made, station, "president", votes(number))
    return made


def votes(number: int) -> dict[str, int]:
    """Figures of an ordinary form: alike, never equal."""
    return {"asha": 190 + number % 17, "juma": 140 + (number * 7) % 19, "neema": 2 + number % 4}


def revise(engine: Engine, form_id: int, mini: Mini, station: str, figures: dict[str, int]) -> int:
    """Replace a form by a revision with other figures."""
    with engine.begin() as connection:
        revision = connection.execute(
            text("UPDATE result_forms SET is_current = false WHERE form_id = :f RETURNING revision + 1"),
            {"f": form_id},
        ).scalar_one()
        return add_form(connection, mini, station, "president", figures, revision=revision, reason="wrong")


def current(engine: Engine, mini: Mini, station: str) -> int:
    with engine.connect() as connection:
        return int(
            connection.execute(
                text(
                    "SELECT form_id FROM result_forms WHERE station_id = :s AND is_current AND race_id = :r AND is_counting"
                ),
                {"s": mini.stations[station], "r": mini.races["president", "W"]},
            ).scalar_one()
        )


def test_an_ordinary_night_has_no_finding_of_a_form(fresh_database: Engine, mini: Mini) -> None:
    tally(fresh_database)
    judge(fresh_database)
    assert findings(fresh_database) == []


def test_a_slip_is_found_and_gone_with_its_correction(fresh_database: Engine, mini: Mini) -> None:
    station = "W-1-1-1-1"
    form = current(fresh_database, mini, station)
    wrong = revise(fresh_database, form, mini, station, {"asha": 1900, "juma": 140, "neema": 2})
    tally(fresh_database)
    judge(fresh_database)
    rules = {row[3] for row in findings(fresh_database) if row[2] == wrong}
    assert "votes_over_registered" in rules
    with fresh_database.connect() as connection:
        top = top_forms(connection, mini.election_id, 0.8)
    assert [one.form_id for one in top] == [wrong]
    assert top[0].parts.keys() == rules
    before = pulse(fresh_database)
    revise(fresh_database, wrong, mini, station, {"asha": 190, "juma": 140, "neema": 2})
    tally(fresh_database)
    judge(fresh_database)
    assert {row[3] for row in findings(fresh_database)} <= {"votes_went_down", "area_votes_went_down"}
    assert pulse(fresh_database) > before
    with fresh_database.connect() as connection:
        assert wrong not in [one.form_id for one in top_forms(connection, mini.election_id, 0.0)]


def test_doing_it_again_changes_nothing(fresh_database: Engine, mini: Mini) -> None:
    station = "W-1-1-1-1"
    odd = {"asha": 1, "juma": 340, "neema": 3}
    revise(fresh_database, current(fresh_database, mini, station), mini, station, odd)
    tally(fresh_database)
    judge(fresh_database)
    seen, mark = (findings(fresh_database), scores(fresh_database)), pulse(fresh_database)
    with fresh_database.begin() as connection:
        connection.execute(text("UPDATE watchers SET changed_id = 0 WHERE watcher = 'anomalies'"))
    judge(fresh_database)
    assert (findings(fresh_database), scores(fresh_database)) == seen
    assert pulse(fresh_database) == mark, "nothing that a page shows has changed"


def test_a_batch_that_dies_leaves_everything_as_it_was(fresh_database: Engine, mini: Mini) -> None:
    tally(fresh_database)
    with fresh_database.connect() as connection:
        transaction = connection.begin()
        assert step(connection).rows > 0
        transaction.rollback()
        assert (
            connection.execute(
                text("SELECT changed_id FROM watchers WHERE watcher = 'anomalies'")
            ).scalar_one()
            == 0
        )
    assert scores(fresh_database) == []
    judge(fresh_database)
    assert scores(fresh_database) != []


def test_the_worker_role_may_do_all_of_it(fresh_database: Engine, mini: Mini, role_connection: Any) -> None:
    tally(fresh_database)
    with role_connection("matokeo_worker") as connection:
        assert step(connection).cells == 8


@pytest.mark.parametrize("seed", [1, 2])
def test_any_order_of_arrival_ends_where_a_rebuild_ends(fresh_database: Engine, seed: int) -> None:
    dice = random.Random(seed)
    with fresh_database.begin() as connection:
        mini = make_election(connection)
    waiting = list(mini.stations)
    dice.shuffle(waiting)
    while waiting:
        for _ in range(dice.randint(1, 6)):
            if not waiting:
                break
            _arrive(fresh_database, mini, waiting.pop(), dice)
        if dice.random() < 0.6:
            station = dice.choice([s for s in mini.stations if s not in waiting])
            revise(fresh_database, current(fresh_database, mini, station), mini, station, _figures(dice))
        tally(fresh_database)
        if dice.random() < 0.7:
            judge(fresh_database, rows=dice.choice([2, 5, 500]))
    judge(fresh_database)
    grown = (findings(fresh_database), scores(fresh_database))
    assert grown[0], "a sequence without a finding proves nothing"
    with fresh_database.begin() as connection:
        for name in ("form_scores", "area_scores", "anomaly_wards", "anomaly_findings"):
            connection.execute(text(f"DELETE FROM {name}"))
    rebuild(fresh_database, rows=3)
    assert (findings(fresh_database), scores(fresh_database)) == grown


def _arrive(engine: Engine, mini: Mini, station: str, dice: random.Random) -> None:
    with engine.begin() as connection:
        figures = _figures(dice)
        sha = f"{sorted(figures.items())}".encode() if dice.random() < 0.5 else None
        add_form(connection, mini, station, "president", figures, figures_sha256=sha)
        if dice.random() < 0.3:
            add_form(
                connection, mini, station, "president", _figures(dice), source="observer", is_counting=False
            )


def _figures(dice: random.Random) -> dict[str, int]:
    """Mostly ordinary figures, some of them equal, some with a fault."""
    figures = dict(ORDINARY) if dice.random() < 0.2 else votes(dice.randint(0, 40))
    fault = dice.random()
    if fault < 0.1:
        figures["asha"] *= 10
    elif fault < 0.2:
        figures = {"asha": figures["neema"], "juma": figures["juma"], "neema": figures["asha"]}
    return figures

"""The tally worker on a real store: dirty log, two measures, holds, crash, race with submitters."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from data.engine import TALLY_LOCK, hold_lock, make_engine
from data.errors import WorkerBusy
from data.publish.service import tally_once
from data.tally.reconcile import mark_all, rebuild, reconcile
from data.tally.worker import TallyWorker, drain
from tests.election_factory import Mini, add_form, make_election


def votes_of(connection: Connection, mini: Mini, contest: str, ward: str) -> dict[str, tuple[int, int]]:
    race = mini.races[contest, mini.race_area(contest, ward)]
    rows = connection.execute(
        text(
            "SELECT c.code, votes_all, votes_public FROM ward_tallies JOIN candidates c USING (candidate_id)"
            " WHERE ward_tallies.race_id = :r AND leaf_area_id = :a"
        ),
        {"r": race, "a": mini.areas[ward]},
    )
    return {row.code: (row.votes_all, row.votes_public) for row in rows}


def counts_of(connection: Connection, mini: Mini, contest: str, ward: str) -> Any:
    race = mini.races[contest, mini.race_area(contest, ward)]
    return connection.execute(
        text("SELECT * FROM ward_counts WHERE race_id = :r AND leaf_area_id = :a"),
        {"r": race, "a": mini.areas[ward]},
    ).one()


def dirty(connection: Connection) -> int:
    return int(connection.execute(text("SELECT count(*) FROM dirty_log")).scalar_one())


def test_a_stored_form_marks_its_ward_and_the_worker_tallies_it(db: Connection) -> None:
    mini = make_election(db)
    add_form(db, mini, "W-1-1-1-1", "president", {"asha": 200, "juma": 100, "neema": 1})
    assert dirty(db) == 1
    TallyWorker().step(db)
    assert dirty(db) == 0
    assert votes_of(db, mini, "president", "W-1-1-1") == {
        "asha": (200, 200),
        "juma": (100, 100),
        "neema": (1, 1),
    }
    counts = counts_of(db, mini, "president", "W-1-1-1")
    assert (counts.forms_public, counts.valid_public, counts.rejected_public, counts.cast_public) == (
        1,
        301,
        2,
        303,
    )
    assert (counts.turnout_cast_public, counts.turnout_registered_public) == (303, 500)


def test_a_preliminary_form_counts_for_managers_and_not_for_the_public(db: Connection) -> None:
    mini = make_election(db)
    add_form(db, mini, "W-1-1-1-1", "president", {"asha": 200, "juma": 100, "neema": 1}, state="preliminary")
    TallyWorker().step(db)
    assert votes_of(db, mini, "president", "W-1-1-1")["asha"] == (200, 0)
    counts = counts_of(db, mini, "president", "W-1-1-1")
    assert (counts.forms_reported, counts.forms_public, counts.forms_preliminary) == (1, 0, 1)
    assert counts.rejected_public is None


def test_verifying_a_form_brings_it_into_the_public_tally(db: Connection) -> None:
    mini = make_election(db)
    form = add_form(
        db, mini, "W-1-1-1-1", "president", {"asha": 9, "juma": 8, "neema": 0}, state="preliminary"
    )
    worker = TallyWorker()
    worker.step(db)
    db.execute(text("UPDATE result_forms SET state = 'verified' WHERE form_id = :f"), {"f": form})
    worker.step(db)
    assert votes_of(db, mini, "president", "W-1-1-1")["juma"] == (8, 8)


def test_a_revision_replaces_the_form_before_it_and_is_not_added(db: Connection) -> None:
    mini = make_election(db)
    first = add_form(db, mini, "W-1-1-1-1", "president", {"asha": 200, "juma": 100, "neema": 1})
    worker = TallyWorker()
    worker.step(db)
    db.execute(text("UPDATE result_forms SET is_current = false WHERE form_id = :f"), {"f": first})
    add_form(
        db,
        mini,
        "W-1-1-1-1",
        "president",
        {"asha": 100, "juma": 200, "neema": 1},
        revision=2,
        reason="typed wrong",
    )
    worker.step(db)
    assert votes_of(db, mini, "president", "W-1-1-1") == {
        "asha": (100, 100),
        "juma": (200, 200),
        "neema": (1, 1),
    }


def others_of(connection: Connection, mini: Mini, contest: str, area: str) -> dict[str, tuple[Any, ...]]:
    """Forms, public forms, whether of stations, and (votes, public votes) by candidate, by source."""
    race = next(id_ for (code, _), id_ in mini.races.items() if code == contest)
    rows = connection.execute(
        text(
            "SELECT o.source, o.forms, o.forms_public, o.is_station, o.tally_seq,"
            " jsonb_object_agg(c.code, jsonb_build_array(t.votes, t.votes_public)) AS votes"
            " FROM other_counts o JOIN other_tallies t USING (race_id, leaf_area_id, source)"
            " JOIN candidates c USING (candidate_id) WHERE o.race_id = :r AND o.leaf_area_id = :a"
            " GROUP BY o.race_id, o.leaf_area_id, o.source"
        ),
        {"r": race, "a": mini.areas[area]},
    )
    return {
        row.source: (
            row.forms, row.forms_public, row.is_station, {c: tuple(v) for c, v in row.votes.items()},
        )
        for row in rows
    }  # fmt: skip


def test_a_form_of_a_source_that_does_not_count_changes_no_tally(db: Connection) -> None:
    mini = make_election(db)
    add_form(db, mini, "W-1-1-1-1", "president", {"asha": 9, "juma": 8}, source="observer", is_counting=False)
    assert dirty(db) == 1
    TallyWorker().step(db)
    assert dirty(db) == 0
    assert votes_of(db, mini, "president", "W-1-1-1") == {}
    assert others_of(db, mini, "president", "W-1-1-1") == {
        "observer": (1, 1, True, {"asha": (9, 9), "juma": (8, 8), "neema": (0, 0)})
    }


def test_each_source_is_summed_apart_and_a_disputed_form_of_it_is_left_out(db: Connection) -> None:
    mini = make_election(db)
    beside = {"is_counting": False}
    add_form(db, mini, "W-1-1-1-1", "president", {"asha": 50, "juma": 8})
    add_form(db, mini, "W-1-1-1-1", "president", {"asha": 9, "juma": 8}, source="observer", **beside)
    add_form(db, mini, "W-1-1-1-2", "president", {"asha": 1, "juma": 2}, source="observer", **beside)
    add_form(db, mini, "W-1-1-1-1", "president", {"asha": 4, "juma": 4}, source="agent", **beside)
    add_form(
        db, mini, "W-1-1-1-2", "president", {"asha": 77, "juma": 4}, source="agent", state="disputed", **beside
    )  # fmt: skip
    TallyWorker().step(db)
    found = others_of(db, mini, "president", "W-1-1-1")
    assert {source: row[3]["asha"] for source, row in found.items()} == {
        "observer": (10, 10),
        "agent": (4, 4),
    }
    assert found["observer"][:2] == (2, 2)
    assert votes_of(db, mini, "president", "W-1-1-1")["asha"] == (50, 50)


def test_figures_that_a_second_typist_must_not_see_are_in_no_public_sum(db: Connection) -> None:
    mini = make_election(db)
    typist = db.execute(
        text(
            "INSERT INTO users (username, display_name, role) VALUES ('o', 'O', 'field_observer') RETURNING user_id"
        )
    ).scalar_one()
    fields = {"source": "agent", "is_counting": False, "state": "preliminary"}
    add_form(db, mini, "W-1-1-1-1", "president", {"asha": 9, "juma": 8}, entered_by=typist, **fields)
    add_form(db, mini, "W-1-1-1-2", "president", {"asha": 5, "juma": 5}, **fields)
    TallyWorker().step(db)
    assert others_of(db, mini, "president", "W-1-1-1")["agent"] == (
        2, 1, True, {"asha": (14, 5), "juma": (13, 5), "neema": (0, 0)}
    )  # fmt: skip
    db.execute(text("UPDATE elections SET publish_states = '{preliminary,verified,confirmed}'"))
    mark_everything(db)
    TallyWorker().step(db)
    assert others_of(db, mini, "president", "W-1-1-1")["agent"][3]["asha"] == (14, 14)


def mark_everything(connection: Connection) -> None:
    connection.execute(
        text(
            "INSERT INTO dirty_log (race_id, leaf_area_id, is_counting)"
            " SELECT race_id, leaf_area_id, is_counting FROM result_forms"
        )
    )


def test_a_source_whose_last_form_was_disputed_is_left_with_no_form_and_no_vote(db: Connection) -> None:
    mini = make_election(db)
    form = add_form(
        db, mini, "W-1-1-1-1", "president", {"asha": 9, "juma": 8}, source="observer", is_counting=False
    )  # fmt: skip
    worker = TallyWorker()
    worker.step(db)
    db.execute(text("UPDATE result_forms SET state = 'disputed' WHERE form_id = :f"), {"f": form})
    worker.step(db)
    assert others_of(db, mini, "president", "W-1-1-1")["observer"][0] == 0
    assert others_of(db, mini, "president", "W-1-1-1")["observer"][3]["asha"] == (0, 0)


def test_a_source_tallied_otherwise_than_its_forms_say_is_found_and_rebuilt(fresh_database: Engine) -> None:
    with fresh_database.begin() as connection:
        mini = make_election(connection)
        add_form(
            connection, mini, "W-1-1-1-1", "president", {"asha": 9, "juma": 8}, source="observer",
            is_counting=False,
        )  # fmt: skip
    with fresh_database.connect() as connection:
        drain(connection)
        assert reconcile(connection) == []
        with connection.begin():
            connection.execute(text("UPDATE other_tallies SET votes = votes + 1"))
        assert [(d.forms_tallied, d.forms_found) for d in reconcile(connection)] == [(1, 1)]
        with connection.begin():
            connection.execute(text("UPDATE other_counts SET forms = 3"))
    rebuild(fresh_database)
    with fresh_database.connect() as connection:
        assert reconcile(connection) == []


def test_an_implausible_form_is_disputed_with_its_reason_and_leaves_both_measures(db: Connection) -> None:
    mini = make_election(db)
    add_form(db, mini, "W-1-1-1-1", "president", {"asha": 100, "juma": 50, "neema": 1})
    bad = add_form(db, mini, "W-1-1-1-2", "president", {"asha": 1000, "juma": 50, "neema": 1})
    step = TallyWorker().step(db)
    assert step.held == 1
    form = db.execute(
        text("SELECT state::text, hold_rule, hold_detail FROM result_forms WHERE form_id = :f"), {"f": bad}
    ).one()
    assert form.state == "disputed"
    assert form.hold_rule == "over_registered"
    assert "1053" in form.hold_detail
    assert votes_of(db, mini, "president", "W-1-1-1")["asha"] == (100, 100)
    assert counts_of(db, mini, "president", "W-1-1-1").forms_disputed == 1
    audit = db.execute(text("SELECT actor, reason FROM audit_log WHERE action = 'form.hold'")).one()
    assert audit.actor == "system:tally"


def test_a_form_that_a_person_let_count_is_not_held_again(db: Connection) -> None:
    mini = make_election(db)
    bad = add_form(db, mini, "W-1-1-1-2", "president", {"asha": 600, "juma": 50, "neema": 1})
    worker = TallyWorker()
    worker.step(db)
    user = db.execute(
        text(
            "INSERT INTO users (username, display_name, role) VALUES ('m', 'M', 'election_manager') RETURNING user_id"
        )
    ).scalar_one()
    db.execute(
        text(
            "UPDATE result_forms SET state = 'verified', hold_rule = NULL, hold_detail = NULL, hold_released_by = :u"
            " WHERE form_id = :f"
        ),
        {"u": user, "f": bad},
    )
    worker.step(db)
    worker.step(db)
    assert votes_of(db, mini, "president", "W-1-1-1")["asha"] == (600, 600)


def test_a_minor_candidate_is_judged_when_the_race_has_grown(db: Connection) -> None:
    mini = make_election(db)
    worker = TallyWorker()
    early = add_form(db, mini, "W-1-1-1-1", "president", {"asha": 20, "juma": 20, "neema": 300})
    worker.step(db)
    assert votes_of(db, mini, "president", "W-1-1-1")["neema"] == (300, 300)
    for station in list(mini.stations)[1:12]:
        add_form(db, mini, station, "president", {"asha": 200, "juma": 150, "neema": 2})
    worker.step(db)
    state = db.execute(
        text("SELECT hold_rule FROM result_forms WHERE form_id = :f"), {"f": early}
    ).scalar_one()
    assert state == "minor_candidate"
    assert votes_of(db, mini, "president", "W-1-1-1")["neema"] == (6, 6)


def test_figures_of_a_form_cannot_be_overwritten_even_by_the_owner(db: Connection) -> None:
    mini = make_election(db)
    form = add_form(db, mini, "W-1-1-1-1", "president", {"asha": 1, "juma": 2, "neema": 3})
    for statement in (
        "UPDATE result_forms SET valid_votes = 7 WHERE form_id = :f",
        "DELETE FROM result_forms WHERE form_id = :f",
        "UPDATE form_votes SET votes = 9 WHERE form_id = :f",
        "DELETE FROM form_votes WHERE form_id = :f",
    ):
        with pytest.raises(DBAPIError, match=r"append-only|cannot be overwritten"), db.begin_nested():
            db.execute(text(statement), {"f": form})


def test_two_workers_cannot_work_at_once(fresh_database: Engine) -> None:
    with (
        hold_lock(fresh_database, TALLY_LOCK, holder="tally worker"),
        pytest.raises(WorkerBusy),
        hold_lock(fresh_database, TALLY_LOCK, holder="tally worker"),
    ):
        pass
    # The session before gives its lock up as soon as the server has seen it end.
    until = time.monotonic() + 10
    while True:
        try:
            with hold_lock(fresh_database, TALLY_LOCK, holder="tally worker"):
                return
        except WorkerBusy:
            assert time.monotonic() < until, "the lock outlives its session"
            time.sleep(0.02)


def test_a_step_that_does_not_commit_loses_nothing(fresh_database: Engine) -> None:
    with fresh_database.begin() as connection:
        mini = make_election(connection)
        add_form(connection, mini, "W-1-1-1-1", "president", {"asha": 20, "juma": 10, "neema": 0})
    worker = TallyWorker()
    with fresh_database.connect() as connection:
        worker.step(connection)
        connection.rollback()
        worker.forget()
        assert dirty(connection) == 1
        connection.rollback()
        drain(connection, worker)
        assert votes_of(connection, mini, "president", "W-1-1-1")["asha"] == (20, 20)


def test_the_worker_role_needs_no_more_rights_than_it_has(
    fresh_database: Engine, fresh_database_url: str
) -> None:
    with fresh_database.begin() as connection:
        mini = make_election(connection)
        add_form(connection, mini, "W-1-1-1-1", "president", {"asha": 900, "juma": 10, "neema": 0})
    engine = make_engine(fresh_database_url, role="matokeo_worker")
    with engine.connect() as connection:
        assert drain(connection) > 0
        with pytest.raises(DBAPIError, match="permission denied"):
            connection.execute(text("UPDATE elections SET title = 'mine'"))
    engine.dispose()


def test_submitters_and_the_worker_at_once_end_in_the_exact_tally(fresh_database: Engine) -> None:
    with fresh_database.begin() as connection:
        mini = make_election(connection)
    stations = list(mini.stations)

    def submit(part: list[str]) -> None:
        for station in part:
            for contest, votes in (
                ("president", {"asha": 3, "juma": 2, "neema": 1}),
                ("governor", {"pendo": 4, "baraka": 2}),
            ):
                with fresh_database.begin() as connection:
                    add_form(connection, mini, station, contest, votes)

    threads = [threading.Thread(target=submit, args=(stations[start::4],)) for start in range(4)]
    worker = TallyWorker()
    for thread in threads:
        thread.start()
    with fresh_database.connect() as connection:
        while any(thread.is_alive() for thread in threads):
            tally_once(connection, worker)
        drain(connection, worker)
        for thread in threads:
            thread.join()
        drain(connection, worker)
        total = connection.execute(text("SELECT sum(votes_public) FROM ward_tallies")).scalar_one()
        connection.rollback()
        assert total == 12 * len(stations)
        assert reconcile(connection) == []


def test_reconciling_finds_a_tally_that_was_tampered_with_and_rebuilding_mends_it(
    fresh_database: Engine,
) -> None:
    with fresh_database.begin() as connection:
        mini = make_election(connection)
        add_form(connection, mini, "W-1-1-1-1", "president", {"asha": 20, "juma": 10, "neema": 0})
    with fresh_database.connect() as connection:
        drain(connection)
        with connection.begin():
            # Moved from one candidate to another: the sum alone would not tell.
            connection.execute(
                text("UPDATE ward_tallies SET votes_public = 30 - votes_public WHERE votes_public > 0")
            )
        found = reconcile(connection)
        assert [cell.leaf_area_id for cell in found] == [mini.areas["W-1-1-1"]]
    assert rebuild(fresh_database) == 1
    with fresh_database.connect() as connection:
        assert reconcile(connection) == []
        assert votes_of(connection, mini, "president", "W-1-1-1")["asha"] == (20, 20)


def test_marking_all_names_each_cell_once(fresh_database: Engine) -> None:
    with fresh_database.begin() as connection:
        mini = make_election(connection)
        for station in ("W-1-1-1-1", "W-1-1-1-2"):
            add_form(connection, mini, station, "president", {"asha": 20, "juma": 10, "neema": 0})
    with fresh_database.connect() as connection:
        drain(connection)
        assert mark_all(connection) == 1

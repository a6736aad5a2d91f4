"""The board's watcher: rows follow forms, only what differs is written, nothing is lost when it dies."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from data.board.chore import chores
from data.publish.options import WorkerOptions
from tests.integration.board.conftest import Night
from tests.office import add_user

STATION = "W-1-1-1-1"


def test_every_station_has_a_row_in_every_contest_before_any_form(night: Night) -> None:
    rows = night.rows()
    assert len(rows) == 64
    assert {row.state for row in rows.values()} == {"not_reported"}
    assert {row.attention for row in rows.values()} == {3}
    first = rows[STATION, "governor"]
    assert first.path_ids == [night.mini.areas[code] for code in ("W", "W-1", "W-1-1", "W-1-1-1")]
    assert first.centre == "Hill Primary"


def test_a_form_moves_its_row_through_every_state_and_no_other_row(night: Night) -> None:
    before = {key: row.board_seq for key, row in night.rows().items()}
    form = night.form(STATION, minute=5)
    night.watch()
    row = night.row(STATION)
    assert (row.state, row.form_id, row.received_at_utc) == ("preliminary", form, night.at(5))
    assert row.sources == ["34a"]
    steps: list[tuple[dict[str, Any], str, int]] = [
        ({"state": "verified"}, "verified", 5),
        ({"state": "confirmed"}, "confirmed", 6),
        ({"state": "disputed", "hold_rule": "manager", "hold_detail": "two signatures"}, "disputed", 1),
        ({"state": "disputed", "hold_rule": "F302", "hold_detail": "813 votes"}, "held", 1),
        ({"state": "preliminary", "hold_rule": None, "hold_detail": None}, "preliminary", 4),
    ]
    seq = row.board_seq
    for fields, state, attention in steps:
        night.set(form, **fields)
        # A change of the rule alone is no change of the tally: the next note of the cell brings it.
        night.run(
            "INSERT INTO dirty_log (race_id, leaf_area_id) SELECT race_id, leaf_area_id FROM result_forms WHERE form_id = :f",
            f=form,
        )
        night.watch()
        row = night.row(STATION)
        assert (row.state, row.attention, row.hold_rule) == (state, attention, fields.get("hold_rule"))
        assert row.board_seq > seq
        seq = row.board_seq
    after = {key: row.board_seq for key, row in night.rows().items()}
    assert {key for key in after if after[key] != before[key]} == {(STATION, "president")}


def test_a_form_that_only_the_owner_verifies_arrives_through_the_tally_alone(night: Night) -> None:
    form = night.form(STATION)
    night.watch()
    night.set(form, state="verified")
    night.watch()
    assert night.row(STATION).state == "verified"


def test_a_correction_replaces_the_form_and_a_withdrawn_one_leaves_nothing(night: Night) -> None:
    first = night.form(STATION)
    night.watch()
    night.set(first, is_current=False)
    second = night.form(STATION, minute=9, revision=2, reason="misread")
    night.watch()
    assert (night.row(STATION).form_id, night.row(STATION).received_at_utc) == (second, night.at(9))
    night.set(second, is_current=False)
    night.watch()
    row = night.row(STATION)
    assert (row.state, row.form_id, row.received_at_utc, row.sources) == ("not_reported", None, None, [])


def test_the_pulse_beats_only_when_rows_changed(night: Night) -> None:
    pulse = night.pulse()
    night.watch()
    night.watch(minute=30)
    assert night.pulse() == pulse
    night.form(STATION)
    night.watch()
    assert night.pulse() == pulse + 1
    # A cell that was recomputed to the same rows is no news.
    night.run(
        "INSERT INTO changed_cells (race_id, leaf_area_id, is_counting) VALUES (:r, :a, true)",
        r=night.mini.races["president", "W"],
        a=night.mini.areas["W-1-1-1"],
    )
    night.watch()
    assert night.pulse() == pulse + 1


def test_other_sources_stand_beside_and_a_difference_is_told(night: Night) -> None:
    night.form(STATION)
    night.form(STATION, source="34a-portal", is_counting=False)
    night.watch()
    row = night.row(STATION)
    assert (row.sources, row.sources_differ) == (["34a", "34a-portal"], False)
    other = "W-1-1-1-2"
    night.form(other)
    night.form(
        other,
        source="34a-portal",
        is_counting=False,
        votes={"asha": 199, "juma": 101, "neema": 1},
    )
    night.form("W-1-1-1-3", source="34a-portal", is_counting=False)
    night.watch()
    assert night.row(other).sources_differ
    lonely = night.row("W-1-1-1-3")
    assert (lonely.state, lonely.sources, lonely.sources_differ) == ("not_reported", ["34a-portal"], False)


def test_observers_and_findings_reach_the_row_without_any_change_of_the_form(night: Night) -> None:
    form = night.form(STATION)
    night.watch()
    assert not night.row(STATION).has_observer
    user = add_user(night.engine, "obs", "observer", stations=[night.mini.stations[STATION]])
    night.run(
        "INSERT INTO anomaly_findings (election_id, race_id, area_id, station_id, form_id, rule, score, numbers)"
        " VALUES (:e, :r, :a, :s, :f, 'turnout_outlier', 0.5, '{}')",
        e=night.mini.election_id,
        r=night.mini.races["president", "W"],
        a=night.mini.areas["W-1-1-1"],
        s=night.mini.stations[STATION],
        f=form,
    )
    night.watch()
    row = night.row(STATION)
    assert (row.has_observer, row.findings) == (True, 1)
    assert night.one("SELECT sum(findings) FROM board_facets") == 1
    pulse = night.pulse()
    night.run("UPDATE anomaly_findings SET score = 0.6")
    night.watch()
    assert (night.row(STATION).findings, night.pulse()) == (1, pulse), (
        "a finding that is refreshed is no news of the board"
    )
    night.run("UPDATE anomaly_findings SET explained_score = 0.6")
    night.watch()
    assert night.row(STATION).findings == 0, "somebody explained it"
    night.run("UPDATE anomaly_findings SET explained_score = NULL")
    night.watch()
    assert night.row(STATION).findings == 1
    night.run("UPDATE anomaly_findings SET gone_at_utc = now()")
    night.run("UPDATE assignments SET ended_at_utc = now() WHERE user_id = :u", u=user)
    night.watch()
    row = night.row(STATION)
    assert (row.has_observer, row.findings) == (False, 0)


def test_changed_cells_are_deleted_once_every_watcher_has_passed(night: Night) -> None:
    night.form(STATION)
    night.watch()
    assert night.one("SELECT count(*) FROM changed_cells") == 1
    night.run("UPDATE watchers SET changed_id = 1000000 WHERE watcher = 'anomalies'")
    night.watch()
    assert night.one("SELECT count(*) FROM changed_cells") == 0


def test_a_step_that_is_rolled_back_is_done_again_whole(night: Night) -> None:
    form = night.form(STATION)
    night.tally()
    with night.worker.connect() as connection:
        transaction = connection.begin()
        night.watcher.step(connection)
        transaction.rollback()
    assert night.row(STATION).state == "not_reported"
    night.watch()
    assert night.row(STATION).form_id == form
    assert night.differences() == []


def test_a_session_killed_in_the_middle_of_a_step_loses_nothing(night: Night) -> None:
    night.form(STATION)
    night.tally()
    place = night.one("SELECT changed_id FROM watchers WHERE watcher = 'board'")
    with night.worker.connect() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        night.watcher.step(connection)
        night.run("SELECT pg_terminate_backend(:p)", p=pid)
        with pytest.raises(OperationalError):
            connection.commit()
    assert night.one("SELECT changed_id FROM watchers WHERE watcher = 'board'") == place
    night.watch()
    assert night.row(STATION).state == "preliminary"
    assert night.differences() == []


def test_the_chore_works_a_step_as_the_keeper_calls_it(night: Night, tmp_path: Any) -> None:
    night.form(STATION)
    night.tally()
    options = WorkerOptions(database_url="", store=tmp_path, key_file=tmp_path, redis_url=None)
    (chore,) = chores(options)
    assert chore.work(night.worker) is False
    assert night.row(STATION).state == "preliminary"


def test_the_board_follows_the_register(night: Night) -> None:
    night.run("UPDATE polling_stations SET active = false WHERE code = 'W-1-1-1-4'")
    night.run("UPDATE polling_stations SET name = 'Hilltop 1' WHERE code = 'W-1-1-1-1'")
    night.watch()
    rows = night.rows()
    assert len(rows) == 62
    assert ("W-1-1-1-4", "president") not in rows
    assert rows[STATION, "governor"].station_name == "Hilltop 1"
    assert night.differences() == []


def test_a_contest_whose_forms_are_of_areas_has_no_rows_by_station(night: Night) -> None:
    night.run("UPDATE contests SET counting_source = '34b' WHERE code = 'governor'")
    night.watch()
    assert {contest for _, contest in night.rows()} == {"president"}
    assert night.one("SELECT sum(stations) FROM board_facets") == 32


@pytest.mark.parametrize(
    ("change", "rows"),
    [
        ("status = 'draft'", 0),
        ("status = 'cancelled'", 0),
        ("status = 'completed', election_date = '2030-01-01'", 0),
        ("status = 'completed'", 64),
        ("status = 'paused'", 64),
        ("status = 'scheduled'", 64),
    ],
)
def test_only_elections_that_somebody_watches_have_a_board(night: Night, change: str, rows: int) -> None:
    night.run(f"UPDATE elections SET {change}")
    night.watch()
    assert len(night.rows()) == rows
    assert night.one("SELECT count(*) FROM board_facets") == (16 if rows else 0)


def test_settings_that_no_import_would_store_do_not_stop_the_board(night: Night) -> None:
    night.run("""UPDATE elections SET settings = '{"board": {"late_after_min": -5}}'""")
    night.form(STATION)
    night.watch()
    assert night.row(STATION).state == "preliminary"


def test_comparing_finds_what_was_tampered_with(night: Night) -> None:
    assert night.differences() == []
    night.run("UPDATE station_board SET state = 'confirmed' WHERE station_code = 'W-2-1-1-1'")
    assert len(night.differences()) == 2  # its row in each contest
    assert night.row("W-2-1-1-1").state == "confirmed", "comparing changes nothing"


def _event(night: Night, chance: random.Random, forms: list[int]) -> None:
    """Let something happen that a night brings."""
    stations = list(night.mini.stations)
    taken = night.rows("form_id IS NOT NULL")
    kind = chance.choice(["form"] * 6 + ["state", "state", "beside", "observer", "close", "time", "withdraw"])
    if kind == "form":
        free = [
            (s, c)
            for s in stations
            for c in ("president", "governor")
            if (s, c) not in taken and s not in night_gone(night)
        ]
        station, contest = chance.choice(free)
        minute = (night.now - night.at(0)).total_seconds() / 60
        forms.append(night.form(station, contest, minute=minute - chance.random() * 20))
    elif kind == "state" and forms:
        state = chance.choice(["verified", "confirmed", "disputed", "preliminary"])
        rule = chance.choice(["manager", "F302"]) if state == "disputed" else None
        night.set(chance.choice(forms), state=state, hold_rule=rule, hold_detail="why" if rule else None)
    elif kind == "beside":
        station = chance.choice(stations)
        if "portal" not in night.row(station).sources if (station, "president") in night.rows() else False:
            night.form(station, source="portal", is_counting=False)
    elif kind == "observer":
        name = f"obs{chance.random()}"
        add_user(night.engine, name, "observer", stations=[night.mini.stations[chance.choice(stations)]])
    elif kind == "close":
        if chance.random() < 0.2:
            night.run("UPDATE polling_stations SET active = false WHERE code = :c", c=chance.choice(stations))
    elif kind == "withdraw" and forms:
        night.set(
            forms.pop(chance.randrange(len(forms))), is_current=False, hold_rule=None, state="preliminary"
        )
    elif kind == "time":
        night.now = night.at((night.now - night.at(0)).total_seconds() / 60 + chance.choice([5, 20, 50]))


def night_gone(night: Night) -> set[str]:
    """Stations that are closed or had a form withdrawn: they take no first form."""
    with night.engine.connect() as owner:
        closed = owner.execute(text("SELECT code FROM polling_stations WHERE NOT active"))
        again = owner.execute(
            text(
                "SELECT DISTINCT s.code FROM result_forms JOIN polling_stations s USING (station_id) WHERE is_counting"
            )
        )
        return set(closed.scalars()) | set(again.scalars())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_happens_the_kept_board_is_the_one_built_anew(night: Night, seed: int) -> None:
    chance = random.Random(seed)
    forms: list[int] = []
    for _ in range(6):
        for _ in range(7):
            _event(night, chance, forms)
        night.watch()
        if chance.random() < 0.5:
            continue
        assert night.differences() == []
    assert night.differences() == []

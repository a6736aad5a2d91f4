"""A simulated night: paced, stoppable, killable, and complete at the end."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Engine, text

from data.engine import TALLY_LOCK, hold_lock
from data.errors import MatokeoError, UnknownElection, WorkerBusy
from data.files.store import DirectoryStore
from data.publish.service import tally_once
from data.simulate.clock import Clock, NightReport
from data.simulate.night import NIGHT_LOCK, run_night
from data.simulate.setup import Setup, setup_election
from data.tally.worker import TallyWorker
from tests.integration.simulate.conftest import Ask
from tests.simulated import TINY

FOREVER = threading.Event()
_IN = "SELECT count(*) FROM result_forms WHERE is_current AND station_id IS NOT NULL"
_NIGHT = (
    " AND race_id IN (SELECT race_id FROM races JOIN contests USING (contest_id) JOIN elections e USING (election_id)"
    " WHERE e.code = 'night')"
)


@pytest.fixture
def whole(fresh_database: Engine, sum_of: Callable[[str], str]) -> str:
    """The checksum of the same country with everything in at once."""
    setup_election(fresh_database, Setup(4, TINY, "whole", in_already=1.0))
    return sum_of("whole")


def start(engine: Engine, in_already: float = 0.1) -> str:
    return setup_election(engine, Setup(4, TINY, "night", in_already=in_already))


def test_night_ends_complete_with_the_figures_of_the_seed(
    fresh_database: Engine, whole: str, sum_of: Callable[[str], str], ask: Ask
) -> None:
    start(fresh_database)
    report = run_night(fresh_database, election="night", speed=0, stop=FOREVER)
    assert report == NightReport(360, 360, complete=True)
    assert sum_of("night") == whole
    assert ask("SELECT status::text FROM elections WHERE code = 'night'") == "completed"


def test_night_stopped_at_any_point_and_resumed_neither_loses_nor_doubles(
    fresh_database: Engine, whole: str, sum_of: Callable[[str], str], ask: Ask
) -> None:
    start(fresh_database, 0.0)
    stop = threading.Event()
    # 8 hours in some 12 s: stopped a few times on the way.
    for _ in range(4):
        stop.clear()
        timer = threading.Timer(0.8, stop.set)
        timer.start()
        report = run_night(fresh_database, election="night", speed=3000, stop=stop)
        timer.cancel()
    assert 0 < report.arrived < 360
    assert not report.complete
    assert ask("SELECT status::text FROM elections WHERE code = 'night'") == "active"
    assert run_night(fresh_database, election="night", speed=0, stop=FOREVER).complete
    assert sum_of("night") == whole


def test_night_killed_and_resumed_neither_loses_nor_doubles(
    fresh_database: Engine, fresh_database_url: str, whole: str, sum_of: Callable[[str], str], ask: Ask
) -> None:
    start(fresh_database, 0.0)
    program = (
        "import sys, threading; from data.engine import make_engine; from data.simulate.night import run_night;"
        "run_night(make_engine(sys.argv[1]), election='night', speed=4000, stop=threading.Event())"
    )
    counts = [0]
    for _ in range(3):
        process = subprocess.Popen([sys.executable, "-c", program, fresh_database_url])
        deadline = time.monotonic() + 30
        while ask("SELECT count(*) FROM result_forms f JOIN races USING (race_id) JOIN contests USING (contest_id)"
                  " JOIN elections e USING (election_id) WHERE e.code = 'night'") < counts[-1] + 40:  # fmt: skip
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        counts.append(counts[-1] + 40)
    _wait_free(fresh_database)
    assert run_night(fresh_database, election="night", speed=0, stop=FOREVER).complete
    assert sum_of("night") == whole


def _wait_free(engine: Engine) -> None:
    """The server notices a killed client when it next writes to it."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with engine.connect() as connection:
            held = connection.execute(
                text(
                    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database ="
                    " (SELECT oid FROM pg_database WHERE datname = current_database())"
                )
            ).scalar_one()
        if not held:
            return
        time.sleep(0.1)
    pytest.fail("the killed night still holds its lock")


def test_setup_killed_before_its_forms_are_in_is_brought_up_by_the_night(
    fresh_database: Engine, whole: str, sum_of: Callable[[str], str]
) -> None:
    start(fresh_database, 0.0)
    with fresh_database.begin() as connection:
        connection.execute(text("UPDATE elections SET status = 'draft' WHERE code = 'night'"))
    assert run_night(fresh_database, election="night", speed=0, stop=FOREVER).complete
    assert sum_of("night") == whole


def test_night_goes_on_by_itself_after_the_database_was_away(
    fresh_database: Engine, whole: str, sum_of: Callable[[str], str], ask: Ask
) -> None:
    start(fresh_database)
    reports: list[NightReport] = []
    night = threading.Thread(
        target=lambda: reports.append(
            run_night(fresh_database, election="night", speed=4000, stop=threading.Event())
        )
    )
    night.start()
    for wanted in (80, 160):
        deadline = time.monotonic() + 30
        while ask(_IN + _NIGHT) < wanted:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        # Every session ends at once, the one that holds the night's lock too.
        ask("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid()")  # fmt: skip
    night.join(60)
    assert [report.complete for report in reports] == [True]
    assert sum_of("night") == whole


def test_second_process_may_not_run_the_same_night(fresh_database: Engine, ask: Ask) -> None:
    start(fresh_database)
    election_id = ask("SELECT election_id FROM elections WHERE code = 'night'")
    with (
        hold_lock(fresh_database, NIGHT_LOCK + election_id, holder="another night"),
        pytest.raises(WorkerBusy, match="simulation of night"),
    ):
        run_night(fresh_database, election="night", speed=0, stop=FOREVER)
    assert run_night(fresh_database, election="night", speed=0, stop=FOREVER).complete


def test_forms_arrive_no_faster_than_the_speed_and_never_from_the_future(
    fresh_database: Engine, ask: Ask
) -> None:
    start(fresh_database, 0.3)
    before = ask(_IN)
    began = datetime.now(UTC)
    stop = threading.Event()
    timer = threading.Timer(3.0, stop.set)
    timer.start()
    run_night(fresh_database, election="night", speed=600, stop=stop)
    # At most half an hour of eight has passed; some of the peak is in, most is not.
    assert 0 < ask(_IN) - before < 120
    assert ask("SELECT count(*) FROM result_forms WHERE received_at_utc > now()") == 0
    fresh = ask(
        "SELECT count(*) FROM result_forms WHERE received_at_utc >= :began AND revision = 1", began=began
    )
    assert fresh == ask(_IN) - before


def test_clock_keeps_the_spacing_of_the_script_and_speed_zero_keeps_none() -> None:
    clock = Clock(1_000.0, 60.0)
    time.sleep(0.05)
    one, two = clock.moments([1_000.0, 1_001.2])
    assert (two - one).total_seconds() == pytest.approx(0.02, abs=1e-6)
    assert clock.script_s() > 1_003.0
    assert Clock(0.0, 0).script_s() == float("inf")
    assert clock.moments([1e9])[0] <= datetime.now(UTC)


def test_rules_that_hold_forms_out_on_the_way_leave_nothing_held_at_the_end(
    fresh_database: Engine, whole: str, sum_of: Callable[[str], str], ask: Ask
) -> None:
    """The tally worker looks on: what it holds is corrected or released by the end, and the totals are those of the seed."""
    start(fresh_database, 0.0)
    ended = threading.Event()

    def keep_tallying() -> None:
        with hold_lock(fresh_database, TALLY_LOCK, holder="tally") as connection:
            worker = TallyWorker()
            while not ended.is_set():
                if not tally_once(connection, worker):
                    time.sleep(0.01)

    tallying = threading.Thread(target=keep_tallying)
    tallying.start()
    try:
        assert run_night(fresh_database, election="night", speed=8000, stop=FOREVER).complete
    finally:
        ended.set()
        tallying.join()
    held = ask("SELECT count(*) FROM audit_log WHERE action = 'form.hold'")
    assert held > 0
    assert ask("SELECT count(*) FROM result_forms WHERE is_current AND (state <> 'verified' OR hold_rule IS NOT NULL)"
               " AND station_id IS NOT NULL") == 0  # fmt: skip
    tallied = ask(
        "SELECT sum(w.valid_public), sum(w.forms_public) FROM ward_counts w JOIN races USING (race_id)"
        " JOIN contests USING (contest_id) JOIN elections e USING (election_id) WHERE e.code = 'night'"
    )
    forms = ask(
        "SELECT sum(f.valid_votes), count(*) FROM result_forms f JOIN races USING (race_id) JOIN contests USING (contest_id)"
        " JOIN elections e USING (election_id) WHERE e.code = 'whole' AND f.is_current"
    )
    assert [tuple(map(int, row)) for row in tallied] == [tuple(map(int, row)) for row in forms]


def test_corrections_and_disputes_have_a_name_and_a_reason_in_the_audit_log(
    fresh_database: Engine, ask: Ask
) -> None:
    start(fresh_database, 0.2)
    run_night(fresh_database, election="night", speed=0, stop=FOREVER)
    revised = ask("SELECT count(*) FROM result_forms WHERE revision = 2")
    assert revised > 0
    assert (
        ask("SELECT count(*) FROM audit_log WHERE action = 'form.revise' AND reason <> '' AND actor <> ''")
        == revised
    )
    assert ask("SELECT count(*) FROM result_forms WHERE revision = 2 AND reason IS NULL") == 0


def test_night_of_an_unknown_or_a_real_election_is_refused(fresh_database: Engine) -> None:
    with pytest.raises(UnknownElection, match="no election"):
        run_night(fresh_database, election="nowhere", speed=0, stop=FOREVER)
    start(fresh_database)
    with fresh_database.begin() as connection:
        connection.execute(text("UPDATE elections SET settings = '{}' WHERE code = 'night'"))
    with pytest.raises(MatokeoError, match="not made by a simulation"):
        run_night(fresh_database, election="night", speed=0, stop=FOREVER)


def test_a_person_who_reports_keeps_the_own_stations_and_the_night_fills_only_what_is_left(
    fresh_database: Engine, ask: Ask
) -> None:
    start(fresh_database, 0.0)
    with fresh_database.begin() as connection:
        person = connection.execute(
            text(
                "INSERT INTO users (username, display_name, role) VALUES ('asha', 'Asha', 'field_observer') RETURNING user_id"
            )
        ).scalar_one()
        station, area = connection.execute(
            text(
                "SELECT station_id, s.area_id FROM elections e JOIN polling_stations s USING (register_id)"
                " WHERE e.code = 'night' LIMIT 1"
            )
        ).one()
        connection.execute(
            text("INSERT INTO assignments (user_id, station_id) VALUES (:p, :s)"), {"p": person, "s": station}
        )
        race = connection.execute(
            text(
                "SELECT race_id FROM races JOIN contests c USING (contest_id) JOIN elections USING (election_id)"
                " WHERE elections.code = 'night' AND c.level = 0"
            )
        ).scalar_one()
        form = connection.execute(
            text(
                "INSERT INTO result_forms (race_id, leaf_area_id, station_id, source, is_counting, valid_votes,"
                " received_at_utc, entered_by) VALUES (:r, :a, :s, '34a', true, 7, now(), :p) RETURNING form_id"
            ),
            {"r": race, "a": area, "s": station, "p": person},
        ).scalar_one()
    report = run_night(fresh_database, election="night", speed=0, stop=FOREVER)
    assert report.complete
    assert ask(_IN + _NIGHT) == 360
    last = "SELECT array_agg(DISTINCT station_id) FROM (SELECT station_id FROM result_forms ORDER BY form_id DESC LIMIT 5) x"
    assert ask(last) == [station], "the person's station is filled after all the others"
    assert ask("SELECT state::text FROM result_forms WHERE form_id = :f", f=form) == "preliminary"
    assert ask("SELECT is_current FROM result_forms WHERE form_id = :f", f=form) is True


def test_agents_copies_and_declared_constituencies_stand_beside_and_never_count(
    fresh_database: Engine, ask: Ask, tally: Callable[[], int]
) -> None:
    lively = msgspec.structs.replace(TINY, copies=0.4)
    setup_election(fresh_database, Setup(4, lively, "night", in_already=0.1))
    run_night(fresh_database, election="night", speed=0, stop=FOREVER)
    tally()
    run_night(fresh_database, election="night", speed=0, stop=FOREVER)
    copies = ask("SELECT count(*) FROM result_forms WHERE source = 'agent' AND NOT is_counting")
    assert 80 < copies < 200
    differing = ask(
        "SELECT count(*) FROM result_forms a JOIN result_forms f USING (race_id, station_id)"
        " WHERE a.source = 'agent' AND f.source = '34a' AND f.revision = 1 AND a.valid_votes <> f.valid_votes"
    )
    assert 0 < differing < copies / 4
    stated = ask(
        "SELECT count(*), sum(valid_votes) FROM result_forms WHERE source = '34b' AND station_id IS NULL"
    )
    counted = ask(
        "SELECT sum(valid_votes) FROM result_forms JOIN races USING (race_id) JOIN contests c USING (contest_id)"
        " JOIN elections e USING (election_id) WHERE e.code = 'night' AND is_counting AND is_current AND c.level = 0"
    )
    assert stated[0][0] == TINY.constituencies
    assert abs(stated[0][1] - counted) % 100 == 0, "a misread total is off by a hundred, the others agree"


def test_photographs_come_with_the_forms_and_a_correction_keeps_the_one_of_its_form(
    fresh_database: Engine, ask: Ask, tmp_path: Path
) -> None:
    files = DirectoryStore(tmp_path / "files")
    seen = msgspec.structs.replace(TINY, photos=True)
    setup_election(fresh_database, Setup(4, seen, "night", in_already=0.1), files=files)
    assert run_night(fresh_database, election="night", speed=0, stop=FOREVER, files=files).complete
    assert ask("SELECT count(*) FROM attachments") == 360
    assert ask("SELECT count(*) FROM form_attachments") == ask(
        "SELECT count(*) FROM result_forms WHERE is_counting" + _NIGHT
    )
    for (sha,) in ask("SELECT view_sha256 FROM attachments LIMIT 20"):
        assert files.get(sha).startswith(b"\xff\xd8")

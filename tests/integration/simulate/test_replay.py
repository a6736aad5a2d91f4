"""A replay reproduces the totals of its original exactly, in a rehearsal that is always a test."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from data.errors import MatokeoError, UnknownElection
from data.simulate.replay import run_replay
from data.simulate.setup import Setup, setup_election
from tests.integration.simulate.conftest import Ask
from tests.simulated import TINY

NOW = datetime(2026, 1, 31, 21, 0, tzinfo=UTC)
FOREVER = threading.Event()
_TALLIES = """
  SELECT c.code, ra.code, a.code, k.code, t.votes_all, t.votes_public
  FROM ward_tallies t JOIN candidates k USING (candidate_id) JOIN races r ON r.race_id = t.race_id
  JOIN contests c USING (contest_id) JOIN elections e USING (election_id)
  JOIN areas ra ON ra.area_id = r.area_id JOIN areas a ON a.area_id = t.leaf_area_id
  WHERE e.code = :code ORDER BY 1, 2, 3, 4
"""
_COUNTS = """
  SELECT c.code, ra.code, a.code, w.forms_reported, w.forms_verified, w.forms_disputed, w.forms_preliminary, w.valid_public,
         w.rejected_public, w.cast_public, w.registered_public
  FROM ward_counts w JOIN races r USING (race_id)
  JOIN contests c USING (contest_id) JOIN elections e USING (election_id)
  JOIN areas ra ON ra.area_id = r.area_id JOIN areas a ON a.area_id = w.leaf_area_id
  WHERE e.code = :code ORDER BY 1, 2, 3
"""
_FORMS = """
  SELECT count(*) FROM result_forms f JOIN races USING (race_id) JOIN contests USING (contest_id)
  JOIN elections e USING (election_id) WHERE e.code = :code AND f.is_current
"""


@pytest.fixture
def original(fresh_database: Engine, tally: Callable[[], int]) -> str:
    """An election half counted, with held, disputed and corrected forms, and declared totals that do not count."""
    setup_election(fresh_database, Setup(4, TINY, "mini", in_already=0.6), now=NOW)
    tally()
    with fresh_database.begin() as connection:
        # A declared total of each county stands beside the forms; one form of a station states no time.
        connection.execute(
            text(
                "WITH added AS (INSERT INTO result_forms (race_id, leaf_area_id, source, is_counting, state, valid_votes,"
                " received_at_utc, received_stated) "
                " SELECT r.race_id, a.area_id, 'declared', false, 'verified', 1000, now(), false"
                " FROM races r JOIN contests c USING (contest_id) JOIN elections e USING (election_id)"
                " JOIN areas a ON a.level = 1 WHERE e.code = 'mini' AND c.code = 'president' RETURNING form_id, race_id)"
                " INSERT INTO form_votes SELECT form_id, candidate_id, 1000 FROM added JOIN candidates USING (race_id)"
                " WHERE ballot_order = 1"
            )
        )
    return "mini"


def test_replay_has_the_totals_counts_and_states_of_its_original(
    fresh_database: Engine, original: str, tally: Callable[[], int], ask: Ask
) -> None:
    assert ask("SELECT count(*) FROM result_forms WHERE hold_rule IS NOT NULL") > 0
    report = run_replay(fresh_database, election=original, speed=0, stop=FOREVER)
    assert report.complete
    tally()
    assert ask(_FORMS, code="mini-replay") == ask(_FORMS, code="mini") == report.forms
    assert ask(_TALLIES, code="mini-replay") == ask(_TALLIES, code="mini")
    assert ask(_COUNTS, code="mini-replay") == ask(_COUNTS, code="mini")


def test_rehearsal_is_a_test_also_of_a_real_election_and_shares_its_register(
    fresh_database: Engine, original: str, ask: Ask
) -> None:
    with fresh_database.begin() as connection:
        connection.execute(text("UPDATE elections SET is_test = false WHERE code = 'mini'"))
    run_replay(fresh_database, election=original, speed=0, stop=FOREVER)
    assert ask("SELECT is_test, status::text FROM elections WHERE code = 'mini-replay'") == [
        (True, "completed")
    ]
    assert (
        ask(
            "SELECT count(DISTINCT register_id) FROM elections WHERE code LIKE 'mini%' AND code <> 'mini-earlier'"
        )
        == 1
    )
    assert ask("SELECT count(*) FROM geographies") == 1
    assert ask(
        "SELECT count(*) FROM baseline_links l JOIN contests c USING (contest_id) JOIN elections e USING (election_id)"
        " WHERE e.code = 'mini-replay'"
    ) == 6  # fmt: skip


def test_replay_stopped_and_started_again_doubles_nothing(
    fresh_database: Engine, original: str, tally: Callable[[], int], ask: Ask
) -> None:
    stop = threading.Event()
    timer = threading.Timer(1.0, stop.set)
    timer.start()
    report = run_replay(fresh_database, election=original, speed=3600, stop=stop)
    assert 0 < report.arrived < report.forms
    assert not report.complete
    assert ask(_FORMS, code="mini-replay") == report.arrived
    assert ask("SELECT status::text FROM elections WHERE code = 'mini-replay'") == "active"
    assert run_replay(fresh_database, election=original, speed=0, stop=FOREVER).complete
    again = run_replay(fresh_database, election=original, speed=0, stop=FOREVER)
    assert (again.arrived, again.complete) == (report.forms, True)
    tally()
    assert ask(_TALLIES, code="mini-replay") == ask(_TALLIES, code="mini")


def test_forms_come_in_the_order_they_were_received_and_uncounted_sources_last(
    fresh_database: Engine, original: str, ask: Ask
) -> None:
    run_replay(fresh_database, election=original, speed=0, stop=FOREVER)
    played = ask(
        "SELECT o.received_at_utc, n.is_counting FROM result_forms n"
        " JOIN result_forms o ON n.uid = CAST(md5('mini-replay/' || o.uid) AS uuid) ORDER BY n.form_id"
    )
    counting = [received for received, counts in played if counts]
    assert counting == sorted(counting)
    assert [counts for _, counts in played] == [True] * len(counting) + [False] * 3
    assert ask("SELECT count(*) FROM result_forms WHERE received_at_utc > now()") == 0


def test_replay_from_a_time_puts_in_at_once_what_came_before(
    fresh_database: Engine, original: str, ask: Ask
) -> None:
    moment = NOW - timedelta(hours=1)
    earlier = ask(
        "SELECT count(*) FROM result_forms WHERE is_current AND is_counting AND station_id IS NOT NULL"
        " AND received_at_utc <= :moment", moment=moment,
    )  # fmt: skip
    stop = threading.Event()
    timer = threading.Timer(0.5, stop.set)
    timer.start()
    run_replay(fresh_database, election=original, speed=1, stop=stop, since=moment)
    assert earlier <= ask(_FORMS, code="mini-replay") <= earlier + 1


def test_people_of_a_replay_never_verify_their_own_entry(
    fresh_database: Engine, original: str, ask: Ask
) -> None:
    run_replay(fresh_database, election=original, speed=0, stop=FOREVER)
    assert ask(
        "SELECT count(*) FROM result_forms n JOIN races USING (race_id) JOIN contests USING (contest_id)"
        " JOIN elections e USING (election_id) WHERE e.code = 'mini-replay'"
        " AND (entered_by IS NULL OR verified_by = entered_by OR (state = 'verified' AND verified_by IS NULL))"
    ) == 0  # fmt: skip


def test_unknown_empty_and_replayed_elections_are_refused_by_name(
    fresh_database: Engine, original: str
) -> None:
    with pytest.raises(UnknownElection, match="nowhere"):
        run_replay(fresh_database, election="nowhere", speed=0, stop=FOREVER)
    run_replay(fresh_database, election=original, speed=0, stop=FOREVER)
    with pytest.raises(MatokeoError, match="is a replay itself"):
        run_replay(fresh_database, election="mini-replay", speed=0, stop=FOREVER)
    setup_election(fresh_database, Setup(5, TINY, "empty", in_already=0.0, baseline=False))
    with pytest.raises(MatokeoError, match="no forms"):
        run_replay(fresh_database, election="empty", speed=0, stop=FOREVER)


def test_code_of_the_rehearsal_taken_by_another_election_is_refused(
    fresh_database: Engine, original: str
) -> None:
    setup_election(fresh_database, Setup(5, TINY, "mini-replay", in_already=0.0, baseline=False))
    with pytest.raises(MatokeoError, match="no replay of"):
        run_replay(fresh_database, election=original, speed=0, stop=FOREVER)

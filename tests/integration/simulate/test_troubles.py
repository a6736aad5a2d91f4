"""Incidents and observers of a simulated night in a real store: there as planned, once, and never taken from a person."""

from __future__ import annotations

import threading
from collections.abc import Callable

import msgspec
from sqlalchemy import Engine, text

from data.simulate.night import run_night
from data.simulate.plan import make_plan
from data.simulate.setup import Setup, setup_election
from tests.integration.simulate.conftest import Ask
from tests.simulated import TINY

BUSY = msgspec.structs.replace(TINY, troubles_per_1000=500.0, observed=0.9)
FOREVER = threading.Event()
_TOLD = (
    "SELECT count(*), count(*) FILTER (WHERE visibility = 'public'), count(*) FILTER (WHERE status = 'reported'),"
    " count(DISTINCT category) FROM incidents"
)


def test_night_brings_every_trouble_once_however_often_it_goes_on(fresh_database: Engine, ask: Ask) -> None:
    plan = make_plan(4, BUSY)
    setup_election(fresh_database, Setup(4, BUSY, "night", in_already=0.3))
    before = ask("SELECT count(*) FROM incidents")
    assert 0 < before < len(plan.troubles)
    assert (
        ask(
            "SELECT count(*) FROM incidents WHERE reported_at_utc > now() OR happened_at_utc >= reported_at_utc"
        )
        == 0
    )
    for _ in range(2):
        assert run_night(fresh_database, election="night", speed=0, stop=FOREVER).complete
    told, public, open_, _ = ask(_TOLD)[0]
    assert told == len(plan.troubles)
    assert public == sum(one.public_words is not None for one in plan.troubles)
    assert open_ == sum(one.taken is None for one in plan.troubles)
    assert ask("SELECT count(*) FROM incidents WHERE status IN ('resolved', 'dismissed')") == sum(
        one.closed is not None for one in plan.troubles
    )
    assert ask("SELECT count(*) FROM incident_events") == sum(
        1 + sum(at is not None for at in (one.moderated, one.taken, one.closed)) for one in plan.troubles
    )
    assert (
        ask("SELECT count(*) FROM incidents WHERE cell_7 IS NULL OR public_text = '' OR point IS NULL") == 0
    )


def test_what_a_person_has_taken_stays_with_the_person(fresh_database: Engine, ask: Ask) -> None:
    setup_election(fresh_database, Setup(4, BUSY, "night", in_already=0.3))
    with fresh_database.begin() as connection:
        connection.execute(
            text("INSERT INTO users (username, display_name, role) VALUES ('me', 'Me', 'super_admin')")
        )
        connection.execute(
            text(
                "UPDATE incidents SET assigned_to = (SELECT user_id FROM users WHERE username = 'me') WHERE status = 'reported'"
            )
        )
    mine = ask("SELECT array_agg(uid ORDER BY uid) FROM incidents WHERE assigned_to IS NOT NULL")
    run_night(fresh_database, election="night", speed=0, stop=FOREVER)
    assert (
        ask("SELECT count(*) FROM incidents WHERE uid = ANY (:mine) AND status <> 'reported'", mine=mine) == 0
    )


def test_observers_stand_at_most_stations_and_enter_their_forms_but_cannot_sign_in(
    fresh_database: Engine, ask: Ask
) -> None:
    setup_election(fresh_database, Setup(4, BUSY, "night", in_already=0.5))
    stations = ask("SELECT count(DISTINCT station_id) FROM assignments WHERE ended_at_utc IS NULL")
    assert 40 < stations < 60
    assert (
        ask(
            "SELECT count(*) FROM users WHERE username LIKE 'sim.night.%' AND (is_active OR role <> 'field_observer')"
        )
        == 0
    )
    strange = ask(
        "SELECT count(*) FROM result_forms f JOIN assignments a USING (station_id)"
        " WHERE f.is_counting AND f.entered_by <> a.user_id"
    )
    assert strange == 0
    assert (
        ask(
            "SELECT count(*) FROM result_forms JOIN users ON user_id = entered_by WHERE username LIKE 'sim.night.%'"
        )
        > 50
    )
    report = run_night(fresh_database, election="night", speed=0, stop=FOREVER)
    assert report.complete
    assert (
        ask("SELECT count(*) FROM result_forms WHERE is_current AND state <> 'verified' AND is_counting") == 0
    )


def test_same_seed_gives_the_same_election_with_troubles_and_observers(
    fresh_database: Engine, sum_of: Callable[[str], str], ask: Ask
) -> None:
    setup_election(fresh_database, Setup(4, BUSY, "one", in_already=1.0))
    setup_election(fresh_database, Setup(4, BUSY, "two", in_already=1.0))
    assert sum_of("one") == sum_of("two")
    words = "SELECT array_agg(description ORDER BY incident_id) FROM incidents JOIN elections USING (election_id) WHERE code = :c"
    assert ask(words, c="one") == ask(words, c="two")
    settings = ask("SELECT settings -> 'incidents' FROM elections WHERE code = 'one'")
    assert settings == {"public_reports": True, "public_delay_min": 2, "public_grain": "ward"}

"""One alert a cause: opened once, raised, resolved by itself, opened again, never a storm."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from data.alerts.causes import MOST_PER_PLACE, Synced
from data.alerts.chore import wake
from tests.integration.alerts.conftest import Room

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)


def minutes(count: float) -> datetime:
    return NOON + timedelta(minutes=count)


def test_a_cause_opens_one_alert_however_often_it_is_seen(room: Room) -> None:
    assert room.sync(room.cause()).opened == 1
    assert room.sync(room.cause()) == Synced()
    assert room.statuses() == ["active"]
    assert room.events() == ["opened"]
    told = room.rows("SELECT action, new_value FROM audit_log WHERE action = 'alert.sync'")
    assert len(told) == 1
    assert len(told[0].new_value["opened"]) == 1


def test_two_at_once_open_one_alert(room: Room) -> None:
    begun = threading.Barrier(2)
    failed: list[Exception] = []

    def look() -> None:
        try:
            begun.wait(5)
            room.sync(room.cause("a"), room.cause("b"))
        except Exception as error:  # noqa: BLE001 - whatever ends a thread fails the test
            failed.append(error)

    for _ in range(4):
        threads = [threading.Thread(target=look) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failed == []
    assert room.statuses() == ["active", "active"]
    assert room.events() == ["opened", "opened"]


def test_a_cause_that_goes_resolves_its_alert_and_another_alert_opens_when_it_returns(room: Room) -> None:
    room.sync(room.cause())
    assert room.sync().resolved == 1
    first = room.rows("SELECT * FROM alerts")[0]
    assert (first.status, first.resolved_by) == ("resolved", None)
    assert first.cause_gone_at_utc is not None
    assert room.sync(room.cause()).opened == 1
    assert room.statuses() == ["resolved", "active"]
    events = room.rows("SELECT kind, old_value FROM alert_events ORDER BY alert_event_id")
    assert [event.kind for event in events] == ["opened", "resolved", "reopened"]
    assert events[2].old_value == str(first.uid)


def test_what_a_person_settled_stays_settled_until_the_cause_is_over(room: Room) -> None:
    room.sync(room.cause())
    reply = room.as_("m1").post(
        f"/api/v1/alerts/{room.uid()}/steps", {"step": "resolve", "outcome": "Called, it is on its way."}
    )
    assert reply.status_code == 200, reply.text
    assert room.sync(room.cause()) == Synced()
    assert room.statuses() == ["resolved"]
    room.sync()
    assert room.sync(room.cause()).opened == 1
    kept = room.rows("SELECT outcome, resolved_by FROM alerts ORDER BY alert_id")[0]
    assert (kept.outcome, kept.resolved_by) == ("Called, it is on its way.", room.ids["m1"])


def test_a_higher_severity_is_told_and_opens_what_was_settled_and_a_lower_one_is_not(room: Room) -> None:
    room.sync(room.cause(severity="medium"))
    assert room.sync(room.cause(severity="low")) == Synced()
    assert room.sync(room.cause(severity="high")).raised == 1
    room.as_("m1").post(f"/api/v1/alerts/{room.uid()}/steps", {"step": "resolve", "outcome": "Done."})
    assert room.sync(room.cause(severity="high")) == Synced()
    assert room.sync(room.cause(severity="critical")).raised == 1
    row = room.rows("SELECT status::text, severity::text, outcome, resolved_at_utc FROM alerts")[0]
    assert tuple(row) == ("active", "critical", None, None)
    assert room.events() == ["opened", "severity", "resolved", "reopened"]


def test_numbers_follow_without_an_event(room: Room) -> None:
    room.sync(room.cause(numbers={"late": 10, "all": 40}), kind="late_area", now=NOON)
    room.set_rule("late_area", for_min=0)
    room.sync(room.cause(numbers={"late": 10, "all": 40}), kind="late_area", now=NOON)
    room.sync(room.cause(numbers={"late": 12, "all": 40}), kind="late_area", now=NOON)
    assert room.rows("SELECT numbers FROM alerts")[0].numbers == {"late": 12, "all": 40}
    assert room.events() == ["opened"]


def test_an_alert_opens_only_after_its_cause_has_held_and_closes_only_after_it_was_away(room: Room) -> None:
    room.set_rule("late_area", for_min=5, clear_min=5)

    def at(minute: float, *, holds: bool = True) -> Synced:
        causes = [room.cause(numbers={"late": 10, "all": 40})] if holds else []
        found: Synced = room.sync(*causes, kind="late_area", now=minutes(minute))
        return found

    assert at(0) == Synced()
    assert at(4, holds=False) == Synced()  # gone before it was ripe: forgotten
    assert at(5) == Synced()
    assert at(9) == Synced()
    assert at(10).opened == 1
    assert room.one("SELECT count(*) FROM alert_pending") == 1
    assert at(11, holds=False) == Synced()
    assert at(13) == Synced()  # a flicker
    assert at(14, holds=False) == Synced()
    assert at(18, holds=False) == Synced()
    assert at(19, holds=False).resolved == 1
    assert room.events() == ["opened", "resolved"]
    assert room.one("SELECT count(*) FROM alert_pending") == 0


def test_a_storm_opens_some_alerts_a_county_and_one_that_counts_the_rest(room: Room) -> None:
    storm = [room.cause(f"form:{n}") for n in range(1000)]
    elsewhere = [room.cause("form:x", area="W-2-1-1", county="W-2")]
    assert room.sync(*storm, *elsewhere).opened == MOST_PER_PLACE + 1 + 1
    many = room.rows("SELECT * FROM alerts WHERE dedupe_key LIKE 'many:%'")
    assert len(many) == 1
    assert many[0].numbers == {"many": True, "n": 1000 - MOST_PER_PLACE}
    assert many[0].area_id == room.mini.areas["W-1"]
    # As it calms down, those that have an alert keep it and the sum goes.
    known = room.rows(
        "SELECT dedupe_key FROM alerts WHERE dedupe_key LIKE 'form:%' AND area_id = :a", a=storm[0].area_id
    )
    assert room.sync(*[room.cause(row.dedupe_key) for row in known], *elsewhere).resolved == 1
    page = room.as_("m1").get("/api/v1/alerts").get_json()
    assert len(page["alerts"]) == MOST_PER_PLACE


def test_a_snoozed_alert_wakes_and_one_whose_cause_is_gone_resolves_in_its_sleep(room: Room) -> None:
    room.sync(room.cause("a"), room.cause("b"))
    rows = room.rows("SELECT uid, dedupe_key FROM alerts")
    for row in rows:
        reply = room.as_("m1").post(f"/api/v1/alerts/{row.uid}/steps", {"step": "snooze", "minutes": 15})
        assert reply.status_code == 200
    room.sync(room.cause("a"))
    assert sorted(room.statuses()) == ["resolved", "snoozed"]
    with room.worker.begin() as connection:
        assert wake(connection) == 0
        later = connection.execute(text("SELECT now() + interval '16 minutes'")).scalar_one()
        assert wake(connection, now=later) == 1
    assert sorted(room.statuses()) == ["active", "resolved"]
    assert room.events().count("woke") == 1


def test_events_and_alerts_are_never_deleted_or_rewritten(room: Room) -> None:
    room.sync(room.cause())
    for statement in (
        "UPDATE alert_events SET kind = 'note'",
        "DELETE FROM alert_events",
        "DELETE FROM alerts",
        "TRUNCATE alert_events CASCADE",
    ):
        with pytest.raises(DBAPIError):
            room.do(statement)
    assert room.events() == ["opened"]


def test_a_cause_says_where_it_is_and_what_it_rests_on(room: Room) -> None:
    station = room.mini.stations["W-1-1-1-1"]
    evidence = ({"href": "/manage/forms/1", "what": "form"},)
    room.sync(replace(room.cause(), station_id=station, evidence=evidence))
    alert = room.as_("m1").get("/api/v1/alerts").get_json()["alerts"][0]
    assert alert["station_code"] == "W-1-1-1-1"
    assert alert["evidence"] == [{"href": "/manage/forms/1", "what": "form"}]
    assert alert["places"] == ["County W-1", "Constituency W-1-1", "Ward W-1-1-1"]

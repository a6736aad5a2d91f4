"""What people may do with alerts, rules and webhooks: the steps, the scope, the refusals; a dry run writes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from tests.integration.alerts.conftest import Room

RULE = {"enabled": True, "severity": "high", "thresholds": {"minutes": 45}, "for_min": 0, "clear_min": 1}


def step(room: Room, name: str, **body: Any) -> Any:
    return room.as_(name).post(f"/api/v1/alerts/{room.uid()}/steps", body)


def test_an_alert_goes_from_hand_to_hand_to_an_outcome_and_every_step_is_kept(room: Room) -> None:
    room.sync(room.cause())
    taken = step(room, "m1", step="take").get_json()
    assert (taken["alert"]["status"], taken["alert"]["assignee"]) == ("investigating", "m1")
    assert step(room, "m1", step="take").status_code == 409
    assert step(room, "m1", step="assign", assignee="m2").status_code == 422  # works elsewhere
    assert step(room, "m1", step="assign", assignee="land").status_code == 200
    assert step(room, "land", step="note", note="Called.").status_code == 200
    assert step(room, "land", step="snooze", minutes=0).status_code == 422
    assert step(room, "land", step="snooze", minutes=60).get_json()["alert"]["status"] == "snoozed"
    assert step(room, "land", step="investigate").get_json()["alert"]["status"] == "investigating"
    assert step(room, "land", step="resolve").status_code == 422
    assert step(room, "land", step="resolve", outcome=" ").status_code == 422
    done = step(room, "land", step="resolve", outcome="Recounted at the station.").get_json()
    assert (done["alert"]["status"], done["alert"]["resolved_by"]) == ("resolved", "Land")
    assert step(room, "m1", step="take").status_code == 409
    assert step(room, "m1", step="note", note="Thanks.").status_code == 200
    assert step(room, "m1", step="reopen").get_json()["alert"]["status"] == "active"
    kinds = ["opened", "assigned", "assigned", "note", "snoozed", "status", "resolved", "note", "reopened"]
    assert room.events() == kinds
    audited = room.rows("SELECT action, actor FROM audit_log WHERE object_type = 'alert' ORDER BY audit_id")
    assert [row.action for row in audited] == [
        "alert.take", "alert.assign", "alert.note", "alert.snooze", "alert.investigate", "alert.resolve", "alert.note",
        "alert.reopen",
    ]  # fmt: skip


def test_whoever_is_given_an_alert_is_told_and_nobody_else(room: Room) -> None:
    room.sync(room.cause())
    room.route()
    room.do("DELETE FROM notifications")
    step(room, "m1", step="take")
    step(room, "m1", step="assign", assignee="land")
    room.route()
    told = room.rows("SELECT username, title FROM notifications JOIN users USING (user_id)")
    assert [tuple(row) for row in told] == [("land", "Alert given to you")]


def test_another_countys_manager_an_observer_and_a_forged_request_change_nothing(room: Room) -> None:
    room.sync(room.cause())
    assert step(room, "m2", step="take").status_code == 404
    assert room.as_("m2").get(f"/api/v1/alerts/{room.uid()}").status_code == 404
    assert room.as_("m2").get("/api/v1/alerts").get_json()["alerts"] == []
    assert step(room, "obs", step="take").status_code == 403
    for path in ("alerts", "alerts/rules", "notifications", "notifications/unread", "alerts/webhooks"):
        assert room.as_("obs").get(f"/api/v1/{path}").status_code == 403
        assert room.office.stranger().get(f"/api/v1/{path}").status_code == 401
    without = room.as_("m1").client.post(f"/api/v1/alerts/{room.uid()}/steps", json={"step": "take"})
    assert without.status_code == 403
    bodies: tuple[Any, ...] = (
        {"step": "delete"},
        {"step": "take", "user": 1},
        [],
        {"step": "snooze", "minutes": "x"},
    )
    for body in bodies:
        assert room.as_("m1").post(f"/api/v1/alerts/{room.uid()}/steps", body).status_code == 400
    assert room.statuses() == ["active"]
    assert room.events() == ["opened"]


def test_row_security_holds_whatever_the_code_does(room: Room) -> None:
    room.sync(room.cause())
    room.route()
    desk = room.office.desk
    with desk.acting(room.as_("m2").actor) as connection:
        for table in ("alerts", "alert_events", "notifications", "deliveries", "webhooks"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0
        assert connection.execute(text("UPDATE alerts SET status = 'active' RETURNING 1")).all() == []
        assert connection.execute(text("UPDATE alert_rules SET enabled = false RETURNING 1")).all() == []
        assert connection.execute(text("SELECT * FROM alert_assignees(1)")).all() == []
    statements = (
        "INSERT INTO alerts (election_id, kind, dedupe_key, severity, area_id, numbers) SELECT 1, 'anomaly', 'x', 'low', 1, '{}'",
        "INSERT INTO alert_events (alert_id, user_id, kind) SELECT alert_id, 1, 'note' FROM alerts",
        "UPDATE alerts SET severity = 'low'",
        "INSERT INTO deliveries (channel, user_id) SELECT 'email', user_id FROM users LIMIT 1",
        "SELECT delivery_address(1)",
        "INSERT INTO notifications (user_id, source_key, severity, title, href) VALUES (1, 'x', 'low', 'x', '/x')",
        "SELECT sealed FROM webhooks; SELECT * FROM alert_outbox",
    )
    for statement in statements:
        with pytest.raises(ProgrammingError), desk.acting(room.as_("m1").actor) as connection:
            connection.execute(text(statement))


def test_filters_find_what_they_say_and_pages_follow_each_other(room: Room) -> None:
    room.do("INSERT INTO users (username, display_name, role) VALUES ('x', 'X', 'election_manager')")
    with room.worker.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO alerts (election_id, kind, dedupe_key, severity, area_id, numbers)"
                " SELECT :e, 'disputed_form', n::text, (enum_range(NULL::incident_severity))[1 + n % 4], :a, '{}'"
                " FROM generate_series(1, 130) n"
            ),
            {"e": room.mini.election_id, "a": room.mini.areas["W-1-1-1"]},
        )
    seen: list[str] = []
    severities: list[str] = []
    after = ""
    while after is not None:
        page = room.as_("m1").get(f"/api/v1/alerts?after={after}").get_json()
        seen += [one["uid"] for one in page["alerts"]]
        severities += [one["severity"] for one in page["alerts"]]
        after = page["next"]
    assert len(set(seen)) == len(seen) == 130
    assert severities == sorted(severities, key=["critical", "high", "medium", "low"].index)
    counts = page["counts"]
    assert (counts["active"], sum(counts["by_severity"].values())) == (130, 130)

    def found(query: str) -> int:
        listed = room.as_("m1").get(f"/api/v1/alerts?{query}").get_json()["alerts"]
        return len(listed)

    assert found("severity=critical") == 32
    assert found("area=W-1-1&severity=critical") == 32
    assert found("area=W-1-2") == found("area=W-2") == found("kind=anomaly") == found("assignee=me") == 0
    assert found("assignee=nobody&severity=low") == 32
    assert room.as_("m1").get("/api/v1/alerts?severity=%27%3B--").status_code == 400
    assert room.as_("m1").get("/api/v1/alerts?election=none").status_code == 404


def test_rules_are_set_by_the_whole_country_and_in_limits_for_all_or_one_election(room: Room) -> None:
    path = "/api/v1/alerts/rules/disputed_form"
    assert room.as_("m1").post(path, RULE).status_code == 403
    for bad in (
        {**RULE, "thresholds": {"minutes": -1}}, {**RULE, "thresholds": {}}, {**RULE, "for_min": 5000},
        {**RULE, "thresholds": {"minutes": 10**12}}, {**RULE, "thresholds": {"minutes": "10"}},
    ):  # fmt: skip
        assert room.as_("land").post(path, bad).status_code == 422, bad
    assert room.as_("land").post(path, {**RULE, "severity": "worst"}).status_code == 400
    assert room.as_("land").post("/api/v1/alerts/rules/nothing", RULE).status_code == 404
    assert room.as_("land").post(path, RULE).status_code == 200
    own = {**RULE, "thresholds": {"minutes": 5}, "election": room.mini.code}
    assert room.as_("admin").post(path, own).get_json()["thresholds"] == {"minutes": 5}

    def minutes(query: str = "") -> int:
        rules = room.as_("m1").get(f"/api/v1/alerts/rules{query}").get_json()["rules"]
        return int(next(rule["thresholds"]["minutes"] for rule in rules if rule["kind"] == "disputed_form"))

    assert (minutes(), minutes(f"?election={room.mini.code}")) == (45, 5)
    room.as_("admin").post(path, {**own, "drop_own": True})
    assert minutes(f"?election={room.mini.code}") == 45
    audited = room.rows(
        "SELECT actor, old_value, new_value FROM audit_log WHERE action = 'alert_rule.change' ORDER BY audit_id"
    )
    assert [row.actor for row in audited] == ["land", "chief", "chief"]
    assert audited[0].old_value["thresholds"] == {"minutes": 30}
    assert audited[0].new_value["route"]["roles"] == ["election_manager", "super_admin"]


def test_a_dry_run_tells_now_and_the_past_and_writes_nothing(room: Room) -> None:
    with room.engine.begin() as owner:
        from tests.election_factory import add_form

        votes = {"asha": 200, "juma": 100, "neema": 1}
        now_held = add_form(owner, room.mini, "W-1-1-1-1", "president", votes)
        was_held = add_form(owner, room.mini, "W-2-1-1-1", "president", votes)
        for form, steps in (
            (now_held, (("disputed", 90),)),
            (was_held, (("disputed", 300), ("released", 200))),
        ):
            for name, ago in steps:
                owner.execute(
                    text(
                        "INSERT INTO form_steps (form_id, step, role, at_utc)"
                        " VALUES (:f, :s, 'system', now() - make_interval(mins => :m))"
                    ),
                    {"f": form, "s": name, "m": ago},
                )
        owner.execute(
            text("UPDATE result_forms SET state = 'disputed', hold_rule = 'F302' WHERE form_id = :f"),
            {"f": now_held},
        )
        owner.execute(text("DELETE FROM alert_outbox"))
        # The trigger has noted the hold of this moment, too: it began 90 minutes ago, as the step above says.
        owner.execute(text("ALTER TABLE form_steps DISABLE TRIGGER USER"))
        owner.execute(text("DELETE FROM form_steps WHERE at_utc = now()"))
        owner.execute(text("ALTER TABLE form_steps ENABLE TRIGGER USER"))
    tables = ("alerts", "alert_events", "alert_pending", "notifications", "deliveries", "audit_log")
    before = {table: room.one(f"SELECT count(*) FROM {table}") for table in tables}

    def run(minutes: int, hours: int, *, name: str = "land") -> Any:
        ask = {"election": room.mini.code, "thresholds": {"minutes": minutes}, "hours": hours}
        return room.as_(name).post("/api/v1/alerts/rules/disputed_form/dry-run", ask)

    assert run(30, 0).get_json()["count"] == 1
    found = run(30, 12).get_json()
    assert (found["count"], found["now"], found["knows_past"]) == (2, 1, True)
    assert {one["station_name"] for one in found["alerts"]} == {"School W-1-1-1-1", "School W-2-1-1-1"}
    assert run(95, 12).get_json()["count"] == 1  # only the one of the past was held for so long
    assert run(30, 2).get_json()["count"] == 1
    assert run(30, 12, name="m1").status_code == 403
    assert run(30, 1000).status_code == 422
    assert run(-1, 1).status_code == 422
    assert {table: room.one(f"SELECT count(*) FROM {table}") for table in tables} == before


def test_webhooks_are_for_administrators_and_only_for_addresses_that_may_be_called(room: Room) -> None:
    path = "/api/v1/alerts/webhooks"
    for name in ("m1", "land", "obs"):
        assert room.as_(name).get(path).status_code == 403
        assert room.as_(name).post(path, {"title": "x", "url": "https://example.org"}).status_code == 403
    for url in (
        "file:///etc/passwd",
        "http://example.org/",
        "https://169.254.169.254/",
        "javascript:alert(1)",
    ):
        assert room.as_("admin").post(path, {"title": "x", "url": url}).status_code == 422
    made = room.as_("admin").post(path, {"title": "Desk", "url": "https://hooks.example.org/secret-path"})
    assert made.status_code == 201
    listed = room.as_("admin").get(path)
    assert "secret-path" not in listed.text
    assert made.get_json()["secret"] not in listed.text
    logged = json.dumps([row.new_value for row in room.rows("SELECT new_value FROM audit_log")])
    assert "secret-path" not in logged
    assert made.get_json()["secret"] not in logged
    uid = made.get_json()["webhook"]["uid"]
    off = room.as_("admin").post(f"{path}/{uid}", {"active": False}).get_json()
    assert off["webhooks"][0]["active"] is False
    assert room.as_("admin").post(f"{path}/00000000-0000-0000-0000-000000000000/test").status_code == 404


def test_notifications_are_read_one_by_one_or_all_and_are_nobody_elses(room: Room) -> None:
    room.sync(*[room.cause(key) for key in "abc"])
    room.route()
    m1, land = room.as_("m1"), room.as_("land")
    page = m1.get("/api/v1/notifications").get_json()
    assert (len(page["notifications"]), page["unread"]) == (3, 3)
    assert page["notifications"][0]["numbers"]["area"] == "Ward W-1-1-1"
    first = page["notifications"][0]["id"]
    assert land.post("/api/v1/notifications/read", {"ids": [first]}).get_json() == {"unread": 3}
    assert m1.get("/api/v1/notifications/unread").get_json() == {"unread": 3}
    assert m1.post("/api/v1/notifications/read", {"ids": [first]}).get_json() == {"unread": 2}
    assert len(m1.get("/api/v1/notifications?unread=1").get_json()["notifications"]) == 2
    assert m1.post("/api/v1/notifications/read", {"until": first}).get_json() == {"unread": 0}
    assert m1.post("/api/v1/notifications/read", {}).status_code == 422
    assert m1.get("/api/v1/notifications?before=x").status_code == 400
    for bad in (
        {"quiet_from": "22:00"},
        {"quiet_from": "x", "quiet_until": "06:00"},
        {"digest_min": -1},
        {"muted_kinds": ["x"]},
    ):
        assert m1.post("/api/v1/notifications/preferences", bad).status_code == 422, bad
    wanted = {
        "mail_from": "low",
        "muted_kinds": ["anomaly"],
        "quiet_from": "22:00",
        "quiet_until": "06:00",
        "digest_min": 15,
    }
    assert m1.post("/api/v1/notifications/preferences", wanted).get_json()["preferences"] == wanted
    assert land.get("/api/v1/notifications/preferences").get_json()["preferences"]["mail_from"] == "high"

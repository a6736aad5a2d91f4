"""Telling people: in the office once, by mail as they want it, through signed webhooks; tried again, given up, never doubled."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import data.notify.webhook
from data.notify.deliver import MOST_ATTEMPTS, Courier
from data.notify.mail import MailServer
from data.publish.options import WorkerOptions
from tests.integration.alerts.conftest import Room
from tests.integration.alerts.outside import MailBox, Receiver, mail_server, web_server


@pytest.fixture
def box() -> Iterator[MailBox]:
    with mail_server() as made:
        yield made


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with web_server() as made:
        yield made


def courier(room: Room, box: MailBox | None = None) -> Courier:
    mail = MailServer.of(f"smtp://127.0.0.1:{box.port}", "night@example.org") if box else None
    channels = ["webhook", *(["email"] if box else [])]
    return Courier(keys=None, mail=mail, vault=room.vault, office_url="http://office.test", channels=channels)


def deliver(room: Room, by: Courier) -> int:
    """Make everything that is due; how many tries it took."""
    tries = 0
    while by.deliver_one(room.worker):
        tries += 1
        assert tries < 100
    return tries


def due_now(room: Room) -> None:
    """Let the time of the next try come."""
    room.do("UPDATE deliveries SET next_try_at_utc = now() WHERE status IN ('queued', 'failed')")


def hook(room: Room, url: str, kind: str = "disputed_form") -> dict[str, Any]:
    """Add a webhook as an administrator and let a rule call it; what the administrator saw."""
    reply = room.as_("admin").post("/api/v1/alerts/webhooks", {"title": "Desk", "url": url})
    assert reply.status_code == 201, reply.text
    made: dict[str, Any] = reply.get_json()
    route = {"roles": ["election_manager"], "email": False, "webhooks": [made["webhook"]["uid"]]}
    room.do("UPDATE alert_rules SET route = CAST(:r AS jsonb) WHERE kind = :k", r=json.dumps(route), k=kind)
    return made


def test_in_the_office_only_those_are_told_whose_areas_cover_it_and_once(room: Room) -> None:
    room.sync(room.cause())
    room.route()
    room.route()
    told = {
        row.username for row in room.rows("SELECT username FROM notifications JOIN users USING (user_id)")
    }
    assert told == {"chief", "land", "m1"}
    assert room.one("SELECT count(*) FROM notifications") == 3
    assert room.one("SELECT count(*) FROM alert_outbox") == 0


def test_routing_that_is_ended_before_its_commit_tells_nobody_and_later_everybody_once(room: Room) -> None:
    room.sync(room.cause())
    with room.worker.connect() as connection:
        from data.notify.router import route_events

        route_events(connection, mail=True)
        connection.rollback()
    assert room.one("SELECT count(*) FROM notifications") == 0
    room.route()
    assert room.one("SELECT count(*) FROM notifications") == 3


def test_without_a_mail_server_no_mail_is_queued(room: Room) -> None:
    room.sync(room.cause(severity="critical"))
    room.route(mail=False)
    assert room.one("SELECT count(*) FROM deliveries") == 0


def test_without_settings_nothing_is_sent_anywhere(room: Room) -> None:
    options = WorkerOptions(database_url="", store=Path(), key_file=Path(), redis_url=None)
    room.sync(room.cause(severity="critical"))
    room.route()
    assert Courier.of(options, ["email", "webhook"]).deliver_one(room.worker) is False
    assert room.one("SELECT sum(attempts) FROM deliveries") == 0


def test_a_mail_tells_the_alert_in_the_readers_language_and_the_read_of_the_address_is_on_record(
    room: Room, box: MailBox
) -> None:
    room.give_address("m1", "m1@example.org")
    room.do("UPDATE users SET language = 'sw' WHERE username = 'm1'")
    room.sync(room.cause(severity="high"))
    room.route()
    deliver(room, courier(room, box))
    assert box.to == ["m1@example.org"]
    mail = box.mails[0]
    uid = room.one("SELECT uid FROM deliveries WHERE status = 'sent'")
    assert mail["Message-ID"] == f"<{uid}@example.org>"
    assert "Fomu iliyozuiwa kwa muda mrefu" in mail["Subject"]
    text = mail.get_content()
    assert f"http://office.test/manage/alerts/{room.uid()}" in text
    assert "2031-05-04 21:00 EAT" in text
    read = room.rows("SELECT actor, reason FROM audit_log WHERE action = 'personal.read'")
    assert [(row.actor, row.reason) for row in read] == [("system:notify", f"delivery {uid}")]
    # Who has no address was not written to, and nothing waits for them for ever.
    assert {row.status for row in room.rows("SELECT status FROM deliveries")} == {"sent", "dropped"}


def test_the_worker_can_read_no_address_but_that_of_a_mail_it_delivers(room: Room) -> None:
    room.give_address("m1", "m1@example.org")
    with room.worker.connect() as connection, pytest.raises(Exception, match="permission denied"):
        connection.exec_driver_sql("SELECT * FROM user_private")
    with room.worker.connect() as connection:
        assert connection.exec_driver_sql("SELECT delivery_address(1)").scalar_one() is None


def test_a_name_with_line_breaks_cannot_add_headers(room: Room, box: MailBox) -> None:
    room.give_address("m1", "m1@example.org")
    room.do("UPDATE areas SET name = E'Ward\\r\\nBcc: thief@example.org' WHERE code = 'W-1-1-1'")
    room.do("UPDATE elections SET title = E'Night\\r\\nBcc: thief@example.org'")
    room.sync(room.cause(severity="high"))
    room.route()
    deliver(room, courier(room, box))
    assert box.to == ["m1@example.org"]
    assert box.mails[0]["Bcc"] is None


def test_preferences_decide_what_is_mailed(room: Room, box: MailBox) -> None:
    room.give_address("m1", "m1@example.org")
    m1 = room.as_("m1")
    assert m1.post("/api/v1/notifications/preferences", {"muted_kinds": ["disputed_form"]}).status_code == 200
    room.sync(room.cause("a", severity="critical"))
    room.route()
    m1.post("/api/v1/notifications/preferences", {"mail_from": "critical"})
    room.sync(room.cause("a", severity="critical"), room.cause("b", severity="high"))
    room.route()
    mine = room.ids["m1"]
    assert room.one("SELECT count(*) FROM deliveries WHERE user_id = :u", u=mine) == 0
    room.sync(*[room.cause(key, severity="critical") for key in "abc"])
    room.route()
    assert room.one("SELECT count(*) FROM deliveries WHERE user_id = :u", u=mine) == 1


def test_a_digest_is_one_mail_for_everything_and_critical_ones_do_not_wait(room: Room, box: MailBox) -> None:
    room.give_address("m1", "m1@example.org")
    room.as_("m1").post("/api/v1/notifications/preferences", {"mail_from": "low", "digest_min": 30})
    for keys in ("a", "ab", "abc"):
        room.sync(*[room.cause(key, severity="medium") for key in keys])
        room.route()
    room.sync(*[room.cause(key, severity="medium") for key in "abc"], room.cause("d", severity="critical"))
    room.route()
    by = courier(room, box)
    deliver(room, by)
    assert len(box.mails) == 1  # the critical one
    due_now(room)
    deliver(room, by)
    assert len(box.mails) == 2
    assert "3 alerts" in box.mails[1]["Subject"]
    assert box.mails[1].get_content().count("/manage/alerts/") == 3


def test_a_refused_mail_is_tried_again_with_the_same_id_each_try_on_record(room: Room, box: MailBox) -> None:
    room.give_address("m1", "m1@example.org")
    room.sync(room.cause(severity="high"))
    room.route()
    by = courier(room, box)
    box.refuse = "451 later"
    deliver(room, by)
    row = room.rows("SELECT * FROM deliveries WHERE user_id = :u", u=room.ids["m1"])[0]
    assert (row.status, row.attempts) == ("failed", 1)
    assert "451" in row.last_error
    assert 20 < (row.next_try_at_utc - row.created_at_utc).total_seconds() < 50
    assert deliver(room, by) == 0
    box.refuse = ""
    due_now(room)
    deliver(room, by)
    assert box.mails[0]["X-Matokeo-Delivery"] == str(row.uid)
    tries = room.rows(
        "SELECT attempt, error FROM delivery_attempts WHERE delivery_id = :d ORDER BY attempt",
        d=row.delivery_id,
    )
    assert [(one.attempt, one.error is None) for one in tries] == [(1, False), (2, True)]


def test_what_is_given_up_opens_an_alert_that_is_told_in_the_office_only(
    room: Room, receiver: Receiver
) -> None:
    hook(room, receiver.url)
    room.do("""UPDATE alert_rules SET route = route || '{"email": true}' WHERE kind = 'delivery_failed'""")
    room.sync(room.cause())
    room.route(mail=False)
    receiver.answers = [500] * MOST_ATTEMPTS
    by = courier(room)
    for _ in range(MOST_ATTEMPTS):
        assert deliver(room, by) == 1
        due_now(room)
    assert deliver(room, by) == 0
    row = room.rows("SELECT status, last_error FROM deliveries")[0]
    assert row.status == "given_up"
    assert "500" in row.last_error
    causes = room.found("delivery_failed")
    assert [cause.numbers["target"] for cause in causes] == ["Desk"]
    room.sync(*causes, kind="delivery_failed")
    room.route()
    assert room.one("SELECT count(*) FROM deliveries") == 1
    # A later call that arrives ends it.
    room.sync(room.cause(), room.cause("b"))
    room.route(mail=False)
    deliver(room, by)
    assert room.found("delivery_failed") == []


def test_a_webhook_is_signed_and_says_its_id(room: Room, receiver: Receiver) -> None:
    made = hook(room, f"{receiver.url}/in?key=1")
    assert receiver.url not in json.dumps(room.as_("admin").get("/api/v1/alerts/webhooks").get_json())
    assert receiver.url.encode() not in bytes(room.one("SELECT sealed FROM webhooks"))
    room.sync(room.cause())
    room.route(mail=False)
    assert deliver(room, courier(room)) == 1
    got = receiver.requests[0]
    assert got.path == "/in?key=1"
    signed = hmac.new(
        made["secret"].encode(), got.headers["Matokeo-Timestamp"].encode() + b"." + got.body, hashlib.sha256
    ).hexdigest()
    assert got.headers["Matokeo-Signature"] == f"v1={signed}"
    body = json.loads(got.body)
    assert got.headers["Matokeo-Delivery"] == body["id"] == str(room.one("SELECT uid FROM deliveries"))
    assert (body["type"], body["election"], body["is_test"]) == ("alert.opened", "wendera-2031", False)
    assert body["alerts"][0]["uid"] == room.uid()
    assert body["alerts"][0]["area"]["code"] == "W-1-1-1"
    room.sync()
    room.route(mail=False)
    deliver(room, courier(room))
    assert json.loads(receiver.requests[1].body)["type"] == "alert.resolved"


def test_a_worker_killed_between_sending_and_writing_it_down_sends_again_with_the_same_id_and_body(
    room: Room, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook(room, receiver.url)
    room.sync(room.cause())
    room.route(mail=False)

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("data.notify.deliver.settle", die)
        with pytest.raises(Killed):
            courier(room).deliver_one(room.worker)
    assert deliver(room, courier(room)) == 0  # its claim is not over yet
    due_now(room)
    assert deliver(room, courier(room)) == 1
    first, second = receiver.requests
    assert first.body == second.body
    assert first.headers["Matokeo-Delivery"] == second.headers["Matokeo-Delivery"]
    assert [
        r.ended_at_utc is None for r in room.rows("SELECT * FROM delivery_attempts ORDER BY attempt")
    ] == [True, False]
    assert room.one("SELECT count(*) FROM notifications WHERE user_id = :u", u=room.ids["m1"]) == 1


def test_a_redirect_is_not_followed(room: Room, receiver: Receiver) -> None:
    with web_server() as other:
        hook(room, receiver.url)
        receiver.answers, receiver.location = [302], f"{other.url}/stolen"
        room.sync(room.cause())
        room.route(mail=False)
        deliver(room, courier(room))
        assert other.requests == []
    row = room.rows("SELECT status, last_error FROM deliveries")[0]
    assert row.status == "failed"
    assert "redirects are not followed" in row.last_error


def test_a_receiver_that_dawdles_is_cut_off(
    room: Room, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data.notify.webhook, "CONNECT_S", 0.2)
    hook(room, receiver.url)
    receiver.wait_s = 1.0
    room.sync(room.cause())
    room.route(mail=False)
    deliver(room, courier(room))
    row = room.rows("SELECT status, last_error FROM deliveries")[0]
    assert row.status == "failed"
    assert "Timeout" in row.last_error or "timed out" in row.last_error


def test_a_trial_is_made_by_the_worker_and_its_outcome_is_listed(
    room: Room, receiver: Receiver, box: MailBox
) -> None:
    made = hook(room, receiver.url)
    uid = made["webhook"]["uid"]
    assert room.as_("admin").post(f"/api/v1/alerts/webhooks/{uid}/test").status_code == 202
    assert receiver.requests == []
    room.give_address("m1", "m1@example.org")
    assert room.as_("m1").post("/api/v1/notifications/test-mail").status_code == 202
    assert deliver(room, courier(room, box)) == 2
    assert json.loads(receiver.requests[0].body)["type"] == "test"
    assert "Trial" in box.mails[0]["Subject"]
    listed = room.as_("admin").get("/api/v1/alerts/webhooks").get_json()["webhooks"][0]["last"][0]
    assert (listed["status"], listed["is_test"]) == ("sent", True)
    assert room.as_("m1").get("/api/v1/notifications/preferences").get_json()["mails"][0]["status"] == "sent"


def test_keys_can_be_rotated_with_webhooks(room: Room, receiver: Receiver) -> None:
    from data.accounts.private import renew_all
    from data.accounts.vault import add_key, drop_old_keys

    hook(room, receiver.url)
    vault = room.vault
    add_key(room.office.settings.data_keys)
    with room.engine.begin() as owner:
        renew_all(owner, vault, by="test")
    drop_old_keys(room.office.settings.data_keys)
    room.sync(room.cause())
    room.route(mail=False)
    deliver(room, courier(room))
    assert len(receiver.requests) == 1

"""Rollbacks that two people decide: nobody alone, nobody late, nobody on another page; the operator says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from dashboard.cli.publish_commands import publish_group
from tests.integration.publication.conftest import WHY, Room


@pytest.fixture
def two(room: Room) -> Room:
    """Two versions, and an election that asks two people."""
    room.form("W-1-1-1-2")
    assert room.publish().version == 2
    room.settings(publication={"two_person_rollback": True})
    return room


def ask(room: Room, name: str = "nation1") -> str:
    reply = room.act(name, "rollback", version=1)
    assert (reply.status_code, reply.json["done"]) == (200, "requested"), reply.text
    found: str = reply.json["request"]
    return found


def decide(room: Room, name: str, uid: str, decision: str, reason: str = "I looked at it too") -> Any:
    return room.as_(name).post(f"/api/v1/publish/requests/{uid}", {"decision": decision, "reason": reason})


def test_one_asks_and_another_approves(two: Room) -> None:
    uid = ask(two)
    assert two.publish().version == 2, "a request changes nothing for readers"
    assert decide(two, "nation2", uid, "approved").status_code == 200
    assert (two.publish().version, two.pointer.hold.mode) == (1, "rolled_back")
    log = two.scalars(
        "SELECT actor || ' ' || action FROM audit_log WHERE action LIKE 'publish.%' ORDER BY audit_id"
    )
    assert log == ["nation1 publish.ask", "nation2 publish.approved", "nation2 publish.rolled_back"]
    assert two.scalars("SELECT reason FROM publications") == [WHY]


def test_nobody_approves_an_own_request_in_any_way(two: Room) -> None:
    uid = ask(two)
    for decision in ("approved", "refused"):
        reply = decide(two, "nation1", uid, decision)
        assert reply.status_code == 403
        assert "another person" in reply.json["message"]
    with pytest.raises(DBAPIError, match="own_request"), two.engine.begin() as owner:
        owner.execute(
            text(
                "UPDATE publication_requests SET state = 'approved', decided_by = requested_by WHERE uid = :u"
            ),
            {"u": uid},
        )
    assert two.publish().version == 2
    assert decide(two, "nation1", uid, "withdrawn").status_code == 200
    assert decide(two, "nation2", uid, "approved").status_code == 409


def test_only_people_with_the_right_decide_and_nobody_takes_back_what_another_asked(two: Room) -> None:
    uid = ask(two)
    assert decide(two, "county", uid, "approved").status_code == 403
    assert decide(two, "obs", uid, "approved").status_code == 403
    assert decide(two, "nation2", uid, "withdrawn").status_code == 403
    assert decide(two, "chief", "00000000-0000-4000-8000-000000000000", "approved").status_code == 404
    assert two.scalars("SELECT state FROM publication_requests") == ["waiting"]
    assert decide(two, "nation2", uid, "refused").status_code == 200
    assert two.publish().version == 2


def test_a_request_that_waited_too_long_is_not_approved_and_another_may_be_made(two: Room) -> None:
    uid = ask(two)
    assert (
        two.act("chief", "rollback", version=1).json["message"]
        == "A rollback waits for a second person already."
    )
    with two.engine.begin() as owner:
        owner.execute(text("UPDATE publication_requests SET expires_at_utc = now() - interval '1 second'"))
    reply = decide(two, "nation2", uid, "approved")
    assert (reply.status_code, reply.json["message"]) == (409, "The request waited too long. Ask again.")
    assert two.publish().version == 2
    again = ask(two, "chief")
    assert decide(two, "nation1", again, "approved").status_code == 200
    assert sorted(two.scalars("SELECT state FROM publication_requests")) == ["approved", "expired"]


def test_a_request_is_not_approved_once_the_publication_has_changed(two: Room) -> None:
    uid = ask(two)
    assert two.act("chief", "hold").status_code == 200
    reply = decide(two, "nation2", uid, "approved")
    assert (reply.status_code, reply.json["error"]) == (409, "step_refused")
    assert two.scalars("SELECT mode FROM publications") == ["hold"]
    assert two.scalars("SELECT state FROM publication_requests") == ["waiting"], (
        "the refusal undid everything"
    )


def test_hold_and_release_need_one_person_also_then(two: Room) -> None:
    assert two.act("nation1", "hold").status_code == 200
    assert two.act("nation1", "release").status_code == 200


def test_the_operator_rolls_back_alone_and_is_told_so(
    two: Room, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", two.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("REDIS_URL", "off")
    monkeypatch.setenv("MATOKEO_STORE", str(two.loop.store.root))
    monkeypatch.setenv("MATOKEO_KEY_FILE", str(tmp_path / "publish.key"))
    done = CliRunner().invoke(publish_group, ["rollback", "1", "--election", two.code, "--reason", WHY])
    assert done.exit_code == 0, done.output
    assert "asks two people" in done.stderr
    assert two.pointer.version == 1
    assert two.scalars("SELECT actor FROM audit_log WHERE action = 'publish.rolled_back'")[0].startswith(
        "cli:"
    )

"""The switch in people's hands: who may, on what page, with what reason; and what readers see of it."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.conftest import RoleConnection
from tests.integration.publication.conftest import WHY, Room


def test_a_held_publication_keeps_its_version_and_a_release_shows_the_newest_figures(room: Room) -> None:
    assert room.pointer.version == 1
    assert room.act("nation1", "hold").status_code == 200
    room.form("W-1-1-1-2")
    held = room.publish()
    assert (held.version, held.hold.mode, held.hold.reason) == (1, "hold", WHY)
    room.form("W-2-1-1-1")
    assert room.publish().version == 1
    assert room.act("nation2", "release", reason="It was right").status_code == 200
    released = room.publish()
    assert (released.version, released.hold.mode) == (2, "auto")
    assert room.counted(2) == 3
    log = room.scalars(
        "SELECT actor || ' ' || action || ' ' || reason FROM audit_log WHERE action LIKE 'publish.%' ORDER BY audit_id"
    )
    assert log == [f"nation1 publish.hold {WHY}", "nation2 publish.auto It was right"]


def test_a_manager_of_a_county_looks_and_may_not_switch(room: Room) -> None:
    state = room.state("county")
    assert (state["mode"], state["public_version"], state["may_switch"]) == ("auto", 1, False)
    for verb, more in (("hold", {}), ("release", {}), ("now", {}), ("rollback", {"version": 1})):
        reply = room.act("county", verb, **more)
        assert reply.status_code == 403, verb
        assert "managers of the whole country" in reply.json["message"]
    body = {"election": room.code, "kind": "free", "en": "Hello there", "sw": "Habari zenu"}
    assert room.as_("county").post("/api/v1/publish/notices", body).status_code == 403
    assert room.scalars("SELECT mode FROM publications") in ([], ["auto"])
    assert room.scalars(
        "SELECT count(*) FROM audit_log WHERE action LIKE 'publish.%' OR action LIKE 'notice.%'"
    ) == [0]
    assert room.publish().hold.mode == "auto"


def test_an_observer_and_a_stranger_learn_nothing_and_a_page_without_its_token_changes_nothing(
    room: Room,
) -> None:
    path = f"/api/v1/publish?election={room.code}"
    assert room.as_("obs").get(path).status_code == 403
    assert room.office.stranger().get(path).status_code == 401
    body = {"election": room.code, "reason": WHY, "seen": room.state()["mark"]}
    assert room.as_("obs").post("/api/v1/publish/hold", body).status_code == 403
    without = room.as_("chief").client.post("/api/v1/publish/hold", json=body)
    assert without.status_code == 403
    assert room.scalars("SELECT count(*) FROM publications WHERE mode <> 'auto'") == [0]


BY_HAND = (
    "INSERT INTO publications (election_id, mode) VALUES (:e, 'hold')",
    "UPDATE publications SET mode = 'hold'",
    "DELETE FROM publications",
    "SELECT set_publication(:e, 'hold', NULL, 'because')",
    "SELECT check_switch(:e, 'hold', NULL, 'because', 'auto|')",
    "SELECT switch_publication(:e, 'hold', NULL, 'because', publication_mark(:e))",
    "SELECT ask_rollback(:e, 1, 'because', publication_mark(:e))",
    "INSERT INTO publication_requests (election_id, version, reason, seen, requested_by)"
    " VALUES (:e, 1, 'because', '', app_user_id())",
    "UPDATE publication_requests SET state = 'approved'",
    "INSERT INTO public_notices (election_id, kind, text_en, text_sw, prepared_by)"
    " VALUES (:e, 'free', 'one', 'moja', app_user_id())",
    "UPDATE public_notices SET text_en = 'other'",
    "DELETE FROM public_notices",
)


def test_sql_written_by_hand_as_the_web_role_moves_nothing_for_a_county_manager(
    room: Room, role_connection: RoleConnection
) -> None:
    room.act("chief", "now")  # a row of the switch is there
    with role_connection("matokeo_entry", user_id=room.ids["county"]) as connection:
        for statement in BY_HAND:
            point = connection.begin_nested()
            asked = {"e": room.mini.election_id} if ":e" in statement else {}
            with pytest.raises(DBAPIError) as refused:
                connection.execute(text(statement), asked)
            point.rollback()
            assert getattr(refused.value.orig, "sqlstate", None) == "42501", statement


def test_a_page_that_is_no_longer_true_decides_nothing(room: Room) -> None:
    seen = room.state()["mark"]
    assert room.act("nation1", "hold", seen=seen).status_code == 200
    late = room.act("nation2", "hold", seen=seen, reason="I did not know")
    assert (late.status_code, late.json["error"]) == (409, "step_refused")
    assert "a moment before" in late.json["message"]
    again = room.act("nation2", "hold")
    assert (again.status_code, again.json["message"]) == (409, "It is so already.")
    assert room.scalars("SELECT changed_by || reason FROM publications") == [f"nation1{WHY}"]


def test_a_newer_version_does_not_make_a_page_stale_while_the_public_follows_the_count(room: Room) -> None:
    seen = room.state()["mark"]
    room.form("W-1-1-1-2")
    assert room.publish().version == 2
    assert room.act("chief", "hold", seen=seen).status_code == 200
    assert room.publish().version == 2


def test_a_rollback_to_a_version_that_is_not_there_or_is_the_newest_is_refused(room: Room) -> None:
    room.form("W-1-1-1-2")
    room.publish()
    for version in (0, -1, 2, 99, 2**31 - 1):
        reply = room.act("chief", "rollback", version=version)
        assert (reply.status_code, reply.json["message"]) == (
            409,
            "There is no earlier version of that number.",
        )
    assert room.act("chief", "rollback", version=2**40).status_code == 400
    assert room.publish().hold.mode == "auto"


def test_a_rollback_shows_the_earlier_version_until_the_release(room: Room) -> None:
    room.form("W-1-1-1-2")
    room.publish()
    assert room.act("nation1", "rollback", version=1).status_code == 200
    back = room.publish()
    assert (back.version, back.hold.mode, back.hold.reason) == (1, "rolled_back", WHY)
    state = room.state()
    assert (state["public_version"], state["newest_version"]) == (1, 2)
    assert (
        room.act("nation1", "hold").json["message"]
        == "Only a publication that follows the count can be held."
    )
    assert room.act("nation1", "release").status_code == 200
    assert room.publish().version == 2


def test_every_step_needs_a_reason(room: Room) -> None:
    for reason in ("", "  ", "x", "   a    ", "y" * 501):
        reply = room.act("chief", "hold", reason=reason)
        assert reply.status_code in (400, 409), reason
    assert room.scalars("SELECT count(*) FROM publications WHERE mode <> 'auto'") == [0]


def test_publish_now_has_everything_built_anew_and_says_who_asked(room: Room) -> None:
    assert room.act("chief", "now", reason="A party's colour was wrong").status_code == 200
    assert room.scalars("SELECT requested_at_utc IS NOT NULL FROM publications") == [True]
    assert room.scalars("SELECT reason FROM audit_log WHERE action = 'publish.now'") == [
        "A party's colour was wrong"
    ]
    assert room.publish().version == 1, "nothing differs, so there is no new version"


def test_an_election_that_is_not_there_is_not_found_and_words_in_it_are_only_words(room: Room) -> None:
    for code in ("nowhere", "' OR 1=1 --", "x" * 80):
        body = {"election": code, "reason": WHY, "seen": ""}
        assert room.as_("chief").post("/api/v1/publish/hold", body).status_code == 404
    assert room.as_("chief").get("/api/v1/publish?election=" + "x" * 300).status_code == 400
    assert room.as_("chief").get("/manage/publish?election=nowhere").status_code == 404

"""Public notices: both languages or none, text and never markup, on every public page whatever the switch says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.public import create_public_app
from data.published import PublishedStore
from tests.integration.publication.conftest import Room

EN, SW = "Forms from Wendera arrive late.", "Fomu za Wendera zinachelewa."
SCRIPT = '<script>alert(1)</script><img src=x onerror=alert(1)> & "all"'


@pytest.fixture
def public(room: Room) -> Iterator[FlaskClient]:
    """The results site over the same files."""
    store = PublishedStore(room.office.settings.store, recheck_s=0)
    return create_public_app(room.office.settings, store).server.test_client()


def prepare(room: Room, en: str = EN, sw: str = SW, *, name: str = "nation1", kind: str = "delay") -> Any:
    body = {"election": room.code, "kind": kind, "en": en, "sw": sw}
    return room.as_(name).post("/api/v1/publish/notices", body)


def move(room: Room, notice: str, state: str, name: str = "nation1") -> Any:
    return room.as_(name).post(f"/api/v1/publish/notices/{notice}", {"state": state})


def show(room: Room, en: str = EN, sw: str = SW) -> str:
    made = prepare(room, en, sw)
    assert made.status_code == 201, made.text
    notice: str = made.json["notice"]
    assert move(room, notice, "active").status_code == 200
    return notice


def test_a_shown_notice_is_on_every_page_in_the_readers_language_without_a_new_version(
    room: Room, public: FlaskClient
) -> None:
    paths = ["/", f"/results/{room.code}/president", f"/lite/{room.code}/president", f"/changes/{room.code}",
             f"/incidents/{room.code}", f"/turnout/{room.code}", f"/results/{room.code}/president?wall=1"]  # fmt: skip
    assert all(EN not in public.get(path).text for path in paths)
    notice = show(room)
    told = room.publish()
    assert told.version == 1
    assert [(one.kind, one.en, one.sw) for one in told.notices] == [("delay", EN, SW)]
    for path in paths:
        assert EN in public.get(path).text, path
        swahili = public.get(path + ("&" if "?" in path else "?") + "lang=sw").text
        assert SW in swahili, path
        assert EN not in swahili, path
    pointer = json.loads(public.get(f"/data/{room.code}/latest.json").data)
    assert pointer["notices"][0]["sw"] == SW
    assert move(room, notice, "ended", "nation2").status_code == 200
    assert room.publish().notices == ()
    assert all(EN not in public.get(path).text for path in paths)
    log = room.scalars("SELECT action FROM audit_log WHERE action LIKE 'notice.%' ORDER BY audit_id")
    assert log == ["notice.prepare", "notice.show", "notice.end"]


def test_a_notice_is_shown_while_publication_is_held_or_rolled_back_and_outlives_versions(room: Room) -> None:
    room.form("W-1-1-1-2")
    room.publish()
    room.act("chief", "hold")
    show(room)
    held = room.publish()
    assert (held.hold.mode, len(held.notices)) == ("hold", 1)
    room.act("chief", "rollback", version=1)
    show(room, "A version was withdrawn.", "Toleo liliondolewa.")
    back = room.publish()
    assert (back.version, back.hold.mode, len(back.notices)) == (1, "rolled_back", 2)
    room.act("chief", "release")
    room.form("W-1-1-1-3")
    assert len(room.publish().notices) == 2
    assert (room.pointer.version, room.pointer.hold.mode) == (3, "auto")


def test_a_notice_needs_both_languages_and_plain_words(room: Room) -> None:
    cases: list[tuple[str, str, int]] = [
        ("", SW, 400), (EN, "", 400), (EN, "   ", 409), ("    ", SW, 409), (EN, EN, 409), (EN, EN.upper(), 409),
        (EN, "x" * 401, 400), ("Since {time}", "Tangu {time}", 409), ("of [place]", SW, 409), ("one\ntwo", SW, 409),
        ("turned \u202e round", SW, 409), ("bell \x07", SW, 409),
    ]  # fmt: skip
    for en, sw, status in cases:
        assert prepare(room, en, sw).status_code == status, (en, sw)
    assert prepare(room, kind="victory").status_code == 400
    assert (
        room.as_("nation1")
        .post("/api/v1/publish/notices", {"election": room.code, "kind": "free", "en": EN})
        .status_code
        == 400
    )
    assert room.scalars("SELECT count(*) FROM public_notices") == [0]


def test_hostile_words_are_text_everywhere(room: Room, public: FlaskClient) -> None:
    show(room, SCRIPT, SCRIPT + " sw")
    room.publish()
    for path in ("/", f"/lite/{room.code}/president", f"/results/{room.code}/president"):
        page = public.get(path).text
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page, path
    office = room.as_("chief").get("/manage/publish").text
    assert "<script>alert" not in office
    assert "<img src=x" not in office


def test_three_notices_at_most_are_shown_and_words_never_change(room: Room) -> None:
    notices = [show(room, f"Number {n} of the notices", f"Tangazo la {n}") for n in range(3)]
    fourth = prepare(room).json["notice"]
    assert move(room, fourth, "active").json["message"] == "Three notices are shown already. End one first."
    assert move(room, notices[0], "active").status_code == 409, "it is shown already"
    assert move(room, notices[0], "ended").status_code == 200
    assert move(room, notices[0], "active").status_code == 409, "an ended one does not come back"
    assert move(room, fourth, "active").status_code == 200
    assert len(room.publish().notices) == 3


def test_a_county_manager_sees_notices_and_moves_none(room: Room) -> None:
    notice = prepare(room).json["notice"]
    assert EN in room.as_("county").get("/manage/publish").text
    assert prepare(room, name="county").status_code == 403
    assert move(room, notice, "active", "county").status_code in (403, 404)
    assert move(room, notice, "active", "obs").status_code == 403
    assert move(room, "00000000-0000-4000-8000-000000000000", "active").status_code == 404
    assert room.scalars("SELECT state FROM public_notices") == ["prepared"]


def test_who_showed_a_notice_is_the_stores_word_not_the_clients(room: Room) -> None:
    notice = prepare(room).json["notice"]
    body = {"state": "active", "activated_by": room.ids["chief"]}
    assert room.as_("nation2").post(f"/api/v1/publish/notices/{notice}", body).status_code == 400
    move(room, notice, "active", "nation2")
    assert room.scalars("SELECT activated_by FROM public_notices") == [room.ids["nation2"]]

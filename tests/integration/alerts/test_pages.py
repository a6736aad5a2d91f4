"""The pages of alerts: what they show to whom, and what hostile addresses get."""

from __future__ import annotations

from tests.integration.alerts.conftest import Room


def test_the_queue_tells_an_alert_in_a_sentence_with_its_evidence(room: Room) -> None:
    evidence = ({"href": "/manage/forms/1", "what": "form"},)
    room.sync(room.cause(evidence=evidence))
    page = room.as_("m1").get("/manage/alerts").text
    assert "Form held out for long" in page
    assert "School, President: held out of the totals since" in page
    assert 'href="/manage/forms/1"' in page
    assert "County W-1 › Constituency W-1-1 › Ward W-1-1-1" in page


def test_the_page_of_an_alert_has_its_history_and_those_who_may_take_it(room: Room) -> None:
    room.sync(room.cause())
    page = room.as_("m1").get(f"/manage/alerts/{room.uid()}").text
    assert "Opened" in page
    assert "(m1)" in page
    assert "(land)" in page
    assert "(m2)" not in page


def test_every_page_is_drawn_in_both_languages(room: Room) -> None:
    room.sync(room.cause())
    room.route()
    said = {
        "/manage/alerts": "Tahadhari",
        f"/manage/alerts/{room.uid()}": "Fomu iliyozuiwa kwa muda mrefu",
        "/manage/alerts/rules": "Kanuni za tahadhari",
        "/notifications": "Arifa",
    }
    for path, words in said.items():
        assert words not in room.as_("admin").get(f"{path}?lang=en").text, path
        assert words in room.as_("admin").get(f"{path}?lang=sw").text, path


def test_another_countys_manager_finds_neither_line_nor_page(room: Room) -> None:
    room.sync(room.cause())
    assert "held out of the totals since" not in room.as_("m2").get("/manage/alerts").text
    assert room.as_("m2").get(f"/manage/alerts/{room.uid()}").status_code == 404


def test_absurd_filters_are_said_on_the_page(room: Room) -> None:
    for query in (
        "status=nothing",
        "severity=worst",
        "kind=';DROP",
        "after=9-9",
        "after=2-x",
        f"area={'9' * 250}",
    ):
        reply = room.as_("m1").get(f"/manage/alerts?{query}")
        assert reply.status_code == 400, query
        assert 'role="alert"' in reply.text


def test_pages_are_closed_to_observers_and_strangers(room: Room) -> None:
    room.sync(room.cause())
    for path in ("/manage/alerts", f"/manage/alerts/{room.uid()}", "/manage/alerts/rules", "/notifications"):
        assert room.as_("obs").get(path).status_code == 403
        assert room.office.stranger().get(path).status_code == 303


def test_only_who_may_set_rules_gets_forms_and_only_administrators_see_webhooks(room: Room) -> None:
    assert "data-rule=" not in room.as_("m1").get("/manage/alerts/rules").text
    country = room.as_("land").get("/manage/alerts/rules").text
    assert "data-rule=" in country
    assert 'id="al-newhook"' not in country
    assert 'id="al-newhook"' in room.as_("admin").get("/manage/alerts/rules").text

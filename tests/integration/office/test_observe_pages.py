"""The pages of entry and incidents as the office serves them: whose they are, what they never show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from tests.election_factory import Mini, make_election
from tests.figures import figures_in
from tests.office import Office, SignedIn, add_user, open_office

E = "wendera-2031"
STATION = "W-1-1-1-1"


@dataclass
class Rooms:
    """An office with an observer of two stations, another of one of them, a manager of county 1, an administrator."""

    office: Office
    engine: Engine
    mini: Mini
    observer: SignedIn
    other: SignedIn
    manager: SignedIn
    admin: SignedIn


@pytest.fixture
def rooms(fresh_database: Engine, fresh_database_url: str, tmp_path: Path) -> Iterator[Rooms]:
    with fresh_database.begin() as connection:
        mini = make_election(connection)
    ids = [mini.stations[code] for code in (STATION, "W-2-1-1-1")]
    office = open_office(fresh_database_url, tmp_path)
    yield Rooms(
        office,
        fresh_database,
        mini,
        office.sign_in(add_user(fresh_database, "amina", "observer", stations=ids)),
        office.sign_in(add_user(fresh_database, "otieno", "observer", stations=ids[:1])),
        office.sign_in(add_user(fresh_database, "baraka", "manager", scope=[mini.areas["W-1"]])),
        office.sign_in(add_user(fresh_database, "chege", "admin")),
    )
    office.desk.dispose()


def send(person: SignedIn, **more: object) -> dict[str, object]:
    figures = {"votes": {"asha": 214, "juma": 187, "neema": 9}, "valid": 410, "rejected": 5}
    body = {"election": E, "contest": "president", "station": STATION, "figures": figures, **more}
    answer = person.post("/api/v1/forms", body, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code == 201, answer.text
    return answer.get_json()  # type: ignore[no-any-return]


def page(person: SignedIn, path: str, status: int = 200) -> str:
    answer = person.get(path)
    assert answer.status_code == status, path
    return answer.text


def test_strangers_are_led_to_the_login_and_back(rooms: Rooms) -> None:
    answer = rooms.office.stranger().get(f"/observe/{E}/{STATION}/president")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/login?next=/observe/{E}/{STATION}/president"


def test_viewers_open_no_page_of_entry(rooms: Rooms) -> None:
    viewer = rooms.office.sign_in(add_user(rooms.engine, "dalila", "viewer"))
    for path in ("/observe", f"/observe/{E}/{STATION}", "/incidents", "/incidents/new", "/enter"):
        page(viewer, path, 403)


def test_the_list_holds_my_stations_and_no_others(rooms: Rooms) -> None:
    text_ = page(rooms.observer, "/observe")
    assert "School W-1-1-1-1" in text_
    assert "School W-2-1-1-1" in text_
    assert "W-1-1-1-2" not in text_
    assert "W-2-1-1-1" not in page(rooms.other, "/observe")


def test_a_station_of_somebody_else_is_not_there_for_an_observer_or_a_manager_of_elsewhere(
    rooms: Rooms,
) -> None:
    page(rooms.other, f"/observe/{E}/W-2-1-1-1", 404)
    page(rooms.other, f"/observe/{E}/W-2-1-1-1/president", 404)
    page(rooms.manager, f"/observe/{E}/W-2-1-1-1/president", 404)
    page(rooms.manager, f"/observe/{E}/W-1-2-2-4/president")
    page(rooms.admin, f"/observe/{E}/W-2-1-1-1/president")


def test_the_form_has_a_field_for_each_candidate_in_ballot_order_and_each_total(rooms: Rooms) -> None:
    text_ = page(rooms.observer, f"/observe/{E}/{STATION}/president")
    order = [text_.index(f'data-field="{name}"') for name in (
        "votes.asha", "votes.juma", "votes.neema", "valid", "rejected", "cast", "registered",
    )]  # fmt: skip
    assert order == sorted(order)
    assert text_.count('inputmode="numeric"') == 7


def test_a_stored_form_shows_its_enterer_the_receipt_and_nobody_its_figures(rooms: Rooms) -> None:
    receipt = str(send(rooms.observer)["receipt"])
    own = page(rooms.observer, f"/observe/{E}/{STATION}/president")
    assert receipt in own
    assert "Correct this form" in own
    for person in (rooms.observer, rooms.other, rooms.manager):
        for path in (f"/observe/{E}/{STATION}/president", f"/observe/{E}/{STATION}", "/observe"):
            shown = page(person, path)
            assert "214" not in figures_in(shown)
            assert "410" not in figures_in(shown)
    assert "Somebody else sent it" in page(rooms.other, f"/observe/{E}/{STATION}/president")
    # Asking for a correction of another person's form opens nothing either.
    assert "214" not in figures_in(page(rooms.other, f"/observe/{E}/{STATION}/president?correct=1"))
    assert "214" not in figures_in(page(rooms.manager, f"/observe/{E}/{STATION}/president?correct=1"))


def test_the_own_figures_stand_in_a_correction_until_somebody_has_checked_the_form(rooms: Rooms) -> None:
    send(rooms.observer)
    path = f"/observe/{E}/{STATION}/president?correct=1"
    assert 'value="214"' in page(rooms.observer, path)
    with rooms.engine.begin() as connection:
        connection.execute(
            text("UPDATE result_forms SET state = 'verified', verified_by = :u"),
            {"u": rooms.manager.actor.user_id},
        )
    shown = page(rooms.observer, path)
    assert 'value="214"' not in shown
    assert "Correct this form" not in shown
    assert "a manager confirms it" in shown


def test_hostile_names_are_text_on_every_page(rooms: Rooms) -> None:
    evil = "<script>alert('x')</script>"
    with rooms.engine.begin() as connection:
        connection.execute(text("UPDATE candidates SET name = :n"), {"n": evil})
        connection.execute(text("UPDATE polling_stations SET name = :n"), {"n": evil})
        connection.execute(text("UPDATE elections SET title = :n"), {"n": evil})
        connection.execute(text("UPDATE areas SET name = :n"), {"n": evil})
    for person, path in (
        (rooms.observer, "/observe"),
        (rooms.observer, f"/observe/{E}/{STATION}"),
        (rooms.observer, f"/observe/{E}/{STATION}/president"),
        (rooms.observer, f"/incidents/new?election={E}&station={STATION}"),
        (rooms.manager, "/enter"),
        (rooms.manager, f"/enter?election={E}&area=W-1-1"),
        (rooms.manager, f"/observe/{E}/area/W-1-1/president?source=34b"),
    ):
        shown = page(person, path)
        assert evil not in shown, path
        assert "alert(" in shown, path


def test_hostile_words_in_an_address_are_not_there_and_not_echoed(rooms: Rooms) -> None:
    for path in (
        "/observe/%3Cscript%3E/x",
        f"/observe/{E}/%22%3E%3Cscript%3E",
        f"/observe/{E}/{STATION}/%3Cscript%3E",
        f"/observe/{E}/{STATION}/president%00",
        "/incidents/%27%20OR%201=1",
    ):
        answer = rooms.observer.get(path)
        assert answer.status_code == 404, path
        assert "<script>" not in answer.text.split("</head>")[1].split("matokeo-boot")[0]


def test_a_source_that_is_not_mine_to_enter_shows_no_form(rooms: Rooms) -> None:
    for source in ("34b", "nonsense", "../34a"):
        page(rooms.manager, f"/observe/{E}/{STATION}/president?source={source}", 404)
    page(rooms.manager, f"/observe/{E}/{STATION}/president?source=transmitted")
    page(rooms.observer, f"/observe/{E}/{STATION}/president?source=transmitted", 404)
    page(rooms.observer, f"/observe/{E}/{STATION}?source=transmitted", 404)
    assert '"source":"agent"' in page(rooms.observer, f"/observe/{E}/{STATION}/president?source=agent")


def test_an_election_that_takes_no_forms_says_so_in_place_of_fields(rooms: Rooms) -> None:
    with rooms.engine.begin() as connection:
        connection.execute(text("UPDATE elections SET status = 'paused'"))
    shown = page(rooms.observer, f"/observe/{E}/{STATION}/president")
    assert "does not take forms now" in shown
    assert 'id="entry"' not in shown
    assert "Forms are not taken" in page(rooms.observer, f"/observe/{E}/{STATION}")


def test_area_forms_are_for_managers_at_the_level_they_exist_for(rooms: Rooms) -> None:
    page(rooms.observer, f"/observe/{E}/area/W-1-1/president", 403)
    assert "Form 34B" in page(rooms.manager, f"/observe/{E}/area/W-1-1/president")
    page(rooms.manager, f"/observe/{E}/area/W-1/president", 404)  # no paper of a county
    page(rooms.manager, f"/observe/{E}/area/W-2-1/president", 404)  # not this manager's
    assert "Form 34C" in page(rooms.admin, f"/observe/{E}/area/W/president")
    assert "Form 34C of Wendera" in page(rooms.admin, f"/enter?election={E}&area=W")


def test_the_way_down_starts_at_the_managers_own_area(rooms: Rooms) -> None:
    top = page(rooms.manager, "/enter")
    assert "area=W-1" in top
    assert "area=W-2" not in top
    page(rooms.manager, f"/enter?election={E}&area=W", 404)
    page(rooms.manager, f"/enter?election={E}&area=W-2-1", 404)
    ward = page(rooms.manager, f"/enter?election={E}&area=W-1-1-1")
    assert f"/observe/{E}/W-1-1-1-4" in ward
    assert "area=W&" not in ward
    answer = rooms.manager.get(f"/enter?election={E}&station=W-1-1-1-2")
    assert answer.headers["Location"] == f"/observe/{E}/W-1-1-1-2"


def test_incidents_are_seen_by_their_reporter_and_the_managers_of_the_area_alone(rooms: Rooms) -> None:
    body = {
        "election": E, "category": "violence", "severity": "high", "description": "Pushed\n<b>hard</b>",
        "happened_at": _now(), "station": STATION,
    }  # fmt: skip
    answer = rooms.observer.post("/api/v1/incidents", body, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code == 201, answer.text
    path = f"/incidents/{answer.get_json()['incident']}"
    assert "&lt;b&gt;hard" in page(rooms.observer, path)
    managers = page(rooms.manager, path)
    assert 'id="status"' in managers
    assert 'id="status"' not in page(rooms.observer, path)
    page(rooms.other, path, 404)
    elsewhere = rooms.office.sign_in(
        add_user(rooms.engine, "fatuma", "manager", scope=[rooms.mini.areas["W-2"]])
    )
    page(elsewhere, path, 404)
    assert answer.get_json()["receipt"] not in page(elsewhere, "/incidents")
    assert answer.get_json()["receipt"] not in page(rooms.other, "/incidents")
    assert answer.get_json()["receipt"] in page(rooms.manager, "/incidents?status=reported")
    assert answer.get_json()["receipt"] not in page(rooms.manager, "/incidents?status=resolved")


def test_a_station_that_is_not_mine_is_not_chosen_for_a_report(rooms: Rooms) -> None:
    shown = page(rooms.other, f"/incidents/new?election={E}&station=W-2-1-1-1")
    assert "W-2-1-1-1" not in shown
    assert 'selected="selected"' in page(rooms.other, f"/incidents/new?election={E}&station={STATION}")


def test_the_chosen_language_stays_without_being_in_any_address(rooms: Rooms) -> None:
    assert "Vituo vyangu" in page(rooms.observer, "/observe?lang=sw")
    assert "Vituo vyangu" in page(rooms.observer, "/observe")
    assert "My stations" in page(rooms.observer, "/observe?lang=en")
    assert "My stations" in page(rooms.observer, "/observe")


def test_answers_are_kept_by_nobody_and_framed_by_nobody(rooms: Rooms) -> None:
    answer = rooms.observer.get(f"/observe/{E}/{STATION}/president")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"].split("style-src")[0]
    assert "geolocation=(self)" in answer.headers["Permissions-Policy"]


def _now() -> str:
    return datetime.now(UTC).isoformat()

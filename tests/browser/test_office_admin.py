"""Administration in a real Chromium: people, areas, assignments, files and the audit log, by mouse, keyboard and phone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine, text
from werkzeug.serving import make_server

from dashboard.auth.identity import COOKIE
from tests.election_factory import Mini, make_election
from tests.office import Office, add_user, open_office

HOSTILE = "<img src=x onerror='window.owned=1'>"


@dataclass
class Room:
    """An office served on a port, with people and an election; `faults` are what pages complained about."""

    office: Office
    engine: Engine
    mini: Mini
    url: str
    browser: Browser
    faults: list[str] = field(default_factory=list)

    def page(self, user: str, *, width: int = 1280, theme: str = "light") -> Page:
        """A page of a browser that is signed in as `user`."""
        with self.engine.connect() as connection:
            who = text("SELECT user_id FROM users WHERE username = :u")
            user_id = connection.execute(who, {"u": user}).scalar_one()
        cookie = self.office.sign_in(user_id).client.get_cookie(COOKIE)
        assert cookie is not None
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if theme == "dark" else "light"
        )
        context.add_cookies([{"name": COOKIE, "value": cookie.value, "url": self.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        return page

    def count(self, statement: str) -> int:
        """A number from the database."""
        with self.engine.connect() as connection:
            return int(connection.execute(text(statement)).scalar_one())


@pytest.fixture
def room(fresh_database: Engine, fresh_database_url: str, tmp_path: Path, browser: Browser) -> Iterator[Room]:
    with fresh_database.begin() as connection:
        mini = make_election(connection)
    office = open_office(fresh_database_url, tmp_path)
    add_user(fresh_database, "asha", "admin")
    add_user(fresh_database, "mosi", "manager", scope=[mini.areas["W-1"]])
    add_user(fresh_database, "otieno", "observer", stations=[mini.stations["W-1-1-1-1"]])
    server = make_server("127.0.0.1", 0, office.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made = Room(office, fresh_database, mini, f"http://127.0.0.1:{server.server_port}", browser)
    yield made
    for context in browser.contexts:
        context.close()
    server.shutdown()
    thread.join(timeout=10)
    office.desk.dispose()
    assert made.faults == []


def test_somebody_is_invited_and_the_link_is_shown_once(room: Room) -> None:
    page = room.page("asha")
    page.goto(f"{room.url}/admin/users")
    page.get_by_label("User name", exact=True).fill("zuri")
    page.get_by_label("Name", exact=True).fill(HOSTILE)
    page.get_by_role("button", name="Make the invitation").click()
    link = page.locator("[data-link]")
    expect(link).to_contain_text("/invitation/")
    expect(page.get_by_role("button", name="Copy the link")).to_be_focused()
    page.goto(f"{room.url}/admin/users/zuri")
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE)
    expect(page.locator("[data-link]")).to_have_text("")
    assert page.evaluate("window.owned") is None


def test_a_refusal_is_said_beside_the_button_and_changes_nothing(room: Room) -> None:
    page = room.page("asha")
    page.goto(f"{room.url}/admin/users")
    page.get_by_label("User name", exact=True).fill("otieno")
    page.get_by_label("Name", exact=True).fill("Another")
    page.get_by_role("button", name="Make the invitation").click()
    expect(page.get_by_text("There is already a user otieno.")).to_be_visible()
    room.faults.clear()  # Chromium reports the 422 itself


def test_without_a_line_nothing_is_lost_and_it_is_said(room: Room) -> None:
    page = room.page("asha")
    page.goto(f"{room.url}/admin/users")
    page.get_by_label("User name", exact=True).fill("zuri")
    page.get_by_label("Name", exact=True).fill("Zuri")
    page.context.set_offline(True)
    page.get_by_role("button", name="Make the invitation").click()
    expect(page.get_by_text("No connection.")).to_be_visible()
    assert page.get_by_label("User name", exact=True).input_value() == "zuri"
    page.context.set_offline(False)
    page.get_by_role("button", name="Make the invitation").click()
    expect(page.locator("[data-link]")).to_contain_text("/invitation/")
    room.faults.clear()


def test_an_area_is_chosen_by_search_and_removed(room: Room) -> None:
    page = room.page("asha")
    page.goto(f"{room.url}/admin/users/mosi")
    page.get_by_label("Search an area by name or code").fill("County W-2")
    page.get_by_role("button", name="County W-2").click()
    page.get_by_role("button", name="Remove County W-2").wait_for()
    page.get_by_role("button", name="Remove County W-1").click()
    expect(page.get_by_role("button", name="Remove County W-1")).to_have_count(0)
    assert room.count("SELECT count(*) FROM user_scopes") == 1


def test_disabling_asks_first_and_no_is_no(room: Room) -> None:
    page = room.page("asha")
    page.goto(f"{room.url}/admin/users/otieno")
    page.get_by_role("button", name="Disable").click()
    expect(page.get_by_role("button", name="No", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Disable")).to_be_focused()
    assert room.count("SELECT count(*) FROM users WHERE NOT is_active") == 0
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(page.get_by_role("button", name="Enable")).to_be_visible()
    assert room.count("SELECT count(*) FROM users WHERE NOT is_active") == 1


def test_personal_data_appear_on_request_and_the_request_is_in_the_log(room: Room) -> None:
    page = room.page("asha")
    page.goto(f"{room.url}/admin/users/otieno")
    page.get_by_text("Change personal data").click()
    page.get_by_label("Telephone").fill("+254 700 000 001")
    page.get_by_role("button", name="Keep").click()
    cell = page.locator("[data-personal=phone]")
    expect(cell).to_have_text("hidden")
    assert "700 000 001" not in page.content()
    assert room.count("SELECT count(*) FROM audit_log WHERE action = 'personal.read'") == 0
    page.get_by_role("button", name="Show").click()
    expect(cell).to_have_text("+254 700 000 001")
    assert room.count("SELECT count(*) FROM audit_log WHERE action = 'personal.read'") == 1
    page.goto(f"{room.url}/admin/audit?action=personal.read")
    expect(page.locator("table.log tbody tr")).to_have_count(1)


def test_a_manager_moves_an_observer_to_another_station(room: Room) -> None:
    page = room.page("mosi")
    page.goto(f"{room.url}/manage/assignments")
    page.get_by_role("button", name="Move otieno").click()
    expect(page.get_by_text("otieno moves")).to_be_visible()
    page.get_by_label("Search a station by name or code").fill("W-1-1-1-2")
    page.get_by_role("button", name="School W-1-1-1-2").click()
    expect(page.locator("tbody")).to_contain_text("W-1-1-1-2")
    assert room.count("SELECT count(*) FROM assignments WHERE ended_at_utc IS NULL") == 1
    assert room.count("SELECT count(*) FROM assignments") == 2


def test_a_file_shows_its_wrong_rows_and_is_stored_when_it_has_none(room: Room, tmp_path: Path) -> None:
    page = room.page("asha")
    page.goto(f"{room.url}/manage/assignments")
    wrong, right = tmp_path / "wrong.csv", tmp_path / "right.csv"
    wrong.write_text(f"username,station_code\nnobody,W-1-1-1-1\notieno,{HOSTILE}\n", encoding="utf-8")
    right.write_text("username,station_code\notieno,W-1-1-1-2\notieno,W-1-1-1-3\n", encoding="utf-8")
    store = page.get_by_role("button", name="Store all of it")
    page.get_by_label("CSV file").set_input_files(wrong)
    expect(page.get_by_text("2 rows: 0 new, 0 hold already, 2 wrong.")).to_be_visible()
    expect(page.locator("#csv-found tbody tr")).to_have_count(2)
    expect(store).to_be_disabled()
    page.get_by_label("CSV file").set_input_files(right)
    expect(page.get_by_text("2 rows: 2 new, 0 hold already, 0 wrong.")).to_be_visible()
    store.click()
    expect(page.locator("tbody").first).to_contain_text("W-1-1-1-3")
    assert room.count("SELECT count(*) FROM assignments") == 3


def test_filters_are_in_the_address_and_a_wrong_one_is_said(room: Room) -> None:
    page = room.page("asha")
    page.goto(f"{room.url}/admin/audit")
    page.get_by_label("Action begins with").fill("audit.")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/audit?*action=audit.*")
    expect(page.locator("table.log tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Same request").click()
    page.wait_for_url("**correlation_id=*")
    page.goto(f"{room.url}/admin/audit?address=nowhere")
    expect(page.get_by_role("alert")).to_contain_text("An address is not one.")
    expect(page.get_by_label("Address or network")).to_have_value("nowhere")
    room.faults.clear()  # Chromium reports the 400 itself


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_pages_fit_and_are_large_enough_to_touch(room: Room, width: int, theme: str) -> None:
    page = room.page("asha", width=width, theme=theme)
    for path in (
        "/admin/audit",
        "/admin/users",
        "/admin/users/otieno",
        "/admin/users/mosi",
        "/manage/assignments",
    ):
        page.goto(f"{room.url}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        small = page.evaluate(
            "Array.from(document.querySelectorAll('main :is(button,select,summary,input:not([type=hidden]),a.btn)'))"
            ".filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"
        )
        assert small == [], path
        unnamed = page.evaluate(
            "Array.from(document.querySelectorAll('main :is(input:not([type=hidden]),select)'))"
            ".filter(e => !e.labels.length).map(e => e.outerHTML)"
        )
        assert unnamed == [], path

"""The station board in a real Chromium: the grid in sequence, filters, live, keys, phone, matrix, and what axe says."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text
from werkzeug.serving import make_server

from dashboard.auth.identity import COOKIE
from data.engine import make_engine
from tests.board_election import Night, make_night
from tests.office import Office, add_user, open_office
from tests.services import TEMPLATE, TestServices

pytestmark = pytest.mark.browser
MORE = 260
GRID = "[data-grid=on]"


@dataclass
class Room:
    """An office served on a port, over a night with more stations than three blocks hold."""

    office: Office
    night: Night
    url: str
    browser: Browser
    user: int
    faults: list[str] = field(default_factory=list)

    def page(
        self, path: str = "/manage", *, width: int = 1440, theme: str = "light", script: bool = True
    ) -> Page:
        """A page of a browser that is signed in as the administrator."""
        cookie = self.office.sign_in(self.user).client.get_cookie(COOKIE)
        assert cookie is not None
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if theme == "dark" else "light",
            java_script_enabled=script,
        )
        context.add_cookies([{"name": COOKIE, "value": cookie.value, "url": self.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        page.goto(self.url + path)
        return page

    def grid(self, path: str = "/manage") -> Page:
        """A page whose grid is there."""
        page = self.page(path)
        page.wait_for_selector(GRID, timeout=60_000)
        page.wait_for_selector(".bd-grid [row-index='0'] .nm a")
        return page


@pytest.fixture(scope="module")
def room(
    services: TestServices, worker_name: str, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Room]:
    services.start_postgres()
    name = f"board_browser_{worker_name}"
    services.postgres.create_database(name, template=TEMPLATE)
    url = services.place.database_url(name)
    engine = make_engine(url)
    night = make_night(engine, more=MORE)
    user = add_user(engine, "asha", "admin")
    add_user(engine, "otieno", "observer", stations=[night.mini.stations["W-1-2-1-4"]])
    office = open_office(url, tmp_path_factory.mktemp("office"))
    server = make_server("127.0.0.1", 0, office.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made = Room(office, night, f"http://127.0.0.1:{server.server_port}", browser, user)
    yield made
    server.shutdown()
    thread.join(timeout=10)
    office.desk.dispose()
    engine.dispose()
    services.postgres.drop_database(name)
    assert made.faults == []


@pytest.fixture(autouse=True)
def closed(room: Room) -> Iterator[None]:
    """Close the pages of each test: their streams end with them."""
    yield
    for context in room.browser.contexts:
        context.close()


def ids(page: Page) -> list[str]:
    """The rows the grid's source holds, in order."""
    found: list[str] = page.evaluate(
        "() => Array.from({length: matokeo.board.rows().size()}, (_, at) => matokeo.board.rows().at(at).station)"
    )
    return found


def wait_rows(page: Page, count: int) -> None:
    """Wait until the grid's source holds so many rows."""
    page.wait_for_function(f"() => matokeo.board.rows().size() === {count}")


def test_the_grid_scrolls_through_all_blocks_in_order_without_double_or_hole(room: Room) -> None:
    page = room.grid("/manage?contest=president&order=code")
    total = len(room.night.stations)
    for place in range(0, total, 40):
        # The grid knows a row only when its block has come; a person scrolls on, too.
        page.wait_for_function(
            """(place) => { const grid = matokeo.board.grid();
              if (grid.getDisplayedRowCount() > place) grid.ensureIndexVisible(place, 'top');
              return document.querySelector(`.bd-grid [row-index='${place}'] .nm a`); }""",
            arg=place,
        )
    wait_rows(page, total)
    assert ids(page) == room.night.stations
    drawn = page.evaluate(
        "() => Array.from({length: matokeo.board.grid().getDisplayedRowCount()},"
        " (_, at) => matokeo.board.grid().getDisplayedRowAtIndex(at).data.station)"
    )
    assert drawn == room.night.stations


def test_a_filter_goes_into_the_address_and_the_back_button_takes_it_out(room: Room) -> None:
    page = room.grid()
    page.get_by_role("checkbox", name="Held").check()
    page.wait_for_url("**/manage?**state=held**")
    wait_rows(page, 1)
    expect(page.locator(".bd-chips a.btn", has_text="Held")).to_be_visible()
    page.get_by_role("checkbox", name="Preliminary").check()
    page.wait_for_url("**state=held,preliminary**")
    wait_rows(page, 2)
    page.go_back()
    wait_rows(page, 1)
    expect(page.get_by_role("checkbox", name="Preliminary")).not_to_be_checked()
    page.go_back()
    page.wait_for_function("() => !location.search.includes('state')")
    expect(page.get_by_role("checkbox", name="Held")).not_to_be_checked()


def test_search_finds_a_station_and_a_link_restores_the_view(room: Room) -> None:
    page = room.grid()
    page.keyboard.press("/")
    expect(page.locator("#bd-q")).to_be_focused()
    page.keyboard.type("Hall W-1-1-1-0123")
    page.keyboard.press("Enter")
    wait_rows(page, 2)  # president and governor
    again = room.grid(page.url.removeprefix(room.url))
    expect(again.locator("#bd-q")).to_have_value("Hall W-1-1-1-0123")
    wait_rows(again, 2)


def test_a_head_of_a_column_orders_the_list(room: Room) -> None:
    page = room.grid("/manage?contest=president")
    page.locator(".ag-header-cell[col-id=received]").click()
    page.wait_for_url("**order=received**")
    first = page.locator(".bd-grid [row-index='0'] .code")
    expect(first).to_have_text("W-2-1-1-2")
    expect(page.locator("#bd-order")).to_have_value("received")


def test_keys_move_choose_and_open(room: Room) -> None:
    page = room.grid("/manage?contest=president&order=code")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#bd-count")).to_have_text("Rows chosen: 1")
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(page.locator("#bd-count")).to_have_text("Rows chosen: 2")
    expect(page.locator("#bd-sel")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/manage/stations/wendera-2031/{room.night.stations[0]}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(room.night.stations[0])


def test_a_contact_is_written_down_from_the_list_and_stands_in_the_row(room: Room) -> None:
    page = room.grid("/manage?contest=president&late=1")
    page.locator(".bd-grid [row-index='0'] a", has_text="Call").click()
    dialog = page.locator("#bd-dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_label("What happened").select_option("no_answer")
    dialog.get_by_label("Note").fill("Line was busy <b>")
    dialog.get_by_role("button", name="Write down").click()
    expect(dialog).to_be_hidden()
    expect(page.locator(".bd-grid [row-index='0'] .why")).to_contain_text("Called, no answer")
    page.goto(f"{room.url}/manage/stations/wendera-2031/W-1-2-1-4")
    expect(page.locator("#contact")).to_contain_text("Line was busy <b>")


def test_a_form_that_arrives_shows_where_the_row_stands_and_nothing_is_lost(room: Room) -> None:
    page = room.grid("/manage?contest=president&order=code")
    page.evaluate("() => matokeo.board.grid().ensureIndexVisible(60, 'top')")
    page.wait_for_selector(".bd-grid [row-index='60'] .nm a")
    station = room.night.stations[62]
    page.evaluate("() => { const api = matokeo.board.grid(); api.setFocusedCell(61, 'name');"
                  " api.getDisplayedRowAtIndex(61).setSelected(true) }")  # fmt: skip
    before = page.locator(".ag-body-viewport").evaluate("node => node.scrollTop")
    head = page.locator(".bd-head dd").nth(2)
    missing = int(head.inner_text())
    room.night.form(station, minutes=1)
    room.night.keep()
    row = page.locator(".bd-grid [row-index='62']")
    expect(row.locator(".chip")).to_have_text("Verified", timeout=15_000)
    expect(head).to_have_text(str(missing - 1))
    expect(page.locator("#bd-said")).to_have_text("Rows changed: 1.")
    assert page.locator(".ag-body-viewport").evaluate("node => node.scrollTop") == before
    assert page.evaluate("() => matokeo.board.grid().getFocusedCell().rowIndex") == 61
    assert page.evaluate("() => matokeo.board.grid().getSelectedRows().length") == 1


def test_a_phone_has_rows_and_more_of_them_and_no_grid(room: Room) -> None:
    asked: list[str] = []
    page = room.page("/manage?contest=president&order=code", width=360)
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    expect(page.locator("#bd-table tbody tr")).to_have_count(50)
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("#bd-table tbody tr")).to_have_count(100)
    keys = page.locator("#bd-table tbody tr").evaluate_all("rows => rows.map((row) => row.dataset.key)")
    assert keys == [f"president/{code}" for code in room.night.stations[:100]]
    assert not [url for url in asked if "dash" in url], "no bundle on a phone"
    room.night.form(room.night.stations[5], minutes=1)
    room.night.keep()
    row = page.locator(f"tr[data-key='president/{room.night.stations[5]}']")
    expect(row.locator(".chip")).to_have_text("Verified", timeout=15_000)
    expect(page.locator("#bd-table tbody tr")).to_have_count(100)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360


def test_without_a_script_boxes_and_links_do_the_same(room: Room) -> None:
    page = room.page("/manage", script=False)
    page.get_by_role("checkbox", name="Held").check()
    page.locator("#bd-form").get_by_role("button", name="Show").click()
    assert "state=held" in page.url
    expect(page.locator("#bd-table tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Remove the filter Held").click()
    expect(page.locator("#bd-table tbody tr")).to_have_count(50)


def test_the_matrix_leads_down_to_the_list_of_a_ward(room: Room) -> None:
    page = room.page("/manage?view=matrix")
    expect(page.get_by_role("table")).to_contain_text("County W-1")
    page.get_by_role("link", name="County W-1").click()
    page.get_by_role("link", name="Constituency W-1-2").click()
    line = page.locator(".bd-m tbody tr", has_text="Ward W-1-2-1")
    expect(line.locator("td").first).to_contain_text("1 late")
    line.locator("td a").first.click()
    page.wait_for_url("**/manage?**area=W-1-2-1**contest=president**")
    expect(page.get_by_role("link", name="Remove the filter Ward W-1-2-1")).to_be_visible()


def _faults(page: Page) -> list[tuple[str, str]]:
    found = Axe().run(page)["violations"]
    return [(one["id"], node["html"][:140]) for one in found for node in one["nodes"]]


def test_axe_finds_nothing_on_the_grid(room: Room) -> None:
    # A few rows of every kind: axe looks at each cell, and three hundred alike take a minute.
    page = room.grid("/manage?area=W-2-1-1")
    assert _faults(page) == []
    page.evaluate("() => { document.documentElement.dataset.theme = 'dark' }")
    assert _faults(page) == []


def test_axe_finds_nothing_on_the_other_views_and_nothing_runs_over_the_edge(room: Room) -> None:
    station = "/manage/stations/wendera-2031/W-2-1-1-2"
    page = room.page("/manage", width=360, theme="dark")
    views = (
        ("/manage", 360),
        ("/manage?view=matrix", 360),
        (station, 360),
        ("/manage?view=matrix", 1440),
        ("/manage?view=map", 1440),
        (station, 1440),
    )
    for path, width in views:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(room.url + path)
        assert _faults(page) == [], (path, width)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width, (path, width)


def test_at_twice_the_size_the_list_reflows(room: Room) -> None:
    page = room.page("/manage", width=640)  # 1280 px at 200 %
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 640
    with room.night.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM station_board")).scalar_one() > 300

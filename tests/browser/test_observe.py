"""An observer's evening on a phone: forms and incidents typed, kept, sent once, whatever network and login do.

A real office (gunicorn, PostgreSQL), a real Chromium of 360 pixels. Each test has stations of its own.
"""

from __future__ import annotations

import io
import itertools
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, Route, expect
from sqlalchemy import Engine, text

from dashboard.auth.identity import COOKIE
from data.accounts.sessions import begin_session
from data.acting import Desk
from data.engine import make_engine
from tests.browser.axe import violations
from tests.browser.conftest import serve
from tests.election_factory import Mini, make_election
from tests.figures import figures_in
from tests.office import SECRET, add_user
from tests.services import TEMPLATE, TestServices

E = "wendera-2031"
LONG = "Wilhelmina Achieng Nyakundi-Oduya Kipchumba wa Mwangi"


@dataclass
class OfficeSite:
    """A running office over a database of its own, with an observer of every station but the last, and a manager."""

    url: str
    engine: Engine
    desk: Desk
    mini: Mini
    people: dict[str, int]
    free: Iterator[str]

    def token(self, person: str) -> str:
        with self.desk.authenticating() as connection:
            token, _ = begin_session(
                connection, self.people[person], address="127.0.0.1", device="test", second_factor=True
            )
        return token

    def sign_in(self, context: BrowserContext, person: str) -> None:
        context.add_cookies([{"name": COOKIE, "value": self.token(person), "url": self.url}])

    def rows(self, statement: str, **values: Any) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.execute(text(statement), values))

    def forms(self, station: str) -> list[Any]:
        """Every stored form of a station with its votes by candidate code, oldest first."""
        return self.rows(
            "SELECT f.uid, f.receipt, f.revision, f.is_current, f.valid_votes, f.rejected_votes, f.accepted_warnings, f.source,"
            " f.reason, f.entered_by, (SELECT json_object_agg(c.code, v.votes) FROM form_votes v JOIN candidates c"
            " USING (candidate_id) WHERE v.form_id = f.form_id) AS votes,"
            " (SELECT count(*) FROM form_attachments x WHERE x.form_id = f.form_id) AS photos"
            " FROM result_forms f JOIN polling_stations s USING (station_id) WHERE s.code = :s ORDER BY f.form_id",
            s=station,
        )


@pytest.fixture(scope="module")
def office(
    services: TestServices, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OfficeSite]:
    services.start_postgres()
    name = f"observe_{worker_name}"
    services.postgres.create_database(name, template=TEMPLATE)
    url = services.place.database_url(name)
    engine = make_engine(url)
    with engine.begin() as connection:
        mini = make_election(connection)
        _long_ballot(connection, mini)
        connection.execute(
            text("UPDATE polling_stations SET point = ST_SetSRID(ST_MakePoint(36.8, -1.3), 4326)::geography")
        )
    stations = list(mini.stations)
    people = {
        "amina": add_user(engine, "amina", "observer", stations=[mini.stations[s] for s in stations[:-1]]),
        "otieno": add_user(engine, "otieno", "observer", stations=[mini.stations[s] for s in stations]),
        "baraka": add_user(engine, "baraka", "manager", scope=[mini.areas["W-1"], mini.areas["W-2"]]),
    }
    folder = tmp_path_factory.mktemp("office")
    address, process = serve(folder / "store", app="office", **_environment(url, folder))
    desk = Desk(url, pool_size=2)
    yield OfficeSite(address, engine, desk, mini, people, iter(stations[:-1]))
    _stop(process)
    desk.dispose()
    engine.dispose()
    services.postgres.drop_database(name)


def _environment(url: str, folder: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": url,
        "MATOKEO_LOCAL": str(folder / "local"),
        "MATOKEO_SECRET_KEY": SECRET,
        "RATE_LIMIT_SCALE": "0",
    }


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(timeout=20)


def _long_ballot(connection: Any, mini: Mini) -> None:
    race = mini.races["governor", "W-1"]
    for order in range(3, 21):
        connection.execute(
            text("INSERT INTO candidates (race_id, code, name, ballot_order) VALUES (:r, :c, :n, :o)"),
            {"r": race, "c": f"c{order:02d}", "n": f"{LONG} {order}", "o": order},
        )


@pytest.fixture
def station(office: OfficeSite) -> str:
    """A station that no other test has touched."""
    return next(office.free)


@pytest.fixture
def figures(office: OfficeSite, station: str) -> dict[str, str]:
    """Figures that agree and that no other station has: the same ones twice would be warned of."""
    third = list(office.mini.stations).index(station) + 10
    return {"v0": "214", "v1": "187", "v2": str(third), "valid": str(401 + third), "rejected": "5"}


Phone = Callable[..., Page]


@pytest.fixture
def phone(browser: Browser, office: OfficeSite) -> Iterator[Phone]:
    """Open a phone on which a person is signed in; fails the test on a script error or a broken policy."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def opened(
        person: str = "amina", path: str = "", *, width: int = 360, height: int = 780, **options: Any
    ) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        office.sign_in(context, person)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda m: troubles.append(m.text) if "Content Security Policy" in m.text else None)
        if path:
            page.goto(office.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []


def form_path(station: str, contest: str = "president", query: str = "") -> str:
    return f"/observe/{E}/{station}/{contest}{query}"


def open_form(
    page: Page, office: OfficeSite, station: str, contest: str = "president", query: str = ""
) -> None:
    page.goto(office.url + form_path(station, contest, query))
    page.wait_for_selector("body[data-ready=entry]")


def fill(page: Page, figures: dict[str, str]) -> None:
    for name, value in figures.items():
        page.fill(f"#{name}", value)


def receipt(page: Page) -> str:
    page.wait_for_selector("#receipt:not([hidden])")
    return page.inner_text("[data-r=receipt]")


def picture(width: int = 2400, height: int = 3200) -> bytes:
    image = Image.new("RGB", (width, height), "#efe9dc")
    ImageDraw.Draw(image).line([(0, 0), (width, height)], fill="#222", width=40)
    out = io.BytesIO()
    image.save(out, "JPEG", exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00")
    return out.getvalue()


def take_photo(
    page: Page, body: bytes | None = None, name: str = "form.jpg", kind: str = "image/jpeg"
) -> None:
    file: FilePayload = {"name": name, "mimeType": kind, "buffer": picture() if body is None else body}
    page.set_input_files("#take", file)


# One form -----------------------------------------------------------------------------------------------


def test_a_form_is_typed_with_its_photo_sent_and_its_receipt_is_the_stored_one(
    office: OfficeSite, phone: Phone, station: str, figures: dict[str, str]
) -> None:
    page = phone()
    open_form(page, office, station)
    take_photo(page)
    expect(page.locator("#thumb img")).to_be_visible()
    assert "KB" in page.inner_text("#photo-size")
    fill(page, figures)
    expect(page.locator("#run")).to_have_text(figures["valid"])
    expect(page.locator("#run-words")).to_have_text("as the form states")
    page.click("#send")
    code = receipt(page)
    (form,) = office.forms(station)
    assert form.receipt == code
    third = int(figures["v2"])
    assert form.votes == {"asha": 214, "juma": 187, "neema": third}
    assert (form.valid_votes, form.rejected_votes) == (401 + third, 5)
    assert form.photos == 1
    (stored,) = office.rows(
        "SELECT a.width, a.height, a.bytes FROM attachments a JOIN form_attachments USING (attachment_id)"
        " JOIN result_forms f USING (form_id) WHERE f.uid = :u", u=form.uid
    )  # fmt: skip
    assert (stored.width, stored.height) == (1200, 1600)
    assert stored.bytes < 400_000
    assert "✓ arrived" in page.inner_text("[data-r=photo]")
    time = page.inner_text("[data-r=time]")
    page.reload()
    assert receipt(page) == code
    assert page.inner_text("[data-r=time]") == time
    assert page.locator("#entry").count() == 0


def test_over_voting_goes_only_with_a_tick_at_the_field(
    office: OfficeSite, phone: Phone, station: str
) -> None:
    page = phone()
    open_form(page, office, station)
    fill(page, {"v0": "500", "v1": "60", "v2": "0", "valid": "560", "rejected": "0"})
    where = page.locator("[data-errors=cast]")
    expect(where).to_contain_text("W301")
    expect(where).to_contain_text("560")
    page.click("#send")
    expect(page.locator("#send-words")).to_contain_text("to accept or mend")
    assert office.forms(station) == []
    described = page.get_attribute("#cast", "aria-describedby")
    assert described == where.get_attribute("id")
    where.locator("input[type=checkbox]").check()
    page.click("#send")
    code = receipt(page)
    (form,) = office.forms(station)
    assert form.receipt == code
    assert "W301" in form.accepted_warnings


def test_a_tick_is_for_those_figures_only(
    office: OfficeSite, phone: Phone, station: str, figures: dict[str, str]
) -> None:
    page = phone()
    open_form(page, office, station)
    fill(page, {**figures, "valid": "401"})
    page.locator("[data-errors=valid] input").check()
    page.fill("#valid", "402")
    expect(page.locator("[data-errors=valid] input")).not_to_be_checked()
    page.click("#send")
    page.wait_for_timeout(300)
    assert office.forms(station) == []


def test_a_blank_candidate_keeps_the_form_here_and_zero_lets_it_go(
    office: OfficeSite, phone: Phone, station: str, figures: dict[str, str]
) -> None:
    page = phone()
    open_form(page, office, station)
    fill(page, {**figures, "v2": "", "v0": "213", "valid": "400"})
    assert page.locator("#entry .err").count() == 0
    page.click("#send")
    expect(page.locator("#e-v2")).to_contain_text("F101")
    expect(page.locator("#v2")).to_be_focused()
    assert page.get_attribute("#v2", "aria-invalid") == "true"
    page.fill("#v2", "0")
    page.click("#send")
    receipt(page)
    assert office.forms(station)[0].votes["neema"] == 0


def test_what_only_the_office_knows_is_refused_with_its_code_at_the_field_and_nothing_is_lost(
    office: OfficeSite, phone: Phone, station: str, figures: dict[str, str]
) -> None:
    page = phone()
    open_form(page, office, station)
    page.route("**/api/v1/forms/check", lambda route: route.abort())
    fill(page, {**figures, "rejected": "60"})
    page.click("#send")
    where = page.locator("[data-errors=rejected]")
    expect(where).to_contain_text("W303")
    expect(page.locator("#trouble")).to_contain_text("nothing is stored")
    assert office.forms(station) == []
    assert page.input_value("#v0") == "214"
    page.reload()
    page.wait_for_selector("body[data-ready=entry]")
    expect(page.locator("[data-errors=rejected]")).to_contain_text("W303")
    page.locator("[data-errors=rejected] input").check()
    page.click("#send")
    receipt(page)
    assert office.forms(station)[0].accepted_warnings == ["W303"]


# What goes wrong ----------------------------------------------------------------------------------------


def test_without_a_network_everything_stays_and_sending_again_stores_exactly_one(
    office: OfficeSite, phone: Phone, station: str, figures: dict[str, str]
) -> None:
    page = phone()
    open_form(page, office, station)
    take_photo(page)
    fill(page, figures)
    page.wait_for_selector("#thumb img")
    page.context.set_offline(True)
    page.click("#send")
    expect(page.locator("#send-words")).to_contain_text("No connection")
    expect(page.locator("#send-words")).to_contain_text("try 1")
    assert page.input_value("#v1") == "187"
    page.click("#send")
    expect(page.locator("#send-words")).to_contain_text("try 2")
    page.context.set_offline(False)  # the page notices by itself
    code = receipt(page)
    assert [form.receipt for form in office.forms(station)] == [code]


def lose_answers(page: Page, path: str, times: int) -> None:
    """Let requests reach the office and lose its answers on the way back."""
    left = itertools.count(times, -1)

    def handle(route: Route) -> None:
        if next(left) > 0:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route(f"**{path}", handle)


def test_an_answer_lost_on_the_way_back_does_not_double_the_form(
    office: OfficeSite, phone: Phone, station: str, figures: dict[str, str]
) -> None:
    page = phone()
    open_form(page, office, station)
    fill(page, figures)
    lose_answers(page, "/api/v1/forms", 2)
    page.click("#send")
    expect(page.locator("#send-words")).to_contain_text("Not known whether it arrived")
    page.click("#send")
    expect(page.locator("#send-words")).to_contain_text("try 2")
    page.click("#send")
    code = receipt(page)
    assert [form.receipt for form in office.forms(station)] == [code]


def test_figures_changed_after_a_lost_answer_meet_what_is_stored_and_become_its_correction(
    office: OfficeSite, phone: Phone, station: str, figures: dict[str, str]
) -> None:
    page = phone()
    open_form(page, office, station)
    fill(page, figures)
    lose_answers(page, "/api/v1/forms", 1)
    page.click("#send")
    expect(page.locator("#send-words")).to_contain_text("Not known whether it arrived")
    third = int(figures["v2"])
    fill(page, {"v2": str(third + 40), "valid": str(441 + third)})
    page.click("#send")
    expect(page.locator("#trouble")).to_contain_text("stored already")
    expect(page.locator("#trouble .diff")).to_have_count(2)
    assert [form.votes["neema"] for form in office.forms(station)] == [third]
    page.click("#trouble button")
    page.wait_for_url("**correct=1")
    page.wait_for_selector("body[data-ready=entry]")
    assert page.input_value("#v2") == str(third + 40)
    page.click("#send")
    expect(page.locator("[data-errors=reason]")).to_contain_text("F107")
    page.fill("#reason", "A one was missing")
    page.click("#send")
    code = receipt(page)
    first, second = office.forms(station)
    assert (first.is_current, second.is_current, second.revision, second.receipt) == (False, True, 2, code)
    assert (second.votes["neema"], second.reason) == (third + 40, "A one was missing")


def test_a_login_that_ended_keeps_everything_and_a_new_one_sends_it(
    office: OfficeSite, phone: Phone, station: str, figures: dict[str, str]
) -> None:
    page = phone()
    open_form(page, office, station)
    fill(page, figures)
    page.wait_for_timeout(400)
    with office.engine.begin() as connection:
        connection.execute(
            text("UPDATE sessions SET revoked_at_utc = now() WHERE user_id = :u"),
            {"u": office.people["amina"]},
        )
    page.click("#send")
    expect(page.locator("#trouble")).to_contain_text("Your login has ended")
    assert page.get_attribute("#trouble a", "href") == "/login"
    assert page.input_value("#v0") == "214"
    office.sign_in(page.context, "amina")  # as another tab would
    page.click("#send")
    code = receipt(page)
    assert [form.receipt for form in office.forms(station)] == [code]


def test_another_person_on_the_phone_sees_nothing_of_it_and_never_sends_it(
    office: OfficeSite, phone: Phone, station: str, figures: dict[str, str]
) -> None:
    page = phone()
    open_form(page, office, station)
    take_photo(page)
    fill(page, figures)
    expect(page.locator("#saved")).to_contain_text("Saved on this phone")
    page.wait_for_timeout(500)
    other = page.context.new_page()
    office.sign_in(page.context, "otieno")
    page.click("#send")
    expect(page.locator("#trouble")).to_contain_text("Another person is signed in")
    assert office.forms(station) == []
    other.goto(office.url + "/observe")
    other.wait_for_selector("body[data-ready=queue]")
    expect(other.locator("#phone-none")).to_be_visible()
    other.goto(office.url + form_path(station))
    other.wait_for_selector("body[data-ready=entry]")
    assert other.input_value("#v0") == ""
    assert other.locator("#thumb img").count() == 0


def test_a_form_that_somebody_else_sent_is_said_without_its_figures(
    office: OfficeSite, phone: Phone, station: str, figures: dict[str, str]
) -> None:
    page = phone("amina")
    open_form(page, office, station)
    other = phone("otieno")
    open_form(other, office, station)
    fill(other, figures)
    other.click("#send")
    code = receipt(other)
    fill(page, {**figures, "v0": "200", "valid": str(int(figures["valid"]) - 14)})
    page.click("#send")
    expect(page.locator("#trouble")).to_contain_text(code)
    assert page.locator("#trouble table").count() == 0
    assert "214" not in figures_in(page.content())
    page.goto(office.url + form_path(station))
    expect(page.locator("main")).to_contain_text("Somebody else sent it")
    assert "214" not in figures_in(page.content())


# What is kept -------------------------------------------------------------------------------------------


def test_a_draft_survives_a_reload_and_a_closed_tab_with_its_photo(
    office: OfficeSite, phone: Phone, station: str, figures: dict[str, str]
) -> None:
    page = phone()
    open_form(page, office, station)
    take_photo(page)
    page.wait_for_selector("#thumb img")
    fill(page, {"v0": "214", "rejected": "0", "note": "Ink was missing"})
    expect(page.locator("#saved")).to_contain_text("Saved on this phone")
    page.fill("#v1", "187")
    page.close()  # at once: nothing may wait for a timer
    again = page.context.new_page()
    again.goto(office.url + "/observe")
    again.wait_for_selector("body[data-ready=queue]")
    expect(again.locator("#phone-queue")).to_contain_text("draft, not sent")
    again.click("#phone-queue a")
    again.wait_for_selector("body[data-ready=entry]")
    assert again.input_value("#v0") == "214"
    assert again.input_value("#v1") == "187"
    assert again.input_value("#v2") == ""
    assert again.input_value("#note") == "Ink was missing"
    expect(again.locator("#thumb img")).to_be_visible()
    fill(again, figures)
    again.click("#send")
    receipt(again)
    assert office.forms(station)[0].photos == 1
    again.goto(office.url + "/observe")
    again.wait_for_selector("body[data-ready=queue]")
    expect(again.locator("#phone-queue")).to_contain_text("✓ arrived")
    assert "draft" not in again.inner_text("#phone-queue")


def test_a_file_that_is_no_picture_is_said_at_the_photo(
    office: OfficeSite, phone: Phone, station: str
) -> None:
    page = phone()
    open_form(page, office, station)
    take_photo(page, b"%PDF-1.7 not a picture", "form.jpg")
    expect(page.locator("[data-errors=attachments]")).to_contain_text("no picture")
    assert page.locator("#thumb img").count() == 0


def test_a_correction_before_anybody_checked_makes_a_second_revision(
    office: OfficeSite, phone: Phone, station: str, figures: dict[str, str]
) -> None:
    page = phone()
    open_form(page, office, station)
    fill(page, figures)
    page.click("#send")
    receipt(page)
    page.reload()
    page.click("text=Correct this form")
    page.wait_for_selector("body[data-ready=entry]")
    assert page.input_value("#v1") == "187"
    fill(page, {"v1": "178", "valid": str(int(figures["valid"]) - 9), "reason": "Two digits changed places"})
    page.click("#send")
    code = receipt(page)
    assert page.inner_text("[data-r=revision]") == "2"
    assert [(f.revision, f.is_current, f.receipt == code) for f in office.forms(station)] == [
        (1, False, False),
        (2, True, True),
    ]


# Whoever uses it, on whatever -----------------------------------------------------------------------------


def test_the_keyboard_alone_fills_and_sends(
    office: OfficeSite, phone: Phone, station: str, figures: dict[str, str]
) -> None:
    page = phone()
    open_form(page, office, station)
    page.focus("#v0")
    cast = str(int(figures["valid"]) + 5)
    typed = (*(figures[name] for name in ("v0", "v1", "v2", "valid", "rejected")), cast, "500")
    for number, value in enumerate(typed):
        focused = page.evaluate("document.activeElement.id")
        assert focused == ("v0", "v1", "v2", "valid", "rejected", "cast", "registered")[number]
        page.keyboard.type(value)
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "send"
    page.keyboard.press("Enter")
    receipt(page)
    assert page.evaluate("document.activeElement.id") == "receipt"
    page.keyboard.press("Tab")
    assert "Next: Governor" in page.evaluate("document.activeElement.textContent")


_FOCUS = """() => {
  const n = document.activeElement;
  if (n === document.body) return null;
  const r = n.getBoundingClientRect(), s = getComputedStyle(n), hidden = n.classList.contains('vh');
  const bar = document.querySelector('.sendbar');
  return {
    id: n.id || n.textContent.trim(),
    ring: hidden || (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0),
    covered: !bar.contains(n) && !hidden && r.top < innerHeight && r.top >= bar.getBoundingClientRect().top
             && !(n.compareDocumentPosition(bar) & Node.DOCUMENT_POSITION_PRECEDING),
  };
}"""


def test_every_control_is_reached_by_tab_with_a_visible_focus_that_nothing_covers(
    office: OfficeSite, phone: Phone, station: str
) -> None:
    page = phone()
    open_form(page, office, station)
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        state = page.evaluate(_FOCUS)
        if state is None:
            break
        seen.append(state["id"])
        assert state["ring"], state
        assert not state["covered"], state
    for wanted in ("take", "v0", "v2", "valid", "registered", "note", "here", "send"):
        assert wanted in seen


PAGES = {
    "stations": "/observe",
    "station": "/observe/{e}/{s}",
    "form": "/observe/{e}/{s}/president",
    "long form": "/observe/{e}/{s}/governor",
    "report": "/incidents/new?election={e}&station={s}",
    "incidents": "/incidents",
}
MANAGERS = {
    "manager's stations": "/observe",
    "enter": "/enter",
    "area": "/enter?election={e}&area=W-1-1",
    "ward": "/enter?election={e}&area=W-1-1-1",
    "area's contests": "/observe/{e}/area/W-1-1?source=34b",
    "area's form": "/observe/{e}/area/W-1-1/president?source=34b",
    "agent's copy": "/observe/{e}/{s}/president?source=agent",
    "manager's report": "/incidents/new",
    "manager's incidents": "/incidents",
}


@pytest.mark.parametrize("name", [*PAGES, *MANAGERS])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(office: OfficeSite, phone: Phone, name: str) -> None:
    path = (PAGES | MANAGERS)[name].format(e=E, s="W-1-1-2-1")
    page = phone("amina" if name in PAGES else "baraka")
    answer = page.goto(office.url + path)
    assert answer is not None
    assert answer.status == 200
    if name == "long form":
        page.wait_for_selector("body[data-ready=entry]")
        page.fill("#v0", "21x")
        page.click("#send")
        expect(page.locator("#e-v0")).to_contain_text("F102")
    for width, theme in ((360, "light"), (1280, "dark"), (320, "light"), (360, "contrast")):
        page.set_viewport_size({"width": width, "height": 780})
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        page.wait_for_timeout(150)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, width)
        assert violations(page) == [], (name, width, theme)


def test_every_figure_field_is_as_large_as_a_thumb(office: OfficeSite, phone: Phone) -> None:
    page = phone("amina", form_path("W-1-1-2-1", "governor"))
    page.wait_for_selector("body[data-ready=entry]")
    boxes = page.eval_on_selector_all(
        "input[data-field], button:not([hidden]), .btn:not([hidden]), .seg a",
        "nodes => nodes.filter((n) => n.offsetParent).map((n) => [n.id || n.textContent, n.getBoundingClientRect().height])",
    )
    assert [box for box in boxes if box[1] < 44] == []
    figures = page.eval_on_selector_all(
        "input[inputmode=numeric]", "nodes => nodes.map((n) => n.offsetHeight)"
    )
    assert len(figures) == 24
    assert min(figures) >= 56


def test_the_pages_speak_swahili_and_remember_it(
    office: OfficeSite, phone: Phone, station: str, figures: dict[str, str]
) -> None:
    page = phone("amina", form_path(station) + "?lang=sw")
    page.wait_for_selector("body[data-ready=entry]")
    assert page.get_attribute("html", "lang") == "sw"
    expect(page.locator("#send")).to_have_text("Kagua na utume")
    page.goto(office.url + "/observe")
    expect(page.locator("h1")).to_have_text("Vituo vyangu")
    open_form(page, office, station)
    fill(page, {**figures, "valid": "401"})
    words = page.inner_text("#entry")
    for english in ("Sum of candidates", "The paper says", "still blank", "Saved on", "to accept"):
        assert english not in words


def test_distance_is_asked_for_and_sorts_the_nearest_first(office: OfficeSite, phone: Phone) -> None:
    page = phone(
        "amina", "/observe", geolocation={"latitude": -1.31, "longitude": 36.8}, permissions=["geolocation"]
    )
    page.wait_for_selector("body[data-ready=queue]")
    assert " km" not in page.inner_text(".stns")
    page.click("[data-distance]")
    expect(page.locator(".stns .dist").first).to_have_text("1.1 km")


def test_a_phone_far_from_the_station_is_warned_and_may_say_it_is_so(
    office: OfficeSite, phone: Phone, station: str, figures: dict[str, str]
) -> None:
    page = phone(geolocation={"latitude": -1.5, "longitude": 36.8}, permissions=["geolocation"])
    open_form(page, office, station)
    fill(page, figures)
    page.click("#here")
    where = page.locator("[data-errors=device_point]")
    expect(where).to_contain_text("W402")
    where.locator("input").check()
    page.click("#send")
    receipt(page)
    assert office.forms(station)[0].accepted_warnings == ["W402"]


def test_a_manager_enters_an_agents_copy_and_an_areas_form(
    office: OfficeSite, phone: Phone, station: str, figures: dict[str, str]
) -> None:
    page = phone("baraka", width=1280)
    page.goto(office.url + form_path(station))
    page.click("text=Party agent's copy")
    page.wait_for_selector("body[data-ready=entry]")
    fill(page, figures)
    page.click("#send")
    receipt(page)
    assert [form.source for form in office.forms(station)] == ["agent"]
    page.goto(office.url + "/enter")
    page.click("text=County W-2")
    page.click("text=Constituency W-2-1")
    page.click("text=Form 34B of")
    page.click("text=Begin: President")
    page.wait_for_selector("body[data-ready=entry]")
    fill(page, {"v0": "2140", "v1": "1870", "v2": "90", "valid": "4100", "rejected": "50"})
    page.click("#send")
    code = receipt(page)
    (form,) = office.rows("SELECT source, station_id, receipt FROM result_forms WHERE station_id IS NULL")
    assert (form.source, form.station_id, form.receipt) == ("34b", None, code)


def test_observers_do_not_open_what_is_not_theirs(office: OfficeSite, phone: Phone) -> None:
    page = phone()
    for path, status in (
        (form_path("W-2-2-2-4"), 404),
        (f"/observe/{E}/W-2-2-2-4", 404),
        (f"/observe/{E}/nowhere/president", 404),
        (f"/observe/{E}/area/W-1-1/president?source=34b", 403),
        ("/enter", 403),
        ("/incidents/00000000-0000-4000-8000-000000000000", 404),
        ("/incidents/x", 404),
    ):
        answer = page.goto(office.url + path)
        assert answer is not None
        assert answer.status == status, path


# Incidents ----------------------------------------------------------------------------------------------


def test_an_incident_is_kept_sent_once_and_followed(office: OfficeSite, phone: Phone, station: str) -> None:
    page = phone("amina", f"/incidents/new?election={E}&station={station}")
    page.wait_for_selector("body[data-ready=incident]")
    page.click("#send")
    expect(page.locator("[data-errors=category]")).to_contain_text("F101")
    expect(page.locator("#category")).to_be_focused()
    page.select_option("#category", "violence")
    page.check("input[value=high]")
    page.fill("#description", "Two men pushed the queue.\n<script>alert(1)</script>")
    take_photo(page)
    page.wait_for_selector("#thumb img")
    page.wait_for_timeout(400)
    page.reload()
    page.wait_for_selector("body[data-ready=incident]")
    assert page.input_value("#category") == "violence"
    assert page.is_checked("input[value=high]")
    lose_answers(page, "/api/v1/incidents", 1)
    page.click("#send")
    expect(page.locator("#send-words")).to_contain_text("Not known whether it arrived")
    page.click("#send")
    code = receipt(page)
    (row,) = office.rows(
        "SELECT i.uid, i.receipt, i.severity::text AS severity, (SELECT count(*) FROM incident_attachments x"
        " WHERE x.incident_id = i.incident_id) AS photos FROM incidents i"
        " JOIN polling_stations s USING (station_id) WHERE s.code = :s",
        s=station,
    )  # fmt: skip
    assert (row.receipt, row.severity, row.photos) == (code, "high", 1)
    page.click("[data-r=record]")
    expect(page.locator("article")).to_contain_text("<script>alert(1)</script>")
    assert violations(page) == []
    assert page.evaluate("document.querySelector('.pics img').decode().then(() => true)")
    page.fill("#step-note", "The police came.")
    page.click("#step button")
    expect(page.locator(".hist")).to_contain_text("The police came.")
    manager = phone("baraka", f"/incidents/{row.uid}", width=1280)
    manager.select_option("#status", "investigating")
    manager.click("#step button")
    expect(manager.locator("#step-words")).to_contain_text("Write a note first")
    manager.fill("#step-note", "Called the presiding officer.")
    manager.click("#step button")
    expect(manager.locator(".chips")).to_contain_text("Being looked into")
    page.goto(office.url + "/incidents")
    expect(page.locator(".inclist")).to_contain_text("Being looked into")
    stranger = phone("otieno")
    answer = stranger.goto(f"{office.url}/incidents/{row.uid}")
    assert answer is not None
    assert answer.status == 404


def test_an_incident_at_no_station_needs_the_phones_place(office: OfficeSite, phone: Phone) -> None:
    page = phone(
        "otieno",
        "/incidents/new",
        geolocation={"latitude": -1.3, "longitude": 36.8},
        permissions=["geolocation"],
    )
    page.wait_for_selector("body[data-ready=incident]")
    page.select_option("#category", "other")
    page.check("input[value=low]")
    page.fill("#description", "A road is closed.")
    page.select_option("#place", f"{E}|")
    page.click("#send")
    expect(page.locator("[data-errors=station]")).to_contain_text("F112")
    page.click("#here")
    expect(page.locator("#here-words")).to_contain_text("Your place")
    page.click("#send")
    receipt(page)
    (row,) = office.rows(
        "SELECT station_id, ST_Y(point::geometry) AS y FROM incidents WHERE description = 'A road is closed.'"
    )
    assert (row.station_id, round(row.y, 3)) == (None, -1.3)

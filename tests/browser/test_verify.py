"""The clerks' pages in a real Chromium: typed by keyboard alone, blind, resolved by a third person, confirmed by a fourth."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import text
from werkzeug.serving import make_server

from dashboard.auth.identity import COOKIE
from tests.integration.entry.photos import photo
from tests.integration.verify.conftest import FIRST, STATION, Verification
from tests.integration.verify.conftest import desk as _desk_fixture

desk = _desk_fixture
pytestmark = pytest.mark.browser
OTHER = {**FIRST, "juma": 110}
Sit = Callable[..., Page]


@pytest.fixture
def sit(desk: Verification, browser: Browser) -> Iterator[Sit]:
    """Open a page of the office as a person; script errors and breaches of the policy fail the test."""
    server = make_server("127.0.0.1", 0, desk.office.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    base = f"http://127.0.0.1:{server.server_port}"
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def opened(name: str, path: str, *, width: int = 1280, height: int = 900, theme: str = "light") -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)  # type: ignore[arg-type]
        contexts.append(context)
        cookie = desk.as_(name).client.get_cookie(COOKIE)
        assert cookie is not None
        context.add_cookies([{"name": COOKIE, "value": cookie.value, "url": base}])
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
        page.goto(base + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    server.shutdown()
    thread.join(10)
    expected = ("status of 409", "ERR_FAILED")  # refusals and lost lines that tests provoke
    assert [words for words in troubles if not any(part in words for part in expected)] == []


def with_photo(desk: Verification, form: UUID) -> None:
    """Attach a photo to a form, as its observer."""
    headers = {"Idempotency-Key": str(uuid4()), **desk.as_("obs").headers}
    reply = desk.as_("obs").client.post("/api/v1/attachments", data=photo(), headers=headers)
    assert reply.status_code == 201, reply.text
    with desk.engine.begin() as owner:
        owner.execute(
            text(
                "INSERT INTO form_attachments SELECT f.form_id, a.attachment_id FROM result_forms f, attachments a"
                " WHERE f.uid = :f AND a.uid = :a"
            ),
            {"f": str(form), "a": reply.json["attachment"]},  # type: ignore[index]
        )


def type_form(page: Page, votes: dict[str, int]) -> None:
    """Type a form as a clerk does: digits and Enter, nothing else; the last Enter sends."""
    valid = sum(votes.values())
    expect(page.locator("#vf-fields input").first).to_be_focused()
    for value in (*votes.values(), valid, 2, valid + 2, 500):
        page.keyboard.type(str(value))
        page.keyboard.press("Enter")


def test_a_clerk_types_form_after_form_with_the_keyboard_alone_and_blind(
    desk: Verification, sit: Sit
) -> None:
    forms = [desk.form(f"W-1-1-1-{n}", received_at_utc=f"2031-05-04 1{n}:00+00") for n in (1, 2, 3)]
    with_photo(desk, forms[0])
    page = sit("m1a", "/manage/verify")
    expect(page.locator("#vf-what h2")).to_have_text("School W-1-1-1-1")
    expect(page.locator(".vf-frame img")).to_be_visible()
    page.wait_for_function("() => document.querySelector('.vf-frame img').naturalWidth > 0")
    # Nothing the browser holds names the first figures.
    assert not re.search(r"\b(200|301|303)\b", page.content())
    type_form(page, FIRST)
    expect(page.locator("#vf-said")).to_have_text("School W-1-1-1-1: both readings agree. Verified.")
    expect(page.locator("#vf-what h2")).to_have_text("School W-1-1-1-2")
    type_form(page, OTHER)
    expect(page.locator("#vf-said")).to_have_text(
        "School W-1-1-1-2: the readings differ. It goes to a third person."
    )
    assert "100" not in page.locator("#vf-bench").inner_text(), "a difference tells no figure"
    expect(page.locator("#vf-what h2")).to_have_text("School W-1-1-1-3")
    type_form(page, FIRST)
    expect(page.locator("#vf-none")).to_be_visible()
    assert [desk.row(form).state for form in forms] == ["verified", "preliminary", "verified"]


def test_letters_move_the_photo_and_never_land_in_a_field(desk: Verification, sit: Sit) -> None:
    form = desk.form()
    with_photo(desk, form)
    page = sit("m1a", "/manage/verify")
    first = page.locator("#vf-fields input").first
    expect(first).to_be_focused()
    picture = page.locator(".vf-frame img")
    page.keyboard.type("1zz")
    assert "scale(1.5625)" in (picture.get_attribute("style") or "")
    page.keyboard.type("rws2")
    assert "rotate(90deg)" in (picture.get_attribute("style") or "")
    page.keyboard.type("fqe-")
    assert "scale(0.8)" in (picture.get_attribute("style") or "")
    assert first.input_value() == "12"
    page.keyboard.press("ArrowDown")
    expect(page.locator("#vf-fields input").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(first).to_be_focused()
    page.keyboard.press("?")
    assert page.locator("#vf-keys").evaluate("node => node.open")
    page.get_by_role("button", name="Larger (Z)").click()
    assert "scale(1)" in (picture.get_attribute("style") or "")


def test_a_blank_field_is_pointed_at_and_a_sum_that_is_off_is_said(desk: Verification, sit: Sit) -> None:
    desk.form()
    page = sit("m1a", "/manage/verify")
    inputs = page.locator("#vf-fields input")
    expect(inputs.first).to_be_focused()
    inputs.last.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#vf-bad")).to_have_text("Asha: the field is blank.")
    expect(inputs.first).to_be_focused()
    for value in ("200", "100", "1", "300"):
        page.keyboard.type(value)
        page.keyboard.press("Enter")
    expect(page.locator("#vf-sum")).to_contain_text("valid votes say 300")
    assert desk.scalars("SELECT count(*) FROM second_entries") == [0]


def test_a_lost_connection_keeps_what_was_typed_and_one_entry_arrives(desk: Verification, sit: Sit) -> None:
    desk.form()
    page = sit("m1a", "/manage/verify")
    expect(page.locator("#vf-fields input").first).to_be_focused()
    # The first try reaches the server; its answer is lost.
    lost: list[int] = []

    def lose(route: object) -> None:
        lost.append(1)
        if len(lost) == 1:
            route.fetch()  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/second", lose)
    type_form(page, FIRST)
    expect(page.locator("#vf-bad")).to_contain_text("Nothing is lost")
    assert page.locator("#vf-fields input").first.input_value() == "200"
    expect(page.locator("#vf-said")).to_contain_text("both readings agree", timeout=15_000)
    assert desk.scalars("SELECT count(*) FROM second_entries") == [1]


def test_a_form_given_back_goes_to_somebody_else_at_once(desk: Verification, sit: Sit) -> None:
    first, _ = desk.form(), desk.form("W-1-1-1-2", received_at_utc="2031-05-04 19:00+00")
    page = sit("m1a", "/manage/verify")
    expect(page.locator("#vf-fields input").first).to_be_focused()
    page.wait_for_timeout(300)
    page.keyboard.press("g")
    expect(page.locator("#vf-what h2")).to_have_text("School W-1-1-1-2")
    sheet = desk.next("m1b")
    assert sheet is not None
    assert sheet["form"] == str(first)


def test_four_people_bring_a_form_from_entry_to_confirmed(desk: Verification, sit: Sit) -> None:
    form = desk.form()
    page = sit("m1a", "/manage/verify")
    type_form(page, OTHER)
    expect(page.locator("#vf-said")).to_contain_text("differ")
    third = sit("m1b", "/manage/verify?queue=differ")
    third.keyboard.press("j")
    third.keyboard.press("Enter")
    expect(third.locator(".vf-diff tr.dif th").first).to_contain_text("Juma")
    cells = third.locator(".vf-diff tr.dif").first.locator("td.num")
    assert cells.all_inner_texts() == ["100", "110"]
    third.keyboard.press("1")
    third.keyboard.press("Control+Enter")
    expect(third.locator("#vf-bad")).to_have_text("Say why: a reason is required.")
    third.keyboard.type("The photo says 100")
    third.keyboard.press("Control+Enter")
    third.wait_for_url("**/manage/verify?queue=differ")
    assert desk.row(form).state == "verified"
    fourth = sit("m1c", "/manage/verify?queue=confirm")
    fourth.keyboard.press("j")
    fourth.keyboard.press("Enter")
    fourth.wait_for_selector("#vf-decide")
    fourth.keyboard.press("c")
    fourth.keyboard.press("Control+Enter")
    fourth.wait_for_url("**/manage/verify?queue=confirm")
    row = desk.row(form)
    people = (row.entered_by, row.verified_by, row.confirmed_by)
    assert (row.state, people) == ("confirmed", tuple(desk.ids[name] for name in ("obs", "m1b", "m1c")))


def test_when_both_are_wrong_the_third_person_types_the_paper(desk: Verification, sit: Sit) -> None:
    form = desk.form()
    desk.typed("m1a", form, OTHER)
    page = sit("m1b", f"/manage/verify/{form}")
    page.keyboard.press("3")
    for value in (220, 120, 1, 341, 2, 343, 500):
        page.keyboard.type(str(value))
        page.keyboard.press("Enter")
    page.keyboard.type("Both misread two lines")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/manage/verify?queue=differ")
    assert desk.scalars("SELECT valid_votes FROM result_forms WHERE is_current") == [341]


def test_the_page_of_a_waiting_form_shows_no_figure_to_a_possible_typist(
    desk: Verification, sit: Sit
) -> None:
    form = desk.form(votes={"asha": 271, "juma": 133, "neema": 9})
    for path in (f"/manage/verify/{form}", f"/manage/forms/{form}"):
        page = sit("m1a", path)
        assert not re.search(r"\b(271|133|413|415)\b", page.content()), path
    page = sit("m1a", f"/manage/verify?form={form}")
    expect(page.locator("#vf-what h2")).to_have_text(f"School {STATION}")


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_of_verification_scrolls_sideways_and_every_target_is_large_enough(
    desk: Verification, sit: Sit, width: int
) -> None:
    differ, ready = desk.form(), desk.form("W-1-1-1-2", state="verified")
    desk.form("W-1-1-1-2", state="verified", source="agent", is_counting=False, votes=OTHER)
    desk.typed("m1a", differ, OTHER)
    desk.form("W-1-1-1-3")
    paths = [
        "/manage/verify",
        "/manage/verify?queue=differ",
        f"/manage/verify/{differ}",
        f"/manage/forms/{ready}",
    ]
    for path in [*paths, "/manage/discrepancies"]:
        page = sit("m1b", path, width=width, height=800)
        page.wait_for_timeout(200)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        small = page.evaluate(
            "[...document.querySelectorAll('main button, main .btn, main input:not([type=radio]):not([type=hidden])')]"
            ".filter(n => n.offsetParent && n.getBoundingClientRect().height < 43.5).map(n => n.outerHTML.slice(0, 80))"
        )
        assert small == [], path


def test_the_board_says_in_words_what_differs_and_its_links_open_the_dossier(
    desk: Verification, sit: Sit
) -> None:
    desk.form(state="verified")
    desk.form(state="verified", source="agent", is_counting=False, votes={**FIRST, "asha": 150})
    page = sit("m1a", "/manage/discrepancies")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody .vf-why")).to_contain_text("Asha: 150 here, 200 counted (−50)")
    page.locator("tbody a").click()
    expect(page.locator(".vf-diff tr.dif").first).to_contain_text("differs")

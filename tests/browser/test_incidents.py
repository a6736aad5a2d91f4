"""The managers' pages of incidents in a real Chromium: queue, case, map, and the public's report without a script."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from dashboard.auth.identity import COOKIE
from data.geo.store import refresh_level
from tests.integration.incidents.conftest import Cases
from tests.integration.incidents.conftest import cases as _cases_fixture
from tests.integration.incidents.conftest import room as _room_fixture

cases, room = _cases_fixture, _room_fixture
pytestmark = pytest.mark.browser
Sit = Callable[..., Page]
_SHOTS = os.environ.get("MATOKEO_SHOTS", "")


@pytest.fixture
def sit(cases: Cases, browser: Browser) -> Iterator[Sit]:
    """Open a page as a person (or nobody); script errors and breaches of the policy fail the test."""
    server = make_server("127.0.0.1", 0, cases.office.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    base = f"http://127.0.0.1:{server.server_port}"
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def opened(name: str, path: str, *, width: int = 1440, theme: str = "light", script: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=theme,  # type: ignore[arg-type]
            java_script_enabled=script,
        )
        contexts.append(context)
        if name:
            cookie = cases.as_(name).client.get_cookie(COOKIE)
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
    assert [
        words for words in troubles if "status of 409" not in words and "status of 422" not in words
    ] == []


@pytest.fixture
def night(cases: Cases) -> Cases:
    """Twenty incidents over four hours in both counties, one of them the public's, drawn on the map."""
    start = datetime.now(UTC) - timedelta(hours=5)
    stations = sorted(cases.mini.stations)
    words = "The queue has stood still since noon; two clerks left and the ink is gone. Voters are angry."
    for n in range(18):
        severity = ("low", "medium", "high", "critical")[n % 4]
        category = ("violence", "materials", "technology")[n % 3]
        happened = start + timedelta(minutes=n * 13)
        cases.add(
            stations[(n * n) % 11], severity=severity, category=category, happened_at=happened,
            reported_at=happened + timedelta(minutes=10), description=words,
        )  # fmt: skip
    cases.add(None, longitude=36.043, latitude=0.061, severity="high", description="Stones at the gate.")
    cases.add(
        None,
        area_id=cases.mini.areas["W-1-1-1"],
        reporter="public",
        description="Somebody told me of a fight.",
    )
    with cases.engine.begin() as owner:
        for level in (1, 2, 3):
            refresh_level(owner, 1, level)  # the one geography of the database
    cases.refresh()
    return cases


def check(page: Page, name: str) -> None:
    """Nothing scrolls sideways and axe finds nothing; keeps a picture where asked for."""
    if _SHOTS:
        page.screenshot(path=f"{_SHOTS}/{name}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
    found = Axe().run(page)["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found] == [], name


def drawn(page: Page) -> Page:
    """Wait until the map has been drawn."""
    page.wait_for_selector('body[data-ready="incidentmap"]', timeout=30_000)
    return page


def test_a_manager_chooses_two_incidents_and_gives_them(night: Cases, sit: Sit) -> None:
    page = sit("m1", "/manage/incidents")
    page.wait_for_selector('body[data-ready="queue"]')
    boxes = page.locator("[data-choose]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.locator("#iq-person").select_option(label="M1B")
    page.get_by_role("button", name="Give").click()
    expect(page.locator("#iq-words")).to_have_text("2 given.")
    assert night.one("SELECT count(*) FROM incidents WHERE assigned_to = :u", u=night.ids["m1b"]) == 2
    expect(page.locator("tbody tr").first).to_contain_text("M1B")


def test_a_case_is_judged_moderated_and_merged_from_its_page(night: Cases, sit: Sit) -> None:
    uid = night.add(description="A fight among the voters in the yard.")
    twin = night.add(description="Men fight in the yard.")
    page = sit("m1", f"/incidents/{uid}")
    page.locator("#ic-severity").select_option("critical")
    page.locator("#severity-note").fill("Two are hurt.")
    with page.expect_navigation():
        page.get_by_role("button", name="Change", exact=True).click()
    page.locator("#ic-text").fill("A quarrel <b>delayed</b> voting.")
    expect(page.locator("#ic-preview")).to_have_text("A quarrel <b>delayed</b> voting.")
    with page.expect_navigation():
        page.get_by_role("button", name="Make public").click()
    assert (night.row(uid).severity, night.row(uid).visibility) == ("critical", "public")
    page.goto(page.url.replace(str(uid), str(twin)))
    expect(page.locator("#alike")).to_contain_text("A fight among the voters in the yard.")
    with page.expect_navigation():
        page.locator("#alike form").first.get_by_role("button").click()
    assert night.row(twin).merged_into is not None
    expect(page.get_by_role("button", name="Take the merge back")).to_be_visible()


def test_the_map_draws_hexagons_the_night_by_keys_and_points_when_near(night: Cases, sit: Sit) -> None:
    page = drawn(sit("admin", "/manage/incidents/map"))
    expect(page.locator(".im-map path.hex").first).to_be_visible()
    expect(page.locator("#im-said")).to_contain_text("20 incidents in")
    page.locator("#im-hour").focus()
    page.keyboard.press("Home")
    expect(page.locator("#im-when")).to_contain_text("until")
    expect(page.locator("#im-said")).not_to_contain_text("20 incidents")
    page.keyboard.press("End")
    expect(page.locator("#im-said")).to_contain_text("20 incidents")
    page.locator(".im-map path.hex").first.click()
    expect(page.locator("#im-points li").first).to_be_visible()
    expect(page.locator(".im-one, .im-many").first).to_be_visible()
    page.locator("#im-points a").first.click()
    expect(page.locator("article.inc")).to_be_visible()


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (360, "dark")])
def test_axe_finds_nothing_on_a_desk_or_a_phone(night: Cases, sit: Sit, width: int, theme: str) -> None:
    night.run("""UPDATE elections SET settings = '{"incidents": {"public_reports": true}}'""")
    uid = night.one("SELECT uid FROM incidents WHERE severity = 'critical' ORDER BY incident_id LIMIT 1")
    for name, path in {
        "queue": "/manage/incidents", "case": f"/incidents/{uid}", "rules": "/manage/incidents/rules",
        "map": "/manage/incidents/map",
    }.items():  # fmt: skip
        page = sit("admin", path, width=width, theme=theme)
        if name == "map":
            drawn(page)
        check(page, f"{name}-{width}-{theme}")
    check(sit("", "/report", width=width, theme=theme), f"report-{width}-{theme}")


def test_a_stranger_reports_on_a_phone_without_a_script(night: Cases, sit: Sit) -> None:
    night.run("""UPDATE elections SET settings = '{"incidents": {"public_reports": true}}'""")
    page = sit("", "/report?lang=sw", width=360, script=False)
    page.locator("#category").select_option("violence")
    page.locator("#description").fill("Mawe yalirushwa.")
    page.locator("form[action='/report'] button").click()
    expect(page.locator(".err")).to_be_visible()
    expect(page.locator("#description")).to_have_value("Mawe yalirushwa.")
    page.locator("#area").select_option("W-1-1")
    page.locator("form[action='/report'] button").click()
    receipt = page.locator(".pr .no").inner_text()
    assert night.one("SELECT receipt FROM incidents ORDER BY incident_id DESC LIMIT 1") == receipt

"""Alerts in a real Chromium: a manager takes one, puts one to sleep, resolves one; rules tried dry; the bell and the list."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import Engine, text
from werkzeug.serving import make_server

from dashboard.auth.identity import COOKIE
from data.alerts.causes import Cause, sync
from data.engine import make_engine
from data.notify.router import route_events
from tests.election_factory import Mini, make_election
from tests.office import Office, add_user, open_office

SHOTS = os.environ.get("MATOKEO_SHOTS")


class Room:
    """A served office in which the keeper has opened alerts."""

    def __init__(self, office: Office, engine: Engine, worker: Engine, mini: Mini) -> None:
        self.office, self.engine, self.worker, self.mini = office, engine, worker, mini
        self.url = ""
        self.faults: list[str] = []

    def causes(self, *keys: str) -> None:
        """Let forms be held, and tell everybody."""
        numbers = {
            "contest": "President",
            "station": "School W-1-1-1-1",
            "since_at": "2031-05-04T18:00:00+00:00",
        }
        evidence = ({"href": "/manage/stations/wendera-2031/W-1-1-1-1", "what": "dossier"},)
        found = [
            Cause(
                key, self.mini.areas["W-1-1-1"], severity=severity, numbers=numbers, evidence=evidence,
                place_id=self.mini.areas["W-1"],
            )
            for key, severity in zip(keys, ("critical", "high", "medium", "low", "low"), strict=False)
        ]  # fmt: skip
        with self.worker.begin() as connection:
            sync(connection, self.mini.election_id, "disputed_form", found)
            route_events(connection, mail=True)

    def page(self, browser: Browser, user: str, *, width: int = 1440, theme: str = "light") -> Page:
        """A page of a browser that is signed in."""
        with self.engine.connect() as connection:
            who = text("SELECT user_id FROM users WHERE username = :u")
            user_id = connection.execute(who, {"u": user}).scalar_one()
        cookie = self.office.sign_in(user_id).client.get_cookie(COOKIE)
        assert cookie is not None
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if theme == "dark" else "light"
        )
        context.add_cookies([{"name": COOKIE, "value": cookie.value, "url": self.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        return page


@pytest.fixture
def room(fresh_database: Engine, fresh_database_url: str, tmp_path: Path, browser: Browser) -> Iterator[Room]:
    with fresh_database.begin() as connection:
        mini = make_election(connection, is_test=False)
    office = open_office(fresh_database_url, tmp_path, RATE_LIMIT_SCALE="0")
    add_user(fresh_database, "asha", "admin")
    add_user(fresh_database, "mosi", "manager", scope=[mini.areas["W-1"]])
    add_user(fresh_database, "neema", "manager", scope=[mini.areas["W-1"]])
    worker = make_engine(fresh_database_url, role="matokeo_worker")
    server = make_server("127.0.0.1", 0, office.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made = Room(office, fresh_database, worker, mini)
    made.url = f"http://127.0.0.1:{server.server_port}"
    yield made
    for context in browser.contexts:
        context.close()
    server.shutdown()
    thread.join(timeout=10)
    worker.dispose()
    office.desk.dispose()
    assert made.faults == []


def shot(page: Page, name: str) -> None:
    """Keep a picture for a person to look at."""
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def test_a_manager_takes_puts_to_sleep_and_resolves_alerts_and_nothing_typed_is_lost(
    room: Room, browser: Browser
) -> None:
    room.causes("a", "b", "c", "d")
    page = room.page(browser, "mosi")
    page.goto(f"{room.url}/manage/alerts")
    rows = page.locator(".al-row")
    expect(rows).to_have_count(4)
    shot(page, "queue-1440-light")
    rows.first.get_by_role("button", name="Take it").click()
    expect(rows.first).to_contain_text("With Mosi")
    rows.nth(1).get_by_role("button", name="15 min").click()
    expect(rows).to_have_count(3)
    # A list that was asked for before somebody began to write, and comes after it, takes nothing away.
    held: list[Route] = []
    page.route("**/manage/alerts", lambda route: held.append(route))
    with page.expect_request("**/manage/alerts"):
        page.evaluate("matokeo.pulse.take({alerts: 'before'}); matokeo.pulse.take({alerts: 'after'})")
    again = page.get_by_role("button", name="The list has changed. Show it")
    expect(again).to_be_hidden()
    rows.nth(1).get_by_text("Resolve…").click()
    rows.nth(1).get_by_label("What came of it").fill("Called the presiding officer.")
    for route in held:
        route.continue_()
    page.unroute("**/manage/alerts")
    expect(again).to_be_visible()
    expect(rows.nth(1).get_by_label("What came of it")).to_have_value("Called the presiding officer.")
    again.click()
    expect(again).to_be_hidden()
    expect(rows.nth(1).get_by_label("What came of it")).to_have_value("Called the presiding officer.")
    rows.nth(1).get_by_label("What came of it").fill("")
    # An outcome is required; what was typed stays while the list moves on.
    rows.nth(1).get_by_role("button", name="Resolve", exact=True).click()
    expect(page.locator("#al-said")).to_contain_text("an outcome is required")
    rows.nth(1).get_by_label("What came of it").fill("Called the presiding officer.")
    room.causes("a", "b", "c", "d", "e")
    page.evaluate("matokeo.pulse.take({alerts: 'before'}); matokeo.pulse.take({alerts: 'after'})")
    expect(again).to_be_visible(timeout=15_000)
    expect(rows.nth(1).get_by_label("What came of it")).to_have_value("Called the presiding officer.")
    rows.nth(1).get_by_role("button", name="Resolve", exact=True).click()
    page.goto(f"{room.url}/manage/alerts?status=resolved")
    page.get_by_role("link", name="Form held out for long").click()
    expect(page.get_by_text("Called the presiding officer.").first).to_be_visible()
    expect(page.locator(".al-hist")).to_contain_text("Opened")
    page.get_by_label("Note").fill("<img src=x onerror='window.owned=1'>")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator(".al-note").first).to_contain_text("<img src=x")
    assert page.evaluate("window.owned") is None


def test_rules_are_tried_dry_and_saved_and_the_bell_counts(room: Room, browser: Browser) -> None:
    room.causes("a", "b")
    page = room.page(browser, "asha")
    page.goto(f"{room.url}/notifications")
    expect(page.locator(".nt-one.new")).to_have_count(2)
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.locator(".nt-one.new")).to_have_count(0)
    page.get_by_label("Quiet from").fill("22:00")
    page.get_by_label("until", exact=True).fill("06:00")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#nt-form .said")).to_have_text("Saved.")
    page.goto(f"{room.url}/manage/alerts/rules#rule-disputed_form")
    rule = page.locator("#rule-disputed_form")
    rule.get_by_role("button", name="What would this open?").click()
    expect(rule.locator(".al-would")).to_contain_text("Nothing would open.")
    rule.get_by_label("Open after").fill("45")
    rule.get_by_role("button", name="Save").click()
    expect(rule.locator(".said")).to_have_text("Saved.")
    with room.engine.connect() as owner:
        stored = owner.execute(
            text("SELECT thresholds, route FROM alert_rules WHERE kind = 'disputed_form'")
        ).one()
    assert stored.thresholds == {"minutes": 45}
    assert stored.route["roles"] == ["election_manager", "super_admin"]


def test_pages_reflow_on_a_phone_and_in_the_dark_without_loss(room: Room, browser: Browser) -> None:
    room.causes("a", "b", "c", "d")
    with room.engine.connect() as owner:
        uid = owner.execute(text("SELECT uid FROM alerts ORDER BY alert_id LIMIT 1")).scalar_one()
    paths = {
        "queue": "/manage/alerts",
        "alert": f"/manage/alerts/{uid}",
        "rules": "/manage/alerts/rules#rule-late_area",
        "news": "/notifications",
    }
    for width, theme in (
        (320, "light"),
        (360, "dark"),
        *(((1440, "dark"), (1440, "light")) if SHOTS else ()),
    ):
        page = room.page(browser, "asha", width=width, theme=theme)
        for name, path in paths.items():
            page.goto(room.url + path)
            page.wait_for_load_state("load")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
            found = Axe().run(page)["violations"]
            assert [(one["id"], node["html"][:140]) for one in found for node in one["nodes"]] == [], (
                name,
                width,
            )
            shot(page, f"{name}-{width}-{theme}")
        page.context.close()

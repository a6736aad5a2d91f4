"""A manager's night in a real Chromium, with the worker's chores: what goes wrong is found, taken up, and has an outcome.

A county that is late, a form the rules hold, an incident that escalates, an alert that is resolved, a version that is
held and released. Time is what the forms say: they arrived hours ago.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine, text
from werkzeug.serving import make_server

from dashboard.auth.identity import COOKIE
from dashboard.public import create_public_app
from data.engine import make_engine
from data.incidents.store import add_incidents
from data.keeper.run import all_chores
from data.publish.options import WorkerOptions
from data.published import PublishedStore
from data.records.incidents import IncidentDraft
from tests.integration.publish.desk import Desk, open_desk
from tests.office import Office, add_user, open_office

pytestmark = pytest.mark.browser


def votes(number: int) -> dict[str, int]:
    """Ordinary figures, other ones for each station: the same figures twice would be a finding."""
    return {"asha": 190 + 7 * number % 23, "juma": 150 + 11 * number % 19, "neema": 3 + number % 5}


@dataclass
class Night:
    """The office and the results site on ports of their own, and the worker's work done when the test says so."""

    desk: Desk
    office: Office
    engine: Engine
    worker: Engine
    options: WorkerOptions
    browser: Browser
    people: dict[str, int]
    urls: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def form(self, station: str, *, hours: float = 0, **fields: Any) -> int:
        """Let a station's presidential form arrive so many hours ago."""
        at = datetime.now(UTC) - timedelta(hours=hours)
        number = sorted(self.desk.mini.stations).index(station)
        return self.desk.form(station, "president", votes(number), received_at_utc=at, **fields)

    def keep(self) -> None:
        """Tally and publish, then do every chore of the keeper until there is none; twice, as one works for the other."""
        self.desk.publish()
        for _ in range(2):
            for chore in all_chores(self.options):
                rounds = sum(1 for _ in iter(lambda chore=chore: chore.work(self.worker), False))
                assert rounds < 100, f"{chore.name} comes to no end"

    def one(self, statement: str, **values: Any) -> Any:
        with self.engine.connect() as connection:
            return connection.execute(text(statement), values).scalar_one()

    def run(self, statement: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(text(statement))

    def sit(self, person: str, path: str, *, width: int = 1440) -> Page:
        """Open a page of the office as a person."""
        context = self.browser.new_context(viewport={"width": width, "height": 900})
        cookie = self.office.sign_in(self.people[person]).client.get_cookie(COOKIE)
        assert cookie is not None
        context.add_cookies([{"name": COOKIE, "value": cookie.value, "url": self.urls["office"]}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda m: self.faults.append(m.text) if m.type == "error" else None)
        page.goto(self.urls["office"] + path)
        return page

    def read(self, path: str) -> Page:
        """Open a page of the results site as anybody."""
        page = self.browser.new_context().new_page()
        page.goto(self.urls["public"] + path)
        return page


def _serve(stack: ExitStack, server: Any) -> str:
    made = make_server("127.0.0.1", 0, server, threaded=True)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    stack.callback(thread.join, 10)
    stack.callback(made.shutdown)
    return f"http://127.0.0.1:{made.server_port}"


@pytest.fixture
def night(
    fresh_database: Engine, fresh_database_url: str, tmp_path: Path, browser: Browser
) -> Iterator[Night]:
    desk = open_desk(fresh_database, tmp_path / "store")
    office = open_office(fresh_database_url, tmp_path, RATE_LIMIT_SCALE="0")
    root = desk.mini.areas["W"]
    people = {name: add_user(fresh_database, name, "manager", scope=[root]) for name in ("mosi", "neema")}
    people["otieno"] = add_user(
        fresh_database, "otieno", "observer", stations=[desk.mini.stations["W-2-1-1-4"]]
    )
    worker = make_engine(fresh_database_url, role="matokeo_worker")
    options = WorkerOptions(fresh_database_url, tmp_path / "store", tmp_path / "publish.key", None)
    made = Night(desk, office, fresh_database, worker, options, browser, people)
    with ExitStack() as stack:
        made.urls["office"] = _serve(stack, office.server)
        store = PublishedStore(office.settings.store, recheck_s=0)
        made.urls["public"] = _serve(stack, create_public_app(office.settings, store).server)
        yield made
        for context in browser.contexts:
            context.close()
    worker.dispose()
    office.desk.dispose()
    assert made.faults == []


@pytest.fixture
def evening(night: Night) -> Night:
    """The evening after the vote: one county is in; of the other, three of four stations of each ward came three hours
    ago, and then nothing."""
    night.run("UPDATE elections SET election_date = current_date - 1")
    for station in sorted(night.desk.mini.stations):
        if station.startswith("W-1") or not station.endswith("-4"):
            night.form(station, hours=3)
    # Small numbers for a small country, and no waiting for an alert to open or close.
    night.run("""UPDATE alert_rules SET thresholds = '{"share_pct": 10, "stations": 3}', for_min = 0, clear_min = 0
                 WHERE kind = 'late_area'""")
    night.keep()
    return night


def _alert(page: Page, words: str) -> Any:
    return page.locator(".al-row", has_text=words)


def _eventually(happened: Callable[[], bool], page: Page) -> None:
    for _ in range(100):
        if happened():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never happened")


def test_a_late_county_is_seen_taken_up_called_and_its_alert_ends_when_the_forms_come(evening: Night) -> None:
    page = evening.sit("mosi", "/manage?view=matrix")
    row = page.locator("tr", has_text="County W-2")
    expect(row).to_contain_text("4 late")
    expect(page.locator("tr", has_text="County W-1")).not_to_contain_text("late")

    page.goto(evening.urls["office"] + "/manage/alerts")
    late = _alert(page, "County W-2")
    expect(late).to_have_count(1)
    late.get_by_role("button", name="Take it").click()
    expect(late).to_contain_text("With Mosi")

    page.goto(evening.urls["office"] + "/manage/stations/wendera-2031/W-2-1-1-4")
    expect(page.locator("main")).to_contain_text("Otieno")
    page.locator("select[name=kind]").select_option("no_answer")
    page.locator("[name=note]").fill("No answer, the line is dead.")
    page.get_by_role("button", name="Write down").click()
    expect(page.locator("main")).to_contain_text("No answer, the line is dead.")
    assert evening.one("SELECT count(*) FROM station_contacts") == 1

    for number in ("1-1", "1-2", "2-1", "2-2"):
        evening.form(f"W-2-{number}-4")
    evening.keep()
    row = "SELECT {} FROM alerts WHERE kind = 'late_area'"
    assert evening.one(row.format("status::text")) == "resolved"
    assert evening.one(row.format("cause_gone_at_utc IS NOT NULL AND resolved_by IS NULL"))
    page.goto(evening.urls["office"] + "/manage/alerts")
    expect(_alert(page, "County W-2")).to_have_count(0)


def test_a_form_the_rules_hold_waits_for_a_person_who_lets_it_count_with_a_reason(evening: Night) -> None:
    evening.run("UPDATE alert_rules SET thresholds = '{\"minutes\": 0}' WHERE kind = 'disputed_form'")
    evening.form("W-2-1-1-4", hours=1, registered_voters=300)
    evening.keep()
    page = evening.sit("mosi", "/manage?state=held", width=800)
    held = page.locator("main", has_text="School W-2-1-1-4")
    expect(held).to_contain_text("More votes than registered voters")
    page.goto(evening.urls["office"] + "/manage/alerts?kind=disputed_form")
    expect(_alert(page, "School W-2-1-1-4")).to_have_count(1)

    uid = evening.one("SELECT uid FROM result_forms WHERE state = 'disputed'")
    page.goto(f"{evening.urls['office']}/manage/verify/{uid}")
    page.locator("input[value=release]").check()
    page.locator("#vf-reason").fill("The register was corrected on the day; the paper shows both.")
    page.get_by_role("button", name="Send the decision").click()
    page.wait_for_url("**/manage/verify?queue=*")
    evening.keep()
    assert (
        evening.one(
            "SELECT b.state::text FROM station_board b JOIN result_forms f USING (form_id) WHERE f.uid = :u",
            u=uid,
        )
        != "held"
    )
    assert evening.one("SELECT status::text FROM alerts WHERE kind = 'disputed_form'") == "resolved"
    page.goto(f"{evening.urls['office']}/manage/stations/wendera-2031/W-2-1-1-4")
    expect(page.locator("main")).to_contain_text("Let count")


def test_an_incident_nobody_took_up_escalates_is_given_and_ends_with_its_alert(evening: Night) -> None:
    then = datetime.now(UTC) - timedelta(hours=2)
    draft = IncidentDraft(
        uid=uuid4(), category="violence", severity="high", description="Stones are thrown at the gate.",
        happened_at=then, reported_at=then, station_id=evening.desk.mini.stations["W-2-1-1-4"],
        reported_by=evening.people["otieno"],
    )  # fmt: skip
    with evening.engine.begin() as connection:
        add_incidents(connection, evening.desk.mini.election_id, [draft])
    evening.keep()
    page = evening.sit("mosi", "/manage/alerts?kind=incident_critical")
    alert = page.locator(".al-row")
    expect(alert).to_have_count(1)
    alert.get_by_role("link", name="The incident").click()
    expect(page.locator("main")).to_contain_text("Stones are thrown at the gate.")
    expect(page.locator("main")).to_contain_text("Escalated", ignore_case=True)
    page.locator("#ic-user").select_option(label="Mosi")
    with page.expect_navigation():
        page.get_by_role("button", name="Give").click()
    for status, note in (
        ("investigating", "Police are on the way."),
        ("resolved", "Calm again, counting goes on."),
    ):
        page.locator("#status").select_option(status)
        page.locator("#step-note").fill(note)
        with page.expect_navigation():
            page.get_by_role("button", name="Add", exact=True).click()
    evening.keep()
    assert evening.one("SELECT status::text FROM alerts WHERE kind = 'incident_critical'") == "resolved"
    assert evening.one("SELECT assigned_to FROM incidents") == evening.people["mosi"]


def test_an_alert_is_resolved_by_hand_with_an_outcome_and_its_manager_reads_the_news(evening: Night) -> None:
    page = evening.sit("neema", "/manage/alerts")
    expect(page.locator("[data-bell]")).to_have_attribute("data-bell", "1")
    late = _alert(page, "County W-2")
    late.get_by_text("Resolve…").click()
    late.get_by_label("What came of it").fill(
        "Roads are flooded; the county sends its forms by boat at dawn."
    )
    late.get_by_role("button", name="Resolve", exact=True).click()
    expect(_alert(page, "County W-2")).to_have_count(0)
    evening.keep()
    row = "SELECT {} FROM alerts WHERE kind = 'late_area' ORDER BY alert_id DESC LIMIT 1"
    assert evening.one(row.format("resolved_by")) == evening.people["neema"]
    page.goto(evening.urls["office"] + "/notifications")
    expect(page.locator("main")).to_contain_text("County W-2")


def test_a_held_version_keeps_readers_where_they_are_until_it_is_released(evening: Night) -> None:
    reader = evening.read("/results/wendera-2031/president")
    before = reader.locator("main").inner_text()
    page = evening.sit("mosi", "/manage/publish")
    page.get_by_label("Reason, shown to the public").fill("Two forms of one ward are looked at")
    page.get_by_role("button", name="Hold publication …").click()
    page.get_by_role("button", name="Yes, do it").click()
    expect(page.locator("#pb-live h2")).to_have_text("▲ Publication is held")
    version = evening.one("SELECT max(version) FROM versions")
    evening.form("W-2-1-1-4")
    evening.keep()
    held = evening.read("/results/wendera-2031/president")
    expect(held.locator("body")).to_contain_text("Two forms of one ward are looked at")
    assert evening.one("SELECT max(version) FROM versions") == version, "nothing new is public"

    page.reload()
    page.get_by_label("Reason, for the audit log").first.fill("Both forms are right")
    page.get_by_role("button", name="Release publication …").click()
    page.get_by_role("button", name="Yes, do it").click()
    expect(page.locator("#pb-live h2")).to_have_text("The public version follows the count")
    evening.keep()
    _eventually(lambda: evening.one("SELECT max(version) FROM versions") > version, page)
    after = evening.read("/results/wendera-2031/president")
    expect(after.locator("body")).not_to_contain_text("Two forms of one ward are looked at")
    assert after.locator("main").inner_text() != before

"""Provenance in a real browser: the slider by keyboard and without scripts, a station's history, a page of a past version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, serve
from tests.store_country import Station
from tests.store_factory import StoreFactory

E = "fx-2026"
VERSIONS = 5


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, StoreFactory]]:
    factory = StoreFactory(Path(tmp_path_factory.mktemp("store")))
    for _ in range(VERSIONS):
        factory.publish(7)
    url, process = serve(factory.root)
    yield url, factory
    process.terminate()
    process.wait(timeout=20)


def corrected(factory: StoreFactory) -> Station:
    for ward in (area for area in factory.country.areas if area.level == 3):
        told = [station for station in ward.stations if factory.country.reported(station)]
        if told and told[0].state == "verified":
            return told[0]
    pytest.fail("the factory made no such station")


def text_of(page: Page, selector: str) -> str:
    return re.sub(r"\s+", " ", page.locator(selector).inner_text())


def test_the_slider_goes_by_keyboard_and_the_panel_follows(
    served: tuple[str, StoreFactory], open_page: OpenPage
) -> None:
    page = open_page(f"{served[0]}/changes/{E}")
    assert f"Version {VERSIONS} of" in text_of(page, "#past")
    page.locator("#past-at").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#past h3")).to_contain_text(f"Version {VERSIONS - 2} of")
    expect(page.locator("#past-said")).to_have_text(str(VERSIONS - 2))
    assert "Version 3 of" in (page.locator("#past-at").get_attribute("aria-valuetext") or "")
    assert "at=3" in page.url, "the address can be handed on"
    page.keyboard.press("End")
    expect(page.locator("#past h3")).to_contain_text(f"Version {VERSIONS} of")
    expect(page).to_have_url(re.compile(r"/changes/fx-2026$"))


def test_without_scripts_the_slider_is_a_form(served: tuple[str, StoreFactory], open_page: OpenPage) -> None:
    page = open_page(f"{served[0]}/changes/{E}", java_script_enabled=False)
    page.locator("#past-at").focus()
    page.keyboard.press("Home")
    page.get_by_role("button", name="Show", exact=True).click()
    assert "at=1" in page.url
    assert "Version 1 of" in text_of(page, "#past")


def test_a_reader_at_a_past_version_stays_there_when_a_new_one_comes(
    served: tuple[str, StoreFactory], open_page: OpenPage
) -> None:
    url, factory = served
    page = open_page(f"{url}/changes/{E}?at=2")
    pinned = open_page(f"{url}/results/{E}/president?version=2")
    before = text_of(pinned, "main")
    factory.publish(3)
    expect(page.locator("ol.versions h3").first).to_contain_text(f"Version {factory.version}", timeout=20_000)
    assert "Version 2 of" in text_of(page, "#past")
    expect(page.locator("#past-at")).to_have_attribute("max", str(factory.version))
    assert text_of(pinned, "main") == before


def test_a_past_page_cannot_be_taken_for_the_newest(
    served: tuple[str, StoreFactory], open_page: OpenPage
) -> None:
    page = open_page(f"{served[0]}/results/{E}/president?version=2", width=360, height=640)
    banner = page.locator("aside.past")
    expect(banner).to_contain_text("This is version 2 of")
    box = banner.bounding_box()
    assert box is not None
    assert box["y"] + 40 < 640, "it is on the first screen of a phone"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("main a[href*='/results/']").first.click()
    expect(page.locator("aside.past")).to_contain_text("This is version 2 of")
    page.locator("aside.past a").first.click()
    expect(page.locator("aside.past")).to_have_count(0)


def test_a_form_opens_to_its_history_with_scripts_and_without(
    served: tuple[str, StoreFactory], open_page: OpenPage
) -> None:
    url, factory = served
    address = f"{url}/stations/{E}/{corrected(factory).code}"
    for options in ({}, {"java_script_enabled": False}):
        page = open_page(address, width=320, **options)
        assert not page.locator("ol.revs").first.is_visible()
        page.locator("details.prov summary").first.click()
        expect(page.locator("ol.revs").first).to_be_visible()
        expect(page.locator("details.prov").first).to_contain_text("Entered by an observer")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    photo = page.locator("a.shot img").first
    photo.scroll_into_view_if_needed()
    expect(photo).to_have_js_property("complete", True) if not options else None


def test_every_new_target_is_large_enough_for_a_finger(
    served: tuple[str, StoreFactory], open_page: OpenPage
) -> None:
    page = open_page(f"{served[0]}/stations/{E}/{corrected(served[1]).code}", width=360)
    assert page.locator("details.prov summary").first.evaluate("e => e.getBoundingClientRect().height") >= 44
    page = open_page(f"{served[0]}/changes/{E}", width=360)
    for selector in ("#past-at", ".past-form button"):
        assert page.locator(selector).evaluate("e => e.getBoundingClientRect().height") >= 44, selector

"""The map answers to mouse, touch and keyboard, agrees with the table and the card, and changes measure."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, Site

_CENTRE = """(name) => {
  const paths = [...document.querySelectorAll('.livemap path.area')];
  const rows = [...document.querySelectorAll('.mapslot > svg .area')];
  const at = rows.findIndex((r) => r.dataset.c === name);
  const code = paths.find((p) => { const a = p.getBoundingClientRect(), b = rows[at].getBoundingClientRect();
    return Math.abs(a.left - b.left) < 3 && Math.abs(a.top - b.top) < 3 && Math.abs(a.right - b.right) < 3; });
  const box = code.getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2];
}"""


def test_hover_shows_the_card_of_the_area_and_marks_its_row(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.contest(), height=1400)
    x, y = page.evaluate(_CENTRE, "005")
    page.mouse.move(x, y)
    expect(page.locator("#area-panel h3")).to_have_text("Embele")
    expect(page.locator("tr.on td.nm")).to_have_text("Embele")
    page.hover("tr[data-c='002'] td.nm")
    expect(page.locator("#area-panel h3")).to_have_text("Belo Highlands")
    assert page.locator(".livemap path.area.on").count() == 1


def test_click_drills_down_to_the_area(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.contest(), height=1400)
    x, y = page.evaluate(_CENTRE, "006")
    page.mouse.move(x, y)
    page.mouse.click(x, y)
    page.wait_for_url(re.compile(r"/president/006$"))
    assert "Fasha Plains" in page.inner_text("h1")


def test_a_tap_chooses_first_and_opens_second(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.contest(), width=390, height=900, has_touch=True, is_mobile=True)
    page.locator(".mapslot").scroll_into_view_if_needed()
    x, y = page.evaluate(_CENTRE, "006")
    page.touchscreen.tap(x, y)
    expect(page.locator("#area-panel h3")).to_have_text("Fasha Plains")
    assert page.url.endswith("/president")
    page.locator(".mapslot").scroll_into_view_if_needed()
    x, y = page.evaluate(_CENTRE, "006")
    page.touchscreen.tap(x, y)
    page.wait_for_url(re.compile(r"/president/006$"))


def test_keyboard_walks_over_areas_in_one_tab_stop_and_enter_opens(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.contest(), height=1400)
    page.focus(".livemap")
    names = []
    for key in ("ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown"):
        before = page.inner_text("tr.on td.nm")
        page.keyboard.press(key)
        page.wait_for_timeout(150)
        names.append((before, page.inner_text("tr.on td.nm")))
    assert len({after for _, after in names}) >= 3
    chosen = page.get_attribute("tr.on", "data-c")
    assert page.url.endswith(f"?at={chosen}")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/president/{chosen}$"))


def test_tab_passes_the_map_in_one_step(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.contest(), height=1400)
    page.focus(".livemap")
    page.keyboard.press("Tab")
    assert not page.evaluate("document.querySelector('.mapslot').contains(document.activeElement)")


def test_a_measure_changes_map_legend_and_address_without_a_reload(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.contest(), height=1400)
    page.evaluate("window.stays = true")
    fills = "[...document.querySelectorAll('.livemap path.area')].map((p) => p.getAttribute('fill')).join()"
    before = page.evaluate(fills)
    page.click("a[data-measure=counted]")
    expect(page.locator("a[data-measure=counted]")).to_have_attribute("aria-current", "true")
    page.wait_for_url(re.compile("measure=counted"))
    assert page.evaluate(fills) != before
    expect(page.locator("#h-map")).to_contain_text("counted")
    page.click("a[data-measure=votes]")
    expect(page.locator(".livemap path.bubble")).to_have_count(11)
    version = site.publish(0.5)
    expect(page.locator("#foot")).to_contain_text(f"version {version}")
    expect(page.locator("a[data-measure=votes]")).to_have_attribute("aria-current", "true")
    page.click("a[data-measure=leader]")
    expect(page.locator(".livemap path.bubble")).to_have_count(0)
    assert "measure" not in page.url
    assert page.evaluate("window.stays") is True


def test_a_chosen_area_stays_chosen_with_new_figures(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.contest(), height=1400)
    page.hover("tr[data-c='011'] td.nm")
    expect(page.locator("#area-panel h3")).to_have_text("Kasumba")
    before = page.inner_text("#area-panel")
    version = site.publish(0.9)
    expect(page.locator("#foot")).to_contain_text(f"version {version}")
    expect(page.locator("#area-panel h3")).to_have_text("Kasumba")
    expect(page.locator("#area-panel")).not_to_have_text(before)
    assert page.locator("tr.on").get_attribute("data-c") == "011"


def test_the_page_scrolls_under_the_wheel_and_zooms_with_plus_and_escape(
    site: Site, open_page: OpenPage
) -> None:
    page = open_page(site.contest(), height=900)
    page.locator(".mapslot").scroll_into_view_if_needed()
    box = page.locator(".mapslot").bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 100)
    top = page.evaluate("scrollY")
    page.mouse.wheel(0, 300)
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") > top
    width = """(() => { const [a, b] = [...document.querySelectorAll('.maplabel')].map((n) => n.getBoundingClientRect());
      return Math.hypot(a.left - b.left, a.top - b.top); })()"""
    small = page.evaluate(width)
    page.focus(".livemap")
    page.keyboard.press("+")
    page.wait_for_timeout(200)
    assert page.evaluate(width) > small * 1.5
    page.keyboard.press("Escape")
    page.wait_for_timeout(200)
    assert abs(page.evaluate(width) - small) < 2


def test_search_finds_misspelt_places_by_keyboard(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.contest())
    page.fill("#place-search", "kasumba")
    expect(page.locator("#place-search-list [role=option]").first).to_contain_text("Kasumba")
    page.fill("#place-search", "kasunba")
    expect(page.locator("#place-search-list [role=option]").first).to_contain_text("Kasumba")
    assert page.get_attribute("#place-search", "aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#place-search", "aria-activedescendant") == "place-option-0"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/president/011$"))
    page.fill("#place-search", "zzzzqqq")
    expect(page.locator("#place-search-list")).to_contain_text("No such place")
    page.keyboard.press("Escape")
    assert page.get_attribute("#place-search", "aria-expanded") == "false"


def test_columns_sort_both_ways_and_unreported_areas_stay_last(site: Site, open_page: OpenPage) -> None:
    site.publish(0.06)
    site.until_served()
    page = open_page(site.contest())
    unreported = page.locator("tr.nr").count()
    assert unreported > 0
    for _ in range(2):
        page.click("table.t thead th:nth-child(6) button")
        states = page.eval_on_selector_all(
            "table.t tbody tr", "rows => rows.map((r) => r.classList.contains('nr'))"
        )
        assert states == [False] * (len(states) - unreported) + [True] * unreported
    values = page.eval_on_selector_all(
        "table.t tbody tr:not(.nr)",
        "rows => rows.map((r) => Number(r.cells[5].textContent.replace(/,/g, '')))",
    )
    assert values == sorted(values) or values == sorted(values, reverse=True)

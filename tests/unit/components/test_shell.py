"""The frame of the pages and their addresses."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from components import shell
from components.i18n import get_translator
from components.markup import to_html
from components.urls import UrlBuilder
from data.records import Hold
from tests import factories
from tests.unit.components.test_contest_page import words

EN, SW = get_translator("en"), get_translator("sw")
STATUS = {
    "pre-election": "BEFORE POLLS CLOSE",
    "unofficial-partial": "NOT FINAL · partial count",
    "unofficial-complete": "ALL STATIONS COUNTED · unofficial",
    "certified": "CERTIFIED",
    "correction": "CORRECTED 4 May",
    "recount": "RECOUNT",
}


@pytest.mark.parametrize("status", STATUS)
def test_each_status_is_a_flag_in_words(status: str) -> None:
    flag = to_html(shell.status_flag(EN, status, "4 May"))
    assert words(flag) == STATUS[status]
    assert ("solid" in flag) is (status in ("certified", "correction"))


def test_a_rehearsal_wears_the_tape_and_nothing_else_does() -> None:
    tape = shell.tape(EN, True)
    assert tape is not None
    assert words(to_html(tape)) == "REHEARSAL. Test figures, not results of any election."
    assert shell.tape(EN, False) is None
    assert shell.page_title(EN, "President", True).startswith("REHEARSAL · ")
    assert "REHEARSAL" not in shell.page_title(EN, "President", False)


def test_the_language_switch_keeps_the_address() -> None:
    page = to_html(shell.masthead(EN, UrlBuilder(), election="e", here="/results/e/c?at=001&lang=en"))
    assert 'href="/results/e/c?at=001&amp;lang=sw"' in page
    assert 'href="/results/e/c?at=001"' in page
    assert re.search(r'<a[^>]*aria-current="true"[^>]*>EN</a>', page)


def test_the_stale_banner_is_hidden_until_the_page_finds_its_figures_old() -> None:
    view = factories.contest_view()
    banner = to_html(shell.stale_banner(EN, view.clock, view.pointer))
    assert " hidden" in banner
    assert 'role="alert"' in banner
    assert 'data-after="300"' in banner
    assert "20:50" in words(banner)
    assert " hidden" not in to_html(shell.stale_banner(EN, view.clock, view.pointer, stale=True))


def test_a_held_publication_is_said_with_its_reason() -> None:
    pointer = factories.contest_view().pointer
    assert shell.hold_banner(EN, pointer) is None
    held = shell.hold_banner(EN, replace(pointer, hold=Hold(mode="hold", reason="Checking county 006")))
    assert held is not None
    assert "Publication is held. Checking county 006" in words(to_html(held))
    back = shell.hold_banner(EN, replace(pointer, hold=Hold(mode="rolled_back")))
    assert back is not None
    assert "An earlier version is shown" in words(to_html(back))


def test_tabs_show_how_far_each_contest_is() -> None:
    view = factories.contest_view()
    lines = [
        view.index.contests[0],
        replace(factories.index_of(factories.governors()).contests[0], races=1450, races_reported=0),
    ]
    index = factories.index_of(view.document, contests=lines)
    page = to_html(shell.tabs(EN, view.urls, index, "president", view.document.area))
    assert "27% counted" in words(page)
    assert "0 of 1,450 races" in words(page)
    assert page.count('aria-current="page"') == 1


def test_tabs_keep_the_area_only_where_the_contest_has_it() -> None:
    view = factories.contest_view(factories.county())
    index = replace(view.index, documents={"president/006": 3})
    assert 'href="/results/zamia-2031/president/006"' in to_html(
        shell.tabs(EN, view.urls, index, "president", view.document.area)
    )
    index = replace(view.index, documents={})
    assert 'href="/results/zamia-2031/president"' in to_html(
        shell.tabs(EN, view.urls, index, "president", view.document.area)
    )


def test_the_search_is_a_form_that_works_without_script() -> None:
    page = to_html(shell.search_form(SW, UrlBuilder("sw"), "zamia-2031"))
    assert 'action="/search"' in page
    assert 'name="q"' in page
    assert 'name="lang" value="sw"' in page
    assert 'role="combobox"' in page
    assert '<label for="place-search"' in page or re.search(r'<label[^>]*for="place-search"', page)


def test_the_breadcrumb_leads_up_and_ends_here() -> None:
    view = factories.contest_view(factories.ward())
    page = to_html(shell.crumb(EN, view.urls, view.document))
    assert 'href="/results/zamia-2031/president/006-0"' in page
    assert 'href="/results/zamia-2031/president"' in page
    assert re.search(r'aria-current="page">Lowenna Ward<', page)


def test_the_footer_says_what_the_figures_are() -> None:
    view = factories.contest_view()
    text = words(to_html(shell.footer(EN, view.urls, election="zamia-2031", document=view.document)))
    assert "They are not the declared result." in text
    assert "9 forms that look impossible are held out and listed." in text
    certified = replace(view.document, status="certified")
    text = words(to_html(shell.footer(EN, view.urls, document=certified)))
    assert "not the declared result" not in text


def test_words_for_scripts_keep_their_fields() -> None:
    strings = shell.script_strings(SW)
    assert strings["minutes"] == "dakika {n} zilizopita"
    assert "{age}" in strings["live"]


def test_addresses_are_those_that_others_rely_on() -> None:
    urls = UrlBuilder("en", "ZM")
    assert urls.contest("e", "president", "ZM") == "/results/e/president"
    assert (
        urls.contest("e", "president", "001", "forms", measure="votes")
        == "/results/e/president/001?measure=votes#forms"
    )
    assert urls.station("e", "0/1 a") == "/stations/e/0%2F1%20a"
    assert urls.turnout("e", "001") == "/turnout/e/001"
    assert urls.changes("e") == "/changes/e"
    assert urls.document("e", 812, "president", "001") == "/data/e/v812/president/001.json"
    assert urls.fragment("e", 812, "president", "001") == "/fragment/e/v812/president/001.en.json"
    assert urls.geometry("ab") == "/data/geo/ab.json"
    assert urls.lite("e", "president", "ZM") == "/lite/e/president"
    assert urls.cdf("e", "xml") == "/api/v1/elections/e/export/cdf.xml"


def test_swahili_readers_stay_in_swahili() -> None:
    urls = UrlBuilder("sw", "ZM")
    assert urls.contest("e", "president") == "/results/e/president?lang=sw"
    assert urls.home("e") == "/?election=e&lang=sw"
    assert urls.fragment("e", 1, "p", "a").endswith(".sw.json")
    assert urls.in_language("en").contest("e", "p") == "/results/e/p"


def test_a_hostile_query_is_quoted() -> None:
    assert UrlBuilder().search('"><script>') == "/search?q=%22%3E%3Cscript%3E"

"""Overview, station, turnout, changes, search, data and about: each with its hard states."""

from __future__ import annotations

import dataclasses
import re
from itertools import pairwise

import pytest
from dash.development.base_component import Component
from msgspec.structs import replace

from components.about import about_figures
from components.changes import ChangesView, changes_figures, changes_headline, changes_summary
from components.datapage import DataView, datapage_figures
from components.i18n import get_translator
from components.markup import to_html
from components.overview import OverviewView, overview_figures, overview_headline, overview_summary
from components.search import SearchView, search_figures
from components.station import StationView, station_figures, station_headline, station_summary
from components.turnout import turnout_figures, turnout_headline, turnout_summary
from components.urls import UrlBuilder
from data.records import FormRevision, HeldForms, PublicForm, ResultsDocument, StationPlace
from tests import factories
from tests.unit.components.test_contest_page import words
from tests.unit.components.test_markup import HOSTILE


def overview(lang: str = "en", **documents: ResultsDocument) -> OverviewView:
    """Make the view of an overview."""
    shown = documents or {
        "president": factories.country(),
        "governor": factories.governors(),
        "assembly": factories.assembly(),
    }
    first = next(iter(shown.values()))
    index = factories.index_of(first, contests=[factories.index_of(d).contests[0] for d in shown.values()])
    lead = factories.contest_view(first, lang=lang, index=index)
    return OverviewView(
        index=index, pointer=lead.pointer, t=lead.t, urls=lead.urls, documents=shown, lead=lead
    )


def station(number: int, lang: str = "en", held: bool = False) -> StationView:
    """Make the view of one of the ward's stations."""
    ward = factories.ward()
    row = ward.children[number]
    lead = factories.contest_view(ward, lang=lang)
    forms = tuple(replace(f, station=replace(f.station, code=row.code)) for f in factories.held().forms[:1])
    return StationView(
        index=lead.index,
        pointer=lead.pointer,
        t=lead.t,
        urls=lead.urls,
        station=StationPlace(code=row.code, name=row.name, area=ward.area.code, registered=row.registered),
        path=(*ward.area.path, ward.area),
        documents={"president": ward},
        held=forms if held else (),
    )


def changes(lang: str = "en", held: HeldForms | None = None) -> ChangesView:
    """Make the view of the list of versions."""
    lead = factories.contest_view(lang=lang)
    return ChangesView(
        index=lead.index,
        pointer=lead.pointer,
        t=lead.t,
        urls=lead.urls,
        changes=factories.changes(),
        held=held,
    )


def everything(lang: str) -> dict[str, Component]:
    """Draw every page that is not a contest's."""
    t, urls = get_translator(lang), UrlBuilder(lang, "ZM")
    view = factories.contest_view(lang=lang)
    turnout = factories.contest_view(
        factories.with_turnout(factories.country()), lang=lang, measure="turnout"
    )
    return {
        "overview": overview_figures(overview(lang)),
        "station": station_figures(station(0, lang)),
        "held": station_figures(station(3, lang, held=True)),
        "missing": station_figures(station(4, lang)),
        "turnout": turnout_figures(turnout),
        "turnout unknown": turnout_figures(factories.contest_view(lang=lang, measure="turnout")),
        "changes": changes_figures(changes(lang, factories.held())),
        "search": search_figures(
            SearchView(index=view.index, t=t, urls=urls, query="x", found=factories.found())
        ),
        "search empty": search_figures(
            SearchView(index=view.index, t=t, urls=urls, query="x", found=factories.Found())
        ),
        "search new": search_figures(SearchView(index=view.index, t=t, urls=urls, query="")),
        "data": datapage_figures(DataView(t=t, urls=urls, index=view.index, pointer=view.pointer)),
        "data without election": datapage_figures(DataView(t=t, urls=urls)),
        "about": about_figures(t, urls),
    }


@pytest.mark.parametrize("lang", ["en", "sw"])
@pytest.mark.parametrize("name", list(everything("en")))
def test_every_page_draws_with_one_headline_and_ordered_headings(name: str, lang: str) -> None:
    page = to_html(everything(lang)[name])
    levels = [int(n) for n in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "{" not in words(page)
    assert "None" not in words(page)


def test_the_overview_gives_the_headline_of_the_first_contest_and_links_to_it() -> None:
    page = to_html(overview_figures(overview()))
    assert overview_headline(overview()) in words(page)
    assert overview_summary(overview()).startswith("General election of Zamia")
    assert 'href="/results/zamia-2031/president"' in page
    assert "3 contests · 27,370 stations" in words(page)


def test_a_contest_without_forms_is_a_card_with_words_not_an_empty_chart() -> None:
    view = overview(president=factories.country(), governor=factories.governors(reported=0))
    text = words(to_html(overview_figures(view)))
    assert "Not reported yet" in text
    assert "0 of 24 races have a form" in text


def test_seats_are_led_in_not_won() -> None:
    text = words(to_html(overview_figures(overview())))
    assert "80of 120 seatshave a leader" in text
    assert "won" not in text


def test_an_overview_of_nothing_says_so() -> None:
    view = overview()
    empty = OverviewView(
        index=view.index, pointer=view.pointer, t=view.t, urls=view.urls, documents={}, lead=None
    )
    assert "No contest has been published yet" in words(to_html(overview_figures(empty)))


def test_a_stations_card_says_the_state_in_words() -> None:
    text = words(to_html(station_figures(station(0))))
    assert "A second, independent person agreed with the entry." in text
    assert "Delphine Imara" in text
    assert "not stated" in text  # rejected ballots are unknown, not 0
    assert station_headline(station(0)) == "Lowenna Primary School 1: 1 of 1 form is counted"
    assert "Lowenna Ward" in station_summary(station(0))


def test_a_held_form_says_why_and_that_it_is_not_in_the_totals() -> None:
    text = words(to_html(station_figures(station(3, held=True))))
    assert "▲ More votes than registered voters." in text
    assert "731 votes are more than the 700 registered voters." in text
    assert "In the totalsno" in text


def test_withheld_figures_are_said_to_wait_for_a_second_person_and_unstated_ones_are_not() -> None:
    seen = station(0)
    row = seen.row("president")
    assert row is not None
    document = seen.documents["president"]
    waiting = replace(row, valid=None, cast=None, votes={}, state="preliminary")
    children = tuple(waiting if child is row else child for child in document.children)
    revision = FormRevision(
        revision=1, state="preliminary", received_at=None, valid=None, rejected=None, cast=None, registered=None,
        votes={}, withheld=True,
    )  # fmt: skip
    form = PublicForm(
        contest="president", source="34a", counting=True, station=row.code, revisions=(revision,)
    )
    documents = {"president": replace(document, children=children)}
    text = words(to_html(station_figures(dataclasses.replace(seen, documents=documents, forms=(form,)))))
    assert "The figures are shown once a second person has entered the same." in text
    assert "Valid votesnot shown yet" in text
    assert "Valid votesnot stated" not in text
    told = replace(form, revisions=(replace(revision, withheld=False),))
    text = words(to_html(station_figures(dataclasses.replace(seen, forms=(told,)))))
    assert "The figures are shown once" not in text
    assert "Rejected ballotsnot stated" in text


def test_a_station_without_a_form_has_no_figures() -> None:
    text = words(to_html(station_figures(station(4))))
    assert "No form of this station is in" in text
    assert "%" not in text


def test_turnout_is_shown_with_how_much_is_counted() -> None:
    view = factories.contest_view(factories.with_turnout(factories.country()), measure="turnout")
    assert turnout_headline(view) == "Zamia: turnout 58.3%, 27% of stations counted"
    assert "Ballots cast" in turnout_summary(view)
    assert "4,000,000 registered voters" in words(to_html(turnout_figures(view)))


def test_unknown_turnout_has_no_map_and_no_zero() -> None:
    view = factories.contest_view(measure="turnout")
    page = to_html(turnout_figures(view))
    assert turnout_headline(view) == "Zamia: turnout is not stated on the forms, 27% of stations counted"
    assert "mapslot" not in page
    assert "0.0%" not in words(page)


def test_turnout_before_any_form_is_not_reported() -> None:
    view = factories.contest_view(factories.country(counted=0), measure="turnout")
    assert turnout_headline(view) == "Zamia: turnout not reported yet"


def test_each_version_has_its_digest_its_reason_and_what_it_changed() -> None:
    page = to_html(changes_figures(changes(held=factories.held())))
    text = words(page)
    assert "9f" * 32 in text
    assert "Form 006004 was typed with an extra digit." in text
    assert "7,210 → 7,379 forms counted" in text
    assert "/data/zamia-2031/v811/manifest.json" in page
    assert 'href="/changes/zamia-2031?before=808"' in page
    assert "2 forms held out" in text
    assert "Every figure is zero" in text
    assert changes_headline(changes()) == "Version 812 of 20:50 EAT, 4 May 2031"
    assert "manifest" in changes_summary(changes())


def test_no_held_forms_is_said() -> None:
    empty = HeldForms(election="x", version=812, forms=())
    assert "No form is held out of this version." in words(to_html(changes_figures(changes(held=empty))))


def test_search_groups_what_it_found_and_links_to_it() -> None:
    page = to_html(everything("sw")["search"])
    assert 'href="/results/zamia-2031/president/003?lang=sw"' in page
    assert 'href="/stations/zamia-2031/0030042?lang=sw"' in page


@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_question_is_only_shown(query: str) -> None:
    view = factories.contest_view()
    page = to_html(
        search_figures(
            SearchView(index=view.index, t=view.t, urls=view.urls, query=query, found=factories.Found())
        )
    )
    assert "<script" not in page
    assert "<img" not in page


def test_the_data_page_tells_how_to_check_this_version() -> None:
    view = factories.contest_view()
    data = DataView(
        t=view.t, urls=view.urls, index=view.index, pointer=view.pointer, public_url="https://a.example"
    )
    page = to_html(datapage_figures(data))
    assert "matokeo verify https://a.example/data/zamia-2031/v812/" in words(page)
    for kind in ("csv", "json"):
        assert f"/api/v1/elections/zamia-2031/export/president.{kind}" in page
    assert 'id="check"' in page

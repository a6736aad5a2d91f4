"""The contest page in every state it can be in: missing is never zero, every figure leads to its forms."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise
from typing import Any

import brotli
import pytest
from msgspec.structs import replace

from components.contest import contest_figures, panels
from components.markup import to_html
from data.records import AreaRef, ResultsDocument, StationCounts
from tests import factories
from tests.unit.components.test_headline import race
from tests.unit.components.test_markup import HOSTILE, read


def draw(document: ResultsDocument | None = None, **changes: Any) -> str:
    """Write the figures of a page."""
    return to_html(contest_figures(factories.contest_view(document, **changes)))


def words(page: str) -> str:
    """Return the text of a page with single spaces."""
    return re.sub(r"\s+", " ", read(page).text)


ALL = {
    "country": factories.country,
    "county": factories.county,
    "ward": factories.ward,
    "governors": factories.governors,
    "nothing": lambda: factories.country(counted=0),
    "no races": lambda: factories.governors(reported=0),
    "complete": lambda: factories.country(counted=5.0, out=0),
    "sole": lambda: race(700),
    "level": lambda: race(500, 500),
    "twenty": lambda: race(*[1000 - 40 * n for n in range(20)]),
    "leaf": lambda: race(600, 400),
}


@pytest.mark.parametrize("lang", ["en", "sw"])
@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("wall", [False, True])
def test_every_state_draws_in_every_language_with_one_headline(name: str, lang: str, wall: bool) -> None:
    page = draw(ALL[name](), lang=lang, wall=wall)
    assert page.count("<h1") == 1
    assert "{" not in words(page)
    assert "None" not in words(page)


@pytest.mark.parametrize("name", ALL)
def test_ids_are_used_once_and_anchors_lead_somewhere(name: str) -> None:
    page = draw(ALL[name]())
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for anchor in re.findall(r'href="#([^"]+)"', page):
        assert anchor in ids
    for label in re.findall(r'aria-labelledby="([^"]+)"', page):
        assert label in ids


@pytest.mark.parametrize("name", ALL)
def test_headings_never_skip_a_level(name: str) -> None:
    levels = [int(n) for n in re.findall(r"<h([1-6])", draw(ALL[name]()))]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_nothing_reported_shows_no_percentage_of_anything_and_no_bar() -> None:
    page = draw(factories.country(counted=0))
    assert "0%" not in words(page)
    assert 'class="stack"' not in page
    assert "Not reported yet" in words(page)
    assert re.search(r"0 of [\d,]+ stations have a form", words(page))


def test_a_row_that_has_not_reported_has_the_words_once_and_no_zero() -> None:
    page = draw()
    row = re.search(r'<tr class="nr" data-c="001">(.*?)</tr>', page)
    assert row is not None
    text = words(row.group(1))
    assert text.count("Not reported") == 1
    assert "%" not in text
    assert re.sub(r"0 of [\d,]+", "", text).count("0") == 0


def test_rows_that_have_not_reported_come_last_in_every_order() -> None:
    for sort in (None, "name", "lead", "trail", "margin", "counted", "share", "nonsense"):
        rows = re.findall(r'<tr( class="[^"]*")? data-c="(\d+)">', draw(sort=sort))
        kinds = ["nr" in cls for cls, _ in rows]
        assert kinds == sorted(kinds)


def test_the_table_is_a_table_with_caption_scope_and_sort() -> None:
    page = draw()
    assert re.search(
        r'<table class="t cards"><caption class="vh">Results by area \(County\), as of 20:50 EAT', page
    )
    heads = re.findall(r"<th [^>]*>", page)
    assert heads
    assert all('scope="col"' in head and "aria-sort=" in head for head in heads)
    assert sum('aria-sort="descending"' in head for head in heads) == 1


def test_every_headline_figure_is_a_link_to_its_forms() -> None:
    page = draw()
    assert page.count('<div class="big num"><a class="src" href="#areas">') == 2
    assert len(re.findall(r'<div class="votes num"><a[^>]*class="src"', page)) == 2
    assert 'href="#forms"' in draw(factories.county())


def test_the_same_share_is_the_same_text_everywhere() -> None:
    page = words(draw())
    assert page.count("50.61%") >= 2
    assert "50.62" not in page


def test_form_states_are_words_with_counts_and_zero_is_quiet() -> None:
    page = draw()
    for word in ("Verified", "Confirmed", "Preliminary", "Disputed", "Not reported"):
        assert word in words(page)
    assert re.search(r'class="chip con z"', page)


def test_figures_by_area_do_not_invent_states() -> None:
    stations = StationCounts(
        total=None, reported=None, counted=None, preliminary=None, verified=None, confirmed=None, disputed=None,
        areas_total=24, areas_reported=24,
    )  # fmt: skip
    page = words(draw(replace(race(600, 400), stations=stations, by_area=True)))
    assert "Confirmed" not in page
    assert "24 of 24" in page
    assert "declared per area" in page


def test_unknown_turnout_is_said_to_be_unknown() -> None:
    assert "TurnoutNot stated on these forms" in words(draw())
    stated = draw(factories.with_turnout(factories.country()))
    assert "58.3%" in words(stated)


def test_an_estimate_is_dashed_and_gives_its_reason() -> None:
    page = draw()
    assert 'class="meter est"' in page
    assert "≈ 26%" in words(page)
    assert "registered voters are known per area (County), not per station" in words(page)


def test_the_win_rule_says_so_far_until_it_is_certified() -> None:
    page = draw()
    assert "13 reached so far" in words(page)
    assert "second round" in words(page)
    assert "so far" not in words(draw(replace(factories.country(), status="certified"))).replace(
        "or more so far", ""
    )


def test_plurality_has_no_section_about_a_rule() -> None:
    assert "What it takes to win" not in words(draw(factories.county()))


def test_the_first_two_of_a_tie_are_both_level() -> None:
    page = draw(race(500, 500))
    assert page.count('class="lead-tag">Level<') == 2
    assert "Leads" not in words(page)


def test_twenty_candidates_are_all_named_the_later_ones_folded() -> None:
    page = draw(race(*[1000 - 40 * n for n in range(20)]))
    assert "12 more candidates" in words(page)
    assert "Candidate Number19" in words(page)


def test_several_seats_are_a_ranked_list_with_a_line_after_the_last_seat() -> None:
    document = race(500, 300, 150, 50)
    index = factories.index_of(document)
    line = replace(index.contests[0], win_rule={"kind": "plurality", "seats": 2})
    page = draw(document, index=replace(index, contests=(line,)))
    assert re.search(r"Otundo.*2 seats.*Quill", words(page))
    assert 'class="duel"' not in page


def test_other_sources_stand_beside_and_are_not_added() -> None:
    page = words(draw(replace(factories.country(), other_sources=(factories.other_source(),))))
    assert "Declared totals" in page
    assert "never added" in page
    assert "9,000,000" in page
    assert "1,845,884" in page


def test_a_ward_lists_its_stations_with_state_and_reason() -> None:
    page = words(draw(factories.ward()))
    for text in (
        "Verified",
        "Confirmed",
        "Preliminary",
        "Disputed",
        "More votes than registered voters",
        "Not reported",
    ):
        assert text in page


def test_squares_have_one_label_a_ward() -> None:
    page = draw(factories.county())
    assert len(re.findall('<div class="dots" aria-label="[^"]+" role="img">', page)) == 20
    assert "station forms counted" in page


def test_fewer_shapes_than_areas_are_named_below_the_map() -> None:
    document = factories.country()
    codes = [c.code for c in document.children[1:]]
    page = words(draw(document, geometry=factories.grid_topology(codes)))
    assert "Not on the map: Amberley. They are in the table." in page


def test_a_leaf_has_neither_map_nor_table_and_leads_to_its_document() -> None:
    page = draw(race(600, 400))
    assert "<table" not in page
    assert "mapslot" not in page
    assert "/data/zamia-2031/v812/president/ZM.json" in page


def test_no_areas_out_is_said() -> None:
    assert "All areas have reported." in words(draw(factories.country(out=0)))


def test_many_races_come_in_pages_and_stay_small() -> None:
    document = factories.governors(races=1450, reported=900, level="ward")
    page = draw(document, shapes=False)
    assert page.count("<tr") < 320
    assert 'aria-label="Pages"' in page
    assert len(brotli.compress(page.encode(), quality=5)) < 24_000
    assert "Quarrel" in words(draw(document, shapes=False, page=10))


def test_races_led_by_independents_are_counted_as_seats() -> None:
    document = factories.governors()
    races = (replace(document.races[0], party=None), *document.races[1:])
    assert "Independent" in words(draw(replace(document, races=races)))


def test_panels_are_drawn_for_every_area() -> None:
    made = panels(factories.contest_view())
    assert len(made) == 24
    assert "Not reported" in made["001"]
    assert "leads" in made["024"]


def test_the_area_in_the_address_is_selected_in_panel_table_and_map() -> None:
    page = draw(selected="010")
    assert 'data-c="010"' in re.findall(r'id="area-panel"[^>]*>|<div class="panel"[^>]*>', page)[0]
    assert re.search(r'<tr class="on" data-c="010">', page)
    assert re.search(r'class="area on[^"]*" data-c="010"', page)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_names_everywhere(name: str) -> None:
    document = factories.county()
    party = replace(factories.PARTIES[0], name=name, abbreviation=name, code=name)
    candidates = tuple(replace(c, name=name, party=party) for c in document.candidates)
    children = tuple(replace(c, name=name) for c in document.children)
    wards = tuple(
        replace(w, ward=AreaRef(code=name, name=name, level="ward")) for w in document.ward_stations
    )
    document = replace(
        document, candidates=candidates, children=children, ward_stations=wards, election_title=name
    )
    page = draw(document, lang="sw", neighbours=(AreaRef(code=name, name=name, level="county"),))
    assert "<script" not in page
    assert not [tag for tag in read(page).tags if tag in ("script", "img", "b onmouseover")]
    assert not [a for a, _ in read(page).attributes if a.startswith("on")]


def test_very_long_names_do_not_break_the_drawing() -> None:
    document = factories.country()
    candidates = tuple(replace(c, name="Anna " * 60 + c.code) for c in document.candidates)
    assert "Anna Anna" in words(draw(replace(document, candidates=candidates)))


def test_the_figures_of_a_country_fit_the_first_window() -> None:
    page = draw()
    assert len(brotli.compress(page.encode(), quality=5)) < 14_000


def test_fragment_and_page_are_drawn_alike() -> None:
    assert draw() == draw()


def test_a_contest_far_below_shows_only_how_much_is_counted() -> None:
    document = replace(factories.governors(), contest_level="constituency")
    rows = tuple(
        replace(c, leader=None, margin_pp=None, margin_votes=None, votes={}) for c in document.children
    )
    page = words(draw(replace(document, children=rows)))
    assert "How much is counted where" in page
    assert "Who leads where" not in page
    assert "The first two are level" not in page


def test_an_area_without_a_race_of_the_contest_is_not_out() -> None:
    document = factories.governors(races=10, reported=8)
    extra = factories.child("997", "Nowhere", counted=0)
    page = words(draw(replace(document, children=(*document.children, extra))))
    assert "2 counties have not reported" in page


def test_declared_totals_are_called_what_they_are() -> None:
    stations = StationCounts(
        total=None, reported=None, counted=None, preliminary=None, verified=None, confirmed=None, disputed=None,
        areas_total=1, areas_reported=1,
    )  # fmt: skip
    page = words(draw(replace(race(600, 400), stations=stations, by_area=True, status="unofficial-complete")))
    assert "ALL AREAS DECLARED · unofficial" in page
    assert "STATIONS COUNTED" not in page


def test_a_count_of_days_has_its_days_on_the_axis() -> None:
    document = factories.country()
    history = tuple(replace(p, at=p.at + n * timedelta(hours=1)) for n, p in enumerate(document.history))
    page = draw(replace(document, history=history))
    assert re.search(r">5 May</text>|>6 May</text>", page)


def test_the_chart_draws_at_most_sixty_moments() -> None:
    document = factories.country()
    history = tuple(
        replace(document.history[-1], at=document.history[0].at + timedelta(minutes=n), counted=n)
        for n in range(500)
    )
    page = draw(replace(document, history=history))
    paths = re.findall(r'<path d="M([^"z]+)" fill="none"', page)
    assert paths
    assert all(path.count("L") < 60 for path in paths)

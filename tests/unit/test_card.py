"""A share card says state, time, place, version and rehearsal; it fits whatever names it holds; missing is never zero."""

from collections.abc import Callable
from itertools import combinations

import pytest
from msgspec.structs import replace

from components.card import CARD_HEIGHT, CARD_WIDTH, SHOWS, card_svg, card_words
from components.contest.words import headline
from components.format import number, percent
from components.raster import png
from components.view import ContestView
from data.records import ResultsDocument
from tests import factories
from tests.unit.drawn import label, said, shapes, spans, texts

LONG = "Bartholomew-Christopher Oluwaseun van den Wollstonecraft-Mountbatten of Upper Zamia III"
ARABIC = "\u202eمحمد عبد الرحمن الحسيني الطويل بن عبد الله"
MARKUP = "\"><script>alert(1)</script>&amp; x' href='http://example.org \x00\x1b"


def named(*names: str) -> ResultsDocument:
    document = factories.country()
    changed = [replace(c, name=names[n % len(names)]) for n, c in enumerate(document.candidates)]
    area = replace(document.area, name=names[-1])
    title = " ".join(names)
    return replace(document, candidates=tuple(changed), area=area, election_title=title, contest_title=title)


VIEWS: dict[str, Callable[[], ContestView]] = {
    "country": factories.contest_view,
    "county": lambda: factories.contest_view(factories.county(), parent=factories.country()),
    "ward": lambda: factories.contest_view(factories.ward()),
    "governors": lambda: factories.contest_view(factories.governors()),
    "assembly": lambda: factories.contest_view(factories.assembly()),
    "nothing": lambda: factories.contest_view(factories.country(counted=0)),
    "no races": lambda: factories.contest_view(factories.governors(reported=0)),
    "long": lambda: factories.contest_view(named(LONG)),
    "arabic": lambda: factories.contest_view(named(ARABIC, LONG)),
    "markup": lambda: factories.contest_view(named(MARKUP, "WWWWWWWWWWWW" * 20)),
    "no name": lambda: factories.contest_view(named("", "x")),
    "turnout": lambda: factories.contest_view(factories.with_turnout(factories.country())),
    "swahili": lambda: factories.contest_view(named(LONG), lang="sw"),
}


@pytest.mark.parametrize("show", SHOWS)
@pytest.mark.parametrize("name", VIEWS)
def test_no_word_leaves_the_card_or_lies_on_another(name: str, show: str) -> None:
    lines = spans(card_svg(VIEWS[name](), host="results.example.org", show=show))
    for words, left, right, base in lines:
        assert 0 <= left <= right <= CARD_WIDTH, words
        assert 0 < base < CARD_HEIGHT, words
    for one, other in combinations(lines, 2):
        if abs(one[3] - other[3]) < 12:
            assert one[2] <= other[1] + 1 or other[2] <= one[1] + 1, (one, other)


@pytest.mark.parametrize("name", VIEWS)
def test_every_card_names_state_time_version_and_site(name: str) -> None:
    view = VIEWS[name]()
    words = said(card_svg(view, host="results.example.org"))
    assert view.clock.full(view.document.as_of or view.document.published_at) in words
    assert number(view.document.version) in words
    assert "results.example.org" in words
    assert "Matokeo" in words
    assert ("NOT FINAL" if view.lang == "en" else "SI YA MWISHO") in words


def test_the_card_shows_the_figures_of_the_document() -> None:
    view = factories.contest_view()
    words = said(card_svg(view))
    for candidate in view.ranked[:4]:
        assert percent(candidate.share_pct, 2) in words
    for candidate in view.ranked[:2]:
        assert number(candidate.votes) in words
        assert candidate.name in words
    assert headline(view) == " ".join(texts(card_svg(view))[4:6])
    assert number(view.document.stations.counted) in words


def test_a_card_of_a_rehearsal_begins_with_the_tape_and_another_has_none() -> None:
    document = factories.country()
    test = card_svg(factories.contest_view(replace(document, is_test=True)))
    real = card_svg(factories.contest_view(replace(document, is_test=False)))
    assert texts(test)[0].startswith("REHEARSAL")
    assert label(test).startswith("REHEARSAL")
    assert "#ffd400" in test
    assert "REHEARSAL" not in real
    assert "#ffd400" not in real


def test_nothing_reported_has_words_and_neither_share_nor_bar() -> None:
    view = factories.contest_view(factories.country(counted=0))
    svg = card_svg(view)
    assert "Not reported yet" in said(svg)
    assert not [words for words in texts(svg) if "%" in words and not words.startswith("0% · 0 of")]
    assert "vote" not in said(svg)
    assert any(shape["fill"] == "url(#void)" for shape in shapes(svg, "rect") if "fill" in shape)


def test_seats_without_a_leader_are_not_shown_as_zero() -> None:
    assert "Not reported yet" in said(card_svg(VIEWS["no races"]()))
    words = texts(card_svg(VIEWS["governors"]()))
    assert "0" not in words


def test_turnout_that_no_form_states_is_said_and_not_drawn() -> None:
    view = factories.contest_view(
        replace(factories.country(), votes=replace(factories.country().votes, turnout_pct=None))
    )
    assert "Not stated on these forms" in said(card_svg(view, show="turnout"))


def test_an_unknown_number_of_stations_has_no_meter() -> None:
    document = factories.country()
    unknown = replace(document, stations=replace(document.stations, total=None, areas_total=None))
    words = said(card_svg(factories.contest_view(unknown)))
    assert "how many there are is not known" in words


def test_markup_in_names_is_written_as_words() -> None:
    svg = card_svg(VIEWS["markup"]())
    assert "<script" not in svg
    assert "\x00" not in svg
    assert len(png(svg, CARD_WIDTH)) > 10_000


def test_the_words_of_a_card_hold_headline_state_and_time() -> None:
    view = factories.contest_view(lang="sw")
    assert headline(view) in card_words(view)
    assert "SI YA MWISHO" in card_words(view)


def test_the_same_document_gives_the_same_card() -> None:
    first, second = (png(card_svg(factories.contest_view()), CARD_WIDTH) for _ in range(2))
    assert first == second


def test_races_that_only_candidates_without_a_party_lead_are_not_called_unreported() -> None:
    document = factories.governors()
    races = tuple(replace(race, party=None) for race in document.races)
    view = factories.contest_view(replace(document, races=races, seats=()))
    words = said(card_svg(view))
    assert "Independent" in words
    assert "Not reported yet" not in words

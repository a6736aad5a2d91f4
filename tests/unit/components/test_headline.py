"""The headline: a formula over the record. No winner before `certified`, no lead without its denominator."""

from __future__ import annotations

import re
from typing import Any

import pytest
from msgspec.structs import replace

from components.contest import headline_text, summary_text
from data.records import Area, AreaRef, ResultsDocument, StationCounts, WinState
from tests import factories

WINNING = re.compile(
    r"\b(wins?|won|elected|winner|victory|defeats?|beats?|ameshinda|mshindi|wamechaguliwa)\b", re.IGNORECASE
)
STATUSES = ("pre-election", "unofficial-partial", "unofficial-complete", "correction", "recount")


def say(document: ResultsDocument, lang: str = "en", **changes: Any) -> str:
    """Write the headline of a document."""
    return headline_text(factories.contest_view(document, lang=lang, **changes))


def race(*votes: int, counted: int = 400, total: int = 1000, **changes: Any) -> ResultsDocument:
    """Make a country where these votes are counted and nothing lies below."""
    made = factories.candidates(votes)
    ranked = sorted(made, key=lambda c: -c.votes)
    margin = ranked[0].votes - ranked[1].votes if len(ranked) > 1 else ranked[0].votes
    whole = sum(votes)
    base = factories.document_of(
        (),
        candidates=made,
        leader=ranked[0].code if margin else None,
        margin_votes=margin,
        margin_pp=round(100 * margin / whole, 2) if whole else None,
        stations=StationCounts(total=total, reported=counted, counted=counted, verified=counted),
        status="unofficial-partial",
        win=None,
    )
    return replace(base, votes=replace(base.votes, valid=whole or None), **changes)


def test_the_formula_of_a_country() -> None:
    assert (
        say(factories.country())
        == "Otundo leads by 2.8 points with 27% of stations counted; 5 counties have not reported"
    )


def test_the_formula_in_swahili() -> None:
    assert say(factories.country(), "sw") == (
        "Otundo anaongoza kwa pointi 2.8 huku 27% ya vituo vikiwa vimehesabiwa; bado hakuna matokeo kutoka kaunti 5"
    )


def test_one_area_out_is_singular() -> None:
    assert say(factories.country(out=1)).endswith("; 1 county has not reported")


def test_below_the_country_the_area_and_the_votes_are_named() -> None:
    assert (
        say(factories.county())
        == "Farholt: Imara leads by 3,845 votes, 3.6 points, with 49% of stations counted"
    )


def test_inside_a_two_hundredth_of_a_point_the_first_two_are_level() -> None:
    assert (
        say(race(1_000_000, 999_960)) == "Imara and Otundo are level at 50.00% with 40% of stations counted"
    )
    assert say(race(500, 500)) == "Imara and Otundo are level at 50.00% with 40% of stations counted"


def test_outside_of_it_somebody_leads_with_enough_decimals() -> None:
    assert say(race(1_000_000, 999_800)) == "Imara leads by 0.01 points with 40% of stations counted"


def test_all_stations_counted_is_said_only_when_all_are() -> None:
    assert "with all stations counted" in say(race(600, 400, counted=1000))
    assert "with >99% of stations counted" in say(race(600, 400, counted=999))
    assert "with <1% of stations counted" in say(race(600, 400, counted=1))


def test_an_unknown_number_of_stations_is_not_made_up() -> None:
    document = race(600, 400)
    assert say(replace(document, stations=replace(document.stations, total=None))) == (
        "Imara leads by 20.0 points with 400 stations counted"
    )


def test_figures_by_area_count_areas() -> None:
    stations = StationCounts(
        total=None, reported=None, counted=None, preliminary=None, verified=None, confirmed=None, disputed=None,
        areas_total=24, areas_reported=15,
    )  # fmt: skip
    assert say(replace(race(600, 400), stations=stations, by_area=True)) == (
        "Imara leads by 20.0 points with 15 of 24 areas declared"
    )


def test_nothing_reported_is_words_and_a_count_of_forms() -> None:
    text = say(factories.country(counted=0))
    assert text.startswith("President, Zamia: not reported yet, 0 of ")
    assert "%" not in text


def test_forms_that_are_in_but_not_counted_are_said() -> None:
    document = race(0, 0, counted=0)
    stations = replace(document.stations, reported=3, disputed=3)
    assert (
        say(replace(document, stations=stations)) == "President, Zamia: 3 forms are in, none is counted yet"
    )


def test_before_the_polls_close_nobody_is_named() -> None:
    text = say(replace(factories.country(counted=0), status="pre-election"))
    assert text == "President, Zamia: voting is not over, no form has come in"


def test_a_sole_candidate_does_not_lead() -> None:
    text = say(race(700))
    assert text == "Delphine Imara is the only candidate"


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("lang", ["en", "sw"])
def test_no_verb_of_winning_before_certified(status: str, lang: str) -> None:
    documents = [
        factories.country(),
        factories.county(),
        factories.ward(),
        factories.governors(),
        race(600, 400),
        race(700),
    ]
    for document in documents:
        view = factories.contest_view(replace(document, status=status), lang=lang)
        assert not WINNING.search(headline_text(view))
        assert not WINNING.search(summary_text(view))


def test_certified_plurality_names_the_winner_of_the_race_itself() -> None:
    assert say(race(600, 400, counted=1000, status="certified")) == "Imara wins by 20.0 points"


def test_certified_but_the_rule_is_not_met_names_no_winner() -> None:
    rule = WinState(kind="majority_with_spread", share_pct=50, spread_areas=13)
    assert say(race(600, 400, counted=1000, status="certified", win=rule)) == "Imara leads by 20.0 points"


def test_a_part_of_a_certified_race_has_no_winner() -> None:
    document = replace(factories.county(), status="certified")
    assert not WINNING.search(say(document))


def test_several_seats_name_those_in_the_first_places() -> None:
    document = race(500, 300, 150, 50)
    index = factories.index_of(document)
    line = replace(index.contests[0], win_rule={"kind": "plurality", "seats": 2})
    text = say(document, index=replace(index, contests=(line,)))
    assert text == "Imara and Otundo are in the first 2 places with 40% of stations counted"


def test_a_contest_seen_from_above_counts_races() -> None:
    assert say(factories.governors()) == (
        "Governor: Heron leads in 6 of 24 races; 15 have forms; 9 counties have not reported"
    )


def test_no_race_reported_is_words() -> None:
    assert say(factories.governors(reported=0)).startswith(
        "Governor: not reported yet, 0 of 24 races have a form"
    )


def test_unknown_levels_are_named_by_their_own_word() -> None:
    document = factories.country()
    rows = tuple(replace(c, level="prefecture") for c in document.children)
    assert say(replace(document, children=rows, child_level="prefecture")).endswith(
        "; 5 prefectures have not reported"
    )


def test_areas_without_stations_are_not_out() -> None:
    document = factories.country(out=0)
    empty = factories.child("998", "Abroad", total=0, counted=0)
    assert "not reported" not in say(replace(document, children=(*document.children, empty)))


def test_the_standfirst_names_the_voters_still_out_and_counts_areas_of_the_earlier_election() -> None:
    text = summary_text(factories.contest_view())
    assert "Those still out hold 3.3 million of 13.7 million registered voters." in text
    assert "In 2026 Otundo was ahead in 3 of them." in text


def test_unknown_voters_make_the_sum_a_least() -> None:
    document = factories.country()
    rows = tuple(replace(c, registered=None) if c.code == "001" else c for c in document.children)
    assert "Those still out hold at least " in summary_text(
        factories.contest_view(replace(document, children=rows))
    )


def test_a_name_that_runs_right_to_left_is_isolated() -> None:
    document = race(600, 400)
    made = tuple(replace(c, name="ليلى") if c.code == "imara" else c for c in document.candidates)
    assert say(replace(document, candidates=made)).startswith("\u2068ليلى\u2069 leads by 20.0 points")


def test_a_hostile_area_name_is_only_words() -> None:
    area = Area(
        code="x", name="</script>{n}", level="county", path=(AreaRef(code="ZM", name="Z", level="country"),)
    )
    assert say(race(600, 400, area=area)).startswith(
        "</script>{n}: Imara leads by 200 votes, 20.0 points, with 40%"
    )


def test_parties_that_lead_in_equally_many_races_are_named_together() -> None:
    document = factories.governors()
    first, second, *rest = sorted(document.seats, key=lambda line: -line.leading)
    level = replace(document, seats=(first, replace(second, leading=first.leading), *rest))
    names = f"{first.party.abbreviation}, {second.party.abbreviation}"
    assert say(level).startswith(f"Governor: {names} lead in {first.leading} of 24 races each; 15 have forms")
    assert "kila kimoja" in say(level, "sw")

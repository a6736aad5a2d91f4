"""Each plausibility rule holds what it names and lets an ordinary form through."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.tally.plausibility import FormFigures, Rule, judge

RACE = {1: 60_000, 2: 39_000, 3: 600}
ORDINARY = FormFigures(
    form_id=1, race_id=1, leaf_area_id=1, is_station=True, valid_votes=400, rejected_votes=4, votes_cast=404,
    registered_voters=600, max_votes_per_station=700, votes={1: 240, 2: 158, 3: 2},
)  # fmt: skip


def test_an_ordinary_form_passes_for_good() -> None:
    assert judge(ORDINARY, RACE) == (None, True)


@pytest.mark.parametrize(
    ("form", "rule"),
    [
        (replace(ORDINARY, valid_votes=401), Rule.PARTS_NOT_WHOLE),
        (replace(ORDINARY, votes_cast=405), Rule.CAST_NOT_SUM),
        (replace(ORDINARY, valid_votes=0, votes_cast=4, votes={1: 0, 2: 0, 3: 0}), Rule.ALL_ZERO),
        (replace(ORDINARY, registered_voters=403), Rule.OVER_REGISTERED),
        (replace(ORDINARY, max_votes_per_station=403), Rule.OVER_STATION_MAXIMUM),
        (replace(ORDINARY, votes={1: 240, 2: 120, 3: 40}), Rule.MINOR_CANDIDATE),
    ],
)
def test_an_implausible_form_waits_with_its_rule_and_its_numbers(form: FormFigures, rule: Rule) -> None:
    finding, final = judge(form, RACE)
    assert finding is not None
    assert final
    assert finding.rule is rule
    assert any(character.isdigit() for character in finding.detail)


def test_as_many_votes_as_voters_are_plausible() -> None:
    assert judge(replace(ORDINARY, registered_voters=404), RACE) == (None, True)


def test_unknown_registers_hold_nothing() -> None:
    form = replace(ORDINARY, registered_voters=None, rejected_votes=None, votes_cast=None)
    assert judge(form, RACE) == (None, True)


def test_the_legal_maximum_is_of_stations_and_not_of_areas() -> None:
    form = replace(ORDINARY, is_station=False, registered_voters=None, max_votes_per_station=100)
    assert judge(form, RACE) == (None, True)


def test_a_minor_candidate_is_judged_later_while_the_race_is_small() -> None:
    form = replace(ORDINARY, votes={1: 240, 2: 120, 3: 40})
    finding, final = judge(form, {1: 700, 2: 500, 3: 45})
    assert finding is None
    assert not final


def test_few_votes_of_a_minor_candidate_are_within_chance() -> None:
    assert judge(replace(ORDINARY, votes={1: 240, 2: 130, 3: 30}), RACE) == (None, True)


def test_a_second_candidate_is_never_minor_by_losing() -> None:
    assert judge(replace(ORDINARY, votes={1: 5, 2: 395, 3: 0}), RACE) == (None, True)

"""Rules over areas: uniform and uneven digits, runs of arrivals, what revisions took away; sums of wards."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from data.anomalies.area_rules import (
    AreaFacts,
    area_parts,
    area_score,
    area_votes_went_down,
    facts_of,
    judge_area,
    last_digit,
    round_numbers,
    spike_in_time,
    together,
)
from data.anomalies.facts import FormFacts
from data.anomalies.thresholds import DEFAULT
from data.stats.robust import arc


def test_an_area_without_forms_says_nothing() -> None:
    assert judge_area(AreaFacts(), DEFAULT) == []
    assert judge_area(together([]), DEFAULT) == []
    assert judge_area(facts_of([], 0), DEFAULT) == []


def test_even_digits_pass_and_a_favourite_is_told_with_its_share() -> None:
    assert last_digit(AreaFacts(digits=(30,) * 10), DEFAULT) is None
    found = last_digit(AreaFacts(digits=(20, 20, 20, 20, 20, 20, 20, 90, 20, 20)), DEFAULT)
    assert found is not None
    assert found.numbers["digit"] == 7
    assert found.numbers["share"] == 33.3


def test_too_few_counts_say_nothing_of_digits() -> None:
    few = AreaFacts(digits=(199, 0, 0, 0, 0, 0, 0, 0, 0, 0))
    assert last_digit(few, DEFAULT) is None
    assert round_numbers(few, DEFAULT) is None
    assert round_numbers(replace(few, digits=(200, *few.digits[1:])), DEFAULT) is not None


def test_honest_dice_are_hardly_ever_named() -> None:
    dice = random.Random(11)
    named = 0
    for _ in range(300):
        digits = [0] * 10
        for _ in range(400):
            digits[dice.randrange(10)] += 1
        named += bool(judge_area(AreaFacts(digits=tuple(digits)), DEFAULT))
    assert named <= 1


def _arrivals(shares: list[float], centres: int | None = None) -> AreaFacts:
    return AreaFacts(
        arrivals=tuple(
            (f"c{n % (centres or len(shares))}", 1000.0 * n, arc(share * 400, 400))
            for n, share in enumerate(shares)
        )
    )


def test_a_run_of_centres_unlike_the_rest_is_told() -> None:
    plain = [0.60 + 0.01 * (n % 4) for n in range(24)]
    assert spike_in_time(_arrivals(plain), DEFAULT) is None
    changed = [*plain[:10], *[0.15] * 6, *plain[16:]]
    found = spike_in_time(_arrivals(changed), DEFAULT)
    assert found is not None
    assert found.numbers["centres"] == 6
    assert found.numbers["from"] == 11


def test_streams_of_one_centre_are_one_arrival() -> None:
    streams = AreaFacts(
        arrivals=tuple(("one", 10.0 * n, arc(40, 400)) for n in range(8))
        + tuple((f"c{n}", 1000.0 + n, arc(240 + n, 400)) for n in range(20))
    )
    assert spike_in_time(streams, DEFAULT) is None


def test_seven_centres_are_too_few_for_a_run() -> None:
    assert spike_in_time(_arrivals([0.9, 0.9, 0.9, 0.9, 0.1, 0.1, 0.1]), DEFAULT) is None


def test_an_area_falls_when_revisions_take_a_twentieth() -> None:
    assert area_votes_went_down(AreaFacts(valid=1000, fall=52), DEFAULT) is None
    found = area_votes_went_down(AreaFacts(valid=950, fall=50), DEFAULT)
    assert found is not None
    assert found.numbers == {"fall": 50, "before": 1000, "now": 950}
    assert area_votes_went_down(AreaFacts(valid=1000, fall=-500), DEFAULT) is None
    assert area_votes_went_down(AreaFacts(valid=0, fall=0), DEFAULT) is None


def test_facts_of_a_ward_are_of_forms_that_count_and_nobody_disputes() -> None:
    at = datetime(2031, 5, 4, 18, tzinfo=UTC)

    def form(number: int, **more: object) -> FormFacts:
        values = {
            "station": f"s{number}",
            "centre": f"c{number}",
            "received_at": at + timedelta(minutes=number),
        }
        return FormFacts(form_id=number, votes=(123, 77), valid=200, **{**values, **more})  # type: ignore[arg-type]

    facts = facts_of(
        [form(1), form(2, is_peer=False), form(3, is_counting=False), form(4, before_valid=250)], 2
    )
    assert (facts.forms, facts.flagged, facts.valid, facts.fall) == (3, 2, 600, 50)
    assert facts.digits == (0, 0, 0, 2, 0, 0, 0, 2, 0, 0)
    assert [centre for centre, _, _ in facts.arrivals] == ["c1", "c4"]


def test_wards_add_up_to_their_area() -> None:
    one = AreaFacts(forms=10, flagged=1, valid=100, fall=3, digits=(1,) * 10)
    assert together([one, one]) == AreaFacts(forms=20, flagged=2, valid=200, fall=6, digits=(2,) * 10)


def test_the_score_of_an_area_has_its_parts() -> None:
    parts = area_parts(AreaFacts(forms=20, flagged=3), [], DEFAULT)
    assert parts == {"flagged_forms": 0.5}
    assert area_score(parts) == 0.5
    assert area_parts(AreaFacts(forms=2, flagged=1), [], DEFAULT) == {}
    assert area_score({}) == 0

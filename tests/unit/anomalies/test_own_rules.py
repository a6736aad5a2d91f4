"""Rules over one form: at, just below and just above their bounds, and with what is unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from data.anomalies.facts import FormFacts, OtherSource, Settings, centre_of
from data.anomalies.own_rules import (
    OWN_RULES,
    all_zero,
    arithmetic,
    device_far,
    missing_block,
    seen_before_close,
    sources_differ,
    sum_differs,
    votes_over_registered,
    votes_went_down,
)

CLOSE = datetime(2031, 5, 4, 14, 0, tzinfo=UTC)
PLAIN = Settings(distance_warn_m=1000.0)


def form(**given: Any) -> FormFacts:
    """A form with nothing wrong in it, changed as given."""
    votes = given.pop("votes", (200, 150, 3))
    values = {"form_id": 1, "votes": votes, "valid": sum(votes), "station": "s1", "polls_close_at": CLOSE}
    return FormFacts(**{**values, **given})


def test_a_plain_form_and_one_of_which_little_is_known_say_nothing() -> None:
    for one in (form(), form(rejected=2, cast=355, registered=500, limit=700, received_at=CLOSE)):
        assert [rule(one, PLAIN) for rule in OWN_RULES] == [None] * len(OWN_RULES)


@pytest.mark.parametrize(("cast", "told"), [(500, False), (501, True), (10**15, True)])
def test_as_many_ballots_as_voters_are_possible_and_one_more_is_not(cast: int, told: bool) -> None:
    found = votes_over_registered(form(cast=cast, registered=500), PLAIN)
    assert (found is not None) == told
    if found is not None:
        assert 0.9 <= found.score <= 1
        assert found.numbers == {"ballots": cast, "limit": 500, "kind": "registered"}


def test_the_limit_of_a_station_is_none_of_an_area() -> None:
    assert votes_over_registered(form(cast=701, limit=700), PLAIN) is not None
    assert votes_over_registered(form(cast=701, limit=700, station=None), PLAIN) is None


def test_an_unknown_number_of_rejected_ballots_is_not_taken_for_none() -> None:
    assert votes_over_registered(form(registered=353), PLAIN) is None
    assert arithmetic(form(cast=400), PLAIN) is None


def test_sums_that_differ_are_told_with_the_larger_difference() -> None:
    found = arithmetic(form(valid=350, rejected=10, cast=400), PLAIN)
    assert found is not None
    assert found.numbers == {"kind": "cast", "sum": 360, "stated": 400, "difference": 40}
    assert arithmetic(form(valid=354, valid_stated=False), PLAIN) is None
    small = arithmetic(form(valid=354), PLAIN)
    assert small is not None
    assert 0.5 < small.score < found.score < 1


def test_stated_nothing_is_no_division() -> None:
    found = arithmetic(form(votes=(0, 0), valid=0, rejected=3, cast=0), PLAIN)
    assert found is not None
    assert found.score < 1


def test_zeros_and_a_missing_block_are_two_things() -> None:
    nothing, block = form(votes=(0, 0, 0)), form(votes=(0, 0, 0), valid=300)
    assert (all_zero(nothing, PLAIN) is not None, missing_block(nothing, PLAIN)) == (True, None)
    assert (all_zero(block, PLAIN), missing_block(block, PLAIN) is not None) == (None, True)


def test_a_minute_before_the_polls_close_is_early_and_the_moment_itself_is_not() -> None:
    assert seen_before_close(form(received_at=CLOSE), PLAIN) is None
    times = {"received_at": CLOSE + timedelta(hours=2), "captured_at": CLOSE - timedelta(minutes=1)}
    found = seen_before_close(form(**times), PLAIN)
    assert found is not None
    assert found.numbers["minutes"] == 1
    assert found.score == 0.5
    assert seen_before_close(form(received_at=CLOSE - timedelta(days=9), polls_close_at=None), PLAIN) is None


def test_distance_counts_from_the_setting_and_never_weighs_much() -> None:
    assert device_far(form(distance_m=1000.0), PLAIN) is None
    near, far = device_far(form(distance_m=1001.0), PLAIN), device_far(form(distance_m=4e6), PLAIN)
    assert near is not None
    assert far is not None
    assert near.score < far.score == 0.6


def test_the_source_that_differs_most_is_named_and_other_ballots_are_left_out() -> None:
    others = (
        OtherSource(source="observer", votes=(201, 149, 3)),
        OtherSource(source="party", votes=(100, 150, 3)),
        OtherSource(source="short", votes=(1, 2)),
    )
    found = sources_differ(form(others=others), PLAIN)
    assert found is not None
    assert found.numbers == {"source": "party", "difference": 100, "total": 353}
    assert sources_differ(form(others=(OtherSource(source="a", votes=(200, 150, 3)),)), PLAIN) is None


def test_an_incomplete_sum_speaks_only_of_what_no_form_can_mend() -> None:
    area = form(station=None, votes=(1000, 500, 10), is_counting=False)
    more = replace(area, sums=(900, 400, 10))
    assert sum_differs(more, PLAIN) is None
    too_many = sum_differs(replace(area, sums=(1001, 400, 10)), PLAIN)
    assert too_many is not None
    assert too_many.numbers["difference"] == 1
    complete = sum_differs(replace(more, sums_complete=True), PLAIN)
    assert complete is not None
    assert complete.numbers["difference"] == 200


def test_a_revision_that_adds_votes_is_none_that_lowers_them() -> None:
    assert votes_went_down(form(before=(190, 150, 3), before_valid=343), PLAIN) is None
    moved = votes_went_down(form(before=(250, 100, 3), before_valid=353), PLAIN)
    assert moved is not None
    assert moved.numbers["fall"] == 50
    assert votes_went_down(form(before=(0, 0, 0), before_valid=0), PLAIN) is None


def test_streams_of_a_centre_share_its_name() -> None:
    assert centre_of("Racecourse Primary School 4") == centre_of("RACECOURSE  Primary School 11")
    assert centre_of("Hill School Stream 2") == "hill school"
    assert centre_of("42") == "42"
    assert centre_of("Chaani Primary School") == "chaani primary school"

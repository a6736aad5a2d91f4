"""Shares, margins, leaders and swing: unknown stays unknown, and parts of a whole stay exact."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from data.stats.shares import leader, margin_pp, ranking, share_pct, swing_pp

VOTES = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 10**7), min_size=1)


def test_a_share_of_nothing_is_unknown_and_not_zero() -> None:
    assert share_pct(0, 0) is None
    assert share_pct(None, 10) is None
    assert share_pct(3, None) is None
    assert share_pct(0, 10) == 0.0


def test_a_share_is_rounded_half_up_and_not_to_even() -> None:
    assert share_pct(1, 800) == 0.13  # 0.125
    assert share_pct(3, 800) == 0.38  # 0.375


def test_a_level_race_has_no_leader_and_a_margin_of_zero() -> None:
    assert leader({"a": 5, "b": 5, "c": 1}, {"a": 1, "b": 2}) == (None, 0, "b")


def test_a_race_with_nothing_counted_has_no_leader_and_no_margin() -> None:
    assert leader({"a": 0, "b": 0}, {}) == (None, None, None)
    assert leader({}, {}) == (None, None, None)


def test_an_uncontested_candidate_leads_by_all_votes() -> None:
    assert leader({"a": 7}, {}) == ("a", 7, None)


@given(VOTES)
def test_no_order_of_the_votes_changes_the_leader(votes: dict[str, int]) -> None:
    order = {code: position for position, code in enumerate("abcdefgh")}
    turned = dict(reversed(votes.items()))
    assert leader(votes, order) == leader(turned, order)
    assert sorted(ranking(votes, order)) == sorted(votes)


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_a_margin_is_the_share_of_the_difference(first: int, whole: int) -> None:
    assert margin_pp(first, 0, whole) == share_pct(first, whole)


def test_swing_compares_the_same_wards_by_share() -> None:
    assert swing_pp(60, 100, 4.0, 10.0) == 20.0
    assert swing_pp(0, 100, 3.0, 10.0) == -30.0


def test_swing_without_an_earlier_vote_is_unknown() -> None:
    assert swing_pp(60, 100, 0.0, 0.0) is None
    assert swing_pp(0, 0, 1.0, 2.0) is None

"""The score of a hotspot: against exact sums, at its ends, and shrunk where little is known."""

from __future__ import annotations

import math

import pytest

from data.incidents.hotspots import MOST_SURPRISE, poisson_surprise, scores


def exact(seen: int, mean: float) -> float:
    """-log10 P(X >= seen), summed term by term far beyond what counts."""
    chances = [math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(seen, seen + 500)]
    return -math.log10(math.fsum(chances))


@pytest.mark.parametrize(("seen", "mean"), [(1, 0.01), (3, 0.4), (5, 5.0), (2, 9.0), (40, 12.0), (90, 100.0)])
def test_the_surprise_is_the_tail_of_poisson(seen: int, mean: float) -> None:
    assert poisson_surprise(seen, mean) == pytest.approx(exact(seen, mean), abs=1e-6)


def test_nothing_is_no_surprise_and_the_impossible_is_the_largest() -> None:
    assert poisson_surprise(0, 3.0) == 0
    assert poisson_surprise(2, 0.0) == MOST_SURPRISE
    assert poisson_surprise(5000, 1.0) == MOST_SURPRISE


def test_the_usual_rate_scores_one_and_few_stations_are_drawn_towards_it() -> None:
    usual = scores([(10, 100), (20, 200), (5, 50)])
    assert [score.times for score in usual] == pytest.approx([1.0, 1.0, 1.0])
    small, large = scores([(2, 2), (200, 200), (98, 798)])[:2]
    assert 1 < small.times < large.times, "the same rate, less known"
    assert small.surprise < large.surprise


def test_a_map_without_incidents_or_stations_has_no_hotspot() -> None:
    assert {(s.times, s.surprise) for s in scores([(0, 10), (0, 0)])} == {(1.0, 0.0)}
    assert scores([(3, 0)])[0].times == 1.0
    assert scores([]) == []

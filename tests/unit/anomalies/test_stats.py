"""Robust location and digits: values worked out by hand or known from tables, and what degenerate input gives."""

from __future__ import annotations

import math

import pytest

from data.stats.digits import chi_square, chi_square_tail, last_digits, slips
from data.stats.robust import arc, centre_and_spread, evidence, median, quantile, share_of_arc, steadied


def test_the_median_of_nothing_is_refused_and_of_even_counts_is_the_middle() -> None:
    assert median([1.0]) == 1
    assert median([1.0, 2.0, 10.0]) == 2
    assert median([1.0, 3.0]) == 2
    with pytest.raises(ValueError, match="no median"):
        median([])


def test_half_of_the_values_may_be_absurd_without_moving_the_middle_far() -> None:
    middle, _ = centre_and_spread([10, 11, 12, 13, 10**9, 10**9])
    assert middle == 12.5


def test_equal_values_have_no_spread_and_steadying_gives_one() -> None:
    assert centre_and_spread([5.0] * 9) == (5.0, 0.0)
    assert steadied(0.0, 9, prior=0.1, weight=4) == pytest.approx(0.1 * math.sqrt(4 / 13))
    assert steadied(0.0, 0, prior=0.1, weight=4) == 0.1


def test_two_kinds_of_place_widen_the_spread_that_mad_alone_calls_narrow() -> None:
    values = [0.9] * 14 + [0.4] * 6
    assert centre_and_spread(values)[1] == pytest.approx(0.5 / 1.44)


def test_quantiles_lie_between_neighbours() -> None:
    assert quantile([0.0, 1.0, 2.0, 3.0], 0.5) == 1.5
    assert quantile([7.0], 0.85) == 7.0


def test_the_scale_of_shares_keeps_order_and_survives_what_cannot_be() -> None:
    assert arc(0, 0) == pytest.approx(math.asin(math.sqrt(0.5)))
    assert arc(0, 100) < arc(1, 100) < arc(99, 100) < arc(100, 100)
    assert arc(10**12, 5) == pytest.approx(math.pi / 2)
    assert arc(-4, 100) == arc(0, 100)
    assert share_of_arc(arc(400, 1000)) == pytest.approx(0.4, abs=0.001)


def test_evidence_is_a_half_at_the_threshold_and_never_more_than_one() -> None:
    assert evidence(5.0, 5.0) == pytest.approx(0.5)
    assert evidence(10.0, 5.0) == pytest.approx(0.75)
    assert evidence(1e300, 5.0) <= 1
    assert evidence(0.0, 5.0) == evidence(-3.0, 5.0) == evidence(3.0, 0.0) == 0.0


@pytest.mark.parametrize(
    ("value", "freedom", "p"), [(16.919, 9, 0.05), (21.666, 9, 0.01), (3.841, 1, 0.05), (9.488, 4, 0.05)]
)
def test_the_tail_of_chi_square_is_that_of_the_tables(value: float, freedom: int, p: float) -> None:
    assert chi_square_tail(value, freedom) == pytest.approx(p, rel=1e-3)


def test_the_tail_has_its_ends() -> None:
    assert chi_square_tail(0.0, 9) == 1.0
    assert chi_square_tail(5000.0, 9) < 1e-300


def test_chi_square_leaves_out_classes_that_cannot_occur() -> None:
    assert chi_square([12, 8, 3], [10.0, 10.0, 0.0]) == pytest.approx(0.8)


def test_last_digits_are_of_counts_that_are_large_enough() -> None:
    assert last_digits([49, 50, 55, 123, 10**15 + 7]) == (1, 0, 0, 1, 0, 1, 0, 1, 0, 0)


def test_slips_of_a_figure_are_what_one_slip_may_have_been() -> None:
    found = slips(120)
    assert found["times_ten"] == (12,)
    assert found["extra_digit"] == (10, 20)
    assert found["transposed"] == (102, 210)
    assert {1200, 1120, 1230, 9120} <= set(found["missing_digit"])
    assert 120 not in {value for values in found.values() for value in values}


def test_slips_of_a_single_digit_and_of_nothing_are_few() -> None:
    assert slips(0) == {"times_ten": (), "extra_digit": (), "missing_digit": (), "transposed": ()}
    assert slips(7)["extra_digit"] == ()
    assert slips(7)["transposed"] == ()
    assert set(slips(7)["missing_digit"]) >= {70, 71, 17, 97}

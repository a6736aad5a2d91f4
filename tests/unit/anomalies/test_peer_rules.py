"""Rules that compare with peers: hand-made wards with one fault each, few peers, peers without any spread, huge figures."""

from __future__ import annotations

from typing import Any

import pytest

from data.anomalies.facts import FormFacts, Found, Settings, Twin
from data.anomalies.judge import combined, judge_ward
from data.stats.robust import arc

ODD = 99


def ward(count: int, **more: Any) -> list[FormFacts]:
    """Ordinary stations of centres of their own: about 60, 38 and 2 of a hundred, 300 to 380 votes."""
    made = []
    for number in range(count):
        size = 300 + 13 * (number % 7)
        first = round(size * (0.58 + 0.01 * (number % 5)))
        votes = (first, size - first - 4 - number % 3, 4 + number % 3)
        made.append(_form(number, votes, **more))
    return made


def _form(number: int, votes: tuple[int, ...], **more: Any) -> FormFacts:
    values: dict[str, Any] = {"valid_stated": False, "station": f"s{number}", "centre": f"c{number}"}
    return FormFacts(form_id=number, votes=votes, valid=sum(votes), **{**values, **more})


def odd(forms: list[FormFacts], votes: tuple[int, ...], **more: Any) -> dict[str, Found]:
    """What the rules find in one more form of the ward."""
    verdicts = judge_ward([*forms, _form(ODD, votes, **more)], Settings())
    return {found.rule: found for found in verdicts[ODD]}


def test_nobody_stands_out_in_an_ordinary_ward() -> None:
    assert all(found == [] for found in judge_ward(ward(20), Settings()).values())
    assert odd(ward(20), (200, 125, 5)) == {}


@pytest.mark.parametrize(
    ("votes", "kind", "written", "perhaps"),
    [
        ((2000, 125, 5), "times_ten", 2000, 200),
        ((20, 125, 5), "missing_digit", 20, 200),
        ((200, 1250, 5), "times_ten", 1250, 125),
    ],
)
def test_one_digit_that_makes_a_form_ordinary_is_named(
    votes: tuple[int, ...], kind: str, written: int, perhaps: int
) -> None:
    slip = odd(ward(20), votes)["digit_slip"]
    assert (slip.numbers["kind"], slip.numbers["written"]) == (kind, written)
    assert 0.5 <= slip.score <= 1
    if kind == "times_ten":
        assert slip.numbers["perhaps"] == perhaps


def test_no_correction_is_named_that_the_station_could_not_have() -> None:
    slip = odd(ward(20), (20, 125, 5), registered=180).get("digit_slip")
    assert slip is None or slip.numbers["perhaps"] <= 180


def test_exchanged_rows_are_named_by_their_places() -> None:
    swap = odd(ward(20), (5, 125, 200))["swapped_candidates"]
    assert (swap.numbers["first"], swap.numbers["second"], swap.numbers["kind"]) == (0, 2, "swap")
    shift = odd(ward(20), (125, 5, 200))["swapped_candidates"]
    assert shift.numbers["kind"] == "shift"


def test_rows_that_are_alike_cannot_be_told_apart() -> None:
    even = [_form(n, (150 + n % 9, 150 + (n * 5) % 9, 3)) for n in range(20)]
    assert odd(even, (149, 155, 3)) == {}


def test_a_far_share_is_told_with_whom_and_what_is_usual() -> None:
    found = odd(ward(20), (20, 300, 5))["share_outlier"]
    assert found.numbers["against"] == "ward"
    assert found.numbers["forms"] == 20
    assert found.numbers["share"] == pytest.approx(100 * found.numbers["votes"] / 325, abs=0.1)


def test_with_fewer_than_five_peers_shares_are_not_compared() -> None:
    assert odd(ward(4), (20, 300, 5)) == {}
    assert "share_outlier" in odd(ward(5), (5, 320, 5))


def test_a_form_alone_in_its_ward_says_nothing() -> None:
    assert odd([], (20, 300, 5)) == {}
    assert odd(ward(1), (20, 300, 5)) == {}


def test_peers_without_any_spread_do_not_make_every_neighbour_odd() -> None:
    same = [_form(number, (200, 120, 5)) for number in range(12)]
    assert "share_outlier" not in odd(same, (195, 125, 5))
    assert "share_outlier" in odd(same, (20, 300, 5))


def test_a_centre_unlike_its_ward_is_ordinary_among_its_own_streams() -> None:
    enclave = [_form(50 + n, (30 + n, 290 - n, 3), centre="enclave") for n in range(4)]
    assert odd([*ward(20), *enclave], (33, 285, 4), centre="enclave") == {}


def test_of_two_streams_that_differ_the_one_like_the_ward_is_ordinary() -> None:
    sibling = _form(50, (20, 300, 5), centre="pair")
    verdicts = judge_ward([*ward(20), sibling, _form(ODD, (200, 125, 5), centre="pair")], Settings())
    assert verdicts[ODD] == []
    assert verdicts[50] != []


def test_what_one_sibling_alone_has_is_never_told() -> None:
    sibling = _form(50, (21, 300, 5), centre="pair")
    found = odd([*ward(20), sibling], (86, 234, 5), centre="pair")["share_outlier"]
    assert found.numbers["against"] == "centre"
    assert found.numbers["usual"] is None


def test_a_stream_far_smaller_than_its_centre_is_told_where_no_register_is_known() -> None:
    streams = [_form(50 + n, (205 + n, 130, 4), centre="big") for n in range(5)]
    found = odd([*ward(20), *streams], (31, 20, 1), centre="big")
    assert found["size_outlier"].numbers["usual"] == pytest.approx(341, abs=3)
    known = [
        *ward(20, registered=500, rejected=2),
        *(_form(50 + n, (205 + n, 130, 4), centre="big", registered=500, rejected=2) for n in range(5)),
    ]
    assert "size_outlier" not in odd(known, (31, 20, 1), centre="big", registered=500, rejected=2)


def test_turnout_is_compared_with_the_ward_and_with_the_constituency_where_the_ward_is_thin() -> None:
    known = {"registered": 500, "rejected": 2}
    assert "turnout_outlier" in odd(ward(12, **known), (290, 180, 8), **known)
    assert "turnout_outlier" not in odd(ward(12, **known), (220, 140, 5), **known)
    thin = [*ward(2, **known), _form(ODD, (290, 180, 8), **known)]
    wide = [arc(330 + n % 20, 500) for n in range(30)]
    found = {one.rule: one for one in judge_ward(thin, Settings(), wide=wide)[ODD]}
    assert found["turnout_outlier"].numbers["against"] == "constituency"
    assert judge_ward(thin, Settings(), wide=wide[:7])[ODD] == []


def test_a_turnout_of_nobody_registered_is_unknown() -> None:
    assert odd(ward(12, registered=0, rejected=2), (200, 125, 5), registered=0, rejected=2).keys() <= {
        "votes_over_registered"
    }


def test_equal_forms_are_told_where_chance_hardly_makes_two() -> None:
    forms = ward(20)
    twin = Twin(form_id=3, station="s3", area="w", near=True)
    found = odd(forms, forms[3].votes, twins=(twin,))["identical_forms"]
    assert found.numbers["expected"] < 0.01
    assert found.numbers["station"] == "s3"
    tiny = [_form(n, (1 + n % 3, n % 2, 0)) for n in range(20)]
    assert "identical_forms" not in odd(tiny, (1, 0, 0), twins=(twin,))


def test_equal_forms_far_away_must_be_less_probable_than_near_ones() -> None:
    forms = ward(20)
    near, far = (Twin(form_id=3, station="s3", area="w", near=close) for close in (True, False))
    close = odd(forms, forms[3].votes, twins=(near,))["identical_forms"]
    distant = odd(forms, forms[3].votes, twins=(far,)).get("identical_forms")
    assert distant is None or distant.score < close.score


def test_disputed_forms_are_nobodys_peers() -> None:
    bad = [_form(200 + n, (5, 320, 5), is_peer=False) for n in range(40)]
    assert "share_outlier" in odd([*ward(12), *bad], (20, 300, 5))


def test_other_sources_are_judged_by_themselves_only() -> None:
    assert odd(ward(20), (20, 300, 5), is_counting=False, is_peer=False) == {}


def test_huge_figures_and_zeros_break_nothing() -> None:
    assert "digit_slip" not in odd(ward(20), (0, 0, 0))
    assert odd(ward(20), (10**12, 10**12, 10**12))["share_outlier"].score <= 1
    huge = [_form(n, (10**12 + n, 10**9, 0)) for n in range(8)]
    assert judge_ward(huge, Settings())


def test_the_order_of_forms_changes_nothing() -> None:
    forms = [*ward(20), _form(ODD, (20, 300, 5))]
    assert judge_ward(forms, Settings())[ODD] == judge_ward(forms[::-1], Settings())[ODD]


def test_scores_together_are_more_than_each_and_never_more_than_one() -> None:
    assert combined([]) == 0
    assert combined([0.5, 0.5]) == 0.75
    assert combined([1.0, 0.3]) == 1.0
    assert combined([2.0, -1.0]) == 1.0

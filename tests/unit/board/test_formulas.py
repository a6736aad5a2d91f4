"""The formulas of the board on hand-made numbers, and questions as addresses have them."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from data.board.lateness import enough, is_late, middle, middle_above, stuck
from data.board.query import BoardQuery, BoardRefused, Mark, pack, read_query, unpack

SIX = datetime(2031, 5, 4, 18, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return SIX + timedelta(minutes=minutes)


def test_the_middle_of_an_even_number_is_the_earlier_of_the_two() -> None:
    assert middle([at(30), at(10), at(20)]) == at(20)
    assert middle([at(30), at(10), at(20), at(40)]) == at(20)
    assert middle([]) is None


@pytest.mark.parametrize(
    ("arrived", "stations", "least", "told"),
    [
        (1, 2, 2, False), (2, 3, 2, True), (2, 5, 2, True), (2, 6, 2, False), (3, 7, 3, True), (3, 8, 3, False), (2, 2, 3, False),
    ],
)  # fmt: skip
def test_enough_is_the_least_and_half_of_the_others(
    arrived: int, stations: int, least: int, told: bool
) -> None:
    assert enough(arrived, stations, least=least) is told


def test_an_area_above_speaks_in_steps_of_five_minutes_weighted_by_forms() -> None:
    assert middle_above([(at(3), 1), (at(13), 10), (at(50), 2)]) == at(10)
    assert middle_above([]) is None


def test_late_is_beyond_the_tolerance_not_at_it() -> None:
    assert not is_late(at(0), at(45))
    assert is_late(at(0), at(45.01))
    assert not is_late(None, at(1000))


@pytest.mark.parametrize(
    ("late", "out", "total", "median", "told"),
    [
        (0, 0, 10, None, 0), (10, 0, 10, 60, 0.5), (10, 0, 10, 120, 0.75), (0, 3, 10, None, 0.3), (5, 5, 10, 60, 0.75),
        (0, 0, 0, None, 0), (4, 0, 8, -5, 0),
    ],
)  # fmt: skip
def test_an_area_is_stuck_by_what_waits_for_a_person(
    late: int, out: int, total: int, median: float | None, told: float
) -> None:
    assert stuck(late=late, out=out, total=total, late_median_min=median) == told


def test_an_address_is_read_into_a_question() -> None:
    query = read_query(
        {
            "state": "held, disputed,held",
            "late": "1",
            "q": " hill ",
            "limit": "500",
            "order": "code",
            "unknown": "x",
        }
    )
    assert query == BoardQuery(state=("held", "disputed"), late=True, q="hill", limit=500, order="code")
    assert query.filters() == {"state": ("held", "disputed"), "late": True, "q": "hill"}
    assert read_query({"late": "", "q": "   "}) == BoardQuery()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("state", "lost"), ("late", "yes"), ("limit", "0"), ("limit", "501"), ("limit", "-1"), ("limit", "٣"), ("limit", "1e2"),
        ("order", "random"), ("q", "x"), ("q", "a" * 201), ("area", "W\x00"), ("contest", "p\nq"), ("differ", "2"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_asked_names_its_filter(name: str, value: str) -> None:
    with pytest.raises(BoardRefused) as refused:
        read_query({name: value})
    assert refused.value.name == name


def test_a_mark_comes_back_as_it_went() -> None:
    for mark in (
        Mark("attention", (2, 1935597600), 7, 3),
        Mark("code", ("001",), 7, 3),
        Mark("late", (-5,), 7, 3),
    ):
        assert unpack(pack(mark), mark.order) == mark


def _forged(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "x", "%%%", "AAAA", "é", _forged({}), _forged([]), _forged(["attention", [1], 1, 1]),
        _forged(["attention", [1, "2"], 1, 1]),
        _forged(["attention", [1, 2**70], 1, 1]), _forged(["attention", [999, 1], 1, 1]), _forged(["attention", [1, 1], -1, 1]),
        _forged(["attention", [1, 1], 2**40, 1]), _forged(["code", ["x"], 1, 1]), _forged(["attention", [True, 1], 1, None]),
    ],
)  # fmt: skip
def test_a_forged_mark_is_refused(text: str) -> None:
    with pytest.raises(BoardRefused):
        unpack(text, "attention")


def test_a_mark_of_words_holds_no_nul() -> None:
    with pytest.raises(BoardRefused):
        unpack(_forged(["code", ["a\x00b"], 1, 1]), "code")

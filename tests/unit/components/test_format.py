"""Numbers and times: never a zero that is not one, never all before it is all."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.format import (
    Clock,
    clean,
    millions,
    number,
    part_percent,
    percent,
    points,
    share,
    short_names,
    signed,
)
from components.i18n import get_translator


def test_thousands_have_commas_and_unknown_is_a_dash() -> None:
    assert (number(1234567), number(0), number(None), number(-12)) == ("1,234,567", "0", "–", "\u221212")


def test_a_share_of_nothing_is_unknown() -> None:
    assert share(0, 0) is None
    assert share(0, None) is None
    assert share(0, 10) == 0.0


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_shares_round_half_up_exactly(part: int, whole: int) -> None:
    value = share(part, whole, 2)
    assert value is not None
    assert abs(value - 100 * part / whole) <= 0.005 + 1e-6 * max(1.0, value)


@given(st.integers(1, 10**6), st.integers(2, 10**6))
def test_some_is_never_zero_percent_and_not_all_is_never_all(part: int, whole: int) -> None:
    if part < whole:
        for digits in (0, 1):
            text = part_percent(part, whole, digits)
            assert text not in ("0%", "0.0%", "100%", "100.0%")


def test_small_and_nearly_complete_parts_say_so() -> None:
    assert part_percent(1, 10_000) == "<1%"
    assert part_percent(9_999, 10_000) == ">99%"
    assert part_percent(10_000, 10_000) == "100%"
    assert part_percent(0, 10) == "0%"
    assert part_percent(3, None) == "–"


def test_a_share_above_nothing_never_reads_as_zero() -> None:
    assert percent(0.02) == "<0.1%"
    assert percent(0.4, 0) == "<1%"
    assert percent(None) == "–"
    assert percent(60.55, 2) == "60.55%"


def test_signs_use_the_minus_of_typography() -> None:
    assert (signed(4.2), signed(-3.14), signed(0.0), signed(-0.01)) == ("+4.2", "\u22123.1", "0.0", "0.0")


def test_a_thin_lead_keeps_two_decimals() -> None:
    assert (points(21.77), points(0.5), points(0.04)) == ("21.8", "0.5", "0.04")


def test_millions_are_words_in_each_language() -> None:
    assert millions(8_123_456, get_translator("en")) == "8.1 million"
    assert millions(8_123_456, get_translator("sw")) == "milioni 8.1"
    assert millions(812_345, get_translator("en")) == "812,345"


def test_times_are_24_hour_local_in_both_languages() -> None:
    moment = datetime(2031, 5, 4, 17, 50, tzinfo=UTC)
    assert Clock("Africa/Nairobi").full(moment) == "20:50 EAT, 4 May 2031"
    assert Clock("Africa/Nairobi", "sw").full(moment) == "20:50 EAT, 4 Mei 2031"
    assert Clock("Africa/Nairobi").iso(moment) == "2031-05-04T20:50:00+03:00"


def test_an_unknown_zone_falls_to_utc_and_says_so() -> None:
    moment = datetime(2031, 5, 4, 17, 50, tzinfo=UTC)
    assert Clock("Not/AZone").full(moment).startswith("17:50 UTC")


def test_short_names_are_last_words_where_they_tell_people_apart() -> None:
    names = {
        "a": "Delphine Imara",
        "b": "Barnaby Otundo",
        "c": "Sefu Otundo",
        "d": "Prince",
        "e": "Kofi Mensah Jr.",
    }
    assert short_names(names) == {
        "a": "Imara", "b": "Barnaby Otundo", "c": "Sefu Otundo", "d": "Prince", "e": "Kofi Mensah Jr.",
    }  # fmt: skip


def test_names_lose_control_characters_and_cannot_turn_the_sentence_around() -> None:
    assert clean("A\x00B\nC") == "A B C"
    assert clean("abc\u202edef") == "abcdef"
    assert clean("محمد") == "\u2068محمد\u2069"


@pytest.mark.parametrize("name", ["</script>", "a" * 300, " ", ""])
def test_strange_names_have_short_forms_that_do_not_fail(name: str) -> None:
    assert short_names({"x": name})["x"] == clean(name)

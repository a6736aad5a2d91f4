"""Field parsers: everything they accept is what was written; nothing else passes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import TypeVar

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data.ingest import fields
from data.ingest.problems import REMEDIES, BadField

T = TypeVar("T")


def _rule(parse: object, *args: str) -> str:
    with pytest.raises(BadField) as caught:
        parse(*args)  # type: ignore[operator]
    return caught.value.rule


def _outcome(parse: Callable[[str], T], text: str) -> tuple[str, T | None]:
    """Return the rule broken and no value, or no rule and the value."""
    try:
        return "", parse(text)
    except BadField as bad:
        return bad.rule, None


@given(st.integers(0, fields.MAX_AREA_COUNT))
def test_a_count_written_in_plain_digits_is_read_as_it_is(number: int) -> None:
    assert fields.count(str(number)) == number


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("-5", "negative"),
        ("−5", "negative"),
        ("1,234", "bad-number"),
        ("1 234", "bad-number"),
        ("12.0", "bad-number"),
        ("1e3", "bad-number"),
        ("+7", "bad-number"),
        ("0x1F", "bad-number"),
        ("٣٤", "bad-number"),
        ("１２", "bad-number"),
        ("²", "bad-number"),
        ("1_000", "bad-number"),
        ("NaN", "bad-number"),
        ("1000000001", "too-large"),
        ("999999999999999999", "too-large"),
        ("9" * 30, "bad-number"),
    ],
)
def test_a_count_that_is_not_a_plain_whole_number_is_refused_by_its_own_rule(text: str, rule: str) -> None:
    assert _rule(fields.count, text) == rule


@given(st.text())
@example("=1+1")
def test_a_count_is_a_non_negative_number_or_refused_whatever_the_text(text: str) -> None:
    rule, number = _outcome(fields.count, text)
    assert rule == "" or rule in REMEDIES
    if number is not None:
        assert 0 <= number <= fields.MAX_AREA_COUNT
        assert text.strip(" ").isascii()


def test_a_blank_count_is_unknown_and_never_zero() -> None:
    assert fields.optional_count("") is None
    assert fields.optional_count("0") == 0


@pytest.mark.parametrize(
    "text",
    ["=cmd|' /C calc'!A0", "+254 700", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "=", "@"],
)
def test_a_name_that_a_spreadsheet_would_run_is_refused(text: str) -> None:
    assert _rule(fields.name, text) == "formula"


@pytest.mark.parametrize(
    "text",
    ["N'Djamena", "Taita/Taveta", "José María", "Murang'a", "O-level School (A)", "3rd Avenue", "Müller & Co",
     "محمد", "Ng’ang’a", "K.C.C. \"Old\" Hall", "Kwa-Njenga", "Bumala > A"],
)  # fmt: skip
def test_real_names_pass_unchanged(text: str) -> None:
    assert fields.name(text) == text


@pytest.mark.parametrize("mark", ["\n", "\x07", "\u202e", "\u200b", "\u2066", "\ufeff", "\u2028", "\x85"])
def test_characters_that_hide_or_turn_text_are_refused_in_names(mark: str) -> None:
    assert _rule(fields.name, f"Ama{mark}ni") == "control-character"


def test_an_overlong_name_is_refused() -> None:
    assert fields.name("x" * fields.MAX_NAME)
    assert _rule(fields.name, "x" * (fields.MAX_NAME + 1)) == "too-long"


@given(st.text(max_size=80))
@example("../../etc/passwd")
@example("a..b")
@example("a/b")
@example("")
def test_a_code_is_safe_as_a_file_name_and_in_an_address_or_refused(text: str) -> None:
    rule, code = _outcome(fields.code, text)
    assert rule in {"", "bad-code", "empty"}
    if code is None:
        return
    assert code.isascii()
    assert ".." not in code
    assert not set(code) & set("/\\:%?#&= \n\0")
    assert code[0].isalnum()
    assert code[-1].isalnum()


@given(
    st.floats(-90, 90).map(lambda value: round(value, 6)),
    st.floats(-180, 180).map(lambda value: round(value, 6)),
)
def test_a_point_is_read_as_longitude_and_latitude(latitude: float, longitude: float) -> None:
    assert fields.point(f"{latitude:.6f}", f"{longitude:.6f}") == (longitude, latitude)


@pytest.mark.parametrize(
    ("latitude", "longitude", "rule"),
    [
        ("-1.2", "", "half-point"),
        ("", "36.8", "half-point"),
        ("136.8", "-1.2", "swapped-coordinates"),
        ("200", "10", "bad-coordinates"),
        ("1", "181", "bad-coordinates"),
        ("1,5", "36", "bad-coordinates"),
        ("1°17'S", "36", "bad-coordinates"),
        ("nan", "36", "bad-coordinates"),
        ("inf", "36", "bad-coordinates"),
    ],
)
def test_coordinates_that_cannot_be_are_refused(latitude: str, longitude: str, rule: str) -> None:
    assert _rule(fields.point, latitude, longitude) == rule


def test_blank_coordinates_are_unknown() -> None:
    assert fields.point("", " ") is None


_zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(datetime(1901, 1, 2), datetime(2199, 12, 30), timezones=_zones))  # noqa: DTZ001
def test_a_time_with_a_zone_becomes_the_same_moment_in_utc(moment: datetime) -> None:
    read = fields.moment(moment.isoformat())
    assert read == moment
    assert read.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("2022-08-09T17:08:48", "no-zone"),
        ("2022-08-09", "bad-time"),
        ("09/08/2022 17:08", "bad-time"),
        ("1660052928", "bad-time"),
        ("2022-13-09T17:08:48Z", "bad-time"),
        ("0001-01-01T00:00:00+14:00", "bad-time"),
        ("9999-12-31T23:59:59-14:00", "bad-time"),
    ],
)
def test_a_time_without_zone_or_that_is_none_is_refused(text: str, rule: str) -> None:
    assert _rule(fields.moment, text) == rule


@given(st.text(max_size=40))
def test_a_time_is_aware_or_refused_whatever_the_text(text: str) -> None:
    rule, moment = _outcome(fields.moment, text)
    assert rule in {"", "bad-time", "no-zone", "empty"}
    assert moment is None or moment.utcoffset() == timedelta(0)


def test_colours_are_normal_or_refused() -> None:
    assert fields.color("#AABB0c") == "#aabb0c"
    assert fields.color("") is None
    for text in ("red", "#fff", "#gggggg", "url(x)", "#aabbcc;}"):
        assert _rule(fields.color, text) == "bad-color"

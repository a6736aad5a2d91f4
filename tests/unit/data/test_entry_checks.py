"""Entry checks: every code fires for what it says and only for that; the document shows the same table."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.entry.checks import Known, ballots_of, cast_of, judge, valid_of
from data.entry.codes import CODES
from data.records import Figures, Verdict

ROOT = Path(__file__).resolve().parents[3]
BALLOT = {"asha": "Asha", "juma": "Juma", "neema": "Neema"}
RIGHT: dict[str, Any] = {
    "votes": {"asha": 210, "juma": 120, "neema": 31}, "valid": 361, "rejected": 4, "cast": 365, "registered": 500,
}  # fmt: skip
KNOWN: dict[str, Any] = {"ballot": BALLOT, "registered": 500, "max_votes": 700}


def verdict(known: dict[str, Any] | None = None, **figures: Any) -> Verdict:
    """Judge the right form with some figures and some knowledge replaced."""
    return judge(Figures(**{**RIGHT, **figures}), Known(**{**KNOWN, **(known or {})}))


def codes(found: Verdict) -> list[str]:
    return [finding.code for finding in (*found.errors, *found.warnings)]


def test_a_right_form_passes_everything_that_could_run() -> None:
    found = verdict({"distance_m": 20.0, "near_forms": 9, "near_median_pct": 70.0, "near_deviation_pct": 2.0})
    assert codes(found) == []
    assert set(found.passed) == {
        "F101", "F102", "F103", "F104", "F302", "W201", "W202", "W203", "W301", "W302", "W303", "W304", "W305", "W401",
        "W402",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        ({"valid": 360}, "W201"), ({"valid": 362}, "W201"), ({"cast": 364}, "W202"), ({"cast": 366}, "W202"),
        ({"registered": 499}, "W305"), ({"votes": {**RIGHT["votes"], "asha": 209}}, "W201"),
        ({"rejected": 30, "cast": 391}, "W303"),
        ({"votes": {"asha": 400, "juma": 97, "neema": 0}, "valid": 497, "cast": 501}, "W301"),
    ],
)  # fmt: skip
def test_one_unit_is_enough_for_a_warning(figures: dict[str, Any], code: str) -> None:
    assert code in codes(verdict(**figures))


def test_the_borders_belong_to_what_is_allowed() -> None:
    full = {"votes": {"asha": 400, "juma": 96, "neema": 0}, "valid": 496, "rejected": 4, "cast": 500}
    assert codes(verdict(**full)) == []
    more = {"votes": {"asha": 400, "juma": 296, "neema": 0}, "valid": 696, "cast": 700, "registered": 900}
    assert codes(verdict({"registered": None}, **more)) == []
    one = {"votes": {"asha": 400, "juma": 297, "neema": 0}, "valid": 697, "cast": 701, "registered": 900}
    assert codes(verdict({"registered": None}, **one)) == ["W302"]
    assert codes(verdict(votes={"asha": 95, "juma": 0, "neema": 0}, valid=95, rejected=5, cast=100)) == []


def test_zero_everywhere_is_a_warning_and_no_same_figures() -> None:
    zero = {"votes": dict.fromkeys(BALLOT, 0), "valid": 0, "rejected": 0, "cast": 0}
    assert codes(verdict({"same_as": "X1"}, **zero)) == ["W203"]


@pytest.mark.parametrize(
    ("turnout", "far"), [(300, False), (275, False), (270, True), (425, False), (430, True)]
)
def test_turnout_is_far_beyond_fifteen_points(turnout: int, far: bool) -> None:
    known = {"near_forms": 4, "near_median_pct": 70.0, "near_deviation_pct": 1.0}
    votes = {"asha": turnout, "juma": 0, "neema": 0}
    found = verdict(known, votes=votes, valid=turnout, rejected=0, cast=turnout)
    assert codes(found) == (["W304"] if far else [])


def test_a_wide_ward_allows_more_and_few_neighbours_say_nothing() -> None:
    low = {"votes": {"asha": 150, "juma": 0, "neema": 0}, "valid": 150, "rejected": 0, "cast": 150}
    wide = {"near_forms": 9, "near_median_pct": 70.0, "near_deviation_pct": 8.0}
    assert codes(verdict(wide, **low)) == []
    assert codes(verdict({**wide, "near_deviation_pct": 1.0}, **low)) == ["W304"]
    assert "W304" not in verdict({**wide, "near_forms": 3}, **low).passed


@pytest.mark.parametrize(
    ("distance", "accuracy", "far"),
    [(999.0, None, False), (1_001.0, None, True), (1_400.0, 500.0, False), (5_000.0, 1e7, True)],
)
def test_the_doubt_of_a_device_is_believed_up_to_a_kilometre(
    distance: float, accuracy: float | None, far: bool
) -> None:
    found = verdict({"distance_m": distance, "accuracy_m": accuracy})
    assert codes(found) == (["W402"] if far else [])


@pytest.mark.parametrize(
    ("figures", "code", "field"),
    [
        ({"votes": {"asha": 1, "juma": 1}}, "F101", "votes.neema"), ({"cast": -1}, "F102", "cast"),
        ({"votes": {**RIGHT["votes"], "x": 1}}, "F103", "votes.x"), ({"valid": 100_000}, "F104", "valid"),
        ({"registered": 7_001}, "F302", "registered"),
    ],
)  # fmt: skip
def test_what_no_paper_can_say_is_an_error_at_its_field(
    figures: dict[str, Any], code: str, field: str
) -> None:
    found = verdict(**figures)
    assert [(e.code, e.field) for e in found.errors] == [(code, field)]
    assert found.warnings == ()


def test_an_area_may_have_what_no_station_may() -> None:
    figures = {
        "votes": {"asha": 210_000, "juma": 120_000, "neema": 31},
        "valid": None,
        "rejected": None,
        "cast": None,
    }
    area = {"is_station": False, "registered": None, "max_votes": None}
    assert codes(verdict(area, **figures, registered=None)) == []
    assert "F104" in codes(verdict({}, **figures))


def test_a_sum_beyond_every_integer_column_is_an_error() -> None:
    ballot = {f"c{n}": "x" for n in range(30)}
    figures = Figures(votes=dict.fromkeys(ballot, 99_000_000))
    found = judge(figures, Known(ballot=ballot, is_station=False))
    assert [e.code for e in found.errors] == ["F104"]


def test_blank_totals_stay_unknown_and_their_checks_silent() -> None:
    figures = Figures(votes=RIGHT["votes"])
    assert (valid_of(figures), cast_of(figures), ballots_of(figures)) == (361, None, 361)
    found = judge(figures, Known(ballot=BALLOT))
    assert {"W201", "W202", "W301", "W303", "W304", "W305"}.isdisjoint(found.passed)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"photo_required": True}, ["F105"]), ({"photos_sent": 2, "photos_stored": 1}, ["F106"]),
        ({"reason_missing": True}, ["F107"]), ({"photo_required": True, "photos_sent": 1, "photos_stored": 1}, []),
    ],
)  # fmt: skip
def test_what_belongs_to_a_form_beside_its_figures_is_asked_for(
    known: dict[str, Any], expected: list[str]
) -> None:
    assert codes(verdict(known)) == expected


def test_a_missing_photo_does_not_hide_a_wrong_sum() -> None:
    assert codes(verdict({"photo_required": True}, cast=300)) == ["F105", "W202"]


_COUNT = st.none() | st.integers(min_value=-(2**53), max_value=2**53)


@given(
    st.dictionaries(st.sampled_from([*BALLOT, "x"]), st.integers(min_value=-(2**53), max_value=2**53)),
    _COUNT, _COUNT, _COUNT, _COUNT,
)  # fmt: skip
def test_any_figures_get_a_verdict_that_says_each_code_once_as_passed_or_found(
    votes: dict[str, int], valid: int | None, rejected: int | None, cast: int | None, registered: int | None
) -> None:
    figures = Figures(votes=votes, valid=valid, rejected=rejected, cast=cast, registered=registered)
    found = judge(figures, Known(**KNOWN))
    assert set(found.passed).isdisjoint(codes(found))
    assert set(codes(found)) <= set(CODES)
    if not found.errors:
        assert 0 <= valid_of(figures) < 2**31


def test_every_sentence_has_its_values() -> None:
    found = [
        *verdict({"max_votes": 300, "near_forms": 5, "near_median_pct": 10.0, "same_as": "X1", "distance_m": 9e3},
                 valid=1, cast=501, rejected=200, registered=490).warnings,
        *verdict(votes={"asha": -1, "x": 1}, cast=100_000, rejected=8_000).errors,
    ]  # fmt: skip
    assert len({finding.code for finding in found}) >= 12
    for finding in found:
        fields = set(re.findall(r"\{(\w+)\}", finding.message))
        assert fields <= set(finding.values), finding.code
        assert not re.search(r"\{\w+\}", finding.remedy)


def test_the_document_shows_the_table() -> None:
    words = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([FW]\d{3})` \| .+? \| (.+?) \| (.+?) \|$", words, re.M)
    assert {code: (message, remedy) for code, message, remedy in rows} == {
        entry.code: (entry.message, entry.remedy) for entry in CODES.values()
    }

"""Languages by file: plural forms by the catalogue's rule, figures and days by CLDR, signs that stay before figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from components.format import Clock, number, part_percent, percent, points, signed
from components.holds import finding_words
from components.i18n import get_translator
from components.languages import SETTING, language, languages, writing
from data.tally.plausibility import FormFigures, judge
from tests.pseudo import write_rtl

POLISH = r"""
msgid ""
msgstr ""
"Language: pl\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\n"
"Content-Type: text/plain; charset=utf-8\n"

msgid "{n} vote"
msgid_plural "{n} votes"
msgstr[0] "{n} głos"
msgstr[1] "{n} głosy"
msgstr[2] "{n} głosów"

msgid "{n} form"
msgid_plural "{n} forms"
msgstr[0] "{n} formularz"
msgstr[1] ""
msgstr[2] ""
"""


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = write_rtl(tmp_path_factory.mktemp("locale"))
    for code, label in (("pl", "PL"), ("fr", "FR"), ("hi", "HI"), ("zzx", "ZZ")):
        (root / code / "LC_MESSAGES").mkdir(parents=True)
        (root / code / "language.toml").write_text(f'native = "{label}"\nlabel = "{label}"\n', "utf-8")
    (root / "pl" / "LC_MESSAGES" / "all.po").write_text(POLISH, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SETTING, str(root))
        yield root


def test_english_comes_first_and_every_folder_is_a_language() -> None:
    assert list(languages()) == ["en", "ar", "fr", "hi", "pl", "sw", "zzx"]
    assert (language("sw").native, language("sw").label, language("sw").locale) == (
        "Kiswahili",
        "SW",
        "sw_KE",
    )
    assert language("ar").rtl
    assert not language("sw").rtl
    assert language("nonsense").code == "en"


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 głos"), (3, "3 głosy"), (5, "5 głosów"), (12, "12 głosów"), (22, "22 głosy")]
)
def test_a_count_takes_the_form_that_the_catalogues_rule_names(count: int, words: str) -> None:
    assert get_translator("pl").n("{n} vote", "{n} votes", count) == words


def test_six_forms_of_arabic_are_all_used() -> None:
    t = get_translator("ar")
    said = [t.n("{n} station", "{n} stations", n) for n in (0, 1, 2, 3, 11, 100)]
    assert len(set(said)) == 6
    assert said[1:3] == ["محطة واحدة", "محطتان"]


def test_a_sentence_with_a_form_missing_stays_english_whole() -> None:
    assert get_translator("pl").n("{n} form", "{n} forms", 5) == "5 forms"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("1,234,567", "12.5%", "<0.1%", "−3.1", "+4.2")),
        ("sw", ("1,234,567", "12.5%", "<0.1%", "−3.1", "+4.2")),
        ("fr", ("1\u202f234\u202f567", "12,5\u202f%", "<0,1\u202f%", "−3,1", "+4,2")),
        ("hi", ("12,34,567", "12.5%", "<0.1%", "−3.1", "+4.2")),
        ("ar", ("1,234,567", "12.5%", "\u200e<0.1%", "\u200e−3.1", "\u200e+4.2")),
        ("zzx", ("1,234,567", "12.5%", "<0.1%", "−3.1", "+4.2")),
    ],
)
def test_figures_are_written_as_the_language_writes_them(lang: str, said: tuple[str, ...]) -> None:
    with writing(lang):
        found = (number(1234567), percent(12.5), percent(0.01), signed(-3.1), signed(4.2))
        assert tuple(text.replace("\u00a0", "\u202f") for text in found) == said


@pytest.mark.parametrize("lang", ["en", "sw", "fr", "hi", "ar", "pl"])
def test_in_no_language_is_something_rounded_to_nothing_or_all_and_unknown_to_zero(lang: str) -> None:
    with writing(lang):
        assert number(None) == percent(None) == part_percent(1, None) == "–"
        assert "<" in percent(0.0001)
        assert "<" in part_percent(1, 100_000)
        assert ">99" in part_percent(99_999, 100_000)
        assert points(0.04).endswith("04")


def test_figures_outside_an_answer_are_english_and_an_answer_leaves_nothing_behind() -> None:
    with writing("fr"):
        assert number(1000) != "1,000"
    assert number(1000) == "1,000"


def test_times_are_24_hour_in_english_and_swahili_and_by_cldr_elsewhere() -> None:
    moment = datetime(2031, 5, 4, 17, 50, tzinfo=UTC)
    assert Clock("Africa/Nairobi", "en").full(moment) == "20:50 EAT, 4 May 2031"
    assert Clock("Africa/Nairobi", "sw").full(moment) == "20:50 EAT, 4 Mei 2031"
    assert Clock("Africa/Nairobi", "fr").full(moment) == "20:50 EAT, 4 mai 2031"
    assert Clock("Africa/Nairobi", "hi").time(moment).startswith("8:50")
    assert "مايو" in Clock("Africa/Nairobi", "ar").date(moment)


@pytest.mark.parametrize(
    ("code", "text", "wrong"),
    [
        ("xx", 'native = "X"', "label"),
        ("xx", 'native = "X"\nlabel = "X"\ncolour = "red"', "colour"),
        ("xx", 'native = "X"\nlabel = "X"\ndirection = "up"', "ltr or rtl"),
        ("xx", "native =", "Invalid"),
        ("Klingon!", 'native = "X"\nlabel = "X"', "not named after a language"),
    ],
)
def test_a_bad_language_file_stops_the_start_and_says_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, text: str, wrong: str
) -> None:
    (tmp_path / code).mkdir()
    (tmp_path / code / "language.toml").write_text(text, "utf-8")
    monkeypatch.setenv(SETTING, str(tmp_path))
    with pytest.raises(ValueError, match=wrong):
        languages()


@pytest.mark.parametrize(
    "form",
    [
        {"votes": {1: 10, 2: 5}, "valid_votes": 20},
        {"votes": {1: 10}, "valid_votes": 10, "rejected_votes": 2, "votes_cast": 13},
        {"votes": {1: 0}, "valid_votes": 0},
        {"votes": {1: 1810}, "valid_votes": 1810, "registered_voters": 700},
        {"votes": {1: 1810}, "valid_votes": 1810, "max_votes_per_station": 700},
    ],
)
def test_what_a_rule_compared_is_told_in_swahili_whatever_rule_it_was(form: dict[str, Any]) -> None:
    given = {
        "votes_cast": None,
        "rejected_votes": None,
        "registered_voters": None,
        "max_votes_per_station": None,
    }
    found, _ = judge(
        FormFigures(**{"form_id": 1, "race_id": 1, "leaf_area_id": 1, "is_station": True, **given, **form}),
        {},
    )
    assert found is not None
    said = finding_words(get_translator("sw"), found.detail)
    assert said != found.detail
    assert ("1,810" in said) is ("1810" in found.detail)


def test_a_managers_own_reason_stays_as_it_was_written() -> None:
    assert finding_words(get_translator("sw"), "Waits for the <b>returning officer</b> {x}.") == (
        "Waits for the <b>returning officer</b> {x}."
    )

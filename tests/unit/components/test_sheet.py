"""Result sheets: numbers in words, every figure in the text of the PDF, unknown never zero, rehearsals, many pages."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from pypdf import PdfReader

from components.sheet import Marks, Sheet, sheet_of, sheet_pdf
from components.sheet.words import MOST, number_words
from components.view import ContestView
from tests import factories
from tests.unit.components.test_markup import HOSTILE

MARKS = Marks(
    document_sha256="d" * 64,
    manifest_sha256="e" * 64,
    page="https://a.example/results/zamia-2031/president?version=812",
    document="https://a.example/data/zamia-2031/v812/president/ZM.json",
    manifest="https://a.example/data/zamia-2031/v812/manifest.json",
)


def sheet(view: ContestView) -> Sheet:
    return sheet_of(view, MARKS)


def text(body: bytes) -> str:
    """The text of a PDF as people read it: without the breaks of lines."""
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(body)).pages)


@pytest.mark.parametrize(
    ("value", "english", "swahili"),
    [
        (0, "zero", "sifuri"),
        (11, "eleven", "kumi na moja"),
        (21, "twenty-one", "ishirini na moja"),
        (100, "one hundred", "mia moja"),
        (105, "one hundred and five", "mia moja na tano"),
        (340, "three hundred and forty", "mia tatu na arobaini"),
        (345, "three hundred and forty-five", "mia tatu arobaini na tano"),
        (1000, "one thousand", "elfu moja"),
        (1005, "one thousand and five", "elfu moja, na tano"),
        (10_002, "ten thousand and two", "elfu kumi, na mbili"),
        (12_000, "twelve thousand", "elfu kumi na mbili"),
        (1_000_001, "one million and one", "milioni moja, na moja"),
        (
            7_176_141,
            "seven million, one hundred and seventy-six thousand, one hundred and forty-one",
            "milioni saba, elfu mia moja sabini na sita, mia moja arobaini na moja",
        ),
    ],
)
def test_numbers_are_written_as_people_say_them(value: int, english: str, swahili: str) -> None:
    assert (number_words(value, "en"), number_words(value, "sw")) == (english, swahili)


@given(st.lists(st.integers(0, MOST - 1), min_size=2, max_size=2, unique=True))
def test_different_numbers_never_have_the_same_words(pair: list[int]) -> None:
    for lang in ("en", "sw"):
        first, second = (number_words(value, lang) for value in pair)
        assert first
        assert first != second


def test_every_number_below_twenty_thousand_has_words_of_its_own() -> None:
    for lang in ("en", "sw"):
        assert len({number_words(value, lang) for value in range(20_000)}) == 20_000


def test_what_has_no_words_is_not_guessed() -> None:
    assert number_words(-1, "en") is None
    assert number_words(MOST, "en") is None
    assert number_words(5, "fr") is None


@pytest.mark.parametrize("lang", ["en", "sw"])
def test_the_pdf_holds_every_figure_in_figures_and_in_words(lang: str) -> None:
    view = factories.contest_view(lang=lang)
    body = text(sheet_pdf(sheet(view)))
    for one in view.document.candidates:
        assert one.name in body
        assert f"{one.votes:,}" in body
        assert number_words(one.votes, lang) in body
    for child in view.document.children:
        assert child.name in body
        if child.valid is not None:
            assert f"{child.valid:,}" in body
    for mark in (MARKS.document_sha256, MARKS.manifest_sha256, MARKS.page, MARKS.document, MARKS.manifest):
        assert mark in body


def test_the_same_document_gives_the_same_bytes_and_another_does_not() -> None:
    view = factories.contest_view()
    assert sheet_pdf(sheet(view)) == sheet_pdf(sheet(view))
    later = factories.contest_view(replace(view.document, status="certified"))
    assert sheet_pdf(sheet(later)) != sheet_pdf(sheet(view))


def test_a_sheet_says_that_it_is_no_declaration_and_what_state_the_count_is_in() -> None:
    body = text(sheet_pdf(sheet(factories.contest_view())))
    assert "NOT FINAL · partial count" in body
    assert "It is not a declaration of results, and nobody signs it" in body
    assert "ignature" not in body


def test_a_rehearsal_is_one_on_every_page_and_results_are_none() -> None:
    view = factories.contest_view(replace(factories.ward(), is_test=True))
    for page in PdfReader(io.BytesIO(sheet_pdf(sheet(view)))).pages:
        words = page.extract_text()
        assert "REHEARSAL. Test figures, not results of any election." in words
        assert words.count("REHEARSAL") == 2
    real = factories.contest_view(replace(factories.ward(), is_test=False))
    assert "REHEARSAL" not in text(sheet_pdf(sheet(real)))


def test_what_nobody_counted_is_not_reported_and_never_zero() -> None:
    view = factories.contest_view(factories.country(counted=0))
    made = sheet(view)
    votes = made.tables[0]
    assert {row[3] for row in votes.rows} == {"Not reported"}
    assert {row[4] for row in votes.rows} == {""}
    totals = {row[0]: row[1:] for row in made.tables[1].rows}
    assert totals["Valid votes"] == ("–", "no counted form states it")
    assert "zero" not in text(sheet_pdf(made)).replace("It is never zero", "")


def test_a_long_table_repeats_its_head_and_numbers_its_pages() -> None:
    ward = factories.ward()
    rows = tuple(replace(ward.children[n % len(ward.children)], code=f"S{n:04d}") for n in range(130))
    body = sheet_pdf(sheet(factories.contest_view(replace(ward, children=rows))))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
    assert all("Polling stations" in page for page in pages[1:-1])
    assert re.findall(r"S\d{4}", "\n".join(pages)) == [f"S{n:04d}" for n in range(130)]


def test_races_seen_from_above_are_listed_with_their_two_first() -> None:
    view = factories.contest_view(factories.governors())
    made = sheet(view)
    titles = [table.title for table in made.tables]
    assert "Races" in titles
    assert "Votes by candidate" not in titles
    body = text(sheet_pdf(made))
    for race in view.document.races[:5]:
        assert race.area.name in body


@pytest.mark.parametrize("name", [*HOSTILE, "x" * 400, "محمد علي", "\u202eevil", "日本", "(\\)"])
def test_any_name_can_be_set(name: str) -> None:
    document = factories.country()
    first, *rest = document.candidates
    hostile = replace(document, candidates=(replace(first, name=name), *rest))
    body = sheet_pdf(sheet(factories.contest_view(hostile)))
    assert body.startswith(b"%PDF-")
    assert len(PdfReader(io.BytesIO(body)).pages) >= 1

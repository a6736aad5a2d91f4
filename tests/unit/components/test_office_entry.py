"""The observer's form as markup: labels, ids, ticks of state; what a long or odd ballot does to it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest

from components.i18n import get_translator
from components.markup import to_html
from components.office.entryform import SOURCES, entry_page
from components.office.entryview import FormView
from components.office.entrywords import script_words
from components.office.incident import clean_lines
from components.office.observe import contests_page, form_address, queue_words, stations_page
from data.records import (
    AreaRef,
    BallotLine,
    ContestState,
    EntryContest,
    EntryStation,
    Figures,
    FormDetail,
    MyStation,
)

EN, SW = get_translator("en"), get_translator("sw")
WARD = AreaRef(code="W-1", name="Example Ward", level="ward")
ARRIVED = datetime(2031, 5, 4, 17, 51, 7, tzinfo=UTC)
FORM = UUID("0b6b1df0-3f6c-4d5e-9c59-0d6b4d4d7a11")


def contest(count: int = 3, **more: object) -> EntryContest:
    lines = tuple(BallotLine(code=f"c{n}", name=f"Candidate {n}", party="Party") for n in range(count))
    return EntryContest(code="president", title="President", candidates=lines, **more)  # type: ignore[arg-type]


def place(**more: object) -> EntryStation:
    given = {
        "election": "e", "election_title": "Election", "is_test": True, "timezone": "Africa/Nairobi", "code": "S1",
        "name": "Example School", "area": WARD, "path": (AreaRef(code="W", name="Wendera", level="country"), WARD),
        "registered": 612, **more,
    }  # fmt: skip
    return EntryStation(**given)  # type: ignore[arg-type]


def view(found: EntryContest, **more: object) -> FormView:
    given = {
        "t": EN,
        "place": place(),
        "contest": found,
        "source": "34a",
        "number": 1,
        "total": 6,
        "here": "/x",
        **more,
    }
    return FormView(**given)  # type: ignore[arg-type]


def test_every_field_has_a_label_and_a_place_for_what_is_wrong_with_it() -> None:
    text = to_html(entry_page(view(contest(20))))
    ids = re.findall(r'<input id="(\w+)" type="text"', text)
    assert len(ids) == 24
    for name in ids:
        assert f'for="{name}"' in text
        assert f'aria-describedby="e-{name}"' in text
        assert f'id="e-{name}"' in text
    everything = re.findall(r' id="([^"]+)"', text)
    assert len(everything) == len(set(everything))


def test_no_field_is_filled_where_nothing_was_typed() -> None:
    text = to_html(entry_page(view(contest())))
    assert not re.search(r'data-field="(votes|valid|rejected|cast|registered)[^>]*value=', text)


def test_a_correction_starts_from_the_papers_figures_but_not_from_what_the_store_worked_out() -> None:
    figures = Figures(votes={"c0": 5, "c1": 0, "c2": 7}, valid=12, rejected=3, cast=15)
    before = FormDetail(
        form=FORM, receipt="X", election="e", contest="president", station="S1", area="W-1", source="34a", revision=1,
        is_current=True, state="preliminary", received_at=ARRIVED, own=True, withheld=False, figures=figures,
    )  # fmt: skip
    own = contest(state="preliminary", own=True, form=FORM, received_at=ARRIVED)
    text = to_html(entry_page(view(own, before=before, correcting=True)))

    def value(field: str) -> str | None:
        box = re.search(rf'<input[^>]*data-field="{re.escape(field)}"[^>]*>', text)
        assert box is not None
        found = re.search(r' value="(\d*)"', box.group())
        return found.group(1) if found else None

    assert [value(f"votes.c{n}") for n in range(3)] == ["5", "0", "7"]
    assert (value("valid"), value("rejected"), value("cast"), value("registered")) == ("12", "3", None, None)
    assert 'data-field="reason"' in text


def test_a_stored_form_shows_the_receipt_in_the_elections_time_and_no_field() -> None:
    own = contest(
        state="preliminary", own=True, form=FORM, received_at=ARRIVED, receipt="X7-K2M4-9Q", revision=2
    )
    text = to_html(entry_page(view(own, can_correct=True, photos=1)))
    assert "X7-K2M4-9Q" in text
    assert "20:51:07 EAT" in text
    assert "✓ arrived" in text
    assert "<input" not in text
    assert "correct=1" in text
    assert "correct=1" not in to_html(entry_page(view(own, can_correct=False)))


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_has_a_name_in_both_languages(source: str) -> None:
    english = to_html(entry_page(view(contest(), source=source)))
    assert SOURCES[source].replace("'", "&#x27;") in english or SOURCES[source] in english
    assert SW(SOURCES[source]) != SOURCES[source]


def test_addresses_escape_whatever_codes_hold() -> None:
    assert form_address("e", "a/b?c", "p q") == "/observe/e/a%2Fb%3Fc/p%20q"
    assert form_address("e", "W-1", "p", is_area=True, source="34b") == "/observe/e/area/W-1/p?source=34b"


def test_the_flow_begins_with_the_first_contest_that_is_missing() -> None:
    sent = contest(state="verified", own=True, received_at=ARRIVED, receipt="X7-K2M4-9Q")
    second = EntryContest(code="governor", title="Governor", candidates=())
    both = place(contests=(sent, second))
    text = to_html(contests_page(EN, both, is_area=False, lang="en", is_open=True, incident="/i"))
    assert "Go on: Governor" in text
    assert "1 of 2 forms arrived" in text
    done = place(contests=(sent,))
    assert "All forms of this station have arrived." in to_html(
        contests_page(EN, done, is_area=False, lang="en", is_open=True, incident="/i")
    )


def test_a_station_without_a_point_has_no_distance_and_one_without_voters_says_nothing_of_them() -> None:
    station = MyStation(
        election="e", election_title="Election", is_test=False, open=True, timezone="UTC", source="34a", code="S1",
        name="School", area=WARD, contests=(ContestState(code="president", title="President"),),
    )  # fmt: skip
    text = to_html(stations_page(EN, [station], may_enter_all=False))
    assert "data-lat" not in text
    assert "data-distance" not in text
    assert "registered" not in text
    assert "0 of 1 forms arrived" in text


def test_scripts_get_every_word_in_swahili_with_its_fields_open() -> None:
    for words in (script_words, queue_words):
        english, swahili = words(EN), words(SW)
        assert english.keys() == swahili.keys()
        for key, sentence in english.items():
            assert set(re.findall(r"\{\w+\}", sentence)) == set(re.findall(r"\{\w+\}", swahili[key])), key
            assert swahili[key] != sentence, key


def test_lines_of_a_report_stay_lines_and_markup_stays_text() -> None:
    assert to_html(clean_lines("one\n<i>two</i>\r\nthree")) == "one<br>&lt;i&gt;two&lt;/i&gt;<br>three"

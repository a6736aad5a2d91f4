"""The text of one SMS: its letters, its length, what it may never cut and what it always says."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from components.lite.message import LENGTHS, message, plain, shorten
from data.records import ResultsDocument
from tests import factories

#: Characters that take one place in GSM 03.38 and mean the same in ASCII.
GSM = re.compile(r"[ !\"#$%&'()*+,\-./0-9:;<=>?@A-Z_a-z]*")
NUMBER = re.compile(r"\d[\d,.]*")


def country() -> ResultsDocument:
    """A presidential count that is no rehearsal."""
    return replace(factories.country(), is_test=False)


def renamed(document: ResultsDocument, area: str, *people: str) -> ResultsDocument:
    candidates = [
        replace(one, name=people[place] if place < len(people) else one.name)
        for place, one in enumerate(document.candidates)
    ]
    return replace(document, area=replace(document.area, name=area), candidates=tuple(candidates))


def test_a_message_tells_contest_area_leader_shares_count_time_and_state() -> None:
    document = country()
    first, second = sorted(document.candidates, key=lambda one: -one.votes)[:2]
    said = message(factories.contest_view(document))
    assert said.startswith("President, Zamia: ")
    assert f"{first.name.split()[-1]} +{document.margin_pp:.1f} points." in said
    assert f"{first.share_pct:.2f}%" in said
    assert f"{second.share_pct:.2f}%" in said
    assert "% of stations counted. 20:50 EAT 4 May 2031. NOT FINAL." in said
    assert len(said) <= 160


def test_a_rehearsal_says_so_before_anything_else() -> None:
    document = replace(country(), is_test=True)
    assert message(factories.contest_view(document)).startswith("TEST, not a result. ")
    assert message(factories.contest_view(document, lang="sw")).startswith("JARIBIO, si matokeo. ")


def test_nothing_reported_is_said_in_words_and_never_as_a_share_of_zero() -> None:
    document = factories.document_of([factories.child("001", "Amberley", counted=0)])
    document = replace(
        document,
        candidates=factories.candidates((0, 0)),
        leader=None,
        margin_votes=None,
        margin_pp=None,
    )
    said = message(factories.contest_view(document))
    assert "not reported. 0 of 100 stations." in said
    assert "0%" not in said
    assert "+" not in said


def test_forms_that_are_in_but_not_counted_are_told_as_that() -> None:
    document = factories.document_of([factories.child("001", "Amberley", counted=0)])
    waiting = replace(document.stations, reported=3, preliminary=3)
    document = replace(document, candidates=factories.candidates((0, 0)), stations=waiting)
    assert "3 forms are in, none counted." in message(factories.contest_view(document))


def test_a_contest_of_many_races_tells_races_led_in() -> None:
    document = factories.governors()
    most = max(document.seats, key=lambda line: line.leading)
    said = message(factories.contest_view(document))
    assert "15 of 24 races have forms." in said
    assert f"Leading: {most.party.abbreviation} {most.leading}" in said


def test_level_candidates_are_level_and_nobody_is_ahead() -> None:
    document = replace(
        country(),
        candidates=factories.candidates((50, 50)),
        leader=None,
        margin_votes=0,
        margin_pp=0.0,
    )
    said = message(factories.contest_view(document))
    assert "Imara and Otundo level." in said
    assert "+0" not in said


def test_a_longer_message_adds_whole_facts() -> None:
    document = factories.with_turnout(country())
    short, long = (message(factories.contest_view(document), most) for most in (160, 480))
    assert "Turnout 58.3%." in long
    assert f"Lead {document.margin_votes:,} votes." in long
    assert len(short) <= 160 < len(long) <= 480


def test_candidates_whose_shortened_names_read_alike_are_told_apart_by_their_place_on_the_ballot() -> None:
    document = renamed(
        country(),
        "A very long name of an area in which nobody has ever counted anything at all",
        "Maximiliana Constantina Alexandrovna (the elder of both)",
        "Maximiliana Constantina Alexandrovna (the younger of both)",
    )
    said = message(factories.contest_view(document))
    assert len(said) <= 160
    assert re.search(r"\b1\.Max", said)
    assert re.search(r"\b2\.Max", said)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Ng’ang’a", "Ng'ang'a"),
        ("Éldoria São Ťřída", "Eldoria Sao Trida"),
        ("Straße Łódź Øre", "Strasse Lodz Ore"),
        ("{a}[b]|c\\d^e~f`g", "(a)(b)/c/d e-f'g"),
        ("١٢٣ ٫٥٠", "123 .50"),
        ("\u202eevil\u200b\x00\nname", "evil name"),
        ("محمد", ""),
        ("50\u00a0%", "50 %"),
    ],
)
def test_names_are_written_in_letters_that_every_phone_has(name: str, written: str) -> None:
    assert plain(name) == written
    assert GSM.fullmatch(plain(name))


def test_a_name_in_another_script_becomes_its_code_and_not_nothing() -> None:
    document = renamed(country(), "نيروبي", "محمد علي", "Ада Лавлейс")
    said = message(factories.contest_view(document))
    assert f"President, {document.area.code}: " in said
    codes = [one.code for one in sorted(document.candidates, key=lambda one: -one.votes)[:2]]
    assert f"{codes[0]} +" in said
    assert codes[1] in said


@given(st.text(max_size=90), st.integers(min_value=7, max_value=60))
def test_a_shortened_name_is_never_longer_and_cuts_no_number(name: str, most: int) -> None:
    name = plain(name)
    short = shorten(name, most)
    assert len(short) <= most
    whole = set(NUMBER.findall(name)) | {part.rstrip(".,") for part in NUMBER.findall(name)}
    assert {part.rstrip(".,") for part in NUMBER.findall(short)} <= whole | {""}


_names = st.text(min_size=1, max_size=80) | st.from_regex(r"[A-Z][a-z]{0,30} Ward [0-9]{1,6}", fullmatch=True)


@settings(max_examples=60, deadline=None)
@given(
    area=_names,
    one=_names,
    two=_names,
    votes=st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)),
    most=st.sampled_from(LENGTHS),
    lang=st.sampled_from(("en", "sw")),
    is_test=st.booleans(),
    status=st.sampled_from(
        ("pre-election", "unofficial-partial", "unofficial-complete", "certified", "recount")
    ),
)
def test_no_message_is_too_long_or_has_a_letter_that_a_phone_lacks(
    area: str,
    one: str,
    two: str,
    votes: tuple[int, int],
    most: int,
    lang: str,
    is_test: bool,
    status: str,
) -> None:
    margin = abs(votes[0] - votes[1])
    valid = sum(votes)
    document = replace(
        renamed(replace(country(), candidates=factories.candidates(votes)), area, one, two),
        leader="imara" if votes[0] > votes[1] else "otundo" if margin else None,
        margin_votes=margin,
        margin_pp=round(100 * margin / valid, 2) if valid else None,
        is_test=is_test,
        status=status,
    )
    said = message(factories.contest_view(document, lang=lang, shapes=False), most)
    assert len(said) <= most
    assert GSM.fullmatch(said)
    assert "20:50 EAT" in said
    assert said.startswith(("TEST", "JARIBIO")) or not is_test

"""Who is the same person in two elections: by the words of the name, and never by a guess."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from data.ingest.baseline import match_names, name_words


def test_order_case_accents_and_punctuation_do_not_matter() -> None:
    assert name_words("Ori, Amani") == name_words("AMANI  ORI") == name_words("Ámani-Orí")
    assert name_words("Ng'ang'a") == name_words("NG'ANG'A")


def test_equal_words_link_and_other_names_do_not() -> None:
    links, ambiguous = match_names(
        [("ori-amani", "Ori Amani"), ("kesi", "Bora Kesi")],
        [("amani-ori", "Amani Ori"), ("kesi-b", "B. Kesi")],
    )
    assert links == {"ori-amani": "amani-ori"}
    assert ambiguous == []


def test_two_candidates_of_one_name_are_not_linked_but_reported() -> None:
    links, ambiguous = match_names([("a1", "Amani Ori"), ("a2", "Ori Amani")], [("x", "Amani Ori")])
    assert links == {}
    assert ambiguous == ["a1", "a2"]
    links, ambiguous = match_names([("a1", "Amani Ori")], [("x", "Amani Ori"), ("y", "ori amani")])
    assert links == {}
    assert ambiguous == ["a1"]


def test_names_without_words_are_never_equal() -> None:
    assert match_names([("a", "???")], [("b", "!!!")]) == ({}, [])


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", categories=("L",)), min_size=1, max_size=8),
        min_size=1,
        max_size=5,
    )
)
def test_the_words_of_a_name_are_the_same_backwards(words: list[str]) -> None:
    assert name_words(" ".join(words)) == name_words("  ".join(reversed(words)))

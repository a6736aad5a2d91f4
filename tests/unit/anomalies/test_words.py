"""The words of the rules: every rule has them, every field is given, and nothing accuses anybody."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from data.anomalies.area_rules import AREA_RULES as AREA_FUNCTIONS
from data.anomalies.asking import read_ask
from data.anomalies.own_rules import OWN_RULES
from data.anomalies.peer_rules import PEER_RULES
from data.anomalies.rules import _SENTENCES, AREA_RULES, FORM_RULES, PEERS, TITLES, peers, sentence
from tests.catalogue import catalogues, messages

ROOT = Path(__file__).resolve().parents[3]
ACCUSING = re.compile(r"fraud|rigg|cheat|steal|stolen|tamper|forge|manipulat|udanganyifu|wizi|hila", re.IGNORECASE)  # fmt: skip
SAID = (
    *(ROOT / "data" / "anomalies").glob("*.py"),
    ROOT / "components" / "office" / "anomalies.py",
    ROOT / "components" / "office" / "anomalystrip.py",
    ROOT / "pages" / "office" / "anomalies.py",
)


def test_every_rule_has_a_title_and_every_title_a_rule() -> None:
    functions = {rule.__name__ for rule in (*OWN_RULES, *PEER_RULES, *AREA_FUNCTIONS)}
    assert functions == {*FORM_RULES, *AREA_RULES} - {"flagged_forms"}
    assert {key.split(".")[0] for key in _SENTENCES} == functions


def test_every_rule_tells_its_formula_and_where_it_comes_from() -> None:
    documented = (ROOT / "docs" / "anomalies.md").read_text(encoding="utf-8")
    for rule in (*PEER_RULES, *AREA_FUNCTIONS):
        if rule.__name__ != "area_votes_went_down":
            assert "Source:" in (rule.__doc__ or ""), rule.__name__
    for code in TITLES.keys() - {"flagged_forms"}:
        assert f"`{code}`" in documented, code


def test_nothing_that_is_said_accuses_anybody() -> None:
    said = [message for path in SAID for message in messages(ast.parse(path.read_text(encoding="utf-8")))]
    assert len(said) > 60
    assert [message for message in said if ACCUSING.search(str(message))] == []
    english = {str(message) for message in said}
    for catalogue in catalogues():
        for entry in catalogue:
            if str(entry.id) in english:
                assert not ACCUSING.search(str(entry.string)), entry.string


@pytest.mark.parametrize(
    ("rule", "numbers", "begins"),
    [
        ("digit_slip", {"kind": "times_ten"}, "{candidate} has {written}. A 0 less"),
        ("turnout_outlier", {"usual": 60.0}, "Turnout is {turnout}%; usual"),
        ("turnout_outlier", {"usual": None}, "Turnout is {turnout}%, far"),
        ("identical_forms", {"near": True}, "Station {station} of this ward"),
        ("sum_differs", {"complete": False}, "Stations that are in"),
        ("a_rule_of_tomorrow", {}, "a_rule_of_tomorrow"),
    ],
)
def test_the_sentence_follows_what_was_found(rule: str, numbers: dict[str, object], begins: str) -> None:
    assert sentence(rule, numbers).startswith(begins)


def test_whom_it_was_compared_with_is_counted_from_three_on() -> None:
    assert peers({"against": "ward", "forms": 3}) == PEERS["ward"][0]
    assert peers({"against": "ward", "forms": 2}) == PEERS["ward"][1]
    assert peers({}) is None


@pytest.mark.parametrize("words", ["nan", "inf", "-0.1", "1.01", "", "0.5; DROP TABLE areas", "٠"])
def test_a_score_that_is_none_falls_back_to_the_queue(words: str) -> None:
    ask, wrong = read_ask({"min_score": words})
    if words == "٠":  # a zero of another script is a number to Python, and in range
        assert (ask.min_score, wrong) == (0.0, None)
        return
    assert ask.min_score == 0.5
    assert (wrong is None) == (words == "")

"""What the office refuses is said in the reader's language, and the list of it is what the source says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from components.i18n import get_translator
from components.office.refusals import REFUSALS, refusal_words

ROOT = Path(__file__).resolve().parents[3]


def sentences() -> Iterator[str]:
    """Every text of the source from which refusals come, its fields as `{}`."""
    for layer in ("data", "dashboard"):
        for path in (ROOT / layer).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value
                elif isinstance(node, ast.JoinedStr):
                    yield "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values)


def test_every_refusal_of_the_list_is_one_that_the_source_makes() -> None:
    made = set(sentences())
    assert [text for text in REFUSALS if re.sub(r"\{\w+\}", "{}", text) not in made] == []


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("There is no such alert.", "Hakuna tahadhari kama hiyo."),
        ("A photo may have 10 MiB.", "Picha inaweza kuwa na MiB 10 tu."),
        ("There is already a user {x}<b>.", "Tayari kuna mtumiaji {x}<b>."),
        ("Something that only a program asks.", "Something that only a program asks."),
        ("", ""),
    ],
)
def test_a_refusal_is_said_in_swahili_with_its_fields_and_never_changed_otherwise(
    message: str, said: str
) -> None:
    assert refusal_words(get_translator("sw"), message) == said
    assert refusal_words(get_translator("en"), message) == message

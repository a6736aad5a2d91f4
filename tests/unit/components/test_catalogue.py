"""The Swahili catalogue: complete, without leftovers, and with the same fields as the English sentences."""

from __future__ import annotations

import re

from components.i18n import Translator, get_translator, level_count, level_title
from tests.catalogue import translated, used


def test_every_message_of_the_pages_is_in_the_catalogue() -> None:
    assert sorted(used() - set(translated()), key=str) == []


def test_the_catalogue_has_no_message_that_nothing_uses() -> None:
    assert sorted(set(translated()) - used(), key=str) == []


def test_no_translation_is_empty() -> None:
    assert [message for message, texts in translated().items() if not all(texts)] == []


def test_translations_keep_the_fields_of_their_messages() -> None:
    def fields(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", text))

    wrong = []
    for message, texts in translated().items():
        wanted = fields(message if isinstance(message, str) else message[1])
        allowed = wanted | {"n"} if isinstance(message, tuple) else wanted
        singular = wanted - {"n"}
        for text in texts:
            if not singular <= fields(text) <= allowed:
                wrong.append((message, text))
    assert wrong == []


def test_english_is_the_message_and_an_unknown_language_is_english() -> None:
    assert get_translator("en")("As of {time}", time="x") == "As of x"
    assert get_translator("xx").lang == "en"


def test_values_with_braces_are_not_read_as_fields() -> None:
    assert Translator("en")("As of {time}", time="{n} {0}") == "As of {n} {0}"


def test_counts_choose_the_form_and_take_separators() -> None:
    t = get_translator("en")
    assert t.n("{n} vote", "{n} votes", 1) == "1 vote"
    assert t.n("{n} vote", "{n} votes", 12345) == "12,345 votes"
    assert get_translator("sw").n("{n} station", "{n} stations", 1) == "kituo 1"
    assert get_translator("sw").n("{n} station", "{n} stations", 2) == "vituo 2"


def test_known_levels_are_translated_and_unknown_ones_show_their_word() -> None:
    en, sw = get_translator("en"), get_translator("sw")
    assert (level_count(en, "county", 12), level_count(sw, "county", 12)) == ("12 counties", "kaunti 12")
    assert (level_count(en, "prefecture", 2), level_count(sw, "prefecture", 2)) == (
        "2 prefectures",
        "prefecture 2",
    )
    assert level_count(en, "territory", 2) == "2 territories"
    assert level_title(en, "local_council") == "Local council"

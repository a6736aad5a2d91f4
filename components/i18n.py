"""Words of the pages: English message ids, other languages from their catalogues, names of levels.

Every page and component takes a `Translator` and asks it for its sentences. Must not format times or shares
(`components.format` does) and must not know where a sentence is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from gettext import c2py
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from dash.development.base_component import Component

from components.languages import Language, language
from components.svg import Raw

_FIELD = re.compile(r"\{(\w+)\}")


def N_(message: str) -> str:  # noqa: N802  (the customary name: marks a message that is translated later)
    """Mark a message for the catalogue where it is only stored, and return it unchanged."""
    return message


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802
    """Mark a message about a number of things, and return both forms unchanged."""
    return one, many


class Text(NamedTuple):
    """A translation: its forms, and which of them a count takes."""

    forms: tuple[str, ...]
    form_of: Callable[[int], int]


class Translator:
    """Gives the words of one language; English is the message ids themselves."""

    def __init__(self, lang: str, messages: dict[str | tuple[str, str], Text] | None = None) -> None:
        self.lang = lang
        self.language = language(lang)
        self._messages = messages or {}

    def __call__(self, message: str, **values: Any) -> str:
        """Translate `message` and fill its `{fields}`."""
        return _fill(self._one(message), values)

    def n(self, one: str, many: str, count: int, **values: Any) -> str:
        """Translate a sentence about `count` things; `{n}` is the count with separators."""
        return _fill(self._plural(one, many, count), {"n": self.language.number(count), **values})

    def parts(self, message: str, **values: Component | Raw | str) -> list[Component | Raw | str]:
        """Translate `message` and put components in place of its `{fields}`."""
        return _split(self._one(message), values)

    def n_parts(self, one: str, many: str, count: int, **values: Any) -> list[Component | Raw | str]:
        """Do what `parts` does for a sentence about `count` things."""
        return _split(self._plural(one, many, count), {"n": self.language.number(count), **values})

    def _one(self, message: str) -> str:
        found = self._messages.get(message)
        return found.forms[0] if found else message

    def _plural(self, one: str, many: str, count: int) -> str:
        found = self._messages.get((one, many))
        if found:
            return found.forms[min(found.form_of(abs(count)), len(found.forms) - 1)]
        return one if count == 1 else many


def _fill(message: str, values: dict[str, Any]) -> str:
    return _FIELD.sub(lambda field: str(values[field.group(1)]), message)


def _split(message: str, values: dict[str, Any]) -> list[Component | Raw | str]:
    pieces = _FIELD.split(message)
    return [values[piece] if place % 2 else piece for place, piece in enumerate(pieces) if piece != ""]


def get_translator(lang: str) -> Translator:
    """Return the translator of `lang`; an unknown language gets English."""
    return _translator(language(lang))


@lru_cache(maxsize=64)
def _translator(spoken: Language) -> Translator:
    if spoken.code == "en":
        return Translator("en")
    messages: dict[str | tuple[str, str], Text] = {}
    # One file a part of the product; a message of several parts is translated in the first that has it.
    for path in (path for folder in spoken.folders for path in sorted(folder.glob("*.po"))):
        with path.open("rb") as source:
            catalogue = read_po(source, locale=str(spoken.cldr))
        form_of = _form_of(catalogue)
        for entry in catalogue:
            if entry.id and entry.string and not entry.fuzzy:
                text = entry.string if isinstance(entry.string, (list, tuple)) else (entry.string,)
                key = (entry.id[0], entry.id[1]) if isinstance(entry.id, (list, tuple)) else entry.id
                # A form that is not translated yet would be blank: the sentence stays English whole.
                if all(text):
                    messages.setdefault(key, Text(tuple(text), form_of))
    return Translator(spoken.code, messages)


def _form_of(catalogue: Catalog) -> Callable[[int], int]:
    """Return the rule of `Plural-Forms` in a catalogue's header; without one, that of CLDR for its language."""
    rule: Callable[[int], int] = c2py(catalogue.plural_expr)
    return rule


_LEVELS: dict[str, tuple[str, tuple[str, str]]] = {
    "country": (N_("Country"), NN_("{n} country", "{n} countries")),
    "region": (N_("Region"), NN_("{n} region", "{n} regions")),
    "province": (N_("Province"), NN_("{n} province", "{n} provinces")),
    "state": (N_("State"), NN_("{n} state", "{n} states")),
    "district": (N_("District"), NN_("{n} district", "{n} districts")),
    "county": (N_("County"), NN_("{n} county", "{n} counties")),
    "constituency": (N_("Constituency"), NN_("{n} constituency", "{n} constituencies")),
    "ward": (N_("Ward"), NN_("{n} ward", "{n} wards")),
    "station": (N_("Station"), NN_("{n} station", "{n} stations")),
}


def level_title(t: Translator, level: str) -> str:
    """Name a level at the start of a label: `County`. Unknown levels show their own word."""
    known = _LEVELS.get(level)
    return t(known[0]) if known else level[:1].upper() + level[1:].replace("_", " ")


def level_count(t: Translator, level: str, count: int) -> str:
    """Count areas of a level: `12 counties`, `kaunti 12`. Unknown levels show their own word."""
    known = _LEVELS.get(level)
    if known:
        return t.n(*known[1], count)
    number = t.language.number(count)
    word = level.replace("_", " ")
    if t.lang != "en":
        return f"{word} {number}"
    return f"{number} {word if count == 1 else _english_plural(word)}"


def _english_plural(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")

"""Says again, in the reader's language, a sentence that came in English from the data with figures in it.

Used where the store keeps a finding as one English sentence: a sentence of a known shape is translated and its
figures are written as the reader writes them; any other, such as a person's own words, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from components.format import number
from components.i18n import Translator

_FIELD = re.compile(r"\\\{(\w+)\\\}")


@lru_cache(maxsize=256)
def _shape(template: str) -> re.Pattern[str]:
    """Return the pattern of the sentences that a message with fields makes."""
    return re.compile(_FIELD.sub(r"(?P<\1>.+?)", re.escape(template)))


def retell(t: Translator, templates: Sequence[str], sentence: str) -> str:
    """Translate `sentence` by the one of `templates` (messages of the catalogue) whose shape it has."""
    for template in templates:
        found = _shape(template).fullmatch(sentence)
        if found:
            return t(template, **{name: _figure(text) for name, text in found.groupdict().items()})
    return sentence


def _figure(text: str) -> str:
    return number(int(text)) if text.isascii() and text.isdecimal() and len(text) < 12 else text

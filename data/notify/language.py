"""Sentences of mails in the reader's language, from the same catalogues as the pages.

Used by `data.notify.mail` only: pages translate by `components.i18n`, which this layer may not import.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.messages.pofile import read_po

_CATALOGUES = Path(__file__).resolve().parents[2] / "components" / "locale"
_FIELD = re.compile(r"\{(\w+)\}")
Say = Callable[..., str]


def _roots() -> list[Path]:
    """The folders of languages: the product's, and the one that a deployment adds."""
    more = os.environ.get("MATOKEO_LOCALE_DIR")
    return [_CATALOGUES, *([Path(more)] if more else [])]


@lru_cache(maxsize=8)
def _messages(lang: str) -> dict[str, str]:
    found: dict[str, str] = {}
    folders = [root / lang / "LC_MESSAGES" for root in _roots()] if lang.replace("-", "").isalnum() else []
    for path in (path for folder in folders for path in sorted(folder.glob("*.po"))):
        with path.open("rb") as source:
            for entry in read_po(source):
                if isinstance(entry.id, str) and entry.id and isinstance(entry.string, str) and entry.string:
                    found.setdefault(entry.id, entry.string)
    return found


def spoken_languages() -> tuple[str, ...]:
    """Return the codes of the languages that there are catalogues of, English first."""
    folders = [folder for root in _roots() for folder in root.glob("*/LC_MESSAGES")]
    return ("en", *sorted({folder.parent.name for folder in folders} - {"en"}))


def speaker(lang: str) -> Say:
    """Return the function that says an English message in `lang`, with its fields filled; without a translation: in English."""

    def say(message: str, **values: Any) -> str:
        words = _messages(lang).get(message, message) if lang != "en" else message
        return _FIELD.sub(lambda field: str(values.get(field.group(1), field.group(0))), words)

    return say


def zone_of(name: str) -> ZoneInfo:
    """Return a zone by name, UTC for one that does not exist."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def spoken_numbers(numbers: dict[str, Any], zone: str, say: Say) -> dict[str, Any]:
    """Return the fields of a sentence as people read them: times in the election's zone, thousands, translated names."""
    spoken: dict[str, Any] = {}
    for name, value in numbers.items():
        if name.endswith("_at") and isinstance(value, str):
            at = datetime.fromisoformat(value).astimezone(zone_of(zone))
            spoken[name] = f"{at:%Y-%m-%d %H:%M} {at.tzname()}"
        elif isinstance(value, int) and not isinstance(value, bool):
            spoken[name] = f"{value:,}"
        else:
            spoken[name] = say(one_line(str(value))) if name == "category" else one_line(str(value))
    return spoken


def one_line(words: str) -> str:
    """Return words without line breaks and control characters, fit for a header."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())

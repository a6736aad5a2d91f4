"""Figures that a text tells, for tests that say what a text must not tell."""

from __future__ import annotations

import re

# Times, identifiers, digests and tokens hold any digits by chance.
_CHANCE = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?"
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|[A-Za-z0-9_-]{16,}"
)
_FIGURE = re.compile(r"(?<![\w.])\d+(?!\w)")


def figures_in(text: str) -> set[str]:
    """Return every whole number that stands in `text` by itself, not as a part of a time, an identifier or a digest."""
    return set(_FIGURE.findall(_CHANCE.sub(" ", text)))

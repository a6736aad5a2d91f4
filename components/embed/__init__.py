"""Embeds: one chart of one contest in one area as a whole small document that any site may show in a frame.

Called by `pages.public.embed`; the desk and the pictures read `EMBED_CHARTS`. Server-rendered HTML and inline SVG, one style and
one script of its own. Kinds of `components.graphics.CHARTS` are embeds as well, by their own codes.
"""

from __future__ import annotations

from components.embed.frame import Known, embed_document, refusal_document
from components.embed.kinds import (
    DEFAULT_CHART,
    EMBED_CHARTS,
    THEMES,
    Embed,
    known_charts,
    known_measures,
)

__all__ = [
    "DEFAULT_CHART",
    "EMBED_CHARTS",
    "THEMES",
    "Embed",
    "Known",
    "embed_document",
    "known_charts",
    "known_measures",
    "refusal_document",
]

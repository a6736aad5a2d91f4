"""Embeds: one chart of one contest in one area as a whole small document that any site may show in a frame.

Called by `pages.public.embed`; the desk and the pictures read `EMBED_CHARTS`. Server-rendered HTML and inline SVG, one style and
one script of its own. Kinds of `components.graphics.CHARTS` are embeds as well, by their own codes.
"""

from __future__ import annotations

from components.i18n import N_

#: Code -> title (a message id) of the charts that are drawn here as HTML, in the order in which they are offered.
EMBED_CHARTS: dict[str, str] = {
    "bars": N_("Bars with map"),
    "map": N_("Map"),
    "table": N_("Table of areas"),
    "seats": N_("Seats by party"),
    "turnout": N_("Turnout"),
    "ticker": N_("Headline ticker"),
    "races": N_("Key races"),
}
#: What an embed shows when its address names no chart.
DEFAULT_CHART = "bars"

__all__ = ["DEFAULT_CHART", "EMBED_CHARTS"]

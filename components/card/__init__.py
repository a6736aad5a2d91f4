"""Share cards: the state of one contest in one area as a picture of 1200 x 630 for links in networks and messengers.

Called by `pages.public.card`. Always light; the same marks as on the pages. A card names state, time, version and place, and
shows no figure that its document does not hold.
"""

from __future__ import annotations

from components.card.drawing import CARD_HEIGHT, CARD_WIDTH, SHOWS, card_svg, card_words

__all__ = ["CARD_HEIGHT", "CARD_WIDTH", "SHOWS", "card_svg", "card_words"]

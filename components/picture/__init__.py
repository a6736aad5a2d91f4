"""Pictures: one chart of one contest in one area as SVG or PNG that says by itself what it shows, of when and from where.

Called by `pages.public.picture`; the desk and newsrooms link to it. Every chart of the embeds and of the registry is a picture.
"""

from __future__ import annotations

from components.picture.frame import picture_svg, picture_title, png_width
from components.picture.kinds import NARROWEST, THEMES, USUAL, WIDEST, Picture

__all__ = [
    "NARROWEST",
    "THEMES",
    "USUAL",
    "WIDEST",
    "Picture",
    "picture_svg",
    "picture_title",
    "png_width",
]

"""What all light pages are made with: their query parameters and the frame around them.

Called by `pages.public.lite*`. Must not draw.
"""

from __future__ import annotations

from components.lite import LiteFrame
from data.records import Pointer, VersionIndex
from pages.page import Ask

#: Query parameters of every light page beside the common ones.
QUERY = ("refresh", "version")


def lite_frame(ask: Ask, index: VersionIndex, pointer: Pointer) -> LiteFrame:
    """Return what the light pages of an election are framed with."""
    return LiteFrame(
        index=index,
        pointer=pointer,
        t=ask.t,
        urls=ask.urls,
        path=ask.path,
        query=ask.query,
        stale=ask.stale,
        pinned=ask.pinned,
        site=ask.public_url,
    )

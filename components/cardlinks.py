"""Which share card a page names to networks and messengers, and under which address.

Called by `dashboard.sharing` and by light pages. Must not draw.
"""

from __future__ import annotations

from components.urls import UrlBuilder
from data.records import ResultsDocument, VersionIndex


def card_of(urls: UrlBuilder, index: VersionIndex, document: ResultsDocument | None = None) -> str:
    """Return the card of a document, else of the first contest in the whole country; empty where there is none."""
    if document is not None:
        return urls.card(document.election, document.contest, document.area.code)
    first = next((one.code for one in index.contests if f"{one.code}/{index.root}" in index.documents), None)
    return urls.card(index.election, first, index.root) if first else ""


def fresh(card: str, urls: UrlBuilder, index: VersionIndex) -> str:
    """Let the address of a card name the version, so that who kept an older one fetches it anew."""
    if urls.pinned is not None or not card:
        return card
    return f"{card}{'&' if '?' in card else '?'}v={index.version}"

"""The picture that networks and messengers show beside a link to a page: which share card, and what it says in words.

Called by `dashboard.shell`. The address names the version, so that whoever kept an older card fetches the new one.
"""

from __future__ import annotations

from components.format import clean
from data.records import VersionIndex
from pages.page import Ask, Body


def image_of(ask: Ask, body: Body) -> str | None:
    """Return the absolute address of the page's card; `None` where there are no figures of an election."""
    index = body.index
    card = _card(ask, body, index) if index is not None else ""
    if index is None or not card:
        return None
    if ask.pinned:
        return ask.public_url + card
    return f"{ask.public_url}{card}{'&' if '?' in card else '?'}v={index.version}"


def image_words(ask: Ask, body: Body) -> str:
    """Say what the card shows; a rehearsal says so first."""
    begin = f"{ask.t('REHEARSAL')}. " if body.index is not None and body.index.is_test else ""
    return f"{begin}{clean(body.headline or body.description or body.title)}"


def _card(ask: Ask, body: Body, index: VersionIndex) -> str:
    if body.card:
        return body.card
    if body.document is not None:
        return ask.urls.card(index.election, body.document.contest, body.document.area.code)
    first = next((one.code for one in index.contests if f"{one.code}/{index.root}" in index.documents), None)
    return ask.urls.card(index.election, first, index.root) if first else ""

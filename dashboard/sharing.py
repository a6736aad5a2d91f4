"""The picture that networks and messengers show beside a link to a page: which share card, and what it says in words.

Called by `dashboard.shell`. A page that is not there has none.
"""

from __future__ import annotations

from components.cardlinks import card_of, fresh
from components.format import clean
from pages.page import Ask, Body, Page

#: Pages whose headline is that of their card; others name a card that shows more or something else than they do.
_SAME = frozenset({"overview", "contest", "charts", "turnout"})


def image_of(ask: Ask, body: Body) -> str | None:
    """Return the absolute address of the page's card; `None` where there are no figures of an election."""
    if body.index is None or body.status != 200:
        return None
    card = body.card or card_of(ask.urls, body.index, body.document)
    return ask.public_url + fresh(card, ask.urls, body.index) if card else None


def image_words(page: Page, ask: Ask, body: Body) -> str:
    """Say what the card shows; a rehearsal says so first."""
    if body.index is None:
        return ""
    begin = f"{ask.t('REHEARSAL')}. " if body.index.is_test else ""
    if page.name in _SAME and body.headline:
        return begin + clean(body.headline)
    return begin + ask.t("The count at a glance: {title}", title=clean(body.index.title))

"""Share cards: the picture that networks and messengers show beside a link to a contest in an area.

Answers `/card/<election>/<contest>/<area>.png?lang=&show=` with a PNG of 1200 x 630, drawn by `components.card`. Other
query parameters do not count, so that links can name the version to make networks fetch the card anew.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from dash import html

from components.card import CARD_WIDTH, SHOWS, card_svg, card_words
from pages.opened import open_contest
from pages.page import Ask, Body, Page, Register
from pages.plain import wrong_value

PAGE = Page(
    name="card",
    paths=("/card/<election>/<contest>/<area>.png",),
    title="Card",
    order=13,
    access="public",
    query=("show", "version"),
    indexed=False,
    framed=True,
    heavy=True,
)


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, card_page)


def card_page(ask: Ask) -> Body:
    """Answer with the card; raises `NotPublished` for what does not exist."""
    show = ask.query.get("show", SHOWS[0])
    if show not in SHOWS:
        return wrong_value(ask.t, "show", show, SHOWS)
    opened = open_contest(ask)
    view = opened.view("turnout" if show == "turnout" else "leader")
    host = urlsplit(ask.public_url).netloc
    return Body(
        title="",
        description=card_words(view, show),
        main=html.Div(),
        index=opened.index,
        pointer=opened.pointer,
        document=opened.document,
        raw=ask.draw(card_svg(view, host=host, show=show), CARD_WIDTH),
        media="image/png",
    )

"""The figures of a contest as the text of one SMS, for gateways that answer an SMS or a USSD code.

Answers `/lite/<election>/<contest>[/<area>].txt`; written by `components.lite.message`.
"""

from __future__ import annotations

from dash import html

from components.lite import message
from components.lite.message import LENGTHS, plain
from data.errors import NotPublished
from pages.opened import open_contest
from pages.page import Ask, Body, Page, Register

PAGE = Page(
    name="lite_text",
    paths=("/lite/<election>/<contest>.txt", "/lite/<election>/<contest>/<area>.txt"),
    title="Light page",
    order=10,
    access="public",
    query=("max", "version"),
    indexed=False,
)
MEDIA = "text/plain"


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, lite_text_page)


def lite_text_page(ask: Ask) -> Body:
    """Answer for a published area; a wrong length is a 400 and a place without figures a 404, both in words."""
    asked = ask.query.get("max", str(LENGTHS[0]))
    if asked not in {str(length) for length in LENGTHS}:
        known = ", ".join(str(length) for length in LENGTHS)
        return _text(f"max={plain(asked)[:40]} is not a length of a message. Ask for one of {known}.", 400)
    try:
        opened = open_contest(ask)
    except NotPublished as error:
        return _text(plain(str(error)), 404)
    return _text(message(opened.view(), int(asked)), 200)


def _text(words: str, status: int) -> Body:
    return Body(
        title="", description="", main=html.Div(), status=status, raw=words.encode("ascii"), media=MEDIA
    )

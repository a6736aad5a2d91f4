"""The light search: a plain form and links to light pages.

Answers `/lite/<election>/_search?q=`. Finds with `data.search`, as the full page does.
"""

from __future__ import annotations

from dash import html

from components.lite import search_page
from pages.light import lite_frame
from pages.page import Ask, Body, Page, Register

MOST = 20
PAGE = Page(
    name="lite_search",
    paths=("/lite/<election>/_search",),
    title="Light page",
    order=10,
    access="public",
    query=("refresh", "q"),
    indexed=False,
    cached=False,
)


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, lite_search_page)


def lite_search_page(ask: Ask) -> Body:
    """Answer a question about the places of an election; without a question, offer the form."""
    election = ask.values["election"]
    pointer, index = ask.pointer(election), ask.index(election)
    query = ask.query.get("q", "").strip()
    found = ask.search.find(election, index.version, query, limit=MOST) if query else None
    return Body(
        title=ask.t("Search"),
        description="",
        main=html.Div(),
        election=election,
        index=index,
        pointer=pointer,
        bare=search_page(lite_frame(ask, index, pointer), query, found),
    )

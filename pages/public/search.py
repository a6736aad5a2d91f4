"""Search for areas, candidates and polling stations that forgives spelling; a plain form, no script needed.

Answers `/search?q=`. Finds with `data.search`, draws with `components.search`.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.search import SearchView, search_figures
from data.errors import NotPublished
from pages.notices import nothing_published
from pages.page import Ask, Body, Page, Register

MOST = 20
PAGE = Page(
    name="search",
    paths=("/search",),
    title="Search",
    order=5,
    access="public",
    query=("q", "election"),
    indexed=False,
    cached=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, search_page)


def search_page(ask: Ask) -> Body:
    """Answer a question about the places of an election; without a question, offer the form."""
    election = ask.query.get("election") or ask.current
    if election is None:
        return nothing_published(ask)
    try:
        pointer, index = ask.pointer(election), ask.index(election)
    except NotPublished:
        if ask.current is None or election == ask.current:
            raise
        election = ask.current
        pointer, index = ask.pointer(election), ask.index(election)
    query = ask.query.get("q", "").strip()
    found = ask.search.find(election, index.version, query, limit=MOST, lang=ask.lang) if query else None
    view = SearchView(index=index, t=ask.t, urls=ask.urls, query=query, found=found)
    title = ask.t("Search: {query}", query=query) if query else ask.t("Search")
    return Body(
        title=title,
        description=ask.t("Find a county, constituency, ward, candidate or polling station and its results."),
        main=search_figures(view),
        election=election,
        index=index,
        pointer=pointer,
        lite=ask.urls.lite_home(election),
    )

"""The light page of an election: every contest at a glance.

Answers `/lite` (the current election) and `/lite/<election>`; drawn by `components.lite`.
"""

from __future__ import annotations

from dash import html

from components.format import clean
from components.lite import home_page
from components.view import ContestView
from data.errors import NotPublished, StoreDamaged
from pages.light import QUERY, lite_frame
from pages.notices import nothing_published
from pages.page import Ask, Body, Page, Register

#: Other elections that the page leads to.
OTHERS = 12
PAGE = Page(
    name="lite_home",
    paths=("/lite", "/lite/<election>"),
    title="Light page",
    order=10,
    access="public",
    query=QUERY,
    indexed=False,
)


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, lite_home_page)


def lite_home_page(ask: Ask) -> Body:
    """Answer for the election named or the current one; without any, say that none is published."""
    election = ask.values.get("election") or ask.current
    if election is None:
        return nothing_published(ask)
    pointer, index = ask.pointer(election), ask.index(election)
    views = {
        line.code: ContestView(
            document=ask.document(election, line.code, index.root),
            index=index,
            pointer=pointer,
            t=ask.t,
            urls=ask.urls,
        )
        for line in index.contests
        if f"{line.code}/{index.root}" in index.documents
    }
    return Body(
        title=clean(index.title),
        description="",
        main=html.Div(),
        election=election,
        index=index,
        pointer=pointer,
        bare=home_page(lite_frame(ask, index, pointer), views, _others(ask, election)),
    )


def _others(ask: Ask, election: str) -> list[tuple[str, str, bool]]:
    """Code, title and whether it is a rehearsal of the other elections; one that cannot be read is left out."""
    found = []
    for code in ask.store.elections()[:OTHERS]:
        if code == election:
            continue
        try:
            index = ask.index(code, ask.store.pointer(code).version)
        except (NotPublished, StoreDamaged):
            continue
        found.append((code, index.title, index.is_test))
    return found

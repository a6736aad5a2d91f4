"""Lists of addresses for search engines: one for every contest of an election, its turnout, its other pages.

Answers `/sitemap/<election>/<name>/<part>.xml`; `/sitemap.xml` (`pages.public.robots`) names them. Rehearsals have none.
"""

from __future__ import annotations

from dash import html

from components.sitemap import MOST, PAGES, SITE, Entry, election_entries, list_text, site_entries
from data.errors import NotPublished
from data.records import Changes
from pages.page import Ask, Body, Page, Register

PAGE = Page(
    name="sitemap",
    paths=("/sitemap/<election>/<name>/<part>.xml",),
    title="Addresses",
    order=21,
    access="public",
)


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, sitemap_page)


def sitemap_page(ask: Ask) -> Body:
    """Answer with one list; raises `NotPublished` for rehearsals, unknown names and parts that do not exist."""
    election, name, part = ask.values["election"], ask.values["name"], ask.values["part"]
    found = site_entries() if (election, name) == (SITE, PAGES) else _entries(ask, election, name)
    number = int(part) if part.isascii() and part.isdecimal() and len(part) < 6 else 0
    chosen = found[(number - 1) * MOST : number * MOST] if number else []
    if not chosen:
        raise NotPublished(f"There is no list of addresses {name[:40]!r}, part {part[:10]!r}.")
    text = list_text(ask.public_url, ask.urls, chosen)
    return Body(title="", description="", main=html.Div(), raw=text.encode(), media="application/xml")


def _entries(ask: Ask, election: str, name: str) -> list[Entry]:
    index = ask.index(election)
    if index.is_test:
        raise NotPublished("Rehearsals are not for search engines.")
    return election_entries(index, name, changes=_changes(ask, election), current=ask.current)


def _changes(ask: Ask, election: str) -> Changes | None:
    try:
        return ask.store.changes(election, ask.index(election).version)
    except NotPublished:
        return None

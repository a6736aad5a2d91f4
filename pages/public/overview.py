"""The overview of an election: every contest at a glance, the first one large.

Answers `/` (other elections by `?election=`). Figures come from the country documents of all contests and are
drawn by `components.overview`.
"""

from __future__ import annotations

from dash.development.base_component import Component

from components.format import clean
from components.mapsvg import has_picture
from components.overview import OverviewView, overview_figures, overview_headline, overview_summary
from components.paint import map_values
from components.theme import party_css
from components.view import ContestView
from data.errors import NotPublished
from data.records import Pointer, ResultsDocument, VersionIndex
from pages.island import live_map
from pages.notices import nothing_published
from pages.page import Ask, Body, Page, Register, paints

PAGE = Page(name="overview", paths=("/",), title="Results", order=0, access="public", query=("election",))


def layout(**_values: str) -> Component:
    """The Dash part of the page: the map of the first contest."""
    return live_map()


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, overview_page)


def overview_page(ask: Ask) -> Body:
    """Answer for the current election or the one named; without any election, say that none is published."""
    election = ask.query.get("election") or ask.values.get("election") or ask.current
    if election is None:
        return nothing_published(ask)
    pointer, index = ask.pointer(election), ask.index(election)
    documents = _documents(ask, index)
    first = next(iter(documents.values()), None)
    lead = _lead(ask, index, pointer, first) if first is not None else None
    view = OverviewView(
        index=index, pointer=pointer, t=ask.t, urls=ask.urls, documents=documents, lead=lead, wall=ask.wall
    )
    return _body(ask, view)


def _documents(ask: Ask, index: VersionIndex) -> dict[str, ResultsDocument]:
    """The country's document of each contest, in ballot order; a contest without one is left out."""
    found = {}
    for line in index.contests:
        if f"{line.code}/{index.root}" in index.documents:
            found[line.code] = ask.document(index.election, line.code, index.root)
    return found


def _lead(ask: Ask, index: VersionIndex, pointer: Pointer, document: ResultsDocument) -> ContestView:
    return ContestView(
        document=document,
        index=index,
        pointer=pointer,
        t=ask.t,
        urls=ask.urls,
        geometry=ask.store.geometry(document.geometry) if document.geometry else None,
        wall=ask.wall,
    )


def _body(ask: Ask, view: OverviewView) -> Body:
    index, lead = view.index, view.lead
    if lead is None:
        raise NotPublished(f"The election {index.election} has no figures for {index.root}.")
    drawn = has_picture(lead)
    return Body(
        title=clean(index.title),
        description=overview_summary(view),
        main=overview_figures(view),
        election=index.election,
        index=index,
        pointer=view.pointer,
        contest=None,
        island=live_map(ask.tile_url) if drawn else None,
        geometry=lead.document.geometry if drawn else None,
        map=paints(map_values(lead)) if drawn else None,
        headline=overview_headline(view),
        parties=party_css(view.documents.values()),
        live=f"/fragment/{index.election}/v{{version}}/_overview/all.{ask.lang}.json",
        extra={"lead": lead.document.contest, "labels": False},
        lite=ask.urls.lite_home(index.election),
    )

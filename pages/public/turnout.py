"""Turnout of an election in the country or an area: ballots cast of the voters of the stations counted.

Answers `/turnout/<election>[/<area>]`. Uses the documents of the first contest that reaches the area; drawn by
`components.turnout`.
"""

from __future__ import annotations

from dash.development.base_component import Component

from components.format import clean
from components.paint import map_values
from components.theme import party_css
from components.turnout import turnout_figures, turnout_has_map, turnout_headline, turnout_summary
from components.view import ContestView, neighbours_of
from data.errors import NotPublished
from data.records import ResultsDocument, VersionIndex
from pages.island import live_map
from pages.page import Ask, Body, Page, Register, paints

PAGE = Page(
    name="turnout",
    paths=("/turnout/<election>", "/turnout/<election>/<area>"),
    title="Turnout",
    order=3,
    access="public",
    query=("at", "sort", "page"),
)


def layout(**_values: str) -> Component:
    """The Dash part of the page: the map."""
    return live_map()


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, turnout_page)


def turnout_page(ask: Ask) -> Body:
    """Answer for an area; raises `NotPublished` for one that no contest publishes."""
    election = ask.values["election"]
    pointer, index = ask.pointer(election), ask.index(election)
    area = ask.values.get("area") or index.root
    document = _document(ask, index, area)
    view = ContestView(
        document=document,
        index=index,
        pointer=pointer,
        t=ask.t,
        urls=ask.urls,
        geometry=ask.store.geometry(document.geometry) if document.geometry else None,
        measure="turnout",
        selected=ask.query.get("at"),
        wall=ask.wall,
        sort=ask.query.get("sort"),
        page=int(ask.query["page"]) if ask.query.get("page", "").isdecimal() else 1,
        neighbours=neighbours_of(ask.places(election), area),
    )
    drawn = turnout_has_map(view)
    return Body(
        title=ask.t("Turnout, {area}", area=clean(document.area.name)),
        description=turnout_summary(view),
        main=turnout_figures(view),
        section="turnout",
        election=election,
        index=index,
        pointer=pointer,
        area=area,
        island=live_map(ask.tile_url) if drawn else None,
        geometry=document.geometry if drawn else None,
        map=paints(map_values(view)) if drawn else None,
        headline=turnout_headline(view),
        parties=party_css(document),
        live=f"/fragment/{election}/v{{version}}/_turnout/{area}.{ask.lang}.json",
        extra={"measure": "turnout"},
        lite=ask.urls.lite(election, document.contest, area),
        card=ask.urls.card(election, document.contest, area, show="turnout"),
    )


def _document(ask: Ask, index: VersionIndex, area: str) -> ResultsDocument:
    """The document that says most about turnout: the first contest that publishes the area."""
    for line in index.contests:
        if f"{line.code}/{area}" in index.documents:
            return ask.document(index.election, line.code, area)
    raise NotPublished(f"There is no area {area!r} in {index.election}.")

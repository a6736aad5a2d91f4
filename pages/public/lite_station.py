"""The light page of a polling station: its form in every contest.

Answers `/lite/<election>/_station/<code>`; reads what the full page of the station reads.
"""

from __future__ import annotations

from dash import html

from components.format import clean
from components.lite import station_page
from pages.light import QUERY, lite_frame
from pages.page import Ask, Body, Page, Register
from pages.stations import station_view

PAGE = Page(
    name="lite_station",
    paths=("/lite/<election>/_station/<code>",),
    title="Light page",
    order=10,
    access="public",
    query=QUERY,
    indexed=False,
)


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, lite_station_page)


def lite_station_page(ask: Ask) -> Body:
    """Answer for a station of the register; raises `NotPublished` for a code that is not in it."""
    view = station_view(ask)
    return Body(
        title=clean(view.station.name),
        description="",
        main=html.Div(),
        election=view.index.election,
        index=view.index,
        pointer=view.pointer,
        bare=station_page(lite_frame(ask, view.index, view.pointer), view),
    )

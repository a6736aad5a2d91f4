"""One polling station: its form in every contest, its state, and the stations around it.

Answers `/stations/<election>/<code>`. The rows are those of the ward's documents, so a station never shows a
figure that its ward does not hold; drawn by `components.station`.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.format import clean
from components.station import StationView, station_figures, station_headline, station_summary
from components.theme import party_css
from pages.page import Ask, Body, Page, Register
from pages.stations import station_view

PAGE = Page(
    name="station",
    paths=("/stations/<election>/<code>",),
    title="Polling station",
    order=2,
    access="public",
    query=("version",),
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, station_page)


def station_page(ask: Ask) -> Body:
    """Answer for a station of the register; raises `NotPublished` for a code that is not in it."""
    view = station_view(ask)
    election, code = view.index.election, view.station.code
    return Body(
        title=clean(view.station.name),
        description=station_summary(view),
        main=station_figures(view),
        election=election,
        index=view.index,
        pointer=view.pointer,
        headline=station_headline(view),
        parties=party_css(view.documents.values()),
        live=f"/fragment/{election}/v{{version}}/_station/{code}.{ask.lang}.json",
        lite=ask.urls.lite_station(election, code),
        card=_ward_card(ask, view),
    )


def _ward_card(ask: Ask, view: StationView) -> str:
    """The card of the station's ward: a card of one station's form would say too much of a single form."""
    ward = next(iter(view.documents.values()), None)
    return ask.urls.card(ward.election, ward.contest, ward.area.code) if ward else ""

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
from components.view import path_of
from data.errors import NotPublished
from data.records import HeldForm, PublicForm, ResultsDocument, StationPlace, VersionIndex
from pages.page import Ask, Body, Page, Register

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
    )


def station_view(ask: Ask) -> StationView:
    """Return what is drawn of the station that the address names; raises `NotPublished` for an unknown code."""
    election, code = ask.values["election"], ask.values["code"]
    pointer, index = ask.pointer(election), ask.index(election)
    station = _station(ask, index, code)
    return StationView(
        index=index,
        pointer=pointer,
        t=ask.t,
        urls=ask.urls,
        station=station,
        path=path_of(ask.store.places(election, index.version), station.area),
        documents=_ward_documents(ask, index, station.area),
        held=_held(ask, index, code),
        forms=_forms(ask, index, station),
    )


def _station(ask: Ask, index: VersionIndex, code: str) -> StationPlace:
    for station in ask.store.stations(index.election, index.version).stations:
        if station.code == code:
            return station
    raise NotPublished(f"There is no polling station {code!r} in {index.election}.")


def _ward_documents(ask: Ask, index: VersionIndex, ward: str) -> dict[str, ResultsDocument]:
    """The ward's document of each contest that publishes wards."""
    return {
        line.code: ask.store.document(index.election, index.version, line.code, ward)
        for line in index.contests
        if f"{line.code}/{ward}" in index.documents
    }


def _forms(ask: Ask, index: VersionIndex, station: StationPlace) -> tuple[PublicForm, ...]:
    found = ask.store.forms(index.election, index.version, station.area)
    return tuple(form for form in found.forms if form.station == station.code) if found else ()


def _held(ask: Ask, index: VersionIndex, code: str) -> tuple[HeldForm, ...]:
    forms = ask.store.held(index.election, index.version).forms
    return tuple(form for form in forms if form.station.code == code)

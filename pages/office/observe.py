"""The observer's first page: the stations assigned to them, how far each is, and what is still on the phone."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.office.observe import queue_words, stations_page
from data.entry.sheet import my_stations
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="observe", paths=("/observe",), title="My stations", order=10, access="observer", indexed=False
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, observe_page)


def observe_page(ask: OfficeAsk) -> OfficeBody:
    """Answer with the person's stations."""
    with ask.desk.acting(ask.actor) as connection:
        stations = my_stations(connection, ask.actor)
    is_manager = ask.actor.may("manager")
    return OfficeBody(
        title=ask.t("My stations"),
        main=stations_page(ask.t, stations, may_enter_all=is_manager),
        section="observe",
        frame="office" if is_manager else "phone",
        is_test=bool(stations) and all(station.is_test for station in stations),
        extra={"queue": True, "zone": stations[0].timezone if stations else "Africa/Nairobi"},
        words=queue_words(ask.t),
    )

"""One station's contests (or those of an area's form) as one flow: which are sent, which is next."""

from __future__ import annotations

from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from components.format import clean
from components.office.observe import contests_page, queue_words
from data.entry.places import find_place
from data.entry.sheet import entry_station
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="station_entry",
    paths=("/observe/<election>/<station>",),
    title="Station",
    order=11,
    access="observer",
    query=("source",),
    indexed=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, station_page)


def station_page(ask: OfficeAsk) -> OfficeBody:
    """Answer with the contests of a station; a station that is not the person's is not there."""
    election, code = ask.values["election"], ask.values["station"]
    with ask.desk.acting(ask.actor) as connection:
        station = entry_station(
            connection, ask.actor, election=election, code=code, source=ask.query.get("source")
        )
        place = find_place(connection, election, station=code)
    incident = f"/incidents/new?election={quote(election, safe='')}&station={quote(code, safe='')}"
    main = contests_page(
        ask.t, station, is_area=False, lang=ask.lang, is_open=place.is_open, incident=incident
    )
    return OfficeBody(
        title=clean(station.name),
        main=main,
        section="observe",
        frame="phone",
        back=("/observe", ask.t("My stations")),
        is_test=station.is_test,
        extra={"queue": True, "zone": station.timezone},
        words=queue_words(ask.t),
    )

"""One station's contests (or those of an area's form) as one flow: which are sent, which is next."""

from __future__ import annotations

from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from components.format import clean
from components.office.observe import contests_page, queue_words
from components.office.places import enter_address
from data.entry.areas import entry_sheet
from data.records import EntryStation
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="station_entry",
    paths=("/observe/<election>/<station>", "/observe/<election>/area/<area>"),
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
    """Answer with the contests of a station or an area; a place that is not the person's is not there."""
    election, area = ask.values["election"], ask.values.get("area")
    with ask.desk.acting(ask.actor) as connection:
        sheet, place = entry_sheet(
            connection,
            ask.actor,
            election=election,
            station=ask.values.get("station"),
            area=area,
            source=ask.query.get("source"),
        )
    incident = f"/incidents/new?election={quote(election, safe='')}&station={quote(sheet.code, safe='')}"
    main = contests_page(
        ask.t, sheet, is_area=area is not None, lang=ask.lang, is_open=place.is_open, incident=incident
    )
    return OfficeBody(
        title=clean(sheet.name),
        main=main,
        section="observe",
        frame="phone",
        back=_back(ask, sheet),
        is_test=sheet.is_test,
        extra={"queue": True, "zone": sheet.timezone},
        words=queue_words(ask.t),
    )


def _back(ask: OfficeAsk, sheet: EntryStation) -> tuple[str, str]:
    """Observers came from their stations, managers from the area."""
    if not ask.actor.may("manager"):
        return "/observe", ask.t("My stations")
    return enter_address(sheet.election, sheet.area.code), clean(sheet.area.name)

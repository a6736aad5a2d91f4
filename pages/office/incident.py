"""One incident: its record, photos and history; a note can be added, managers change its status."""

from __future__ import annotations

from uuid import UUID

from dash import html
from dash.development.base_component import Component

from components.format import Clock
from components.office.incident import record_page, script_words
from data.entry.areas import zones
from data.errors import NotThere
from data.incidents.read import incident_record
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="incident",
    paths=("/incidents/<uid>",),
    title="Incident",
    order=22,
    access="observer",
    indexed=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, incident_page)


def incident_page(ask: OfficeAsk) -> OfficeBody:
    """Answer with the record; one that is not the person's to see is not there."""
    try:
        uid = UUID(ask.values["uid"])
    except ValueError as error:
        raise NotThere("There is no such incident.") from error
    with ask.desk.acting(ask.actor) as connection:
        record = incident_record(connection, uid)
        zone = zones(connection)[record.election]
    is_manager = ask.actor.may("manager")
    return OfficeBody(
        title=ask.t(record.category_title),
        main=record_page(ask.t, Clock(zone.timezone, ask.lang), record, may_manage=is_manager),
        section="incidents",
        frame="office" if is_manager else "phone",
        back=None if is_manager else ("/incidents", ask.t("Incidents")),
        is_test=zone.is_test,
        words=script_words(ask.t),
    )

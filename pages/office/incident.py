"""One incident: its record, photos and history; a note can be added. Its managers have beside it what can be done."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from dash import html
from dash.development.base_component import Component

from components.format import Clock
from components.office.incident import record_page, script_words
from components.office.incidentcase import case_page, case_words, merged_note
from data.entry.areas import zones
from data.errors import NotThere
from data.incidents.case import incident_case
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
    """Answer with the record; one that is not the person's to see is not there.

    A manager of its area also has what can be done about it; who only reported it has the record alone.
    """
    try:
        uid = UUID(ask.values["uid"])
    except ValueError as error:
        raise NotThere("There is no such incident.") from error
    t, case = ask.t, None
    is_manager = ask.actor.may("manager")
    with ask.desk.acting(ask.actor) as connection:
        record = incident_record(connection, uid)
        zone = zones(connection)[record.election]
        if is_manager:
            with suppress(NotThere):
                case = incident_case(connection, uid)
    clock = Clock(zone.timezone, ask.lang)
    if case is None:
        main = record_page(t, clock, record, may_manage=False)
    else:
        free = case.merged_into is None
        main = record_page(t, clock, record, may_manage=free, above=merged_note(t, case))
        main = case_page(t, clock, case, main)
    return OfficeBody(
        title=t(record.category_title),
        main=main,
        section="incidents",
        frame="office" if is_manager else "phone",
        back=None if is_manager else ("/incidents", t("Incidents")),
        is_test=zone.is_test,
        extra={"events": len(record.events)},
        words=script_words(t) | (case_words(t) if case else {}),
        live=("incidents",) if case else (),
    )

"""Incidents: those a person reported, and for managers those of the areas they work in."""

from __future__ import annotations

from uuid import UUID

from dash import html
from dash.development.base_component import Component

from components.format import Clock
from components.office.incident import STATUSES, list_page
from data.entry.areas import zones
from data.incidents.read import list_incidents
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="incident_list",
    paths=("/incidents",),
    title="Incidents",
    order=21,
    access="observer",
    query=("status", "after"),
    indexed=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, incidents_page)


def incidents_page(ask: OfficeAsk) -> OfficeBody:
    """Answer with a page of the list, newest first."""
    status = ask.query.get("status", "")
    status = status if status in STATUSES else ""
    is_manager = ask.actor.may("manager")
    with ask.desk.acting(ask.actor) as connection:
        page = list_incidents(
            connection, status=status or None, mine=not is_manager, after=_uid(ask.query.get("after", ""))
        )
        known = zones(connection)
    onward = None
    if page.next:
        onward = f"/incidents?after={page.next}" + (f"&status={status}" if status else "")
    main = list_page(
        ask.t,
        page,
        clocks={code: Clock(zone.timezone, ask.lang) for code, zone in known.items()},
        status=status,
        is_manager=is_manager,
        next_href=onward,
    )
    frame = "office" if is_manager else "phone"
    return OfficeBody(
        title=ask.t("Incidents"),
        main=main,
        section="incidents",
        frame=frame,
        back=None if is_manager else ("/observe", ask.t("My stations")),
        is_test=bool(page.incidents) and all(known[i.election].is_test for i in page.incidents),
    )


def _uid(words: str) -> UUID | None:
    try:
        return UUID(words)
    except ValueError:
        return None

"""`/manage/wards/<election>/<area>`: everything about one ward, or any other area of the tree, for those who manage it."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.format import Clock, clean
from components.office.ward import ward_page
from components.office.wardview import WardView
from data.anomalies.rules import TITLES
from data.wards.place import find_areas
from data.wards.read import ward_report
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="ward",
    paths=("/manage/wards/<election>/<area>",),
    title="Ward",
    order=24,
    access="manager",
    query=("contest", "q"),
    indexed=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, ward)


def ward(ask: OfficeAsk) -> OfficeBody:
    """Answer with the area; one outside the asker's scope is not there."""
    election, asked = ask.values["election"], ask.query.get("q", "")
    with ask.desk.acting(ask.actor) as connection:
        report = ward_report(
            connection, election, ask.values["area"], contest=ask.query.get("contest") or None
        )
        hits = find_areas(connection, election, asked) if asked.strip() else None
    view = WardView(
        t=ask.t,
        clock=Clock(report.place.timezone, ask.lang),
        report=report,
        asked=asked,
        hits=hits,
        rules=TITLES,
    )
    return OfficeBody(
        title=clean(report.place.area.name),
        main=ward_page(view),
        section="manage",
        is_test=report.place.is_test,
    )

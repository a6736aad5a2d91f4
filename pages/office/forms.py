"""`/manage/forms/<uid>`: all sources of a station in one contest side by side, with revisions, readings and steps."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.format import Clock, clean
from components.office.dossier import dossier_page
from data.audit.search import reading_zone
from data.verify.forms import form_uid
from data.verify.sources import dossier
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="forms",
    paths=("/manage/forms/<uid>",),
    title="Forms of a station",
    order=22,
    access="manager",
    indexed=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, forms_page)


def forms_page(ask: OfficeAsk) -> OfficeBody:
    """Answer with the dossier."""
    uid = form_uid(ask.values["uid"])
    with ask.desk.acting(ask.actor) as connection:
        found = dossier(connection, ask.actor, uid)
        zone = reading_zone(connection, found.place.election)
    name = (found.place.station or found.place.area).name
    return OfficeBody(
        title=clean(name),
        main=dossier_page(ask.t, Clock(zone, ask.lang), found, audit=ask.actor.may("admin")),
        section="verify",
        is_test=found.place.is_test,
    )

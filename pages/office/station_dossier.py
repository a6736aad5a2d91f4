"""`/manage/stations/<election>/<code>`: everything about one station, for managers of its area."""

from __future__ import annotations

from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from components.format import Clock, clean
from components.office.boardwords import script_words
from components.office.station_dossier import dossier_page
from data.anomalies.rules import TITLES
from data.board.dossier import station_dossier
from data.elections import office_election
from data.errors import NotThere, UnknownElection
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="station_dossier",
    paths=("/manage/stations/<election>/<code>",),
    title="Dossier of a station",
    order=11,
    access="manager",
    indexed=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, dossier)


def dossier(ask: OfficeAsk) -> OfficeBody:
    """Answer with the dossier; a station outside the person's areas is not there."""
    with ask.desk.acting(ask.actor) as connection:
        try:
            election = office_election(connection, ask.values["election"])
        except UnknownElection as error:
            raise NotThere(str(error)) from error
        found = station_dossier(connection, election, ask.values["code"])
    place = "/".join(quote(part, safe="") for part in (found.election, found.station))
    public = f"{ask.public_url}/stations/{place}" if ask.public_url else ""
    return OfficeBody(
        title=clean(found.station_name),
        main=dossier_page(ask.t, Clock(found.timezone, ask.lang), found, public=public, rules=TITLES),
        section="manage",
        is_test=found.is_test,
        extra={"dossier": {"election": found.election, "station": found.station, "zone": found.timezone}},
        words=script_words(ask.t),
    )

"""Report an incident: at one of the person's stations, or where the phone is."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component
from sqlalchemy import Connection

from components.format import Clock, clean
from components.i18n import Translator
from components.office.entrywords import script_words as entry_words
from components.office.incident import script_words
from components.office.incidentform import ReportView, report_page
from data.entry.areas import open_elections, zones
from data.entry.codes import CODES
from data.entry.sheet import my_stations
from data.incidents.read import categories
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="report",
    paths=("/incidents/new",),
    title="Report an incident",
    order=20,
    access="observer",
    query=("election", "station"),
    indexed=False,
)
_CODES = ("F101", "F106", "F108", "F109", "F110", "F111", "F112")
_FIELDS = ("name", "value", "limit")


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, report_incident_page)


def report_incident_page(ask: OfficeAsk) -> OfficeBody:
    """Answer with the form."""
    with ask.desk.acting(ask.actor) as connection:
        view, is_test = _view(ask, connection)
    t = ask.t
    moment = Clock(view.zone, ask.lang).local(ask.now)
    chosen = f"/{view.election}/{view.chosen}" if view.chosen else ""
    return OfficeBody(
        title=t("Report an incident"),
        main=report_page(view),
        section="incidents",
        frame="phone",
        back=(f"/observe{chosen}", t("Back to the station") if chosen else t("My stations")),
        is_test=is_test,
        extra={
            "incident": {
                "election": view.election,
                "station": view.chosen,
                "offset": moment.isoformat()[-6:],
                "timezone": view.zone,
                "zone": moment.tzname() or "UTC",
            },
            "codes": _codes(t),
        },
        words={**entry_words(t), **script_words(t)},
    )


def _view(ask: OfficeAsk, connection: Connection) -> tuple[ReportView, bool]:
    stations = my_stations(connection, ask.actor)
    any_station = ask.actor.may("manager")
    elections = {s.election: clean(s.election_title) for s in stations}
    tests = {s.election for s in stations if s.is_test}
    if any_station:
        for found in open_elections(connection):
            elections.setdefault(found.code, clean(found.title))
            tests |= {found.code} if found.is_test else set()
    wanted, chosen = ask.query.get("election", ""), ask.query.get("station", "")
    own = {(s.election, s.code) for s in stations}
    if not any_station and (wanted, chosen) not in own:
        wanted, chosen = "", ""
    election = wanted if wanted in elections else next(iter(elections), "")
    known = zones(connection).get(election)
    zone = known.timezone if known else "UTC"
    view = ReportView(
        t=ask.t,
        categories=categories(connection),
        elections=list(elections.items()),
        stations=[(s.election, s.code, s.name) for s in stations],
        election=election,
        chosen=chosen if election else "",
        zone=zone,
        now=ask.now,
        lang=ask.lang,
        any_station=any_station,
    )
    return view, election in tests


def _codes(t: Translator) -> dict[str, dict[str, str]]:
    identity = {name: "{" + name + "}" for name in _FIELDS}
    words = {
        code: {"message": t(CODES[code].message, **identity), "remedy": t(CODES[code].remedy, **identity)}
        for code in _CODES
        if code in CODES
    }
    # The remedy of a form of results speaks of figures.
    return words | {"F101": {"message": words["F101"]["message"], "remedy": t("Please fill it in.")}}

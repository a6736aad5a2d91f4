"""`/manage/incidents/map`: the heatmap of incidents over the night, and areas ranked against their stations."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.format import Clock
from components.i18n import level_title
from components.markup import h
from components.office.incident import SEVERITIES, STATUSES
from components.office.incidentmap import PATH, MapView, island, map_page, script_words
from components.office.manage import election_choice, live_mark
from data.elections import OfficeElection, office_election, office_elections
from data.errors import NotThere, UnknownElection
from data.incidents.heat import Window, hotspots
from data.incidents.queue import FilterRefused, read_filters
from data.incidents.read import categories
from data.records.incidents import Hotspots
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

_NAMES = ("election", "category", "severity", "status", "level")
PAGE = Page(
    name="incident_map",
    paths=(PATH,),
    title="Where incidents happen",
    order=25,
    access="manager",
    query=_NAMES,
    indexed=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser but the map, which `OfficeBody.island` brings."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, incident_map_page)


def incident_map_page(ask: OfficeAsk) -> OfficeBody:
    """Answer with the ranking drawn and the map to be drawn; filters that cannot be read are said."""
    t, fault = ask.t, ""
    found: Hotspots | None = None
    given = {"status": "all", **{name: words for name, words in ask.query.items() if name in _NAMES}}
    with ask.desk.acting(ask.actor) as connection:
        try:
            election = office_election(connection, ask.query.get("election"), ask.current_election)
        except UnknownElection as error:
            raise NotThere(error.message) from error
        known, kinds = office_elections(connection), categories(connection)
        level = _level(election, given.get("level", ""))
        try:
            filters = read_filters(given)
            found = hotspots(connection, election, level, filters=filters, window=Window())
        except FilterRefused as refused:
            fault = t("These filters cannot be read: {reason}", reason=refused.message)
    levels = election.level_names[1:] or election.level_names
    given |= {"level": election.level_names[level], "election": election.code}
    choice = election_choice(t, election, known, here=PATH, kept=given)
    view = MapView(
        t=t,
        election=election.code,
        given=given,
        categories=kinds,
        levels=levels,
        level_words={name: level_title(t, name) for name in levels},
        head=h("div", "iq-elect", choice, live_mark(t)),
        hotspots=found,
        fault=fault,
    )
    clock = Clock(election.timezone, ask.lang)
    titles = {
        "category": {kind.category: t(kind.title) for kind in kinds},
        "severity": {code: t(words[0]) for code, words in SEVERITIES.items()},
        "status": {code: t(words) for code, words in STATUSES.items()},
    }
    return OfficeBody(
        title=t("Where incidents happen"),
        main=map_page(view),
        status=400 if fault else 200,
        section="incidents",
        is_test=election.is_test,
        extra={"incidents": {"query": given, "timezone": clock.zone, "titles": titles}},
        words=script_words(t),
        island=island() if found is not None else None,
        live=("incidents",),
    )


def _level(election: OfficeElection, name: str) -> int:
    names = election.level_names
    return names.index(name) if name in names else min(1, len(names) - 1)

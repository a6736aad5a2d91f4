"""`/manage/incidents`: the managers' queue, most severe first, then oldest; filters in the address."""

from __future__ import annotations

from uuid import UUID

from dash import html
from dash.development.base_component import Component

from components.format import Clock
from components.markup import h
from components.office.incidentqueue import PATH, QueueView, queue_page, script_words
from components.office.manage import election_choice, live_mark
from data.elections import office_election, office_elections
from data.errors import NotThere, UnknownElection
from data.incidents.queue import NAMES, FilterRefused, incident_queue, read_filters
from data.incidents.read import categories
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="incident_queue",
    paths=(PATH,),
    title="Incidents",
    order=24,
    access="manager",
    query=(*NAMES, "after"),
    indexed=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, incident_queue_page)


def incident_queue_page(ask: OfficeAsk) -> OfficeBody:
    """Answer with a page of the queue; filters that cannot be read are said on it."""
    t, queue, fault = ask.t, None, ""
    given = {name: words for name, words in ask.query.items() if name in NAMES}
    with ask.desk.acting(ask.actor) as connection:
        try:
            election = office_election(connection, ask.query.get("election"), ask.current_election)
        except UnknownElection as error:
            raise NotThere(error.message) from error
        known, kinds = office_elections(connection), categories(connection)
        try:
            filters = read_filters(given)
            queue = incident_queue(
                connection, ask.actor, election, filters=filters, after=_uid(ask.query.get("after", ""))
            )
        except FilterRefused as refused:
            fault = t("These filters cannot be read: {reason}", reason=refused.message)
    choice = election_choice(t, election, known, here=PATH, kept=given)
    view = QueueView(
        t=t,
        clock=Clock(election.timezone, ask.lang),
        now=ask.now,
        given=given,
        categories=kinds,
        head=h("div", "iq-elect", choice, live_mark(t)),
        queue=queue,
        me=str(ask.actor.uid),
        fault=fault,
    )
    return OfficeBody(
        title=t("Incidents"),
        main=queue_page(view),
        status=400 if fault else 200,
        section="incidents",
        is_test=election.is_test,
        words=script_words(t),
        live=("incidents",),
    )


def _uid(words: str) -> UUID | None:
    try:
        return UUID(words)
    except ValueError:
        return None

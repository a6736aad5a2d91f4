"""`/manage/alerts`: the queue of alerts in a manager's areas, with filters in the address."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.format import Clock
from components.office.alerts import PATH, WORDS, QueueView, alerts_page
from components.office.clerkwords import clerk_words
from components.office.manage import election_choice
from data.alerts.read import FILTERS, AlertsRefused, alert_page, read_query
from data.alerts.work import REASONS
from data.elections import office_election, office_elections
from data.errors import NotThere, UnknownElection
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="alerts",
    paths=(PATH,),
    title="Alerts",
    order=14,
    access="manager",
    query=("election", *FILTERS),
    indexed=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, queue)


def queue(ask: OfficeAsk) -> OfficeBody:
    """Answer with a page of the queue; filters that cannot be used are said on the page."""
    given = {name: value for name, value in ask.query.items() if name in PAGE.query}
    fault, page = "", None
    with ask.desk.acting(ask.actor) as connection:
        try:
            election = office_election(connection, given.get("election"), ask.current_election)
        except UnknownElection as error:
            raise NotThere(error.message) from None
        try:
            page = alert_page(connection, election.election_id, read_query(given))
        except AlertsRefused as refused:
            fault = ask.t(refused.message)
        elections = office_elections(connection)
    view = QueueView(
        t=ask.t,
        clock=Clock(election.timezone, ask.lang),
        now=ask.now,
        given=given,
        head=election_choice(ask.t, election, elections, here=PATH, kept=given),
        page=page,
        fault=fault,
    )
    return OfficeBody(
        title=ask.t("Alerts"),
        main=alerts_page(view),
        status=400 if fault else 200,
        section="alerts",
        is_test=election.is_test,
        extra={"alerts": True},
        words=clerk_words(ask.t, WORDS, REASONS),
        live=("alerts",),
    )

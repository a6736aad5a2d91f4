"""`/manage/alerts/<uid>`: one alert with its evidence, history and what can be done."""

from __future__ import annotations

from uuid import UUID

from dash import html
from dash.development.base_component import Component

from components.format import Clock
from components.office.alert import AlertView, alert_page
from components.office.alerts import WORDS
from components.office.clerkwords import clerk_words
from data.alerts.read import alert_record
from data.alerts.work import REASONS
from data.elections import office_election
from data.errors import NotThere
from data.records.alerts import KINDS
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="alert",
    paths=("/manage/alerts/<uid>",),
    title="Alert",
    order=15,
    access="manager",
    indexed=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, alert)


def alert(ask: OfficeAsk) -> OfficeBody:
    """Answer with the alert; one of another area is not there."""
    try:
        uid = UUID(ask.values["uid"])
    except ValueError:
        raise NotThere("There is no such alert.") from None
    with ask.desk.acting(ask.actor) as connection:
        record = alert_record(connection, uid)
        election = office_election(connection, record.election)
    view = AlertView(
        t=ask.t,
        clock=Clock(election.timezone, ask.lang),
        now=ask.now,
        record=record,
        me=ask.actor.username,
    )
    return OfficeBody(
        title=ask.t(KINDS[record.alert.kind].title),
        main=alert_page(view),
        section="alerts",
        is_test=election.is_test,
        extra={"alerts": True},
        words=clerk_words(ask.t, WORDS, REASONS),
        live=("alerts",),
    )

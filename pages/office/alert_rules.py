"""`/manage/alerts/rules`: what opens alerts and who is told, in general or for one election; webhooks for administrators."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.format import Clock
from components.office.alertrules import PATH, RulesView, rules_page
from components.office.alertrules import WORDS as RULE_WORDS
from components.office.alerts import WORDS
from components.office.clerkwords import clerk_words
from data.alerts.rules import REASONS, read_rules, sets_rules
from data.elections import office_election, office_elections
from data.errors import NotThere, UnknownElection
from data.notify.webhooks import list_webhooks
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="alert_rules",
    paths=(PATH,),
    title="Rules of alerts",
    order=16,
    access="manager",
    query=("election",),
    indexed=False,
)
#: So many elections have a tab of their own.
_TABS = 6


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, rules)


def rules(ask: OfficeAsk) -> OfficeBody:
    """Answer with the rules; forms only for who may set them."""
    asked = ask.query.get("election")
    with ask.desk.acting(ask.actor) as connection:
        try:
            election = office_election(connection, asked, ask.current_election)
        except UnknownElection as error:
            raise NotThere(error.message) from None
        found = read_rules(connection, election.election_id if asked else None)
        may_set = sets_rules(connection)
        webhooks = list_webhooks(connection).webhooks if ask.actor.may("admin") else None
        elections = office_elections(connection)[:_TABS]
    view = RulesView(
        t=ask.t,
        clock=Clock(election.timezone, ask.lang),
        now=ask.now,
        rules=found,
        may_set=may_set,
        elections=tuple((one.code, one.title) for one in elections),
        election=election.code if asked else "",
        dry_election=election.code,
        webhooks=webhooks,
    )
    return OfficeBody(
        title=ask.t("Rules of alerts"),
        main=rules_page(view),
        section="alerts",
        extra={"alertrules": True},
        words=clerk_words(ask.t, {**WORDS, **RULE_WORDS}, REASONS),
    )

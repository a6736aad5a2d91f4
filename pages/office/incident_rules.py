"""`/manage/incidents/rules`: categories of incidents and rules of escalation."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.office.incidentcase import case_words
from components.office.incidentrules import rules_page
from data.incidents.rules import incident_rules
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="incident_rules",
    paths=("/manage/incidents/rules",),
    title="Categories and escalation",
    order=26,
    access="manager",
    indexed=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, rules)


def rules(ask: OfficeAsk) -> OfficeBody:
    """Answer with both lists."""
    with ask.desk.acting(ask.actor) as connection:
        found = incident_rules(connection)
    return OfficeBody(
        title=ask.t("Categories and escalation"),
        main=rules_page(ask.t, found, may_rule=ask.actor.may("admin")),
        section="incidents",
        words=case_words(ask.t),
    )

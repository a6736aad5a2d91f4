"""`/admin/users`: everybody who may enter, check and manage; search, and invitations by link."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.format import Clock
from components.office.asked import words_of
from components.office.people import people_page
from data.accounts.administration import list_people
from data.audit.search import reading_zone
from data.errors import PersonRefused
from data.records import PeoplePage
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="people",
    paths=("/admin/users",),
    title="People",
    order=61,
    access="admin",
    query=("q", "role", "active", "after"),
    indexed=False,
)
_ACTIVE = {"true": True, "false": False}


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, people)


def people(ask: OfficeAsk) -> OfficeBody:
    """Answer with the people who match the address."""
    given = ask.query
    with ask.desk.acting(ask.actor) as connection:
        zone = reading_zone(connection, ask.current_election)
    try:
        found = list_people(
            ask.desk,
            ask.actor,
            words=given.get("q", "").strip(),
            role=given.get("role") or None,
            active=_ACTIVE.get(given.get("active", "")),
            after=given.get("after") or None,
        )
    except PersonRefused:
        found = PeoplePage(people=(), next=None)
    return OfficeBody(
        title=ask.t("People"),
        main=people_page(ask.t, found, Clock(zone, ask.lang), given),
        section="users",
        words=words_of(ask.t),
    )

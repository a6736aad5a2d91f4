"""`/admin/users/<username>`: one person with role, areas, stations, links, sessions and personal data."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.format import Clock, clean
from components.office.asked import words_of
from components.office.people import PersonView, person_page
from data.accounts.administration import read_person
from data.accounts.scopes import elections
from data.audit.search import reading_zone
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="person",
    paths=("/admin/users/<username>",),
    title="Person",
    order=62,
    access="admin",
    indexed=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, person)


def person(ask: OfficeAsk) -> OfficeBody:
    """Answer with the person of the address."""
    detail = read_person(ask.desk, ask.actor, ask.values["username"])
    with ask.desk.acting(ask.actor) as connection:
        zone = reading_zone(connection, ask.current_election)
        choices = tuple((choice.code, clean(choice.title)) for choice in elections(connection))
    view = PersonView(
        clock=Clock(zone, ask.lang),
        detail=detail,
        elections=choices,
        is_self=detail.person.username == ask.actor.username,
    )
    return OfficeBody(
        title=clean(detail.person.display_name),
        main=person_page(ask.t, view),
        section="users",
        back=("/admin/users", ask.t("People")),
        words=words_of(ask.t),
    )

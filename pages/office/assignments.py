"""`/manage/assignments`: which observer reports from which station; managers in their areas, administrators everywhere."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.format import Clock, clean
from components.office.asked import words_of
from components.office.assignments import assignments_page
from components.office.assignments import words_of as own_words
from data.accounts.assignments import list_assignments
from data.accounts.scopes import elections
from data.audit.search import reading_zone
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="assignments",
    paths=("/manage/assignments",),
    title="Observers at stations",
    order=63,
    access="manager",
    query=("election", "q", "ended", "after"),
    indexed=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, assignments)


def assignments(ask: OfficeAsk) -> OfficeBody:
    """Answer with the assignments that match the address."""
    after = ask.query.get("after", "")
    with ask.desk.acting(ask.actor) as connection:
        zone = reading_zone(connection, ask.query.get("election") or ask.current_election)
        choices = tuple((choice.code, clean(choice.title)) for choice in elections(connection))
        election = ask.query.get("election") or (choices[0][0] if choices else None)
        found = list_assignments(
            connection,
            election=election,
            words=ask.query.get("q", "").strip(),
            with_ended=ask.query.get("ended") == "true",
            after=int(after) if after.isascii() and after.isdigit() and len(after) < 10 else None,
        )
    return OfficeBody(
        title=ask.t("Observers at stations"),
        main=assignments_page(ask.t, found, Clock(zone, ask.lang), ask.query, elections=choices),
        section="assignments",
        words={**words_of(ask.t), **own_words(ask.t)},
    )

"""Incidents of an election, not part of this release: an honest page at the address that will hold them.

Answers `/incidents/<election>`; linked from nowhere until it is there.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from pages.notices import not_yet
from pages.page import Ask, Body, Page, Register

PAGE = Page(
    name="incidents",
    paths=("/incidents/<election>",),
    title="Incidents",
    order=9,
    access="public",
    indexed=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, incidents_page)


def incidents_page(ask: Ask) -> Body:
    """Say that incidents come later; an unknown election is still unknown."""
    ask.pointer(ask.values["election"])
    return not_yet(
        ask,
        ask.t("Incident reports are not part of this release"),
        ask.t("Forms that are held out of the totals are listed with their reasons on the pages of results."),
    )

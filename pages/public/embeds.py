"""The embed desk, not part of this release: an honest page at the address that will hold it.

Answers `/embeds`; linked from nowhere until it is there.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from pages.notices import not_yet
from pages.page import Ask, Body, Page, Register

PAGE = Page(name="embeds", paths=("/embeds",), title="Embeds", order=8, access="public", indexed=False)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, embeds_page)


def embeds_page(ask: Ask) -> Body:
    """Say that embeds come later and what serves meanwhile."""
    return not_yet(
        ask,
        ask.t("Charts to embed are not part of this release"),
        ask.t("Until then the published files and the API serve for charts of your own."),
    )

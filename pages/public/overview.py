"""The overview of an election: every contest at a glance, the first one large.

Answers `/` (other elections by `?election=`). Draws `components.overview` over the country documents.
"""

from __future__ import annotations

from dash.development.base_component import Component

from components.format import clean
from components.overview import OverviewView, overview_figures, overview_headline, overview_summary
from components.paint import map_values
from components.theme import party_css
from components.view import ContestView
from data.errors import NotPublished
from data.records import ContestLine, Pointer, ResultsDocument, VersionIndex
from pages.island import live_map
from pages.notices import nothing_published
from pages.page import Ask, Body, Page, Register

PAGE = Page(
    name="overview", paths=("/",), title="Results", order=0, access="public", query=("election",)
)


def layout(**_values: str) -> Component:
    """The Dash part of the page: the map of the first contest."""
    return live_map()


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, overview_page)

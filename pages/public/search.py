"""Search for areas, candidates and polling stations that forgives spelling; a plain form, no script needed.

Answers `/search?q=`. Finds with `data.search`, draws with `components.search`.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component
from flask import current_app

from components.search import SearchView, search_figures
from dashboard.parts import parts_of
from pages.notices import nothing_published
from pages.page import Ask, Body, Page, Register

PAGE = Page(
    name="search",
    paths=("/search",),
    title="Search",
    order=5,
    access="public",
    query=("q", "election"),
    indexed=False,
)

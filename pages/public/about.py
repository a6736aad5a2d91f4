"""What the site shows, what its words and signs mean, and what it never does.

Answers `/about`; drawn by `components.about`.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.about import about_figures
from pages.notices import known
from pages.page import Ask, Body, Page, Register

PAGE = Page(name="about", paths=("/about",), title="About", order=7, access="public")


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, about_page)


def about_page(ask: Ask) -> Body:
    """Answer with the words of the site; the banners are those of the current election."""
    election, pointer, index = known(ask)
    return Body(
        title=ask.t("About"),
        description=ask.t(
            "Where the figures come from, what each word and sign means, and what this site never does."
        ),
        main=about_figures(ask.t, ask.urls),
        section="about",
        election=election,
        index=index,
        pointer=pointer,
    )

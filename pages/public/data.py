"""Downloads, the API and how to check a version without trusting this server.

Answers `/data`; drawn by `components.datapage`.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.datapage import DataView, datapage_figures
from pages.notices import known
from pages.page import Ask, Body, Page, Register

PAGE = Page(name="data", paths=("/data",), title="Data", order=6, access="public", query=("election",))


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, data_page)


def data_page(ask: Ask) -> Body:
    """Answer for the current election, or for the site alone when nothing is published."""
    election, pointer, index = known(ask)
    view = DataView(
        t=ask.t, urls=ask.urls, index=index, pointer=pointer, public_url=ask.public_url,
        licence=ask.licence, rehearsals=(ask.store.root / "rehearsals.json").is_file(),
    )  # fmt: skip
    return Body(
        title=ask.t("Data"),
        description=ask.t(
            "Every published figure as a file: downloads, the API, and how to check a version yourself."
        ),
        main=datapage_figures(view),
        section="data",
        election=election,
        index=index,
        pointer=pointer,
    )

"""The light page of a contest: no script, a few kilobytes, for slow links and old phones.

Answers `/lite/<election>/<contest>[/<area>]` with a document of its own, drawn by `components.lite`.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.lite import lite_document
from components.shell import contest_title
from components.view import ContestView
from data.errors import NotPublished
from pages.page import Ask, Body, Page, Register

PAGE = Page(
    name="lite",
    paths=("/lite/<election>/<contest>", "/lite/<election>/<contest>/<area>"),
    title="Light page",
    order=10,
    access="public",
    indexed=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, lite_page)


def lite_page(ask: Ask) -> Body:
    """Answer for a published area; raises `NotPublished` for everything else."""
    election, contest = ask.values["election"], ask.values["contest"]
    pointer, index = ask.pointer(election), ask.index(election)
    area = ask.values.get("area") or index.root
    if f"{contest}/{area}" not in index.documents:
        raise NotPublished(f"There are no figures of {contest!r} in {area!r} of {election}.")
    document = ask.store.document(election, index.version, contest, area)
    view = ContestView(document=document, index=index, pointer=pointer, t=ask.t, urls=ask.urls)
    other = ask.urls.in_language("en" if ask.lang == "sw" else "sw").lite(election, contest, area)
    return Body(
        title=contest_title(ask.t, document.contest_title),
        description="",
        main=html.Div(),
        election=election,
        index=index,
        pointer=pointer,
        document=document,
        bare=lite_document(view, stale=ask.stale, other=other),
    )

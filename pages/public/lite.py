"""The light page of a contest: no script, a few kilobytes, for slow links and old phones.

Answers `/lite/<election>/<contest>[/<area>]` with a document of its own, drawn by `components.lite`.
"""

from __future__ import annotations

from dataclasses import replace

from dash import html

from components.lite import contest_page
from components.shell import contest_title
from pages.light import QUERY, lite_frame
from pages.opened import open_contest
from pages.page import Ask, Body, Page, Register

PAGE = Page(
    name="lite",
    paths=("/lite/<election>/<contest>", "/lite/<election>/<contest>/<area>"),
    title="Light page",
    order=10,
    access="public",
    query=(*QUERY, "page"),
    indexed=False,
)


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, lite_page)


def lite_page(ask: Ask) -> Body:
    """Answer for a published area; raises `NotPublished` for everything else."""
    opened = open_contest(ask)
    page = ask.query.get("page", "")
    view = replace(opened.view(), geometry=None, page=int(page) if page.isascii() and page.isdecimal() else 1)
    return Body(
        title=contest_title(ask.t, opened.document.contest_title),
        description="",
        main=html.Div(),
        election=opened.index.election,
        index=opened.index,
        pointer=opened.pointer,
        document=opened.document,
        bare=contest_page(lite_frame(ask, opened.index, opened.pointer), view),
    )

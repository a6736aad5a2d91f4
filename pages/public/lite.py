"""The light page of a contest: no script, a few kilobytes, for slow links and old phones.

Answers `/lite/<election>/<contest>[/<area>]` with a document of its own, drawn by `components.lite`.
"""

from __future__ import annotations

from dataclasses import replace

from dash import html

from components.lite import LiteFrame, contest_page
from components.shell import contest_title
from data.records import Pointer, VersionIndex
from pages.opened import open_contest
from pages.page import Ask, Body, Page, Register

#: Query parameters of every light page beside the common ones.
QUERY = ("refresh", "version")
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


def lite_frame(ask: Ask, index: VersionIndex, pointer: Pointer) -> LiteFrame:
    """Return what the light pages of an election are framed with."""
    return LiteFrame(
        index=index,
        pointer=pointer,
        t=ask.t,
        urls=ask.urls,
        path=ask.path,
        query=ask.query,
        stale=ask.stale,
        pinned=ask.pinned,
    )

"""Versions and corrections of an election, newest first, each with its time, its reason and its manifest.

Answers `/changes/<election>` (older ones by `?before=`); drawn by `components.changes`.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.changes import ChangesView, changes_figures, changes_headline, changes_summary
from data.records import VersionIndex
from pages.page import Ask, Body, Page, Register

PAGE = Page(
    name="changes",
    paths=("/changes/<election>",),
    title="Changes",
    order=4,
    access="public",
    query=("before",),
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, changes_page)


def changes_page(ask: Ask) -> Body:
    """Answer with the newest versions, or the ones up to `?before=`."""
    election = ask.values["election"]
    pointer, index = ask.pointer(election), ask.index(election)
    wanted = _wanted(ask, index)
    view = ChangesView(
        index=index,
        pointer=pointer,
        t=ask.t,
        urls=ask.urls,
        changes=ask.store.changes(election, wanted),
        newest=wanted == index.version,
        held=ask.store.held(election, index.version) if wanted == index.version else None,
    )
    return Body(
        title=ask.t("Versions and corrections"),
        description=changes_summary(view),
        main=changes_figures(view),
        section="changes",
        election=election,
        index=index,
        pointer=pointer,
        headline=changes_headline(view),
        live=f"/fragment/{election}/v{{version}}/_changes/all.{ask.lang}.json" if view.newest else None,
    )


def _wanted(ask: Ask, index: VersionIndex) -> int:
    """The version whose list is shown: never one that is not public yet."""
    before = ask.query.get("before", "")
    if before.isdecimal() and len(before) < 10 and 0 < int(before) < index.version:
        return int(before)
    return index.version

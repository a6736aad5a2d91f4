"""Versions and corrections of an election, newest first, each with its time, its reason and its manifest.

Answers `/changes/<election>` (older ones by `?before=`, the count at a past version by `?at=`); drawn by
`components.changes` and `components.past`.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.changes import ChangesView, changes_figures, changes_headline, changes_summary
from components.past import PastView, no_panel, past_panel, slider_section
from components.theme import party_css
from data.errors import NotPublished
from data.records import ResultsDocument, VersionIndex
from pages.page import Ask, Body, Page, Register

PAGE = Page(
    name="changes",
    paths=("/changes/<election>",),
    title="Changes",
    order=4,
    access="public",
    query=("before", "at"),
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, changes_page)


def changes_page(ask: Ask) -> Body:
    """Answer with the newest versions, or the ones up to `?before=`; for the slider's fragment with its panel alone."""
    election = ask.values["election"]
    pointer, index = ask.pointer(election), ask.index(election)
    if ask.values.get("part") == "past":
        panel, documents = _past(ask, index.election, index.version)
        return Body(
            title=ask.t("Versions and corrections"), description="", main=panel, election=election, index=index,
            pointer=pointer, parties=party_css(documents),
        )  # fmt: skip
    wanted = _wanted(ask, index)
    at = _number(ask.query.get("at"), index.version) or index.version
    panel, documents = _past(ask, election, at)
    newest = ask.store.pointer(election).version
    view = ChangesView(
        index=index,
        pointer=pointer,
        t=ask.t,
        urls=ask.urls,
        changes=ask.changes(election, wanted),
        newest=wanted == index.version,
        held=ask.held(election) if wanted == index.version else None,
        slider=slider_section(ask.t, ask.urls, election=election, newest=index.version, panel=panel, at=at),
        public=newest,
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
        parties=party_css(documents),
        live=f"/fragment/{election}/v{{version}}/_changes/all.{ask.lang}.json" if view.newest else None,
    )


def _wanted(ask: Ask, index: VersionIndex) -> int:
    """The version whose list is shown: never one that is not public yet."""
    return _number(ask.query.get("before"), index.version) or index.version


def _number(text: str | None, limit: int) -> int | None:
    """A version named in the address, `None` unless it is below `limit`."""
    if text and text.isascii() and text.isdecimal() and len(text) < 10 and 0 < int(text) < limit:
        return int(text)
    return None


def _past(ask: Ask, election: str, version: int) -> tuple[Component, tuple[ResultsDocument, ...]]:
    """The panel of the whole election at a version, and the documents that it shows."""
    try:
        index = ask.index(election, version)
        documents = {
            line.code: ask.document(election, line.code, index.root, version=version)
            for line in index.contests
            if f"{line.code}/{index.root}" in index.documents
        }
    except NotPublished:
        return no_panel(ask.t, version), ()
    newest = ask.store.pointer(election).version
    view = PastView(
        index=index,
        pointer=ask.pointer(election),
        t=ask.t,
        urls=ask.urls.at(version if version < newest else None),
        documents=documents,
    )
    return past_panel(view), tuple(documents.values())

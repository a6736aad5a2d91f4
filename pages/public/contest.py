"""A contest in the country or in one area: headline, map, table, stations; the page people come for.

Answers `/results/<election>/<contest>[/<area>]`. Figures come from one published document and are drawn by
`components.contest`; this module only chooses documents and words.
"""

from __future__ import annotations

from urllib.parse import urlencode

from dash.development.base_component import Component

from components.contest import contest_figures, headline_text, panels, summary_text
from components.format import clean
from components.mapsvg import has_picture
from components.paint import map_values
from components.shell import contest_title
from components.theme import party_css
from components.view import ContestView, known_measures, neighbours_of
from data.errors import NotPublished
from data.records import AreaForms, Pointer, ResultsDocument, VersionIndex
from pages.island import live_map
from pages.notices import below_published
from pages.page import Ask, Body, Page, Register, paints

PAGE = Page(
    name="contest",
    paths=("/results/<election>/<contest>", "/results/<election>/<contest>/<area>"),
    title="Results",
    order=1,
    access="public",
    query=("measure", "view", "at", "sort", "page", "version"),
)


def layout(**_values: str) -> Component:
    """The Dash part of the page: the map alone. Everything else is figures that the server draws."""
    return live_map()


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, contest_page)


def contest_page(ask: Ask) -> Body:
    """Answer for a contest in an area; raises `NotPublished` for names that do not exist."""
    election, contest = ask.values["election"], ask.values["contest"]
    pointer, index = ask.pointer(election), ask.index(election)
    area = ask.values.get("area") or index.root
    if contest not in {line.code for line in index.contests}:
        raise NotPublished(f"There is no contest {contest!r} in {election}.")
    if f"{contest}/{area}" in index.documents:
        return _body(ask, index, pointer, ask.document(election, contest, area))
    place = next((p for p in ask.places(election).areas if p.code == area), None)
    if place is None:
        raise NotPublished(f"There is no area {area!r} in {election}.")
    return below_published(ask, index, pointer, contest, place)


def _body(ask: Ask, index: VersionIndex, pointer: Pointer, document: ResultsDocument) -> Body:
    view = _view(ask, index, pointer, document)
    # A past version is drawn whole by the server: its areas are links that stay at that version.
    drawn = has_picture(view) and not ask.pinned
    address = ask.urls.fragment(index.election, index.version, document.contest, document.area.code)
    stem = address.replace(f"/v{index.version}/", "/v{version}/").removesuffix(f".{ask.lang}.json")
    return Body(
        title=f"{contest_title(ask.t, document.contest_title)}, {clean(document.area.name)}",
        description=summary_text(view),
        main=contest_figures(view),
        election=index.election,
        index=index,
        pointer=pointer,
        document=document,
        contest=document.contest,
        tabs=True,
        area=document.area.code,
        island=live_map(ask.tile_url) if drawn else None,
        geometry=document.geometry if drawn else None,
        map=paints(map_values(view)) if drawn else None,
        headline=headline_text(view),
        parties=party_css(document),
        live=f"{stem}{{measure}}.{ask.lang}.json{_rows(ask)}",
        panels=f"{stem}.panels.{ask.lang}.json" if document.children and not ask.pinned else None,
        cards=lambda: panels(view),
        extra={"measure": view.measure, "labels": not ask.wall},
        lite=ask.urls.lite(index.election, document.contest, document.area.code),
    )


def _rows(ask: Ask) -> str:
    """The part of a fragment's address that keeps the rows of a long table as the reader chose them."""
    kept = {name: ask.query[name] for name in ("sort", "page") if name in ask.query}
    return f"?{urlencode(kept)}" if kept else ""


def _view(ask: Ask, index: VersionIndex, pointer: Pointer, document: ResultsDocument) -> ContestView:
    codes = {child.code for child in document.children}
    selected = ask.query.get("at")
    wanted = ask.query.get("measure") or ask.query.get("view") or "leader"
    return ContestView(
        document=document,
        index=index,
        pointer=pointer,
        t=ask.t,
        urls=ask.urls,
        geometry=ask.store.geometry(document.geometry) if document.geometry else None,
        measure=wanted if wanted in known_measures(document) else "leader",
        selected=selected if selected in codes else None,
        wall=ask.wall,
        sort=ask.query.get("sort"),
        page=int(ask.query["page"]) if ask.query.get("page", "").isdecimal() else 1,
        parent=_parent(ask, index, document),
        forms=_forms(ask, index, document),
        neighbours=neighbours_of(ask.places(index.election), document.area.code),
    )


def _forms(ask: Ask, index: VersionIndex, document: ResultsDocument) -> AreaForms | None:
    """The area's own forms; those of a ward's stations are on the stations' pages."""
    if document.child_level == "station":
        return None
    return ask.forms(index.election, document.area.code)


def _parent(ask: Ask, index: VersionIndex, document: ResultsDocument) -> ResultsDocument | None:
    """The document of the whole race, to compare an area with."""
    for above in document.area.path:
        if above.level == document.contest_level and f"{document.contest}/{above.code}" in index.documents:
            return ask.document(index.election, document.contest, above.code)
    return None

"""What a search found: areas, candidates and stations, each with the way to its page.

Called by `pages.public.search`. Draws only; finding is `data.search`, whose answer has this shape.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from dash.development.base_component import Component

from components.format import clean
from components.i18n import Translator, level_title
from components.markup import Node, h
from components.shell import contest_title
from components.urls import UrlBuilder
from data.records import AreaRef, VersionIndex


class Hit(Protocol):
    """One place or person found; `path` are the areas around it from the root down."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def path(self) -> tuple[AreaRef, ...]: ...
    @property
    def contest(self) -> str | None: ...
    @property
    def party(self) -> str | None: ...
    @property
    def registered(self) -> int | None: ...


class Found(Protocol):
    """What a query found, each kind best first."""

    @property
    def areas(self) -> Sequence[Hit]: ...
    @property
    def candidates(self) -> Sequence[Hit]: ...
    @property
    def stations(self) -> Sequence[Hit]: ...


@dataclass(frozen=True)
class SearchView:
    """Everything the search page draws from; `found` is `None` before anything was asked."""

    index: VersionIndex
    t: Translator
    urls: UrlBuilder
    query: str
    found: Found | None = None


def search_figures(view: SearchView) -> Component:
    """Draw the results in groups, or what else to try."""
    t = view.t
    head = t("Results for “{query}”", query=clean(view.query)) if view.query else t("Search")
    return h("div", "fig", h("div", "lede", h("h1", "head", head), _count(view)), *_groups(view))


def _count(view: SearchView) -> Component | None:
    if view.found is None:
        return h(
            "p",
            "stand",
            view.t("Type part of the name of an area, a candidate or a polling station, or a station code."),
        )
    total = len(view.found.areas) + len(view.found.candidates) + len(view.found.stations)
    if not total:
        return h(
            "p",
            "stand",
            view.t(
                "Nothing found. Try part of the name, another spelling, or the code of a polling station."
            ),
            role="status",
        )
    return h("p", "stand", view.t.n("{n} result", "{n} results", total), role="status")


def _groups(view: SearchView) -> list[Node]:
    if view.found is None:
        return []
    t = view.t
    groups = (
        (t("Areas"), [_area(view, hit) for hit in view.found.areas]),
        (t("Candidates"), [_candidate(view, hit) for hit in view.found.candidates]),
        (t("Polling stations"), [_station(view, hit) for hit in view.found.stations]),
    )
    return [
        h("section", "blk", h("header", None, h("h2", None, title)), h("ul", "hits", *items))
        for title, items in groups
        if items
    ]


def _where(path: Sequence[AreaRef], code: str) -> str:
    return " › ".join(clean(area.name) for area in path if area.code != code)


def _item(title: str, href: str, meta: str, note: str) -> Component:
    return h(
        "li",
        None,
        h("a", None, h("b", None, title), href=href),
        h("span", "muted", meta),
        h("span", "cap", note),
    )


def _first_contest(view: SearchView, code: str) -> str | None:
    lines = view.index.contests
    named = next((line.code for line in lines if f"{line.code}/{code}" in view.index.documents), None)
    return named or (lines[0].code if lines else None)


def _area(view: SearchView, hit: Hit) -> Component:
    contest = _first_contest(view, hit.code) or ""
    voters = (
        view.t.n("{n} registered voter", "{n} registered voters", hit.registered)
        if hit.registered is not None
        else ""
    )
    href = view.urls.contest(view.index.election, contest, hit.code)
    return _item(
        clean(hit.name), href, _join(level_title(view.t, hit.level), _where(hit.path, hit.code)), voters
    )


def _candidate(view: SearchView, hit: Hit) -> Component:
    area = hit.path[-1] if hit.path else None
    titles = {line.code: contest_title(view.t, line.title) for line in view.index.contests}
    contest = hit.contest or ""
    href = view.urls.contest(view.index.election, contest, area.code if area else None)
    meta = _join(titles.get(contest, contest), clean(area.name) if area else "")
    return _item(clean(hit.name), href, meta, clean(hit.party or view.t("Independent")))


def _station(view: SearchView, hit: Hit) -> Component:
    voters = (
        view.t.n("{n} registered voter", "{n} registered voters", hit.registered)
        if hit.registered is not None
        else ""
    )
    href = view.urls.station(view.index.election, hit.code)
    return _item(clean(hit.name), href, _where(hit.path, hit.code), _join(hit.code, voters))


def _join(*parts: str) -> str:
    return " · ".join(part for part in parts if part)

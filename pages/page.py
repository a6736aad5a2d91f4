"""What a page is: its declaration (`Page`), the question put to it (`Ask`) and its answer (`Body`).

Every page module has exactly three public names: `PAGE`, `layout` and `register`; `register` hands the
function that answers to the site. Imported by pages and by `dashboard`; it renders nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import msgspec
from dash.development.base_component import Component

from components.i18n import Translator
from components.raster import png
from components.urls import UrlBuilder
from data.localized import LocalNames, local_names
from data.published import PublishedStore
from data.records import (
    AreaForms,
    Changes,
    HeldForms,
    Places,
    Pointer,
    ResultsDocument,
    VersionIndex,
)
from data.records.licence import DEFAULT_LICENCE, Licence
from data.search import Search

#: Query parameters of every page; others are ignored and never enter a cache key.
COMMON_QUERY = ("lang", "theme", "wall")


@dataclass(frozen=True)
class Page:
    """Declaration of a page: where it lives, who may see it and which query parameters change its answer.

    `cached` is off where readers can ask for endlessly many answers (search). `framed`: any site may show it in a
    frame. `heavy`: making one answer costs tens of milliseconds, so only a few are made at a time. `longest`: query values
    longer than this do not count. `frames`: the page shows frames of this site. `own`: name of the style and script
    (`assets/css/own`, `assets/js/own`) that only this page needs.
    """

    name: str
    paths: tuple[str, ...]
    title: str
    order: int
    access: str
    query: tuple[str, ...] = ()
    indexed: bool = True
    cached: bool = True
    framed: bool = False
    heavy: bool = False
    longest: int = 120
    frames: bool = False
    own: str = ""


class Aside(Protocol):
    """Runs work that takes long and asks nothing of the request, so that streams of the same process go on."""

    def __call__(self, work: Callable[[], bytes]) -> bytes:
        """Return what `work` returns."""


class Draw(Protocol):
    """Draws a finished SVG as PNG, where it keeps nobody waiting."""

    def __call__(self, svg: str, width: int) -> bytes:
        """Return the picture, so many pixels wide."""


def at_once(work: Callable[[], bytes]) -> bytes:
    """Run `work` here: the `Aside` of a process that serves nobody else meanwhile."""
    return work()


@dataclass(frozen=True)
class Ask:
    """One question to a page: path variables, whitelisted query and what is published at this moment.

    `version`: the answer is made from this one; `pinned`: because the address names it and it is not the latest.
    `host`: what the client called this site, only for pages whose answers are not cached.
    """

    store: PublishedStore
    search: Search
    path: str
    values: Mapping[str, str]
    query: Mapping[str, str]
    lang: str
    t: Translator
    urls: UrlBuilder
    now: datetime
    current: str | None
    version: int | None = None
    tile_url: str = ""
    public_url: str = ""
    host: str = ""
    office_url: str = ""
    licence: Licence = DEFAULT_LICENCE
    stale: bool = False
    pinned: bool = False
    aside: Aside = at_once
    draw: Draw = png

    @property
    def wall(self) -> bool:
        """Whether the page is shown on a wall screen (`?wall=1`)."""
        return self.query.get("wall") == "1"

    @property
    def theme(self) -> str | None:
        """The theme asked for in the address, `None` when the reader's own choice or system decides."""
        theme = self.query.get("theme")
        if theme in {"light", "dark", "contrast"}:
            return theme
        return "dark" if self.wall else None

    def pointer(self, election: str) -> Pointer:
        """The pointer of an election; for a fragment it tells of that version, not of a later one."""
        pointer = self.store.pointer(election)
        if self.version is None or self.version == pointer.version:
            return pointer
        index = self.store.index(election, self.version)
        return msgspec.structs.replace(
            pointer, version=index.version, published_at=index.published_at, status=index.status
        )

    def index(self, election: str, version: int | None = None) -> VersionIndex:
        """Index of the version this answer is made from, or of another one; titles in the reader's language."""
        index = self._index(election, version)
        names = local_names(self.store, index, self.lang)
        return names.versions_index() if names else index

    def _index(self, election: str, version: int | None = None) -> VersionIndex:
        version = self.version if version is None else version
        return self.store.index(
            election, self.store.pointer(election).version if version is None else version
        )

    def names(self, election: str, version: int | None = None) -> LocalNames | None:
        """The names of things in the reader's language, `None` where the data has none: registered ones are shown."""
        return local_names(self.store, self._index(election, version), self.lang)

    def document(
        self, election: str, contest: str, area: str, *, version: int | None = None
    ) -> ResultsDocument:
        """The results document of the version this answer is made from, or of another one; raises `NotPublished`.

        Names are in the reader's language where the data has them.
        """
        index = self._index(election, version)
        document = self.store.document(election, index.version, contest, area)
        names = local_names(self.store, index, self.lang)
        return names.document(document) if names else document

    def places(self, election: str) -> Places:
        """The areas and candidates of the version this answer is made from, by names in the reader's language."""
        names = self.names(election)
        places = self.store.places(election, self._index(election).version)
        return names.places(places) if names else places

    def forms(self, election: str, area: str) -> AreaForms | None:
        """The forms behind an area's figures, `None` where none are published."""
        names = self.names(election)
        forms = self.store.forms(election, self._index(election).version, area)
        return names.forms(forms) if names and forms else forms

    def held(self, election: str) -> HeldForms:
        """The forms held out of the totals of the version this answer is made from."""
        names = self.names(election)
        held = self.store.held(election, self._index(election).version)
        return names.held(held) if names else held

    def changes(self, election: str, version: int | None = None) -> Changes:
        """The list of versions as this one tells it, or another one."""
        index = self._index(election, version)
        names = local_names(self.store, index, self.lang)
        changes = self.store.changes(election, index.version)
        return names.changes(changes) if names else changes


@dataclass(frozen=True)
class Body:
    """A page's answer: figures as a component tree, the Dash part of it and what the shell has to say.

    `live` and `panels` are addresses of fragments with `{version}` (and `{measure}`) left open; `bare` is a whole
    document of its own, for pages without the site's frame; `raw` are the bytes of an answer that is no HTML, of type
    `media`. `headers` come beside the site's own. `lite` is the address of the light page with the same figures, `card` that of
    the picture for links where it is not the card of `document`.
    """

    title: str
    description: str
    main: Component
    status: int = 200
    section: str = "results"
    election: str | None = None
    index: VersionIndex | None = None
    pointer: Pointer | None = None
    document: ResultsDocument | None = None
    contest: str | None = None
    tabs: bool = False
    area: str | None = None
    island: Component | None = None
    geometry: str | None = None
    map: Mapping[str, Any] | None = None
    headline: str = ""
    parties: str = ""
    live: str | None = None
    panels: str | None = None
    cards: Callable[[], Mapping[str, str]] | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    lite: str = ""
    card: str = ""
    bare: str = ""
    raw: bytes = b""
    media: str = "text/html"
    headers: tuple[tuple[str, str], ...] = ()


class Register(Protocol):
    """What the site offers to a page's `register`: a place to leave the function that answers."""

    def page(self, page: Page, answer: Callable[[Ask], Body]) -> None:
        """Declare `page` and the function that answers for it."""


def paints(values: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The paints of a map as scripts use them: without the sentences, which the cards and the picture hold."""
    return {code: {k: v for k, v in look.items() if k != "t"} for code, look in values.items()}

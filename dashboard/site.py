"""Answers every public page address: which page, which version, which language; from the cache when it can.

Made once by `dashboard.public`. A request costs a lookup of the pointer and of the cache; a page is rendered
once for each (address, whitelisted query, version) and process. It must never touch a database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import BoundedSemaphore
from typing import TYPE_CHECKING
from urllib.parse import quote

import structlog
from flask import Response, request
from werkzeug.exceptions import HTTPException, ServiceUnavailable
from werkzeug.routing import Map, RequestRedirect, Rule

from components.i18n import get_translator
from components.languages import languages, writing
from components.urls import UrlBuilder
from dashboard import shell
from dashboard.aside import aside
from dashboard.drawing import drawer
from dashboard.elections import current_election, is_stale
from dashboard.findable import indexed
from dashboard.firstpaint.bundles import Site
from dashboard.firstpaint.compress import pack, respond
from dashboard.firstpaint.csp import policy
from dashboard.firstpaint.pagecache import Answer, PageCache
from data.errors import NotPublished, StoreDamaged
from data.published import PublishedStore
from data.records.licence import DEFAULT_LICENCE, Licence
from data.search import Search
from pages.page import COMMON_QUERY, Ask, Body, Page

if TYPE_CHECKING:
    from dashboard.firstpaint.app import FirstPaintDash

log = structlog.get_logger(__name__)
#: How many heavy answers (pictures, sheets) a process makes at a time; the next is told when to come again.
HEAVY_AT_ONCE = 4
_FRESH = "public, max-age=2, stale-while-revalidate=30, stale-if-error=86400"
_SHORT = "public, max-age=2"


@dataclass(frozen=True)
class Options:
    """The settings that pages depend on."""

    current: str = ""
    public_url: str = ""
    tile_url: str = ""
    office_url: str = ""
    licence: Licence = DEFAULT_LICENCE


@dataclass(frozen=True)
class Entry:
    """A page and the function that answers for it."""

    page: Page
    answer: Callable[[Ask], Body]


@dataclass(frozen=True)
class Made:
    """What pages are finished with: Dash for the ones with a map, the site's own script and style."""

    app: FirstPaintDash
    assets: Site


class PublicSite:
    """The pages of the results site over one store of published files."""

    def __init__(self, store: PublishedStore, options: Options) -> None:
        """Pages are added by `page`; `missing` and `damaged` are the two that have no address."""
        self.store = store
        self.options = options
        self.entries: dict[str, Entry] = {}
        self.cache = PageCache()
        self.search = Search(store)
        self._made: Made | None = None
        self._places = BoundedSemaphore(HEAVY_AT_ONCE)
        self._draw = drawer()
        self._map = Map(strict_slashes=False)

    @property
    def made(self) -> Made:
        """What pages are finished with; there before the first request."""
        if self._made is None:
            raise RuntimeError("The site was asked for a page before it was finished.")
        return self._made

    def finish(self, made: Made) -> None:
        """Give the site what it finishes pages with."""
        self._made = made

    def page(self, page: Page, answer: Callable[[Ask], Body]) -> None:
        """Declare `page` and the function that answers for it."""
        self.entries[page.name] = Entry(page, answer)
        for path in page.paths:
            self._map.add(Rule(path, endpoint=page.name))

    def answer(self) -> Response:
        """Answer the page address of the current request."""
        entry, values = self._match(request.path)
        ask = self.ask(entry.page, request.path, values, request.args)
        key = ("page", entry.page.name, ask.path, tuple(sorted(ask.query.items())), *self._moment(ask))
        kept = entry.page.cached
        answer = self.cache.get(key, lambda: self._make(entry, ask)) if kept else self._make(entry, ask)
        response = respond(
            answer.packed, request, status=answer.status, cache=_FRESH if answer.status == 200 else _SHORT
        )
        response.headers.extend(answer.headers)
        return response

    def ask(self, page: Page, path: str, values: Mapping[str, str], args: Mapping[str, str]) -> Ask:
        """Put the question: only whitelisted query parameters of sane length count."""
        allowed = (*COMMON_QUERY, *page.query)
        query = {k: args[k] for k in allowed if 0 < len(args.get(k, "")) <= page.longest}
        lang = query.get("lang", "en")
        if lang not in languages() or lang == "en":
            query.pop("lang", None)
            lang = "en"
        current = current_election(self.store, self.options.current)
        election = values.get("election") or query.get("election") or current
        now = datetime.now(UTC)
        pinned = self._pinned(page, query, election)
        return Ask(
            store=self.store,
            search=self.search,
            path=quote(path, safe="/"),
            values=values,
            query=query,
            lang=lang,
            t=get_translator(lang),
            urls=UrlBuilder(lang, self._root(election), pinned),
            now=now,
            current=current,
            tile_url=self.options.tile_url,
            public_url=self.options.public_url,
            host=request.host,
            office_url=self.options.office_url,
            licence=self.options.licence,
            stale=pinned is None and self._stale(election, now),
            version=pinned,
            pinned=pinned is not None,
            aside=aside,
            draw=self._draw,
        )

    def _pinned(self, page: Page, query: dict[str, str], election: str | None) -> int | None:
        """Return the past version that the address names; anything else in its place does not count.

        A version that is not public raises nothing here: the page finds that it is not published.
        """
        wanted = query.get("version", "")
        if "version" not in page.query or not (wanted.isascii() and wanted.isdecimal() and len(wanted) <= 9):
            query.pop("version", None)
            return None
        try:
            latest = self.store.pointer(election or "").version
        except (NotPublished, StoreDamaged):
            return None
        if int(wanted) == latest:
            query.pop("version")
            return None
        return int(wanted)

    def body(self, entry: Entry, ask: Ask) -> Body:
        """Ask a page; what is not published or cannot be read becomes the page that says so."""
        try:
            return entry.answer(ask)
        except NotPublished as error:
            return self._other("missing", ask, str(error))
        except StoreDamaged as error:
            log.error("published file damaged", path=ask.path, error=str(error))
            return self._other("damaged", ask, str(error))

    def _other(self, name: str, ask: Ask, why: str) -> Body:
        values = {**ask.values, "why": why}
        return self.entries[name].answer(replace(ask, values=values))

    def _match(self, path: str) -> tuple[Entry, Mapping[str, str]]:
        try:
            name, values = self._map.bind("", "/").match(path)
        except (RequestRedirect, HTTPException):
            return self.entries["missing"], {}
        return self.entries[name], values

    def _root(self, election: str | None) -> str | None:
        try:
            if election is None:
                return None
            return self.store.index(election, self.store.pointer(election).version).root
        except (NotPublished, StoreDamaged):
            return None

    def _stale(self, election: str | None, now: datetime) -> bool:
        try:
            return election is not None and is_stale(self.store.pointer(election), now)
        except (NotPublished, StoreDamaged):
            return False

    def _moment(self, ask: Ask) -> tuple[object, ...]:
        """What the answer depends on besides the address: versions, whether they are old, the site's script."""
        election = ask.values.get("election") or ask.query.get("election") or ask.current
        moment: list[object] = [self.made.assets.script_url]
        try:
            if election is not None:
                pointer = self.store.pointer(election)
                moment += [election, pointer.version, pointer.manifest_sha256, pointer.hold, pointer.notices]
                moment.append(ask.stale)
        except (NotPublished, StoreDamaged):
            moment.append("none")
        moment.append(self.store.elections())
        return tuple(moment)

    def _make(self, entry: Entry, ask: Ask) -> Answer:
        """Make an answer; a heavy one only when a place is free."""
        with writing(ask.lang):
            return self._make_now(entry, ask)

    def _make_now(self, entry: Entry, ask: Ask) -> Answer:
        if not entry.page.heavy:
            return self._render(entry, ask)
        if not self._places.acquire(blocking=False):
            raise ServiceUnavailable(
                "As many pictures as this process makes at a time are being made.", retry_after=2
            )
        try:
            return self._render(entry, ask)
        finally:
            self._places.release()

    def _render(self, entry: Entry, ask: Ask) -> Answer:
        body = self.body(entry, ask)
        headers: tuple[tuple[str, str], ...] = (("Content-Language", ask.lang), *body.headers)
        if not indexed(entry.page, ask, body):
            headers = (*headers, ("X-Robots-Tag", "noindex"))
        framed = entry.page.framed and bool(body.raw or body.bare)
        ancestors = "*" if framed else "'none'"
        if framed:
            headers = (*headers, ("Cross-Origin-Resource-Policy", "cross-origin"))
        if body.raw:
            words = f"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors {ancestors}; sandbox"
            return Answer(
                pack(body.raw, body.media), body.status, (*headers, ("Content-Security-Policy", words))
            )
        html = body.bare or self.made.app.compose(
            shell.frame(entry.page, ask, body, self.made.assets), body.island
        )
        rules = policy(html, tile_url=ask.tile_url, frame=ancestors, frames=entry.page.frames)
        headers = (*headers, ("Content-Security-Policy", rules))
        return Answer(pack(html.encode(), "text/html"), body.status, headers)

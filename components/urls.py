"""Addresses of pages and public files, exactly as `docs/interface` names them.

Every link of every component comes from here. Keeps `?lang=` on pages when it is not English. Must not fetch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote, urlencode

Query: TypeAlias = Mapping[str, str | int | None]


def _q(part: str) -> str:
    return quote(part, safe="")


@dataclass(frozen=True)
class UrlBuilder:
    """Builds addresses for readers of one language; `root` is the code of the country, left out of addresses.

    `pinned` is the past version that the reader looks at: results and stations are linked as of it.
    """

    lang: str = "en"
    root: str | None = None
    pinned: int | None = None

    def _page(self, path: str, query: Query | None = None, fragment: str = "") -> str:
        kept = {name: value for name, value in (query or {}).items() if value not in (None, "")}
        if self.lang != "en":
            kept.setdefault("lang", self.lang)
        return path + (f"?{urlencode(kept)}" if kept else "") + (f"#{fragment}" if fragment else "")

    def in_language(self, lang: str) -> UrlBuilder:
        """Return the builder for readers of another language."""
        return UrlBuilder(lang, self.root, self.pinned)

    def at(self, version: int | None) -> UrlBuilder:
        """Return the builder whose pages are as of a past version; `None`: as of the latest."""
        return UrlBuilder(self.lang, self.root, version)

    def _as_of(self, query: Query) -> Query:
        return {**query, **({} if self.pinned is None else {"version": self.pinned})}

    def home(self, election: str | None = None, **query: str | int | None) -> str:
        """Return the overview of the current or a named election."""
        return self._page("/", {"election": election, **query})

    def contest(
        self,
        election: str,
        contest: str,
        area: str | None = None,
        fragment: str = "",
        **query: str | int | None,
    ) -> str:
        """Return the page of a contest in the country or in an area."""
        tail = "" if area is None or area == self.root else f"/{_q(area)}"
        return self._page(f"/results/{_q(election)}/{_q(contest)}{tail}", self._as_of(query), fragment)

    def station(self, election: str, code: str, **query: str | int | None) -> str:
        """Return the page of a polling station."""
        return self._page(f"/stations/{_q(election)}/{_q(code)}", self._as_of(query))

    def turnout(self, election: str, area: str | None = None, **query: str | int | None) -> str:
        """Return the turnout page of an area."""
        tail = "" if area is None or area == self.root else f"/{_q(area)}"
        return self._page(f"/turnout/{_q(election)}{tail}", query)

    def incidents(self, election: str, **query: str | int | None) -> str:
        """Return the page of incidents."""
        return self._page(f"/incidents/{_q(election)}", query)

    def changes(self, election: str, fragment: str = "", **query: str | int | None) -> str:
        """Return the page of versions and corrections."""
        return self._page(f"/changes/{_q(election)}", query, fragment)

    def changes_path(self, election: str) -> str:
        """Return the path of the page of versions, for a form that adds its own query."""
        return f"/changes/{_q(election)}"

    def search(self, query: str = "", election: str | None = None) -> str:
        """Return the search page, with a question if there is one."""
        return self._page("/search", {"q": query, "election": election})

    def data_page(self, fragment: str = "", **query: str | int | None) -> str:
        """Return the page of downloads, API and checking."""
        return self._page("/data", query, fragment)

    def embeds(self, **query: str | int | None) -> str:
        """Return the embed desk, with what is chosen there."""
        return self._page("/embeds", query)

    def embed(self, election: str, contest: str, area: str | None = None, **query: str | int | None) -> str:
        """Return the embed of a contest in the country or in an area; `chart` is in the query."""
        tail = "" if area is None or area == self.root else f"/{_q(area)}"
        return self._page(f"/embed/{_q(election)}/{_q(contest)}{tail}", query)

    def picture(self, election: str, contest: str, area: str, kind: str, **query: str | int | None) -> str:
        """Return one chart as a picture file, `svg` or `png`; `chart` is in the query."""
        return self._page(f"/picture/{_q(election)}/{_q(contest)}/{_q(area)}.{_q(kind)}", query)

    def card(self, election: str, contest: str, area: str, **query: str | int | None) -> str:
        """Return the share card of a contest in an area."""
        return self._page(f"/card/{_q(election)}/{_q(contest)}/{_q(area)}.png", self._as_of(query))

    def oembed(self, address: str) -> str:
        """Return the address that describes a page or an embed of this site in oEmbed's words."""
        return f"/oembed?{urlencode({'url': address})}"

    def sitemap(self, election: str, name: str, part: int = 1) -> str:
        """Return one list of addresses for search engines: of a contest, or `pages`."""
        return f"/sitemap/{_q(election)}/{_q(name)}/{part}.xml"

    def charts(
        self,
        election: str,
        contest: str,
        area: str | None = None,
        fragment: str = "",
        **query: str | int | None,
    ) -> str:
        """Return the page of charts of a contest in the country or in an area, or one chart of it."""
        tail = "" if area is None or area == self.root else f"/{_q(area)}"
        return self._page(f"/charts/{_q(election)}/{_q(contest)}{tail}", query, fragment)

    def charts_fragment(self, election: str, contest: str, area: str, chart: str | None = None) -> str:
        """Return the fragments of the page of charts, or of one chart, with `{version}` left open."""
        one = f".measure-{_q(chart)}" if chart else ""
        return f"/fragment/{_q(election)}/v{{version}}/_charts/{_q(contest)}/{_q(area)}{one}.{self.lang}.json"

    def sheet(self, election: str, contest: str, area: str) -> str:
        """Return the result sheet of an area as PDF."""
        return self._page(f"/sheet/{_q(election)}/{_q(contest)}/{_q(area)}.pdf", self._as_of({}))

    def about(self) -> str:
        """Return the page about the site."""
        return self._page("/about")

    def lite(self, election: str, contest: str, area: str | None = None, **query: str | int | None) -> str:
        """Return the page without script."""
        tail = "" if area is None or area == self.root else f"/{_q(area)}"
        return self._page(f"/lite/{_q(election)}/{_q(contest)}{tail}", self._as_of(query))

    def lite_home(self, election: str | None = None, **query: str | int | None) -> str:
        """Return the light page of all contests of the current or a named election."""
        return self._page("/lite" if election is None else f"/lite/{_q(election)}", query)

    def lite_station(self, election: str, code: str, **query: str | int | None) -> str:
        """Return the light page of a polling station."""
        return self._page(f"/lite/{_q(election)}/_station/{_q(code)}", self._as_of(query))

    def lite_search_path(self, election: str) -> str:
        """Return the path of the light search, for a form that adds its own query."""
        return f"/lite/{_q(election)}/_search"

    def lite_text(self, election: str, contest: str, area: str | None = None) -> str:
        """Return the figures of a contest as the text of one SMS."""
        tail = "" if area is None or area == self.root else f"/{_q(area)}"
        return self._page(f"/lite/{_q(election)}/{_q(contest)}{tail}.txt", self._as_of({}))

    def document(self, election: str, version: int, contest: str, area: str) -> str:
        """Return the published document behind a page."""
        return f"/data/{_q(election)}/v{version}/{_q(contest)}/{_q(area)}.json"

    def file(self, election: str, version: int, name: str) -> str:
        """Return another file of a version: `manifest.json`."""
        return f"/data/{_q(election)}/v{version}/{_q(name)}"

    def pointer(self, election: str) -> str:
        """Return the pointer to the newest version."""
        return f"/data/{_q(election)}/latest.json"

    def geometry(self, sha256: str) -> str:
        """Return the shapes with this digest."""
        return f"/data/geo/{_q(sha256)}.json"

    def fragment(self, election: str, version: int, contest: str, area: str) -> str:
        """Return the rendered figures of a version in this language."""
        return f"/fragment/{_q(election)}/v{version}/{_q(contest)}/{_q(area)}.{self.lang}.json"

    def fragment_of(self, election: str, kind: str, subject: str) -> str:
        """Return the address of fragments of any version, with `{version}` left open."""
        return f"/fragment/{_q(election)}/v{{version}}/{_q(kind)}/{_q(subject)}.{self.lang}.json"

    def photo(self, sha256: str) -> str:
        """Return a published photograph."""
        return f"/data/photo/{_q(sha256)}.jpg"

    def export(self, election: str, contest: str, kind: str, **query: str | int | None) -> str:
        """Return a contest, or the part of it that `level` and `area` name, as a file of `data.export.formats`."""
        kept = {name: value for name, value in query.items() if value is not None}
        address = f"/api/v1/elections/{_q(election)}/export/{_q(contest)}.{_q(kind)}"
        return address + (f"?{urlencode(kept)}" if kept else "")

    def export_file(self, election: str, name: str) -> str:
        """Return a file of the whole election: `all.zip`, `codebook.csv`."""
        return f"/api/v1/elections/{_q(election)}/export/{_q(name)}"

    def cdf(self, election: str, kind: str) -> str:
        """Return the election in NIST's common data format, `json` or `xml`."""
        return f"/api/v1/elections/{_q(election)}/export/cdf.{_q(kind)}"

    def api(self, election: str, name: str = "") -> str:
        """Return an address of the API about an election."""
        return f"/api/v1/elections/{_q(election)}" + (f"/{name}" if name else "")

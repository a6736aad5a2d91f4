"""Lists of addresses for search engines, as XML: which there are for an election, and what stands in each.

Called by `pages.public.sitemap` and `pages.public.robots`. Every page stands once for each language and names all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from components.languages import languages
from components.urls import UrlBuilder
from data.records import Changes, VersionIndex

#: Far below the 50,000 that a list may hold, so that one is made in a moment.
MOST = 10_000
#: Lists that are no contest's; codes of contests never begin so.
SITE, PAGES, TURNOUT = "_site", "_pages", "_turnout"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)
Address = Callable[[UrlBuilder], str]


@dataclass(frozen=True)
class Entry:
    """One page: how its address is built in a language, and when it last changed."""

    address: Address
    changed: datetime | None = None


def lists(index: VersionIndex) -> dict[str, int]:
    """Return the lists of an election by name with the number of their parts."""
    counts = {PAGES: 1, TURNOUT: len(_areas(index))}
    for name in index.documents:
        contest = name.partition("/")[0]
        if not contest.startswith("_"):
            counts[contest] = counts.get(contest, 0) + 1
    return {name: -(-count // MOST) for name, count in counts.items() if count}


def site_entries() -> list[Entry]:
    """List the pages that belong to no election."""
    return [
        Entry(lambda urls: urls.home()),
        Entry(lambda urls: urls.data_page()),
        Entry(lambda urls: urls.embeds()),
        Entry(lambda urls: urls.about()),
    ]


def election_entries(
    index: VersionIndex, name: str, *, changes: Changes | None, current: str | None
) -> list[Entry]:
    """List the pages of one list of an election; `current` is the election that `/` shows."""
    election = index.election
    if name == PAGES:
        return _pages(index, current)
    if name == TURNOUT:
        return [Entry(_turnout(election, area), index.published_at) for area in _areas(index)]
    changed = _changed(index, changes)
    documents = [key for key in index.documents if key.startswith(f"{name}/") and not name.startswith("_")]
    return [
        Entry(_contest(election, name, key.partition("/")[2]), changed(index.documents[key]))
        for key in documents
    ]


def _pages(index: VersionIndex, current: str | None) -> list[Entry]:
    election, when = index.election, index.published_at
    found = [Entry(lambda urls: urls.changes(election), when)]
    if election != current:
        found.append(Entry(lambda urls: urls.home(election), when))
        found.append(Entry(lambda urls: urls.data_page(election=election), when))
    if "_incidents.json" in index.files:
        found.append(Entry(lambda urls: urls.incidents(election), when))
    return found


def _contest(election: str, contest: str, area: str) -> Address:
    return lambda urls: urls.contest(election, contest, area)


def _turnout(election: str, area: str) -> Address:
    return lambda urls: urls.turnout(election, area)


def _areas(index: VersionIndex) -> list[str]:
    """Every area that some contest publishes, once, in the order of the documents."""
    keys = (key.partition("/") for key in index.documents if not key.startswith("_"))
    return list(dict.fromkeys(area for _, _, area in keys))


def _changed(index: VersionIndex, changes: Changes | None) -> Callable[[int], datetime]:
    """When the version that holds a document was published; older than the list of changes goes: its oldest line."""
    lines = changes.versions if changes else ()
    when = {line.version: line.published_at for line in lines}
    oldest = min(when.values(), default=index.published_at)
    return lambda version: when.get(version, oldest)


def list_text(base: str, urls: UrlBuilder, entries: Iterable[Entry]) -> str:
    """Write one list; `urls` knows the root of the election."""
    return _HEAD + "".join(_url(base, urls, entry) for entry in entries) + "</urlset>\n"


def _url(base: str, urls: UrlBuilder, entry: Entry) -> str:
    """Write one page once for each language, each naming all of them, as search engines ask for."""
    addresses = {lang: escape(base + entry.address(urls.in_language(lang))) for lang in languages()}
    links = "".join(_link(lang, address) for lang, address in addresses.items())
    links += _link("x-default", addresses["en"])
    changed = f"<lastmod>{entry.changed.isoformat(timespec='seconds')}</lastmod>" if entry.changed else ""
    return "".join(f"<url><loc>{one}</loc>{changed}{links}</url>\n" for one in addresses.values())


def _link(lang: str, address: str) -> str:
    return f'<xhtml:link rel="alternate" hreflang="{lang}" href="{address}"/>'


def index_text(base: str, urls: UrlBuilder, indexes: Iterable[VersionIndex]) -> str:
    """Write the list of lists."""
    lines = [f"<sitemap><loc>{base}{urls.sitemap(SITE, PAGES)}</loc></sitemap>\n"]
    for index in indexes:
        changed = index.published_at.isoformat(timespec="seconds")
        for name, parts in lists(index).items():
            for part in range(1, parts + 1):
                address = escape(base + urls.sitemap(index.election, name, part))
                lines.append(f"<sitemap><loc>{address}</loc><lastmod>{changed}</lastmod></sitemap>\n")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        + "".join(lines)
        + "</sitemapindex>\n"
    )

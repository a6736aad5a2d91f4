"""What a light search found, as links to light pages; also what is said when nothing was found.

Called by `pages.public.lite_search`. Finding is `data.search`.
"""

from __future__ import annotations

from components.format import clean
from components.i18n import level_title
from components.lite.frame import LiteFrame, page
from components.markup import Node, h
from components.search import Found, Hit
from components.shell import contest_title


def search_page(frame: LiteFrame, asked: str, found: Found | None) -> str:
    """Write the whole document; `found` is `None` before anything was asked."""
    t = frame.t
    title = t("Results for “{query}”", query=clean(asked)) if asked else t("Search")
    body: list[Node] = [h("h1", None, title), h("p", None, _count(frame, found))]
    if found is not None:
        groups = (
            (t("Areas"), [_area(frame, hit) for hit in found.areas]),
            (t("Candidates"), [_candidate(frame, hit) for hit in found.candidates]),
            (t("Polling stations"), [_station(frame, hit) for hit in found.stations]),
        )
        for name, items in groups:
            if items:
                body += [h("h2", None, name), h("ul", None, *items)]
    return page(frame, title, frame.urls.search(asked, frame.index.election), body)


def _count(frame: LiteFrame, found: Found | None) -> str:
    t = frame.t
    if found is None:
        return t("Type part of the name of an area, a candidate or a polling station, or a station code.")
    total = len(found.areas) + len(found.candidates) + len(found.stations)
    if not total:
        return t("Nothing found. Try part of the name, another spelling, or the code of a polling station.")
    return t.n("{n} result", "{n} results", total)


def _item(name: str, href: str, *notes: str) -> Node:
    words = ", ".join(note for note in notes if note)
    return h("li", None, h("a", None, clean(name), href=href), f" {words}" if words else None)


def _around(hit: Hit) -> str:
    return " › ".join(clean(area.name) for area in hit.path[1:] if area.code != hit.code)


def _area(frame: LiteFrame, hit: Hit) -> Node:
    documents, lines = frame.index.documents, frame.index.contests
    first = lines[0].code if lines else ""
    contest = next((line.code for line in lines if f"{line.code}/{hit.code}" in documents), first)
    return _item(hit.name, frame.contest(contest, hit.code), level_title(frame.t, hit.level), _around(hit))


def _candidate(frame: LiteFrame, hit: Hit) -> Node:
    t, area = frame.t, hit.path[-1] if hit.path else None
    titles = {line.code: contest_title(t, line.title) for line in frame.index.contests}
    contest = hit.contest or ""
    href = frame.contest(contest, area.code if area else None)
    where = clean(area.name) if area else ""
    return _item(hit.name, href, titles.get(contest, contest), where, clean(hit.party or t("Independent")))


def _station(frame: LiteFrame, hit: Hit) -> Node:
    return _item(hit.name, frame.station(hit.code), _around(hit), hit.code)

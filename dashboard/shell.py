"""Puts a page's figures into the frame: banners, masthead, tabs, place bar, footer, and the data for scripts.

Called by `dashboard.site` for whole pages and by `dashboard.fragments` for the parts that a new version
changes. One renderer for both: a fragment is always what a reload would show.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from dash.development.base_component import Component

from components import ids, shell
from components.format import Clock
from components.i18n import level_title
from components.languages import language
from components.markup import h, to_html
from components.past import past_banner
from dashboard import findable, sharing
from dashboard.firstpaint.bundles import SUITES, Site
from dashboard.firstpaint.document import Frame, Head
from data.records import VersionIndex
from pages.page import Ask, Body, Page

ENTRY = "react-entry-point"
#: Without scripts the page stays as it is: what only scripts can do is not offered.
_NOSCRIPT = ".needs-js{display:none!important}"


def frame(page: Page, ask: Ask, body: Body, site: Site) -> Frame:
    """The whole page except what Dash itself adds."""
    return Frame(
        head=_head(page, ask, body, site),
        body=_body(ask, body),
        script_url=site.script_url,
        boot=_boot(page, ask, body),
        own_script=site.own[page.own].script_url if page.own else "",
    )


def parts(ask: Ask, body: Body) -> dict[str, str]:
    """HTML of everything outside the figures that a new version may change, by element id.

    Nothing here may depend on the pointer: a fragment is kept for ever, a hold is not.
    """
    return {
        "tabs": to_html(_tabs(ask, body)),
        "foot": to_html(_foot(ask, body)),
    }


def figures(body: Body) -> str:
    """HTML of the figures for a fragment; the map's box comes empty, its inside lives on in the page."""
    slot = _slot(body.main)
    if slot is not None:
        slot.children = None
        setattr(slot, "data-inside", "kept")
    return to_html(body.main)


def _slot(node: object) -> Component | None:
    """Find the box of the map; by hand, because Dash's own walk visits every child twice."""
    if isinstance(node, (list, tuple)):
        return next((found for found in map(_slot, node) if found is not None), None)
    if not isinstance(node, Component):
        return None
    if "mapslot" in str(getattr(node, "className", "") or "").split():
        return node
    return _slot(getattr(node, "children", None))


def _open_slot(tree: Component) -> None:
    """Add the element in which React works to the map slot; React never owns anything else."""
    slot = _slot(tree)
    if slot is not None:
        children = getattr(slot, "children", None) or []
        kept = list(children) if isinstance(children, (list, tuple)) else [children]
        slot.children = [*kept, h("div", None, id=ENTRY, data_keep="")]


def _body(ask: Ask, body: Body) -> str:
    t, index = ask.t, body.index
    main = h(
        "main",
        None,
        h("div", "wrap", _place(ask, body)) if not ask.wall else None,
        h("div", "wrap", body.main, id=ids.FIGURES),
        id=ids.MAIN,
    )
    if body.island is not None:
        _open_slot(body.main)
    if ask.wall:
        tape = shell.tape(t, bool(index and index.is_test))
        pieces = [tape, _stale(ask, body), _notices(ask, body), main, shell.live_region(t)]
        return to_html([piece for piece in pieces if piece is not None])
    pieces = [
        shell.tape(t, bool(index and index.is_test)),
        shell.skip_link(t),
        shell.masthead(
            t,
            ask.urls,
            election=body.election,
            current=body.section,
            here=_here(ask),
            offers=shell.Offers(incidents=_has_incidents(body), lite=body.lite),
        ),
        shell.without_script(t, body.lite),
        _stale(ask, body),
        _holding(ask, body),
        _notices(ask, body),
        h("div", None, _tabs(ask, body), id="tabs"),
        main,
        h("div", None, _foot(ask, body), id="foot"),
        shell.live_region(t),
    ]
    return to_html([piece for piece in pieces if piece is not None])


def _place(ask: Ask, body: Body) -> Component | None:
    document = body.document
    title = body.index.title if body.index else ""
    return shell.place_bar(ask.t, ask.urls, document, election=body.election or "", title=title)


def _stale(ask: Ask, body: Body) -> Component | None:
    if body.pointer is None or body.index is None or ask.pinned:
        return None
    clock = Clock(body.index.timezone, ask.lang)
    return shell.stale_banner(ask.t, clock, body.pointer, stale=ask.stale)


def _holding(ask: Ask, body: Body) -> Component | None:
    if ask.pinned and body.index is not None:
        return _past(ask, body.index)
    return shell.hold_banner(ask.t, body.pointer) if body.pointer is not None else None


def _notices(ask: Ask, body: Body) -> Component | None:
    return shell.notices(ask.t, body.pointer) if body.pointer is not None else None


def _past(ask: Ask, index: VersionIndex) -> Component:
    """The banner of a page that the address pins to a past version."""
    newest = ask.store.pointer(index.election).version
    kept = {k: v for k, v in ask.query.items() if k != "version"}
    beside = {
        version: f"{ask.path}?{urlencode({**kept, 'version': version})}"
        for version in (index.version - 1, index.version + 1)
        if 0 < version < newest
    }
    latest = ask.path + (f"?{urlencode(kept)}" if kept else "")
    return past_banner(ask.t, index, newest=newest, here=beside, latest=latest)


def _tabs(ask: Ask, body: Body) -> Component | None:
    if body.index is None or not body.tabs:
        return None
    return shell.tabs(
        ask.t, ask.urls, body.index, body.contest, body.document.area if body.document else None
    )


def _foot(ask: Ask, body: Body) -> Component:
    return h(
        "div",
        None,
        _sections(ask, body),
        shell.footer(
            ask.t, ask.urls, election=body.election, document=body.document, embed=_embed(ask, body)
        ),
    )


def _sections(ask: Ask, body: Body) -> Component:
    """The site's sections once more, at the end of the page, where a phone has no room for them at the top."""
    t, urls, election = ask.t, ask.urls, body.election
    links = [(t("Results"), urls.home(election))]
    if election is not None:
        links.append((t("Turnout"), urls.turnout(election)))
        if _has_incidents(body):
            links.append((t("Incidents"), urls.incidents(election)))
        links.append((t("Changes"), urls.changes(election)))
    links += [(t("Data"), urls.data_page()), (t("Embeds"), urls.embeds()), (t("About"), urls.about())]
    items = [h("li", None, h("a", "btn", label, href=href)) for label, href in links]
    return h("nav", "sections", h("div", "wrap", h("ul", None, *items)), aria_label=t("Sections of the site"))


def _embed(ask: Ask, body: Body) -> str | None:
    """The embed desk with what this page shows."""
    if body.document is not None:
        return ask.urls.embeds(election=body.election, contest=body.contest, area=body.area)
    if body.section == "turnout":
        return ask.urls.embeds(election=body.election, area=body.area, chart="turnout")
    return None


def _has_incidents(body: Body) -> bool:
    """Whether the election publishes incidents: it has made some public, or anybody may report them."""
    return body.index is not None and "_incidents.json" in body.index.files


def _here(ask: Ask) -> str:
    kept = {k: v for k, v in ask.query.items() if k != "lang"}
    return ask.path + (f"?{urlencode(kept)}" if kept else "")


def _head(page: Page, ask: Ask, body: Body, site: Site) -> Head:
    addresses = findable.alternates(ask)
    own = site.own.get(page.own)
    preload: list[tuple[str, str]] = []
    if body.island is not None:
        if body.geometry:
            preload.append(("fetch", ask.urls.geometry(body.geometry)))
        preload.append(("script", f"{SUITES}dash_leaflet/async-GeoJSON.js"))
    return Head(
        lang=ask.lang,
        title=findable.title_of(page, ask, body),
        description=findable.description_of(page, body),
        canonical=addresses[ask.lang],
        alternates=addresses,
        theme=ask.theme,
        locale=language(ask.lang).locale,
        rtl=language(ask.lang).rtl,
        image=sharing.image_of(ask, body),
        image_alt=sharing.image_words(page, ask, body),
        indexed=findable.indexed(page, ask, body),
        preload=tuple(preload),
        style=site.style + (own.style if own else ""),
        parties=body.parties,
        noscript=_NOSCRIPT,
        oembed=findable.oembed_of(page, ask, body),
        facts=findable.facts_of(page, ask, body),
    )


def _boot(page: Page, ask: Ask, body: Body) -> Mapping[str, Any]:
    """What scripts need to know; everything else they read from the page."""
    boot: dict[str, Any] = {"page": page.name, "lang": ask.lang, "t": shell.script_strings(ask.t)}
    if ask.wall:
        boot["wall"] = True
    if body.pointer is not None and body.index is not None and body.election is not None:
        boot |= {
            "election": body.election,
            "version": body.index.version,
            "contest": body.contest,
            "area": body.area,
            "status": body.pointer.status,
            "published_at": body.pointer.published_at.isoformat(),
            "checked_at": body.pointer.checked_at.isoformat(),
            "stale_after_s": body.pointer.stale_after_s,
            "hold": body.pointer.hold.mode,
            "pointer": ask.urls.pointer(body.election),
            "stream": f"/api/v1/stream?election={body.election}",
            "fragment": body.live,
            "panels": body.panels,
            "search": _search(ask, body, body.index),
        }
    if ask.pinned:
        # What does not change does not listen.
        for name in ("pointer", "stream", "fragment", "panels"):
            boot.pop(name, None)
    if body.island is not None and body.geometry:
        boot |= {"geometry": ask.urls.geometry(body.geometry), "map": body.map}
    return boot | dict(body.extra)


def _search(ask: Ask, body: Body, index: VersionIndex) -> dict[str, Any]:
    first = body.contest or (index.contests[0].code if index.contests else "")
    return {
        "url": ask.urls.api(index.election, "search"),
        "contest": first,
        "contests": {c.code: shell.contest_title(ask.t, c.title) for c in index.contests},
        "levels": {level: level_title(ask.t, level) for level in (*index.levels, "station")},
    }

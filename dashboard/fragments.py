"""What a page needs to repaint itself at a new version, immutable by version and language in its address.

`/fragment/<e>/v<N>/<contest>/<area>.<lang>.json` for contest pages; with `.measure-<measure>` (another measure of
the map) or `.panels` (the card of every sub-area) before `.<lang>.json`; and
`/fragment/<e>/v<N>/_<page>/<subject>.<lang>.json` for `overview`, `changes` and `past` (the panel that the slider
swaps; subject `all`), `turnout` (an area), `station` (a code) and `charts` (`<contest>/<area>`; its `.measure-` names one
chart). Made by the functions that make the pages: a fragment is what a reload would show.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
from flask import Blueprint, Response, abort, request

from components.languages import languages, writing
from dashboard import shell
from dashboard.access import access
from dashboard.findable import title_of
from dashboard.firstpaint.compress import pack, respond
from dashboard.firstpaint.pagecache import Answer
from dashboard.site import PublicSite
from data.errors import NotPublished, StoreDamaged
from pages.page import Ask, Body, Page

#: The reader's place in a long table: the only query parameters of a fragment.
ROWS = ("sort", "page")
IMMUTABLE = "public, max-age=31536000, immutable"


def fragments(site: PublicSite) -> Blueprint:
    """The routes under `/fragment/`."""
    routes = Blueprint("fragments", __name__)

    @routes.get("/fragment/<election>/v<int:version>/<kind>/<path:name>")
    @access("public")
    def fragment(election: str, version: int, kind: str, name: str) -> Response:
        """Answer one fragment; 404 for what is not published."""
        subject, variant, lang = _parse(name)
        rows = tuple((name, request.args[name][:40]) for name in ROWS if request.args.get(name))
        key = (
            "fragment",
            election,
            version,
            kind,
            subject,
            variant,
            lang,
            rows,
            _stamp(site, election, version),
        )
        try:
            answer = site.cache.get(
                key, lambda: _make(site, (election, version, kind, subject, variant, lang), dict(rows))
            )
        except NotPublished:
            abort(404)
        except StoreDamaged:
            abort(503)
        return respond(answer.packed, request, cache=IMMUTABLE)

    return routes


def _parse(name: str) -> tuple[str, str, str]:
    """Split `<subject>[.panels|.measure-<measure>].<lang>.json`."""
    if not name.endswith(".json"):
        abort(404)
    subject, _, lang = name[:-5].rpartition(".")
    variant = ""
    if subject.endswith(".panels"):
        subject, variant = subject[:-7], "panels"
    elif ".measure-" in subject:
        subject, _, variant = subject.partition(".measure-")
    if lang not in languages() or not subject:
        abort(404)
    return subject, variant, lang


def _stamp(site: PublicSite, election: str, version: int) -> str:
    """Tells apart a demo election that was thrown away and counted anew under the same numbers."""
    try:
        pointer = site.store.pointer(election)
    except (NotPublished, StoreDamaged):
        return ""
    return pointer.manifest_sha256 if pointer.version == version else ""


def _make(site: PublicSite, wanted: tuple[str, int, str, str, str, str], rows: dict[str, str]) -> Answer:
    with writing(wanted[-1]):
        return _make_now(site, wanted, rows)


def _make_now(site: PublicSite, wanted: tuple[str, int, str, str, str, str], rows: dict[str, str]) -> Answer:
    election, version, kind, subject, variant, lang = wanted
    measure = variant if variant != "panels" else ""
    ask, name = _question(site, (election, version, kind, subject, lang), {**rows, "measure": measure})
    body = site.entries[name].answer(ask)
    if body.status != 200 or body.index is None:
        raise NotPublished(f"There is no fragment of {kind}/{subject}.")
    page = site.entries[name].page
    content = _panels(body, version) if variant == "panels" else _content(page, ask, body)
    return Answer(pack(msgspec.json.encode(content), "application/json"))


def _question(
    site: PublicSite, wanted: tuple[str, int, str, str, str], choices: dict[str, str]
) -> tuple[Ask, str]:
    """The question a reload of the page would put, but for one version and with no display choices."""
    election, version, kind, subject, lang = wanted
    contest, _, area = subject.partition("/")
    pages = {
        "_overview": ("overview", "/", {}, {"election": election}),
        "_turnout": ("turnout", f"/turnout/{election}", {"area": subject}, {}),
        "_station": ("station", f"/stations/{election}", {"code": subject}, {}),
        "_changes": ("changes", f"/changes/{election}", {}, {}),
        "_incidents": ("incidents", f"/incidents/{election}", {}, {}),
        "_charts": (
            "charts",
            f"/charts/{election}",
            {"contest": contest, "area": area},
            {"chart": choices["measure"]},
        ),
        "_past": ("changes", f"/changes/{election}", {"part": "past"}, {}),
    }
    values: dict[str, str]
    if kind.startswith("_"):
        if kind not in pages or (kind == "_charts" and not area):
            raise NotPublished(f"There are no fragments of {kind[:40]!r}.")
        name, path, own, query = pages[kind]
        values = {"election": election, **own}
    else:
        name, path, query = "contest", f"/results/{election}/{kind}", {}
        values = {"election": election, "contest": kind, "area": subject}
    page = site.entries[name].page
    ask = site.ask(page, path, values, {**choices, **query, "lang": lang})
    return replace(ask, version=version), name


def _content(page: Page, ask: Ask, body: Body) -> dict[str, Any]:
    index = body.index
    if index is None:
        raise NotPublished("There are no figures on this page.")
    return {
        "v": index.version,
        "published_at": index.published_at,
        "status": index.status,
        "title": title_of(page, ask, body),
        "announce": ask.t("New version {n}. {headline}", n=index.version, headline=body.headline),
        "html": shell.figures(body),
        "parts": shell.parts(ask, body),
        "map": body.map,
        "parties": body.parties,
    }


def _panels(body: Body, version: int) -> dict[str, Any]:
    if body.cards is None:
        raise NotPublished("This page has no sub-areas.")
    return {"v": version, "panels": body.cards()}

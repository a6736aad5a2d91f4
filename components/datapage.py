"""Downloads, the public API, and how to check a version without trusting this site.

Called by `pages.public.data`. Draws links to public files; holds no figures.
"""

from __future__ import annotations

from dataclasses import dataclass

from dash.development.base_component import Component

from components import ids
from components.format import Clock, clean, number
from components.i18n import Translator
from components.markup import Node, h
from components.shell import contest_title
from components.urls import UrlBuilder
from data.records import ContestLine, Pointer, VersionIndex


@dataclass(frozen=True)
class DataView:
    """Everything the page draws from; without an election it explains the formats alone."""

    t: Translator
    urls: UrlBuilder
    index: VersionIndex | None = None
    pointer: Pointer | None = None
    public_url: str = ""


def datapage_figures(view: DataView) -> Component:
    """Draw the page."""
    t = view.t
    return h(
        "div",
        "fig",
        h(
            "div",
            "lede",
            h("h1", "head", t("Data")),
            h(
                "p",
                "stand",
                t("Everything on this site comes from public files. Take them, build on them, check them."),
            ),
        ),
        _downloads(view),
        h("div", "g2 eq", _check(view), _files(view)),
    )


def _downloads(view: DataView) -> Component | None:
    if view.index is None:
        return None
    t = view.t
    heads: list[Node] = [
        h("th", cls, h("span", None, label), scope="col")
        for label, cls in ((t("Contest"), None), (t("Races"), "n"), (t("Files"), None))
    ]
    table = h(
        "table",
        "t plainrows",
        h("caption", "vh", t("Downloads by contest")),
        h("thead", None, h("tr", None, *heads)),
        h("tbody", None, *[_contest_row(view, view.index, line) for line in view.index.contests]),
    )
    return h(
        "section",
        "blk",
        h("header", None, h("h2", None, t("Downloads")), h("p", None, _what(view, view.index))),
        h("div", "tw scroll", table, role="region", aria_label=t("Downloads"), tabIndex=0),
    )


def _what(view: DataView, index: VersionIndex) -> str:
    clock = Clock(index.timezone, view.t.lang)
    return view.t(
        "{election}, version {n} of {time}.",
        election=clean(index.title),
        n=number(index.version),
        time=clock.full(index.published_at),
    )


def _contest_row(view: DataView, index: VersionIndex, line: ContestLine) -> Component:
    title = contest_title(view.t, line.title)
    files: list[Node] = []
    for kind in ("csv", "json"):
        href = view.urls.export(index.election, line.code, kind)
        files.append(h("a", "btn", kind.upper(), href=href, aria_label=f"{title}: {kind.upper()}"))
    link = h("a", None, title, href=view.urls.contest(index.election, line.code))
    return h(
        "tr",
        None,
        h("td", "nm", link),
        h("td", "n", number(line.races)),
        h("td", None, h("div", "ways", *files)),
    )


def _check(view: DataView) -> Component:
    t = view.t
    election = view.index.election if view.index else "ELECTION"
    version = view.index.version if view.index else 1
    address = f"{view.public_url}{view.urls.file(election, version, 'manifest.json')}".removesuffix(
        "manifest.json"
    )
    steps = [
        t(
            "Every version has a manifest: the SHA-256 of each file, the digest of the manifest before it, and an "
            "Ed25519 signature."
        ),
        t(
            "Copy a version, or name its address, and let the program compare digests, chain, signature and sums:"
        ),
    ]
    return h(
        "section",
        "blk",
        h("header", None, h("h2", None, t("How to check a version yourself"))),
        *[h("p", "para", step) for step in steps],
        h("pre", "cmd", h("code", "code", f"matokeo verify {address}"), tabIndex=0),
        h("p", "para", t("It needs no database and does not ask this site's word for anything.")),
        _digest(view),
        id=ids.CHECK,
    )


def _digest(view: DataView) -> Component | None:
    if view.pointer is None:
        return None
    return h(
        "p",
        "cap",
        view.t("Manifest of version {n}:", n=number(view.pointer.version)),
        " ",
        h("code", "code sha", view.pointer.manifest_sha256),
    )


def _files(view: DataView) -> Component:
    t, urls = view.t, view.urls
    election = view.index.election if view.index else "ELECTION"
    version = view.index.version if view.index else 1
    entries: tuple[tuple[str, str], ...] = (
        (
            urls.pointer(election),
            t("which version is the public one; changes every few seconds during a count"),
        ),
        (
            urls.file(election, version, "index.json"),
            t("contests, levels and documents of a version; never changes"),
        ),
        (urls.file(election, version, "manifest.json"), t("digests, chain and signature of a version")),
        (urls.file(election, version, "held.json"), t("forms held out, with reasons")),
        (urls.file(election, version, "changes.json"), t("what each version changed")),
        (urls.api(election, "changes"), t("the same through the API")),
        (f"/api/v1/stream?election={election}", t("Server-Sent Events: one line for each new version")),
        ("/api/v1/openapi.json", t("description of the API for programs")),
    )
    rows: list[Node] = [
        h(
            "li",
            None,
            h("a", "code", href, href=href) if view.index else h("span", "code", href),
            h("span", "cap blocky", words),
        )
        for href, words in entries
    ]
    return h(
        "section",
        "blk",
        h(
            "header",
            None,
            h("h2", None, t("Files and API")),
            h("p", None, t("No key, open to every origin. Unknown is null, never 0.")),
        ),
        h("ul", "files", *rows),
    )

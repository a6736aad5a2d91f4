"""Downloads, the public API, the licence, and how to check a version without trusting this site.

Called by `pages.public.data`. Draws links to public files; holds no figures.
"""

from __future__ import annotations

from dataclasses import dataclass

from dash.development.base_component import Component

from components import ids
from components.banners import status_words
from components.format import Clock, clean, number
from components.i18n import N_, Translator
from components.markup import Node, h
from components.shell import contest_title
from components.urls import UrlBuilder
from data.records import ContestLine, Pointer, VersionIndex
from data.records.licence import DEFAULT_LICENCE, Licence


@dataclass(frozen=True)
class DataView:
    """Everything the page draws from; without an election it explains the formats alone."""

    t: Translator
    urls: UrlBuilder
    index: VersionIndex | None = None
    pointer: Pointer | None = None
    public_url: str = ""
    licence: Licence = DEFAULT_LICENCE
    rehearsals: bool = False


#: Files of a contest, in the order in which most people look for them, with what each is for.
_KINDS = (
    ("csv", N_("for every spreadsheet and program: a row for each candidate in each area and station")),
    ("xlsx", N_("for Excel: a sheet for each level and one for the stations")),
    ("geojson", N_("for maps: the areas of one level with their boundaries")),
    ("json", N_("for programs: the published documents, byte for byte")),
    ("xml", N_("for programs that read XML: the same documents")),
)


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
        h("div", "g2 eq", _whole(view), _licence(view)) if view.index else None,
        h("div", "g2 eq", _check(view), _files(view)),
        _build(view),
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
        "t plainrows downs",
        h("caption", "vh", t("Downloads by contest")),
        h("thead", None, h("tr", None, *heads)),
        h("tbody", None, *[_contest_row(view, view.index, line) for line in view.index.contests]),
    )
    return h(
        "section",
        "blk",
        h("header", None, h("h2", None, t("Downloads")), h("p", None, _what(view, view.index))),
        h("div", "tw scroll", table, role="region", aria_label=t("Downloads"), tabIndex=0),
        h("ul", "files", *[_kind(view, kind, words) for kind, words in _KINDS]),
        h(
            "p",
            "cap",
            t(
                "With ?level= a file holds one level ({levels}), with ?area= one area and what lies in it,",
                levels=", ".join((*view.index.levels, "station")),
            ),
            " ",
            t("with ?version= a past version. With .sha256 behind its name the answer is its SHA-256."),
        ),
    )


def _kind(view: DataView, kind: str, words: str) -> Component:
    return h("li", None, h("b", None, kind.upper()), " ", h("span", "cap", view.t(words)))


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
    for kind, _ in _KINDS:
        href = view.urls.export(index.election, line.code, kind)
        files.append(h("a", "btn", kind.upper(), href=href, aria_label=f"{title}: {kind.upper()}"))
    sheet = view.urls.sheet(index.election, line.code, index.root)
    words = view.t("Result sheet")
    files.append(h("a", "btn", f"{words}, PDF", href=sheet, aria_label=f"{title}: {words}, PDF"))
    link = h("a", None, title, href=view.urls.contest(index.election, line.code))
    return h(
        "tr",
        None,
        h("td", "nm", link),
        h("td", "n", number(line.races)),
        h("td", None, h("div", "ways", *files)),
    )


def _whole(view: DataView) -> Component | None:
    """Draw the files of the whole election."""
    t, urls, index = view.t, view.urls, view.index
    if index is None:
        return None
    entries = (
        ("all.zip", t("every table, the registers, codebook, licence and digests in one archive")),
        ("codebook.csv", t("what every column and field means; unknown, units, allowed values")),
        ("codebook.json", t("the same for programs")),
        ("datapackage.json", t("the tables described as a Frictionless Data Package")),
        ("cdf.json", t("election report in the common data format, NIST SP 1500-100 version 2")),
        ("cdf.xml", t("the same as XML")),
    )
    rows: list[Node] = [
        h(
            "li",
            None,
            h("a", "code", name, href=urls.export_file(index.election, name)),
            h("span", "cap blocky", words),
        )
        for name, words in entries
    ]
    return h(
        "section",
        "blk",
        h(
            "header",
            None,
            h("h2", None, t("The whole election")),
            h("p", None, t("Made while they are sent; a version gives the same bytes every time.")),
        ),
        h("ul", "files", *rows),
    )


def _licence(view: DataView) -> Component | None:
    """Draw the licence, and how to name the source."""
    t, index, licence = view.t, view.index, view.licence
    if index is None:
        return None
    asked = (
        t("Nothing is asked in return.")
        if licence.waives
        else t("Use them for anything, and name the source: the election, the version and this site.")
    )
    test = t("REHEARSAL. Test figures, not results of any election.") + " " if index.is_test else ""
    citation = t(
        "{title}, results as published, version {n} of {time} ({status}).",
        title=clean(index.title),
        n=number(index.version),
        time=Clock(index.timezone, t.lang).full(index.published_at),
        status=status_words(t, index.status),
    )
    address = f"{view.public_url}{view.urls.home(index.election)}"
    return h(
        "section",
        "blk",
        h("header", None, h("h2", None, t("Licence"))),
        h(
            "p",
            "para",
            *t.parts(
                "The files are given under {licence}.", licence=h("a", None, licence.title, href=licence.url)
            ),
            " ",
            asked,
        ),
        h("p", "cap", t("How to name the source:")),
        h("pre", "cmd wrapped", h("code", None, f"{test}{citation} {address}"), tabIndex=0),
        h(
            "p",
            "cap",
            t("A figure without its time and how much was counted tells nothing: take both along."),
        ),
        id=ids.LICENCE,
    )


def _build(view: DataView) -> Component:
    """Draw the ways to show figures elsewhere."""
    t = view.t
    ways: list[Node] = [h("a", "btn", t("Charts to embed"), href=view.urls.embeds())]
    if view.rehearsals:
        ways.append(h("a", "btn", t("Rehearsals on a schedule"), href="/data/rehearsals.json"))
    return h(
        "section",
        "blk",
        h("header", None, h("h2", None, t("Build on it"))),
        h(
            "p",
            "para",
            t(
                "Charts that keep themselves up to date need no program. Who builds one listens to the stream and fetches "
                "what changed."
            ),
        ),
        h("div", "ways", *ways),
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

"""The count at any past version: the slider, the panel it changes, and the banner of a page that is not the latest.

The slider is a plain form without scripts; with them it swaps the panel. Called by the list of changes and, for the
banner, by the frame of every page. Draws records of the version it shows and none of another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dash.development.base_component import Component

from components import ids
from components.banners import status_flag
from components.contest.panel import bar_row
from components.contest.words import headline
from components.format import Clock, clean, number
from components.i18n import Translator
from components.markup import Node, h
from components.shell import contest_progress, contest_title
from components.svg import el
from components.urls import UrlBuilder
from components.view import ContestView
from data.records import ContestLine, Pointer, ResultsDocument, VersionIndex

ROWS = 3


@dataclass(frozen=True)
class PastView:
    """The figures of the whole election at one version; `urls` lead to pages of this version."""

    index: VersionIndex
    pointer: Pointer
    t: Translator
    urls: UrlBuilder
    documents: Mapping[str, ResultsDocument]

    @property
    def clock(self) -> Clock:
        """Writes times in the election's zone and the reader's language."""
        return Clock(self.index.timezone, self.t.lang)


def slider_section(
    t: Translator, urls: UrlBuilder, *, election: str, newest: int, panel: Component, at: int
) -> Component:
    """Draw the slider over all versions and the panel of the one chosen; works as a form without scripts."""
    entry = el(
        "input",
        id=ids.PAST_AT,
        type="range",
        name="at",
        min=1,
        max=newest,
        value=at,
        step=1,
        aria_describedby=ids.PAST_SAID,
        data_fragment=urls.fragment_of(election, "_past", "all"),
        data_failed=t("That version cannot be shown at the moment."),
    )
    hidden = el("input", type="hidden", name="lang", value=t.lang) if t.lang != "en" else None
    form = h(
        "form",
        "past-form",
        h("label", None, t("Show the count at version"), for_=ids.PAST_AT),
        entry,
        h("output", None, number(at), id=ids.PAST_SAID),
        hidden,
        h("button", "btn", t("Show"), type="submit"),
        action=urls.changes_path(election),
        method="get",
    )
    return h(
        "section",
        "blk",
        h("header", None, h("h2", None, t("The count at any moment"))),
        form if newest > 1 else None,
        h("div", "past-panel", panel, id=ids.PAST, data_keep=""),
    )


def past_panel(view: PastView) -> Component:
    """Draw the national figures of one version."""
    t, index = view.t, view.index
    when = h("time", None, view.clock.full(index.published_at), dateTime=view.clock.iso(index.published_at))
    title = t.parts("Version {n} of {time}", n=number(index.version), time=when)
    lines = [_contest(view, line) for line in index.contests if line.code in view.documents]
    return h(
        "div",
        None,
        h("div", "vh-l", h("h3", None, *title), status_flag(t, index.status)),
        h("div", "past-grid", *lines),
    )


def no_panel(t: Translator, version: int) -> Component:
    """Say that a version is not there to be shown."""
    return h("p", None, t("Version {n} is not here.", n=number(version)))


def _contest(view: PastView, line: ContestLine) -> Component:
    document = view.documents[line.code]
    contest = ContestView(document=document, index=view.index, pointer=view.pointer, t=view.t, urls=view.urls)
    rows: list[Node] = []
    if contest.has_votes and not contest.races_page:
        rows = [
            bar_row(
                contest.keys[one.code], contest.full_name(one), one.party, one.votes, document.votes.valid,
                first=place == 0,
            )
            for place, one in enumerate(contest.ranked[:ROWS])
        ]  # fmt: skip
    title = h(
        "a", "plain", contest_title(view.t, line.title), " →", href=contest.area_href(document.area.code)
    )
    return h(
        "div",
        "card",
        h("div", "l", h("h4", None, title), h("span", "cap", contest_progress(view.t, line))),
        h("p", "say", headline(contest)),
        *rows,
    )


def past_banner(
    t: Translator, index: VersionIndex, *, newest: int, here: Mapping[int, str], latest: str
) -> Component:
    """Say that this is not the latest version, with the way to it; `here` are addresses of this page by version."""
    clock = Clock(index.timezone, t.lang)
    values = {"n": number(index.version), "time": clock.full(index.published_at)}
    if index.version > newest:
        words = t("This is version {n} of {time}. It was withdrawn.", **values)
    else:
        words = t("This is version {n} of {time}, not the latest.", **values)
    links: list[Node] = [
        h("a", "btn", t("To the public version, {n}", n=number(newest)), href=latest),
    ]
    for version, label in (
        (index.version - 1, t("One version back")),
        (index.version + 1, t("One version on")),
    ):
        if version in here:
            links.append(h("a", "btn", label, href=here[version]))
    title = clean(index.title)
    return h(
        "aside",
        "past",
        h("div", "wrap", h("b", None, "◀ ", words), h("div", "ways", *links)),
        aria_label=t("An earlier version of {title}", title=title),
    )

"""Answers for what is not there: an unknown address, a level that is not published, files that cannot be read.

Used by pages and by the site. A reader always gets the reason in words and ways on; the status is honest.
"""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from components.i18n import level_title
from components.markup import Node, h
from components.shell import contest_title
from data.errors import NotPublished, StoreDamaged
from data.records import Place, Pointer, VersionIndex
from pages.page import Ask, Body


def notice(title: str, sentences: Sequence[str], ways: Sequence[tuple[str, str]]) -> Component:
    """A headline, what it means, and links on."""
    links: list[Node] = [h("li", None, h("a", None, label, href=href)) for label, href in ways]
    return h(
        "div",
        "lede notice",
        h("h1", "head", title),
        *[h("p", "stand", sentence) for sentence in sentences],
        h("ul", "ways", *links) if links else None,
    )


def known(ask: Ask) -> tuple[str | None, Pointer | None, VersionIndex | None]:
    """The election the reader meant if there is one, else the current one, else nothing at all."""
    for code in (ask.values.get("election"), ask.query.get("election"), ask.current):
        try:
            if code:
                return code, ask.store.pointer(code), ask.index(code)
        except (NotPublished, StoreDamaged):
            continue
    return None, None, None


def missing(ask: Ask) -> Body:
    """Nothing at this address: say so, offer the search and the pages there are."""
    election, pointer, index = known(ask)
    t = ask.t
    ways = [(t("Overview of the election"), ask.urls.home(election))]
    if index is not None:
        ways += [
            (contest_title(t, line.title), ask.urls.contest(index.election, line.code))
            for line in index.contests
        ]
    ways.append((t("Search for a place, a candidate or a station"), ask.urls.search(election=election)))
    sentences = [t("The address may be mistyped, or what it named is not part of this election.")]
    return _body(
        ask, t("There is no such page"), sentences, ways, status=404, about=(election, pointer, index)
    )


def damaged(ask: Ask) -> Body:
    """The store cannot be read: say so instead of showing anything that could be taken for figures."""
    t = ask.t
    sentences = [
        t("The published files of this page cannot be read at the moment, so no figures are shown."),
        t("Please try again in a minute."),
    ]
    return _body(
        ask, t("These figures cannot be shown now"), sentences, [], status=503, about=(None, None, None)
    )


def nothing_published(ask: Ask) -> Body:
    """No election is published yet: an honest empty page."""
    t = ask.t
    sentences = [t("This page shows results as soon as the first version of an election is published.")]
    return _body(ask, t("No results are published yet"), sentences, [], status=200, about=(None, None, None))


def below_published(ask: Ask, index: VersionIndex, pointer: Pointer, contest: str, place: Place) -> Body:
    """An area that exists, of a level for which this contest has no figures: say down to where it has."""
    t = ask.t
    line = next(line for line in index.contests if line.code == contest)
    deepest = next((lv for lv in reversed(index.levels) if lv in line.levels_published), index.levels[0])
    sentences = [
        t(
            "For this contest figures exist down to the level {level}, not for {place} by itself.",
            level=level_title(t, deepest).lower(),
            place=place.name,
        )
    ]
    ways = [
        (t("Figures that include {place}: {name}", place=place.name, name=above.name), href)
        for above, href in _published_above(ask, index, contest, place)
    ]
    others = [c for c in index.contests if f"{c.code}/{place.code}" in index.documents]
    ways += [
        (
            t("{contest} in {place}", contest=contest_title(t, c.title), place=place.name),
            ask.urls.contest(index.election, c.code, place.code),
        )
        for c in others
    ]
    title = t("{place}: not published by itself", place=place.name)
    return _body(
        ask, title, sentences, ways, status=200, about=(index.election, pointer, index), contest=contest
    )


def _published_above(ask: Ask, index: VersionIndex, contest: str, place: Place) -> list[tuple[Place, str]]:
    by_code = {p.code: p for p in ask.places(index.election).areas}
    found, here = [], by_code.get(place.parent or "")
    while here is not None:
        if f"{contest}/{here.code}" in index.documents:
            found.append((here, ask.urls.contest(index.election, contest, here.code)))
        here = by_code.get(here.parent or "")
    return found


def _body(
    ask: Ask,
    title: str,
    sentences: Sequence[str],
    ways: Sequence[tuple[str, str]],
    *,
    status: int,
    about: tuple[str | None, Pointer | None, VersionIndex | None],
    contest: str | None = None,
) -> Body:
    election, pointer, index = about
    return Body(
        title=title,
        description=sentences[0],
        main=notice(title, sentences, ways),
        status=status,
        election=election,
        pointer=pointer,
        index=index,
        contest=contest,
        tabs=index is not None,
        headline=title,
    )

"""Embeds: one chart of one contest in one area for the frames of other sites.

Answers `/embed/<election>/<contest>[/<area>]?chart=&theme=&lang=&measure=` with a document of its own, drawn by
`components.embed`. The only page that any site may frame.
"""

from __future__ import annotations

from dataclasses import replace

from dash import html

from components.embed import (
    DEFAULT_CHART,
    THEMES,
    Embed,
    Known,
    embed_document,
    known_charts,
    known_measures,
    refusal_document,
)
from components.format import clean
from components.shell import contest_title
from data.errors import NotPublished, StoreDamaged
from pages.opened import Opened, open_contest
from pages.page import Ask, Body, Page, Register

PAGE = Page(
    name="embed",
    paths=("/embed/<election>/<contest>", "/embed/<election>/<contest>/<area>"),
    title="Embed",
    order=12,
    access="public",
    query=("chart", "measure"),
    indexed=False,
    framed=True,
)
#: A sandboxed frame has no origin of its own and asks for its own address as a stranger.
_OPEN = (("Access-Control-Allow-Origin", "*"),)


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, embed_page)


def embed_page(ask: Ask) -> Body:
    """Answer with the chart; what is wrong with the address is said in the frame, never left blank."""
    wrong = _wrong_choice(ask)
    if wrong is not None:
        return wrong
    try:
        opened = open_contest(ask)
    except NotPublished:
        return _nothing_here(ask)
    except StoreDamaged:
        title = ask.t("These figures cannot be shown now")
        return _refused(ask, title, (), status=503)
    return _embed(ask, opened)


def _embed(ask: Ask, opened: Opened) -> Body:
    asked = ask.query.get("measure", "leader")
    chart = ask.query.get("chart", DEFAULT_CHART)
    view = opened.view("turnout" if chart == "turnout" else asked)
    if asked not in known_measures(view):
        title = ask.t("There is no measure {name} for maps.", name=_quoted(asked))
        return _refused(ask, title, (Known("measure", known_measures(view)),))
    embed = Embed(view, chart, _theme(ask), ask.stale, asked=asked)
    level = embed.kind.level(view) if embed.kind is not None else None
    if level is not None:
        embed = replace(embed, rows=opened.areas(level))
    return Body(
        title=contest_title(ask.t, opened.document.contest_title),
        description="",
        main=html.Div(),
        election=opened.document.election,
        index=opened.index,
        pointer=opened.pointer,
        document=opened.document,
        bare=embed_document(embed),
        headers=_OPEN,
    )


def _wrong_choice(ask: Ask) -> Body | None:
    chart, theme = ask.query.get("chart", DEFAULT_CHART), ask.query.get("theme", "auto")
    if chart not in known_charts():
        title = ask.t("There is no chart {name} to embed.", name=_quoted(chart))
        return _refused(ask, title, (Known("chart", tuple(known_charts())),))
    if theme not in THEMES:
        title = ask.t("There is no theme {name} for embeds.", name=_quoted(theme))
        return _refused(ask, title, (Known("theme", THEMES),))
    return None


def _nothing_here(ask: Ask) -> Body:
    """Say that the address names no published figures, and which contests there are."""
    election = ask.values["election"]
    try:
        contests = tuple(line.code for line in ask.index(election).contests)
    except (NotPublished, StoreDamaged):
        contests = ()
    known = (Known("election", ask.store.elections()[:12]),) if not contests else ()
    title = ask.t("There are no figures of this contest and area.")
    return _refused(ask, title, (*known, Known("contest", contests)), status=404)


def _refused(ask: Ask, title: str, known: tuple[Known, ...], *, status: int = 400) -> Body:
    written = refusal_document(
        ask.t, title, known, theme=_theme(ask), href=ask.urls.embeds(), again=status != 400
    )
    return Body(title=title, description="", main=html.Div(), status=status, bare=written, headers=_OPEN)


def _theme(ask: Ask) -> str:
    theme = ask.query.get("theme", "auto")
    return theme if theme in THEMES else "auto"


def _quoted(value: str) -> str:
    return f"“{clean(value)}”"

"""oEmbed: what an editor's software must know to show an embed, for addresses of embeds and pages of this site.

Answers `/oembed?url=&maxwidth=&maxheight=&format=`. JSON only; every other format is a 501, as the specification
has it, and every address that this site cannot show in a frame a 404.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import msgspec
from dash import html

from components.desk.codes import THEMES, WIDTH, Choice, Codes
from components.desk.offer import chart_title, is_measure, known_chart
from components.embed import DEFAULT_CHART
from components.format import clean
from components.i18n import get_translator
from components.languages import languages
from components.shell import contest_title
from components.urls import UrlBuilder
from data.errors import NotPublished
from data.records import VersionIndex
from pages.page import Ask, Body, Page, Register

PAGE = Page(
    name="oembed",
    paths=("/oembed",),
    title="oEmbed",
    order=20,
    access="public",
    query=("url", "maxwidth", "maxheight", "format"),
    indexed=False,
    cached=False,
    longest=2000,
)
CARD = (1200, 630)
CACHE_AGE_S = 3600
_PART = r"([^/]+)"
_PLACES = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("embed", rf"/embed/{_PART}/{_PART}(?:/{_PART})?/?"),
        ("results", rf"/results/{_PART}/{_PART}(?:/{_PART})?/?"),
        ("card", rf"/card/{_PART}/{_PART}/{_PART}\.png"),
        ("turnout", rf"/turnout/{_PART}()(?:/{_PART})?/?"),
    )
)
_SIZE = re.compile(r"[1-9][0-9]{0,4}")


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, oembed_page)


class _Refused(Exception):
    """Why a question gets no frame: the status and the sentence."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


def oembed_page(ask: Ask) -> Body:
    """Answer a question about one address."""
    try:
        return _body(200, _answer(ask))
    except _Refused as refused:
        return _body(refused.status, {"error": refused.why})
    except NotPublished as error:
        return _body(404, {"error": str(error)})


def _body(status: int, answer: dict[str, Any]) -> Body:
    raw = msgspec.json.encode(answer)
    return Body(title="", description="", main=html.Div(), status=status, raw=raw, media="application/json")


def _answer(ask: Ask) -> dict[str, Any]:
    if ask.query.get("format", "json").lower() != "json":
        raise _Refused(501, "Only format=json is spoken here.")
    width, height = _size(ask, "maxwidth"), _size(ask, "maxheight")
    address = ask.query.get("url", "")
    if not address:
        raise _Refused(400, f"Name the address to embed in url, at most {PAGE.longest} characters of it.")
    choice, index = _choice(ask, _split(ask, address))
    codes = _codes(ask, choice, index)
    wide, high = min(width or WIDTH, WIDTH), min(height or codes.height, codes.height)
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": codes.title,
        "provider_name": "Matokeo",
        "provider_url": f"{ask.public_url}/",
        "cache_age": CACHE_AGE_S,
        "html": codes.iframe(width=wide, height=high),
        "width": wide,
        "height": high,
    }
    # The specification: a thumbnail keeps within the sizes asked for, or is left out.
    if CARD[0] <= (width or CARD[0]) and CARD[1] <= (height or CARD[1]):
        answer |= {"thumbnail_url": codes.card, "thumbnail_width": CARD[0], "thumbnail_height": CARD[1]}
    return answer


def _size(ask: Ask, name: str) -> int | None:
    text = ask.query.get(name)
    if text is None:
        return None
    if not _SIZE.fullmatch(text):
        raise _Refused(400, f"{name} is {text[:20]!r}: write a whole number of pixels above 0.")
    return int(text)


def _split(ask: Ask, address: str) -> SplitResult:
    """Take an address of this site apart; anybody else's is unknown here."""
    unknown = _Refused(404, "This address is not one of this site that can be embedded.")
    if not address.isascii() or not address.isprintable() or "\\" in address or " " in address:
        raise unknown
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise unknown from error
    if not parts.scheme and not parts.netloc and address.startswith("/"):
        return parts
    own = {urlsplit(ask.public_url).netloc.lower(), ask.host.lower()}
    if parts.scheme not in ("http", "https") or parts.netloc.lower() not in own - {""}:
        raise unknown
    return parts


def _choice(ask: Ask, parts: SplitResult) -> tuple[Choice, VersionIndex]:
    """Read an address as the choice of an embed; raises for what is not published."""
    kind, found = next(
        ((kind, match) for kind, pattern in _PLACES if (match := pattern.fullmatch(parts.path))), (None, None)
    )
    if kind is None or found is None:
        raise _Refused(404, "This page cannot be embedded; contests, turnout, embeds and cards can.")
    election, contest, area = (unquote(part or "") for part in found.groups())
    index = ask.index(election)
    area = area or index.root
    if kind == "turnout":
        contest = next((one.code for one in index.contests if f"{one.code}/{area}" in index.documents), "")
    if f"{contest}/{area}" not in index.documents or contest.startswith("_"):
        raise NotPublished(f"There are no figures of {contest[:80]!r} in {area[:80]!r} of {election}.")
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    lang, theme = query.get("lang", "en"), query.get("theme", "auto")
    chart = query.get("chart", DEFAULT_CHART) if kind == "embed" else DEFAULT_CHART
    if not known_chart(chart):
        raise _Refused(404, f"There is no chart {chart[:40]!r}.")
    measure = query.get("measure", "") if chart == "map" else ""
    choice = Choice(
        election=election,
        contest=contest,
        area=area,
        chart="turnout" if kind == "turnout" else chart,
        measure=measure if is_measure(measure) else "",
        theme=theme if theme in THEMES else "auto",
        lang=lang if lang in languages() else "en",
    )
    return choice, index


def _codes(ask: Ask, choice: Choice, index: VersionIndex) -> Codes:
    """Name the embed in its own language, a rehearsal as one, and make its codes."""
    t = get_translator(choice.lang)
    document = ask.document(choice.election, choice.contest, choice.area)
    words = f"{contest_title(t, document.contest_title)}, {clean(document.area.name)}"
    title = f"{words} · {chart_title(t, choice.chart)}"
    if index.is_test:
        title = f"{t('REHEARSAL')} · {title}"
    return Codes(choice, ask.public_url, UrlBuilder(choice.lang, index.root), title)

"""What search engines are told first: what they may ask for, and where the lists of addresses are.

Answers `/robots.txt` and `/sitemap.xml`. Not cached: both speak of every election at once, and are made in a moment.
"""

from __future__ import annotations

from dash import html

from components.sitemap import index_text
from data.errors import NotPublished, StoreDamaged
from data.records import VersionIndex
from pages.page import Ask, Body, Page, Register

PAGE = Page(
    name="robots",
    paths=("/robots.txt", "/sitemap.xml"),
    title="Robots",
    order=22,
    access="public",
    cached=False,
)
#: Beginnings of addresses about an election; what is said of one must not hold for another whose code begins alike.
_SECTIONS = (
    "results", "turnout", "stations", "changes", "incidents", "charts", "lite", "embed", "picture", "card", "sheet", "data",
)  # fmt: skip
_WHOLE = ("turnout", "changes", "incidents", "lite")
_QUESTIONS = ("/", "/data", "/search", "/embeds")


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, robots_page)


def robots_page(ask: Ask) -> Body:
    """Answer with the rules or the list of lists."""
    found = _elections(ask)
    if ask.path == "/robots.txt":
        return _raw(
            _rules(ask.public_url, [index.election for index in found if index.is_test]), "text/plain"
        )
    real = [index for index in found if not index.is_test]
    return _raw(index_text(ask.public_url, ask.urls, real), "application/xml")


def _raw(text: str, media: str) -> Body:
    return Body(title="", description="", main=html.Div(), raw=text.encode(), media=media)


def _rules(base: str, rehearsals: list[str]) -> str:
    """Everything public may be read, except parts of pages and whatever is only a rehearsal."""
    lines = ["User-agent: *", "Disallow: /fragment/"]
    for election in rehearsals:
        lines += [f"Disallow: /{section}/{election}/" for section in _SECTIONS]
        lines += [f"Disallow: /{section}/{election}{end}" for section in _WHOLE for end in "?$"]
        lines += [f"Disallow: {path}?*election={election}{end}" for path in _QUESTIONS for end in "&$"]
    return "\n".join([*lines, "Allow: /", "", f"Sitemap: {base}/sitemap.xml", ""])


def _elections(ask: Ask) -> list[VersionIndex]:
    found = []
    for code in ask.store.elections():
        try:
            found.append(ask.store.index(code, ask.store.pointer(code).version))
        except (NotPublished, StoreDamaged):
            continue
    return found

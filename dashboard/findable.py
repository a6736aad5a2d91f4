"""What search engines and other sites learn of a page: its whole title, its one address, whether to list it, its facts.

Called by `dashboard.shell`, `dashboard.site` and `dashboard.fragments`. Words come from the page; nothing is made up here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from components.format import clean
from components.languages import languages
from components.shell import page_title
from components.structured import About, contest_data, contest_steps, crumbs, election_data, event
from data.errors import NotPublished
from pages.page import Ask, Body, Page

#: Pages about one election, whose own title does not name it: two elections have a president each.
_OF_AN_ELECTION = frozenset({"contest", "station", "turnout", "changes", "incidents", "data", "charts"})
#: Choices of display: the same page, at the same address for search engines.
_DISPLAY = frozenset({"lang", "theme", "wall", "view", "measure", "at", "sort", "page"})
#: Pages whose address an oEmbed consumer may ask about.
_EMBEDDABLE = frozenset({"contest", "turnout"})


def title_of(page: Page, ask: Ask, body: Body) -> str:
    """Write the text of `<title>`; it names the election, so that no two pages of the site share a title."""
    rehearsal = bool(body.index and body.index.is_test)
    title = clean(body.title)
    if body.index is not None and page.name in _OF_AN_ELECTION:
        election = clean(body.index.title)
        title = title if election in title else f"{title} · {election}"
    return page_title(ask.t, title, rehearsal)


def description_of(page: Page, body: Body) -> str:
    """Return the sentence under the title in a list of pages found; it names the election as well."""
    if body.index is None or page.name not in {*_OF_AN_ELECTION, "overview"}:
        return body.description
    election = clean(body.index.title)
    return body.description if election in body.description else f"{election}: {body.description}"


def indexed(page: Page, ask: Ask, body: Body) -> bool:
    """Tell whether search engines may list the page: no rehearsal, no past version, nothing that is not there."""
    rehearsal = bool(body.index and body.index.is_test)
    return page.indexed and body.status == 200 and not rehearsal and not ask.pinned


def address(ask: Ask, lang: str) -> str:
    """Return this page's own address in a language, without display choices."""
    kept = {k: v for k, v in ask.query.items() if k not in _DISPLAY}
    if kept.get("election") == ask.current:
        kept.pop("election", None)
    if lang != "en":
        kept["lang"] = lang
    return ask.path + (f"?{urlencode(kept)}" if kept else "")


def alternates(ask: Ask) -> dict[str, str]:
    """Return the absolute addresses of the page by language, with the one for everybody else."""
    found = {lang: ask.public_url + address(ask, lang) for lang in languages()}
    return {**found, "x-default": found["en"]}


def oembed_of(page: Page, ask: Ask, body: Body) -> str:
    """Return the address that describes the page to other sites' editors; empty where it cannot be embedded."""
    if page.name not in _EMBEDDABLE or body.status != 200 or ask.pinned:
        return ""
    return ask.public_url + ask.urls.oembed(ask.public_url + address(ask, ask.lang))


def facts_of(page: Page, ask: Ask, body: Body) -> tuple[dict[str, Any], ...]:
    """Return what the page is about, in the words of schema.org; nothing for pages that are not listed."""
    index = body.index
    if index is None or not indexed(page, ask, body):
        return ()
    name = title_of(page, ask, body).removesuffix(": Matokeo")
    about = About(
        base=ask.public_url,
        address=ask.public_url + address(ask, ask.lang),
        name=name,
        description=ask.t(
            "Every published figure as files: {name}. Votes, stations counted, forms and their states, in numbered "
            "versions that never change.",
            name=name,
        ),
        index=index,
        urls=ask.urls,
        licence=ask.licence.url,
    )
    if page.name == "overview":
        words = ask.t("Results of {name}, as they are counted, station by station.", name=name)
        return (event(replace(about, description=words), _country(ask, body)),)
    if page.name == "data":
        return (election_data(about), crumbs(ask.public_url, _steps(ask, body)))
    if page.name == "contest" and body.document is not None:
        return contest_data(about, body.document), crumbs(ask.public_url, contest_steps(about, body.document))
    if page.name in _OF_AN_ELECTION:
        return (crumbs(ask.public_url, _steps(ask, body)),)
    return ()


def _steps(ask: Ask, body: Body) -> list[tuple[str, str]]:
    title = clean(body.index.title) if body.index else ""
    return [(title, ask.urls.home(body.election)), (clean(body.title), address(ask, ask.lang))]


def _country(ask: Ask, body: Body) -> str:
    """The name of the country, from the first contest that has a document of it."""
    index = body.index
    for line in index.contests if index else ():
        try:
            return clean(ask.document(index.election, line.code, index.root).area.name) if index else ""
        except NotPublished:
            continue
    return index.root if index else ""

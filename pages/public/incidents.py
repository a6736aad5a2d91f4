"""Public incidents of an election: moderated, delayed, by area, never a point.

Answers `/incidents/<election>`; filters are `?category=`, `?severity=` and `?area=`. Read from the file of a version; drawn by
`components.incidents`. Works without a script.
"""

from __future__ import annotations

from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from components.incidents import SEVERITIES, IncidentsView, incidents_figures, incidents_headline
from data.errors import NotPublished
from pages.page import Ask, Body, Page, Register

PAGE = Page(
    name="incidents",
    paths=("/incidents/<election>",),
    title="Incidents",
    order=9,
    access="public",
    query=("category", "severity", "area", "page"),
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, incidents_page)


def incidents_page(ask: Ask) -> Body:
    """Answer for the country or an area; raises `NotPublished` for an area that is not of this election."""
    election = ask.values["election"]
    pointer, index = ask.pointer(election), ask.index(election)
    told = ask.store.incidents(election, index.version)
    places = {place.code: place for place in ask.places(election).areas}
    code = ask.query.get("area", index.root)
    if code not in places:
        raise NotPublished(f"There is no area {code!r} in {election}.")
    sha = index.geometry.get(code, "")
    view = IncidentsView(
        index=index,
        t=ask.t,
        urls=ask.urls,
        told=told,
        places=places,
        area=places[code],
        given=_given(ask, {one.category for one in told.incidents} if told else set()),
        page=_page(ask.query.get("page", "1")),
        geometry=ask.store.geometry(sha) if sha else None,
        geometry_sha=sha,
        report_url=f"{ask.office_url}/report?election={quote(election)}"
        if index.reports and ask.office_url
        else "",
    )
    return Body(
        title=ask.t("Incidents"),
        description=incidents_headline(view),
        main=incidents_figures(view),
        section="incidents",
        election=election,
        index=index,
        pointer=pointer,
        headline=incidents_headline(view),
        live=f"/fragment/{election}/v{{version}}/_incidents/all.{ask.lang}.json" if not view.given else None,
    )


def _given(ask: Ask, categories: set[str]) -> dict[str, str]:
    """The filters of the address that mean something; others do not count."""
    known = {"category": categories, "severity": set(SEVERITIES)}
    given = {name: ask.query[name] for name, values in known.items() if ask.query.get(name) in values}
    return {**given, **({"area": ask.query["area"]} if "area" in ask.query else {})}


def _page(words: str) -> int:
    return int(words) if words.isascii() and words.isdecimal() and len(words) < 6 else 1

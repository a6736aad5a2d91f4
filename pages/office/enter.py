"""Enter a form of any place one works in: from the areas of one's scope down to a station, or an area's own form."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.format import clean
from components.office.observe import form_address
from components.office.places import area_page, top_page
from data.entry.areas import area_sources, below, open_elections
from data.entry.places import find_place
from data.errors import NotThere
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="enter",
    paths=("/enter",),
    title="Enter a form",
    order=13,
    access="manager",
    query=("election", "area", "station"),
    indexed=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, enter_page)


def enter_page(ask: OfficeAsk) -> OfficeBody:
    """Answer with the step at an area, or with where to begin; a station code leads straight to its forms."""
    election, area, station = (ask.query.get(name, "").strip() for name in ("election", "area", "station"))
    if election and station:
        return OfficeBody(title="", main=html.Div(), leads_to=form_address(election, station))
    title = ask.t("Enter a form")
    with ask.desk.acting(ask.actor) as connection:
        elections = open_elections(connection)
        if not area:
            tops = [(e.code, clean(e.title), e.tops) for e in elections]
            is_test = bool(elections) and all(e.is_test for e in elections)
            return OfficeBody(title=title, main=top_page(ask.t, tops), section="observe", is_test=is_test)
        chosen = election or (elections[0].code if elections else "")
        place = find_place(connection, chosen, area=area)
        known = next((e for e in elections if e.code == chosen), None)
        own = {ref.code for ref in known.tops} if known else set()
        # The way starts at the person's own area: what is above it is not theirs to open.
        first = next((n for n, ref in enumerate(place.path) if ref.code in own), None)
        if first is None:
            raise NotThere(f"{place.name} is not in the area you work in.")
        under = below(connection, place)
    main = area_page(
        ask.t,
        election=chosen,
        path=place.path[first:],
        sources=area_sources(place),
        areas=under.areas,
        stations=under.stations,
        cut=under.cut,
    )
    return OfficeBody(title=clean(place.name), main=main, section="observe", is_test=place.is_test)

"""A contest's page, drawn from one published document: figures in, tree out.

`contest_figures` is everything inside `<main>` below the place bar, for the first paint and for live fragments
alike. Order is the order of questions: who leads, by how much, how much is counted, what is needed, where, when,
every row. Used by `pages.public.contest`, and its parts by the overview and turnout pages.
"""

from __future__ import annotations

from dash.development.base_component import Component

from components.contest.beside import compare_section, neighbours_section, other_sources_section
from components.contest.map_part import map_section
from components.contest.more_charts import charts_link
from components.contest.out import came_in_section, out_section
from components.contest.own import own_forms_section
from components.contest.panel import area_panel, panel_section
from components.contest.progress import progress_section
from components.contest.race import race_section
from components.contest.races import races_progress, races_section, seats_section
from components.contest.rule import rule_section
from components.contest.stations import just_in_section, squares_section, stations_section
from components.contest.table import areas_section
from components.contest.wall import wall_figures
from components.contest.words import headline, race_title, standfirst
from components.markup import Node, h, to_html
from components.shell import as_of
from components.view import ContestView

__all__ = ["contest_figures", "headline_text", "lede_of", "panels", "race_title", "summary_text"]


def contest_figures(view: ContestView) -> Component:
    """Draw the figures of a contest page (the wall screen when `view.wall`)."""
    if view.wall:
        return wall_figures(view)
    if view.races_page:
        return h("div", "fig", *_from_above(view))
    return h("div", "fig", *_race(view))


def headline_text(view: ContestView) -> str:
    """Write the headline alone, for announcements and cards."""
    return headline(view)


def summary_text(view: ContestView) -> str:
    """Write headline and standfirst, for the page's description."""
    return " ".join(part for part in (f"{headline(view)}.", standfirst(view)) if part)


def panels(view: ContestView) -> dict[str, str]:
    """Render the panel of every sub-area, by code."""
    if view.stations_below:
        return {}
    return {child.code: to_html(area_panel(view, child)) for child in view.document.children}


def lede_of(view: ContestView, *, href: str | None = None) -> Component:
    """Draw status, headline and standfirst; `href` makes the headline a link and leaves the standfirst out."""
    stand = standfirst(view) if href is None else None
    words = headline(view)
    return h(
        "div",
        "lede",
        as_of(view.t, view.clock, view.document, view.urls),
        h("h1", "head", h("a", "plain", words, href=href) if href else words),
        h("p", "stand", stand) if stand else None,
    )


def _race(view: ContestView) -> list[Node]:
    need = rule_section(view) or compare_section(view)
    came_in = came_in_section(view)
    return [
        lede_of(view),
        h("div", "g2", race_section(view), progress_section(view)),
        _map_row(view, need),
        stations_section(view),
        _pair(out_section(view), None if view.document.ward_stations else came_in),
        areas_section(view),
        _pair(squares_section(view), _beside_squares(view, came_in)),
        own_forms_section(view),
        other_sources_section(view),
        charts_link(view) if came_in is None else None,
        neighbours_section(view),
    ]


def _beside_squares(view: ContestView, came_in: Component | None) -> Component | None:
    if not view.document.ward_stations:
        return None
    return came_in or just_in_section(view)


def _from_above(view: ContestView) -> list[Node]:
    return [
        lede_of(view),
        h("div", "g2", seats_section(view), races_progress(view)),
        _map_row(view, None),
        races_section(view),
        _pair(out_section(view), came_in_section(view)),
        areas_section(view) if view.children_above_races else None,
    ]


def _map_row(view: ContestView, need: Component | None) -> Component | None:
    picture, panel = map_section(view), panel_section(view)
    if picture is None:
        return _pair(need, panel)
    return h("div", "g2 map", need, picture, panel)


def _pair(left: Component | None, right: Component | None) -> Component | None:
    if left is None or right is None:
        return left or right
    return h("div", "g2 eq", left, right)

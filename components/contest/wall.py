"""The wall screen: one race on 1920 x 1080, read from across a room, no interaction.

Same words and figures as the page; the selection walks by itself (`assets/js`).
"""

from __future__ import annotations

from dash.development.base_component import Component

from components.contest.map_part import legend, map_slot
from components.contest.out import votes_in_letters
from components.contest.progress import stations_meter
from components.contest.race import race_body
from components.contest.races import nothing_words, race_count, seats_body
from components.contest.rule import spread_rule
from components.contest.words import headline, race_title
from components.format import clean
from components.mapsvg import map_picture
from components.markup import Node, h
from components.shell import as_of
from components.view import ContestView

JUST_IN_SHOWN = 3


def wall_figures(view: ContestView) -> Component:
    """Draw the whole wall."""
    document = view.document
    picture = map_picture(view, labels=False, links=False, outline=False)
    parts: list[Node] = [_top(view)]
    if picture is not None:
        parts.append(h("div", "map", map_slot(view, picture), legend(view)))
    right: list[Node] = [h("h1", None, headline(view, with_counted=False))]
    if view.races_page:
        if document.seats:
            right += seats_body(view, race_count(view))
        else:
            right.append(h("p", "stand", nothing_words(view)))
    else:
        right += race_body(view)
    right.append(stations_meter(view))
    if document.win is not None and document.win.spread_areas is not None and view.has_votes:
        right.append(spread_rule(view, document.win, numbered=False))
    parts.append(h("div", "rt", *right))
    parts.append(_bottom(view))
    return h("div", "wallfig" if picture is not None else "wallfig nomap", *parts)


def _top(view: ContestView) -> Component:
    return h(
        "div",
        "top",
        h("span", "brand", "Matokeo"),
        h("b", None, race_title(view)),
        as_of(view.t, view.clock, view.document, view.urls),
    )


def _bottom(view: ContestView) -> Component:
    items: list[Node] = [h("b", None, view.t("JUST IN"))]
    for form in view.document.just_in[:JUST_IN_SHOWN]:
        votes = votes_in_letters(view, form.votes, ", ")
        items.append(
            h(
                "span",
                None,
                h("span", "muted", view.clock.time(form.received_at)),
                " ",
                h("b", None, clean(form.station.name)),
                f", {clean(form.area.name)}" + (f": {votes}" if votes else ""),
            )
        )
    return h("div", "bot", *items)

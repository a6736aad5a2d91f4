"""Map and turnout of an embed: the picture with its legend, and the share of voters who voted."""

from __future__ import annotations

from dash.development.base_component import Component

from components.contest.map_part import legend
from components.contest.progress import meter
from components.embed.race import nothing
from components.format import clean, number, percent
from components.i18n import level_count
from components.mapsvg import has_picture, map_picture, off_map
from components.markup import Node, h
from components.paint import leader_keys
from components.view import ContestView

_MODES = {"leader": "lead", "votes": "bub", "counted": "cnt"}
_NAMED = 8


def picture(view: ContestView) -> Component | None:
    """Draw the map; `None` where no sub-area has a shape."""
    if not has_picture(view):
        return None
    svg = map_picture(view, labels=False, links=False, outline=False, small=True)
    return h("div", "mapbox", svg, data_v=_MODES.get(view.shown_measure, "val"))


def key(view: ContestView, *, half: bool = False) -> Component:
    """Draw the legend of the map; `half` adds the line of the bars."""
    line = h("p", "cap", view.t("Line in the bars: half of the valid votes.")) if half else None
    return h("div", "lg", legend(view), line, _named(view), _off(view))


def _named(view: ContestView) -> Component | None:
    """Say whose letters stand on the map; party abbreviations say it themselves."""
    if view.shown_measure != "leader" or not view.by_code or view.children_above_races:
        return None
    letters = ", ".join(f"{lead.letter} {lead.name}" for lead in leader_keys(view).values())
    return h("p", "cap", view.t("Letters: {letters}.", letters=letters)) if letters else None


def _off(view: ContestView) -> Component | None:
    missing, t = off_map(view), view.t
    if not missing:
        return None
    names = ", ".join(clean(child.name) for child in missing[:_NAMED])
    if len(missing) > _NAMED and view.document.child_level:
        rest = level_count(t, view.document.child_level, len(missing) - _NAMED)
        names = t("{names} and {rest} more", names=names, rest=rest)
    return h("p", "cap", t("Not on the map: {names}. They are in the table.", names=names))


def turnout_body(view: ContestView) -> list[Node]:
    """Draw the turnout of the area: the share, of whom it is, and its bar."""
    t, votes = view.t, view.document.votes
    if view.document.stations.counted == 0:
        return [nothing(view)]
    if votes.turnout_pct is None:
        return [h("p", None, h("span", "nil", t("Not stated on these forms")))]
    pct = percent(votes.turnout_pct, 2)
    said: list[Node] = [
        h("p", "big num", pct),
        meter(min(votes.turnout_pct, 100.0), label=t("Turnout {pct}", pct=pct)),
    ]
    if votes.cast is not None and votes.registered_counted is not None:
        words = t(
            "{cast} ballots cast of {registered} registered voters",
            cast=number(votes.cast),
            registered=number(votes.registered_counted),
        )
        said.append(h("p", "cap", words))
    stated, counted = votes.cast_stations, view.document.stations.counted or 0
    if stated is not None and stated < counted:
        words = t("Stated on the forms of {n} of {total} stations.", n=number(stated), total=number(counted))
        said.append(h("p", "cap", words))
    said.append(h("p", "cap", t("Ballots cast of the registered voters of the stations counted.")))
    return said

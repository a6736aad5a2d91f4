"""The heatmap of incidents: filters, the night as a slider, the map's box with its legend, and the ranking of areas as its twin.

Called by `pages.office.incident_map`. The script `incidentmap.js` draws hexagons and points into the map; the ranking is
there without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import dash_leaflet as dl
from dash.development.base_component import Component

from components.format import clean, number
from components.i18n import Translator
from components.markup import Node, h
from components.office.incident import SEVERITIES, STATUSES
from components.office.incidentqueue import PATH as QUEUE
from components.office.manage import island_slot, with_query
from components.svg import Raw, el
from data.records import IncidentCategory
from data.records.incidents import Hotspots

PATH = "/manage/incidents/map"
_NOTHING = {"type": "FeatureCollection", "features": []}
STEPS = 5


@dataclass(frozen=True, kw_only=True)
class MapView:
    """What the page shows; `levels` are the names an area can be ranked at, the root left out."""

    t: Translator
    election: str
    given: Mapping[str, str]
    categories: Sequence[IncidentCategory]
    levels: Sequence[str]
    level_words: Mapping[str, str]
    head: Component
    hotspots: Hotspots | None = None
    fault: str = ""


def island() -> Component:
    """An empty map without tiles: outlines, hexagons over them; points are the script's own markers."""
    shapes = {"zoomToBounds": False, "bubblingMouseEvents": False}
    made: Component = dl.MapContainer(
        [
            dl.GeoJSON(
                id="im-base", data=_NOTHING, style={"variable": "matokeo.incidentmap.ground"},
                onEachFeature={"variable": "matokeo.incidentmap.grounded"}, interactive=False, **shapes,
            ),
            dl.GeoJSON(
                id="im-hexes", data=_NOTHING, style={"variable": "matokeo.incidentmap.look"},
                onEachFeature={"variable": "matokeo.incidentmap.each"}, **shapes,
            ),
        ],
        id="im-map", className="im-map", center=[0, 37], zoom=6, zoomSnap=0.5, zoomControl=False, attributionControl=False,
        scrollWheelZoom=False, preferCanvas=False, keyboard=True, maxZoom=17, minZoom=3, zoomAnimation=False,
        fadeAnimation=False, markerZoomAnimation=False,
    )  # fmt: skip
    return made


def map_page(view: MapView) -> Component:
    """Draw the page."""
    t = view.t
    points = h(
        "ul", "im-points", id="im-points", hidden=True, aria_label=t("Incidents on this part of the map")
    )
    back = with_query(QUEUE, {k: v for k, v in view.given.items() if k != "level"})
    head = h("div", "im-head", h("h1", "ttl", t("Where incidents happen")), view.head)
    ways = h("p", "iq-ways", h("a", "btn", t("Queue"), href=back))
    if view.hotspots is None:
        return h("div", "im", head, ways, h("p", "note-bad", view.fault, role="alert"))
    return h(
        "div",
        "im",
        head,
        ways,
        _filters(view),
        h(
            "div",
            "im-two",
            h(
                "section",
                None,
                h("h2", "vh", t("Map")),
                _legend(t),
                _box(t),
                _slider(t),
                points,
                aria_label=t("Map"),
            ),
            _ranking(view, view.hotspots),
        ),
    )


def _filters(view: MapView) -> Component:
    t = view.t
    kinds = [el("option", t("All kinds"), value="")]
    kinds += [
        _option(t(kind.title), kind.category, view.given.get("category", "")) for kind in view.categories
    ]
    severities = [el("option", t("All severities"), value="")]
    severities.append(_option(t("High and critical"), "high,critical", view.given.get("severity", "")))
    severities += [
        _option(t(words[0]), code, view.given.get("severity", "")) for code, words in SEVERITIES.items()
    ]
    chosen = view.given.get("status", "all")
    statuses = [_option(t("All statuses"), "all", chosen), _option(t("Open"), "open", chosen)]
    statuses += [_option(t(words), code, chosen) for code, words in STATUSES.items()]
    levels = [
        _option(view.level_words.get(name, name), name, view.given.get("level", "")) for name in view.levels
    ]
    fields: list[Node] = [
        el("input", type="hidden", name="election", value=view.election),
        _labelled(t("Kind"), el("select", *kinds, name="category")),
        _labelled(t("How serious"), el("select", *severities, name="severity")),
        _labelled(t("Status"), el("select", *statuses, name="status")),
        _labelled(t("Rank areas by"), el("select", *levels, name="level")),
    ]
    button = h("button", "btn", t("Show"), type="submit")
    return h("form", "im-filter", *fields, button, method="get", action=PATH, id="im-filter")


def _labelled(words: str, control: Node) -> Component:
    return h("label", None, h("span", None, words), control)


def _option(words: str, value: str, chosen: str) -> Raw:
    return el("option", words, value=value, selected="selected" if value == chosen else None)


def _patterns() -> Raw:
    """The patterns of the steps, for legend and map alike."""
    dot = [el("circle", cx=2, cy=2, r=1)]
    dots = [el("circle", cx=1.5, cy=1.5, r=1.2), el("circle", cx=4.5, cy=4.5, r=1.2)]
    stripes = [el("path", d="M0 6 6 0M-1 1 1-1M5 7 7 5", stroke_width=1.5)]
    checks = [el("path", d="M0 5 5 0M0 0 5 5", stroke_width=1.6)]
    defs = [
        el(
            "pattern",
            el("rect", width=size, height=size),
            *inner,
            id=f"im-p{n}",
            class_="im-pat",
            width=size,
            height=size,
            patternUnits="userSpaceOnUse",
        )
        for n, (size, inner) in enumerate(((8, dot), (6, dots), (6, stripes), (5, checks)), start=1)
    ]
    return el("svg", el("defs", *defs), width=0, height=0, class_="vh", aria_hidden="true")


def _legend(t: Translator) -> Component:
    """Name the steps; their bounds are the script's, which knows the fullest hexagon."""
    steps = [
        h("li", None, el("svg", el("rect", class_=f"hex s{n}", width=28, height=16), width=28, height=16, aria_hidden="true"),
          h("span", "num", "–", data_step=str(n)))
        for n in range(1, STEPS + 1)
    ]  # fmt: skip
    urgent = h(
        "li", None,
        el("svg", el("rect", class_="hex s1 urgent", x=1, y=1, width=26, height=14), width=28, height=16, aria_hidden="true"),
        h("span", None, "▲ ", t("high or critical among them")),
    )  # fmt: skip
    return h(
        "div",
        "im-legend",
        _patterns(),
        h("p", None, t("Incidents in a hexagon")),
        h("ul", None, *steps, urgent),
        aria_label=t("Legend"),
        role="group",
    )


def _box(t: Translator) -> Component:
    tools = [
        h("button", "btn", h("span", None, sign, aria_hidden="true"), type="button", data_zoom=act, aria_label=words, title=words)
        for act, sign, words in (("in", "+", t("Larger")), ("out", "−", t("Smaller")), ("all", "□", t("The whole country")))
    ]  # fmt: skip
    said = h("p", "im-said", id="im-said", role="status")
    waits = t("The map is being drawn. The ranking says the same in words.")
    return h(
        "div",
        "im-box",
        h("div", "im-frame", island_slot(kind="incidents", words=waits), h("div", "im-tools", *tools)),
        said,
    )  # fmt: skip


def _slider(t: Translator) -> Component:
    play = h("button", "btn", t("Play"), type="button", id="im-play", aria_pressed="false", disabled=True)
    hour = el("input", type="range", id="im-hour", min="0", max="0", value="0", step="1", disabled="disabled")
    mode = el(
        "select",
        el("option", t("all until this hour"), value="until"),
        el("option", t("this hour only"), value="only"),
        id="im-mode",
    )
    return h(
        "div",
        "im-night",
        play,
        h("label", "im-hour", h("span", None, t("Hour of the night")), hour),
        h("output", "num", t("all hours"), id="im-when", for_="im-hour"),
        _labelled(t("Show"), mode),
        h("div", "im-bars", id="im-bars", aria_hidden="true"),
    )


def _ranking(view: MapView, found: Hotspots) -> Component:
    t = view.t
    heads = (t("Area"), t("Incidents"), t("Stations"), t("Times the usual"), t("Chance"))
    table = h(
        "table",
        "t im-rank",
        h("caption", "vh", t("Areas by incidents against their stations")),
        h("thead", None, h("tr", None, *[h("th", "n" if at else None, words, scope="col") for at, words in enumerate(heads)])),
        h("tbody", None, *ranking_rows(t, found, view.given), id="im-rows"),
    )  # fmt: skip
    told = t(
        "Incidents against stations, drawn towards the usual where stations are few; least likely by chance first."
    )
    total = t("{n} incidents at {s} stations", n=number(found.incidents), s=number(found.stations))
    empty = (
        h("p", "void iq-none", h("span", None, t("No incident matches these filters.")))
        if not found.hotspots
        else None
    )
    return h(
        "section", "im-hot", h("h2", None, t("Hotspots")), h("p", "cap", told), h("p", "cap num", total),
        empty if empty is not None else h("div", "tw", table), id="im-hot",
    )  # fmt: skip


def ranking_rows(t: Translator, found: Hotspots, given: Mapping[str, str]) -> list[Component]:
    """Draw one row an area; its name leads to the queue of that area."""
    kept = {k: v for k, v in given.items() if k != "level"}
    rows = []
    for spot in found.hotspots:
        href = with_query(QUEUE, kept, area=spot.area.code)
        urgent = h("span", "cap iq-sig", " ▲ ", number(spot.urgent)) if spot.urgent else None
        rows.append(
            h(
                "tr",
                None,
                h("th", None, h("a", None, clean(spot.area.name), href=href), scope="row"),
                h("td", "n", number(spot.incidents), urgent),
                h("td", "n", number(spot.stations)),
                h("td", "n", f"× {spot.times:.1f}"),
                h("td", "n", chance(t, spot.surprise)),
            )
        )
    return rows


def chance(t: Translator, surprise: float) -> str:
    """Write how often so many would come by chance: `1 in 200`; common things are no news."""
    if surprise < 1:
        return t("common")
    if surprise >= 6:
        return t("below 1 in a million")
    places = 10 ** (int(surprise) - 1) if surprise >= 2 else 1
    return t("1 in {n}", n=number(round(10**surprise / places) * places))


def script_words(t: Translator) -> dict[str, str]:
    """Return what the map's script says."""
    n = "{n}"
    return {
        "im_hexes": t("{n} incidents in {cells} hexagons.", n=n, cells="{cells}"),
        "im_points": t("{n} incidents, each at its place.", n=n),
        "im_unplaced": t("{n} have no place on the map.", n=n),
        "im_cut": t("More than can be drawn: come closer."),
        "im_none": t("No incident matches these filters."),
        "im_lost": t("No answer. What is drawn is from before."),
        "im_all": t("all hours"),
        "im_until": t("until {time}", time="{time}"),
        "im_only": t("in the hour from {time}", time="{time}"),
        "im_play": t("Play"),
        "im_pause": t("Pause"),
        "im_map": t(
            "Map of incidents. Arrows move it, plus and minus change its size; the ranking says the same in words."
        ),
        "im_cluster": t("{n} incidents here. Open", n=n),
        "im_about": t("place of its station or area"),
        "im_common": t("common"),
        "im_rare": t("below 1 in a million"),
        "im_one_in": t("1 in {n}", n=n),
    }

"""The map's section: heading, measure switch, legend, the slot with the picture, and what is not on the map.

The live map takes the slot's place and reads the same paints; the switch is links, so it works without script.
"""

from __future__ import annotations

from dash.development.base_component import Component

from components import ids
from components.format import clean, number
from components.i18n import N_, level_count
from components.mapsvg import bubble_radius, map_picture, off_map
from components.markup import Node, h
from components.paint import (
    LEAD_STEPS,
    MARGIN_INK,
    SHARE_STEPS,
    STEPS_SHOWN,
    SWING_INK,
    SWING_STEPS,
    TURNOUT_INK,
    TURNOUT_STEPS,
    Leading,
    ink_mix,
    is_open,
    leader_keys,
    swing_candidate,
)
from components.svg import el
from components.view import ContestView

_TITLES = {
    "leader": N_("Who leads where"),
    "margin": N_("How close it is"),
    "votes": N_("Lead in votes"),
    "counted": N_("How much is counted where"),
    "turnout": N_("Turnout"),
    "swing": N_("Change since the earlier election"),
}
_MODES = {"leader": "lead", "votes": "bub", "counted": "cnt"}
_SHARES_OFFERED = 4
_NAMED_OFF_MAP = 12


def map_section(view: ContestView) -> Component | None:
    """Draw the section; absent where the children are stations or have no shapes at all."""
    if view.stations_below or not view.document.children:
        return None
    picture = map_picture(view)
    if picture is None:
        return None
    return h(
        "section",
        "blk a-map",
        h("div", "bar-top", h("h2", None, measure_title(view), id=ids.H_MAP), measure_switch(view)),
        legend(view),
        map_slot(view, picture),
        h("p", "cap gap", *_below(view)),
        aria_labelledby=ids.H_MAP,
    )


def map_slot(view: ContestView, picture: Node) -> Component:
    """Draw the box that holds the picture until the live map stands there."""
    return h(
        "div",
        "mapbox mapslot",
        picture,
        id=ids.MAP,
        data_v=_MODES.get(view.shown_measure, "val"),
        data_measure=view.shown_measure,
        data_geo=view.document.geometry,
    )


def measure_title(view: ContestView) -> str:
    """Name the picture that a measure gives."""
    if view.shown_measure.startswith("share:"):
        return view.t("Share of {name}", name=view.name_of(view.shown_measure.partition(":")[2]))
    return view.t(_TITLES.get(view.shown_measure, _TITLES["leader"]))


def measures_offered(view: ContestView) -> list[tuple[str, str]]:
    """List the measures this page can show, with their labels; the first three are always there."""
    t, children = view.t, view.document.children
    if view.children_above_races:
        alone = [("counted", t("Counted"))]
        return alone + (
            [("turnout", t("Turnout"))] if any(c.turnout_pct is not None for c in children) else []
        )
    offered = [("leader", t("Leader")), ("votes", t("Lead in votes")), ("counted", t("Counted"))]
    if any(child.margin_pp is not None for child in children):
        offered.append(("margin", t("How close")))
    if any(child.turnout_pct is not None for child in children):
        offered.append(("turnout", t("Turnout")))
    if view.has_votes:
        offered += [
            (f"share:{c.code}", t("Share of {name}", name=view.short[c.code]))
            for c in view.ranked[:_SHARES_OFFERED]
        ]
    if swing_candidate(view):
        offered.append(("swing", t("Change since {year}", year=earlier_year(view))))
    return offered


def earlier_year(view: ContestView) -> str:
    """The year of the election that figures are compared with."""
    baseline = view.document.baseline
    return baseline.date[:4] if baseline else view.t("the earlier election")


def measure_switch(view: ContestView) -> Component:
    """Draw the switch: three measures at hand, the others folded."""
    offered = measures_offered(view)
    first = h(
        "div",
        "seg",
        *[_measure_link(view, name, label) for name, label in offered[:3]],
        role="group",
        aria_label=view.t("Map shows"),
    )
    rest = offered[3:]
    if not rest:
        return first
    current = dict(rest).get(view.shown_measure)
    links = h("ul", None, *[h("li", None, _measure_link(view, name, label)) for name, label in rest])
    folded = h("details", "pick", h("summary", "btn", current or view.t("More")), links)
    return h("div", "switch", first, folded)


def _measure_link(view: ContestView, name: str, label: str) -> Component:
    d = view.document
    query = {} if name == "leader" else {"measure": name}
    return h(
        "a",
        None,
        label,
        href=view.urls.contest(d.election, d.contest, d.area.code, **query),
        data_measure=name,
        aria_current="true"
        if name == view.shown_measure or (name == "leader" and view.shown_measure not in _known(view))
        else None,
    )


def _known(view: ContestView) -> set[str]:
    return {name for name, _ in measures_offered(view)}


def legend(view: ContestView) -> Component:
    """Draw the legend of the measure."""
    measure = view.shown_measure
    if measure == "votes":
        return _bubble_legend(view)
    if measure == "counted":
        return _counted_legend(view)
    return h(
        "div", "legend", *_ramps(view), _marks(view, hatch=True), role="group", aria_label=view.t("Legend")
    )


def _ramps(view: ContestView) -> list[Node]:
    t, measure = view.t, view.shown_measure
    if measure == "turnout":
        return [_ink_ramp(t("Turnout, percent"), (0.0, *TURNOUT_STEPS), TURNOUT_INK)]
    if measure == "margin":
        return [_ink_ramp(t("Lead of the leader, points"), (0.0, *LEAD_STEPS), MARGIN_INK)]
    if measure.startswith("share:"):
        code = measure.partition(":")[2]
        if code in view.keys:
            title = t("{name}, percent of the valid votes", name=view.name_of(code))
            return [_party_ramp(title, view.keys[code], (0.0, *SHARE_STEPS))]
    if measure == "swing":
        return _swing_ramps(view)
    leaders = list(leader_keys(view).values())
    if is_open(view):
        return [_open_key(view, leaders)]
    return [
        _party_ramp(
            t("{name} leads by, points", name=lead.name if view.by_code else lead.letter),
            lead.key,
            (0.0, *LEAD_STEPS),
        )
        for lead in leaders
    ]


def _swing_ramps(view: ContestView) -> list[Node]:
    code = swing_candidate(view)
    if code is None:
        return []
    t, name = view.t, view.name_of(code)
    return [
        _party_ramp(t("▲ {name} gains, points", name=name), view.keys[code], (0.0, *SWING_STEPS)),
        _ink_ramp(t("▼ {name} loses, points", name=name), (0.0, *SWING_STEPS), SWING_INK),
    ]


def _party_ramp(title: str, key: str, bounds: tuple[float, ...]) -> Component:
    cells = [_cell(f"f{step}", None, bounds, step - 1) for step in STEPS_SHOWN]
    return h("div", "r", h("b", None, title), h("div", f"ramp p-{key}", *cells))


def _ink_ramp(title: str, bounds: tuple[float, ...], inks: tuple[int, ...]) -> Component:
    cells = [_cell(None, ink_mix(ink), bounds, place) for place, ink in enumerate(inks)]
    return h("div", "r", h("b", None, title), h("div", "ramp", *cells))


def _cell(cls: str | None, fill: str | None, bounds: tuple[float, ...], place: int) -> Component:
    label = f"{bounds[place]:.0f}" + ("+" if place == len(bounds) - 1 else "")
    return h("span", None, h("i", cls, style={"background": fill} if fill else None), label)


def _open_key(view: ContestView, leaders: list[Leading]) -> Component:
    return h(
        "div",
        "key open",
        *[
            h(
                "span",
                f"p-{lead.key}",
                h("i", "f3"),
                f"{lead.letter} {lead.name}" if view.by_code else lead.letter,
            )
            for lead in leaders
        ],
    )


def _marks(view: ContestView, *, hatch: bool) -> Component:
    t = view.t
    thin = (
        h("span", None, h("i", "k-thin"), h("span", None, t("fewer than a quarter of stations counted")))
        if hatch
        else None
    )
    return h("div", "x", thin, h("span", None, h("i", "k-void"), h("span", None, t("not reported"))))


def _bubble_legend(view: ContestView) -> Component:
    t = view.t
    largest = max((c.margin_votes or 0 for c in view.document.children if c.leader), default=0)
    sizes = _round_sizes(largest)
    circles = None
    if sizes:
        outer = bubble_radius(sizes[0], largest)
        inner = bubble_radius(sizes[-1], largest)
        box = round(2 * outer + 2)
        circles = h(
            "span",
            None,
            el(
                "svg",
                el("circle", cx=outer + 1, cy=outer + 1, r=outer),
                el("circle", cx=outer + 1, cy=2 * outer + 1 - inner, r=inner),
                width=box,
                height=box,
                fill="none",
                stroke="var(--ink)",
                aria_hidden="true",
            ),
            t("{large} and {small} votes", large=number(sizes[0]), small=number(sizes[-1])),
        )
    return h(
        "div",
        "key legend-k",
        h("span", None, t("Circle area: lead in votes; colour and letter: the leader")),
        circles,
        h("span", None, h("i", "k-void"), t("not reported")),
    )


def _round_sizes(largest: int) -> list[int]:
    if largest < 10:
        return []
    power = 10 ** (len(str(largest)) - 1)
    return [power, power // 10] if power >= 10 else [power]


def _counted_legend(view: ContestView) -> Component:
    t = view.t
    return h(
        "div",
        "key legend-k",
        h("span", None, t("Share of stations counted")),
        h("span", None, "0% ", h("i", "k-grad"), " 100%"),
        h("span", None, h("i", "k-void"), t("not reported")),
    )


def _below(view: ContestView) -> list[Node]:
    t, sentences = view.t, []
    missing = off_map(view)
    if missing:
        names = ", ".join(clean(child.name) for child in missing[:_NAMED_OFF_MAP])
        if len(missing) > _NAMED_OFF_MAP and view.document.child_level:
            rest = level_count(t, view.document.child_level, len(missing) - _NAMED_OFF_MAP)
            names = t("{names} and {rest} more", names=names, rest=rest)
        sentences.append(t("Not on the map: {names}. They are in the table.", names=names))
    if view.shown_measure in ("leader", "votes") and view.by_code:
        listed = [lead for lead in leader_keys(view).values()]
        if listed:
            letters = ", ".join(f"{lead.letter} {lead.name}" for lead in listed)
            sentences.append(t("Label: leader's letter and lead in points ({letters}).", letters=letters))
    if view.shown_measure == "leader":
        sentences.append(t("Land does not vote: see Lead in votes."))
    return [" ".join(sentences)]

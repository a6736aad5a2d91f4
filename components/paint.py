"""How each area of a map looks: the one place where fill, step, hatch, dots, label and words are decided.

The inline picture (`components.mapsvg`) and the live map (values shipped as JSON) both read `area_paint`, so they
agree. Hatch is a thin count, dots are no report; a tie has no party's colour. Must not draw.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from components.counts import is_counted, progress_of
from components.format import clean, decimal, percent, points, signed
from components.theme import entrant_key
from components.view import LEVEL_WITHIN_PP, ContestView
from data.records import ChildTotal

THIN = 4  # fewer than one in so many stations counted: hatched
OPEN_RACE_LEADERS = 4
LEAD_STEPS = (5.0, 15.0, 30.0)
SHARE_STEPS = (25.0, 50.0, 75.0)
SWING_STEPS = (2.0, 5.0, 10.0)
TURNOUT_STEPS = (40.0, 50.0, 60.0, 70.0, 80.0)
TURNOUT_INK = (10, 22, 36, 52, 68, 84)
MARGIN_INK = (78, 50, 26, 10)
SWING_INK = (12, 28, 46, 64)
TIE_INK = 14
# Up to here a label in ink can be read on a share of ink in every theme, from there on one in paper; between, ink with a halo.
LIGHT_INK, DARK_INK = 43, 57
STEPS_SHOWN = (1, 2, 3, 4)


@dataclass(frozen=True)
class Bubble:
    """A circle whose area is a lead in votes."""

    key: str
    letter: str
    votes: int


@dataclass(frozen=True)
class AreaPaint:
    """The look of one area in one measure.

    `key` and `step` name a party ramp's step, `ink` a share of ink in paper; neither and `void` is "not reported".
    `dark` says that a label on the fill must be light in the light theme (steps 4, strong ink).
    """

    key: str | None = None
    step: int = 0
    ink: int | None = None
    void: bool = False
    hatch: bool = False
    label: str = ""
    text: str = ""
    bubble: Bubble | None = None

    @property
    def fill(self) -> str:
        """The fill as CSS."""
        if self.void:
            return "url(#pv)"
        if self.key:
            return f"var(--{self.key}-m{self.step})"
        return ink_mix(self.ink or 0)

    @property
    def label_class(self) -> str:
        """The class of a label on this fill."""
        if self.hatch or self.void:
            return "lh"
        if self.key:
            return f"l{self.step}"
        ink = self.ink or 0
        return "ln" if ink <= LIGHT_INK else "lp" if ink >= DARK_INK else "lh"

    def values(self) -> dict[str, Any]:
        """Write the paint for JSON: short names, absent where it says nothing."""
        out: dict[str, Any] = {"f": self.fill, "t": self.text}
        if self.label:
            out |= {"l": self.label, "c": self.label_class}
        if self.void:
            out["v"] = 1
        if self.hatch:
            out["h"] = 1
        if self.bubble:
            out["b"] = {"k": self.bubble.key, "l": self.bubble.letter, "n": self.bubble.votes}
        return out


def ink_mix(ink: int) -> str:
    """Write a share of ink in paper as CSS."""
    return f"color-mix(in oklab,var(--ink) {ink}%,var(--paper))"


def step_of(value: float, bounds: tuple[float, ...]) -> int:
    """Return 1 + the number of bounds that `value` has reached."""
    return 1 + sum(value >= bound for bound in bounds)


@dataclass(frozen=True)
class Leading:
    """Who leads in an area, as a map names them."""

    code: str
    name: str
    letter: str
    key: str


def leading(view: ContestView, child: ChildTotal) -> Leading | None:
    """Say who leads in a sub-area; `None` when level or not reported."""
    if child.leader is None:
        return None
    if child.leader in view.by_code:
        code = child.leader
        return Leading(code, view.name_of(code), view.letters[code], view.keys[code])
    race = view.race_by_area.get(child.code)
    if race is None or race.leader is None:
        return None
    party = race.party
    letter = clean(party.abbreviation or party.code) if party else "–"
    return Leading(
        race.leader, clean(race.leader_name or race.leader), letter, entrant_key(party, race.leader)
    )


def is_open(view: ContestView) -> bool:
    """Whether more candidates or parties lead somewhere than a map can give a ramp each."""
    return len(leader_keys(view)) > OPEN_RACE_LEADERS


def leader_keys(view: ContestView) -> dict[str, Leading]:
    """List who leads anywhere on the map, by colour key, the one with most areas first."""
    found: dict[str, list[Leading]] = {}
    for child in view.document.children:
        lead = leading(view, child) if is_counted(child) else None
        if lead:
            found.setdefault(lead.key, []).append(lead)
    order = sorted(found.values(), key=lambda leads: -len(leads))
    return {leads[0].key: leads[0] for leads in order}


def area_paint(view: ContestView, child: ChildTotal, measure: str | None = None) -> AreaPaint:
    """Decide how one sub-area looks in a measure."""
    measure = measure or view.shown_measure
    if view.children_above_races and measure != "turnout":
        measure = "counted"
    if not is_counted(child):
        return AreaPaint(void=True, text=not_reported_text(view, child))
    if measure == "counted":
        return _counted(view, child)
    if measure == "turnout":
        return _turnout(view, child)
    if measure.startswith("share:"):
        return _share(view, child, measure.partition(":")[2])
    if measure == "swing":
        return _swing(view, child)
    if measure == "margin":
        return _margin(view, child)
    return _leader(view, child, votes=measure == "votes")


def map_values(view: ContestView, measure: str | None = None) -> dict[str, dict[str, Any]]:
    """Return the paint of every sub-area by code, for the live map."""
    return {child.code: area_paint(view, child, measure).values() for child in view.document.children}


def not_reported_text(view: ContestView, child: ChildTotal) -> str:
    """Say that a sub-area has not reported, or has nothing to report."""
    if view.empty(child):
        return f"{clean(child.name)}: {nothing_here(view, child)}"
    return view.t("{area}: not reported yet", area=clean(child.name))


def nothing_here(view: ContestView, child: ChildTotal) -> str:
    """Say why a sub-area has no figures of its own."""
    if not view.empty(child):
        return view.t("Not reported")
    return view.t("No stations") if child.stations.total == 0 else view.t("No race here")


def counted_words(view: ContestView, child: ChildTotal) -> str:
    """Say how many stations of a sub-area are counted; an unknown total is not made up."""
    return progress_of(child.stations).words(view.t)


def _thin(child: ChildTotal) -> bool:
    part = progress_of(child.stations).part
    return part is not None and part * THIN < 1


def _is_level(child: ChildTotal) -> bool:
    return child.leader is None or (child.margin_pp is not None and child.margin_pp < LEVEL_WITHIN_PP)


def lead_sentence(view: ContestView, child: ChildTotal) -> str:
    """Say who leads in a sub-area and by how much, with how much is counted."""
    t, lead = view.t, leading(view, child)
    area, counted = clean(child.name), counted_words(view, child)
    if lead is None or _is_level(child):
        return t("{area}: the first two are level, {counted}", area=area, counted=counted)
    if child.margin_pp is None:
        return t("{area}: {leader} leads, {counted}", area=area, leader=lead.name, counted=counted)
    return t(
        "{area}: {leader} leads by {pp} points, {counted}",
        area=area,
        leader=lead.name,
        pp=points(child.margin_pp),
        counted=counted,
    )


def short_points(value: float) -> str:
    """Write points for a map label: whole, one decimal below one point."""
    return points(value) if value < 1 else decimal(value, 0)


def _leader(view: ContestView, child: ChildTotal, *, votes: bool) -> AreaPaint:
    lead = leading(view, child)
    text = lead_sentence(view, child)
    if lead is None or _is_level(child):
        return AreaPaint(ink=0 if votes else TIE_INK, label="=", text=text, hatch=_thin(child) and not votes)
    margin = child.margin_pp or 0.0
    bubble = Bubble(lead.key, lead.letter, child.margin_votes or 0) if votes else None
    if votes:
        return AreaPaint(ink=0, text=text, bubble=bubble)
    step = 3 if is_open(view) or child.margin_pp is None else step_of(margin, LEAD_STEPS)
    label = f"{lead.letter} +{short_points(margin)}" if child.margin_pp is not None else lead.letter
    return AreaPaint(key=lead.key, step=step, hatch=_thin(child), label=label, text=text)


def _margin(view: ContestView, child: ChildTotal) -> AreaPaint:
    text, margin = lead_sentence(view, child), child.margin_pp
    if margin is None:
        return AreaPaint(void=True, text=text)
    ink = MARGIN_INK[step_of(margin, LEAD_STEPS) - 1]
    return AreaPaint(ink=ink, hatch=_thin(child), label=short_points(margin), text=text)


def _counted(view: ContestView, child: ChildTotal) -> AreaPaint:
    progress = progress_of(child.stations)
    text = f"{clean(child.name)}: {counted_words(view, child)}"
    if progress.part is None:
        return AreaPaint(ink=50, text=text)
    return AreaPaint(ink=max(1, round(100 * progress.part)), label=progress.percent(), text=text)


def _turnout(view: ContestView, child: ChildTotal) -> AreaPaint:
    area = clean(child.name)
    if child.turnout_pct is None:
        return AreaPaint(void=True, text=view.t("{area}: turnout is not stated on these forms", area=area))
    text = view.t(
        "{area}: turnout {pct}, {counted}",
        area=area,
        pct=percent(child.turnout_pct),
        counted=counted_words(view, child),
    )
    ink = TURNOUT_INK[step_of(child.turnout_pct, TURNOUT_STEPS) - 1]
    return AreaPaint(ink=ink, hatch=_thin(child), label=percent(child.turnout_pct, 0), text=text)


def _share(view: ContestView, child: ChildTotal, code: str) -> AreaPaint:
    value = view.child_share(child, code)
    if value is None or code not in view.keys:
        return AreaPaint(void=True, text=not_reported_text(view, child))
    text = view.t(
        "{area}: {name} {pct} of the valid votes, {counted}",
        area=clean(child.name),
        name=view.name_of(code),
        pct=percent(value),
        counted=counted_words(view, child),
    )
    step = step_of(value, SHARE_STEPS)
    return AreaPaint(key=view.keys[code], step=step, hatch=_thin(child), label=percent(value, 0), text=text)


def swing_candidate(view: ContestView) -> str | None:
    """Name the candidate whose change since the earlier election is shown: the first in rank who has one."""
    for candidate in view.ranked:
        if candidate.swing_pp is not None or any(candidate.code in c.swing for c in view.document.children):
            return candidate.code
    return None


def _swing(view: ContestView, child: ChildTotal) -> AreaPaint:
    code, area = swing_candidate(view), clean(child.name)
    value = child.swing.get(code) if code else None
    if code is None or value is None:
        return AreaPaint(void=True, text=view.t("{area}: no comparison", area=area))
    text = view.t(
        "{area}: {name} {points} points, {counted}",
        area=area,
        name=view.name_of(code),
        points=signed(value),
        counted=counted_words(view, child),
    )
    step = step_of(abs(value), SWING_STEPS)
    if value > 0:
        return AreaPaint(key=view.keys[code], step=step, hatch=_thin(child), label=signed(value), text=text)
    return AreaPaint(ink=SWING_INK[step - 1], hatch=_thin(child), label=signed(value), text=text)

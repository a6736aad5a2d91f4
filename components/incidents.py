"""The public page of incidents: what moderators made public, counted, on a map of areas, and as a list. No script needed.

Called by `pages.public.incidents`. A place is an area, never a point; words say how late and how coarse that is on purpose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from dash.development.base_component import Component

from components.format import Clock, clean, number
from components.i18n import N_, Translator, level_title
from components.incidentsmap import incident_map
from components.markup import Node, h
from components.urls import UrlBuilder
from data.records import Place, VersionIndex
from data.records.incidents import PublicIncident
from data.records.publication import PublicIncidents
from data.records.words import SEVERITY

ROWS = 25
SEVERITIES = dict(reversed(SEVERITY.items()))
_STATUSES = {
    "reported": N_("Reported"),
    "investigating": N_("Being looked into"),
    "resolved": N_("Resolved"),
}


@dataclass(frozen=True)
class IncidentsView:
    """Everything the page shows; `given` are the filters of the address, `area` the one that the page is about."""

    index: VersionIndex
    t: Translator
    urls: UrlBuilder
    told: PublicIncidents | None
    places: Mapping[str, Place]
    area: Place
    given: Mapping[str, str]
    page: int = 1
    geometry: dict[str, Any] | None = None
    geometry_sha: str = ""
    report_url: str = ""

    @property
    def clock(self) -> Clock:
        """The election's clock."""
        return Clock(self.index.timezone, self.t.lang)

    @cached_property
    def here(self) -> tuple[PublicIncident, ...]:
        """The incidents of the page's area, before the other filters."""
        listed = self.told.incidents if self.told else ()
        return tuple(one for one in listed if self.area.code in self.above(one.area.code))

    @cached_property
    def chosen(self) -> tuple[PublicIncident, ...]:
        """The incidents that all filters leave."""
        return tuple(
            one
            for one in self.here
            if all(
                self.given.get(name, getattr(one, name)) == getattr(one, name)
                for name in ("category", "severity")
            )
        )

    @cached_property
    def children(self) -> tuple[Place, ...]:
        """The areas right below the page's area."""
        return tuple(place for place in self.places.values() if place.parent == self.area.code)

    @cached_property
    def by_child(self) -> dict[str, int]:
        """How many of the chosen incidents each area below has; one that names no area below is in none."""
        counts = Counter(code for one in self.chosen for code in self.above(one.area.code))
        return {child.code: counts.get(child.code, 0) for child in self.children}

    def above(self, code: str) -> tuple[str, ...]:
        """An area's code and those of the areas above it."""
        found: list[str] = []
        place = self.places.get(code)
        while place is not None and place.code not in found:
            found.append(place.code)
            place = self.places.get(place.parent or "")
        return tuple(found) or (code,)

    def href(self, **changes: str | int | None) -> str:
        """The address of this page with some filters changed (`None` takes one out)."""
        kept: dict[str, str | int | None] = {**self.given, **changes}
        if kept.get("area") == self.index.root:
            kept["area"] = None
        return self.urls.incidents(self.index.election, **kept)


def incidents_headline(view: IncidentsView) -> str:
    """Say how many incidents are public here."""
    area = clean(view.area.name)
    if not view.here:
        return view.t("{area}: no incident is public", area=area)
    return view.t.n(
        "{area}: {n} incident is public", "{area}: {n} incidents are public", len(view.here), area=area
    )


def incidents_figures(view: IncidentsView) -> Component:
    """Draw the page."""
    t = view.t
    words = [
        h("p", "stand", _standing(view)),
        h("p", None, t("They say nothing about the results: these are counted from forms.")),
    ]
    if view.told is not None:
        words.append(h("p", "cap", t("As of {time}.", time=view.clock.full(view.told.as_of))))
    lede = h("div", "lede inclede", h("h1", "head", incidents_headline(view)), *words, _report(view))
    if not view.here:
        return h("div", "fig", lede, _empty(view), _up(view))
    return h("div", "fig", lede, _up(view), h("div", "incgrid", _places(view), _kinds(view)), _list(view))


def _standing(view: IncidentsView) -> str:
    t, told = view.t, view.told
    if told is None:
        return t("This election has made no incident public.")
    grain = level_title(t, told.grain).lower()
    delay = _span(t, told.delay_min)
    return t(
        "What people reported and a moderator checked, in the moderator's words. It appears at least {delay} after the report and"
        " names no place finer than a {grain}: both on purpose, for the safety of those who reported.",
        delay=delay,
        grain=grain,
    )


def _span(t: Translator, minutes: int) -> str:
    if minutes and minutes % 60 == 0:
        return t.n("{n} hour", "{n} hours", minutes // 60)
    return t.n("{n} minute", "{n} minutes", minutes)


def _report(view: IncidentsView) -> Component | None:
    if not view.report_url:
        return None
    return h("p", "gap", h("a", "btn", view.t("Report an incident"), href=view.report_url))


def _empty(view: IncidentsView) -> Component:
    words = view.t(
        "No incident of this area is public. That does not mean that nothing happened: reports are checked before they appear."
    )
    return h("section", "blk", h("p", "void incnone", h("span", None, words)))


def _up(view: IncidentsView) -> Component | None:
    """The way back from an area, and the filters that hold, each with a link that takes it out."""
    t = view.t
    steps = [
        h("li", None, h("a", None, clean(view.places[code].name), href=view.href(area=code, page=None)))
        for code in reversed(view.above(view.area.code)[1:])
    ]
    ways: list[Node] = []
    if steps:
        here = h("li", None, clean(view.area.name), aria_current="page")
        ways.append(h("nav", "crumb", h("ol", None, *steps, here), aria_label=t("Area")))
    held: dict[str, Callable[[str], str]] = {
        "severity": lambda v: SEVERITIES.get(v, v),
        "category": lambda v: _category(view, v),
    }
    chips = [
        h(
            "a",
            "btn",
            t(title(view.given[name])),
            h("span", None, " ×", aria_hidden="true"),
            h("span", "vh", " ", t("take out")),
            href=view.href(**{name: None, "page": None}),
        )
        for name, title in held.items()
        if name in view.given
    ]
    if chips:
        ways.append(h("p", "incways", t("Only:"), " ", *chips))
    return h("div", "blk", *ways) if ways else None


def _category(view: IncidentsView, code: str) -> str:
    return clean(next((one.category_title for one in view.here if one.category == code), code))


def _places(view: IncidentsView) -> Component | None:
    """Map and list of the areas below; an area with nothing public is said to have nothing public, not nothing."""
    if not view.children or view.area.code not in _reach(view):
        return None
    t = view.t
    level = level_title(t, view.children[0].level)
    picture = None
    if view.geometry is not None:
        picture = incident_map(
            view.geometry,
            view.geometry_sha,
            view.by_child,
            {child.code: clean(child.name) for child in view.children},
            href=lambda code: view.href(area=code, page=None),
            words=t("Map: public incidents by area. The list beside it holds the same figures."),
        )
    ranked = sorted(view.children, key=lambda child: (-view.by_child[child.code], child.name))
    some = [child for child in ranked if view.by_child[child.code]]
    most = max(view.by_child.values(), default=0)
    rows = [
        _bar(clean(child.name), view.by_child[child.code], most, view.href(area=child.code, page=None))
        for child in some
    ]
    rest = len(view.children) - len(some)
    none = (
        t.n("{n} other area has no public incident.", "{n} other areas have no public incident.", rest)
        if rest
        else None
    )
    head = h("header", None, h("h2", None, t("By area ({level})", level=level)))
    return h(
        "section", "blk", head, picture, h("ul", "incbars", *rows), h("p", "cap", none) if none else None
    )


def _reach(view: IncidentsView) -> set[str]:
    """Areas that hold incidents named more finely than themselves: below the grain there is nothing to split."""
    return {code for one in view.here for code in view.above(one.area.code)[1:]}


def _kinds(view: IncidentsView) -> Component:
    t = view.t
    others = {"category": _only(view, "severity"), "severity": _only(view, "category")}
    categories = Counter(one.category for one in others["category"]).most_common()
    severities = Counter(one.severity for one in others["severity"])
    return h(
        "div",
        None,
        _counts(view, "severity", t("By severity"), [(code, severities[code]) for code in SEVERITIES if severities[code]],
                lambda code: t(SEVERITIES.get(code, code))),
        _counts(view, "category", t("By kind"), categories, lambda code: t(_category(view, code))),
    )  # fmt: skip


def _only(view: IncidentsView, name: str) -> list[PublicIncident]:
    """The incidents that one filter leaves: the counts beside it are of what a choice would show."""
    return [one for one in view.here if view.given.get(name, getattr(one, name)) == getattr(one, name)]


def _counts(
    view: IncidentsView, name: str, title: str, counts: list[tuple[str, int]], words: Callable[[str], str]
) -> Component:
    most = max((n for _, n in counts), default=0)
    rows = []
    for code, n in counts:
        on = view.given.get(name) == code
        rows.append(
            _bar(words(code), n, most, view.href(**{name: None if on else code, "page": None}), on=on)
        )
    return h("section", "blk", h("header", None, h("h2", None, title)), h("ul", "incbars", *rows))


def _bar(label: str, n: int, most: int, href: str, *, on: bool = False) -> Component:
    width = {"width": f"{100 * n / most:.1f}%"} if most else None
    link = h(
        "a",
        None,
        h("span", None, label),
        h("b", "num", number(n)),
        href=href,
        aria_current="true" if on else None,
    )
    return h("li", None, link, h("i", None, style=width, aria_hidden="true"))


def _list(view: IncidentsView) -> Component:
    t = view.t
    pages = max(1, -(-len(view.chosen) // ROWS))
    page = min(max(1, view.page), pages)
    shown = view.chosen[(page - 1) * ROWS : page * ROWS]
    head = h(
        "header",
        None,
        h("h2", None, t.n("{n} incident, newest first", "{n} incidents, newest first", len(view.chosen))),
    )
    rows = h("ol", "inclines", *[_line(view, one) for one in shown])
    links: list[Node] = [t("Page {n} of {total}", n=page, total=pages)]
    for to, words in ((page - 1, t("Page before")), (page + 1, t("Next page"))):
        if 1 <= to <= pages:
            links += [" ", h("a", "btn", words, href=view.href(page=to))]
    cut = None
    if view.told is not None and view.told.total > len(view.told.incidents):
        cut = h("p", "cap", t("Only the newest {n} are listed.", n=number(len(view.told.incidents))))
    return h("section", "blk", head, rows, h("p", "incways", *links) if pages > 1 else None, cut, id="list")


def _line(view: IncidentsView, one: PublicIncident) -> Component:
    t = view.t
    severity = t(SEVERITIES[one.severity]) if one.severity in SEVERITIES else clean(one.severity)
    urgent = one.severity in ("high", "critical")
    facts: list[Node] = [
        h("span", "incsev hot" if urgent else "incsev", "▲ " if urgent else None, severity),
        h("time", None, _hour(view, one.hour), dateTime=view.clock.iso(one.hour)),
        h("span", None, clean(one.area.name), ", ", level_title(t, one.area.level).lower()),
        h("span", None, t(_STATUSES[one.status]) if one.status in _STATUSES else clean(one.status)),
    ]
    return h(
        "li",
        None,
        h("h3", None, t(clean(one.category_title))),
        h("p", "incfacts", *facts),
        h("p", None, clean(one.text)),
    )


def _hour(view: IncidentsView, moment: datetime) -> str:
    return view.t("in the hour from {time}", time=view.clock.full(moment))

"""What a figure function gets: the records of one page, the reader's words, addresses and choices.

Built by pages, read by `components`. Adds only lookups on the records (short names, colour keys, shares of a
sub-area, order of the ranking); no figure is computed here that a record already holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from components import ids
from components.counts import has_figures, is_counted
from components.format import Clock, clean, share, short_names
from components.i18n import Translator
from components.theme import document_colours, entrant_key
from components.urls import UrlBuilder
from data.records import (
    AreaForms,
    AreaRef,
    CandidateTotal,
    ChildTotal,
    ContestLine,
    Places,
    Pointer,
    PublicForm,
    RaceLine,
    ResultsDocument,
    VersionIndex,
)

MEASURES = ("leader", "votes", "counted", "turnout", "swing")
LEVEL_WITHIN_PP = 0.005


def known_measures(document: ResultsDocument) -> tuple[str, ...]:
    """List what a map of this document can be asked for; whether the figures are there is another matter."""
    shares = sorted(document.candidates, key=lambda c: (-c.votes, c.ballot_order))
    return (*MEASURES, "margin", *(f"share:{c.code}" for c in shares))


@dataclass(frozen=True)
class ContestView:
    """Everything a contest page draws from.

    `geometry` is the decoded TopoJSON of the children; `measure` is one of `leader`, `margin` (the same picture),
    `votes`, `counted`, `turnout`, `share:<candidate>`, `swing`; `parent` is the document to compare with; `forms` are
    the forms of the area, where they were read; `cells` are the cartograms by level: a hexagon `[column, row, group]` by area
    code.
    """

    document: ResultsDocument
    index: VersionIndex
    pointer: Pointer
    t: Translator
    urls: UrlBuilder
    geometry: dict[str, Any] | None = None
    measure: str = "leader"
    selected: str | None = None
    wall: bool = False
    page: int = 1
    sort: str | None = None
    parent: ResultsDocument | None = None
    neighbours: tuple[AreaRef, ...] = ()
    forms: AreaForms | None = None
    cells: Mapping[str, Mapping[str, Sequence[int]]] = field(default_factory=dict)

    @property
    def lang(self) -> str:
        """The reader's language."""
        return self.t.lang

    @cached_property
    def clock(self) -> Clock:
        """Writes times in the election's zone and the reader's language."""
        return Clock(self.document.timezone, self.lang)

    @cached_property
    def contest(self) -> ContestLine | None:
        """The contest's line in the index."""
        return next((line for line in self.index.contests if line.code == self.document.contest), None)

    @cached_property
    def seats_to_fill(self) -> int:
        """How many candidates of one race are elected."""
        rule = self.contest.win_rule if self.contest else {}
        seats = rule.get("seats", 1)
        return seats if isinstance(seats, int) and seats > 0 else 1

    @cached_property
    def ranked(self) -> tuple[CandidateTotal, ...]:
        """Candidates by votes, equals in ballot order."""
        return tuple(sorted(self.document.candidates, key=lambda c: (-c.votes, c.ballot_order)))

    @cached_property
    def by_code(self) -> dict[str, CandidateTotal]:
        """Candidates by code."""
        return {c.code: c for c in self.document.candidates}

    @cached_property
    def short(self) -> dict[str, str]:
        """Short names of everybody on the page, by candidate code."""
        names = {c.code: c.name for c in self.document.candidates}
        return short_names(names)

    @cached_property
    def letters(self) -> dict[str, str]:
        """A letter or two for each candidate: the initial of the short name where it is not taken."""
        given: dict[str, str] = {}
        for candidate in self.ranked:
            name = self.short[candidate.code].strip("\u2068\u2069") or "?"
            options = [name[:1].upper(), name[:2].title(), f"{name[:1].upper()}{len(given) + 1}"]
            given[candidate.code] = next(
                clean(o) for o in [*options, str(len(given) + 1)] if clean(o) not in given.values()
            )
        return given

    @cached_property
    def keys(self) -> dict[str, str]:
        """The colour key of each candidate."""
        return {c.code: entrant_key(c.party, c.code) for c in self.document.candidates}

    @cached_property
    def colours(self) -> dict[str, str]:
        """Colour keys that have CSS on this page."""
        return document_colours(self.document)

    @cached_property
    def has_votes(self) -> bool:
        """Whether any form of this area is in the figures."""
        return has_figures(self.document) and any(c.votes for c in self.document.candidates)

    @cached_property
    def level_tie(self) -> bool:
        """Whether the first two are inside 0.005 points of each other."""
        if len(self.ranked) < 2 or not self.has_votes:
            return False
        document = self.document
        return document.leader is None or (
            document.margin_pp is not None and document.margin_pp < LEVEL_WITHIN_PP
        )

    @cached_property
    def races_page(self) -> bool:
        """Whether the contest is seen from above its races."""
        return bool(self.document.races) or (
            not self.document.candidates and self._above_races(self.document.area.level)
        )

    @cached_property
    def children_above_races(self) -> bool:
        """Whether even the sub-areas lie above the races: they have no leader, only a count."""
        return self._above_races(self.document.child_level)

    def _above_races(self, level: str | None) -> bool:
        levels, race = list(self.index.levels), self.document.contest_level
        return level in levels and race in levels and levels.index(level) < levels.index(race)

    @cached_property
    def then(self) -> dict[str, str]:
        """Candidates of the earlier election who stand again: code then -> code now, by the same code or name."""
        baseline = self.document.baseline
        now = {frozenset(c.name.casefold().split()): c.code for c in self.document.candidates}
        found = {c.code: c.code for c in self.document.candidates}
        for code, name in (baseline.candidates if baseline else {}).items():
            again = now.get(frozenset(name.casefold().split()))
            if again:
                found[code] = again
        return found

    @cached_property
    def race_by_area(self) -> dict[str, RaceLine]:
        """Races by the code of their area, on a page seen from above the races."""
        return {race.area.code: race for race in self.document.races}

    @cached_property
    def not_reported(self) -> tuple[ChildTotal, ...]:
        """Sub-areas that have something to report but no counted form, most registered voters first."""
        missing = [c for c in self.document.children if not is_counted(c) and not self.empty(c)]
        return tuple(sorted(missing, key=lambda c: (-(c.registered or 0), -(c.stations.total or 0))))

    def empty(self, child: ChildTotal) -> bool:
        """Whether a sub-area has nothing to report: no station, or no race of this contest."""
        if child.stations.total == 0:
            return True
        raced = bool(self.document.races) and child.level == self.document.contest_level
        return raced and child.code not in self.race_by_area

    @cached_property
    def shown_measure(self) -> str:
        """The measure of the map; where even the sub-areas lie above the races, only counts can be shown."""
        if self.children_above_races and self.measure != "turnout":
            return "counted"
        return self.measure

    @cached_property
    def chosen(self) -> ChildTotal | None:
        """The sub-area shown first: the one in the address, else the one with most valid votes."""
        children = self.document.children
        if not children or self.stations_below:
            return None
        named = next((child for child in children if child.code == self.selected), None)
        return named or max(children, key=lambda child: (child.valid or 0, child.stations.counted or 0))

    @cached_property
    def stations_below(self) -> bool:
        """Whether the children are polling stations."""
        return self.document.child_level == "station"

    @cached_property
    def own_forms(self) -> tuple[PublicForm, ...]:
        """The forms of this contest that are of the area itself, not of its stations."""
        found = self.forms.forms if self.forms else ()
        return tuple(form for form in found if form.contest == self.document.contest and form.station is None)

    @property
    def forms_href(self) -> str:
        """Where the forms behind this area's figures are: on this page, or one level down, or the document."""
        if self.stations_below or self.document.ward_stations:
            return f"#{ids.FORMS}"
        if self.document.children:
            return f"#{ids.AREAS}"
        if self.own_forms:
            return f"#{ids.OWN}"
        return self.document_href

    @property
    def document_href(self) -> str:
        """The published document of this page."""
        d = self.document
        return self.urls.document(d.election, d.version, d.contest, d.area.code)

    def area_href(self, code: str, fragment: str = "") -> str:
        """The page of this contest in another area."""
        return self.urls.contest(self.document.election, self.document.contest, code, fragment)

    def publishes(self, level: str | None) -> bool:
        """Whether documents exist for areas of `level`."""
        if level is None or level == "station":
            return level == "station"
        return (
            self.contest is None
            or not self.contest.levels_published
            or level in self.contest.levels_published
        )

    def child_share(self, child: ChildTotal, code: str) -> float | None:
        """A candidate's share of the valid votes of a sub-area, two decimals."""
        if not child.votes:
            return None
        return share(child.votes.get(code, 0), child.valid or sum(child.votes.values()), 2)

    def name_of(self, code: str | None) -> str:
        """The short name of a candidate, or the code where the page does not know it."""
        return self.short.get(code or "", clean(code or ""))

    def full_name(self, candidate: CandidateTotal) -> str:
        """A candidate's whole name, fit for display."""
        return clean(candidate.name)


def neighbours_of(places: Places, code: str) -> tuple[AreaRef, ...]:
    """Name the areas that border on an area."""
    by_code = {place.code: place for place in places.areas}
    here = by_code.get(code)
    found = (by_code.get(n) for n in here.neighbours) if here else ()
    return tuple(AreaRef(code=p.code, name=p.name, level=p.level) for p in found if p)


def path_of(places: Places, code: str) -> tuple[AreaRef, ...]:
    """Name an area's ancestors from the root down, itself last; empty for an unknown code."""
    by_code = {place.code: place for place in places.areas}
    found: list[AreaRef] = []
    here = by_code.get(code)
    while here and len(found) < 20:
        found.append(AreaRef(code=here.code, name=here.name, level=here.level))
        here = by_code.get(here.parent) if here.parent else None
    return tuple(reversed(found))

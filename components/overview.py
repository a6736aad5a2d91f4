"""The overview of an election: the first contest large, chambers with their seats, the others as cards.

Called by `pages.public.overview`. Draws from the country's documents; every figure is the one of the contest's page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dash.development.base_component import Component

from components.contest import headline_text, lede_of, summary_text
from components.contest.map_part import legend, map_slot
from components.contest.progress import meter, progress_body
from components.contest.race import not_reported_card, race_body
from components.contest.races import nothing_words, race_count, seats_body
from components.contest.wall import wall_figures
from components.counts import has_figures, is_counted, progress_of
from components.format import Clock, clean, number, part_percent, percent
from components.i18n import Translator
from components.mapsvg import map_picture
from components.markup import Node, h
from components.shell import contest_title
from components.theme import party_key
from components.urls import UrlBuilder
from components.view import ContestView
from data.records import ContestLine, Pointer, ResultsDocument, VersionIndex

CHAMBER_FROM = 100


@dataclass(frozen=True)
class OverviewView:
    """Everything the overview draws from: the country's document of each contest, the first one with its map."""

    index: VersionIndex
    pointer: Pointer
    t: Translator
    urls: UrlBuilder
    documents: Mapping[str, ResultsDocument]
    lead: ContestView | None
    wall: bool = False

    @property
    def clock(self) -> Clock:
        """Writes times in the election's zone and the reader's language."""
        return Clock(self.index.timezone, self.t.lang)

    def contest(self, document: ResultsDocument) -> ContestView:
        """The view of one contest's country page, without a map."""
        return ContestView(
            document=document, index=self.index, pointer=self.pointer, t=self.t, urls=self.urls
        )


def overview_headline(view: OverviewView) -> str:
    """Write the headline of the first contest."""
    return headline_text(view.lead) if view.lead else view.t("No contest has been published yet")


def overview_summary(view: OverviewView) -> str:
    """Write a description of the page."""
    return f"{clean(view.index.title)}. {summary_text(view.lead)}" if view.lead else clean(view.index.title)


def overview_figures(view: OverviewView) -> Component:
    """Draw the overview (the first contest's wall when asked for)."""
    if view.lead is None:
        return h("div", "fig", h("div", "lede", h("h1", "head", overview_headline(view))))
    if view.wall:
        return wall_figures(view.lead)
    first = view.lead.document.contest
    rest = [line for line in view.index.contests if line.code != first and line.code in view.documents]
    chamber = _chamber(view, rest)
    others = [line for line in rest if chamber is None or line.code != chamber.code]
    return h(
        "div",
        "fig home",
        _facts(view),
        lede_of(view.lead, href=_href(view, first)),
        _first(view, view.lead),
        _chamber_section(view, chamber) if chamber else None,
        _others(view, others),
    )


def _href(view: OverviewView, contest: str) -> str:
    return view.urls.contest(view.index.election, contest)


def _facts(view: OverviewView) -> Component:
    t, index = view.t, view.index
    day = view.clock.date(datetime.fromisoformat(f"{index.date}T12:00:00+00:00")) if index.date else ""
    facts = [
        "" if index.date[:4] in index.title else day,
        t.n("{n} contest", "{n} contests", len(index.contests)),
    ]
    stations = max((line.stations.total or 0 for line in index.contests), default=0)
    if stations:
        facts.append(t.n("{n} station", "{n} stations", stations))
    return h("p", "facts muted", " · ".join(fact for fact in facts if fact))


def _first(view: OverviewView, lead: ContestView) -> Component:
    picture = map_picture(lead, labels=False, outline=False)
    title = contest_title(view.t, lead.document.contest_title)
    body = seats_body(lead, race_count(lead)) if lead.races_page and lead.document.seats else race_body(lead)
    figures = h("div", None, *body, h("div", "gap3", *progress_body(lead, turnout=False)))
    where = h("div", "homemap", map_slot(lead, picture), legend(lead)) if picture is not None else None
    return h(
        "section",
        "blk",
        h(
            "div",
            "bar-top",
            h("h2", None, h("a", "plain", f"{title} →", href=_href(view, lead.document.contest))),
        ),
        h("div", "g2", figures, where) if where else figures,
    )


def _chamber(view: OverviewView, lines: list[ContestLine]) -> ContestLine | None:
    """The contest shown with its seats: the first with many races that a half circle can show."""
    return next((line for line in lines if CHAMBER_FROM <= line.races <= 450), None)


def _chamber_section(view: OverviewView, line: ContestLine) -> Component:
    t, contest = view.t, view.contest(view.documents[line.code])
    races = race_count(contest)
    head = h(
        "div",
        "bar-top",
        h(
            "div",
            None,
            h("h2", None, contest_title(t, line.title)),
            h("p", None, t("One dot is one seat; it takes its party's colour when somebody leads there.")),
        ),
        h("a", None, t.n("{n} race →", "All {n} races →", races), href=_href(view, line.code)),
    )
    picture, key = seats_body(contest, races)
    right: Node = key if contest.document.seats else not_reported_card(contest, nothing_words(contest))
    return h(
        "section",
        "blk",
        h("header", None, head),
        h("div", "g2 eq mid", h("div", None, picture), h("div", None, right)),
    )


def _others(view: OverviewView, lines: list[ContestLine]) -> Component | None:
    if not lines:
        return None
    cards = [_card(view, line) for line in lines]
    return h(
        "section",
        "blk",
        h("header", None, h("h2", None, view.t("The other contests"))),
        h("div", "cards3", *cards),
    )


def _card(view: OverviewView, line: ContestLine) -> Component:
    t, document = view.t, view.documents[line.code]
    contest = view.contest(document)
    races = t.n("{n} race", "{n} races", line.races)
    head = h(
        "div",
        "l",
        h("h3", None, h("a", None, contest_title(t, line.title), href=_href(view, line.code))),
        h("span", "cap", races),
    )
    progress = progress_of(document.stations)
    label = progress.title(t)
    counts = h("div", "l cap", h("span", None, label), h("span", None, progress.of_total(t)))
    return h("article", "card", head, *_standing(contest), counts, meter(100 * (progress.part or 0)))


def _standing(contest: ContestView) -> list[Node]:
    document, t = contest.document, contest.t
    if contest.races_page:
        reported = sum(1 for race in document.races if is_counted(race))
        if not reported:
            return [not_reported_card(contest, nothing_words(contest))]
        led = sorted(document.seats, key=lambda seat: -seat.leading)[:4]
        rows = [
            _party_row(contest, seat.party.abbreviation or seat.party.name, seat.party.code, seat.leading)
            for seat in led
        ]
        note = t.n(
            "{reported} of {n} race has forms",
            "{reported} of {n} races have forms",
            race_count(contest),
            reported=number(reported),
        )
        return [h("ul", "leadlist", *rows), h("p", "cap", t("Races led in. {note}", note=note))]
    if not contest.has_votes or not has_figures(document):
        return [not_reported_card(contest)]
    rows = [
        h(
            "li",
            f"p-{contest.keys[c.code]}",
            h("i", "sw"),
            h("span", None, contest.short[c.code]),
            h("b", "num", percent(c.share_pct)),
        )
        for c in contest.ranked[:3]
    ]
    progress = progress_of(document.stations)
    note = (
        t("{pct} of stations counted", pct=part_percent(progress.done, progress.total))
        if progress.total
        else ""
    )
    return [h("ul", "leadlist", *rows), h("p", "cap", note)]


def _party_row(contest: ContestView, name: str, code: str, count: int) -> Component:
    return h(
        "li", f"p-{party_key(code)}", h("i", "sw"), h("span", None, clean(name)), h("b", "num", number(count))
    )

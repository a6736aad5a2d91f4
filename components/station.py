"""One polling station: a card for each contest with its form, its state in words and why it is held if it is.

Called by `pages.public.station`. The rows are those of the ward's documents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from components.contest.panel import bar_row
from components.contest.progress import chip, nil_chip
from components.format import Clock, clean, number, percent
from components.holds import hold_words
from components.i18n import N_, Translator
from components.markup import Node, h
from components.provenance import HistoryView, history, sources_table
from components.shell import contest_title, status_flag
from components.urls import UrlBuilder
from components.view import ContestView
from data.records import (
    AreaRef,
    ChildTotal,
    ContestLine,
    HeldForm,
    Pointer,
    PublicForm,
    ResultsDocument,
    StationPlace,
    VersionIndex,
)

_STATE_SENTENCES = {
    "preliminary": N_("Entered once; a second, independent person has not confirmed it yet."),
    "verified": N_("A second, independent person agreed with the entry."),
    "confirmed": N_("A manager has signed it off."),
    "disputed": N_("Held out of the totals until a person has decided."),
}


@dataclass(frozen=True)
class StationView:
    """Everything a station's page draws from: its place, the ward's document of each contest, its forms."""

    index: VersionIndex
    pointer: Pointer
    t: Translator
    urls: UrlBuilder
    station: StationPlace
    path: Sequence[AreaRef]
    documents: Mapping[str, ResultsDocument]
    held: Sequence[HeldForm] = ()
    forms: Sequence[PublicForm] = ()

    @property
    def clock(self) -> Clock:
        """Writes times in the election's zone and the reader's language."""
        return Clock(self.index.timezone, self.t.lang)

    def row(self, contest: str) -> ChildTotal | None:
        """The station's row in the ward's document of a contest."""
        document = self.documents.get(contest)
        rows = document.children if document else ()
        return next((child for child in rows if child.code == self.station.code), None)


def station_headline(view: StationView) -> str:
    """Say how many contests of a station have a counted form."""
    rows = [row for line in view.index.contests if (row := view.row(line.code)) is not None]
    counted = sum(1 for row in rows if row.stations.counted)
    return view.t.n(
        "{station}: {counted} of {n} form is counted",
        "{station}: {counted} of {n} forms are counted",
        len(rows),
        station=clean(view.station.name),
        counted=number(counted),
    )


def station_summary(view: StationView) -> str:
    """Describe the page."""
    where = ", ".join(clean(area.name) for area in reversed(view.path))
    return f"{station_headline(view)}. {where}"


def station_figures(view: StationView) -> Component:
    """Draw the station's page."""
    t = view.t
    lines = [line for line in view.index.contests if line.code in view.documents]
    cards = [_contest(view, line) for line in lines]
    return h(
        "div",
        "fig",
        h(
            "div",
            "lede",
            h("div", "asof", status_flag(t, view.index.status), _where(view)),
            h("h1", "head", clean(view.station.name)),
            h("p", "stand", _about(view)),
        ),
        *cards,
        None
        if cards
        else h("section", "blk", h("p", None, t("No contest has figures at the level of stations."))),
    )


def _where(view: StationView) -> Component | None:
    first = next((line.code for line in view.index.contests if line.code in view.documents), None)
    if first is None:
        return None
    steps = [
        h(
            "li",
            None,
            h("a", None, clean(area.name), href=view.urls.contest(view.index.election, first, area.code)),
        )
        for area in view.path
    ]
    return h("nav", "crumb", h("ol", None, *steps), aria_label=view.t("Areas of this station"))


def _about(view: StationView) -> list[Node]:
    t, station = view.t, view.station
    voters = (
        t("registered voters not known")
        if station.registered is None
        else t.n("{n} registered voter", "{n} registered voters", station.registered)
    )
    return [h("span", "code", station.code), f" · {voters}"]


def _contest(view: StationView, line: ContestLine) -> Component:
    t, document = view.t, view.documents[line.code]
    row = view.row(line.code)
    title = contest_title(t, line.title)
    link = h(
        "a", "plain", f"{title} →", href=view.urls.contest(view.index.election, line.code, document.area.code)
    )
    head = h("header", None, h("div", "bar-top", h("h2", None, link), _state(t, row)))
    if row is None or row.state is None:
        body: list[Node] = [
            h(
                "div",
                "void nrbox",
                h(
                    "span",
                    None,
                    h("b", None, t("Not reported yet")),
                    h("br"),
                    h("span", "cap", t("No form of this station is in")),
                ),
            )
        ]
    else:
        body = _form(view, document, row)
    return h("section", "blk", head, *body, *_provenance(view, document, title), id=f"c-{line.code}")


def _provenance(view: StationView, document: ResultsDocument, title: str) -> list[Node]:
    """The station's forms of every source in this contest: side by side, then how each came to be."""
    forms = [form for form in view.forms if form.contest == document.contest]
    names = {
        one.code: clean(one.name) for one in sorted(document.candidates, key=lambda one: one.ballot_order)
    }
    drawn = HistoryView(t=view.t, clock=view.clock, urls=view.urls, names=names)
    caption = view.t("Sources of the figures of this station: {contest}", contest=title)
    return [sources_table(drawn, forms, caption), history(drawn, forms, label=title)]


def _state(t: Translator, row: ChildTotal | None) -> Component:
    if row is None or row.state is None:
        return nil_chip(t("Not reported"))
    return chip(t, row.state)


def _form(view: StationView, document: ResultsDocument, row: ChildTotal) -> list[Node]:
    contest = ContestView(document=document, index=view.index, pointer=view.pointer, t=view.t, urls=view.urls)
    words = view.t(_STATE_SENTENCES[row.state]) if row.state in _STATE_SENTENCES else ""
    waits = _is_withheld(view, document.contest)
    return [
        h("p", "say", words),
        h("p", "say", view.t("The figures are shown once a second person has entered the same."))
        if waits
        else None,
        _hold(view, document.contest, row),
        h("div", "g2", h("div", None, *_votes(contest, row)), h("div", None, _facts(view, row, waits=waits))),
    ]


def _is_withheld(view: StationView, contest: str) -> bool:
    """Whether the counting form's figures wait for a second reader: on the paper they stand, here not yet."""
    return any(
        form.counting and form.revisions[-1].withheld for form in view.forms if form.contest == contest
    )


def _hold(view: StationView, contest: str, row: ChildTotal) -> Component | None:
    if row.state != "disputed":
        return None
    held = next((form for form in view.held if form.contest == contest), None)
    words = hold_words(view.t, held.rule if held else row.hold_rule)
    detail = f" {clean(held.detail)}" if held and held.detail else ""
    return h(
        "p", "holdnote", h("b", None, f"▲ {words}."), h("span", None, detail, lang="en" if detail else None)
    )


def _votes(contest: ContestView, row: ChildTotal) -> list[Node]:
    order = sorted(
        (code for code in row.votes if code in contest.by_code),
        key=lambda code: (-row.votes[code], contest.by_code[code].ballot_order),
    )
    whole = row.valid or sum(row.votes.values())
    return [
        bar_row(
            contest.keys[code],
            contest.full_name(contest.by_code[code]),
            contest.by_code[code].party,
            row.votes[code],
            whole,
        )
        for code in order
    ]


def _facts(view: StationView, row: ChildTotal, *, waits: bool) -> Component:
    t, clock = view.t, view.clock
    facts: list[Node] = []

    def fact(label: str, value: str) -> None:
        facts.extend([h("dt", None, label), h("dd", None, value)])

    unstated = t("not shown yet") if waits else t("not stated")
    fact(t("Valid votes"), number(row.valid) if row.valid is not None else unstated)
    fact(t("Rejected ballots"), number(row.rejected) if row.rejected is not None else unstated)
    fact(t("Votes cast"), number(row.cast) if row.cast is not None else unstated)
    fact(t("Registered voters"), number(row.registered) if row.registered is not None else unstated)
    fact(t("Turnout"), percent(row.turnout_pct) if row.turnout_pct is not None else unstated)
    fact(t("Received"), clock.full(row.received_at) if row.received_at else t("not stated"))
    if row.revision is not None:
        words = t("first entry") if row.revision <= 1 else t("revision {n}", n=number(row.revision))
        fact(t("Revision of the form"), words)
    in_totals = t("yes") if row.stations.counted else t("no")
    fact(t("In the totals"), in_totals)
    return h("dl", "facts2", *facts)

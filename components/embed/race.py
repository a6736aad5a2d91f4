"""The bars of an embed: candidates by votes with the half line, and how much is counted.

Nothing counted is a dotted box with the ballot under it, never bars of no length.
"""

from __future__ import annotations

from dash.development.base_component import Component

from components.contest.progress import meter
from components.counts import no_form_words, progress_of
from components.format import clean, number, percent
from components.i18n import level_count
from components.markup import Node, h
from components.view import ContestView
from data.records import CandidateTotal

BIG, SMALL = 2, 4


def race_rows(view: ContestView) -> list[Node]:
    """Draw everybody who stands, the first two large."""
    t = view.t
    if not view.has_votes:
        return [nothing(view), _ballot(view)]
    if len(view.document.candidates) == 1:
        return [h("ul", "rows", _row(view, view.ranked[0], alone=True))]
    ranked, seats = view.ranked, view.seats_to_fill
    big = max(BIG, min(seats, len(ranked)))
    rows: list[Node] = [_row(view, c) for c in ranked[:big]]
    if seats > 1 and len(ranked) > seats:
        rows.insert(seats, h("li", "cut", t.n("{n} seat", "{n} seats", seats)))
    rows += [_small(view, c) for c in ranked[big : big + SMALL]]
    return [h("ul", "rows", *rows), _rest(view, ranked[big + SMALL :])]


def nothing(view: ContestView, detail: str = "") -> Component:
    """Draw what stands in place of any chart while nothing is reported."""
    t, detail = view.t, detail or no_form_words(view.t, view.document.stations)
    return h("div", "void", h("p", None, h("b", None, t("Not reported yet")), h("br"), detail))


def _row(view: ContestView, candidate: CandidateTotal, *, alone: bool = False) -> Component:
    width = f"{min(candidate.share_pct or 0.0, 100.0):.2f}%"
    bar = h("div", "b", h("i", None, style={"width": width}), h("u"), aria_hidden="true")
    return h(
        "li",
        f"p-{view.keys[candidate.code]}",
        h("span", None, h("b", None, h("bdi", None, view.full_name(candidate))), _party(view, candidate)),
        h("span", None, view.t("Only candidate")) if alone else _share(candidate),
        None if alone else bar,
        h("span", "cap num", view.t.n("{n} vote", "{n} votes", candidate.votes)),
    )


def _share(candidate: CandidateTotal) -> Component:
    return h("strong", None, percent(candidate.share_pct, 2))


def _small(view: ContestView, candidate: CandidateTotal) -> Component:
    name = h("bdi", None, view.full_name(candidate))
    swatch = h("i", "sw")
    return h("li", f"s p-{view.keys[candidate.code]}", h("span", None, swatch, " ", name), _share(candidate))


def _party(view: ContestView, candidate: CandidateTotal) -> str:
    party = candidate.party
    if party is None:
        return f" {view.t('Independent')}"
    return f" {clean(party.abbreviation or party.name or party.code)}"


def _rest(view: ContestView, rest: tuple[CandidateTotal, ...]) -> Component | None:
    if not rest:
        return None
    words = view.t.n("{n} more candidate", "{n} more candidates", len(rest))
    return h("details", None, h("summary", None, words), h("ul", "rows", *[_small(view, c) for c in rest]))


def _ballot(view: ContestView) -> Component | None:
    ballot = sorted(view.document.candidates, key=lambda c: c.ballot_order)
    if not ballot:
        return None
    entries = [
        h(
            "li",
            f"s p-{view.keys[c.code]}",
            h("span", None, h("i", "sw"), " ", h("bdi", None, view.full_name(c)), _party(view, c)),
        )
        for c in ballot
    ]
    return h("div", None, h("h2", None, view.t("On the ballot:")), h("ul", "rows", *entries))


def counted(view: ContestView) -> Component:
    """Draw how much is counted: part, meter, and in words what is missing or held out."""
    t, stations = view.t, view.document.stations
    progress = progress_of(stations)
    words = progress.title(t)
    if progress.total is None:
        known = progress.alone(t)
        return h("div", None, h("div", "l", h("span", None, words), h("span", None, known)))
    label = progress.words(t)
    if not progress.complete:
        label = t("{counted}, the rest not reported", counted=label)
    held = 100 * (stations.disputed or 0) / progress.total if progress.total else 0.0
    return h(
        "div",
        None,
        h("div", "l", h("span", None, words), h("b", None, progress.percent(1))),
        meter(100 * (progress.part or 0), held, label=label),
        h("p", "cap", *_left(view)),
    )


def _left(view: ContestView) -> list[Node]:
    t, document = view.t, view.document
    said = [progress_of(document.stations).of_total(t)]
    missing = len(view.not_reported)
    if missing and document.child_level and not view.stations_below:
        areas = level_count(t, document.child_level, missing)
        said.append(t.n("{areas} has not reported", "{areas} have not reported", missing, areas=areas))
    if document.stations.disputed:
        said.append(t("Disputed and held out: {n}", n=number(document.stations.disputed)))
    return [" · ".join(said)]

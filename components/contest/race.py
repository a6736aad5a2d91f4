"""The race itself: two leaders head to head, the bar of all shares, the others, the lead.

More than two candidates stay in the same picture: the bar keeps everybody, the others are listed under it. A race
for several seats is a ranked list with a line after the last seat. Shares are those of the record.
"""

from __future__ import annotations

from dash.development.base_component import Component

from components import ids
from components.contest.words import race_title
from components.counts import no_form_words
from components.format import clean, decimal, number, percent
from components.markup import Node, h
from components.view import ContestView
from data.records import CandidateTotal

OTHERS_SHOWN = 6


def race_section(view: ContestView) -> Component:
    """Draw the section of the race with its hidden heading."""
    return h(
        "section",
        "blk",
        h("header", "vh", h("h2", None, race_title(view), id=ids.H_RACE)),
        *race_body(view),
        aria_labelledby=ids.H_RACE,
    )


def race_body(view: ContestView) -> list[Node]:
    """Draw what the race is at the moment: head to head, ranked for several seats, sole candidate, or no report."""
    if len(view.document.candidates) == 1:
        return [_sole(view)]
    if not view.has_votes:
        return [not_reported_card(view), _ballot(view)]
    if view.seats_to_fill > 1:
        return [_ranked_list(view), lead_line(view)]
    return [_duel(view), stack(view), _others(view), lead_line(view)]


def not_reported_card(view: ContestView, detail: str = "") -> Component:
    """Draw the card that stands in place of any chart when nothing is reported."""
    t, detail = view.t, detail or no_form_words(view.t, view.document.stations)
    return h(
        "div",
        "void nrbox",
        h("span", None, h("b", None, t("Not reported yet")), h("br"), h("span", "cap", detail)),
    )


def _ballot(view: ContestView) -> Component | None:
    if not view.document.candidates:
        return None
    ballot = sorted(view.document.candidates, key=lambda c: c.ballot_order)
    return h(
        "div",
        "minor",
        h("span", None, view.t("On the ballot:")),
        *[h("span", f"p-{view.keys[c.code]}", h("i", "sw"), " ", _name_and_party(c)) for c in ballot],
    )


def _sole(view: ContestView) -> Component:
    only, t = view.document.candidates[0], view.t
    votes = votes_link(view, only) if view.has_votes else h("span", "muted", t("Not reported yet"))
    return h(
        "div",
        f"sole p-{view.keys[only.code]}",
        h("div", "who", h("span", "lead-tag", t("Only candidate")), h("bdi", None, clean(only.name))),
        _party(view, only),
        h("div", "votes num", votes),
    )


def _duel(view: ContestView) -> Component:
    first, second = view.ranked[0], view.ranked[1]
    return h(
        "div", "duel", _corner(view, first, leads=not view.level_tie), _corner(view, second, leads=False)
    )


def _corner(view: ContestView, candidate: CandidateTotal, *, leads: bool) -> Component:
    tag = None
    if leads:
        tag = h(
            "span", "lead-tag", view.t("Leads") if view.document.status != "certified" else view.t("First")
        )
    elif view.level_tie:
        tag = h("span", "lead-tag", view.t("Level"))
    return h(
        "div",
        f"c p-{view.keys[candidate.code]}",
        h("div", "who", tag, h("span", None, view.full_name(candidate))),
        _party(view, candidate),
        h("div", "big num", _big_share(view, candidate)),
        h("div", "votes num", votes_link(view, candidate)),
    )


def _big_share(view: ContestView, candidate: CandidateTotal) -> Component:
    text = percent(candidate.share_pct, 2)
    return h("a", "src", text.removesuffix("%"), h("small", None, "%"), href=view.forms_href)


def votes_link(view: ContestView, candidate: CandidateTotal) -> Component:
    """Draw a candidate's votes as the link to their forms."""
    words = view.t.n("{n} vote", "{n} votes", candidate.votes)
    return h("a", "src", words, href=view.forms_href)


def _party(view: ContestView, candidate: CandidateTotal) -> Component:
    party = candidate.party
    if party is None:
        return h("span", "party", h("i", "sw"), h("span", None, view.t("Independent")))
    name, short = clean(party.name), clean(party.abbreviation or party.code)
    if name == short or not party.name:
        return h("span", "party", h("i", "sw"), h("span", None, short))
    return h("span", "party", h("i", "sw"), h("span", "pl", name), h("abbr", "ps", short, title=name))


def _name_and_party(candidate: CandidateTotal) -> str:
    party = candidate.party
    return (
        f"{clean(candidate.name)}, {clean(party.name or party.abbreviation)}"
        if party
        else clean(candidate.name)
    )


def bar_order(view: ContestView) -> list[CandidateTotal]:
    """Order the bar: leader left, second right, the others between."""
    ranked = list(view.ranked)
    return [ranked[0], *ranked[2:], ranked[1]] if len(ranked) > 1 else ranked


def stack(view: ContestView) -> Component:
    """Draw the one bar of all shares with the tick at half."""
    order = [c for c in bar_order(view) if c.votes]
    label = ", ".join(f"{view.full_name(c)} {percent(c.share_pct, 2)}" for c in order)
    rule = view.document.win
    half = rule is not None and rule.kind != "plurality" and rule.share_pct == 50
    return h(
        "div",
        "stack",
        h("span", "midl", "50% + 1" if half and not view.document.area.path else "50%", aria_hidden="true"),
        h(
            "div",
            "bar",
            *[h("i", f"p-{view.keys[c.code]}", style={"flex": c.votes}) for c in order],
            role="img",
            aria_label=label,
        ),
        h("span", "mid", aria_hidden="true"),
    )


def _others(view: ContestView) -> Node:
    others = view.ranked[2:]
    if not others:
        return None
    shown = h("div", "minor", *[_other(view, c) for c in others[:OTHERS_SHOWN]])
    rest = others[OTHERS_SHOWN:]
    if not rest:
        return shown
    words = view.t.n("{n} more candidate", "{n} more candidates", len(rest))
    return [
        shown,
        h("details", "fold", h("summary", None, words), h("div", "minor", *[_other(view, c) for c in rest])),
    ]


def _other(view: ContestView, candidate: CandidateTotal) -> Component:
    return h(
        "span",
        f"p-{view.keys[candidate.code]}",
        h("i", "sw"),
        f" {_name_and_party(candidate)} ",
        h("b", None, percent(candidate.share_pct, 2)),
        " ",
        h("a", "src", number(candidate.votes), href=view.forms_href),
    )


def lead_line(view: ContestView) -> Component:
    """Draw the lead in votes and points, the valid votes, and the way to the forms."""
    t, document = view.t, view.document
    valid = h("b", None, h("a", "src", number(document.votes.valid), href=view.forms_href))
    words = (
        t("Open the declared figures")
        if document.by_area
        else t.n("Open the {n} form", "Open the {n} forms", document.stations.counted or 0)
    )
    return h(
        "div",
        "lead-line",
        h("span", None, *_lead_words(view)),
        h("span", None, t.parts("Valid votes counted {votes}", votes=valid)),
        h("a", None, f"{words} →", href=view.forms_href),
    )


def _lead_words(view: ContestView) -> list[Node]:
    t, document = view.t, view.document
    margin = document.margin_votes
    if margin is None or view.seats_to_fill > 1:
        return []
    votes = h("b", None, t.n("{n} vote", "{n} votes", margin))
    if document.margin_pp is None:
        return list(t.parts("Lead {votes}", votes=votes))
    pp = decimal(document.margin_pp, 2)
    return list(t.parts("Lead {votes}, {pp} points", votes=votes, pp=pp))


def _ranked_list(view: ContestView) -> Component:
    rows: list[Node] = []
    top = max((c.share_pct or 0.0 for c in view.ranked), default=0.0) or 1.0
    for place, candidate in enumerate(view.ranked):
        if place == view.seats_to_fill:
            rows.append(h("li", "cut", view.t.n("{n} seat", "{n} seats", view.seats_to_fill)))
        width = f"{100 * (candidate.share_pct or 0.0) / top:.1f}%"
        rows.append(
            h(
                "li",
                f"p-{view.keys[candidate.code]}",
                h("span", None, h("b", None, view.full_name(candidate)), " ", _party(view, candidate)),
                h("b", "num", percent(candidate.share_pct, 2)),
                h("span", "num", h("a", "src", number(candidate.votes), href=view.forms_href)),
                h("span", "b", h("i", None, style={"width": width}), aria_hidden="true"),
            )
        )
    return h("ol", "ranks", *rows)

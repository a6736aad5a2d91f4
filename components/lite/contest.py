"""The light page of a contest in an area: who leads, how much is counted, what it takes to win, every area below.

Called by `pages.public.lite`. Rows above `ROWS` come in pages, so that the page stays small enough for an old phone.
"""

from __future__ import annotations

from collections.abc import Sequence

from components.contest.races import race_count
from components.contest.rule import share_words, spread_words
from components.contest.words import headline, race_title, standfirst
from components.counts import has_figures, progress_of
from components.format import clean, number, percent
from components.i18n import level_count
from components.lite.areas import below, races_below
from components.lite.frame import LiteFrame, as_of, crumbs, not_reported, page
from components.markup import Node, h
from components.shell import contest_title
from components.svg import el
from components.theme import palette
from components.view import ContestView
from data.records import CandidateTotal, Party, SeatLine, StationCounts, WinState

#: How many candidates the sections about winning name.
NAMED = 2


def contest_page(frame: LiteFrame, view: ContestView) -> str:
    """Write the whole document."""
    d = view.document
    body: list[Node] = [
        crumbs(frame, d.contest, [(one.code, one.name) for one in d.area.path]),
        as_of(frame, d.as_of or d.published_at, status=d.status, by_area=d.by_area),
        h("h1", None, named_headline(view)),
        h("p", None, standfirst(view)) if standfirst(view) else None,
        *candidates(view),
        *_seats(view),
        *_counted(view),
        *_to_win(view),
        *below(frame, view),
        *races_below(frame, view),
    ]
    full = view.urls.contest(d.election, d.contest, d.area.code)
    return page(frame, race_title(view), full, body, document=d)


def named_headline(view: ContestView) -> str:
    """Write the headline with the contest's name before it: a light page has no tabs that tell it."""
    title = contest_title(view.t, view.document.contest_title or view.document.contest)
    sentence = headline(view)
    if sentence.startswith(title):
        return sentence
    return f"{title}, {sentence}" if view.document.area.path else f"{title}: {sentence}"


def candidates(view: ContestView) -> list[Node]:
    """Draw every candidate with share, votes and a bar; nothing before the first counted form."""
    if not view.has_votes:
        return []
    d, t = view.document, view.t
    rows: list[Node] = []
    for one in view.ranked:
        rows += candidate_rows(view, one, one.votes, one.share_pct)
    out: list[Node] = [result_table(view, rows)]
    if len(view.ranked) > 1 and d.margin_votes is not None:
        words = t.parts(
            "Lead: {votes} votes. Valid votes counted: {valid}.",
            votes=h("b", None, number(d.margin_votes)),
            valid=h("b", None, number(d.votes.valid)),
        )
        out.append(h("p", None, *words))
    return out


def result_table(view: ContestView, rows: Sequence[Node]) -> Node:
    """Draw the table of candidates around rows made by `candidate_rows`."""
    t = view.t
    heads = [h("th", None, word, scope="col") for word in (t("Candidate"), t("Share"), t("Votes"))]
    return h("table", "r", h("thead", None, h("tr", None, *heads)), h("tbody", None, *rows))


def candidate_rows(
    view: ContestView, candidate: CandidateTotal, votes: int, share: float | None
) -> list[Node]:
    """Draw a candidate's row and the bar under it, which only repeats the share."""
    colours = palette(view.colours[view.keys[candidate.code]], "light")
    party = h("small", None, clean(candidate.party.name)) if candidate.party else None
    bar = {"width": f"{share or 0:.1f}%", "background": colours.f, "border-color": colours.e}
    return [
        h(
            "tr",
            None,
            h("td", None, clean(candidate.name), h("br") if party else None, party),
            h("td", None, percent(share, 2)),
            h("td", None, number(votes)),
        ),
        h(
            "tr",
            None,
            h("td", "b", h("div", None, style=bar) if votes else None, colSpan=3),
            aria_hidden="true",
        ),
    ]


def _seats(view: ContestView) -> list[Node]:
    """Draw how many races each party leads in; led in is not won."""
    if not view.races_page:
        return []
    t, lines = view.t, sorted(_lines(view), key=lambda line: -line.leading)
    if not lines:
        return []
    heads = [h("th", None, word, scope="col") for word in (t("Party"), t("Leads in"), t("All counted"))]
    rows = [
        h(
            "tr",
            None,
            h("td", None, clean(line.party.name or line.party.abbreviation or line.party.code)),
            h("td", None, number(line.leading)),
            h("td", None, number(line.complete)),
        )
        for line in lines
    ]
    led = sum(line.leading for line in lines)
    words = t.n(
        "{led} of {n} race has a leader.",
        "{led} of {n} races have a leader.",
        race_count(view),
        led=number(led),
    )
    return [
        h("h2", None, t("Seats, by who leads now")),
        h("table", None, h("thead", None, h("tr", None, *heads)), h("tbody", None, *rows)),
        h("p", None, words),
    ]


def _lines(view: ContestView) -> list[SeatLine]:
    alone = [race for race in view.document.races if race.leader is not None and race.party is None]
    lines = list(view.document.seats)
    if alone:
        party = Party(code="", name=view.t("Independent"), abbreviation="")
        lines.append(SeatLine(party=party, leading=len(alone), complete=sum(one.complete for one in alone)))
    return lines


def _counted(view: ContestView) -> list[Node]:
    d, t = view.document, view.t
    progress = progress_of(d.stations)
    bar = None
    if progress.total:
        label = progress.words(t)
        bar = h("p", None, el("progress", value=progress.done, max=progress.total, aria_label=label))
    whole: list[Node] = [h("b", None, progress.percent(1)), ": "] if progress.total else []
    return [
        h("h2", None, t("How much is counted")),
        h("p", None, *whole, progress.words(t)),
        bar,
        h("p", "s", states(view, d.stations)) if not d.by_area else None,
        *_voters(view),
    ]


def states(view: ContestView, stations: StationCounts) -> str:
    """Write how many forms are in each state and how many stations have sent none."""
    t = view.t
    pairs = (
        (t("Verified"), stations.verified),
        (t("Confirmed"), stations.confirmed),
        (t("Preliminary"), stations.preliminary),
        (t("Disputed and held out"), stations.disputed),
    )
    words = [f"{word} {number(count)}" for word, count in pairs if count is not None]
    if stations.total is not None:
        out = max(stations.total - (stations.reported or 0), 0)
        words.append(f"{t('Not reported')} {number(out)}")
    return " · ".join(words)


def _voters(view: ContestView) -> list[Node]:
    t, votes = view.t, view.document.votes
    out: list[Node] = []
    if has_figures(view.document):
        turnout: Node = percent(votes.turnout_pct)
        if votes.turnout_pct is None:
            turnout = not_reported(t("Not stated on these forms"))
        out.append(h("p", None, t("Turnout"), ": ", turnout))
        if votes.rejected is not None:
            out.append(h("p", None, t("Rejected ballots"), ": ", number(votes.rejected)))
    if votes.registered is not None:
        out.append(h("p", None, t("Registered voters"), ": ", number(votes.registered)))
    return out


def _to_win(view: ContestView) -> list[Node]:
    rule, t = view.document.win, view.t
    if rule is None or rule.kind == "plurality" or not view.has_votes:
        return []
    sentences = [words for words in (_share(view, rule), _spread(view, rule)) if words]
    numbered = len(sentences) > 1
    return [
        h("h2", None, t("What it takes to win")),
        *[
            h("p", None, f"{place}. {words}" if numbered else words)
            for place, words in enumerate(sentences, 1)
        ],
        h("p", "s", t("Nothing here is a projection.")) if view.document.status != "certified" else None,
    ]


def _share(view: ContestView, rule: WinState) -> str | None:
    if rule.share_pct is None:
        return None
    words = share_words(view.t, rule.share_pct)
    named = ", ".join(f"{view.short[c.code]} {percent(c.share_pct, 2)}" for c in view.ranked[:NAMED])
    return f"{words}. {named}."


def _spread(view: ContestView, rule: WinState) -> str | None:
    if rule.spread_areas is None or rule.spread_level is None:
        return None
    t, order = view.t, [c.code for c in view.ranked[:NAMED]]
    held = sorted(
        (c for c in rule.conditions if c.candidate in order), key=lambda c: order.index(c.candidate)
    )
    words = spread_words(view, rule)
    if not held:
        return f"{words}."
    reached = ", ".join(
        f"{view.name_of(c.candidate)} {level_count(t, rule.spread_level, c.spread_met_areas)}" for c in held
    )
    out = held[0].spread_unreported_areas
    if view.document.status == "certified":
        return f"{words}. {reached}."
    return t("{rule}. So far {reached}; not reported {n}.", rule=words, reached=reached, n=number(out))

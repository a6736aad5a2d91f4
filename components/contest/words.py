"""The headline and the sentence under it: formulas over the record, never a writer.

Called by the contest page, the overview, the wall and page titles. No verb of winning before `certified`; a lead is
never said without how much is counted; nothing is projected.
"""

from __future__ import annotations

from components.counts import is_counted, progress_of
from components.format import clean, millions, number, percent, points
from components.i18n import Translator, level_count
from components.shell import contest_title
from components.view import ContestView


def headline(view: ContestView, *, with_counted: bool = True, with_missing: bool = True) -> str:
    """Write the headline of a page.

    `with_counted` off (the wall) and `with_missing` off (embeds) leave out what the meter right beside it says.
    """
    if view.races_page:
        sentence = _races_sentence(view)
    elif len(view.document.candidates) == 1:
        sentence = _uncontested(view)
    elif not view.has_votes:
        return _nothing_yet(view)
    else:
        sentence = _standing(view)
        if with_counted and view.document.status != "certified":
            sentence = counted_clause(view, sentence)
    if view.document.status == "certified" or not with_missing:
        return _placed(view, sentence)
    return _placed(view, _and_missing(view, sentence))


def _placed(view: ContestView, sentence: str) -> str:
    area = view.document.area
    sentence = sentence.rstrip(",")
    if not area.path:
        return sentence
    return view.t("{area}: {sentence}", area=clean(area.name), sentence=sentence)


def _standing(view: ContestView) -> str:
    t, ranked = view.t, view.ranked
    if view.seats_to_fill > 1 and len(ranked) > view.seats_to_fill:
        return _several(view)
    first, second = ranked[0], ranked[1]
    if view.level_tie:
        return t(
            "{first} and {second} are level at {pct}",
            first=view.short[first.code],
            second=view.short[second.code],
            pct=percent(first.share_pct, 2),
        )
    leader = view.short[first.code]
    margin = view.document.margin_pp
    if margin is None:
        return t("{leader} leads", leader=leader)
    if view.document.status == "certified" and _rule_met(view):
        return t("{leader} wins by {pp} points", leader=leader, pp=points(margin))
    if not view.document.area.path:
        return t("{leader} leads by {pp} points", leader=leader, pp=points(margin))
    return t.n(
        "{leader} leads by {n} vote, {pp} points,",
        "{leader} leads by {n} votes, {pp} points,",
        view.document.margin_votes or 0,
        leader=leader,
        pp=points(margin),
    )


def _rule_met(view: ContestView) -> bool:
    """Whether the leader of this very race has met its win rule; a part of a race has no winner."""
    document = view.document
    if view.contest is not None and document.area.level != document.contest_level:
        return False
    rule = document.win
    if rule is None or rule.kind == "plurality":
        return document.leader is not None
    mine = next((c for c in rule.conditions if c.candidate == document.leader), None)
    if mine is None or not mine.share_met:
        return False
    return rule.spread_areas is None or mine.spread_met_areas >= rule.spread_areas


def _several(view: ContestView) -> str:
    seats = view.seats_to_fill
    names = [view.short[c.code] for c in view.ranked[:seats]]
    if view.document.status == "certified":
        return view.t("{names} are elected", names=enumerate_names(view.t, names))
    return view.t.n(
        "{names} is in the first place",
        "{names} are in the first {n} places",
        seats,
        names=enumerate_names(view.t, names),
    )


def enumerate_names(t: Translator, names: list[str]) -> str:
    """List names in a sentence: `A, B and C`."""
    if len(names) < 2:
        return "".join(names)
    return t("{names} and {last}", names=", ".join(names[:-1]), last=names[-1])


def counted_clause(view: ContestView, sentence: str) -> str:
    """Add how much is counted to a sentence; an unknown number of stations is said to be unknown."""
    t, progress = view.t, progress_of(view.document.stations)
    if progress.total is None or (progress.by_area and not progress.complete):
        return t("{sentence} with {counted}", sentence=sentence, counted=progress.words(t))
    if progress.by_area:
        return t("{sentence} with all areas declared", sentence=sentence)
    if progress.complete:
        return t("{sentence} with all stations counted", sentence=sentence)
    return t("{sentence} with {pct} of stations counted", sentence=sentence, pct=progress.percent())


def _and_missing(view: ContestView, sentence: str) -> str:
    document, missing = view.document, view.not_reported
    if not missing or document.child_level is None or view.stations_below:
        return sentence
    rest = view.t.n(
        "{areas} has not reported",
        "{areas} have not reported",
        len(missing),
        areas=level_count(view.t, document.child_level, len(missing)),
    )
    return view.t("{sentence}; {rest}", sentence=sentence.rstrip(","), rest=rest)


def _nothing_yet(view: ContestView) -> str:
    t, document = view.t, view.document
    title = race_title(view)
    if document.status == "pre-election":
        return t("{title}: voting is not over, no form has come in", title=title)
    if document.stations.total is None or document.stations.counted is None:
        return t("{title}: not reported yet", title=title)
    reported = document.stations.reported
    if reported:
        return t.n(
            "{title}: {n} form is in, none is counted yet",
            "{title}: {n} forms are in, none is counted yet",
            reported,
            title=title,
        )
    return t(
        "{title}: not reported yet, 0 of {total} stations", title=title, total=number(document.stations.total)
    )


def _uncontested(view: ContestView) -> str:
    only = view.document.candidates[0]
    return view.t("{name} is the only candidate", name=clean(only.name))


def _races_sentence(view: ContestView) -> str:
    t, document = view.t, view.document
    races = len(document.races) or (view.contest.races if view.contest else 0)
    reported = sum(1 for race in document.races if is_counted(race))
    title = contest_title(t, document.contest_title or document.contest)
    if not reported:
        return t.n(
            "{title}: not reported yet, 0 of {n} race has a form",
            "{title}: not reported yet, 0 of {n} races have a form",
            races,
            title=title,
        )
    seats = sorted(document.seats, key=lambda line: -line.leading)
    if not seats:
        return t.n(
            "{title}: {reported} of {n} race has forms",
            "{title}: {reported} of {n} races have forms",
            races,
            title=title,
            reported=number(reported),
        )
    first = seats[0]
    level = [line for line in seats if line.leading == first.leading]
    if len(level) > 1:
        # Nobody leads alone: naming one of them would be a word that the figures do not say.
        return t.n(
            "{title}: {parties} lead in {seats} of {n} race each; {reported} have forms",
            "{title}: {parties} lead in {seats} of {n} races each; {reported} have forms",
            races,
            title=title,
            parties=", ".join(clean(line.party.abbreviation or line.party.name) for line in level),
            seats=number(first.leading),
            reported=number(reported),
        )
    party = clean(first.party.abbreviation or first.party.name)
    return t.n(
        "{title}: {party} leads in {seats} of {n} race; {reported} have forms",
        "{title}: {party} leads in {seats} of {n} races; {reported} have forms",
        races,
        title=title,
        party=party,
        seats=number(first.leading),
        reported=number(reported),
    )


def race_title(view: ContestView) -> str:
    """Name the race of a page: `President, Kenya`."""
    document = view.document
    title = contest_title(view.t, document.contest_title or document.contest)
    return f"{title}, {clean(document.area.name)}"


def standfirst(view: ContestView) -> str | None:
    """Write the sentence under the headline: what is still out, and how large a lead is beside it."""
    if view.races_page or not view.has_votes:
        return None
    if view.document.area.path:
        return _lead_in_stations(view)
    return _voters_out(view)


def _voters_out(view: ContestView) -> str | None:
    t, missing, whole = view.t, view.not_reported, view.document.votes.registered
    known = [child.registered for child in missing if child.registered is not None]
    if not whole or not known:
        return None
    values = {"part": millions(sum(known), t), "whole": millions(whole, t)}
    if len(known) < len(missing):
        sentence = t("Those still out hold at least {part} of {whole} registered voters.", **values)
    else:
        sentence = t("Those still out hold {part} of {whole} registered voters.", **values)
    earlier = _earlier_leader(view)
    return f"{sentence} {earlier}" if earlier else sentence


def _earlier_leader(view: ContestView) -> str | None:
    """Say where the areas still out stood in the earlier election, as counts of areas: exact, no weighting."""
    baseline = view.document.baseline
    if baseline is None or any(not child.baseline for child in view.not_reported):
        return None
    ahead: dict[str, int] = {}
    for child in view.not_reported:
        first = max(child.baseline, key=lambda code: child.baseline[code])
        ahead[first] = ahead.get(first, 0) + 1
    code = max(ahead, key=lambda c: ahead[c])
    return view.t.n(
        "In {year} {name} was ahead in {n} of them.",
        "In {year} {name} was ahead in {n} of them.",
        ahead[code],
        year=baseline.date[:4],
        name=baseline_name(view, code),
    )


def baseline_name(view: ContestView, code: str) -> str:
    """The short name of a candidate of the earlier election."""
    baseline = view.document.baseline
    if code in view.then:
        return view.short[view.then[code]]
    name = baseline.candidates.get(code, code) if baseline else code
    return clean(name.split()[-1] if name.split() else code)


def _lead_in_stations(view: ContestView) -> str | None:
    t, document = view.t, view.document
    total, counted = document.stations.total, document.stations.counted
    if total is None or not counted or document.by_area:
        return None
    out = total - counted
    if out <= 0:
        return None
    sentence = t.n(
        "{n} of {total} stations is not counted.",
        "{n} of {total} stations are not counted.",
        out,
        total=number(total),
    )
    valid = document.votes.valid
    if not valid or not document.margin_votes:
        return sentence
    stations = round(document.margin_votes * counted / valid)
    size = (
        t.n(
            "The lead is as large as about {n} average station.",
            "The lead is as large as about {n} average stations.",
            stations,
        )
        if stations >= 1
        else t("The lead is smaller than one average station.")
    )
    return f"{sentence} {size}"

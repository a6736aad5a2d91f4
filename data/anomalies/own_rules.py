"""Rules that look at one form alone: its own arithmetic, times, place, revisions and the other sources of its station.

Each is a pure function of the form, its place and the settings; exact comparisons score what the size of the difference
deserves. Scores never fall below 0.5 for what cannot be right.
"""

from __future__ import annotations

from collections.abc import Callable

from data.anomalies.facts import FormFacts, Found, Settings
from data.stats.robust import evidence


def votes_over_registered(form: FormFacts, settings: Settings) -> Found | None:
    """More ballots than registered voters, or than a station may have.

    `excess = ballots - limit`; score `0.9 + 0.1 * excess / ballots`. Source: the conduct rules of every such election; the
    stations of Kenya have at most 700 voters (Elections (General) Regulations).
    """
    limits = {"registered": form.registered, "limit": form.limit if form.station is not None else None}
    for kind, limit in limits.items():
        if limit is not None and form.ballots > limit:
            score = 0.9 + 0.1 * (form.ballots - limit) / form.ballots
            return Found(
                rule="votes_over_registered",
                score=score,
                numbers={"ballots": form.ballots, "limit": limit, "kind": kind},
            )
    return None


def arithmetic(form: FormFacts, settings: Settings) -> Found | None:
    """The candidates do not add up to the stated valid votes, or valid and rejected not to the votes cast.

    `difference = |sum - stated|`; score `1 - 0.5 / (1 + 20 * difference / stated)`: 0.5 for one vote in a large form, more the
    larger the part. Source: the sum lines of the form itself.
    """
    pairs = []
    if form.valid_stated:
        pairs.append(("parts", sum(form.votes), form.valid))
    if form.cast is not None and form.rejected is not None:
        pairs.append(("cast", form.valid + form.rejected, form.cast))
    wrong = [(abs(total - stated), kind, total, stated) for kind, total, stated in pairs if total != stated]
    if not wrong:
        return None
    difference, kind, total, stated = max(wrong)
    score = 1 - 0.5 / (1 + 20 * difference / max(stated, 1))
    numbers = {"kind": kind, "sum": total, "stated": stated, "difference": difference}
    return Found(rule="arithmetic", score=score, numbers=numbers)


def all_zero(form: FormFacts, settings: Settings) -> Found | None:
    """Nobody has a vote: the form is empty, or its block of figures was not read. Score 0.95."""
    if any(form.votes) or form.valid:
        return None
    return Found(rule="all_zero", score=0.95, numbers={"registered": form.registered})


def missing_block(form: FormFacts, settings: Settings) -> Found | None:
    """The form states totals but no candidate's votes: a block of the paper was not read. Score 0.95."""
    if any(form.votes) or not form.valid:
        return None
    return Found(rule="missing_block", score=0.95, numbers={"valid": form.valid})


def seen_before_close(form: FormFacts, settings: Settings) -> Found | None:
    """The form was typed or arrived before the polls closed, when no count can have ended.

    `early = close - min(typed, arrived)` in minutes; score `evidence(early, 15)` but at least 0.5. Clocks of devices err.
    """
    times = [at for at in (form.captured_at, form.received_at) if at is not None]
    if form.polls_close_at is None or not times or min(times) >= form.polls_close_at:
        return None
    early = (form.polls_close_at - min(times)).total_seconds() / 60
    numbers = {
        "minutes": max(1, round(early)), "at": min(times).isoformat(), "close": form.polls_close_at.isoformat(),
    }  # fmt: skip
    return Found(rule="seen_before_close", score=max(0.5, evidence(early, 15.0)), numbers=numbers)


def device_far(form: FormFacts, settings: Settings) -> Found | None:
    """The device was far from the station when it sent the form.

    `evidence(distance, 2 * distance_warn_m)`, from `distance_warn_m` on: a weak sign alone. A form may be sent from the road.
    """
    if form.distance_m is None or form.distance_m <= settings.distance_warn_m:
        return None
    score = min(0.6, evidence(form.distance_m, 2 * settings.distance_warn_m))
    numbers = {"distance_m": round(form.distance_m), "limit_m": round(settings.distance_warn_m)}
    return Found(rule="device_far", score=score, numbers=numbers)


def sources_differ(form: FormFacts, settings: Settings) -> Found | None:
    """Another source of the same station has other figures.

    `difference = sum |a_c - b_c|`; score `1 - 0.5 / (1 + 20 * difference / votes)`; the source that differs most.
    """
    gaps = [
        (sum(abs(a - b) for a, b in zip(form.votes, other.votes, strict=True)), other.source)
        for other in form.others
        if len(other.votes) == len(form.votes)
    ]
    difference, source = max(gaps, default=(0, ""))
    if not difference:
        return None
    score = 1 - 0.5 / (1 + 20 * difference / max(sum(form.votes), 1))
    numbers = {"source": source, "difference": difference, "total": sum(form.votes)}
    return Found(rule="sources_differ", score=score, numbers=numbers)


def sum_differs(form: FormFacts, settings: Settings) -> Found | None:
    """An area's form disagrees with the sum of the stations' forms below it.

    Complete: any difference; score `1 - 0.5 / (1 + 20 * difference / sum)`. Incomplete: only a candidate with fewer votes in
    the area's form than the stations have already, which no further form can mend.
    """
    if form.sums is None or len(form.sums) != len(form.votes):
        return None
    gaps = [stated - counted for stated, counted in zip(form.votes, form.sums, strict=True)]
    difference = sum(abs(gap) for gap in gaps) if form.sums_complete else -sum(min(gap, 0) for gap in gaps)
    if not difference:
        return None
    score = 1 - 0.5 / (1 + 20 * difference / max(sum(form.sums), 1))
    numbers = {
        "difference": difference, "stated": sum(form.votes), "sum": sum(form.sums), "complete": form.sums_complete,
    }  # fmt: skip
    return Found(rule="sum_differs", score=score, numbers=numbers)


def votes_went_down(form: FormFacts, settings: Settings) -> Found | None:
    """A revision lowers the valid votes or a candidate's votes.

    `fall = max(valid before - valid now, largest fall of a candidate)`; score `1 - 0.5 / (1 + 5 * fall / before)`. A correction
    may well be right: somebody else should see why.
    """
    if form.before is None or form.before_valid is None:
        return None
    falls = (
        [a - b for a, b in zip(form.before, form.votes, strict=True)]
        if len(form.before) == len(form.votes)
        else []
    )
    fall = max([form.before_valid - form.valid, *falls])
    if fall <= 0:
        return None
    score = 1 - 0.5 / (1 + 5 * fall / max(form.before_valid, 1))
    numbers = {"fall": fall, "before": form.before_valid, "now": form.valid}
    return Found(rule="votes_went_down", score=score, numbers=numbers)


OwnRule = Callable[[FormFacts, Settings], Found | None]
OWN_RULES: tuple[OwnRule, ...] = (
    votes_over_registered, arithmetic, all_zero, missing_block, seen_before_close, device_far, sources_differ, sum_differs,
    votes_went_down,
)  # fmt: skip

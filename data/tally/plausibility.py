"""Rules that hold an implausible form out of the totals until a person has looked at it.

Pure functions over one form and the votes of its race; `data.tally.worker` calls `judge` once for each
counting form and stores the verdict. A rule says what it compared, never why it happened.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

# A candidate is minor below this share of the race's other votes.
MINOR_SHARE = 0.05
# A minor candidate's votes wait when they are more than this many times what the race's share would give ...
MINOR_RATIO = 10
# ... and more than this many: small numbers vary by nature.
MINOR_VOTES = 30
# Below this many votes in other forms the share of a race says nothing; the form is judged when there are more.
MINOR_BASE_VOTES = 2_000


class Rule(enum.StrEnum):
    """Codes of the rules, as stored in `result_forms.hold_rule` and shown with their words by pages."""

    PARTS_NOT_WHOLE = "parts_not_whole"
    CAST_NOT_SUM = "cast_not_sum"
    ALL_ZERO = "all_zero"
    OVER_REGISTERED = "over_registered"
    OVER_STATION_MAXIMUM = "over_station_maximum"
    MINOR_CANDIDATE = "minor_candidate"


@dataclass(frozen=True, slots=True)
class FormFigures:
    """The figures of one form; `None` is unknown. `votes` maps candidate id to votes."""

    form_id: int
    race_id: int
    leaf_area_id: int
    is_station: bool
    valid_votes: int
    rejected_votes: int | None
    votes_cast: int | None
    registered_voters: int | None
    max_votes_per_station: int | None
    votes: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a form waits: the rule and one English sentence with the numbers compared."""

    rule: Rule
    detail: str


def judge(form: FormFigures, race_votes: Mapping[int, int]) -> tuple[Finding | None, bool]:
    """Return what is implausible about `form`, and whether the verdict is final.

    `race_votes` are the votes of the race over all counting forms, this one included. The verdict is not final
    while the race has too few other votes to know its minor candidates; the form counts until then.
    """
    for rule in (_parts, _cast, _all_zero, _over_registered, _over_maximum):
        found = rule(form)
        if found is not None:
            return found, True
    return _minor_candidate(form, race_votes)


def _parts(form: FormFigures) -> Finding | None:
    total = sum(form.votes.values())
    if total == form.valid_votes:
        return None
    return Finding(
        Rule.PARTS_NOT_WHOLE,
        f"The candidates have {total} votes together, the form states {form.valid_votes} valid votes.",
    )


def _cast(form: FormFigures) -> Finding | None:
    if form.votes_cast is None or form.rejected_votes is None:
        return None
    total = form.valid_votes + form.rejected_votes
    if total == form.votes_cast:
        return None
    return Finding(
        Rule.CAST_NOT_SUM,
        f"Valid and rejected votes are {total} together, the form states {form.votes_cast} cast.",
    )


def _all_zero(form: FormFigures) -> Finding | None:
    if any(form.votes.values()) or form.valid_votes:
        return None
    return Finding(Rule.ALL_ZERO, "The form gives every candidate 0 votes.")


def _ballots(form: FormFigures) -> int:
    """Votes cast, or the least they can have been where rejected ballots are unknown."""
    return form.votes_cast if form.votes_cast is not None else form.valid_votes + (form.rejected_votes or 0)


def _over_registered(form: FormFigures) -> Finding | None:
    if form.registered_voters is None or _ballots(form) <= form.registered_voters:
        return None
    return Finding(
        Rule.OVER_REGISTERED,
        f"{_ballots(form)} votes are more than the {form.registered_voters} registered voters.",
    )


def _over_maximum(form: FormFigures) -> Finding | None:
    limit = form.max_votes_per_station
    if not form.is_station or limit is None or _ballots(form) <= limit:
        return None
    return Finding(
        Rule.OVER_STATION_MAXIMUM,
        f"{_ballots(form)} votes are more than the {limit} voters that a station may have.",
    )


def _minor_candidate(form: FormFigures, race_votes: Mapping[int, int]) -> tuple[Finding | None, bool]:
    others = {c: v - form.votes.get(c, 0) for c, v in race_votes.items()}
    base = sum(others.values())
    if base < MINOR_BASE_VOTES or len(race_votes) < 3 or not form.is_station:
        return None, len(race_votes) < 3 or not form.is_station
    for candidate, votes in form.votes.items():
        share = others.get(candidate, 0) / base
        expected = share * form.valid_votes
        if share < MINOR_SHARE and votes > max(MINOR_VOTES, MINOR_RATIO * expected):
            return Finding(
                Rule.MINOR_CANDIDATE,
                f"A candidate with {share:.1%} of the votes elsewhere has {votes} of {form.valid_votes} here.",
            ), True
    return None, True

"""The words of the rules: a title each, and the sentence that says in numbers what was compared with whom.

Called by `data.anomalies.queue` and by pages that name a rule. English message ids; pages translate and fill in the fields.
A sentence says what differs, never why, and never that anybody meant it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.records.words import N_

#: Rules in the order in which filters offer them: what cannot be right first, weak signs last.
TITLES: dict[str, str] = {
    "votes_over_registered": N_("More ballots than voters"),
    "arithmetic": N_("Sums that do not add up"),
    "all_zero": N_("Nothing but zeros"),
    "missing_block": N_("No candidate has a figure"),
    "digit_slip": N_("One digit makes it ordinary"),
    "swapped_candidates": N_("Exchanged rows make it ordinary"),
    "share_outlier": N_("A share far from its peers"),
    "turnout_outlier": N_("Turnout far from its peers"),
    "size_outlier": N_("Ballots far from its centre"),
    "identical_forms": N_("The same figures as another station"),
    "sources_differ": N_("Another source differs"),
    "sum_differs": N_("Differs from the sum of its stations"),
    "votes_went_down": N_("A revision lowered votes"),
    "seen_before_close": N_("Seen before the polls closed"),
    "device_far": N_("Sent from far away"),
    "last_digit": N_("Last digits are uneven"),
    "round_numbers": N_("Many round numbers"),
    "spike_in_time": N_("A run of arrivals unlike the rest"),
    "area_votes_went_down": N_("Revisions lowered the area's votes"),
    "flagged_forms": N_("Many forms in the queue"),
}
FORM_RULES = tuple(TITLES)[:15]
AREA_RULES = tuple(TITLES)[15:]

_SENTENCES: dict[str, str] = {
    "votes_over_registered.registered": N_("{ballots} ballots; {limit} voters are registered."),
    "votes_over_registered.limit": N_("{ballots} ballots; a station may have {limit} voters."),
    "arithmetic.parts": N_("The candidates have {sum} votes together; the form states {stated} valid votes."),
    "arithmetic.cast": N_("Valid and rejected votes are {sum} together; the form states {stated} cast."),
    "all_zero": N_("Every figure of the form is 0."),
    "missing_block": N_("The form states {valid} valid votes and gives every candidate 0."),
    "digit_slip.times_ten": N_("{candidate} has {written}. A 0 less, {perhaps}: it would be ordinary among {peers}."),
    "digit_slip.extra_digit": N_("{candidate} has {written}. One digit less, {perhaps}: it would be ordinary among {peers}."),
    "digit_slip.missing_digit": N_("{candidate} has {written}. One digit more, {perhaps}: it would be ordinary among {peers}."),
    "digit_slip.transposed": N_("{candidate} has {written}. Two digits swapped, {perhaps}: it would be ordinary among {peers}."),
    "swapped_candidates.swap": N_("With the votes of {first} and {second} exchanged it would be ordinary among {peers}."),
    "swapped_candidates.shift": N_("With every row moved by one it would be ordinary among {peers}."),
    "share_outlier": N_("{candidate} has {votes} of {total} votes, {share}%; usual among {peers} is {usual}%."),
    "share_outlier.few": N_("{candidate} has {votes} of {total} votes, {share}%, far from what {peers} say."),
    "turnout_outlier": N_("Turnout is {turnout}%; usual among {peers} is {usual}%."),
    "turnout_outlier.few": N_("Turnout is {turnout}%, far from that of {peers}."),
    "size_outlier": N_("{ballots} ballots; usual among {peers} is {usual}."),
    "size_outlier.few": N_("{ballots} ballots, far from the number of {peers}."),
    "identical_forms.near": N_("Station {station} of this ward has the same figures; chance would make {expected} such forms."),
    "identical_forms.far": N_("Station {station} in ward {area} has the same figures; chance would make {expected} such forms."),
    "sources_differ": N_("{source}: the candidates' votes differ by {difference} together, of {total}."),
    "sum_differs.complete": N_("The form states {stated} votes, its stations {sum} together; {difference} votes differ."),
    "sum_differs.open": N_("Stations that are in already have {difference} votes more for some candidate than the form states."),
    "votes_went_down": N_("A revision took {fall} votes away: {before} valid votes before, {now} now."),
    "seen_before_close": N_("It was typed or arrived {minutes} minutes before the polls closed."),
    "device_far": N_("The device was {distance_m} m from the station; more than {limit_m} m is far."),
    "last_digit": N_("{digit} is the last digit of {share}% of {counts} counts; 10% is usual (chi-square {chi_square}, p {p})."),
    "round_numbers": N_("{round} of {counts} counts end in 0 or 5, {share}%; 20% is usual."),
    "spike_in_time": N_("{centres} of {all} centres that arrived in a row give the leader {share}%, the rest {usual}%."),
    "area_votes_went_down": N_("Revisions took {fall} of {before} valid votes away; {now} are left."),
}  # fmt: skip
#: Whom a form was compared with: (from three forms on, one or two of them).
PEERS: dict[str, tuple[str, str]] = {
    "centre": (N_("the {forms} other streams of its centre"), N_("the few other streams of its centre")),
    "ward": (N_("{forms} other forms of its ward"), N_("the few other forms of its ward")),
    "constituency": (
        N_("{forms} forms of its constituency"),
        N_("the few other forms of its constituency"),
    ),
}
#: With fewer peers their middle would tell the figures of one of them.
FEW = 3


def sentence(rule: str, numbers: Mapping[str, Any]) -> str:
    """Return the message id of a finding's sentence; a rule that has none says its title."""
    few = ".few" if numbers.get("usual") is None else ""
    kind = numbers.get("kind")
    if rule == "identical_forms":
        kind = "near" if numbers.get("near") else "far"
    elif rule == "sum_differs":
        kind = "complete" if numbers.get("complete") else "open"
    for key in (f"{rule}.{kind}", f"{rule}{few}", rule):
        if key in _SENTENCES:
            return _SENTENCES[key]
    return TITLES.get(rule, rule)


def peers(numbers: Mapping[str, Any]) -> str | None:
    """Return the message id that names whom the form was compared with; `None` where nobody was."""
    words = PEERS.get(str(numbers.get("against")))
    if words is None:
        return None
    forms = numbers.get("forms")
    return words[0] if isinstance(forms, int) and forms >= FEW else words[1]

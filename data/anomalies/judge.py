"""Judges the forms of one ward in one race: every rule over every form, and the score that follows. Pure.

Called by `data.anomalies.chore` and by the evaluation. The verdict on a form depends only on the forms of its ward and
race, the twins named in it, and the turnouts of the constituency where the ward has few forms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from data.anomalies.facts import FormFacts, Found, Settings
from data.anomalies.own_rules import OWN_RULES
from data.anomalies.peer_rules import PEER_RULES
from data.anomalies.peers import Near, Usual, reference, usual
from data.anomalies.thresholds import DEFAULT, Thresholds


def combined(scores: Iterable[float]) -> float:
    """Return `1 - prod(1 - s)`: the score of what several findings say together, as if they were independent."""
    rest = 1.0
    for score in scores:
        rest *= 1.0 - min(max(score, 0.0), 1.0)
    return 1.0 - rest


def judge_ward(
    forms: Sequence[FormFacts],
    settings: Settings,
    *,
    wide: Sequence[float] = (),
    limits: Thresholds = DEFAULT,
) -> dict[int, list[Found]]:
    """Return what the rules find in each form of a ward, by form; `wide` are turnouts (`arc`) of the constituency's others."""
    peers = sorted((form for form in forms if form.is_peer), key=lambda form: form.form_id)
    by_centre: dict[str, list[FormFacts]] = defaultdict(list)
    for form in peers:
        if form.centre is not None:
            by_centre[form.centre].append(form)
    of_wide = usual(wide, limits.turnout_prior_ward, limits.share_weight) if wide else None
    found = {}
    for form in forms:
        near = None
        if form.is_counting and form.station is not None:
            siblings = by_centre.get(form.centre or "", [])
            near = _near(form, peers, siblings, (of_wide, len(wide)), limits)
        found[form.form_id] = judge_form(form, near, settings)
    return found


def judge_form(form: FormFacts, near: Near | None, settings: Settings) -> list[Found]:
    """Return every finding of one form; without `near` only what the form says by itself."""
    found = [made for rule in OWN_RULES if (made := rule(form, settings)) is not None]
    if near is not None and any(form.votes):
        found += [made for peer_rule in PEER_RULES if (made := peer_rule(form, near)) is not None]
    return found


def _near(
    form: FormFacts,
    peers: Sequence[FormFacts],
    siblings: Sequence[FormFacts],
    wide: tuple[Usual | None, int],
    limits: Thresholds,
) -> Near:
    others = [peer for peer in peers if peer.form_id != form.form_id]
    streams = [peer for peer in siblings if peer.form_id != form.form_id]
    thin = len(others) < limits.ward_peers
    return Near(
        limits,
        reference("centre", streams, limits),
        None if thin else reference("ward", others, limits),
        wide[0] if thin else None,
        wide[1] if thin else 0,
        len(others),
    )

"""Peers of a form: what is usual in its centre, ward and constituency, and how far the form lies from it.

Leave-one-out: a form is never its own peer. Called by the rules of `data.anomalies.peer_rules` through `Near`; pure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from data.anomalies.facts import FormFacts
from data.anomalies.thresholds import Thresholds
from data.stats.robust import arc, centre_and_spread, steadied

Usual = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Reference:
    """What is usual among some peers: middle and spread of each candidate's share, of sizes, and of turnout (if known)."""

    of: str
    forms: int
    shares: tuple[Usual, ...]
    size: Usual
    turnout: Usual | None
    turnout_forms: int = 0


@dataclass(frozen=True, slots=True)
class Distance:
    """How far one figure lies from what is usual: signed, in spreads; `against` says of whom and `usual` is their middle."""

    z: float
    usual: float
    against: str
    forms: int


@dataclass(frozen=True, slots=True)
class Near:
    """The references of one form. `wide` is the turnout of a constituency, used where the ward has too few forms."""

    limits: Thresholds
    centre: Reference | None = None
    ward: Reference | None = None
    wide: Usual | None = None
    wide_forms: int = 0
    ward_forms: int = 0

    @property
    def nearest(self) -> tuple[Reference, ...]:
        """The references of which the nearer counts: the centre alone where it has streams enough to outvote one of them."""
        if self.centre is not None and self.centre.forms >= self.limits.centre_alone:
            return (self.centre,)
        return tuple(ref for ref in (self.centre, self.ward) if ref is not None)

    @property
    def speaks(self) -> bool:
        """Tell whether shares can be compared at all: two streams of a centre alone cannot say which of them is odd."""
        return self.ward is not None or (
            self.centre is not None and self.centre.forms >= self.limits.centre_alone
        )


def reference(of: str, forms: Sequence[FormFacts], limits: Thresholds) -> Reference | None:
    """Return what is usual among `forms`, `None` where there is none. `of` is `centre` or `ward`."""
    if not forms:
        return None
    close = of == "centre"
    share = limits.share_prior_centre if close else limits.share_prior_ward
    size = limits.size_prior_centre if close else limits.size_prior_ward
    turnout = limits.turnout_prior_centre if close else limits.turnout_prior_ward
    weight = limits.share_weight
    wholes = [sum(form.votes) for form in forms]
    columns = zip(*(form.votes for form in forms), strict=True)
    turnouts = [value for form in forms if (value := turnout_arc(form)) is not None]
    return Reference(
        of,
        len(forms),
        tuple(usual([arc(v, n) for v, n in zip(votes, wholes, strict=True)], share, weight) for votes in columns),
        usual([math.log(form.ballots + 1) for form in forms], size, weight),
        usual(turnouts, turnout, weight) if turnouts else None,
        len(turnouts),
    )  # fmt: skip


def usual(values: Sequence[float], prior: float, weight: float) -> Usual:
    """Return middle and steadied spread of some values."""
    middle, spread = centre_and_spread(values)
    return middle, steadied(spread, len(values), prior=prior, weight=weight)


def turnout_arc(form: FormFacts) -> float | None:
    """Return the form's turnout on the scale of `arc`; `None` where registered voters or ballots are unknown."""
    if not form.registered or (form.cast is None and form.rejected is None):
        return None
    return arc(form.ballots, form.registered)


def share_distances(votes: Sequence[int], near: Near) -> tuple[Distance, ...]:
    """Return how far each candidate's share lies from the nearest of the form's references; empty if none speaks.

    The nearest: a station that votes as its own centre does is ordinary however odd the centre is in its ward, and a
    stream that votes as its ward does is ordinary however odd the only other stream of its centre is.
    """
    if not near.speaks:
        return ()
    whole = sum(votes)
    noise = 1 / (4 * (whole + 0.75))
    found = []
    for place, count in enumerate(votes):
        value = arc(count, whole)
        found.append(
            min(
                (_distance(value, ref.shares[place], ref.of, ref.forms, noise) for ref in near.nearest),
                key=lambda distance: abs(distance.z),
            )
        )
    return tuple(found)


def size_distance(ballots: int, near: Near) -> Distance | None:
    """Return how far the number of ballots lies from the streams of the form's own centre, or from the ward if nearer.

    Streams of one centre share its register evenly; a ward's stations differ in size by nature, which its wide spread says.
    """
    if not near.speaks:
        return None
    value = math.log(ballots + 1)
    found = (_distance(value, ref.size, ref.of, ref.forms, 1 / (ballots + 1)) for ref in near.nearest)
    return min(found, key=lambda distance: abs(distance.z))


def turnout_distance(form: FormFacts, near: Near, ballots: int | None = None) -> Distance | None:
    """Return how far turnout lies from the nearest of centre and ward; from the constituency where the ward is thin."""
    if turnout_arc(form) is None or not form.registered:
        return None
    value, noise = (
        arc(form.ballots if ballots is None else ballots, form.registered),
        1 / (4 * form.registered),
    )
    known: list[tuple[Usual, str, int]] = []
    ward = near.ward
    if ward is not None and ward.turnout is not None and ward.turnout_forms >= near.limits.ward_peers:
        known.append((ward.turnout, "ward", ward.turnout_forms))
    elif near.wide is not None and near.wide_forms >= near.limits.wide_peers:
        known.append((near.wide, "constituency", near.wide_forms))
    if not known:
        return None
    if near.centre is not None and near.centre.turnout is not None:
        known.append((near.centre.turnout, "centre", near.centre.turnout_forms))
    found = (_distance(value, one, of, forms, noise) for one, of, forms in known)
    return min(found, key=lambda distance: abs(distance.z))


def cost(form: FormFacts, votes: Sequence[int], near: Near) -> tuple[float, float]:
    """Return (minus log-likelihood, distance of what lies farthest out) of the form as if it had these votes.

    `sum(z^2 / 2)` over the candidates' shares and the number of ballots: the logarithm of a normal density without its
    constant.
    """
    distances = [distance.z for distance in share_distances(votes, near)]
    ballots = form.ballots + sum(votes) - sum(form.votes)
    of_size = turnout_distance(form, near, ballots) or size_distance(ballots, near)
    if of_size is not None:
        distances.append(of_size.z)
    if not distances:
        return 0.0, 0.0
    return sum(z * z for z in distances) / 2, max(abs(z) for z in distances)


def _distance(value: float, known: Usual, of: str, forms: int, noise: float) -> Distance:
    middle, spread = known
    return Distance((value - middle) / math.sqrt(spread * spread + noise), middle, of, forms)

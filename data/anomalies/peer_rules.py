"""Rules that compare a form with its peers. Each is a pure function of the form and `Near`; `None`: nothing to say.

Scores are `data.stats.robust.evidence`: 0.5 at the rule's threshold, 0.75 at twice that. What a rule says is what was
compared, never why it happened.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from data.anomalies.facts import FormFacts, Found
from data.anomalies.peers import Distance, Near, cost, share_distances, size_distance, turnout_distance
from data.anomalies.rules import FEW
from data.stats.digits import SLIPS, slips
from data.stats.robust import evidence, share_of_arc


def turnout_outlier(form: FormFacts, near: Near) -> Found | None:
    """Turnout far from its peers'.

    `z = (y - median) / sqrt(s^2 + 1/(4 r))`, `y = asin(sqrt(turnout))` of the form, `s` the steadied `1.4826 MAD` of the
    peers, `r` registered voters. Peers: the ward (the constituency while fewer than 5 of it are in) and the centre;
    the nearest counts. Source: Iglewicz and Hoaglin 1993 (modified z-score); Anscombe 1948 (scale).
    """
    found = turnout_distance(form, near)
    if found is None or not form.registered or abs(found.z) < near.limits.turnout_at:
        return None
    numbers = {
        "turnout": _pct(form.ballots / form.registered), "usual": _told(found, _pct(share_of_arc(found.usual))),
        "against": found.against, "forms": found.forms, "z": round(found.z, 1),
    }  # fmt: skip
    return Found(
        rule="turnout_outlier", score=evidence(abs(found.z), near.limits.turnout_at), numbers=numbers
    )


def size_outlier(form: FormFacts, near: Near) -> Found | None:
    """Ballots far from those of the other streams of the centre, where no registered voters are known.

    `z = (ln(b + 1) - median) / sqrt(s^2 + 1/(b + 1))`. Streams of a centre divide its register evenly, so they have about
    as many ballots. Source: practice of the observers' parallel counts; scale by Bartlett 1947 (logarithm of counts).
    """
    if near.centre is None or turnout_distance(form, near) is not None:
        return None
    found = size_distance(form.ballots, near)
    if found is None or abs(found.z) < near.limits.size_at:
        return None
    numbers = {
        "ballots": form.ballots, "usual": _told(found, round(math.exp(found.usual) - 1)), "against": found.against,
        "forms": found.forms, "z": round(found.z, 1),
    }  # fmt: skip
    return Found(rule="size_outlier", score=evidence(abs(found.z), near.limits.size_at), numbers=numbers)


def share_outlier(form: FormFacts, near: Near) -> Found | None:
    """A candidate's share far from the ward's and from the centre's: the candidate who lies farthest out.

    `z = (y - median) / sqrt(s^2 + 1/(4 n))`, `y = asin(sqrt(share))`, `n` the votes of the form. Source: as turnout.
    """
    distances = share_distances(form.votes, near)
    if not distances or not sum(form.votes):
        return None
    place = max(range(len(distances)), key=lambda at: (abs(distances[at].z), -at))
    far = distances[place]
    if abs(far.z) < near.limits.share_at:
        return None
    numbers = {
        "candidate": place, "votes": form.votes[place], "total": sum(form.votes),
        "share": _pct(form.votes[place] / sum(form.votes)), "usual": _told(far, _pct(share_of_arc(far.usual))),
        "against": far.against, "forms": far.forms, "z": round(far.z, 1),
    }  # fmt: skip
    return Found(rule="share_outlier", score=evidence(abs(far.z), near.limits.share_at), numbers=numbers)


def digit_slip(form: FormFacts, near: Near) -> Found | None:
    """One digit of one figure, written otherwise, makes an odd form ordinary.

    Over every figure and every slip of `data.stats.digits.slips`: `gain = (cost now - cost then) - ln(slips of its kind)`, cost
    being minus the log-likelihood, `sum(z^2/2)`. A finding where the form lies `slip_from` out, would then not lie beyond
    `calm`, and the gain reaches `slip_at`. Source: likelihood ratio with a Bonferroni charge for the slips tried; the kinds are
    the usual ones of typed numbers (Wiseman, Cairns et al. 2011).
    """
    limits = near.limits
    now, farthest = cost(form, form.votes, near)
    if farthest < limits.slip_from:
        return None
    best: tuple[float, str, int, int] | None = None
    for kind in SLIPS:
        tried = [(place, value) for place, count in enumerate(form.votes) for value in slips(count)[kind]]
        for place, value in tried:
            if not _possible(form, form.ballots + value - form.votes[place]):
                continue
            then, out = cost(form, _with(form.votes, place, value), near)
            gain = now - then - math.log(len(tried))
            if out <= limits.calm and gain >= limits.slip_at and (best is None or gain > best[0]):
                best = (gain, kind, place, value)
    if best is None:
        return None
    numbers = {"candidate": best[2], "written": form.votes[best[2]], "perhaps": best[3], "kind": best[1]}
    return Found(
        rule="digit_slip",
        score=evidence(best[0], limits.slip_at),
        numbers={**numbers, "gain": round(best[0], 1), **_compared(near)},
    )


def swapped_candidates(form: FormFacts, near: Near) -> Found | None:
    """Two rows changed places, or all rows moved by one, makes an odd form ordinary.

    gain = (cost now - cost then) - ln(exchanges tried), as in `digit_slip`. Source: likelihood ratio; the exchange of two
    rows is a known fault of transcription.
    """
    limits = near.limits
    now, farthest = cost(form, form.votes, near)
    if farthest < limits.swap_from:
        return None
    best: tuple[float, int, int, str] | None = None
    tried = 0
    for kind, first, second, votes in _exchanges(form.votes):
        tried += 1
        then, out = cost(form, votes, near)
        if out <= limits.calm and (best is None or now - then > best[0]):
            best = (now - then, first, second, kind)
    if best is None or (gain := best[0] - math.log(tried)) < limits.swap_at:
        return None
    numbers = {
        "first": best[1],
        "second": best[2],
        "kind": best[3],
        "gain": round(gain, 1),
        **_compared(near),
    }
    return Found(rule="swapped_candidates", score=evidence(gain, limits.swap_at), numbers=numbers)


def identical_forms(form: FormFacts, near: Near) -> Found | None:
    """The same votes as another station of the race, where chance hardly makes two alike.

    Expected equal forms among `m` others: `m * prod(1 / (sqrt(2 pi) s_c))` over the candidates, `s_c^2 = x_c + 0.75 + (what
    stations of the ward differ by)^2`. A finding where that is below `twin_at`: 0.5 there, more the less probable. Small forms
    and landslides are alike by chance and stay silent. Source: Klimek et al. 2012 on repeated results; Poisson coincidences.
    """
    if not form.twins or sum(form.votes) < 1:
        return None
    close = [twin for twin in form.twins if twin.near]
    others = near.ward_forms if close else 50_000
    expected = others * chance_of_equal(form, near)
    if expected >= near.limits.twin_at:
        return None
    shown = (close or list(form.twins))[0]
    at = -math.log(near.limits.twin_at)
    numbers = {
        "station": shown.station, "area": shown.area, "near": shown.near, "equal": len(form.twins), "twin": shown.form_id,
        "expected": float(f"{expected:.2g}"),
    }  # fmt: skip
    return Found(
        rule="identical_forms", score=evidence(-math.log(max(expected, 1e-300)), at), numbers=numbers
    )


def chance_of_equal(form: FormFacts, near: Near) -> float:
    """Return the chance that one other station like those of the ward has exactly these votes."""
    whole = sum(form.votes)
    reference = near.ward or near.centre
    chance = 1.0
    for place, count in enumerate(form.votes):
        spread = 0.3 * count
        if reference is not None:
            middle, of_share = reference.shares[place]
            slope = 2 * math.sin(middle) * math.cos(middle) * of_share * whole
            spread = math.hypot(slope, count * min(reference.size[1], 1.0))
        chance /= max(1.0, math.sqrt(2 * math.pi * (count + 0.75 + spread * spread)))
    return chance


def _told(distance: Distance, usual: float) -> float | None:
    """Return what is usual, unless the peers are so few that it would be the figures of one of them."""
    return usual if distance.forms >= FEW else None


def _possible(form: FormFacts, ballots: int) -> bool:
    """Tell whether the station could have so many ballots."""
    known = [limit for limit in (form.registered, form.limit) if limit is not None]
    return ballots > 0 and all(ballots <= limit for limit in known)


def _compared(near: Near) -> dict[str, object]:
    """Say of whom the peers of a correction were."""
    shown = near.ward or near.centre
    return {"against": shown.of, "forms": shown.forms} if shown is not None else {}


def _with(votes: Sequence[int], place: int, value: int) -> list[int]:
    changed = list(votes)
    changed[place] = value
    return changed


def _exchanges(votes: Sequence[int]) -> list[tuple[str, int, int, list[int]]]:
    found = []
    for first in range(len(votes)):
        for second in range(first + 1, len(votes)):
            if votes[first] != votes[second]:
                changed = _with(_with(votes, first, votes[second]), second, votes[first])
                found.append(("swap", first, second, changed))
    if len(votes) > 2:
        found.append(("shift", 0, 1, [*votes[1:], votes[0]]))
        found.append(("shift", 1, 0, [votes[-1], *votes[:-1]]))
    return found


def _pct(share: float) -> float:
    return round(100 * share, 1)


PeerRule = Callable[[FormFacts, Near], Found | None]
PEER_RULES: tuple[PeerRule, ...] = (
    turnout_outlier,
    size_outlier,
    share_outlier,
    digit_slip,
    swapped_candidates,
    identical_forms,
)

"""Rules over all forms of an area, each a pure function of `AreaFacts`: digits, order of arrival, what revisions took away.

Called by `data.anomalies.areas` for a ward and the areas above it. Finer facts (times) are only there for a ward.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from data.anomalies.facts import FormFacts, Found
from data.anomalies.judge import combined
from data.anomalies.peers import usual
from data.anomalies.thresholds import Thresholds
from data.stats.digits import chi_square, chi_square_tail, last_digits
from data.stats.robust import arc, evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaFacts:
    """What is kept of an area in one race; sums of wards make the areas above. `arrivals`: only of a ward."""

    forms: int = 0
    flagged: int = 0
    valid: int = 0
    fall: int = 0
    digits: tuple[int, ...] = (0,) * 10
    arrivals: tuple[tuple[str, float, float], ...] = ()


def facts_of(forms: Iterable[FormFacts], flagged: int) -> AreaFacts:
    """Return the facts of a ward: its counting forms, of which `flagged` are in the queue."""
    counted = sorted((form for form in forms if form.is_counting), key=lambda form: form.form_id)
    peers = [form for form in counted if form.is_peer]
    leader = _leader(peers)
    return AreaFacts(
        forms=len(counted),
        flagged=flagged,
        valid=sum(form.valid for form in counted),
        fall=sum(form.before_valid - form.valid for form in counted if form.before_valid is not None),
        digits=last_digits(count for form in peers for count in form.votes),
        arrivals=tuple(
            (form.centre or "", form.received_at.timestamp(), arc(form.votes[leader], sum(form.votes)))
            for form in peers
            if form.received_at is not None and leader is not None and any(form.votes)
        ),
    )


def together(facts: Iterable[AreaFacts]) -> AreaFacts:
    """Return the facts of an area from those of its wards."""
    known = list(facts)
    columns = zip(*(one.digits for one in known), strict=True) if known else ()
    return AreaFacts(
        forms=sum(one.forms for one in known),
        flagged=sum(one.flagged for one in known),
        valid=sum(one.valid for one in known),
        fall=sum(one.fall for one in known),
        digits=tuple(int(sum(column)) for column in columns) or (0,) * 10,
    )


def last_digit(area: AreaFacts, limits: Thresholds) -> Found | None:
    """Last digits of the counts are not uniform.

    `X^2 = sum((o - n/10)^2 / (n/10))` over the digits 0 to 9 of the counts of at least 50, 9 degrees of freedom; a finding from
    `p < 0.0001` and 200 counts. Source: Beber and Scacco 2012. Mebane 2013 and Shikano and Mack 2011 show how easily digit tests
    mislead: it speaks of an area, never of a form.
    """
    total = sum(area.digits)
    if total < limits.digits_counts:
        return None
    value = chi_square(area.digits, [total / 10] * 10)
    p = chi_square_tail(value, 9)
    if p > limits.digits_p:
        return None
    most = max(range(10), key=lambda digit: (area.digits[digit], -digit))
    numbers = {
        "counts": total, "chi_square": round(value, 1), "p": float(f"{p:.1g}"), "digit": most,
        "share": round(100 * area.digits[most] / total, 1),
    }  # fmt: skip
    score = evidence(-math.log(max(p, 1e-300)), -math.log(limits.digits_p))
    return Found(rule="last_digit", score=score, numbers=numbers)


def round_numbers(area: AreaFacts, limits: Thresholds) -> Found | None:
    """More counts end in 0 or 5 than chance gives.

    `z = (k - n/5) / sqrt(n * 0.2 * 0.8)`, one-sided, from 4 and 200 counts. Source: Kobak, Shpilkin and Pshenichnikov 2016.
    """
    total = sum(area.digits)
    if total < limits.digits_counts:
        return None
    round_ones = area.digits[0] + area.digits[5]
    z = (round_ones - total / 5) / math.sqrt(total * 0.16)
    if z < limits.round_at:
        return None
    numbers = {"counts": total, "round": round_ones, "share": round(100 * round_ones / total, 1), "z": round(z, 1)}  # fmt: skip
    return Found(rule="round_numbers", score=evidence(z, limits.round_at), numbers=numbers)


def spike_in_time(area: AreaFacts, limits: Thresholds) -> Found | None:
    """A run of forms that arrived one after the other is unlike the rest of the ward, for its leading candidate.

    One value a centre (mean of its streams, time of its first form), in order of arrival; for every run of at least 4 centres
    that leaves 4: `z = (mean of the run - median of the rest) / (s * sqrt(1/k + 1/m))`, `s` the steadied robust spread of the
    rest. The largest |z| counts. Source: a CUSUM of batches (Page 1954) with robust location.
    """
    values = [value for _, value in _by_centre(area.arrivals)]
    least = limits.spike_centres
    if len(values) < 2 * least:
        return None
    best = (0.0, 0, 0, 0.0, 0.0)
    for begin in range(len(values) - least + 1):
        for end in range(begin + least, len(values) + 1):
            rest = values[:begin] + values[end:]
            if len(rest) < least:
                continue
            mean = sum(values[begin:end]) / (end - begin)
            middle, spread = usual(rest, limits.share_prior_ward, limits.share_weight)
            z = (mean - middle) / (spread * math.sqrt(1 / (end - begin) + 1 / len(rest)))
            if abs(z) > abs(best[0]):
                best = (z, begin, end, mean, middle)
    z, begin, end, mean, middle = best
    if abs(z) < limits.spike_at:
        return None
    numbers = {
        "centres": end - begin, "from": begin + 1, "all": len(values), "share": _pct(mean), "usual": _pct(middle),
        "z": round(z, 1),
    }  # fmt: skip
    return Found(rule="spike_in_time", score=evidence(abs(z), limits.spike_at), numbers=numbers)


def area_votes_went_down(area: AreaFacts, limits: Thresholds) -> Found | None:
    """Revisions took valid votes away from the area as a whole.

    `fall = sum(valid before - valid now)` over its forms with a revision, from 5 % of what the area had.
    Score `evidence(fall / (valid + fall), 0.05)`.
    """
    if area.fall <= 0:
        return None
    part = area.fall / (area.valid + area.fall)
    if part < limits.fall_share:
        return None
    numbers = {"fall": area.fall, "before": area.valid + area.fall, "now": area.valid}
    return Found(rule="area_votes_went_down", score=evidence(part, limits.fall_share), numbers=numbers)


AreaRule = Callable[[AreaFacts, Thresholds], Found | None]
AREA_RULES: tuple[AreaRule, ...] = (last_digit, round_numbers, spike_in_time, area_votes_went_down)


def judge_area(area: AreaFacts, limits: Thresholds) -> list[Found]:
    """Return every finding of one area."""
    return [made for rule in AREA_RULES if (made := rule(area, limits)) is not None]


def area_parts(area: AreaFacts, found: Sequence[Found], limits: Thresholds) -> dict[str, float]:
    """Return the parts of an area's score: its findings, and how many of its forms are in the queue (from two of them)."""
    parts = {one.rule: one.score for one in found}
    if area.flagged >= 2:
        parts["flagged_forms"] = evidence(area.flagged / max(area.forms, 1), limits.many_flagged)
    return parts


def area_score(parts: dict[str, float]) -> float:
    """Return `1 - prod(1 - s)` over the parts."""
    return combined(parts.values())


def _leader(forms: Sequence[FormFacts]) -> int | None:
    width = max((len(form.votes) for form in forms), default=0)
    totals = [sum(form.votes[place] for form in forms if place < len(form.votes)) for place in range(width)]
    return max(range(width), key=lambda place: (totals[place], -place)) if width else None


def _by_centre(arrivals: Sequence[tuple[str, float, float]]) -> list[tuple[float, float]]:
    seen: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for centre, at, value in arrivals:
        seen[centre].append((at, value))
    rows = [
        (min(at for at, _ in rows), centre, sum(value for _, value in rows) / len(rows))
        for centre, rows in seen.items()
    ]
    return [(at, value) for at, _, value in sorted(rows)]


def _pct(value: float) -> float:
    return round(100 * math.sin(min(max(value, 0.0), math.pi / 2)) ** 2, 1)

"""Every number the rules are tuned by, in one frozen value; the defaults are those `docs/anomalies.md` measures.

The evaluation chooses them on one half of the counties and measures on the other. Spreads of shares and turnout are in
radians of `data.stats.robust.arc` (0.1 is about 10 points near one half), those of sizes in natural logarithms.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """`*_prior` and `*_weight` steady the spread of few peers; `*_at` is where a finding begins and scores 0.5."""

    ward_peers: int = 5  # fewer say nothing of a ward
    wide_peers: int = 8  # fewer say nothing of a constituency
    centre_alone: int = 3  # so many streams of a centre are peers without a ward
    share_prior_centre: float = 0.05
    share_prior_ward: float = 0.10
    share_weight: float = 4.0
    size_prior_centre: float = 0.12
    size_prior_ward: float = 0.45
    turnout_prior_centre: float = 0.05
    turnout_prior_ward: float = 0.08
    turnout_floor: float = 0.03
    share_at: float = 5.0
    size_at: float = 5.0
    turnout_at: float = 4.5
    calm: float = 2.5  # a corrected form is ordinary when nothing of it is farther out than this
    slip_from: float = 4.0  # a form less far out than this needs no correction
    slip_at: float = 12.0  # gain in log-likelihood, less the logarithm of the number of corrections tried
    swap_from: float = 4.0
    swap_at: float = 12.0
    twin_at: float = 0.01  # expected number of equal forms by chance
    digits_counts: int = 200  # counts of at least two digits that a last-digit test needs
    digits_p: float = 0.0001
    spike_centres: int = 4
    spike_at: float = 8.0
    round_at: float = 4.0
    fall_share: float = 0.05  # of an area's valid votes, lost by revisions
    many_flagged: float = 0.15  # part of an area's forms in the queue that scores 0.5
    flagged: float = 0.5  # a form's score from here on puts it in the queue


DEFAULT = Thresholds()

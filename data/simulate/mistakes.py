"""Forms that are wrong when they first arrive: slips that pass, and figures that a plausibility gate must hold.

Called by `script`; pure. The true figures follow as a second revision with the reason given here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from data.simulate.country import Country
from data.simulate.noise import Ints
from data.simulate.votes import Figures


class Mistake(StrEnum):
    """What went wrong with the first copy of a form."""

    SLIP = "slip"
    EXTRA_DIGIT = "extra_digit"
    ALL_ZERO = "all_zero"
    OVER_REGISTERED = "over_registered"
    SWAPPED = "swapped"
    WRONG_SUM = "wrong_sum"


REASONS = {
    Mistake.SLIP: "A digit was misread; corrected from the scan of the form.",
    Mistake.EXTRA_DIGIT: "One digit too many was typed; corrected from the scan of the form.",
    Mistake.ALL_ZERO: "The form was sent empty; the station sent it again.",
    Mistake.OVER_REGISTERED: "Figures of two streams were added on one form; each has its own now.",
    Mistake.SWAPPED: "Two candidates' lines were exchanged; corrected from the scan of the form.",
    Mistake.WRONG_SUM: "The sum on the form was wrong; the presiding officer countersigned the right one.",
}
# Of an extra digit and of exchanged candidates each there are so many at least, where there is room.
_TYPICAL = 2
_SHARES = (0.45, 0.12, 0.09, 0.12, 0.12, 0.10)


@dataclass(frozen=True, slots=True)
class Wrong:
    """The first figures of a form that is corrected later; `valid` is what the form states, right or not."""

    mistake: Mistake
    cast: int
    rejected: int
    valid: int
    votes: tuple[int, ...]


def make_wrong(
    country: Country, figures: list[Figures], forms: Ints, rng: np.random.Generator
) -> dict[int, Wrong]:
    """Return the wrong first figures of `forms` (positions contest x stations + station)."""
    stations = len(country.stations.ward)
    kinds = rng.choice(len(_SHARES), len(forms), p=_SHARES)
    makers = list(Mistake)
    _have_typical(kinds)
    wrongs: dict[int, Wrong] = {}
    for form, kind in zip(forms.tolist(), kinds.tolist(), strict=True):
        contest, station = divmod(form, stations)
        of = figures[contest]
        votes = [int(v) for v in of.votes[station]]
        registered = int(country.stations.registered[station])
        wrongs[form] = _wrong(makers[kind], votes, int(of.rejected[station]), registered, rng)
    return wrongs


def _have_typical(kinds: Ints) -> None:
    """Turn slips into the two mistakes that people look for, where chance brought fewer than two of each."""
    slips = np.flatnonzero(kinds == list(Mistake).index(Mistake.SLIP))
    for mistake in (Mistake.EXTRA_DIGIT, Mistake.SWAPPED):
        number = list(Mistake).index(mistake)
        missing = max(0, _TYPICAL - int(np.sum(kinds == number)))
        if len(slips) > 2 * missing:
            kinds[slips[:missing]] = number
            slips = slips[missing:]


def _wrong(
    mistake: Mistake, votes: list[int], rejected: int, registered: int, rng: np.random.Generator
) -> Wrong:
    ranked = sorted(range(len(votes)), key=lambda place: (-votes[place], place))
    first, second = ranked[0], ranked[1]
    last = max(
        (place for place in range(len(votes)) if votes[place]),
        key=lambda place: (-votes[place], place),
        default=first,
    )
    stated: int | None = None
    if mistake is Mistake.SLIP:
        wanted = int(rng.integers(1, 10)) * (1 if rng.uniform() < 0.5 else -1)
        room = registered - sum(votes) - rejected
        votes[second] = max(0, votes[second] + (min(wanted, room) if wanted > 0 else wanted))
    elif mistake is Mistake.EXTRA_DIGIT:
        votes[first] = votes[first] * 10 + int(rng.integers(10))
    elif mistake is Mistake.ALL_ZERO:
        votes, rejected = [0] * len(votes), 0
    elif mistake is Mistake.OVER_REGISTERED:
        votes = [v * 2 for v in votes]
        votes[first] += registered
    elif mistake is Mistake.SWAPPED:
        votes[first], votes[last] = votes[last], votes[first]
    else:
        stated = sum(votes) + 10 * int(rng.integers(1, 6))
    valid = sum(votes) if stated is None else stated
    return Wrong(mistake, valid + rejected, rejected, valid, tuple(votes))

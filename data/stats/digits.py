"""Digits of counts: last-digit tests over many counts, and the slips of the pen that change one count.

Called by `data.anomalies`. Whole numbers in, whole numbers or probabilities out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

#: Counts below this have last digits that are not uniform by nature (Beber and Scacco 2012 use counts that vary widely).
DIGITS_FROM = 50
SLIPS = ("times_ten", "extra_digit", "missing_digit", "transposed")


def last_digits(counts: Iterable[int]) -> tuple[int, ...]:
    """Return how often each last digit, 0 to 9, occurs among the counts of at least `DIGITS_FROM`."""
    found = [0] * 10
    for count in counts:
        if count >= DIGITS_FROM:
            found[count % 10] += 1
    return tuple(found)


def chi_square(observed: Sequence[int], expected: Sequence[float]) -> float:
    """Return `sum((o - e)^2 / e)` over the classes with an expectation above 0 (Pearson 1900)."""
    pairs = zip(observed, expected, strict=True)
    return sum((seen - wanted) ** 2 / wanted for seen, wanted in pairs if wanted > 0)


def chi_square_tail(value: float, freedom: int) -> float:
    """Return P(chi-square with `freedom` degrees > value): the closed form for whole degrees (Abramowitz and Stegun 26.4.4-5)."""
    if value <= 0:
        return 1.0
    half = value / 2
    if freedom % 2 == 0:
        term, total = 1.0, 1.0
        for step in range(1, freedom // 2):
            term *= half / step
            total += term
        return min(1.0, math.exp(-half) * total)
    total = math.erfc(math.sqrt(half))
    term = math.sqrt(value) * math.exp(-half) * math.sqrt(2 / math.pi)
    for step in range(1, freedom, 2):
        total += term
        term *= value / (step + 2)
    return min(1.0, total)


def slips(count: int) -> dict[str, tuple[int, ...]]:
    """Return what may stand on the paper where `count` was written down, by the kind of slip that would explain it.

    `times_ten`: a 0 too many; `extra_digit`: any one digit too many; `missing_digit`: any one digit too few, the last
    0 among them; `transposed`: two neighbouring digits changed places. Sorted, without `count` itself.
    """
    words = str(count)
    extra = {int(words[:at] + words[at + 1 :]) for at in range(len(words)) if len(words) > 1}
    tenth = {count // 10} if count and count % 10 == 0 else set()
    places = [(at, digit) for at in range(len(words) + 1) for digit in "0123456789" if at or digit != "0"]
    missing = {int(words[:at] + digit + words[at:]) for at, digit in places} if count else set()
    swapped = {int(words[:at] + words[at + 1] + words[at] + words[at + 2 :]) for at in range(len(words) - 1)}
    found = (tenth, extra - tenth, missing, swapped - {0})
    return {kind: tuple(sorted(values - {count})) for kind, values in zip(SLIPS, found, strict=True)}

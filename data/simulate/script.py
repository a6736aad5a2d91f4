"""The script of the night: when each form arrives, is verified, disputed or corrected, and which ones are wrong at first.

A form is a position: contest x stations + station. Times are hours after the close of the polls. Called by `plan`;
pure. Every form that is wrong or disputed is put right before the end, so the count always completes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from data.simulate.country import Country
from data.simulate.mistakes import Mistake, Wrong, make_wrong
from data.simulate.noise import Floats, Ints, generator
from data.simulate.votes import Figures


class Action(IntEnum):
    """What can happen to a form, in the only order in which it may happen to one form."""

    ARRIVE = 0
    DISPUTE = 1
    VERIFY = 2
    REVISE = 3
    VERIFY_AGAIN = 4


# Parts of all forms: disputed by a person; read wrongly at first (see `mistakes`).
_DISPUTED = 0.004
_WRONG = 0.008
_MISSING_UNTIL_END = 0.004
# Of the stations of a late county: those that are late.
_LATE_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Script:
    """All events in order of time, and the first, wrong figures of the forms that are corrected."""

    hours: Floats
    form: Ints
    action: Ints
    wrong: dict[int, Wrong]

    @property
    def end(self) -> float:
        """Hours from the close of the polls to the last event."""
        return float(self.hours[-1])

    def time_of_share(self, share: float) -> float:
        """Return the hour at which `share` (0..1) of all forms have arrived; everything happened for 1."""
        if share >= 1:
            return self.end
        arrivals = self.hours[self.action == Action.ARRIVE]
        return float(arrivals[int(share * len(arrivals))]) if share > 0 else 0.0


def make_script(country: Country, figures: list[Figures]) -> Script:
    """Return the script of a country's night."""
    rng = generator(country.seed, "script")
    arrive = _arrivals(rng, country, len(figures))
    count = arrive.size
    fate = rng.uniform(size=count)
    wrong = np.flatnonzero(fate < _WRONG)
    disputed = np.flatnonzero((fate >= _WRONG) & (fate < _WRONG + _DISPUTED))
    wrongs = make_wrong(country, figures, wrong, rng)
    flat = arrive.ravel()
    verify = flat + 0.05 + rng.exponential(0.35, count)
    dispute = flat[disputed] + rng.uniform(0.1, 0.4, len(disputed))
    verify[disputed] = dispute + rng.uniform(1.0, 5.0, len(disputed))
    revise = np.maximum(flat, verify)[wrong] + rng.uniform(0.7, 4.0, len(wrong))
    again = revise + rng.uniform(0.1, 0.6, len(wrong))
    # Only a slip passes the second person; what is plainly wrong waits for its correction.
    plain = np.array(
        [form for form in wrong.tolist() if wrongs[form].mistake is not Mistake.SLIP], dtype=np.int64
    )
    verified = np.ones(count, dtype=bool)
    verified[plain] = False
    forms = np.arange(count)
    parts = [
        (flat, forms, Action.ARRIVE),
        (dispute, disputed, Action.DISPUTE),
        (verify[verified], forms[verified], Action.VERIFY),
        (revise, wrong, Action.REVISE),
        (again, wrong, Action.VERIFY_AGAIN),
    ]
    hours = np.concatenate([part[0] for part in parts])
    form = np.concatenate([part[1] for part in parts])
    action = np.concatenate([np.full(len(part[1]), int(part[2])) for part in parts])
    order = np.lexsort((action, form, hours))
    return Script(hours[order], form[order], action[order], wrongs)


def _arrivals(rng: np.random.Generator, country: Country, contests: int) -> Floats:
    """Return when each form arrives (contests x stations): counting, then the way; towns first, some places far behind."""
    stations = country.stations
    preset = country.preset
    crowd = country.ward_means(country.crowd)
    remote = 1.25 - 0.55 * np.argsort(np.argsort(crowd)) / len(crowd)
    county = rng.uniform(0.75, 1.35, preset.counties)
    way = rng.lognormal(np.log(3.4), 0.5, len(stations.ward))
    # The presidency is counted first, the other contests one after the other.
    counting = 0.7 + stations.registered / 700 * 0.8
    base = counting + way * remote[stations.ward] * county[country.ward_county[stations.ward]]
    stragglers = rng.uniform(size=len(base)) < 0.04
    base = base + np.where(stragglers, rng.uniform(1, 5, len(base)), 0)
    after = np.arange(contests)[:, None] * rng.lognormal(np.log(0.34), 0.45, len(base)) + rng.uniform(
        0, 0.2, (contests, len(base))
    )
    arrive = base + after
    arrive *= 0.62 * preset.night_hours / float(np.quantile(arrive, 0.9))
    # The few that are later still come in a long, but bounded tail.
    tail = 0.66 * preset.night_hours
    over = np.maximum(arrive - tail, 0)
    arrive = np.minimum(arrive, tail) + 0.2 * preset.night_hours * over / (over + 0.2 * preset.night_hours)
    arrive = _delay_county(country, arrive)
    late = rng.choice(len(base), max(2, round(_MISSING_UNTIL_END * len(base))), replace=False)
    arrive[:, late] = (
        preset.night_hours * rng.uniform(0.85, 1.0, len(late)) + np.arange(contests)[:, None] * 0.02
    )
    return np.asarray(arrive)


def late_county(country: Country) -> int:
    """Return which county is late where the preset wants one; drawn apart, so that nothing else of the night changes."""
    return int(generator(country.seed, "late county").integers(country.preset.counties))


def _delay_county(country: Country, arrive: Floats) -> Floats:
    """Let most stations of one county come hours later: a bridge is out, say. Some come in time, so that it shows."""
    preset = country.preset
    if not preset.late_hours:
        return arrive
    rng = generator(country.seed, "late county", "stations")
    stations = country.stations
    of_county = country.ward_county[stations.ward] == late_county(country)
    slow = of_county & (rng.uniform(size=len(stations.ward)) < _LATE_SHARE)
    delay = np.where(slow, preset.late_hours * rng.uniform(0.75, 1.25, len(stations.ward)), 0.0)
    # Never past the end of the night, and still in the order in which they would have come.
    last = 0.97 * preset.night_hours
    room = np.maximum(last - arrive, 0.0)
    return np.asarray(arrive + np.minimum(delay, 0.9 * room))

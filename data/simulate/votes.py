"""What the forms of a fictional election truly say: turnout, rejected ballots and votes at every station.

Called by `plan` and `baseline`; pure. Votes of a form always add up, and never exceed the register.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.simulate.ballot import Ballot
from data.simulate.country import Country
from data.simulate.noise import Field, Floats, Ints, generator


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one contest, one position per station; `votes` is stations x places on the ballot."""

    race: Ints
    cast: Ints
    rejected: Ints
    valid: Ints
    votes: Ints


def make_ballots_cast(country: Country) -> Ints:
    """Return how many people came to vote at each station: 55 to 75 percent, alike in places that are near."""
    rng = generator(country.seed, "turnout")
    centres = np.stack([country.ward_means(country.unit[:, axis]) for axis in (0, 1)], axis=1)
    field = Field(rng, wavelength=0.9, octaves=3)(centres)
    ward = 0.65 + 0.045 * np.clip(field, -2, 2)
    stations = country.stations
    share = np.clip(ward[stations.ward] + rng.normal(0, 0.025, len(stations.ward)), 0.45, 0.86)
    return np.asarray(rng.binomial(stations.registered, share), dtype=np.int64)


def make_figures(country: Country, ballot: Ballot, came: Ints) -> Figures:
    """Return the figures of one contest: who came gets every ballot paper, hardly anybody keeps one."""
    rng = generator(country.seed, "votes", ballot.contest.code)
    stations = country.stations
    cast = came - rng.binomial(came, 0.002)
    rejected = rng.binomial(cast, np.clip(rng.gamma(4, 0.0025, len(cast)), 0, 0.05))
    valid = cast - rejected
    votes = rng.multinomial(valid, _station_shares(rng, ballot.shares[stations.ward]))
    race = country.ancestors(ballot.contest.level)[stations.ward]
    return Figures(race, cast, rejected, valid, np.asarray(votes, dtype=np.int64))


def _station_shares(rng: np.random.Generator, shares: Floats) -> Floats:
    """Return shares that differ a little from station to station of one ward."""
    swayed = shares * np.exp(rng.normal(0, 0.16, shares.shape))
    return np.asarray(swayed / swayed.sum(axis=1, keepdims=True))

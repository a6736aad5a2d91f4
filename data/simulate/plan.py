"""Everything about a fictional election that its seed decides: country, parties, ballots, figures, script.

`make_plan` is pure and the same on every call, which is what makes a night resumable: who goes on with it makes
the plan again and looks up in the store what has already happened. Called by `setup`, `night` and tests.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from data.simulate.ballot import CONTESTS, Ballot, PartyPlan, make_ballots, make_parties, party_strength
from data.simulate.country import Country, make_country
from data.simulate.noise import Floats
from data.simulate.presets import Preset
from data.simulate.script import Script, make_script
from data.simulate.troubles import Trouble, make_troubles
from data.simulate.votes import Figures, make_ballots_cast, make_figures


@dataclass(frozen=True, slots=True)
class Plan:
    """A fictional election. `figures` and `ballots` are in the order of the contests."""

    country: Country
    parties: list[PartyPlan]
    strength: Floats
    ballots: list[Ballot]
    figures: list[Figures]
    script: Script
    troubles: tuple[Trouble, ...]

    @property
    def stations(self) -> int:
        """How many polling stations the country has."""
        return len(self.country.stations.ward)

    @property
    def forms(self) -> int:
        """How many forms the election has."""
        return self.stations * len(CONTESTS)

    def digest(self) -> str:
        """Return the SHA-256 of all that is told to the store: another digest is another election."""
        sha = hashlib.sha256()
        for level in self.country.levels:
            sha.update("\n".join((*level.codes, *level.names)).encode())
        stations = self.country.stations
        sha.update("\n".join((*stations.codes, *stations.names)).encode())
        for ballot in self.ballots:
            for names in ballot.names:
                sha.update("\n".join(names).encode())
        arrays = [self.country.points, self.country.point_ward, stations.registered, self.script.form]
        arrays += [part for f in self.figures for part in (f.cast, f.rejected, f.votes)]
        for array in arrays:
            sha.update(np.ascontiguousarray(array).tobytes())
        return sha.hexdigest()


def make_plan(seed: int, preset: Preset) -> Plan:
    """Return the election of `seed` at the size of `preset`."""
    country = make_country(seed, preset)
    strength = party_strength(country)
    ballots = make_ballots(country, strength)
    came = make_ballots_cast(country)
    figures = [make_figures(country, ballot, came) for ballot in ballots]
    return Plan(
        country=country,
        parties=make_parties(country),
        strength=strength,
        ballots=ballots,
        figures=figures,
        script=make_script(country, figures),
        troubles=make_troubles(country),
    )

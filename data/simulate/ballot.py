"""Who stands where: parties and candidates of a fictional country's six contests, and how strong each is by ward.

Called by `plan` and `baseline`; pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from data.simulate.country import Country
from data.simulate.names import Tongue, party_names, person, slug
from data.simulate.noise import Field, Floats, Ints, generator

INDEPENDENT = -1
NOBODY = -2
# Parties as registered: clearly different colours first; every third of the smaller ones has none.
_COLORS = (
    "#1f6fb5", "#e0a100", "#2e8b57", "#c23b3b", "#7b4fa3", "#e8722c", "#159a9c",
    "#8a5a2b", "#d14d8b", "#5b6b2f", "#3a3f8f", "#9aa21a", "#5f7f8f", "#b08fd0",
)  # fmt: skip
# A candidate is a serious one or a minor one; a minor one is liked about equally little everywhere.
_MINOR_SHARE = (0.006, 0.03)
# The part of a share that is the same in the whole race: nobody serious vanishes anywhere.
_EVEN_PART = 0.25


@dataclass(frozen=True, slots=True)
class PartyPlan:
    """A party; `color` None: it registered none."""

    code: str
    name: str
    abbreviation: str
    color: str | None


@dataclass(frozen=True, slots=True)
class ContestPlan:
    """A contest's identity and rule."""

    code: str
    title: str
    level: int
    fewest: int
    most: int


@dataclass(frozen=True, slots=True)
class Ballot:
    """The candidates of one contest: arrays of races x places on the ballot, `NOBODY` where a ballot is shorter.

    `shares` are wards x places: the expected part of the valid votes in that ward (0 where nobody stands).
    """

    contest: ContestPlan
    party: Ints
    codes: list[list[str]]
    names: list[list[str]]
    mates: list[list[str | None]]
    shares: Floats


CONTESTS = (
    ContestPlan("president", "President", 0, 6, 6),
    ContestPlan("governor", "Governor", 1, 4, 7),
    ContestPlan("senator", "Senator", 1, 4, 6),
    ContestPlan("woman-representative", "Woman Representative", 1, 4, 6),
    ContestPlan("national-assembly", "Member of National Assembly", 2, 4, 8),
    ContestPlan("county-assembly", "Member of County Assembly", 3, 4, 8),
)


def win_rule(contest: ContestPlan, counties: int) -> dict[str, Any]:
    """Return the rule of a contest: the presidency needs a majority and a spread over more than half of the counties."""
    if contest.level > 0:
        return {"kind": "plurality"}
    return {
        "kind": "majority_with_spread",
        "share_pct": 50,
        "spread_level": "county",
        "spread_share_pct": 25,
        "spread_areas": counties // 2 + 1,
    }


def make_parties(country: Country) -> list[PartyPlan]:
    """Return the parties of a country, the strongest first."""
    rng = generator(country.seed, "parties")
    parties = []
    for number, (name, abbreviation) in enumerate(party_names(rng, country.preset.parties)):
        color = None if number > 4 and number % 3 == 0 else _COLORS[number % len(_COLORS)]
        parties.append(PartyPlan(abbreviation, name, abbreviation, color))
    return parties


def party_strength(country: Country) -> Floats:
    """Return how strong each party is in each ward (wards x parties, as log-odds): smooth over the land."""
    rng = generator(country.seed, "strength")
    centres = np.stack([country.ward_means(country.unit[:, axis]) for axis in (0, 1)], axis=1)
    count = country.preset.parties
    base = -0.55 * np.arange(count) ** 0.8
    # The two strongest parties are close: the night stays open.
    base[1] = base[0] - 0.05
    crowd = np.log(country.ward_means(country.crowd))
    strength = np.empty((len(centres), count))
    for party in range(count):
        home = Field(rng, wavelength=1.3, octaves=3, gain=0.55)
        strength[:, party] = base[party] + 0.95 * home(centres) + rng.normal(0, 0.12) * (crowd - crowd.mean())
    return strength


def make_ballots(country: Country, strength: Floats) -> list[Ballot]:
    """Return the ballots of all six contests."""
    taken: set[str] = set()
    sounds: set[str] = set()
    rng = generator(country.seed, "people")
    tongues = [Tongue(rng, sounds) for _ in range(country.preset.counties)]
    return [_ballot(country, contest, strength, tongues, taken) for contest in CONTESTS]


def _ballot(
    country: Country, contest: ContestPlan, strength: Floats, tongues: list[Tongue], taken: set[str]
) -> Ballot:
    rng = generator(country.seed, "ballot", contest.code)
    of_ward = country.ancestors(contest.level)
    races = len(country.levels[contest.level].codes)
    sizes = np.bincount(of_ward, minlength=races)[:, None]
    liking = np.stack([np.bincount(of_ward, column, races) for column in strength.T], axis=1) / sizes
    county = np.zeros(races, dtype=np.int64)
    county[of_ward] = country.ward_county
    party = np.full((races, contest.most), NOBODY, dtype=np.int64)
    serious = np.zeros((races, contest.most), dtype=bool)
    codes: list[list[str]] = []
    names: list[list[str]] = []
    mates: list[list[str | None]] = []
    for race in range(races):
        stand, is_serious = _who_stands(rng, contest, liking[race])
        party[race, : len(stand)], serious[race, : len(stand)] = stand, is_serious
        homes = (
            rng.integers(len(tongues), size=len(stand)) if contest.level == 0 else [county[race]] * len(stand)
        )
        names.append([person(rng, tongues[int(home)], taken) for home in homes])
        codes.append([slug(" ".join(reversed(name.split()))) for name in names[-1]])
        mates.append(
            [
                person(rng, tongues[int(home)], taken)
                if contest.level < 2 and contest.code != "senator" and "woman" not in contest.code
                else None
                for home in homes
            ]
        )
    shares = _shares(rng, party, serious, of_ward, strength)
    return Ballot(contest, party, codes, names, mates, shares)


def _who_stands(rng: np.random.Generator, contest: ContestPlan, liking: Floats) -> tuple[Ints, list[bool]]:
    """Return the parties on one ballot in random order, and which of them are serious there."""
    count = int(rng.integers(contest.fewest, contest.most + 1))
    if contest.level == 0:
        stand = np.arange(count)
        serious = 3
    else:
        independents = int(rng.integers(0, 2 if count < 6 else 3))
        order = np.argsort(-(liking + rng.gumbel(0, 0.4, len(liking))), kind="stable")
        stand = order[: min(count - independents, len(order))]
        stand = np.concatenate([stand, np.full(count - len(stand), INDEPENDENT)])
        serious = int(rng.integers(2, 5))
    mixed = rng.permutation(len(stand))
    return stand[mixed], [bool(position < serious) for position in mixed]


def _shares(
    rng: np.random.Generator,
    party: Ints,
    serious: np.ndarray[Any, np.dtype[np.bool_]],
    of_ward: Ints,
    strength: Floats,
) -> Floats:
    """Return the expected shares, wards x places: serious candidates by their party and person, minor ones evenly."""
    races, places = party.shape
    person_liked = rng.normal(0, 0.3 if races > 1 else 0.08, (races, places))
    minor = np.where(serious | (party == NOBODY), 0.0, rng.uniform(*_MINOR_SHARE, (races, places)))
    by_party = np.concatenate([strength, strength.mean(axis=1, keepdims=True)], axis=1)
    column = np.where(party >= 0, party, strength.shape[1])[of_ward]
    odds = np.take_along_axis(by_party, column, axis=1) + person_liked[of_ward]
    weight = np.where(serious[of_ward], np.exp(odds), 0.0)
    free = 1 - minor.sum(axis=1)
    local = weight / weight.sum(axis=1, keepdims=True)
    sizes = np.bincount(of_ward, minlength=races)[:, None]
    overall = np.stack([np.bincount(of_ward, place, races) for place in local.T], axis=1) / sizes
    mixed = (1 - _EVEN_PART) * local + _EVEN_PART * overall[of_ward]
    return np.asarray(mixed * free[of_ward][:, None] + minor[of_ward])

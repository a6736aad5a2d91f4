"""A fictional country as plain data: its tree of areas with codes and names, its ground and its register.

`make_country` gives the same country for the same seed and preset. Called by `setup`, `night` and tests; pure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.simulate.ground import SEA, make_ground
from data.simulate.hierarchy import make_hierarchy
from data.simulate.names import Tongue, slug
from data.simulate.noise import Floats, Ints, generator
from data.simulate.presets import Preset
from data.simulate.register import Stations, make_stations

LEVELS = ("country", "county", "constituency", "ward")
# The middle of the country: open ocean, hundreds of kilometres from any land.
_LONGITUDE, _LATITUDE = 80.0, -14.0
_SIDES = (("North", "South"), ("East", "West"))


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas of one level in order; `parent` is the position in the level above (empty for the country)."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    parent: Ints


@dataclass(frozen=True, slots=True)
class Country:
    """A fictional country. `levels[0]` is the country itself; `point_ward` is the ward of each ground point or -1 (sea).

    `points` are longitude and latitude in degrees, `unit` the same in -1..1, `crowd` how densely people live there.
    """

    seed: int
    preset: Preset
    name: str
    code: str
    levels: tuple[Areas, Areas, Areas, Areas]
    points: Floats
    unit: Floats
    point_ward: Ints
    crowd: Floats
    ward_constituency: Ints
    ward_county: Ints
    stations: Stations

    @property
    def slug(self) -> str:
        """The name as it stands in codes."""
        return slug(self.name)

    def ancestors(self, level: int) -> Ints:
        """Return for each ward the position of its ancestor at `level`."""
        wards = len(self.ward_county)
        return (np.zeros(wards, dtype=np.int64), self.ward_county, self.ward_constituency, np.arange(wards))[
            level
        ]

    def ward_means(self, values: Floats) -> Floats:
        """Return the mean of `values` (one for each ground point) in each ward."""
        land = self.point_ward != SEA
        sizes = np.bincount(self.point_ward[land], minlength=self.preset.wards)
        return np.asarray(np.bincount(self.point_ward[land], values[land], self.preset.wards) / sizes)


def make_country(seed: int, preset: Preset) -> Country:
    """Return the country of `seed` at the size of `preset`."""
    ground = make_ground(seed, preset)
    tree = make_hierarchy(seed, preset, ground)
    rng = generator(seed, "names")
    taken: set[str] = set()
    name = Tongue(rng, taken).word(2)
    tongues = [Tongue(rng, taken) for _ in range(preset.counties)]
    code = f"X{name[0].upper()}"
    counties = _counties(preset, tongues)
    constituencies = _constituencies(rng, tree.constituency_county, counties, tongues)
    wards = _wards(tree.ward_constituency, constituencies, tree.ward_county, tongues)
    stations = make_stations(
        seed, preset, ground=ground, tree=tree, ward_codes=list(wards.codes), tongues=tongues
    )
    return Country(
        seed=seed,
        preset=preset,
        name=name,
        code=code,
        levels=(Areas((code,), (name,), np.empty(0, dtype=np.int64)), counties, constituencies, wards),
        points=np.round(ground.points * preset.span_deg / 2 + (_LONGITUDE, _LATITUDE), 6),
        unit=ground.points,
        point_ward=tree.ward,
        crowd=ground.crowd,
        ward_constituency=tree.ward_constituency,
        ward_county=tree.ward_county,
        stations=stations,
    )


def _counties(preset: Preset, tongues: list[Tongue]) -> Areas:
    codes = tuple(f"{number:03d}" for number in range(1, preset.counties + 1))
    return Areas(codes, tuple(tongue.word() for tongue in tongues), np.zeros(preset.counties, dtype=np.int64))


def _constituencies(rng: np.random.Generator, parent: Ints, counties: Areas, tongues: list[Tongue]) -> Areas:
    """Name constituencies; some share a name and differ by side, as towns that were split do."""
    codes: list[str] = []
    names: list[str] = []
    half: list[str] = []
    for position, county in enumerate(parent.tolist()):
        codes.append(f"{counties.codes[county]}-{position + 1:03d}")
        same_county = position > 0 and parent[position - 1] == county
        if half and same_county:
            names.append(half.pop())
            continue
        half.clear()
        name = tongues[county].word()
        if rng.uniform() < 0.22 and position + 1 < len(parent) and parent[position + 1] == county:
            sides = _SIDES[int(rng.integers(2))]
            names.append(f"{name} {sides[0]}")
            half.append(f"{name} {sides[1]}")
        else:
            names.append(name)
    return Areas(tuple(codes), tuple(names), parent)


def _wards(parent: Ints, constituencies: Areas, county: Ints, tongues: list[Tongue]) -> Areas:
    codes = tuple(
        f"{constituencies.codes[p]}-{number:04d}" for number, p in enumerate(parent.tolist(), start=1)
    )
    names = tuple(tongues[c].word() for c in county.tolist())
    return Areas(codes, names, parent)

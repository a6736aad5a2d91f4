"""Counties and constituencies: wards grouped upward, each group in one piece.

Called by `country`; pure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.simulate.graph import Edges, clusters, hang_together
from data.simulate.ground import SEA, Ground
from data.simulate.noise import Floats, Ints, generator
from data.simulate.presets import Preset


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """The tree below the country: constituency of each ward, county of each constituency, centres of wards.

    Numbered in reading order: counties from north-west to south-east, constituencies county by county, wards
    constituency by constituency; `ward` is the ward of each point of the ground, renumbered alike.
    """

    ward: Ints
    ward_constituency: Ints
    constituency_county: Ints
    ward_centres: Floats

    @property
    def ward_county(self) -> Ints:
        """The county of each ward."""
        return np.asarray(self.constituency_county[self.ward_constituency])


def make_hierarchy(seed: int, preset: Preset, ground: Ground) -> Hierarchy:
    """Group the wards of `ground` to constituencies and those to counties."""
    rng = generator(seed, "hierarchy")
    land = ground.ward != SEA
    centres = _means(ground.points[land], ground.ward[land], preset.wards)
    of_land = ground.edges.between(ground.ward)
    touching = _without_sea(of_land)
    constituency = hang_together(clusters(centres, preset.constituencies, rng), touching)
    constituency = _pair_up(constituency, touching, preset.constituencies)
    middle = _means(centres, constituency, preset.constituencies)
    county = hang_together(clusters(middle, preset.counties, rng), touching.between(constituency))
    county = _pair_up(county, touching.between(constituency), preset.counties)
    return _renumber(ground.ward, constituency, county, centres, middle)


def _without_sea(edges: Edges) -> Edges:
    land = (edges.one != SEA) & (edges.two != SEA)
    return Edges(edges.one[land], edges.two[land])


def _means(points: Floats, labels: Ints, count: int) -> Floats:
    sizes = np.bincount(labels, minlength=count)[:, None]
    return np.stack([np.bincount(labels, points[:, axis], count) for axis in (0, 1)], axis=1) / sizes


def _pair_up(labels: Ints, edges: Edges, count: int) -> Ints:
    """Give each group of one member a second one from a neighbour of at least four, if that stays in one piece."""
    labels = labels.copy()
    for lonely in np.flatnonzero(np.bincount(labels, minlength=count) == 1):
        member = int(np.flatnonzero(labels == lonely)[0])
        around = np.concatenate([edges.two[edges.one == member], edges.one[edges.two == member]])
        for other in sorted(around.tolist(), key=lambda o: (-int(np.sum(labels == labels[o])), o)):
            if np.sum(labels == labels[other]) < 4:
                break
            trial = labels.copy()
            trial[other] = lonely
            if np.array_equal(hang_together(trial, edges), trial):
                labels = trial
                break
    return labels


def _renumber(ward: Ints, constituency: Ints, county: Ints, centres: Floats, middle: Floats) -> Hierarchy:
    county_order = _reading_order(_means(middle, county, county.max() + 1))
    county_rank = np.argsort(county_order)
    order = np.lexsort((middle[:, 0], -middle[:, 1], county_rank[county]))
    constituency_rank = np.argsort(order)
    new_county = county_rank[county][order]
    ward_order = np.lexsort((centres[:, 0], -centres[:, 1], constituency_rank[constituency]))
    ward_rank = np.argsort(ward_order)
    return Hierarchy(
        ward=np.where(ward == SEA, SEA, ward_rank[np.maximum(ward, 0)]),
        ward_constituency=constituency_rank[constituency][ward_order],
        constituency_county=new_county,
        ward_centres=centres[ward_order],
    )


def _reading_order(points: Floats) -> Ints:
    """Return positions from north to south in bands, west to east within each."""
    bands = np.floor((1 - points[:, 1]) * 2.5)
    return np.lexsort((points[:, 0], bands))

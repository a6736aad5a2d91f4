"""Polling stations of a fictional country: where they stand, how many voters each has, what they are called.

Called by `country`; pure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.simulate.ground import SEA, Ground
from data.simulate.hierarchy import Hierarchy
from data.simulate.names import Tongue
from data.simulate.noise import Ints, generator
from data.simulate.presets import Preset

# The law of many countries: a stream of a polling centre holds this many voters at most.
MAX_VOTERS = 700
_STREAMS = (0.52, 0.27, 0.13, 0.08)
_KINDS = (
    "Primary School", "Primary School", "Primary School", "Primary School", "Secondary School", "Secondary School",
    "Community Hall", "Market", "Polytechnic", "Health Centre", "Social Hall", "Nursery School",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stations:
    """The register, ward by ward: one position for each station."""

    ward: Ints
    centre: Ints
    site: Ints
    registered: Ints
    codes: tuple[str, ...]
    names: tuple[str, ...]


def make_stations(
    seed: int,
    preset: Preset,
    *,
    ground: Ground,
    tree: Hierarchy,
    ward_codes: list[str],
    tongues: list[Tongue],
) -> Stations:
    """Return the polling stations; each stands on a point of its ward's ground, streams of one centre together."""
    rng = generator(seed, "stations")
    sites = _sites_of_wards(tree.ward, preset.wards)
    counts = _counts(rng, preset, ground, tree, np.array([len(s) for s in sites]))
    ward, centre, site, sizes = _centres(rng, counts, sites)
    registered = _voters(rng, sizes, centre)
    names, codes = _labels(rng, (ward, centre, sizes), tree, ward_codes, tongues)
    return Stations(ward, centre, site, registered, tuple(codes), tuple(names))


def _sites_of_wards(ward: Ints, count: int) -> list[Ints]:
    order = np.argsort(ward, kind="stable")
    starts = np.searchsorted(ward[order], np.arange(count + 1))
    return [order[starts[w] : starts[w + 1]] for w in range(count)]


def _counts(rng: np.random.Generator, preset: Preset, ground: Ground, tree: Hierarchy, room: Ints) -> Ints:
    """Return how many stations each ward has: about equal people, more in crowded wards, exactly the total."""
    land = tree.ward != SEA
    crowd = np.bincount(tree.ward[land], ground.crowd[land], preset.wards) / room
    weight = crowd**0.25 * rng.lognormal(0, 0.3, preset.wards)
    counts = np.full(preset.wards, 2, dtype=np.int64)
    # A ward can't have more centres than points of ground; streams make up for what that leaves out.
    limit = np.maximum(room, 2)
    left = preset.stations - int(counts.sum())
    while left > 0:
        open_wards = counts < limit
        share = np.where(open_wards, weight, 0.0)
        wanted = share / share.sum() * left
        add = np.minimum(np.floor(wanted).astype(np.int64), limit - counts)
        if add.sum() == 0:
            best = np.argsort(-(wanted - np.floor(wanted)) * open_wards, kind="stable")[:left]
            add[best] = 1
        counts += add
        left = preset.stations - int(counts.sum())
    return counts


def _centres(rng: np.random.Generator, counts: Ints, sites: list[Ints]) -> tuple[Ints, Ints, Ints, Ints]:
    """Split each ward's stations into centres of one to four streams; return ward, centre, site and size by station."""
    ward: list[int] = []
    centre: list[int] = []
    site: list[int] = []
    sizes: list[int] = []
    number = 0
    for w, count in enumerate(counts.tolist()):
        streams = rng.choice(4, count, p=_STREAMS) + 1
        used = int(np.searchsorted(np.cumsum(streams), count)) + 1
        streams[used - 1] -= int(streams[:used].sum()) - count
        places = rng.choice(sites[w], used, replace=used > len(sites[w]))
        for size, place in zip(streams[:used].tolist(), places.tolist(), strict=True):
            ward += [w] * size
            centre += [number] * size
            site += [place] * size
            sizes += [size] * size
            number += 1
    return tuple(np.array(column, dtype=np.int64) for column in (ward, centre, site, sizes))  # type: ignore[return-value]


def _voters(rng: np.random.Generator, sizes: Ints, centre: Ints) -> Ints:
    """Return registered voters: streams of one centre are about equal and nearly full, a single station varies."""
    count = int(centre.max()) + 1
    single = 90 + 600 * rng.beta(2.2, 1.6, count)
    shared = 390 + 305 * rng.beta(1.8, 1.4, count)
    voters = np.where(sizes > 1, shared[centre], single[centre])
    return np.minimum(np.round(voters + rng.uniform(-2, 2, len(sizes))), MAX_VOTERS).astype(np.int64)


def _labels(
    rng: np.random.Generator,
    stations: tuple[Ints, Ints, Ints],
    tree: Hierarchy,
    ward_codes: list[str],
    tongues: list[Tongue],
) -> tuple[list[str], list[str]]:
    """Return names and codes: `<ward>-<centre>-<stream>`, both counted from 1."""
    names: list[str] = []
    codes: list[str] = []
    ward_county = tree.ward_county
    last_ward, last_centre, in_ward, stream, label = -1, -1, 0, 0, ""
    for ward, centre, size in zip(*(column.tolist() for column in stations), strict=True):
        if ward != last_ward:
            last_ward, in_ward = ward, 0
        if centre != last_centre:
            last_centre, stream = centre, 0
            in_ward += 1
            kind = _KINDS[int(rng.integers(len(_KINDS)))]
            label = f"{tongues[int(ward_county[ward])].word()} {kind}"
        stream += 1
        names.append(f"{label} {stream} of {size}" if size > 1 else label)
        codes.append(f"{ward_codes[ward]}-{in_ward:03d}-{stream:02d}")
    return names, codes

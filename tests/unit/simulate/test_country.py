"""A fictional country is the same for its seed, has the size asked for, and borrows no real name."""

from __future__ import annotations

import numpy as np
import pytest

from data.errors import MatokeoError
from data.simulate.country import make_country
from data.simulate.graph import Edges, components, hang_together
from data.simulate.names import _REAL
from data.simulate.plan import Plan, make_plan
from data.simulate.presets import PRESETS, SMALL, preset_named
from tests.simulated import TINY


def test_same_seed_makes_the_same_election_and_another_seed_another() -> None:
    assert make_plan(5, TINY).digest() == make_plan(5, TINY).digest()
    assert make_plan(5, TINY).digest() != make_plan(6, TINY).digest()


def test_country_has_exactly_the_areas_and_stations_asked_for(plan: Plan) -> None:
    country = plan.country
    assert [len(level.codes) for level in country.levels] == [1, 8, 24, 72]
    assert len(country.stations.codes) == 600
    assert plan.forms == 3_600
    for level in range(4):
        assert set(country.ancestors(level).tolist()) == set(range(len(country.levels[level].codes)))


@pytest.mark.parametrize("seed", range(12))
def test_any_seed_makes_a_country_in_which_no_area_is_empty(seed: int) -> None:
    country = make_country(seed, TINY)
    assert set(country.ward_county.tolist()) == {0, 1, 2}
    assert set(country.ward_constituency.tolist()) == set(range(6))
    assert np.bincount(country.stations.ward, minlength=12).min() >= 2
    assert np.bincount(country.stations.ward).sum() == 60


def test_every_ward_is_one_piece(plan: Plan) -> None:
    from data.simulate.graph import delaunay_edges

    country = plan.country
    edges = delaunay_edges(country.unit)
    same = country.point_ward[edges.one] == country.point_ward[edges.two]
    pieces = components(len(country.unit), Edges(edges.one[same], edges.two[same]))
    land = country.point_ward >= 0
    assert len(set(pieces[land].tolist())) == SMALL.wards


def test_stations_stand_on_ground_of_their_own_ward(plan: Plan) -> None:
    stations = plan.country.stations
    assert (plan.country.point_ward[stations.site] == stations.ward).all()


def test_codes_are_unique_in_the_geography_and_tell_the_parent(plan: Plan) -> None:
    levels = plan.country.levels
    codes = [code for level in levels for code in level.codes]
    assert len(set(codes)) == len(codes)
    for above, below in ((1, 2), (2, 3)):
        for code, parent in zip(levels[below].codes, levels[below].parent.tolist(), strict=True):
            assert code.startswith(levels[above].codes[parent] + "-")
    assert len(set(plan.country.stations.codes)) == 600


def test_place_names_are_unique_pronounceable_and_not_real(plan: Plan) -> None:
    names = [name for level in plan.country.levels for name in level.names]
    assert len(set(names)) == len(names)
    for name in names:
        word = name.split()[0]
        assert word.isalpha()
        assert word.istitle()
        assert 5 <= len(word) <= 11
        assert word.lower() not in _REAL
        # Never more than three consonants in a row: somebody has to read it out on the radio.
        run = longest_run(word.lower(), "bcdfghjklmnpqrstvwxz")
        assert run <= 3, word


def longest_run(word: str, letters: str) -> int:
    longest = run = 0
    for letter in word:
        run = run + 1 if letter in letters else 0
        longest = max(longest, run)
    return longest


def test_no_station_has_more_voters_than_the_law_allows_and_none_has_nobody(plan: Plan) -> None:
    registered = plan.country.stations.registered
    assert registered.min() > 50
    assert registered.max() <= 700


def test_streams_of_one_centre_share_name_and_place(plan: Plan) -> None:
    stations = plan.country.stations
    shared = [i for i in range(1, 600) if stations.centre[i] == stations.centre[i - 1]]
    assert shared
    for i in shared:
        assert stations.site[i] == stations.site[i - 1]
        assert stations.names[i].rsplit(" ", 3)[0] == stations.names[i - 1].rsplit(" ", 3)[0]


def test_exclaves_join_the_neighbour_they_touch_most() -> None:
    #  0-0-1-1-0 in a row: the last belongs to 0 but touches only 1
    chain = Edges(np.array([0, 1, 2, 3]), np.array([1, 2, 3, 4]))
    assert hang_together(np.array([0, 0, 1, 1, 0]), chain).tolist() == [0, 0, 1, 1, 1]


def test_sea_is_never_given_to_a_ward_and_takes_none() -> None:
    chain = Edges(np.array([0, 1, 2, 3]), np.array([1, 2, 3, 4]))
    assert hang_together(np.array([-1, 0, 0, -1, 1]), chain).tolist() == [-1, 0, 0, -1, 1]


def test_unknown_preset_is_named_with_the_known_ones() -> None:
    with pytest.raises(MatokeoError, match="small, kenya"):
        preset_named("moon")


def test_preset_kenya_has_the_size_of_kenya() -> None:
    kenya = PRESETS["kenya"]
    assert (kenya.counties, kenya.constituencies, kenya.wards, kenya.stations) == (47, 290, 1_450, 46_229)

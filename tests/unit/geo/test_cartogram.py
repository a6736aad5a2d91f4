"""Cartograms: every area one hexagon, near its place, beside its neighbours, the same on every run."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from data.geo.cartogram import AROUND, MOST_AREAS, Cell, Layer, cells_of
from data.geo.coverage import Shapes
from data.geo.neighbours import neighbours
from tests.unit.geo.test_shapes import squares, wiggly_country


def layer(shapes: Shapes, parents: list[int | None] | None = None) -> Layer:
    return Layer(shapes, frozenset(neighbours(shapes)), parents or [None] * len(shapes))


def touch(one: Cell, two: Cell) -> bool:
    return (two[0] - one[0], two[1] - one[1]) in AROUND


@pytest.fixture(scope="module")
def country() -> Layer:
    shapes = wiggly_country(6, 9, seed=4)
    columns = np.floor(shapely.get_x(shapely.centroid(shapes)) / 3).astype(int)
    return layer(shapes, [int(column) for column in columns])


@pytest.fixture(scope="module")
def cells(country: Layer) -> list[Cell]:
    return cells_of(country)


def test_every_area_has_a_cell_of_its_own(country: Layer, cells: list[Cell]) -> None:
    assert len(cells) == len(country.shapes) == len(set(cells))


def test_the_cells_hang_together(cells: list[Cell]) -> None:
    found, open_cells = {cells[0]}, [cells[0]]
    while open_cells:
        q, r = open_cells.pop()
        more = {(q + dq, r + dr) for dq, dr in AROUND} & set(cells) - found
        found |= more
        open_cells += more
    assert found == set(cells)


def test_west_stays_west_and_north_stays_north(country: Layer, cells: list[Cell]) -> None:
    middles = shapely.centroid(country.shapes)
    x = [q + r / 2 for q, r in cells]
    y = [-r for _, r in cells]
    assert np.corrcoef(x, shapely.get_x(middles))[0, 1] > 0.9
    assert np.corrcoef(y, shapely.get_y(middles))[0, 1] > 0.9


def test_half_of_the_neighbours_touch_and_far_more_than_by_chance(country: Layer, cells: list[Cell]) -> None:
    pairs = [pair for pair in country.pairs if pair[0] < pair[1]]
    kept = sum(touch(cells[one], cells[two]) for one, two in pairs)
    shuffled = list(np.random.default_rng(1).permutation(len(cells)))
    chance = sum(touch(cells[shuffled[one]], cells[shuffled[two]]) for one, two in pairs)
    assert kept >= 0.5 * len(pairs)
    assert kept > 3 * chance


def test_the_same_areas_get_the_same_cells(country: Layer, cells: list[Cell]) -> None:
    assert cells_of(country) == cells


def test_an_island_far_away_has_a_cell_too() -> None:
    cells = cells_of(layer(squares((0, 0, 1, 1), (1, 0, 2, 1), (40, 30, 40.1, 30.1))))
    assert len(set(cells)) == 3


def test_no_area_has_no_cells_and_too_many_have_none() -> None:
    empty = np.array([], dtype=object)
    assert cells_of(Layer(empty, frozenset(), [])) == []
    many = np.array([shapely.box(n, 0, n + 1, 1) for n in range(MOST_AREAS + 1)], dtype=object)
    assert cells_of(Layer(many, frozenset(), [None] * len(many))) == []

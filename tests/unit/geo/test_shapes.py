"""Coverages, neighbours, label points and TopoJSON: no gaps, no overlaps, whatever the country."""

from __future__ import annotations

import gzip
import json
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from data.geo.coverage import Shapes, layer_tolerance, mend, multipolygons, simplify, tolerance_of
from data.geo.neighbours import label_points, neighbours
from data.geo.topology import topology_document
from tests.ingest_bundle import ring


def wiggly_country(rows: int, columns: int, *, seed: int) -> Shapes:
    """Return a grid of cells whose shared borders wander, as a valid coverage with many points."""
    random = np.random.default_rng(seed)
    points = random.uniform((0, 0), (columns, rows), (rows * columns * 4, 2))
    frame = shapely.box(0, 0, columns, rows)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=frame))
    cells = shapely.segmentize(shapely.intersection(cells, frame), 0.05)
    groups = np.floor(shapely.get_coordinates(shapely.centroid(cells)) / 2).astype(int)
    keys = groups[:, 0] * 1000 + groups[:, 1]
    areas = [shapely.union_all(cells[keys == key]) for key in np.unique(keys)]
    return mend(np.array(areas, dtype=object)).shapes


def squares(*boxes: tuple[float, float, float, float]) -> Shapes:
    return np.array([shapely.Polygon(ring(box)) for box in boxes], dtype=object)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000), tolerance=st.floats(0.001, 0.5))
def test_a_simplified_coverage_has_no_gaps_and_no_overlaps(seed: int, tolerance: float) -> None:
    shapes = mend(wiggly_country(4, 6, seed=seed)).shapes
    simple = simplify(shapes, tolerance)
    assert shapely.coverage_is_valid(simple)
    assert len(simple) == len(shapes)
    assert not shapely.is_empty(simple).any()
    union = shapely.union_all(simple)
    assert shapely.area(simple).sum() == pytest.approx(union.area)
    assert sum(len(part.interiors) for part in shapely.get_parts(union)) == 0


def test_a_hair_of_overlap_is_mended_and_the_land_kept() -> None:
    slack = squares((0, 0, 1.00001, 1), (1, 0, 2, 1))
    mended = mend(slack)
    assert mended.unmatched == 2
    assert mended.overlaps == ()
    assert shapely.coverage_is_valid(mended.shapes)
    assert shapely.area(mended.shapes).sum() == pytest.approx(2, abs=1e-4)


@pytest.mark.parametrize(
    "boxes",
    [
        ((0, 0, 1.5, 1), (1, 0, 2, 1)),  # half of the smaller one
        ((0, 0, 1, 1), (0, 0, 1, 1)),  # the same land twice
        ((0, 0, 4, 4), (1, 1, 2, 2)),  # one inside the other
    ],
)
def test_land_given_twice_is_named_and_not_mended(
    boxes: tuple[tuple[float, float, float, float], ...],
) -> None:
    mended = mend(squares(*boxes))
    assert [(overlap.first, overlap.second) for overlap in mended.overlaps] == [(0, 1)]
    assert mended.overlaps[0].share >= 0.5


def test_areas_that_share_an_edge_are_neighbours_and_those_that_meet_in_a_point_are_not() -> None:
    shapes = squares((0, 0, 1, 1), (1, 0, 2, 1), (1, 1, 2, 2), (5, 5, 6, 6))
    assert neighbours(shapes) == {(0, 1), (1, 0), (1, 2), (2, 1)}
    assert neighbours(shapes[:0]) == set()


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000))
def test_neighbours_are_those_whose_common_border_has_a_length(seed: int) -> None:
    shapes = wiggly_country(4, 4, seed=seed)
    slow = {
        (one, two)
        for one in range(len(shapes))
        for two in range(len(shapes))
        if one != two and shapely.intersection(shapes[one], shapes[two]).length > 1e-9
    }
    assert neighbours(shapes) == slow


def test_a_label_lies_inside_the_largest_part() -> None:
    horseshoe = shapely.Polygon([(0, 0), (6, 0), (6, 6), (5, 6), (5, 1), (1, 1), (1, 6), (0, 6)])
    islands = shapely.MultiPolygon([shapely.box(20, 20, 20.5, 20.5), shapely.box(10, 10, 12, 12)])
    shapes = np.array([horseshoe, islands], dtype=object)
    points = label_points(shapes)
    assert shapely.contains_xy(horseshoe, *points[0])
    assert points[1] == pytest.approx((11, 11), abs=0.1)


def test_smaller_pictures_set_the_tolerance_of_a_layer() -> None:
    shapes = squares((0, 0, 10, 10), (20, 0, 21, 1), (30, 0, 31, 1), (40, 0, 41, 1))
    assert tolerance_of(shapes) == pytest.approx(41 / 2000)
    assert layer_tolerance(shapes, ["a", "b", "c", "d"]) == pytest.approx(1 / 2000)


def test_stored_shapes_are_flat_multipolygons() -> None:
    solid = shapely.from_wkt("POLYGON Z ((0 0 5, 1 0 5, 1 1 5, 0 0 5))")
    stored = shapely.from_wkb(multipolygons(np.array([solid], dtype=object))[0])
    assert stored.geom_type == "MultiPolygon"
    assert not stored.has_z


def rings_of(topology: dict[str, Any], geometry: dict[str, Any]) -> list[shapely.Polygon]:
    """Decode the polygons of one geometry, as a browser does."""
    scale, translate = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        steps = np.cumsum(np.array(arc), axis=0) * scale + translate
        arcs.append(steps.tolist())

    def line(indexes: list[int]) -> list[list[float]]:
        points: list[list[float]] = []
        for index in indexes:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            points += arc[1:] if points else arc
        return points

    parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    return [shapely.Polygon(line(part[0]), [line(hole) for hole in part[1:]]) for part in parts]


def test_a_topology_decodes_to_the_areas_with_shared_borders_and_little_weight() -> None:
    shapes = mend(wiggly_country(8, 10, seed=7)).shapes
    codes = [f"A{number}" for number in range(len(shapes))]
    document = topology_document(codes, [f"Área {code}" for code in codes], shapes)
    topology = json.loads(document.body)
    geometries = topology["objects"]["areas"]["geometries"]
    assert [item["properties"] for item in geometries] == [
        {"code": code, "name": f"Área {code}"} for code in codes
    ]
    decoded = [shapely.union_all(rings_of(topology, item)) for item in geometries]
    for original, drawn in zip(shapes, decoded, strict=True):
        assert drawn.is_valid
        assert drawn.area == pytest.approx(original.area, rel=0.02)
    union = shapely.union_all(decoded)
    assert sum(shape.area for shape in decoded) == pytest.approx(union.area, rel=1e-9)
    used = [abs(index) if index >= 0 else ~index for index in _all_arcs(geometries)]
    assert len(used) > len(set(used)), "no border is shared"
    assert len(gzip.compress(document.body)) < 20_000


def _all_arcs(geometries: list[dict[str, Any]]) -> list[int]:
    found: list[int] = []
    stack: list[Any] = [item["arcs"] for item in geometries]
    while stack:
        item = stack.pop()
        if isinstance(item, int):
            found.append(item)
        else:
            stack.extend(item)
    return found


def test_equal_shapes_give_equal_bytes() -> None:
    shapes = wiggly_country(4, 4, seed=3)
    codes = [str(number) for number in range(len(shapes))]
    assert topology_document(codes, codes, shapes) == topology_document(codes, codes, shapes.copy())
    assert (
        topology_document(codes, codes, shapes).sha256 != topology_document(codes, codes[::-1], shapes).sha256
    )


def test_a_single_area_makes_a_document_too() -> None:
    document = topology_document(["A"], ["A"], squares((0, 0, 1, 1)))
    topology = json.loads(document.body)
    assert len(topology["objects"]["areas"]["geometries"]) == 1
    assert "id" not in topology["objects"]["areas"]["geometries"][0]

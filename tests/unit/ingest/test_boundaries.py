"""Boundary files: each damaged outline is refused by name; what passes is a valid coverage."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.ingest.boundaries import read_boundaries
from data.ingest.known import Known
from data.ingest.problems import REMEDIES, Problems
from data.ingest.tables import Source
from tests.ingest_bundle import MiniBundle, ring
from tests.unit.ingest.reading import only, read_bundle, refusals

FILE = "boundaries/ward.geojson"
WARD = "R1-D1-W1"


def polygon(*points: tuple[float, float]) -> dict[str, Any]:
    """Return a GeoJSON polygon of one ring, closed."""
    return {"type": "Polygon", "coordinates": [[*map(list, points), list(points[0])]]}


def geometry(value: Any) -> Callable[[MiniBundle], MiniBundle]:
    """Give one ward another geometry."""
    return lambda bundle: bundle.edit_layer("ward", WARD, geometry=value)


def properties(**changes: Any) -> Callable[[MiniBundle], MiniBundle]:
    """Change properties of one ward."""
    given = {"code": WARD, "name": WARD, "parent_code": "R1-D1", **changes}
    return lambda bundle: bundle.edit_layer("ward", WARD, properties=given)


BOWTIE = polygon((30, -2), (31, -1), (31, -2), (30, -1))
CASES: list[tuple[str, Callable[[MiniBundle], MiniBundle], str, str]] = [
    ("not json", lambda b: b.set(FILE, "{"), "not-geojson", "JSON"),
    ("latin-1", lambda b: b.set(FILE, b'{"name": "caf\xe9"}'), "encoding", "JSON"),
    ("nested bomb", lambda b: b.set(FILE, "[" * 100_000), "not-geojson", "JSON"),
    ("a list", lambda b: b.set(FILE, "[]"), "not-geojson", "FeatureCollection"),
    ("no features", lambda b: b.set(FILE, '{"type": "FeatureCollection"}'), "not-geojson", "features"),
    (
        "empty feature",
        lambda b: b.set(FILE, '{"type": "FeatureCollection", "features": [null]}'),
        "not-geojson",
        "1",
    ),
    ("no properties", lambda b: b.edit_layer("ward", WARD, properties=None), "not-geojson", "properties"),
    ("number as code", properties(code=11), "bad-code", "not text"),
    ("unknown area", properties(code="R1-D1-W9"), "unknown-area", "R1-D1-W9"),
    ("area of another level", properties(code="R1-D1"), "level-mismatch", "district"),
    ("area twice", properties(code="R1-D1-W2", parent_code="R1-D1"), "duplicate", "feature 1"),
    ("another parent", properties(parent_code="R2-D1"), "unknown-parent", "R2-D1"),
    ("no geometry", geometry(None), "not-a-polygon", "missing"),
    ("a point", geometry({"type": "Point", "coordinates": [30, -2]}), "not-a-polygon", "Point"),
    ("empty polygon", geometry({"type": "Polygon", "coordinates": []}), "not-a-polygon", "empty"),
    (
        "text for numbers",
        geometry({"type": "Polygon", "coordinates": [["a", "b"]]}),
        "not-geojson",
        "positions",
    ),
    (
        "open two-point ring",
        geometry({"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]}),
        "not-geojson",
        "",
    ),
    ("self-crossing", geometry(BOWTIE), "crossing-polygon", "Self-intersection"),
    ("axes out of range", geometry(polygon((-2, 130), (-1, 130), (-1, 131))), "swapped-coordinates", "131"),
    (
        "metres for degrees",
        geometry(polygon((30e4, 9e6), (31e4, 9e6), (31e4, 9.1e6))),
        "bad-coordinates",
        "4326",
    ),
    ("lying over its neighbours", geometry(polygon((30, -2), (32, -2), (32, -1))), "overlapping-areas", WARD),
]


@pytest.mark.parametrize(
    ("spoil", "rule", "named"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_each_damaged_boundary_is_refused_by_name(
    tmp_path: Path, spoil: Callable[[MiniBundle], MiniBundle], rule: str, named: str
) -> None:
    _, problems = read_bundle(tmp_path, spoil(MiniBundle()))
    refusal = only(problems)
    assert refusal.rule == rule
    assert refusal.file == FILE
    assert named in str(refusal)


def test_a_crossing_outline_is_said_to_be_the_users_to_mend_and_where_it_crosses(tmp_path: Path) -> None:
    _, problems = read_bundle(tmp_path, geometry(BOWTIE)(MiniBundle()))
    words = str(only(problems))
    assert WARD in words
    assert "30.5 -1.5" in words
    assert "Mend the outline in a map editor" in words


def test_a_layer_with_exchanged_axes_is_found_by_the_other_layer(tmp_path: Path) -> None:
    bundle = MiniBundle()
    layer = json.loads(bundle.text(FILE))
    for feature in layer["features"]:
        for one_ring in feature["geometry"]["coordinates"]:
            for position in one_ring:
                position.reverse()
    _, problems = read_bundle(tmp_path, bundle.set(FILE, json.dumps(layer)))
    assert {refusal.rule for refusal in refusals(problems)} == {"swapped-coordinates"}


def test_a_map_exchanged_against_all_stations_is_named_with_them(tmp_path: Path) -> None:
    bundle = MiniBundle().without("boundaries/region.geojson")
    layer = json.loads(bundle.text(FILE))
    for feature in layer["features"]:
        for one_ring in feature["geometry"]["coordinates"]:
            for position in one_ring:
                position.reverse()
    _, problems = read_bundle(tmp_path, bundle.set(FILE, json.dumps(layer)))
    assert {refusal.rule for refusal in refusals(problems)} == {"swapped-coordinates"}
    assert {refusal.file for refusal in refusals(problems)} == {"stations.csv", FILE}


def test_outlines_that_miss_by_a_hair_are_mended_and_reported(tmp_path: Path) -> None:
    west, south, east, north = 30.0, -2.0, 31.000001, -1.0
    spoilt = geometry({"type": "Polygon", "coordinates": [ring((west, south, east, north))]})(MiniBundle())
    bundle, problems = read_bundle(tmp_path, spoilt)
    assert problems.lines() == ()
    assert bundle is not None
    layer = next(layer for layer, _ in bundle.layers if layer.level == 3)
    assert shapely.coverage_is_valid(layer.shapes)
    assert any("did not meet their neighbours" in note for note in bundle.files[FILE].notes)


def test_areas_without_a_boundary_are_counted_not_refused(tmp_path: Path) -> None:
    bundle = MiniBundle()
    layer = json.loads(bundle.text(FILE))
    layer["features"] = layer["features"][2:]
    read, problems = read_bundle(tmp_path, bundle.set(FILE, json.dumps(layer)))
    assert problems.count() == 0
    assert read is not None
    assert "2 areas of the level have no boundary" in read.files[FILE].notes


_numbers = st.floats(allow_nan=False) | st.integers(-200, 200) | st.none() | st.text(max_size=2)
_nested = st.recursive(_numbers, lambda inner: st.lists(inner, max_size=5), max_leaves=30)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(kind=st.sampled_from(["Polygon", "MultiPolygon"]), coordinates=_nested)
def test_no_coordinates_break_the_reader(tmp_path: Path, kind: str, coordinates: Any) -> None:
    known = Known("zm", ("country", "ward"))
    known.add_area("ZM", 0, None)
    known.add_area("W", 1, "ZM")
    feature = {
        "type": "Feature",
        "properties": {"code": "W"},
        "geometry": {"type": kind, "coordinates": coordinates},
    }
    path = tmp_path / "ward.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    problems = Problems()
    layer = read_boundaries(Source(path, "ward.geojson"), 1, known, problems, [])
    assert (layer is None) == (problems.count() > 0)
    assert {refusal.rule for refusal in refusals(problems)} <= REMEDIES.keys()

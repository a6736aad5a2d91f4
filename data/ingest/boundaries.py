"""Reader of boundaries/<level>.geojson: one valid, simplified coverage of a level.

Called by `bundle` and `run`; pure. A crossing outline is refused, never mended in silence: mending changes the
land an area covers. Edges that miss their neighbours by a hair are mended, and the summary says how many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import shapely
from shapely.geometry import shape
from shapely.validation import explain_validity

from data.geo.coverage import Shapes, layer_tolerance, mend, simplify
from data.ingest import fields
from data.ingest.known import Known
from data.ingest.problems import BadField, Problems, Refusal
from data.ingest.register import Box
from data.ingest.tables import Source


@dataclass(frozen=True, slots=True)
class BoundaryLayer:
    """The boundaries of one level: `shapes[i]` belongs to area `codes[i]`; a valid coverage."""

    level: int
    codes: tuple[str, ...]
    shapes: Shapes

    @property
    def box(self) -> Box:
        """West, south, east, north of all shapes, in degrees."""
        west, south, east, north = (float(value) for value in shapely.total_bounds(self.shapes))
        return west, south, east, north


def read_boundaries(
    source: Source, level: int, known: Known, problems: Problems, notes: list[str]
) -> BoundaryLayer | None:
    """Return the layer simplified once, or `None` with its refusals added."""
    features = _features(source, problems)
    if features is None:
        return None
    shapes: dict[str, Any] = {}
    rows: list[int] = []
    for number, feature in enumerate(features, start=1):
        try:
            code = _code(feature, level, known)
            if code in shapes:
                raise BadField(
                    "duplicate", f"the area {code} is in feature {rows[list(shapes).index(code)]} already"
                )
            shapes[code] = _shape(feature, code)
            rows.append(number)
        except BadField as bad:
            value = _shown_code(feature)
            problems.add(Refusal(bad.rule, source.name, f"feature {number}: {bad.what}", None, "code", value))
    if problems.count(source.name) or not shapes:
        return None
    return _layer(source, level, known, problems, notes, shapes)


def _features(source: Source, problems: Problems) -> list[Any] | None:
    if source.too_large(problems):
        return None
    try:
        document = msgspec.json.decode(source.path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        rule = (
            "encoding"
            if isinstance(error, UnicodeDecodeError) or "utf-8" in str(error).lower()
            else "not-geojson"
        )
        problems.add(Refusal(rule, source.name, f"the file is not JSON ({error})"))
        return None
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        problems.add(Refusal("not-geojson", source.name, "the file is not a FeatureCollection"))
        return None
    features = document.get("features")
    if not isinstance(features, list) or not features:
        problems.add(Refusal("not-geojson", source.name, "the FeatureCollection has no features"))
        return None
    return features


def _properties(feature: Any) -> dict[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise BadField("not-geojson", "it has no properties")
    return properties


def _shown_code(feature: Any) -> str | None:
    try:
        return str(_properties(feature).get("code"))
    except BadField:
        return None


def _code(feature: Any, level: int, known: Known) -> str:
    properties = _properties(feature)
    raw = properties.get("code")
    if not isinstance(raw, str):
        raise BadField("bad-code", "its code is not text")
    code = fields.code(raw)
    if code not in known.area_levels:
        raise BadField("unknown-area", "no area has this code")
    if known.area_levels[code] != level:
        found, wanted = known.level_name(known.area_levels[code]), known.level_name(level)
        raise BadField("level-mismatch", f"the area is a {found}, the file holds {wanted} boundaries")
    parent = properties.get("parent_code")
    if parent not in (None, "", known.area_parents[code]):
        raise BadField(
            "unknown-parent", f"parent_code {parent!r} is not its parent {known.area_parents[code]!r}"
        )
    return code


def _shape(feature: Any, code: str) -> Any:
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise BadField("not-a-polygon", f"the geometry is {kind or 'missing'}")
    try:
        found = shapely.force_2d(shape(geometry))
    except (
        TypeError,
        ValueError,
        IndexError,
        KeyError,
        AttributeError,
        shapely.errors.ShapelyError,
    ) as error:
        raise BadField("not-geojson", f"its coordinates are not rings of positions ({error})") from error
    if found.is_empty:
        raise BadField("not-a-polygon", "the polygon is empty")
    _check_range(found)
    if not found.is_valid:
        raise BadField("crossing-polygon", f"the outline of {code} is not a simple polygon: {_why(found)}")
    return found


def _check_range(found: Any) -> None:
    coordinates = shapely.get_coordinates(found)
    if not np.isfinite(coordinates).all():
        raise BadField("bad-coordinates", "a coordinate is not a number")
    longitude, latitude = np.abs(coordinates).max(axis=0)
    if latitude > 90 and longitude <= 90 and latitude <= 180:
        raise BadField("swapped-coordinates", f"latitude {latitude:g} is not between -90 and 90")
    if longitude > 180 or latitude > 90:
        raise BadField(
            "bad-coordinates", "the coordinates are not degrees of longitude and latitude (EPSG:4326)"
        )


def _why(found: Any) -> str:
    """Return shapely's reason with the place as longitude and latitude."""
    return str(explain_validity(found)).replace("[", " at ").replace("]", "")


def _layer(
    source: Source, level: int, known: Known, problems: Problems, notes: list[str], found: dict[str, Any]
) -> BoundaryLayer | None:
    codes = tuple(found)
    mended = mend(np.array(list(found.values()), dtype=object))
    for overlap in mended.overlaps:
        what = f"{codes[overlap.first]} and {codes[overlap.second]} share {overlap.share:.1%} of the smaller one's land"
        problems.add(Refusal("overlapping-areas", source.name, what, None, "code", codes[overlap.second]))
    if mended.overlaps:
        return None
    if mended.unmatched:
        notes.append(f"{mended.unmatched} outlines did not meet their neighbours exactly: mended")
    tolerance = layer_tolerance(mended.shapes, [known.area_parents[code] for code in codes])
    before = int(shapely.get_num_coordinates(mended.shapes).sum())
    shapes = simplify(mended.shapes, tolerance)
    after = int(shapely.get_num_coordinates(shapes).sum())
    notes.append(f"simplified by {tolerance:.5f} degrees: {before} points to {after}")
    without = sum(1 for of in known.area_levels.values() if of == level) - len(codes)
    if without:
        notes.append(f"{without} areas of the level have no boundary")
    return BoundaryLayer(level, codes, shapes)


def check_box(layer: BoundaryLayer, other: Box, source: Source, problems: Problems) -> None:
    """Refuse a layer that only lies where the register's points or other layers lie once its axes are exchanged."""
    west, south, east, north = layer.box
    if _overlap((west, south, east, north), other):
        return
    if _overlap((south, west, north, east), other):
        what = "the layer lies where it belongs only with longitude and latitude exchanged"
        problems.add(Refusal("swapped-coordinates", source.name, what))
    else:
        what = "the layer lies nowhere near the register's other boundaries and stations"
        problems.add(Refusal("outside-country", source.name, what))


def _overlap(one: Box, two: Box) -> bool:
    return one[0] <= two[2] and two[0] <= one[2] and one[1] <= two[3] and two[1] <= one[3]

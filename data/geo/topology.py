"""TopoJSON documents: the children of one parent area, delta-encoded, borders stored once.

Called by `store`; pure. The document has one object `areas`, a GeometryCollection whose geometries carry the
properties `code` and `name`. Equal input gives equal bytes, so the SHA-256 names the content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import shapely
from topojson.core.topology import Topology

from data.geo.coverage import Shapes, simplify, tolerance_of

# Steps across the longer side: a quarter of a step at most is lost, far below what a screen shows.
_STEPS = 10_000


@dataclass(frozen=True, slots=True)
class GeometryDocument:
    """The bytes of a TopoJSON document and their SHA-256 in hex."""

    body: bytes
    sha256: str


def topology_document(codes: Sequence[str], names: Sequence[str], shapes: Shapes) -> GeometryDocument:
    """Return the TopoJSON of sibling areas that form a valid coverage."""
    drawn = simplify(shapes, tolerance_of(shapes))
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": name},
            "geometry": shapely.geometry.mapping(shape),
        }
        for code, name, shape in zip(codes, names, drawn, strict=True)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    topology: dict[str, Any] = Topology(
        collection, object_name="areas", prequantize=_STEPS, topology=True, shared_coords=True
    ).to_dict()
    for geometry in topology["objects"]["areas"]["geometries"]:
        geometry.pop("id", None)
    topology["bbox"] = [round(value, 6) for value in topology["bbox"]]
    body = msgspec.json.encode(topology)
    return GeometryDocument(body, hashlib.sha256(body).hexdigest())

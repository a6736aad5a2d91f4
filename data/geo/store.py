"""Writes what is derived from boundaries: label points, neighbours, a cartogram, the TopoJSON of each parent's children.

`refresh_level` is all that a caller needs after it changed `areas.boundary` or names of a level; the import and
the simulation use it alike. Runs in the caller's transaction.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import msgspec
import numpy as np
import shapely
from sqlalchemy import Connection

from data.engine import sql
from data.geo.cartogram import Layer, cells_of
from data.geo.coverage import Shapes
from data.geo.neighbours import label_points, neighbours
from data.geo.topology import topology_document


@dataclass(frozen=True, slots=True)
class _Level:
    ids: list[int]
    parents: list[int | None]
    codes: list[str]
    names: list[str]
    shapes: Shapes


def refresh_level(connection: Connection, geography_id: int, level: int) -> int:
    """Make label points, neighbours and geometry documents of one level anew; return how many documents changed."""
    areas = _read(connection, geography_id, level)
    if not areas.ids:
        return 0
    points = label_points(areas.shapes)
    connection.execute(
        sql("geo_set_label_points"),
        {"ids": areas.ids, "longitudes": [x for x, _ in points], "latitudes": [y for _, y in points]},
    )
    pairs = sorted(neighbours(areas.shapes))
    connection.execute(sql("geo_clear_neighbours"), {"geography_id": geography_id, "level": level})
    connection.execute(
        sql("geo_add_neighbours"),
        {"ids": [areas.ids[one] for one, _ in pairs], "others": [areas.ids[two] for _, two in pairs]},
    )
    _write_cartogram(connection, geography_id, level, areas, frozenset(pairs))
    return _write_documents(connection, areas)


def _write_cartogram(
    connection: Connection,
    geography_id: int,
    level: int,
    areas: _Level,
    pairs: frozenset[tuple[int, int]],
) -> None:
    """Lay the level out in hexagons; a level of one area, or of too many, has none."""
    if level == 0 or len(areas.ids) < 2:
        return
    cells = cells_of(Layer(areas.shapes, pairs, areas.parents))
    if not cells:
        return
    groups = {parent: number for number, parent in enumerate(dict.fromkeys(areas.parents))}
    laid = [(column, row, groups[parent]) for (column, row), parent in zip(cells, areas.parents, strict=True)]
    body = msgspec.json.encode({"cells": dict(zip(areas.codes, laid, strict=True))})
    connection.execute(
        sql("geo_write_cartogram"),
        {
            "geography_id": geography_id,
            "level": level,
            "sha256": hashlib.sha256(body).hexdigest(),
            "body": body,
        },
    )


def _read(connection: Connection, geography_id: int, level: int) -> _Level:
    rows = connection.execute(sql("geo_read_level"), {"geography_id": geography_id, "level": level}).all()
    shapes = np.array(shapely.from_wkb([bytes(row.wkb) for row in rows]), dtype=object)
    return _Level(
        [row.area_id for row in rows],
        [row.parent_id for row in rows],
        [row.code for row in rows],
        [row.name for row in rows],
        shapes,
    )


def _write_documents(connection: Connection, areas: _Level) -> int:
    members: dict[int, list[int]] = {}
    for position, parent in enumerate(areas.parents):
        if parent is not None:
            members.setdefault(parent, []).append(position)
    changed = 0
    for parent, positions in members.items():
        document = topology_document(
            [areas.codes[position] for position in positions],
            [areas.names[position] for position in positions],
            areas.shapes[positions],
        )
        result = connection.execute(
            sql("geo_write_document"), {"area_id": parent, "sha256": document.sha256, "body": document.body}
        )
        changed += result.rowcount
    return changed

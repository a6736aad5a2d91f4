"""Writes boundaries and has everything derived from them made anew.

Called by `run` inside its transaction.
"""

from __future__ import annotations

from data.engine import sql
from data.geo.coverage import multipolygons
from data.geo.store import refresh_level
from data.ingest.boundaries import BoundaryLayer
from data.ingest.load_register import Place
from data.ingest.register import Box
from data.ingest.summary import Effect, FileSummary

# Stations on a shore or border may lie a little outside a simplified outline.
_MARGIN = 0.25


def load_boundaries(place: Place, layer: BoundaryLayer, summary: FileSummary) -> None:
    """Store the boundaries that differ from the stored ones; refreshes the level where anything did."""
    given = {
        "ids": [place.area_ids[code] for code in layer.codes],
        "shapes": multipolygons(layer.shapes),
    }
    changed = added = 0
    codes = {place.area_ids[code]: code for code in layer.codes}
    for row in place.connection.execute(sql("ingest_set_boundaries"), given):
        changed += row.had_boundary
        added += not row.had_boundary
        before = {"boundary": "drawn"} if row.had_boundary else None
        summary.effects.append(Effect(None, codes[row.area_id], before, {"boundary": "drawn anew"}))
    summary.effects.sort(key=lambda effect: effect.thing)
    summary.added, summary.changed = added, changed
    summary.unchanged = len(layer.codes) - added - changed
    if added or changed:
        place.renamed_levels.add(layer.level)


def refresh_geometry(place: Place) -> None:
    """Make label points, neighbours and geometry documents anew for every level that changed."""
    for level in sorted(place.renamed_levels):
        refresh_level(place.connection, place.geography_id, level)
    place.renamed_levels.clear()


def stored_box(place: Place) -> Box | None:
    """Return the box that the geography's stored boundaries fill, with a margin; `None` without boundaries."""
    row = place.connection.execute(sql("ingest_box"), {"geography_id": place.geography_id}).one()
    return None if row.west is None else widened((row.west, row.south, row.east, row.north))


def stations_box(place: Place) -> Box | None:
    """Return the box that the register's station points fill; `None` without points."""
    row = place.connection.execute(sql("ingest_stations_box"), {"register_id": place.register_id}).one()
    return None if row.west is None else (row.west, row.south, row.east, row.north)


def widened(box: Box) -> Box:
    """Return `box` with the margin for points just outside simplified outlines."""
    west, south, east, north = box
    return west - _MARGIN, south - _MARGIN, east + _MARGIN, north + _MARGIN

"""Borders of a fictional country, derived in PostGIS: cells of the ground points unioned upward.

Every cell of the Voronoi diagram belongs to the sea or to one ward, so wards, constituencies, counties and the
country nest exactly and leave no gap. Called by `setup` inside its transaction.
"""

from __future__ import annotations

from sqlalchemy import Connection

from data.engine import sql
from data.geo.store import refresh_level
from data.simulate.country import Country


def derive_borders(
    connection: Connection, country: Country, *, geography_id: int, area_ids: list[list[int]]
) -> None:
    """Set `areas.boundary` of every level, then label points, neighbours and geometry documents.

    `area_ids` are the ids of each level's areas, in the country's order.
    """
    wards = [area_ids[3][ward] if ward >= 0 else None for ward in country.point_ward.tolist()]
    connection.execute(sql("simulate_make_sites"))
    connection.execute(
        sql("simulate_add_sites"),
        {
            "longitudes": country.points[:, 0].tolist(),
            "latitudes": country.points[:, 1].tolist(),
            "area_ids": wards,
        },
    )
    connection.execute(sql("simulate_index_sites"))
    connection.execute(sql("simulate_ward_borders"))
    for level in (2, 1, 0):
        connection.execute(sql("simulate_union_borders"), {"geography_id": geography_id, "level": level})
    connection.execute(sql("simulate_drop_sites"))
    for level in range(4):
        refresh_level(connection, geography_id, level)

"""Where an incident is on the map: H3 cells of resolutions 4 to 7.

Pure. Called by everything that stores incidents and by the heatmap. A coarse cell is the parent of the finer one, not
the cell the point itself lies in, so that sums of fine cells are the coarse ones.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import h3.api.basic_int as h3

FINEST: Final = 7
COARSEST: Final = 4


def cells_of(longitude: float | None, latitude: float | None) -> dict[str, int | None]:
    """Return `cell_4` .. `cell_7` of a place; all `None` where it is not known."""
    names = [f"cell_{resolution}" for resolution in range(COARSEST, FINEST + 1)]
    if longitude is None or latitude is None:
        return dict.fromkeys(names)
    finest = h3.latlng_to_cell(latitude, longitude, FINEST)
    return {
        f"cell_{r}": finest if r == FINEST else h3.cell_to_parent(finest, r)
        for r in range(COARSEST, FINEST + 1)
    }


@lru_cache(maxsize=50_000)  # a country has some tens of thousands at the finest
def corners_of(cell: int) -> tuple[tuple[float, float], ...]:
    """Return the corners of a cell as (longitude, latitude), rounded to about ten metres."""
    return tuple((round(lng, 4), round(lat, 4)) for lat, lng in h3.cell_to_boundary(cell))


def cell_name(cell: int) -> str:
    """Return a cell as people and other programs write it: hexadecimal."""
    return f"{cell:x}"


def cell_at(longitude: float, latitude: float, resolution: int) -> str:
    """Return the name of the cell of a place."""
    return cell_name(h3.latlng_to_cell(latitude, longitude, resolution))

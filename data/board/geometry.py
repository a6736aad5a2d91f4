"""Reads the boundaries that the map of the station board is drawn from.

Called by `pages.office.manage`. Boundaries are public: they say nothing of forms.
"""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection

from data.elections import OfficeElection
from data.engine import sql


def board_geometry(
    connection: Connection, election: OfficeElection, area: str
) -> tuple[str, dict[str, Any]] | None:
    """Return the TopoJSON of the areas below `area` with its digest; `None` where there are no boundaries."""
    row = connection.execute(
        sql("board_geometry"), {"geography_id": election.geography_id, "area": area}
    ).first()
    return None if row is None else (row.sha256, msgspec.json.decode(bytes(row.body)))

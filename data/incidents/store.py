"""Stores many incidents in one go, placed and with their first line of history.

Called by simulations, imports and benchmarks on a connection of the owner; the web stores one at a time
(`data.incidents.report`). It checks nothing that the tables do not check.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection

from data.engine import sql
from data.entry.receipt import receipt_code, request_sha256
from data.incidents.places import cells_of
from data.records.incidents import IncidentDraft


def add_incidents(connection: Connection, election_id: int, drafts: Sequence[IncidentDraft]) -> list[int]:
    """Store `drafts` as `reported`; return their ids in the order of the drafts, without those whose uid is known.

    Raises `IntegrityError` of SQLAlchemy for a draft without any place, or whose category does not exist.
    """
    if not drafts:
        return []
    rows = [msgspec.to_builtins(draft) for draft in drafts]
    asked = {"drafts": _json(rows), "election_id": election_id}
    spots = {str(row.uid): row for row in connection.execute(sql("incident_spots"), asked)}
    for row, draft in zip(rows, drafts, strict=True):
        spot = spots.get(row["uid"])
        row["area_id"] = spot.area_id if spot else None
        row.update(cells_of(spot.longitude, spot.latitude) if spot else cells_of(None, None))
        row["receipt"] = receipt_code([row["uid"], draft])
        row["request_sha256"] = request_sha256(draft).hex()
    found = connection.execute(
        sql("incident_add_many"), {"drafts": _json(rows), "election_id": election_id}
    ).all()
    ids = {str(row.uid): int(row.incident_id) for row in found}
    return [ids[row["uid"]] for row in rows if row["uid"] in ids]


def _json(rows: object) -> str:
    return msgspec.json.encode(rows).decode()

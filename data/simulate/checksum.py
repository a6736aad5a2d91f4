"""A checksum of what an election holds, whatever its times and ids: the same seed gives the same.

Called by tests and `matokeo simulate --checksum`.
"""

from __future__ import annotations

from sqlalchemy import Connection

from data.engine import sql


def checksum(connection: Connection, election: str) -> str:
    """Return the SHA-256 of an election's areas with borders, register, candidates and forms with votes."""
    parts = connection.execute(sql("simulate_checksum"), {"code": election}).scalar_one()
    return str(parts)

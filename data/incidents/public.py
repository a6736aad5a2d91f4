"""What everybody may see of incidents: the moderated ones, later and coarser than they were reported.

Called by the publication as `matokeo_worker`. A place is reduced here: what leaves this module names an area no finer than
the election's grain and a hexagon of that area, so that no place can be worked out from a published document.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import Connection

from data.engine import sql
from data.incidents.places import cell_at
from data.records.incidents import PublicIncident
from data.records.results import AreaRef
from data.records.settings import ElectionSettings, IncidentSettings

# By the level of the area: country, county and constituency, ward. A finer hexagon would look like a place.
_RESOLUTION = {0: 3, 1: 4, 2: 4}
_FINE = 5


def public_incidents(connection: Connection, election_id: int, now: datetime) -> list[PublicIncident]:
    """Return the public incidents of an election at `now`, newest hour first.

    Only those that a moderator made public, neither dismissed nor merged, reported longer ago than the election's delay.
    """
    settings = incident_settings(connection, election_id)
    asked = {
        "election_id": election_id,
        "now": now,
        "delay_min": settings.public_delay_min,
        "grain": settings.public_grain,
    }
    return [
        PublicIncident(
            key=hashlib.sha256(b"public incident " + row.uid.bytes).hexdigest()[:12],
            category=row.category,
            category_title=row.title,
            severity=row.severity,
            status=row.status,
            hour=row.hour_utc,
            area=AreaRef(code=row.area_code, name=row.area_name, level=row.area_level),
            cell=_cell(row.level, row.longitude, row.latitude),
            text=row.public_text,
        )
        for row in connection.execute(sql("incident_public"), asked)
    ]


def public_incidents_mark(connection: Connection, election_id: int, now: datetime) -> str:
    """Return a text that changes whenever `public_incidents` would."""
    settings = incident_settings(connection, election_id)
    asked = {"election_id": election_id, "now": now, "delay_min": settings.public_delay_min}
    mark = str(connection.execute(sql("incident_public_mark"), asked).scalar_one())
    return f"{mark}|{settings.public_delay_min}|{settings.public_grain}"


def incident_settings(connection: Connection, election_id: int) -> IncidentSettings:
    """Return what an election chose about its incidents."""
    stored = connection.execute(sql("incident_settings"), {"election_id": election_id}).scalar_one()
    return ElectionSettings.of(stored).incidents


def _cell(level: int, longitude: float | None, latitude: float | None) -> str | None:
    if longitude is None or latitude is None:
        return None
    return cell_at(longitude, latitude, _RESOLUTION.get(level, _FINE))

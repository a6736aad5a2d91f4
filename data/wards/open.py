"""What is open in an area: incidents nobody has closed, findings of the anomaly rules, alerts.

Called by `data.wards.read`. Row security decides what the asker sees.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from data.engine import sql
from data.records.wards import OpenAlert, OpenFinding, OpenIncident, OpenMatters

#: The first of each; the page of each kind lists them all.
SHOWN = 8


def open_matters(connection: Connection, found: Row[Any]) -> OpenMatters:
    """Return what is open in the area `found` (a row of `ward_place`)."""
    given = {"election_id": found.election_id, "area_ids": found.area_ids, "rows": SHOWN}
    incidents = connection.execute(sql("ward_incidents"), given).all()
    findings = connection.execute(
        sql("ward_findings"), {**given, "publish_states": found.publish_states}
    ).all()
    alerts = connection.execute(sql("ward_alerts"), given).all()
    return OpenMatters(
        incidents=tuple(_incident(row) for row in incidents),
        incidents_total=_total(incidents),
        findings=tuple(_finding(row) for row in findings),
        findings_total=_total(findings),
        alerts=tuple(_alert(row) for row in alerts),
        alerts_total=_total(alerts),
    )


def _total(rows: Any) -> int:
    return int(rows[0].total) if rows else 0


def _incident(row: Row[Any]) -> OpenIncident:
    return OpenIncident(
        uid=row.uid,
        category=row.category,
        severity=row.severity,
        status=row.status,
        assigned=row.assigned,
        reported_at=row.reported_at_utc,
        station_code=row.station_code,
        station=row.station,
    )


def _finding(row: Row[Any]) -> OpenFinding:
    return OpenFinding(
        rule=row.rule,
        score=round(float(row.score), 2),
        contest=row.contest,
        found_at=row.found_at_utc,
        area=row.area,
        station_code=row.station_code,
        station=row.station,
        form=row.form_uid,
    )


def _alert(row: Row[Any]) -> OpenAlert:
    return OpenAlert(
        uid=row.uid,
        kind=row.kind,
        severity=row.severity,
        status=row.status,
        assigned=row.assigned,
        opened_at=row.opened_at_utc,
        area=row.area,
        station_code=row.station_code,
        station=row.station,
    )

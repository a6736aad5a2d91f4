"""Takes an incident in: checks it, finds the area it is in, stores it once under the client's key.

Called by `dashboard.office_api.incidents`. The area is the station's ward, else the one whose boundary covers the point,
else the whole country: somebody must see it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row
from sqlalchemy.exc import ProgrammingError

from data.acting import Actor
from data.audit.trail import record
from data.engine import sql
from data.entry.codes import CODES
from data.entry.receipt import receipt_code, request_sha256
from data.errors import AlreadyThere, EntryRefused, NotAllowed, NotThere, StepRefused
from data.incidents.places import cells_of
from data.incidents.read import incident_record
from data.records import Finding, IncidentReceipt, IncidentSubmission

_OPEN = ("scheduled", "active", "paused")
# Clocks of phones differ; and what happened last year is no incident of this election.
_AHEAD, _BACK = timedelta(minutes=10), timedelta(days=400)


def report_incident(
    connection: Connection, actor: Actor, key: UUID, submission: IncidentSubmission
) -> tuple[IncidentReceipt, bool]:
    """Store an incident under the client's key; return its receipt and whether this call stored it.

    Raises `EntryRefused`, `AlreadyThere`, `NotThere`, `StepRefused`; nothing is stored then.
    """
    digest = request_sha256(submission)
    found = _find(connection, key, submission)
    if found.own_incident_id is not None:
        return _again(connection, key, submission, found, digest), False
    _check(found, submission)
    row = {
        "uid": key, "election_id": found.election_id, "category": submission.category, "severity": submission.severity,
        "area_id": found.area_id, "station_id": found.station_id, **_point(submission),
        "description": submission.description.strip(), "happened_at": submission.happened_at, "user_id": actor.user_id,
        "receipt": receipt_code([str(key), submission]), "request_sha256": digest,
        "reporter": "manager" if actor.may("manager") else "observer", **cells_of(found.spot_longitude, found.spot_latitude),
    }  # fmt: skip
    try:
        stored = connection.execute(sql("incident_add"), row).first()
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) == "42501":
            raise NotAllowed("Your role may not report incidents.") from error
        raise
    if stored is None:
        found = _find(connection, key, submission)
        if found.own_incident_id is None:
            raise AlreadyThere("This key was used for something else.", remedy="Send it with a new key.")
        return _again(connection, key, submission, found, digest), False
    links = {
        "incident_id": stored.incident_id,
        "attachment_ids": found.attachment_ids or [],
        "user_id": actor.user_id,
    }
    photos = tuple(connection.execute(sql("incident_add_start"), links).scalars())
    new = {n: getattr(submission, n) for n in ("election", "category", "severity", "station")}
    record(connection, actor, "incident.report", ("incident", key), new={**new, "receipt": row["receipt"]})
    return _receipt(key, submission, row["receipt"], stored.reported_at_utc, photos), True


def _find(connection: Connection, key: UUID, submission: IncidentSubmission) -> Row[Any]:
    asked = {
        "uid": key, "election": submission.election, "station": submission.station, "category": submission.category,
        "attachments": list(submission.attachments), **_point(submission),
    }  # fmt: skip
    row = connection.execute(sql("incident_context"), asked).first()
    if row is None:
        raise NotThere(f"There is no election {submission.election}.")
    return row


def _check(found: Row[Any], submission: IncidentSubmission) -> None:
    if submission.station is not None and found.station_id is None:
        raise NotThere(f"There is no station {submission.station} in this election.")
    if found.status not in _OPEN:
        raise StepRefused("This election takes no incidents now.")
    now = datetime.now(UTC)
    findings = []
    if submission.station is None and submission.point is None:
        findings.append(_finding("F112", "station"))
    if not submission.description.strip():
        findings.append(_finding("F101", "description", name="description"))
    if not found.category_known:
        findings.append(_finding("F111", "category", name=submission.category))
    if not now - _BACK < submission.happened_at < now + _AHEAD:
        findings.append(_finding("F110", "happened_at"))
    if len(found.attachment_ids or ()) < len(set(submission.attachments)):
        findings.append(_finding("F106", "attachments"))
    if findings:
        raise EntryRefused("The report must be mended.", findings=tuple(findings))


def _again(
    connection: Connection, key: UUID, submission: IncidentSubmission, found: Row[Any], digest: bytes
) -> IncidentReceipt:
    if not found.own_is_own or bytes(found.own_request_sha256) != digest:
        stored = incident_record(connection, key) if found.own_is_own else None
        raise AlreadyThere(
            "This key was used for another incident.",
            sent=submission,
            stored=stored,
            remedy="Send it with a new key.",
        )
    photos = tuple(
        connection.execute(sql("incident_photos"), {"incident_id": found.own_incident_id}).scalars()
    )
    return _receipt(key, submission, found.own_receipt, found.own_reported_at_utc, photos)


def _receipt(
    key: UUID, submission: IncidentSubmission, receipt: str, reported_at: datetime, photos: tuple[UUID, ...]
) -> IncidentReceipt:
    return IncidentReceipt(
        incident=key,
        receipt=receipt,
        election=submission.election,
        category=submission.category,
        severity=submission.severity,
        station=submission.station,
        happened_at=submission.happened_at.astimezone(UTC),
        reported_at=reported_at.astimezone(UTC),
        attachments=photos,
    )


def _point(submission: IncidentSubmission) -> dict[str, float | None]:
    point = submission.point
    return {
        "longitude": point.longitude if point else None,
        "latitude": point.latitude if point else None,
    }


def _finding(code: str, where: str, **values: str) -> Finding:
    entry = CODES[code]
    return Finding(code=code, field=where, message=entry.message, remedy=entry.remedy, values=dict(values))

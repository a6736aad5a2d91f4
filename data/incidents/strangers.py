"""Reports of incidents by anybody: no login, no photo, nothing shown to anybody before a moderator decided.

Called by the office's page `/report` on a connection of `Desk.entry` without a person. The web's role can store such a
report only through one function of the database, which refuses elections that did not ask for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import Connection, Row
from sqlalchemy.exc import DBAPIError

from data.audit.trail import record
from data.engine import sql
from data.entry.receipt import receipt_code, request_sha256
from data.errors import MatokeoError, NotThere
from data.incidents.places import cells_of
from data.incidents.read import categories
from data.records import IncidentCategory
from data.records.incidents import PublicReport
from data.records.words import N_

_AHEAD, _BACK = timedelta(minutes=10), timedelta(days=30)
#: Areas are offered at this level, or at the lowest where there are fewer: constituencies.
_LEVEL = 2
LONGEST = 2000


class ReportRefused(MatokeoError):
    """Raised when a stranger's report must be mended; `field` is where. The page says it and keeps what was written."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class TooManyReports(MatokeoError):
    """Raised when so many reports wait for a moderator that another one helps nobody (HTTP 429)."""


@dataclass(frozen=True, kw_only=True)
class StrangerForm:
    """What the form offers; `areas` are (code, name, name of the area above)."""

    election_id: int
    election: str
    title: str
    timezone: str
    is_test: bool
    categories: tuple[IncidentCategory, ...]
    areas: tuple[tuple[str, str, str], ...]


def stranger_form(connection: Connection, asked: str | None = None, current: str = "") -> StrangerForm:
    """Return the form of an election that takes reports of the public. Raises `NotThere` where none does."""
    open_ones = connection.execute(sql("incident_stranger_elections")).all()
    by_code = {row.code: row for row in open_ones}
    row = by_code.get(asked) if asked else by_code.get(current) or (open_ones[0] if open_ones else None)
    if row is None:
        raise NotThere("No reports of the public are taken here.")
    values = {"election_id": row.election_id, "level": min(_LEVEL, row.leaf)}
    areas = connection.execute(sql("incident_stranger_areas"), values)
    return StrangerForm(
        election_id=row.election_id,
        election=row.code,
        title=row.title,
        timezone=row.timezone,
        is_test=row.is_test,
        categories=categories(connection),
        areas=tuple((a.code, a.name, a.above) for a in areas),
    )


def store_stranger(connection: Connection, form: StrangerForm, key: UUID, report: PublicReport) -> str:
    """Store a report once and return its receipt; the same report with the same key is the same.

    Raises `ReportRefused`, `TooManyReports`, `NotThere`.
    """
    place = _check(connection, form, report)
    digest = request_sha256(report)
    # Another report under the same key (the way back, then other words) is another report.
    uid = uuid5(NAMESPACE_URL, f"matokeo:report:{key}:{digest.hex()}")
    cells = list(cells_of(place.longitude, place.latitude).values())
    values = {
        "uid": uid, "election_id": form.election_id, "category": report.category, "area_id": place.area_id,
        "station_id": place.station_id, "description": report.description.strip(), "happened_at": report.happened_at,
        "receipt": receipt_code([str(uid), report]), "request_sha256": digest, "cells": cells,
    }  # fmt: skip
    try:
        stored = connection.execute(sql("incident_stranger_report"), values).scalar_one()
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state == "54000":
            raise TooManyReports("Too many reports wait. Try again later.") from error
        if state == "42501":
            raise NotThere("No reports of the public are taken here.") from error
        raise
    if stored:
        new = {"election": form.election, "category": report.category, "receipt": values["receipt"]}
        record(connection, "public", "incident.report", ("incident", uid), new=new)
    return str(values["receipt"])


def _check(connection: Connection, form: StrangerForm, report: PublicReport) -> Row[Any]:
    if report.category not in {kind.category for kind in form.categories}:
        raise ReportRefused("category", N_("Choose what it is about."))
    if not report.description.strip():
        raise ReportRefused("description", N_("Write what you saw."))
    now = datetime.now(UTC)
    if not now - _BACK < report.happened_at < now + _AHEAD:
        raise ReportRefused("happened_at", N_("This time cannot be."))
    asked = {"election_id": form.election_id, "area": report.area, "station": report.station}
    place = connection.execute(sql("incident_stranger_place"), asked).one()
    if report.station and place.station_id is None:
        raise ReportRefused(
            "station", N_("There is no station with this code. Leave it blank if you are not sure.")
        )
    if place.area_id is None:
        raise ReportRefused("area", N_("Choose where it was."))
    return place

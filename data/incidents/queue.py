"""The managers' queue of incidents: most severe first, then oldest, with filters, counts and who may take them.

Called by the office's API and pages on a connection of `Desk.acting`; row-level security decides what is there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from data.acting import Actor
from data.elections import OfficeElection
from data.engine import sql
from data.errors import MatokeoError
from data.records.incidents import IncidentQueue, PersonRef, QueueIncident, QueuePart
from data.records.results import AreaRef

SEVERITIES = ("critical", "high", "medium", "low")
STATUSES = ("reported", "investigating", "resolved", "dismissed")
OPEN = ("reported", "investigating")
SOURCES = ("observer", "manager", "public", "feed")
VISIBILITIES = ("waiting", "internal", "public")
#: What the address of the queue may say, besides `after`.
NAMES = ("election", "area", "category", "severity", "status", "assigned", "visibility", "source", "q")
_WORD = re.compile(r"[a-z_]{2,40}")
MOST = 50


class FilterRefused(MatokeoError):
    """Raised by `read_filters` for a filter that cannot be read; the page says it, the API answers 400."""


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What is asked of the queue, the heatmap and its points; `None` lets everything pass."""

    area: str | None = None
    categories: tuple[str, ...] | None = None
    severities: tuple[str, ...] | None = None
    statuses: tuple[str, ...] | None = OPEN
    assigned: str | None = None
    visibility: str | None = None
    sources: tuple[str, ...] | None = None
    q: str | None = None


def read_filters(given: Mapping[str, str]) -> Filters:
    """Read filters from an address: several values with commas, `status=all` for every status.

    Without a status only open ones are shown. Raises `FilterRefused`.
    """
    status = given.get("status") or "open"
    statuses = {"open": OPEN, "all": None}.get(status, _several(status, "status", STATUSES))
    assigned = given.get("assigned") or None
    if assigned is not None and assigned not in ("me", "nobody"):
        try:
            UUID(assigned)
        except ValueError as error:
            raise FilterRefused("assigned is me, nobody or the id of a person.") from error
    visibility = given.get("visibility") or None
    if visibility is not None and visibility not in VISIBILITIES:
        raise FilterRefused(f"visibility is one of {', '.join(VISIBILITIES)}.")
    words = given.get("q", "").strip()[:200].replace("\0", "")
    categories = tuple(given["category"].split(",")) if given.get("category") else None
    if categories and not all(_WORD.fullmatch(word) for word in categories):
        raise FilterRefused("There is no such category.")
    return Filters(
        area=given.get("area") or None,
        categories=categories,
        severities=_several(given.get("severity"), "severity", SEVERITIES),
        statuses=statuses,
        assigned=assigned,
        visibility=visibility,
        sources=_several(given.get("source"), "source", SOURCES),
        q=words or None,
    )


def _several(words: str | None, name: str, known: tuple[str, ...]) -> tuple[str, ...] | None:
    if not words or words in ("open", "all"):
        return None
    values = tuple(words.split(","))
    if not set(values) <= set(known):
        raise FilterRefused(f"{name} is one of {', '.join(known)}.")
    return values


def incident_queue(
    connection: Connection,
    actor: Actor,
    election: OfficeElection,
    *,
    filters: Filters,
    after: UUID | None = None,
    most: int = MOST,
) -> IncidentQueue:
    """Return a page of the queue with its counts. An area that is not there has no incidents."""
    asked = _asked(connection, actor, election, filters)
    rows = connection.execute(sql("incident_queue"), {**asked, "after": after, "most": most + 1}).all()
    parts: dict[str, dict[str, int]] = {}
    for row in connection.execute(sql("incident_facets"), asked):
        parts.setdefault(row.facet, {})[row.value] = row.incidents
    total = parts.pop("total", {}).get("", 0)
    lines = tuple(_line(row) for row in rows[:most])
    return IncidentQueue(
        incidents=lines,
        next=str(lines[-1].incident) if len(rows) > most else None,
        total=total,
        facets=tuple(QueuePart(name=name, counts=counts) for name, counts in parts.items()),
        people=people(connection, election),
    )


def people(connection: Connection, election: OfficeElection) -> tuple[PersonRef, ...]:
    """Return who works where the asker works."""
    asked = {"path_ids": None, "root_id": election.root_area_id, "below": True}
    return tuple(
        PersonRef(user=p.uid, name=p.display_name) for p in connection.execute(sql("incident_people"), asked)
    )


def area_of(connection: Connection, election: OfficeElection, code: str) -> Row[Any] | None:
    """Return the id, name and level of an area of the election by its code."""
    return connection.execute(
        sql("incident_area"), {"election_id": election.election_id, "code": code}
    ).first()


def _asked(
    connection: Connection, actor: Actor, election: OfficeElection, filters: Filters
) -> dict[str, Any]:
    area_id = None
    if filters.area is not None:
        area = area_of(connection, election, filters.area)
        area_id = area.area_id if area else 0
    person = {"me": actor.uid, "nobody": None, None: None}.get(filters.assigned, filters.assigned)
    return {
        "election_id": election.election_id,
        "area_id": area_id,
        "categories": listed(filters.categories),
        "severities": listed(filters.severities),
        "statuses": listed(filters.statuses),
        "assigned": person,
        "nobody": filters.assigned == "nobody",
        "visibility": filters.visibility,
        "sources": listed(filters.sources),
        "q": filters.q,
    }


def listed(values: tuple[str, ...] | None) -> list[str] | None:
    """Return values as PostgreSQL takes an array."""
    return None if values is None else list(values)


def _line(row: Row[Any]) -> QueueIncident:
    station = (
        AreaRef(code=row.station_code, name=row.station_name, level="station") if row.station_code else None
    )
    assigned = PersonRef(user=row.assigned_uid, name=row.assigned_name) if row.assigned_uid else None
    return QueueIncident(
        incident=row.uid,
        receipt=row.receipt,
        category=row.category,
        category_title=row.title,
        severity=row.severity,
        status=row.status,
        area=AreaRef(code=row.area_code, name=row.area_name, level=row.area_level),
        place=tuple(row.place or ()),
        station=station,
        happened_at=row.happened_at_utc,
        reported_at=row.reported_at_utc,
        changed_at=row.changed_at_utc,
        overdue_at=row.overdue_at_utc,
        escalated_at=row.escalated_at_utc,
        assigned=assigned,
        visibility=row.visibility,
        waiting=row.waiting,
        source=row.reporter,
        merged=row.merged,
        begins=row.begins,
    )

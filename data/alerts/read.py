"""Reads alerts for people: the queue with filters, counts, and one alert with its history.

Called by the API and the pages in a transaction of the person; row security shows the alerts of their areas only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from data.engine import sql
from data.errors import MatokeoError, NotThere
from data.records.alerts import (
    KINDS,
    SEVERITIES,
    STATUSES,
    AlertCounts,
    AlertEvent,
    AlertLine,
    AlertPage,
    AlertRecord,
    Assignee,
    Evidence,
)
from data.records.results import AreaRef
from data.records.words import N_

PAGE_ROWS = 50
#: Filters as they stand in an address.
FILTERS = ("status", "severity", "kind", "area", "assignee", "after")
#: `status` may be one of the statuses, or these: what needs somebody, everything that is not resolved.
OPEN, UNRESOLVED = "open", "unresolved"
_LONGEST = 100


class AlertsRefused(MatokeoError):
    """Raised for a filter that cannot be meant (HTTP 400)."""


@dataclass(frozen=True, kw_only=True)
class AlertQuery:
    """What to show; `None` is any. `assignee`: `me`, `nobody` or a user name."""

    statuses: tuple[str, ...] = ("active", "investigating")
    severity: str | None = None
    kind: str | None = None
    area: str | None = None
    assignee: str | None = None
    after: tuple[int, int] | None = None


def read_query(given: Mapping[str, str]) -> AlertQuery:
    """Read filters as an address has them. Raises `AlertsRefused`."""
    words = {name: given[name].strip() for name in FILTERS if given.get(name, "").strip()}
    if any(len(value) > _LONGEST or not value.isprintable() for value in words.values()):
        raise AlertsRefused(N_("A filter is too long or not text."))
    status = words.get("status", OPEN)
    choices = {OPEN: ("active", "investigating"), UNRESOLVED: STATUSES[:3]}
    statuses = choices.get(status, (status,))
    severity, kind = words.get("severity"), words.get("kind")
    if (
        not set(statuses) <= set(STATUSES)
        or (severity and severity not in SEVERITIES)
        or (kind and kind not in KINDS)
    ):
        raise AlertsRefused(N_("A filter has a value that does not exist."))
    return AlertQuery(
        statuses=statuses,
        severity=severity,
        kind=kind,
        area=words.get("area"),
        assignee=words.get("assignee"),
        after=_after(words.get("after")),
    )


def _after(words: str | None) -> tuple[int, int] | None:
    if words is None:
        return None
    severity, _, number = words.partition("-")
    if (
        severity not in ("0", "1", "2", "3", "4")
        or not number.isascii()
        or not number.isdigit()
        or len(number) > 18
    ):
        raise AlertsRefused(N_("A filter has a value that does not exist."))
    return int(severity), int(number)


def alert_page(connection: Connection, election_id: int, query: AlertQuery) -> AlertPage:
    """Return a page of the queue: the most severe first, among them the newest; resolved ones the newest first."""
    resolved = query.statuses == ("resolved",)
    values = {
        "election_id": election_id,
        "statuses": list(query.statuses),
        "severity": query.severity,
        "kind": query.kind,
        "area": query.area,
        "assignee": query.assignee,
        "after_severity": query.after and SEVERITIES[min(query.after[0], 3)],
        "after_id": query.after and query.after[1],
        "rows": PAGE_ROWS + 1,
    }
    rows = connection.execute(sql("alert_list_resolved" if resolved else "alert_list"), values).all()
    shown = rows[:PAGE_ROWS]
    after = None
    if len(rows) > PAGE_ROWS:
        after = f"{SEVERITIES.index(shown[-1].severity)}-{shown[-1].alert_id}"
    return AlertPage(alerts=lines(connection, shown), next=after, counts=counts(connection, election_id))


def counts(connection: Connection, election_id: int) -> AlertCounts:
    """Count the alerts of the person's areas that are not resolved."""
    row = connection.execute(sql("alert_counts"), {"election_id": election_id}).one()
    return AlertCounts(
        active=row.active,
        investigating=row.investigating,
        snoozed=row.snoozed,
        mine=row.mine,
        by_severity={name: getattr(row, name) for name in SEVERITIES},
    )


def alert_record(connection: Connection, uid: UUID) -> AlertRecord:
    """Return an alert with its history and who may be given it. Raises `NotThere`."""
    row = connection.execute(sql("alert_one"), {"uid": uid}).one_or_none()
    if row is None:
        raise NotThere("There is no such alert.")
    events = connection.execute(sql("alert_history"), {"alert_id": row.alert_id}).all()
    people = connection.execute(sql("alert_assignees"), {"alert_id": row.alert_id}).all()
    return AlertRecord(
        alert=lines(connection, [row])[0],
        election=row.election,
        events=tuple(
            AlertEvent(
                at=e.at_utc, kind=e.kind, person=e.person, old=e.old_value, new=e.new_value, note=e.note
            )
            for e in events
        ),
        assignees=tuple(Assignee(username=p.username, name=p.display_name) for p in people),
    )


def lines(connection: Connection, rows: Any) -> tuple[AlertLine, ...]:
    """Return rows as lines, with the names of the areas above each."""
    return tuple(_line(row) for row in rows)


def _line(row: Any) -> AlertLine:
    return AlertLine(
        uid=row.uid,
        kind=row.kind,
        severity=row.severity,
        status=row.status,
        area=AreaRef(code=row.area_code, name=row.area, level=row.level),
        places=tuple(row.places),
        station_code=row.station_code,
        station_name=row.station_name,
        numbers=row.numbers,
        evidence=tuple(msgspec.convert(one, Evidence) for one in row.evidence),
        assignee=row.assignee,
        assignee_name=row.assignee_name,
        opened_at=row.opened_at_utc,
        changed_at=row.changed_at_utc,
        snoozed_until=row.snoozed_until_utc,
        resolved_at=row.resolved_at_utc,
        resolved_by=row.resolved_by_name,
        outcome=row.outcome,
        cause_gone=row.cause_gone_at_utc is not None,
    )

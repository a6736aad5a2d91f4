"""Searches the audit log for administrators; every search and every export leaves a row of its own.

Called by `dashboard.office_api.audit` and the page `/admin/audit` in a transaction of the person, whom row security lets read
the log or not. It changes nothing.
"""

from __future__ import annotations

import csv
import io
import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from data.accounts.scopes import escape_like
from data.acting import Actor
from data.audit.trail import record
from data.engine import sql
from data.errors import MatokeoError
from data.export import safe_cell
from data.records import AuditPage, AuditRow, SealState
from data.records.words import N_

PAGE_ROWS = 50
EXPORT_ROWS = 50_000
TIMEOUT_S = 10
_LONGEST = 200
# The last character there is: no action goes on with it.
_LAST = "\U0010ffff"
_CSV = (
    *("number", "at_utc", "actor", "username", "action", "object_type", "object_id", "old", "new", "reason"),
    *("correlation_id", "address", "sealed", "row_hash"),
)


class QueryRefused(MatokeoError):
    """Raised for a search that cannot be made (HTTP 400); `name` is the filter at fault."""

    def __init__(self, name: str, message: str, *, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.name = name


@dataclass(frozen=True, kw_only=True)
class AuditQuery:
    """What to look for; `None` means any. Times are moments, `until` is not included."""

    actor: str | None = None
    action: str | None = None
    object_type: str | None = None
    object_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    correlation_id: UUID | None = None
    address: str | None = None
    words: str | None = None
    before: int | None = None

    def told(self) -> dict[str, Any]:
        """Return the filters that are set, as the log keeps them."""
        return {name: value for name, value in asdict(self).items() if value is not None}


NAMES = tuple(field.name for field in fields(AuditQuery))


def read_query(given: Mapping[str, str], *, zone: str = "UTC") -> AuditQuery:
    """Read filters as an address has them; a time without an offset is in `zone`. Raises `QueryRefused`."""
    words = {name: given[name].strip() for name in NAMES if given.get(name, "").strip()}
    for name, value in words.items():
        if len(value) > _LONGEST or not value.isprintable():
            raise QueryRefused(
                name, N_("A filter is too long or not text."), remedy=N_("Use at most 200 characters.")
            )
    return AuditQuery(
        actor=words.get("actor"),
        action=words.get("action"),
        object_type=words.get("object_type"),
        object_id=words.get("object_id"),
        words=words.get("words"),
        since=_moment("since", words.get("since"), zone),
        until=_moment("until", words.get("until"), zone),
        correlation_id=_uuid(words.get("correlation_id")),
        address=_network(words.get("address")),
        before=_number(words.get("before")),
    )


def search(connection: Connection, actor: Actor, query: AuditQuery, *, rows: int = PAGE_ROWS) -> AuditPage:
    """Return a page of rows and how far the log is sealed; leaves `audit.read`. Raises `QueryRefused` when it takes too long."""
    found = _rows(connection, query, rows + 1)
    state = seal_state(connection)
    page = found[:rows]
    record(
        connection,
        actor,
        "audit.read",
        ("audit_log", "search"),
        new={"filters": query.told(), "rows": len(page)},
    )
    return AuditPage(rows=page, next=page[-1].number if len(found) > rows else None, seal=state)


def export(connection: Connection, actor: Actor, query: AuditQuery) -> bytes:
    """Return all matching rows as CSV, whole or not at all; leaves `audit.export`. Raises `QueryRefused`."""
    found = _rows(connection, query, EXPORT_ROWS + 1)
    if len(found) > EXPORT_ROWS:
        raise QueryRefused(
            "since", N_("More than 50,000 rows match."), remedy=N_("Narrow the time and export in parts.")
        )
    told = {"filters": query.told(), "rows": len(found)}
    record(connection, actor, "audit.export", ("audit_log", "export"), new=told)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_CSV)
    writer.writerows([safe_cell(cell) for cell in cells] for cells in map(_cells, found))
    return out.getvalue().encode()


def seal_state(connection: Connection) -> SealState:
    """Return how far the log is sealed."""
    return SealState(**connection.execute(sql("audit_state")).one()._mapping)


def reading_zone(connection: Connection, election: str = "") -> str:
    """Return the time zone of the election, or of the newest one."""
    zone: str | None = connection.execute(sql("audit_zone"), {"election": election or None}).scalar()
    return zone or "UTC"


def _rows(connection: Connection, query: AuditQuery, limit: int) -> tuple[AuditRow, ...]:
    values = {
        "actor": query.actor,
        # Not LIKE: row security lets only comparisons that leak nothing use an index.
        "action_from": query.action,
        "action_to": None if query.action is None else f"{query.action}{_LAST}",
        "object_type": query.object_type,
        "object_id": query.object_id,
        "since": query.since,
        "until": query.until,
        "correlation_id": query.correlation_id,
        "address": query.address,
        "words_like": None if query.words is None else f"%{escape_like(query.words)}%",
        "before": query.before,
        "rows": limit,
    }
    connection.execute(text(f"SET LOCAL statement_timeout = '{TIMEOUT_S}s'"))
    try:
        found = connection.execute(sql("audit_search"), values).all()
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != "57014":
            raise
        raise QueryRefused(
            "words", N_("The search takes too long."), remedy=N_("Narrow the time.")
        ) from error
    return tuple(AuditRow(**row._mapping) for row in found)


def _cells(row: AuditRow) -> Iterator[str | int | bool | None]:
    yield row.number
    yield row.at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    yield from (row.actor, row.username, row.action, row.object_type, row.object_id)
    yield from (
        None if value is None else msgspec.json.encode(value).decode() for value in (row.old, row.new)
    )
    yield row.reason
    yield str(row.correlation_id) if row.correlation_id else None
    yield from (row.address, row.sealed, row.row_hash)


def _moment(name: str, words: str | None, zone: str) -> datetime | None:
    if words is None:
        return None
    try:
        moment = datetime.fromisoformat(words)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(zone))
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise QueryRefused(
            name, N_("A time is not one."), remedy=N_("Write 2031-05-04T17:30 or 2031-05-04.")
        ) from error


def _uuid(words: str | None) -> UUID | None:
    try:
        return UUID(words) if words else None
    except ValueError as error:
        raise QueryRefused(
            "correlation_id", N_("A request's id is 32 hexadecimal digits."), remedy=N_("Copy it from a row.")
        ) from error


def _network(words: str | None) -> str | None:
    try:
        return str(ipaddress.ip_network(words, strict=False)) if words else None
    except ValueError as error:
        raise QueryRefused(
            "address", N_("An address is not one."), remedy=N_("Write 10.1.2.3 or 10.1.0.0/16.")
        ) from error


def _number(words: str | None) -> int | None:
    if words is None:
        return None
    if not words.isascii() or not words.isdigit() or len(words) > 18:
        raise QueryRefused("before", N_("The place to go on from is not a row's number."))
    return int(words)

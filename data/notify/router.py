"""Turns events of alerts into what people are told: rows in the office, and deliveries by mail and webhook.

Called by the keeper (`data.alerts.chore`). Events are taken out of the outbox in the transaction that tells of them, so a
crash tells nobody twice and forgets nobody. It sends nothing.
"""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, Row

from data.engine import sql
from data.notify.preferences import due_at, preferences_of, wants_mail
from data.records.alerts import Route
from data.records.notify import TOLD

BATCH = 50
#: What went wrong with sending is told in the office only: it must not feed itself.
OFFICE_ONLY = ("delivery_failed",)
_TO_PEOPLE = ("opened", "reopened", "severity")
_TO_WEBHOOKS = (*_TO_PEOPLE, "resolved")


def route_events(connection: Connection, *, mail: bool) -> bool:
    """Tell of one batch of events; true when there may be more. Without `mail`, none is queued."""
    events = connection.execute(sql("notify_take"), {"batch": BATCH}).all()
    for event in events:
        _route(connection, event, mail=mail)
    return len(events) == BATCH


def _route(connection: Connection, event: Row[Any], *, mail: bool) -> None:
    route = msgspec.convert(event.route, Route, strict=False)
    outside = event.alert_kind not in OFFICE_ONLY
    people = _people(connection, event, route)
    if people:
        values = {
            "ids": [person.user_id for person in people],
            "source_key": f"event:{event.alert_event_id}",
            "alert_id": event.alert_id,
            "severity": event.severity,
            "title": TOLD[event.event_kind],
            "numbers": msgspec.json.encode({**event.numbers, "told": event.event_kind}).decode(),
            "href": f"/manage/alerts/{event.alert_uid}",
        }
        connection.execute(sql("notify_add"), values)
    if mail and outside and (route.email or event.event_kind == "assigned"):
        for person in people:
            _queue_mail(connection, event, person)
    if outside and event.event_kind in _TO_WEBHOOKS and route.webhooks:
        values = {
            "uids": list(route.webhooks),
            "event_id": event.alert_event_id,
            "election_id": event.election_id,
        }
        connection.execute(sql("notify_call"), values)


def _people(connection: Connection, event: Row[Any], route: Route) -> list[Row[Any]]:
    """Return who is told: those whose areas cover the alert, never the person who did it."""
    if event.event_kind == "assigned":
        only = event.assigned_to
        if only is None:
            return []
    elif event.event_kind in _TO_PEOPLE:
        only = None
    else:
        return []
    values = {
        "area_id": event.area_id,
        "roles": ["election_manager", "super_admin"] if only is not None else list(route.roles),
        "only": only,
        "besides": event.by_user,
    }
    return list(connection.execute(sql("notify_people"), values))


def _queue_mail(connection: Connection, event: Row[Any], person: Row[Any]) -> None:
    preferences = preferences_of(person)
    if not wants_mail(preferences, event.alert_kind, event.severity):
        return
    values = {
        "user_id": person.user_id,
        "election_id": event.election_id,
        "event_id": event.alert_event_id,
        "urgent": event.severity == "critical",
        "due": due_at(preferences, event.severity, event.now, event.timezone),
    }
    connection.execute(sql("notify_mail"), values)

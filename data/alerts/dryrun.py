"""What a rule would open with other thresholds: now, and over the last hours. It writes nothing.

Called by the API for who may set rules, with their own rights. The past is judged by the same rules from what the store knows;
kinds of which it knows the present only say so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection

from data.alerts.causes import MOST_CAUSES
from data.alerts.detectors import DETECTORS
from data.alerts.detectors.detector import Detector
from data.alerts.rules import checked_thresholds, may_set, read_rules
from data.alerts.spans import Span, Thresholds
from data.elections import office_election
from data.engine import sql
from data.errors import PersonRefused
from data.records.alerts import KINDS, DryRun, DryRunAsk, WouldOpen
from data.records.results import AreaRef
from data.records.words import N_

MOST_HOURS = 72
SHOWN = 50


def dry_run(connection: Connection, kind: str, ask: DryRunAsk) -> DryRun:
    """Say what would open. Raises `PersonRefused`, `NotThere`, `NotAllowed`."""
    thresholds = checked_thresholds(kind, dict(ask.thresholds))
    if not 0 <= ask.hours <= MOST_HOURS or not 0 <= ask.for_min <= 1440:
        raise PersonRefused(N_("A dry run goes back 0 to 72 hours."))
    may_set(connection)
    election_id = office_election(connection, ask.election).election_id
    now: datetime = connection.execute(sql("alert_moment")).scalar_one()
    since = now - timedelta(hours=ask.hours) if ask.hours and KINDS[kind].knows_past else None
    detector = DETECTORS[kind]
    spans = detector.spans(connection, election_id, thresholds, now=now, since=since)
    hold = timedelta(minutes=ask.for_min)
    found = sorted(
        would_open(detector, spans, thresholds, (since, now), hold=hold), key=lambda one: one[0], reverse=True
    )
    severity = read_rules(connection, election_id)[kind].severity
    return DryRun(
        count=len(found),
        now=sum(span.ended is None for _, span in found),
        at_most=len(spans) >= MOST_CAUSES,
        knows_past=KINDS[kind].knows_past,
        alerts=_shown(connection, found[:SHOWN], severity),
    )


def would_open(
    detector: Detector,
    spans: Iterable[Span],
    thresholds: Thresholds,
    window: tuple[datetime | None, datetime],
    *,
    hold: timedelta,
) -> list[tuple[datetime, Span]]:
    """Return when alerts open, or would have opened, within the window (no beginning: those that are open now)."""
    since, now = window
    found = []
    for span in spans:
        at = detector.rule(span, thresholds)
        if at is None:
            continue
        # A fact that is only known for now (it began now) has no past to have held in.
        opens = at if span.began >= now else at + hold
        lasted = span.ended is None or opens < span.ended
        if opens <= now and lasted and (span.ended is None or since is None or opens >= since):
            found.append((opens, span))
    return found


def _shown(
    connection: Connection, found: list[tuple[datetime, Span]], severity: str
) -> tuple[WouldOpen, ...]:
    ids = {
        "areas": [s.area_id for _, s in found],
        "stations": [s.station_id for _, s in found if s.station_id],
    }
    places = {row.area_id: row for row in connection.execute(sql("alert_places"), ids)}
    stations = {row.station_id: row.name for row in connection.execute(sql("alert_stations"), ids)}
    return tuple(
        WouldOpen(
            area=AreaRef(
                code=places[s.area_id].code, name=places[s.area_id].name, level=places[s.area_id].level
            ),
            places=tuple(places[s.area_id].places),
            station_name=stations.get(s.station_id) if s.station_id else None,
            severity=s.severity or severity,  # type: ignore[arg-type]
            numbers=s.numbers,
            opens_at=at,
            until=s.ended,
        )
        for at, s in found
        if s.area_id in places
    )

"""Spans: for how long something was as it should not be. Rules judge them, pure functions with thresholds.

Made from rows by `data.alerts.detectors`; judged for the present (a cause) and for the past (a dry run). A span tells
facts only, never a figure of a form that waits for a second entry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from data.alerts.causes import Cause

Thresholds = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Span:
    """Something that began, and has ended or not. `place_id` is the county it lies in."""

    key: str
    area_id: int
    place_id: int | None
    began: datetime
    ended: datetime | None = None
    severity: str | None = None
    numbers: dict[str, Any] = field(default_factory=dict)
    evidence: tuple[dict[str, str], ...] = ()
    station_id: int | None = None
    form_id: int | None = None
    incident_id: int | None = None

    @classmethod
    def of(cls, row: Row[Any]) -> Span:
        """Read a row of a detector: every one has these columns."""
        return cls(
            key=row.key,
            area_id=row.area_id,
            place_id=row.place_id,
            began=row.began_at,
            ended=row.ended_at,
            severity=row.severity,
            numbers=row.numbers,
            evidence=tuple(row.evidence),
            station_id=row.station_id,
            form_id=row.form_id,
            incident_id=row.incident_id,
        )

    def cause(self) -> Cause:
        """Return it as a cause of an alert."""
        return Cause(
            key=self.key,
            area_id=self.area_id,
            severity=self.severity,
            numbers=self.numbers,
            evidence=self.evidence,
            station_id=self.station_id,
            form_id=self.form_id,
            incident_id=self.incident_id,
            place_id=self.place_id,
        )


#: When an alert opens for a span; `None`: never, with these thresholds.
Rule = Callable[[Span, Thresholds], datetime | None]


def at_once(span: Span, thresholds: Thresholds) -> datetime | None:
    """Open as soon as it begins."""
    return span.began


def after_minutes(span: Span, thresholds: Thresholds) -> datetime | None:
    """Open when it has lasted for the rule's minutes."""
    return _after(span, timedelta(minutes=thresholds["minutes"]))


def after_seconds(span: Span, thresholds: Thresholds) -> datetime | None:
    """Open when it has lasted for the rule's seconds."""
    return _after(span, timedelta(seconds=thresholds["seconds"]))


def enough(name: str, number: str, then: Rule = at_once) -> Rule:
    """Return a rule that opens only where the fact `number` is at least the threshold `name`."""

    def judge(span: Span, thresholds: Thresholds) -> datetime | None:
        value = span.numbers.get(number)
        return then(span, thresholds) if value is not None and value >= thresholds[name] else None

    return judge


def share_late(span: Span, thresholds: Thresholds) -> datetime | None:
    """Open where so many forms, and such a share of all that are expected, are late."""
    late, everything = span.numbers["late"], span.numbers["all"]
    if late < thresholds["stations"] or 100 * late < thresholds["share_pct"] * everything:
        return None
    return span.began


def _after(span: Span, hold: timedelta) -> datetime | None:
    opens = span.began + hold
    return opens if span.ended is None or opens < span.ended else None

"""What a detector is: its kind, its read, its rule, how often it looks.

Used by the modules beside it; asked by `data.alerts.chore` (now) and `data.alerts.dryrun` (past).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from data.alerts.causes import MOST_CAUSES, Cause
from data.alerts.spans import Rule, Span, Thresholds, at_once
from data.engine import sql


@dataclass(frozen=True, kw_only=True)
class Detector:
    """One kind of alert. `read` names the SQL file of its spans; the rule says when a span opens an alert."""

    kind: str
    read: str
    rule: Rule = at_once
    every_s: float = 10.0

    def spans(
        self,
        connection: Connection,
        election_id: int,
        thresholds: Thresholds,
        *,
        now: datetime,
        since: datetime | None = None,
    ) -> list[Span]:
        """Return what is so at `now`, and with `since` also what was so after it, as far as the store knows."""
        values: dict[str, Any] = {
            "election_id": election_id,
            "now": now,
            "since": since,
            "most": MOST_CAUSES,
            "hours": thresholds.get("hours"),
            "severity": thresholds.get("severity"),
            "score_pct": thresholds.get("score_pct"),
        }
        return [Span.of(row) for row in connection.execute(sql(self.read), values)]

    def causes(
        self, connection: Connection, election_id: int, thresholds: Thresholds, *, now: datetime
    ) -> list[Cause]:
        """Return every cause that holds at `now`."""
        found = self.spans(connection, election_id, thresholds, now=now)
        return [span.cause() for span in found if self.opens(span, thresholds, now)]

    def opens(self, span: Span, thresholds: Thresholds, now: datetime) -> bool:
        """Tell whether the alert of `span` is due at `now`."""
        at = self.rule(span, thresholds)
        return at is not None and at <= now

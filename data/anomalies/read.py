"""What other parts may ask of anomalies: the forms with the highest scores. Readable by the worker.

Called by detectors of alerts. A score here is of what nobody has explained yet.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from data.engine import sql


@dataclass(frozen=True, slots=True)
class TopForm:
    """One form of the queue: where it is, its score from 0 to 1 and the score of each rule that speaks of it."""

    form_id: int
    race_id: int
    area_id: int
    station_id: int | None
    score: float
    parts: dict[str, float]


def top_forms(connection: Connection, election_id: int, min_score: float, limit: int = 200) -> list[TopForm]:
    """Return the forms of an election whose unexplained findings score at least `min_score`, the highest first."""
    asked = {"election_id": election_id, "min_score": min_score, "rows": limit}
    return [
        TopForm(row.form_id, row.race_id, row.area_id, row.station_id, row.score, dict(row.parts))
        for row in connection.execute(sql("anomaly_top"), asked)
    ]

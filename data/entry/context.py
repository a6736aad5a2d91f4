"""Reads, in one statement, what a form's checks and its storing need to know.

Called by `data.entry.submit`. What a person may not read (other people's forms) comes through functions of the
database that answer the checks' questions only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from data.engine import sql
from data.entry.checks import Known
from data.entry.places import Ballot, Place
from data.entry.receipt import figures_sha256
from data.records import FormSubmission


@dataclass(frozen=True, slots=True)
class Context:
    """A submission's place and ballot, the row of `entry_context` about them and, if it names photos or a form to
    correct, that of `entry_context_more`: planning that one costs as much as the first, and most forms need none of it."""

    place: Place
    ballot: Ballot
    figures_sha256: bytes
    row: Row[Any]
    more: Row[Any] | None = None

    @property
    def attachment_ids(self) -> list[int]:
        """The photos named by the submission that are there for the person."""
        return list(self.more.attachment_ids or ()) if self.more is not None else []

    def known(self, submission: FormSubmission) -> Known:
        """Return what the checks know."""
        rules, row = self.place.rules, self.row
        point = submission.device_point
        return Known(
            ballot=self.ballot.names,
            is_station=self.place.station_id is not None,
            registered=self.place.registered,
            max_votes=self.ballot.max_votes if self.place.station_id is not None else None,
            rejected_warn_pct=rules.rejected_warn_pct,
            distance_warn_m=rules.distance_warn_m,
            distance_m=row.distance_m,
            accuracy_m=point.accuracy_m if point is not None else None,
            near_forms=row.near_forms if self.place.station_id is not None else 0,
            near_median_pct=row.near_median_pct,
            near_deviation_pct=row.near_deviation_pct,
            same_as=row.same_as,
            photo_required=rules.photo_required and submission.corrects is None,
            photos_sent=len(set(submission.attachments)),
            photos_stored=len(self.attachment_ids),
            reason_missing=submission.corrects is not None and not (submission.reason or "").strip(),
        )


def read_context(
    connection: Connection, submission: FormSubmission, *, place: Place, ballot: Ballot, key: UUID | None
) -> Context:
    """Ask the database once for everything about a submission; `key` is `None` for a dry run."""
    figures = figures_sha256([submission.figures.votes.get(code, -1) for code in ballot.ids])
    point = submission.device_point
    asked = {
        "uid": key,
        "race_id": ballot.race_id,
        "area_id": place.area_id,
        "station_id": place.station_id,
        "source": submission.source,
        "figures_sha256": figures,
        "longitude": point.longitude if point else None,
        "latitude": point.latitude if point else None,
    }
    row = connection.execute(sql("entry_context"), asked).one()
    if not submission.attachments and submission.corrects is None:
        return Context(place, ballot, figures, row)
    named: dict[str, object] = {name: asked[name] for name in ("race_id", "area_id", "station_id", "source")}
    named |= {"attachments": list(submission.attachments), "corrects": submission.corrects}
    return Context(place, ballot, figures, row, connection.execute(sql("entry_context_more"), named).one())

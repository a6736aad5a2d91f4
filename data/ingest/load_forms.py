"""Stages forms with COPY, compares them with what is stored, and adds new forms and revisions.

Called by `run` inside its transaction. A stored form is never overwritten: figures that differ become the next
revision, equal ones are left alone, so importing a file twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, text

from data.engine import sql
from data.errors import ImportRefused
from data.ingest.forms import FormRow
from data.ingest.load_register import Place
from data.ingest.problems import Refusal
from data.ingest.summary import FileSummary
from data.ingest.transfer import copy_rows

_CHUNK = 5_000
_FORM_COLUMNS = (
    "stage_id", "file", "row_number", "race_id", "leaf_area_id", "station_id", "source", "is_counting", "state",
    "state_stated", "registered_voters", "valid_votes", "valid_stated", "rejected_votes", "votes_cast",
    "stations_total", "stations_reported", "received_at_utc", "received_stated",
)  # fmt: skip
_VOTE_COLUMNS = ("stage_id", "candidate_id", "votes")


@dataclass
class Stage:
    """The staging tables of one import and the ids that forms are written with."""

    connection: Connection
    now: datetime
    areas: dict[str, int]
    stations: dict[str, int]
    races: dict[tuple[str, str], int]
    candidates: dict[tuple[str, str, str], int]
    counting: dict[str, str]
    rows: int = 0
    files: dict[str, FileSummary] = field(default_factory=dict)


def open_stage(place: Place) -> Stage:
    """Make empty staging tables that vanish with the transaction."""
    connection = place.connection
    connection.execute(sql("ingest_stage_forms"))
    connection.execute(sql("ingest_stage_votes"))
    given = {"election_id": place.election_id}
    stations = connection.execute(sql("ingest_station_ids"), {"register_id": place.register_id})
    return Stage(
        connection,
        datetime.now(UTC),
        place.area_ids,
        {row.code: row.station_id for row in stations},
        {(row.contest, row.area): row.race_id for row in connection.execute(sql("ingest_races"), given)},
        {
            (row.contest, row.area, row.code): row.candidate_id
            for row in connection.execute(sql("ingest_candidates"), given)
        },
        {row.code: row.counting_source for row in connection.execute(sql("ingest_contests"), given)},
    )


def stage_forms(stage: Stage, forms: Iterable[FormRow], summary: FileSummary) -> Iterator[int]:
    """Copy forms to the staging tables; yields how many are staged so far, for progress."""
    stage.files[summary.file] = summary
    source = iter(forms)
    while chunk := list(islice(source, _CHUNK)):
        first = stage.rows
        copy_rows(
            stage.connection,
            "ingest_forms",
            _FORM_COLUMNS,
            (_form_values(stage, summary.file, first + offset, form) for offset, form in enumerate(chunk)),
        )
        copy_rows(stage.connection, "ingest_votes", _VOTE_COLUMNS, _vote_values(stage, first, chunk))
        stage.rows += len(chunk)
        yield stage.rows


def _form_values(stage: Stage, file: str, stage_id: int, form: FormRow) -> tuple[Any, ...]:
    return (
        stage_id,
        file,
        form.row,
        stage.races[form.contest, form.race_area],
        stage.areas[form.leaf_area],
        None if form.station is None else stage.stations[form.station],
        form.source,
        form.source == stage.counting[form.contest],
        form.state or "verified",
        form.state is not None,
        form.registered,
        form.valid,
        form.valid_stated,
        form.rejected,
        form.cast,
        form.stations_total,
        form.stations_reported,
        form.received_at or stage.now,
        form.received_at is not None,
    )


def _vote_values(stage: Stage, first: int, forms: list[FormRow]) -> Iterator[tuple[int, int, int]]:
    for stage_id, form in enumerate(forms, start=first):
        for code, votes in form.votes:
            yield stage_id, stage.candidates[form.contest, form.race_area, code], votes


def compare_forms(place: Place, stage: Stage) -> bool:
    """Say of each staged form whether it is new, changed, promoted or the same, and count that per file.

    Writes to the staging tables only. False when the forms cannot be stored.
    """
    connection = stage.connection
    # Without statistics the planner takes the staging tables for tiny and compares row by row for minutes.
    connection.execute(sql("ingest_stage_index"))
    connection.execute(sql("ingest_stage_analyze"))
    if _refuse_doubles(place, stage) or _refuse_mixed_grain(place, stage):
        return False
    connection.execute(sql("ingest_stage_match"))
    connection.execute(sql("ingest_stage_analyze"))
    connection.execute(sql("ingest_stage_match_votes"))
    connection.execute(sql("ingest_stage_promotable"))
    for row in connection.execute(sql("ingest_stage_verdicts")):
        summary = stage.files[row.file]
        summary.added, summary.unchanged = row.added, row.unchanged
        summary.changed = row.changed
    for row in connection.execute(sql("ingest_stage_samples")):
        stage.files[row.file].samples.append(row.sample)
    return True


def store_forms(place: Place, stage: Stage) -> None:
    """Add what is new in the stage to the forms; what is the same is left alone."""
    if not compare_forms(place, stage):
        return
    connection = stage.connection
    connection.execute(sql("ingest_stage_number"))
    connection.execute(
        sql("ingest_stage_audit"), {"actor": place.trail.actor, "correlation_id": place.trail.correlation_id}
    )
    connection.execute(sql("ingest_stage_retire"))
    connection.execute(sql("ingest_stage_add_forms"))
    connection.execute(sql("ingest_stage_add_votes"))
    if connection.execute(sql("ingest_stage_promote")).scalar_one():
        raise ImportRefused(
            "Somebody moved a form of the file on while it was imported, nothing of it is stored.",
            remedy="Import again.",
        )


def _refuse_doubles(place: Place, stage: Stage) -> bool:
    """Refuse a form that two files of the import both hold."""
    doubled = stage.connection.execute(sql("ingest_stage_doubles")).all()
    for row in doubled:
        what = f"the form of {row.contest}, {row.place}, {row.source} is in {row.other_file} too"
        place.problems.add(Refusal("form-scattered", row.file, what, row.row_number))
    return bool(doubled)


def _refuse_mixed_grain(place: Place, stage: Stage) -> bool:
    """Refuse figures per area beside figures per station, or per area of another level: they would count twice."""
    mixed = stage.connection.execute(sql("ingest_stage_mixed_grain"), {"levels": place_levels(place)}).all()
    for row in mixed:
        what = f"{row.contest} would have figures of source {row.source} per {' and per '.join(row.grains)}"
        place.problems.add(Refusal("mixed-grain", row.file, what, row.row_number))
    return bool(mixed)


def place_levels(place: Place) -> list[str]:
    """Return the level names of the geography, root first."""
    statement = text("SELECT level_names FROM geographies WHERE geography_id = :geography_id")
    return list(place.connection.execute(statement, {"geography_id": place.geography_id}).scalar_one())

"""Reads the forms of some cells as `FormFacts`, with all that is known of them; nothing is judged here.

Called by `data.anomalies.chore`. A batch reads the wards it touches and aggregates, never a country.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row

from data.anomalies.facts import FormFacts, OtherSource, Settings, Twin, centre_of
from data.engine import sql

Cell = tuple[int, int]
CLOSE = "17:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class RacePlace:
    """What is known of a race: its election and settings, when its polls close, its ballot and the limit of a station."""

    race_id: int
    election_id: int
    settings: Settings
    polls_close_at: datetime
    names: tuple[str, ...]
    limit: int | None


@dataclass(frozen=True, slots=True)
class CellForms:
    """The current forms of one cell; `ids` holds the station's number of each form (`None`: form of the area)."""

    race: RacePlace
    area_id: int
    forms: tuple[FormFacts, ...]
    ids: dict[int, int | None]


def keys(cells: Iterable[Cell]) -> dict[str, list[int]]:
    """Return cells as the parallel arrays that statements take."""
    known = sorted(set(cells))
    return {"race_ids": [race for race, _ in known], "area_ids": [area for _, area in known]}


def read_cells(connection: Connection, cells: Iterable[Cell]) -> dict[Cell, CellForms]:
    """Return the forms of the cells; a cell without a current form is there, empty."""
    asked = keys(cells)
    races = read_races(connection, asked["race_ids"])
    rows: dict[Cell, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(sql("anomaly_forms"), asked):
        rows[row.race_id, row.leaf_area_id].append(row)
    ids = [row.form_id for found in rows.values() for row in found]
    twins, sums = _twins(connection, ids), _sums(connection, ids)
    found = {}
    for cell in zip(asked["race_ids"], asked["area_ids"], strict=True):
        race, of_cell = races[cell[0]], rows.get(cell, [])
        forms = _with_near_twins([_form(row, race, sums) for row in of_cell], twins)
        forms = _with_others(forms, of_cell)
        found[cell] = CellForms(race, cell[1], tuple(forms), {row.form_id: row.station_id for row in of_cell})
    return found


def read_races(connection: Connection, race_ids: Sequence[int]) -> dict[int, RacePlace]:
    """Return what is known of races."""
    rows = connection.execute(sql("anomaly_races"), {"race_ids": sorted(set(race_ids))})
    return {
        row.race_id: RacePlace(
            race_id=row.race_id,
            election_id=row.election_id,
            settings=Settings(distance_warn_m=_distance(row.settings)),
            polls_close_at=polls_close(row.election_date, row.timezone, row.settings),
            names=tuple(row.names),
            limit=row.max_votes,
        )
        for row in rows
    }


def polls_close(day: date, zone: str, settings: Any) -> datetime:
    """Return when the polls of the election close; 17:00 of its zone where the settings name no hour that a clock has."""
    part = settings.get("anomalies") if isinstance(settings, dict) else None
    words = part.get("polls_close") if isinstance(part, dict) else None
    try:
        at = time.fromisoformat(words if isinstance(words, str) else CLOSE)
    except ValueError:
        at = time.fromisoformat(CLOSE)
    return datetime.combine(day, at.replace(tzinfo=None), ZoneInfo(zone)).astimezone(UTC)


def _distance(settings: Any) -> float:
    part = settings.get("entry") if isinstance(settings, dict) else None
    value = part.get("distance_warn_m") if isinstance(part, dict) else None
    if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
        return float(value)
    return Settings().distance_warn_m


def _form(row: Row[Any], race: RacePlace, sums: dict[int, Row[Any]]) -> FormFacts:
    of_station = row.station_id is not None
    below = sums.get(row.form_id)
    return FormFacts(
        form_id=row.form_id,
        votes=tuple(row.votes or ()),
        valid=row.valid_votes,
        valid_stated=row.valid_stated,
        rejected=row.rejected_votes,
        cast=row.votes_cast,
        registered=row.registered_voters,
        limit=race.limit,
        station=row.station,
        centre=centre_of(row.station_name) if of_station else None,
        source=row.source,
        is_counting=row.is_counting,
        is_peer=of_station and row.is_counting and row.state != "disputed",
        received_at=row.received_at_utc,
        captured_at=row.captured_at_utc,
        polls_close_at=race.polls_close_at,
        distance_m=row.distance_m,
        before=tuple(row.before) if row.before is not None else None,
        before_valid=row.before_valid,
        sums=tuple(below.votes) if below is not None else None,
        sums_complete=bool(below.complete) if below is not None else False,
    )


def _with_near_twins(forms: list[FormFacts], far: dict[int, list[Twin]]) -> list[FormFacts]:
    """Name to each counting station form those of its ward with the same votes, then those elsewhere."""
    same: dict[tuple[int, ...], list[FormFacts]] = defaultdict(list)
    for form in forms:
        if form.is_counting and form.station is not None and any(form.votes):
            same[form.votes].append(form)
    made = []
    for form in forms:
        close = [
            Twin(form_id=twin.form_id, station=twin.station or "", area="", near=True)
            for twin in (same.get(form.votes, []) if form.is_counting and form.station is not None else [])
            if twin.form_id != form.form_id
        ]
        twins = (*close, *far.get(form.form_id, []))
        made.append(replace(form, twins=twins) if twins else form)
    return made


def _with_others(forms: list[FormFacts], rows: list[Row[Any]]) -> list[FormFacts]:
    """Put beside each counting station form what the other sources of its station say."""
    station = {row.form_id: row.station_id for row in rows}
    beside: dict[int, list[OtherSource]] = defaultdict(list)
    for form in forms:
        of = station[form.form_id]
        if of is not None and not form.is_counting:
            beside[of].append(OtherSource(source=form.source, votes=form.votes))
    return [
        replace(
            form, others=tuple(sorted(beside[of], key=lambda one: one.source))
        )
        if form.is_counting and (of := station[form.form_id]) in beside and of is not None
        else form
        for form in forms
    ]  # fmt: skip


def _twins(connection: Connection, form_ids: list[int]) -> dict[int, list[Twin]]:
    found: dict[int, list[Twin]] = defaultdict(list)
    for row in connection.execute(sql("anomaly_twins"), {"form_ids": form_ids}):
        twin = Twin(form_id=row.twin_id, station=row.station, area=row.area, near=False)
        found[row.form_id].append(twin)
    return found


def _sums(connection: Connection, form_ids: list[int]) -> dict[int, Row[Any]]:
    return {row.form_id: row for row in connection.execute(sql("anomaly_sums"), {"form_ids": form_ids})}

"""Writes geography, areas, register and stations.

Called by `run` inside its transaction. A geography is a versioned tree: areas are added and renamed, but never
moved, since forms, tallies and other elections hang on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from data.engine import sql
from data.ingest.header import ElectionHeader
from data.ingest.known import AreaRow, StationRow
from data.ingest.problems import Problems, Refusal
from data.ingest.summary import FileSummary
from data.ingest.trail import Trail
from data.ingest.transfer import copy_rows, next_ids

_AREA_COLUMNS = ("area_id", "geography_id", "level", "code", "name", "parent_id", "path_ids", "area_order")
_STATION_COLUMNS = ("register_id", "area_id", "code", "name", "registered_voters", "point", "register_order")


@dataclass
class Place:
    """What every loader needs: the transaction, where refusals and the audit trail go, and ids made so far."""

    connection: Connection
    problems: Problems
    trail: Trail
    geography_id: int = 0
    register_id: int = 0
    election_id: int = 0
    area_ids: dict[str, int] = field(default_factory=dict)
    renamed_levels: set[int] = field(default_factory=set)


def load_geography(place: Place, header: ElectionHeader, file: str) -> bool:
    """Find or make the geography and the election's register; False when the stored levels are others."""
    connection = place.connection
    levels = list(header.geography.levels)
    stored = connection.execute(sql("ingest_geography"), {"code": header.geography.code}).one_or_none()
    if stored is None:
        given: dict[str, Any] = {"code": header.geography.code, "level_names": levels}
        place.geography_id = connection.execute(sql("ingest_add_geography"), given).scalar_one()
    elif list(stored.level_names) != levels:
        what = f"the geography is stored with the levels {', '.join(stored.level_names)}"
        place.problems.add(
            Refusal("register-conflict", file, what, None, "geography.levels", ", ".join(levels))
        )
        return False
    else:
        place.geography_id = stored.geography_id
    register = connection.execute(sql("ingest_register"), {"code": header.code}).one_or_none()
    if register is None:
        given = {"code": header.code, "geography_id": place.geography_id}
        place.register_id = connection.execute(sql("ingest_add_register"), given).scalar_one()
    elif register.geography_id != place.geography_id:
        what = f"the register of {header.code} is stored with the geography {register.geography_code}"
        place.problems.add(
            Refusal("register-conflict", file, what, None, "geography.code", header.geography.code)
        )
        return False
    else:
        place.register_id = register.register_id
    return True


def may_rename(place: Place, header: ElectionHeader) -> bool:
    """Whether this election's names are the geography's: it is named after it, or nobody else uses it."""
    given = {"geography_id": place.geography_id, "register_id": place.register_id}
    others = place.connection.execute(sql("ingest_other_registers"), given).scalar_one()
    return header.code == header.geography.code or others == 0


def load_areas(place: Place, areas: Sequence[AreaRow], summary: FileSummary, *, renames: bool) -> None:
    """Add new areas to the geography, and all of them to the register; `renames` lets names be changed.

    Fills `place.area_ids`. Areas of other elections of the geography keep their names: differences are reported.
    """
    given = {"geography_id": place.geography_id, "register_id": place.register_id}
    stored = {row.code: row for row in place.connection.execute(sql("ingest_areas"), given)}
    place.area_ids = {code: row.area_id for code, row in stored.items()}
    new = [area for area in areas if area.code not in stored]
    _add_areas(place, new, {code: list(row.path_ids) for code, row in stored.items()})
    place.renamed_levels.update(area.level for area in new)
    differing: list[str] = []
    renamed: set[str] = set()
    for area in areas:
        if (row := stored.get(area.code)) is None:
            continue
        if (row.level, row.parent_code) != (area.level, area.parent):
            what = f"{area.code} is stored with the parent {row.parent_code}"
            place.problems.add(
                Refusal("register-conflict", summary.file, what, area.row, "parent_code", area.parent)
            )
        elif row.name != area.name:
            if renames:
                _rename(place, row.area_id, row.name, area, summary)
                renamed.add(area.code)
            else:
                differing.append(f"{area.code} is called {row.name!r} in the geography, {area.name!r} here")
    _note_names(differing, summary)
    _load_register_areas(place, areas, stored, renamed, summary)
    missing = sum(row.in_register for row in stored.values()) - sum(
        stored[area.code].in_register for area in areas if area.code in stored
    )
    if missing:
        summary.notes.append(f"{missing} areas of the stored register are not in the file: kept")


def _note_names(differing: list[str], summary: FileSummary) -> None:
    if differing:
        more = f" and {len(differing) - 3} more" if len(differing) > 3 else ""
        summary.notes.append(f"names kept as stored: {'; '.join(differing[:3])}{more}")


def _add_areas(place: Place, new: Sequence[AreaRow], paths: dict[str, list[int]]) -> None:
    ids = next_ids(place.connection, "areas", "area_id", len(new))
    base = len(paths)
    rows: list[tuple[Any, ...]] = []
    for area, area_id in zip(new, ids, strict=True):
        place.area_ids[area.code] = area_id
        path = [*(paths[area.parent] if area.parent is not None else []), area_id]
        paths[area.code] = path
        parent_id = None if area.parent is None else place.area_ids[area.parent]
        order = base + area.row
        rows.append((area_id, place.geography_id, area.level, area.code, area.name, parent_id, path, order))
    copy_rows(place.connection, "areas", _AREA_COLUMNS, rows)


def _rename(place: Place, area_id: int, old: str, area: AreaRow, summary: FileSummary) -> None:
    place.connection.execute(sql("ingest_rename_area"), {"area_id": area_id, "name": area.name})
    place.trail.changed("area", area.code, {"name": old}, {"name": area.name}, file=summary.file)
    place.renamed_levels.add(area.level)
    summary.note_change(area.row, area.code, {"name": old}, {"name": area.name})
    summary.change(f"row {area.row} {area.code}: name {old!r} -> {area.name!r}")


def _load_register_areas(
    place: Place,
    areas: Sequence[AreaRow],
    stored: dict[str, Any],
    renamed: set[str],
    summary: FileSummary,
) -> None:
    new: list[tuple[int, int, int | None]] = []
    updates: list[dict[str, Any]] = []
    for area in areas:
        row = stored.get(area.code)
        area_id = place.area_ids[area.code]
        if row is None or not row.in_register:
            new.append((place.register_id, area_id, area.registered))
            summary.add(
                area.row,
                area.code,
                {"name": area.name, "parent_code": area.parent, "registered_voters": area.registered},
            )
        elif row.registered_voters != area.registered:
            updates.append({"register_id": place.register_id, "area_id": area_id, "voters": area.registered})
            old, now = {"registered_voters": row.registered_voters}, {"registered_voters": area.registered}
            place.trail.changed("area", area.code, old, now, file=summary.file)
            summary.changed -= area.code in renamed  # one changed row, however many of its fields
            summary.note_change(area.row, area.code, old, now)
            summary.change(f"row {area.row} {area.code}: registered_voters {_arrow(old, now)}")
        elif area.code not in renamed:
            summary.unchanged += 1
    copy_rows(place.connection, "register_areas", ("register_id", "area_id", "registered_voters"), new)
    if updates:
        place.connection.execute(sql("ingest_set_area_voters"), updates)


def _arrow(old: dict[str, Any], new: dict[str, Any]) -> str:
    shown = ("unknown" if value is None else str(value) for value in (*old.values(), *new.values()))
    return " -> ".join(shown)


def load_stations(place: Place, stations: Sequence[StationRow], summary: FileSummary) -> None:
    """Add new stations and update changed ones; a station that has forms stays in its area."""
    given = {"register_id": place.register_id}
    stored = {row.code: row for row in place.connection.execute(sql("ingest_stations"), given)}
    order = max((row.register_order for row in stored.values()), default=0)
    new: list[tuple[Any, ...]] = []
    updates: list[dict[str, Any]] = []
    for station in stations:
        row = stored.get(station.code)
        if row is None:
            order += 1
            new.append(_station_values(place, station, order))
            summary.add(station.row, station.code, _station_effect(station))
        elif (differs := _station_changes(row, station))[1]:
            if "area" in differs[1] and row.has_forms:
                _refuse_move(place, station, row.area_code, summary.file)
                continue
            updates.append(_station_update(place, station, row.station_id))
            place.trail.changed("station", station.code, *differs, file=summary.file)
            summary.note_change(station.row, station.code, *differs)
            changes = ", ".join(f"{name} {differs[0][name]} -> {value}" for name, value in differs[1].items())
            summary.change(f"row {station.row} {station.code}: {changes}")
        else:
            summary.unchanged += 1
    copy_rows(place.connection, "polling_stations", _STATION_COLUMNS, new)
    if updates:
        place.connection.execute(sql("ingest_set_station"), updates)
    missing = len(stored) - (len(stations) - len(new))
    if missing > 0:
        summary.notes.append(f"{missing} stored stations are not in the file: kept")


def _station_effect(station: StationRow) -> dict[str, Any]:
    return {
        "name": station.name,
        "area": station.area,
        "registered_voters": station.registered,
        "point": None if station.point is None else list(station.point),
    }


def _refuse_move(place: Place, station: StationRow, area: str, file: str) -> None:
    what = f"station {station.code} has forms under {area}"
    place.problems.add(Refusal("station-has-forms", file, what, station.row, "area_code", station.area))


def _station_values(place: Place, station: StationRow, order: int) -> tuple[Any, ...]:
    point = None if station.point is None else "SRID=4326;POINT({} {})".format(*station.point)
    area_id = place.area_ids[station.area]
    return place.register_id, area_id, station.code, station.name, station.registered, point, order


def _station_changes(row: Any, station: StationRow) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fields that differ, as stored and as given."""
    stored_point = None if row.longitude is None else [row.longitude, row.latitude]
    given_point = None if station.point is None else list(station.point)
    pairs = {
        "name": (row.name, station.name),
        "area": (row.area_code, station.area),
        "registered_voters": (row.registered_voters, station.registered),
        "point": (stored_point, given_point),
    }
    old = {name: one for name, (one, two) in pairs.items() if one != two}
    return old, {name: pairs[name][1] for name in old}


def _station_update(place: Place, station: StationRow, station_id: int) -> dict[str, Any]:
    longitude, latitude = station.point if station.point is not None else (None, None)
    return {
        "station_id": station_id,
        "name": station.name,
        "area_id": place.area_ids[station.area],
        "voters": station.registered,
        "longitude": longitude,
        "latitude": latitude,
    }

"""Readers of areas.csv and stations.csv: the tree of areas and its polling stations.

Called by `bundle` and `run`; pure. Checks of the tree name the row that breaks it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.ingest import fields
from data.ingest.known import AreaRow, Known, Names, StationRow
from data.ingest.problems import BadField, Problems, Refusal
from data.ingest.rows import Cells, each_row, names_in, note_ignored, refuse_row
from data.ingest.tables import Source, Table

AREA_COLUMNS = ("level", "code", "name", "parent_code")
STATION_COLUMNS = ("station_code", "station_name", "area_code")
Box = tuple[float, float, float, float]


def read_areas(source: Source, levels: Sequence[str], problems: Problems, notes: list[str]) -> list[AreaRow]:
    """Return the areas, parents before children; refuses everything that is not one tree."""
    table = Table(source, problems, AREA_COLUMNS, ("registered_voters",), named="name")
    areas: dict[str, AreaRow] = {}
    numbers = {name: number for number, name in enumerate(levels)}
    for cells in each_row(table):
        try:
            area = _area(cells, numbers, names_in(cells, table))
            if area.code in areas:
                cells["code"]
                raise BadField("duplicate", f"the code is in row {areas[area.code].row} already")
            areas[area.code] = area
        except BadField as bad:
            refuse_row(problems, source.name, cells, bad)
    note_ignored(table, notes)
    if not problems.count(source.name):
        _check_tree(areas, levels, source.name, problems)
    return sorted(areas.values(), key=lambda area: (area.level, area.row))


def _area(cells: Cells, levels: dict[str, int], names: Names) -> AreaRow:
    level = levels.get(fields.required(cells["level"]))
    if level is None:
        raise BadField("unknown-level", f"the level is not one of {', '.join(levels)}")
    code = fields.code(cells["code"])
    name = fields.name(cells["name"])
    registered = fields.optional_count(cells["registered_voters"])
    parent = cells["parent_code"].strip(" ") or None
    if level == 0 and parent is not None:
        raise BadField("level-mismatch", "an area of the first level has no parent")
    if level > 0 and parent is None:
        raise BadField("unknown-parent", "only the root may have no parent")
    if parent == code:
        raise BadField("cycle", "the area is its own parent")
    return AreaRow(cells.number, level, code, name, parent, registered, names)


def _check_tree(areas: dict[str, AreaRow], levels: Sequence[str], file: str, problems: Problems) -> None:
    roots = [area for area in areas.values() if area.level == 0]
    if not roots:
        problems.add(Refusal("no-root", file, f"no row has the level {levels[0]!r}"))
        return
    for root in roots[1:]:
        what = f"row {roots[0].row} is of the first level already"
        problems.add(Refusal("several-roots", file, what, root.row, "code", root.code))
    in_cycles = _cycles(areas)
    for area in areas.values():
        if area.parent is None:
            continue
        parent = areas.get(area.parent)
        if parent is None:
            rule, what = "unknown-parent", "no area has this code"
        elif area.code in in_cycles:
            rule, what = "cycle", f"{area.code} comes back to itself through its parents"
        elif parent.level != area.level - 1:
            rule = "level-mismatch"
            what = f"{area.code} is a {levels[area.level]}, its parent a {levels[parent.level]}"
        else:
            continue
        problems.add(Refusal(rule, file, what, area.row, "parent_code", area.parent))


def _cycles(areas: dict[str, AreaRow]) -> set[str]:
    """Return the codes that lie on a cycle of parents."""
    settled: set[str] = set()
    found: set[str] = set()
    for start in areas:
        trail: dict[str, int] = {}
        code: str | None = start
        while code is not None and code in areas and code not in settled and code not in trail:
            trail[code] = len(trail)
            code = areas[code].parent
        if code is not None and code in trail:
            found.update(step for step, position in trail.items() if position >= trail[code])
        settled.update(trail)
    return found


def read_stations(
    source: Source, known: Known, problems: Problems, notes: list[str], *, box: Box | None = None
) -> list[StationRow]:
    """Return the stations in file order; `box` (west, south, east, north) bounds where mapped areas lie."""
    optional = ("registered_voters", "latitude", "longitude")
    table = Table(source, problems, STATION_COLUMNS, optional, named="station_name")
    stations: dict[str, StationRow] = {}
    leaf = len(known.levels) - 1
    damaged = 0
    for cells in each_row(table):
        try:
            station = replace(_station(cells, known, leaf, box), names=names_in(cells, table))
            if station.code in stations:
                cells["station_code"]
                raise BadField("duplicate", f"the code is in row {stations[station.code].row} already")
            stations[station.code] = station
            damaged += "\ufffd" in station.name
        except BadField as bad:
            refuse_row(problems, source.name, cells, bad)
    note_ignored(table, notes)
    if damaged:
        notes.append(f"{damaged} names hold the sign for a lost letter (U+FFFD); stored as they are")
    return list(stations.values())


def _station(cells: Cells, known: Known, leaf: int, box: Box | None) -> StationRow:
    code = fields.code(cells["station_code"])
    name = fields.name(cells["station_name"])
    registered = fields.optional_count(cells["registered_voters"], maximum=fields.MAX_STATION_COUNT)
    longitude = cells["longitude"]
    point = fields.point(cells["latitude"], longitude)
    if point is not None and box is not None:
        _check_inside(point, box)
    area = fields.required(cells["area_code"])
    level = known.area_levels.get(area)
    if level is None:
        raise BadField("unknown-area", "no area has this code")
    if level != leaf:
        what = f"the area is a {known.level_name(level)}, stations lie in a {known.level_name(leaf)}"
        raise BadField("not-a-leaf", what)
    return StationRow(cells.number, code, name, area, registered, point)


def _check_inside(point: tuple[float, float], box: Box) -> None:
    longitude, latitude = point
    if _inside(longitude, latitude, box):
        return
    if _inside(latitude, longitude, box):
        raise BadField(
            "swapped-coordinates", f"latitude {latitude:g} and longitude {longitude:g} are exchanged"
        )
    what = f"latitude {latitude:g}, longitude {longitude:g} lies outside the mapped country"
    raise BadField("outside-country", what)


def _inside(longitude: float, latitude: float, box: Box) -> bool:
    west, south, east, north = box
    return west <= longitude <= east and south <= latitude <= north

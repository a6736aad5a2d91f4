"""Reads the station board for managers: pages, counts, matrix, map.

Called by `dashboard.office_api.board` and the pages of the board in a transaction of the person (`Desk.acting`), whom row
security shows only the own areas. Writes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row

from data.board.lateness import stuck
from data.board.page import dress, find, plan
from data.board.places import (
    About,
    Place,
    about,
    add_counts,
    area_ref,
    area_rows,
    find_area,
    late_medians,
    name_areas,
    named_sums,
    sums,
)
from data.board.query import BoardQuery, pack
from data.elections import OfficeElection
from data.errors import NotThere
from data.records.board import (
    AreaCount,
    BoardCounts,
    BoardFacets,
    BoardMap,
    BoardMatrix,
    BoardPage,
    MapArea,
    MatrixCell,
    MatrixLine,
    RuleCount,
    SourceCount,
)
from data.records.words import N_


def board_page(connection: Connection, election: OfficeElection, query: BoardQuery) -> BoardPage:
    """Return a page of the board. Raises `BoardRefused` for a forged mark, `NotThere` for an unknown area or contest."""
    known = about(connection, election)
    chosen = plan(connection, election, known, query)
    found = find(connection, chosen, after=query.after, rows=query.limit)
    return BoardPage(
        election=election.code,
        rows=tuple(dress(connection, election, found.keys)),
        next=pack(found.mark) if found.mark else None,
        total=found.total,
        total_exact=found.exact,
        built=known.built,
        as_of=known.now,
        pulse=known.pulse,
        tolerance_min=known.tolerance_min,
    )


def board_facets(
    connection: Connection, election: OfficeElection, *, contest: str | None = None, area: str | None = None
) -> BoardFacets:
    """Return the counts beside the board. Raises `NotThere` for an unknown area or contest."""
    known = about(connection, election)
    place = find_area(connection, election, area)
    contest_ids = known.ids(contest)
    level = _below(election, place)
    rows = sums(connection, election, contest_ids, place=place, level=level)
    named = named_sums(connection, election, contest_ids, place)
    names = name_areas(connection, election, {row.area_id for row in rows})
    by_area = [AreaCount(area=names[area], counts=counts) for area, counts in _by_area(rows).items()]
    by_area.sort(key=lambda one: (-one.counts.not_reported, one.area.name))
    return BoardFacets(
        election=election.code,
        counts=add_counts(rows),
        checks=tuple(RuleCount(rule=name, forms=n) for (kind, name), n in named.items() if kind == "rule"),
        sources=tuple(
            SourceCount(source=name, rows=n) for (kind, name), n in named.items() if kind == "source"
        ),
        differ=sum(row.differ for row in rows),
        findings=sum(row.findings for row in rows),
        unobserved=sum(row.unobserved for row in rows),
        areas=tuple(by_area) if place is None or level > place.level else (),
        contests=tuple(known.contests.values()),
        built=known.built,
        as_of=known.now,
        pulse=known.pulse,
    )


def board_matrix(connection: Connection, election: OfficeElection, *, area: str | None = None) -> BoardMatrix:
    """Return the areas below `area` (default: the root) against the contests. Raises `NotThere`."""
    known = about(connection, election)
    place = find_area(connection, election, area)
    level = _below(election, place)
    ids = known.ids(None)
    rows = sums(connection, election, ids, place=place, level=level)
    medians = late_medians(connection, election, ids, place=place, level=level, now=known.now)
    grid: defaultdict[int, dict[int, MatrixCell]] = defaultdict(dict)
    for row in rows:
        late_by = medians.get((row.contest_id, row.area_id))
        grid[row.area_id][row.contest_id] = _cell(known, row, late_by)
    lines = [
        MatrixLine(
            area=area_ref(election, row),
            cells=tuple(grid[row.area_id].get(number, MatrixCell(contest=one.code, counts=BoardCounts()))
                        for number, one in known.contests.items()),
            stuck=max((cell.stuck for cell in grid[row.area_id].values()), default=0.0),
            open=row.has_below,
        )
        for row in area_rows(connection, grid)
    ]  # fmt: skip
    return BoardMatrix(
        election=election.code,
        level=election.level_names[level],
        path=_path(connection, election, place),
        contests=tuple(known.contests.values()),
        lines=tuple(lines),
        built=known.built,
        as_of=known.now,
        pulse=known.pulse,
    )


def board_map(
    connection: Connection, election: OfficeElection, *, level: str, contest: str | None = None
) -> BoardMap:
    """Return every area of `level` that the asker sees. Raises `NotThere` for an unknown level or contest."""
    if level not in election.level_names:
        raise NotThere(N_("This election has no such level."))
    number = election.level_names.index(level)
    known = about(connection, election)
    ids = known.ids(contest)
    counted = _by_area(sums(connection, election, ids, level=number))
    medians = late_medians(connection, election, ids, level=number, now=known.now)
    names = name_areas(connection, election, counted)
    areas = []
    for area_id, ref in names.items():
        counts, late_by = counted[area_id], medians.get((None, area_id))
        areas.append(
            MapArea(
                code=ref.code,
                name=ref.name,
                counts=counts,
                share_in_pct=_share(counts),
                late_median_min=late_by,
                stuck=_stuck(counts, late_by),
            )
        )
    return BoardMap(
        election=election.code,
        level=level,
        contest=contest,
        areas=tuple(areas),
        built=known.built,
        as_of=known.now,
        pulse=known.pulse,
    )


def _below(election: OfficeElection, place: Place | None) -> int:
    """Return the level of the areas below `place`; a ward has none but itself."""
    deepest = len(election.level_names) - 1
    return min((place.level if place else 0) + 1, deepest)


def _by_area(rows: Iterable[Row[Any]]) -> dict[int, BoardCounts]:
    grouped: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        grouped[row.area_id].append(row)
    return {area: add_counts(found) for area, found in grouped.items()}


def _path(connection: Connection, election: OfficeElection, place: Place | None) -> tuple[Any, ...]:
    wanted = place.path_ids if place else (election.root_area_id,)
    names = name_areas(connection, election, wanted)
    return tuple(names[area] for area in wanted if area in names)


def _cell(known: About, row: Row[Any], late_by: float | None) -> MatrixCell:
    counts = add_counts([row])
    return MatrixCell(
        contest=known.contests[row.contest_id].code,
        counts=counts,
        share_in_pct=_share(counts),
        late_median_min=late_by,
        stuck=_stuck(counts, late_by),
    )


def _share(counts: BoardCounts) -> float | None:
    return round(100 * counts.arrived / counts.total, 1) if counts.total else None


def _stuck(counts: BoardCounts, late_by: float | None) -> float:
    out = counts.held + counts.disputed
    return stuck(late=counts.late, out=out, total=counts.total, late_median_min=late_by)

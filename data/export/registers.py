"""The registers of an election as tables: contests, areas, stations, candidates, parties.

Called by `data.export.archive`. Read from `index.json`, `places.json` and `stations.json` of the version.
"""

from __future__ import annotations

from collections.abc import Iterator

from data.export.columns import Table
from data.export.rows import Cell, Portion
from data.export.text import table_chunks


def register_chunks(portion: Portion, table: Table) -> Iterator[bytes]:
    """Yield one of `columns.REGISTERS` as CSV."""
    lines = {
        "contests": _contests,
        "areas": _areas,
        "stations": _stations,
        "candidates": _candidates,
        "parties": _parties,
    }[table.name]
    return table_chunks([column.name for column in table.columns], lines(portion))


def _contests(portion: Portion) -> Iterator[list[Cell]]:
    for one in portion.index.contests:
        counts = one.stations
        yield [
            one.code, one.title, one.level, one.status, one.races, one.races_reported,
            counts.total, counts.reported, counts.counted,
        ]  # fmt: skip


def _areas(portion: Portion) -> Iterator[list[Cell]]:
    for one in portion.store.places(portion.election, portion.version).areas:
        yield [one.code, one.name, one.level, one.parent, one.stations, one.registered]


def _stations(portion: Portion) -> Iterator[list[Cell]]:
    for one in portion.store.stations(portion.election, portion.version).stations:
        yield [one.code, one.name, one.area, one.registered, one.latitude, one.longitude]


def _candidates(portion: Portion) -> Iterator[list[Cell]]:
    for one in portion.store.places(portion.election, portion.version).candidates:
        yield [one.contest, one.area, one.code, one.name, one.party]


def _parties(portion: Portion) -> Iterator[list[Cell]]:
    for one in portion.index.parties:
        yield [one.code, one.name, one.abbreviation, one.color]

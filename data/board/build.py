"""Builds the board of whole elections: when it is missing, when register, contests or settings changed, and on demand.

Called by `data.board.watch` and by tests (`compare`). Building again changes nothing that is right already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, text

from data.board.write import BoardElection, BoardWriter, settle
from data.engine import sql
from data.records.settings import ElectionSettings

#: A completed election keeps its board this long.
RECENT_DAYS = 400
# Everything that pages and detectors read; `board_seq` alone tells of the way here.
_COMPARED = """
SELECT contest_id, station_id, race_id, leaf_area_id, path_ids, station_code, station_name, centre, has_observer, state::text,
       is_late, expected_at_utc, expected_from, form_id, received_at_utc, hold_rule, hold_detail, findings, sources,
       sources_differ, attention FROM station_board WHERE election_id = :e ORDER BY contest_id, station_id
"""
_COUNTED = "SELECT * FROM board_facets WHERE election_id = :e ORDER BY contest_id, leaf_area_id"


@dataclass(frozen=True, slots=True)
class Known:
    """An election that has a board or should have one, and whether what it was built from still holds."""

    election: BoardElection
    built_from: str | None
    wanted: bool
    cheap: str


def known_elections(connection: Connection, now: datetime) -> list[Known]:
    """Return the elections of the board; what the register's sum would add is asked for apart (`register_sum`)."""
    rows = connection.execute(sql("board_elections"), {"today": now.date(), "recent_days": RECENT_DAYS})
    found = []
    for row in rows:
        settings = _settings(row.settings)
        chosen = msgspec.json.encode([msgspec.to_builtins(settings.board), sorted(settings.area_sources)])
        cheap = hashlib.sha256(f"{row.is_open}|{row.contests}|{chosen.decode()}".encode()).hexdigest()[:16]
        election = BoardElection(row.election_id, row.is_open, settings)
        found.append(Known(election, row.built_from, row.wanted, cheap))
    return found


def register_sum(connection: Connection, election_id: int) -> str:
    """Return what changes whenever a station of the election is added, closed, renamed or moved."""
    return str(connection.execute(sql("board_register"), {"election_id": election_id}).scalar_one())


def build(connection: Connection, known: Known, register: str, now: datetime) -> int:
    """Bring the whole board of an election up to date; return how many rows were written.

    In the caller's transaction: pages see the old board or the new one, never half of it.
    """
    election = known.election
    cells = connection.execute(
        sql("board_cells"),
        {"election_id": election.election_id, "area_sources": list(election.settings.area_sources)},
    ).all()
    connection.execute(
        sql("board_drop_rows"),
        {"election_id": election.election_id, "contest_ids": sorted({row.contest_id for row in cells})},
    )
    connection.execute(sql("board_drop_arrivals"), {"election_id": election.election_id})
    writer = BoardWriter(connection, election, now)
    writer.write_forms((row.race_id, row.area_id) for row in cells)
    settle(writer, {(row.contest_id, row.area_id) for row in cells})
    connection.execute(sql("board_drop_facets"), {"election_id": election.election_id})
    connection.execute(
        sql("board_set_built"),
        {"election_id": election.election_id, "built_from": f"{known.cheap}|{register}"},
    )
    connection.execute(text("SELECT analyze_board()"))
    return writer.rows


def drop(connection: Connection, known: Known) -> None:
    """Drop the board of an election that is over or cancelled."""
    election_id = known.election.election_id
    connection.execute(sql("board_drop_rows"), {"election_id": election_id, "contest_ids": []})
    for name in ("board_drop_arrivals", "board_drop_facets", "board_unset_built"):
        connection.execute(sql(name), {"election_id": election_id})


def compare(connection: Connection, election_id: int, now: datetime) -> list[str]:
    """Return in what the kept board differs from one built anew at `now`; nothing is changed.

    Empty when all is well. Builds in a savepoint that is rolled back.
    """
    kept = _snapshot(connection, election_id)
    point = connection.begin_nested()
    try:
        known = next(k for k in known_elections(connection, now) if k.election.election_id == election_id)
        for table in ("station_board", "board_facets"):
            connection.execute(text(f"DELETE FROM {table} WHERE election_id = :e"), {"e": election_id})
        build(connection, known, register_sum(connection, election_id), now)
        made = _snapshot(connection, election_id)
    finally:
        point.rollback()
    return [
        f"{key}: kept {kept.get(key)}, built {made.get(key)}"
        for key in sorted(kept.keys() | made.keys())
        if kept.get(key) != made.get(key)
    ]


def _snapshot(connection: Connection, election_id: int) -> dict[tuple[str, int, int], tuple[Any, ...]]:
    found = {}
    for table, statement in (("row", _COMPARED), ("count", _COUNTED)):
        for row in connection.execute(text(statement), {"e": election_id}):
            found[table, row[0], row[1]] = tuple(row[2:])
    return found


def _settings(stored: Mapping[str, Any]) -> ElectionSettings:
    try:
        return ElectionSettings.of(dict(stored))
    except msgspec.ValidationError:
        # Settings that no import would store: the board goes on with the defaults.
        return ElectionSettings()

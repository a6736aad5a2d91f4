"""The board's watcher: brings the board up to what changed, a bounded step at a time, each one transaction.

Called by `data.board.chore`. Killed at any moment, a step has happened whole or not at all: its place among the changed
cells moves in the same transaction as the rows.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection

from data.board.build import Known, build, drop, known_elections, register_sum
from data.board.write import BoardWriter, Cell, settle
from data.engine import sql

#: Notes of changed cells, and stale stations, taken in one step.
STEP_ROWS = 2_000
#: How long a sum of the register is trusted: it reads every station.
REGISTER_S = 30.0


class BoardWatcher:
    """Works one step after the other; remembers only the sums of registers, which a restart reads again."""

    def __init__(self, *, now: Callable[[], datetime] | None = None, register_s: float = REGISTER_S) -> None:
        self._now = now or (lambda: datetime.now(UTC))
        self._register_s = register_s
        self._registers: dict[int, tuple[float, str]] = {}

    def step(self, connection: Connection) -> bool:
        """Work one step in the caller's transaction; true when there is more to do at once."""
        place = connection.execute(sql("board_place")).one()
        now = self._now()
        known = {one.election.election_id: one for one in known_elections(connection, now)}
        rows = self._build(connection, known, now)
        changed_id, cells, more = _changes(connection, place.changed_id)
        stale, news, more_stale = _stale(connection)
        for election_id, races in stale.items():
            cells[election_id] |= races
        for election_id, one in known.items():
            if not one.wanted:
                continue
            writer = BoardWriter(connection, one.election, now)
            written = writer.write_forms(cells.get(election_id, set()))
            settle(writer, written)
            rows += writer.rows
        connection.execute(sql("board_move"), {"changed_id": changed_id, "beats": int(rows > 0 or news)})
        connection.execute(sql("board_prune_changes"))
        return more or more_stale

    def _build(self, connection: Connection, known: dict[int, Known], now: datetime) -> int:
        """Build what is missing or was built from something else; drop what is not wanted any more."""
        rows = 0
        for election_id, one in known.items():
            if not one.wanted:
                drop(connection, one)
                self._registers.pop(election_id, None)
                rows += 1
                continue
            register = self._register(connection, election_id, fresh=one.built_from is None)
            if one.built_from != f"{one.cheap}|{register}":
                rows += build(connection, one, register, now)
        return rows

    def _register(self, connection: Connection, election_id: int, *, fresh: bool) -> str:
        read_at, register = self._registers.get(election_id, (float("-inf"), ""))
        if fresh or time.monotonic() - read_at > self._register_s:
            register = register_sum(connection, election_id)
            self._registers[election_id] = (time.monotonic(), register)
        return register


def _changes(connection: Connection, after: int) -> tuple[int, defaultdict[int, set[Cell]], bool]:
    """Return how far the notes reach, the changed cells (race, ward) by election, and whether there are more."""
    found = connection.execute(sql("board_take_changes"), {"after_id": after, "rows": STEP_ROWS}).all()
    cells: defaultdict[int, set[Cell]] = defaultdict(set)
    for row in found:
        if row.election_id is not None:
            cells[row.election_id].add((row.race_id, row.leaf_area_id))
    return (found[-1].changed_id if found else after), cells, len(found) == STEP_ROWS


def _stale(connection: Connection) -> tuple[dict[int, set[Cell]], bool, bool]:
    """Take stations whose surroundings changed; return their cells by election, whether it is
    news that no row tells, and whether there are more.
    """
    found = connection.execute(sql("board_take_stale"), {"rows": STEP_ROWS}).all()
    cells: defaultdict[int, set[Cell]] = defaultdict(set)
    stations, news = set(), False
    for row in found:
        stations.add(row.station_id)
        news |= row.is_news
        if row.election_id is not None:
            cells[row.election_id].add((row.race_id, row.leaf_area_id))
    return cells, news, len(stations) == STEP_ROWS

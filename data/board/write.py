"""Writes the station board: rows of cells, what is learnt of arrivals, lateness, counts; each by one statement on sets.

Called by `data.board.build` and `data.board.watch` in their transaction, as `matokeo_worker`. What it writes depends on
nothing but the register, the forms, the settings and the time it is given: a rebuild writes the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from data.engine import sql
from data.records.settings import ElectionSettings

#: Cells written by one statement: a ward has some 30 stations, so these are some 30,000 rows.
CHUNK = 1_000

#: A race, or a contest, in a ward.
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class BoardElection:
    """An election of the board: whether it is being counted now, and its settings."""

    election_id: int
    is_open: bool
    settings: ElectionSettings

    @property
    def tolerance(self) -> timedelta:
        """How long after the expected time a form is late."""
        return timedelta(minutes=self.settings.board.late_after_min)


class BoardWriter:
    """Writes one election's board as of `now`; counts the rows it wrote."""

    def __init__(self, connection: Connection, election: BoardElection, now: datetime) -> None:
        self.connection = connection
        self.election = election
        self.now = now
        self.rows = 0
        self._seq: int | None = None

    def write_forms(self, races: Iterable[Cell]) -> set[Cell]:
        """Bring the rows of cells (race, ward) up to the forms; return contests and wards in which rows changed."""
        more = {
            "election_id": self.election.election_id,
            "area_sources": list(self.election.settings.area_sources),
        }
        return self._rows("board_write_cells", "race_ids", races, more)

    def write_learnt(self, cells: Iterable[Cell]) -> set[Cell]:
        """Learn anew from arrivals in wards (contest, ward); return the wards above which the learnt time moved."""
        wanted = set(cells)
        share = {"share_pct": self.election.settings.board.late_min_share_pct}
        moved: set[Cell] = set()
        changed = self._cells("board_write_arrivals", wanted, share)
        # Areas above are summed from all their wards at once: never in chunks, which would see half of them.
        if changed:
            found = self.connection.execute(
                sql("board_write_arrivals_above"), {**_arrays("contest_ids", changed), **share}
            )
            moved = {(row.contest_id, row.area_id) for row in found}
        return self._cells("board_cells_below", moved, {}) if moved else set()

    def write_lateness(self, cells: Iterable[Cell]) -> set[Cell]:
        """Say anew what is expected in wards and what is late; return those in which rows changed."""
        board = self.election.settings.board
        more = {
            "share_pct": board.late_min_share_pct,
            "late_after_min": board.late_after_min,
            "is_open": self.election.is_open,
            "now": self.now,
        }
        return self._rows("board_write_lateness", "contest_ids", cells, more)

    def mark_late(self) -> set[Cell]:
        """Mark what has become late by the passing of time; return the wards in which rows changed."""
        if not self.election.is_open:
            return set()
        found = self.connection.execute(
            sql("board_mark_late"),
            {
                "election_id": self.election.election_id,
                "due_before": self.now - self.election.tolerance,
                "board_seq": self._next(),
            },
        )
        return self._wrote(found)

    def write_counts(self, cells: Iterable[Cell]) -> None:
        """Count the rows of wards anew."""
        self._cells("board_write_facets", set(cells), {})

    def _next(self) -> int:
        """Return the number that this round gives to the rows it changes."""
        if self._seq is None:
            self._seq = int(self.connection.execute(text("SELECT nextval('board_seq')")).scalar_one())
        return self._seq

    def _rows(self, name: str, key: str, cells: Iterable[Cell], more: dict[str, Any]) -> set[Cell]:
        changed: set[Cell] = set()
        for part in _chunks(cells):
            found = self.connection.execute(
                sql(name), {**_arrays(key, part), **more, "board_seq": self._next()}
            )
            changed |= self._wrote(found)
        return changed

    def _wrote(self, found: Iterable[Any]) -> set[Cell]:
        changed: set[Cell] = set()
        for row in found:
            self.rows += row.rows
            changed.add((row.contest_id, row.area_id))
        return changed

    def _cells(self, name: str, cells: set[Cell], more: dict[str, Any]) -> set[Cell]:
        return {
            (row.contest_id, row.area_id)
            for part in _chunks(cells)
            for row in self.connection.execute(sql(name), {**_arrays("contest_ids", part), **more})
        }


def settle(writer: BoardWriter, changed: set[Cell]) -> None:
    """After forms were written in `changed` (contest, ward): learn, judge lateness, count. Time itself makes late too."""
    moved = writer.write_learnt(changed)
    late = writer.write_lateness(changed | moved)
    writer.write_counts(changed | late | writer.mark_late())


def _arrays(key: str, cells: Iterable[Cell]) -> dict[str, list[int]]:
    """Return cells as the parallel arrays that the statements take."""
    pairs = list(cells)
    return {key: [first for first, _ in pairs], "area_ids": [area for _, area in pairs]}


def _chunks(cells: Iterable[Cell]) -> Iterable[Sequence[Cell]]:
    # By ward, so that rows of one page of the table are written together.
    ordered = sorted(set(cells), key=lambda cell: (cell[1], cell[0]))
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]

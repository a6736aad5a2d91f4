"""The keeper's standing work of anomalies: judges the cells that the tally recomputed, and what depends on them.

A batch is one transaction: it reads changed cells above the watcher's cursor, judges their wards whole, writes what differs
and moves the cursor. Killed at any moment it has either happened or not; done twice it changes nothing the second time.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text

from data.anomalies.area_rules import AreaFacts, facts_of
from data.anomalies.facts import Found
from data.anomalies.gather import Cell, CellForms, keys, read_cells
from data.anomalies.judge import combined, judge_ward
from data.anomalies.store import write_areas, write_flagged, write_forms, write_wards
from data.anomalies.thresholds import DEFAULT, Thresholds
from data.engine import sql
from data.keeper.chore import Chore
from data.publish.options import WorkerOptions

log = logging.getLogger("matokeo.keeper.anomalies")

#: Changes taken in one batch: about a hundred wards of thirty forms, a second or two of work.
BATCH_ROWS = 120


@dataclass(frozen=True, slots=True)
class Judged:
    """What one batch did: changes taken, cells judged, rows of findings and scores that changed."""

    rows: int
    cells: int
    changed: int


class AnomalyChore:
    """Judges what changed, a batch a transaction."""

    name = "anomalies"
    every_s = 1.0

    def __init__(self, limits: Thresholds = DEFAULT, *, rows: int = BATCH_ROWS) -> None:
        self._limits = limits
        self._rows = rows

    def work(self, engine: Engine) -> bool:
        """Do one batch; true when there is more to do."""
        with engine.connect() as connection, connection.begin():
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            done = step(connection, self._limits, rows=self._rows)
        if done.changed:
            log.info("judged %d cells, %d rows changed", done.cells, done.changed)
        return done.rows == self._rows


def chores(options: WorkerOptions) -> list[Chore]:
    """Return the chores."""
    return [AnomalyChore()]


def step(connection: Connection, limits: Thresholds = DEFAULT, *, rows: int = BATCH_ROWS) -> Judged:
    """Judge the next changed cells in the caller's transaction. Idempotent."""
    after = connection.execute(sql("anomaly_cursor")).scalar_one()
    taken = connection.execute(sql("anomaly_take"), {"after": after, "rows": rows}).all()
    if not taken:
        return Judged(0, 0, 0)
    cells = {(row.race_id, row.leaf_area_id) for row in taken}
    judged, changed = judge_cells(connection, cells, limits)
    connection.execute(sql("anomaly_move"), {"changed_id": taken[-1].changed_id, "bump": int(changed > 0)})
    return Judged(len(taken), judged, changed)


def judge_cells(
    connection: Connection, cells: Iterable[Cell], limits: Thresholds = DEFAULT
) -> tuple[int, int]:
    """Judge some cells and those whose verdicts depend on them; return (cells judged, rows changed)."""
    asked = set(cells)
    asked |= {
        (row.race_id, row.leaf_area_id) for row in connection.execute(sql("anomaly_beside"), keys(asked))
    }
    known = read_cells(connection, asked)
    facts = _facts(known)
    write_wards(connection, (known[cell] for cell in facts), facts)
    wide, thin = _constituencies(connection, facts, limits)
    more = read_cells(connection, thin - known.keys())
    known |= more
    facts |= _facts(more)
    verdicts = {
        cell: judge_ward(
            forms.forms, forms.race.settings, wide=wide.get(cell, ()), limits=limits
        )
        for cell, forms in known.items()
    }  # fmt: skip
    changed = write_forms(connection, known, verdicts)
    write_flagged(connection, {cell: _flagged(known[cell], verdicts[cell], limits) for cell in facts})
    changed += write_areas(connection, facts, limits)
    return len(known), changed


def rebuild(engine: Engine, limits: Thresholds = DEFAULT, *, rows: int = BATCH_ROWS) -> int:
    """Judge every cell anew, a transaction a batch; return how many cells were judged. What people explained stays.

    Wards are gathered first: a thin ward is judged by its whole constituency, not by what a first batch has seen of it.
    """
    done, last = 0, (0, 0)
    while cells := _cells(engine, last, rows):
        with engine.begin() as connection:
            known = read_cells(connection, cells)
            facts = _facts(known)
            write_wards(connection, (known[cell] for cell in facts), facts)
        last = cells[-1]
    last = (0, 0)
    while cells := _cells(engine, last, rows):
        with engine.begin() as connection:
            judge_cells(connection, cells, limits)
            connection.execute(sql("anomaly_move"), {"changed_id": 0, "bump": 1})
        done += len(cells)
        last = cells[-1]
    return done


def _cells(engine: Engine, last: Cell, rows: int) -> list[Cell]:
    with engine.begin() as connection:
        found = connection.execute(
            sql("anomaly_cells"), {"race_id": last[0], "area_id": last[1], "rows": rows}
        )
        return [(row.race_id, row.leaf_area_id) for row in found]


def _facts(known: Mapping[Cell, CellForms]) -> dict[Cell, AreaFacts]:
    """Return the facts of the cells that are wards: those with a station's form that counts."""
    return {
        cell: facts_of(forms.forms, 0)
        for cell, forms in known.items()
        if any(form.is_counting and form.station is not None for form in forms.forms)
    }


def _constituencies(
    connection: Connection, wards: Mapping[Cell, AreaFacts], limits: Thresholds
) -> tuple[dict[Cell, tuple[float, ...]], set[Cell]]:
    """Return the turnouts of the other wards of each thin ward's constituency, and the thin wards there.

    Thin: with so few peers that some form of it has fewer than `ward_peers` others. Only they are judged by it.
    """
    rows = connection.execute(sql("anomaly_neighbours"), keys(wards)).all()
    thin = [row for row in rows if row.peers <= limits.ward_peers]
    by_parent: dict[Cell, list[tuple[int, list[float]]]] = {}
    for row in rows:
        by_parent.setdefault((row.race_id, row.parent_id), []).append((row.area_id, row.turnouts))
    wide = {
        (row.race_id, row.area_id): tuple(
            value
            for area, turnouts in by_parent[row.race_id, row.parent_id]
            if area != row.area_id
            for value in turnouts
        )
        for row in thin
    }
    return wide, set(wide)


def _flagged(cell: CellForms, verdicts: Mapping[int, list[Found]], limits: Thresholds) -> int:
    counting = (form.form_id for form in cell.forms if form.is_counting)
    return sum(combined(one.score for one in verdicts[form_id]) >= limits.flagged for form_id in counting)

"""The tally worker: takes the dirty log, holds implausible forms out, recomputes the cells that changed.

One worker works at a time (advisory lock). A step is one transaction: killed at any moment it has either
happened whole or not at all, and its dirty rows are still there. Forms of the counting source go into `ward_counts` and
`ward_tallies`; all others, apart from them, into `other_counts` and `other_tallies`. It never publishes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Row, text

from data.engine import sql
from data.tally.plausibility import Finding, FormFigures, judge

# Keys taken in one step: enough for a whole import's wards at once, small enough to stay one short transaction.
STEP_ROWS = 20_000

Cell = tuple[int, int]
RaceVotes = dict[int, dict[int, int]]


@dataclass(frozen=True, slots=True)
class Step:
    """What one step did: dirty rows taken, cells recomputed, forms newly held out."""

    rows: int
    cells: int
    held: int


class TallyWorker:
    """Recomputes the cells named by the dirty log.

    Keeps the votes of each race it has met, so that judging a form's proportion does not read a whole
    country; `forget` drops them after a step that did not commit.
    """

    def __init__(self) -> None:
        self._race_votes: RaceVotes = {}

    def forget(self) -> None:
        """Drop what was remembered of races: the next step reads it again."""
        self._race_votes.clear()

    def step(self, connection: Connection, *, limit: int = STEP_ROWS) -> Step:
        """Take up to `limit` dirty rows and recompute their cells, in the caller's transaction.

        Idempotent. On any error the caller rolls back and calls `forget`.
        """
        taken = connection.execute(sql("tally_take_dirty"), {"limit": limit}).all()
        if not taken:
            return Step(0, 0, 0)
        cells = sorted({(row.race_id, row.leaf_area_id) for row in taken if row.is_counting})
        beside = sorted({(row.race_id, row.leaf_area_id) for row in taken if not row.is_counting})
        held = self._count(connection, cells) if cells else 0
        if beside:
            recompute_others(connection, beside)
        connection.execute(sql("tally_log_changed"), {**keys(cells), **_beside(beside)})
        connection.execute(sql("tally_delete_dirty"), {"dirty_ids": [row.dirty_id for row in taken]})
        return Step(len(taken), len(cells) + len(beside), held)

    def _count(self, connection: Connection, cells: list[Cell]) -> int:
        """Recompute cells of the counting source, hold what is implausible; return how many forms were held."""
        before = self._cell_votes(connection, cells)
        recompute(connection, cells)
        self._learn(connection, cells, before)
        held = self._hold_implausible(connection, {race for race, _ in cells})
        if held:
            # A held form leaves the totals of its cell in the same transaction.
            again = sorted(held)
            before = self._cell_votes(connection, again)
            recompute(connection, again)
            self._learn(connection, again, before)
        return len(held)

    def _cell_votes(self, connection: Connection, cells: list[Cell]) -> dict[Cell, int]:
        rows = connection.execute(sql("tally_cell_votes"), keys(cells))
        return {(row.race_id, row.candidate_id): row.votes for row in rows}

    def _learn(self, connection: Connection, cells: list[Cell], before: dict[Cell, int]) -> None:
        """Bring the remembered votes of the races up to what the cells hold now."""
        after = self._cell_votes(connection, cells)
        unknown = {race for race, _ in cells} - self._race_votes.keys()
        for (race, candidate), votes in after.items():
            if race not in unknown:
                held = self._race_votes[race]
                held[candidate] = held.get(candidate, 0) + votes - before.get((race, candidate), 0)
        if unknown:
            for row in connection.execute(sql("tally_race_votes"), {"race_ids": sorted(unknown)}):
                self._race_votes.setdefault(row.race_id, {})[row.candidate_id] = row.votes

    def _hold_implausible(self, connection: Connection, races: set[int]) -> set[Cell]:
        rows = connection.execute(sql("tally_unchecked_forms"), {"race_ids": sorted(races)}).all()
        passed: list[int] = []
        found: list[tuple[FormFigures, Finding]] = []
        for form in map(_figures, rows):
            finding, final = judge(form, self._race_votes.get(form.race_id, {}))
            if finding is not None:
                found.append((form, finding))
            elif final:
                passed.append(form.form_id)
        if passed:
            connection.execute(sql("tally_mark_checked"), {"form_ids": passed})
        if found:
            verdicts = {
                "form_ids": [form.form_id for form, _ in found],
                "rules": [finding.rule.value for _, finding in found],
                "details": [finding.detail for _, finding in found],
            }
            connection.execute(sql("tally_hold_forms"), verdicts)
            connection.execute(sql("tally_audit_holds"), verdicts)
        return {(form.race_id, form.leaf_area_id) for form, _ in found}


def keys(cells: Iterable[Cell]) -> dict[str, list[int]]:
    """Return cells as the parallel arrays that the tally statements take."""
    columns: dict[str, list[int]] = defaultdict(list, race_ids=[], area_ids=[])
    for race, area in cells:
        columns["race_ids"].append(race)
        columns["area_ids"].append(area)
    return dict(columns)


def _beside(cells: Iterable[Cell]) -> dict[str, list[int]]:
    given = keys(cells)
    return {"beside_race_ids": given["race_ids"], "beside_area_ids": given["area_ids"]}


def recompute(connection: Connection, cells: list[Cell]) -> None:
    """Recompute header and votes of `cells` from their forms and give them a new `tally_seq`."""
    tally_seq = connection.execute(text("SELECT nextval('tally_seq')")).scalar_one()
    connection.execute(sql("tally_upsert_counts"), {**keys(cells), "tally_seq": tally_seq})
    connection.execute(sql("tally_upsert_votes"), keys(cells))


def recompute_others(connection: Connection, cells: list[Cell]) -> None:
    """Recompute what the sources beside the counting one say in `cells`; they enter no total."""
    tally_seq = connection.execute(text("SELECT nextval('tally_seq')")).scalar_one()
    connection.execute(sql("tally_other_counts"), {**keys(cells), "tally_seq": tally_seq})
    connection.execute(sql("tally_other_votes"), keys(cells))


def drain(connection: Connection, worker: TallyWorker | None = None) -> int:
    """Work until the dirty log is empty, a transaction a step; return how many rows were taken.

    For imports, rehearsals and tests that need fresh tallies now. The caller holds the lock.
    """
    worker = worker or TallyWorker()
    rows = 0
    while True:
        with connection.begin():
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            done = worker.step(connection)
        rows += done.rows
        if done.rows == 0:
            return rows


def _figures(row: Row[tuple[object, ...]]) -> FormFigures:
    return FormFigures(
        form_id=row.form_id,
        race_id=row.race_id,
        leaf_area_id=row.leaf_area_id,
        is_station=row.station_id is not None,
        valid_votes=row.valid_votes,
        rejected_votes=row.rejected_votes,
        votes_cast=row.votes_cast,
        registered_voters=row.registered_voters,
        max_votes_per_station=row.max_votes_per_station,
        votes=dict(zip(row.candidate_ids, row.votes, strict=True)),
    )

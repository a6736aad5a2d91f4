"""The election night of a simulated election: forms arrive, are verified, disputed and corrected, until all is in.

`run_night` is called by `matokeo simulate`, tests and benchmarks. It may be stopped or killed at any moment and
started again: what has happened is in the store, and what is still to come is in the script.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

import numpy as np
from sqlalchemy import Connection, Engine

from data.engine import hold_lock, sql
from data.files.store import FileStore
from data.simulate.clock import TICK_S, Clock, NightReport, Stop, through_outages
from data.simulate.copies import DECLARE_EVERY_S, copy_forms, declare_areas
from data.simulate.finish import finish
from data.simulate.forms import FormRow, FormWriter
from data.simulate.noise import Floats, Ints
from data.simulate.observers import read_observers
from data.simulate.people import make_people, note, set_status
from data.simulate.plan import Plan
from data.simulate.script import Action
from data.simulate.stored import Progress, plan_of, read_assigned, read_progress, read_stored, recipe_of
from data.simulate.trouble_log import TroubleLog

# One night for each election; the key is this plus the election's id.
NIGHT_LOCK = 7_305_100_000
# Small transactions, as of many observers; as fast as possible they may be larger.
_BATCH, _BATCH_UNPACED = 200, 2_000
_REASON = "An agent's signature is missing; the station's copy was asked for."


def run_night(
    engine: Engine,
    *,
    election: str,
    speed: float,
    stop: Stop,
    progress: Callable[[NightReport], None] = lambda report: None,
    files: FileStore | None = None,
) -> NightReport:
    """Let the forms of `election` arrive at `speed` times real time (0: as fast as possible) until all are in or `stop`;
    with `files`, photographs of them too.

    Goes on after the database was away. Raises `UnknownElection`, `WorkerBusy` when another process runs this
    night, `MatokeoError` when the election is no simulation.
    """
    with engine.connect() as connection:
        election_id, _, recipe = recipe_of(connection, election)
    plan = plan_of(recipe, election)

    def work() -> NightReport:
        with hold_lock(engine, NIGHT_LOCK + election_id, holder=f"simulation of {election}"):
            return _Night(engine, plan, election_id, election, files=files).run(speed, stop, progress)

    return through_outages(work, stop) or NightReport(0, plan.forms, complete=False)


class _Night:
    """One run over the events that have not happened yet."""

    def __init__(
        self, engine: Engine, plan: Plan, election_id: int, election: str, *, files: FileStore | None
    ) -> None:
        self._engine = engine
        self._plan = plan
        self._script = plan.script
        with engine.begin() as connection:
            self._people = make_people(connection)
            self._stored = read_stored(connection, plan, election_id, election)
            state = read_progress(connection, plan, self._stored)
            yours = read_assigned(connection, plan, self._stored)
            observers = read_observers(connection, self._stored)
        self._writer = FormWriter(plan, self._stored, self._people, files, observers=observers)
        self._troubles = TroubleLog(plan, self._stored, self._people, observers)
        todo = pending(plan, state)
        # Stations that real people report from are left to them until everything else is in.
        left = yours[self._script.form[todo] % plan.stations]
        self._todo, self._left = todo[~left], todo[left]
        self._arrived = int(np.sum(state.revision > 0))
        self._declare_at = 0.0

    def run(self, speed: float, stop: Stop, progress: Callable[[NightReport], None]) -> NightReport:
        """Play the events; `speed` 0 leaves no pause."""
        if len(self._todo) + len(self._left):
            self._set_status("active", "The simulated night goes on.")
        for todo in (self._todo, self._left):
            if not self._play_all(todo, speed, stop, progress):
                return self._report(complete=False)
        complete = finish(self._engine, self._stored, self._people, stop)
        self._declare_at = 0.0
        self._declare()
        return self._report(complete=complete)

    def _play_all(
        self, todo: Ints, speed: float, stop: Stop, progress: Callable[[NightReport], None]
    ) -> bool:
        """Play `todo` at its pace; False when `stop` came first."""
        clock = Clock(self._seconds(todo[:1]).sum(), speed)
        position = 0
        while position < len(todo) and not stop.is_set():
            self._trouble(clock)
            due = self._due(todo, position, clock)
            if due == position:
                stop.wait(TICK_S)
                continue
            self._play(todo[position:due], clock)
            position = due
            self._declare()
            progress(self._report(complete=False))
        return position >= len(todo)

    def _trouble(self, clock: Clock) -> None:
        """Let incidents come, be taken and be closed."""
        until = clock.script_s() / 3600.0
        if self._troubles.is_due(until):
            with self._engine.begin() as connection:
                self._troubles.play(connection, until, lambda hour: clock.moments([hour * 3600.0])[0])

    def _declare(self) -> None:
        """Let finished constituencies be declared, now and then."""
        if not self._plan.country.preset.copies or time.monotonic() < self._declare_at:
            return
        self._declare_at = time.monotonic() + DECLARE_EVERY_S
        with self._engine.begin() as connection:
            declare_areas(connection, self._stored.election_id, self._people)

    def _report(self, *, complete: bool) -> NightReport:
        return NightReport(self._arrived, self._plan.forms, complete)

    def _set_status(self, status: str, reason: str) -> None:
        with self._engine.begin() as connection:
            set_status(connection, self._stored.election_id, self._stored.code, status, reason=reason)

    def _due(self, todo: Ints, position: int, clock: Clock) -> int:
        """Return the end of the batch of events that are due now."""
        window = todo[position : position + (_BATCH if clock.speed else _BATCH_UNPACED)]
        return position + int(np.searchsorted(self._seconds(window), clock.script_s(), side="right"))

    def _seconds(self, events: Ints) -> Floats:
        return np.asarray(self._script.hours[events] * 3600.0)

    def _play(self, events: Ints, clock: Clock) -> None:
        """Let events happen in one transaction; one form's events are always played in their order."""
        forms, actions = self._script.form[events], self._script.action[events]
        seconds = self._seconds(events)
        with self._engine.begin() as connection:
            for action in Action:
                mine = actions == action
                if mine.any():
                    self._act(connection, action, forms[mine].tolist(), clock.moments(seconds[mine].tolist()))
        self._arrived += int(np.sum(actions == Action.ARRIVE))

    def _act(self, connection: Connection, action: Action, forms: list[int], moments: list[datetime]) -> None:
        if action is Action.ARRIVE:
            rows = [FormRow(form, 1, "preliminary", at) for form, at in zip(forms, moments, strict=True)]
            ids = self._writer.write(connection, self._writer.free(connection, rows))
            share = self._plan.country.preset.copies
            copy_forms(connection, ids, share=share, people=self._people)
        elif action is Action.DISPUTE:
            self._dispute(connection, forms)
        elif action is Action.REVISE:
            self._revise(connection, forms, moments)
        else:
            self._verify(connection, forms, 1 if action is Action.VERIFY else 2)

    def _dispute(self, connection: Connection, forms: list[int]) -> None:
        given = {"uids": [self._writer.uid(form, 1) for form in forms], "reason": _REASON}
        disputed = connection.scalars(sql("simulate_dispute_forms"), given).all()
        note(connection, "form.dispute", "result_form", disputed, _REASON)

    def _verify(self, connection: Connection, forms: list[int], revision: int) -> None:
        uids = sorted(self._writer.uid(form, revision) for form in forms)
        rows = connection.execute(
            sql("simulate_verify_forms"), {"uids": uids, "verifier": self._people.verifier}
        ).all()
        released = [row.form_id for row in rows if row.was_held]
        note(
            connection,
            "form.release",
            "result_form",
            released,
            "The figures agree with the scan of the form.",
        )

    def _revise(self, connection: Connection, forms: list[int], moments: list[datetime]) -> None:
        uids = {self._writer.uid(form, 1): form for form in forms}
        ended = connection.scalars(sql("simulate_supersede_forms"), {"uids": sorted(uids)}).all()
        mine = {uids[uid] for uid in ended}  # not what a person has entered or corrected meanwhile
        rows = [
            FormRow(form, 2, "preliminary", at)
            for form, at in zip(forms, moments, strict=True)
            if form in mine
        ]
        ids = self._writer.write(connection, rows)
        note(connection, "form.revise", "result_form", ids, "Corrected from the scan of the form.")


def pending(plan: Plan, state: Progress) -> Ints:
    """Return the positions of the script's events that have not happened to the forms yet, in order of time."""
    form, action = plan.script.form, plan.script.action
    revision = state.revision[form]
    settled, disputed = state.verified[form], state.disputed[form]
    done = np.select(
        [action == Action.ARRIVE, action == Action.DISPUTE, action == Action.VERIFY, action == Action.REVISE],
        [
            revision >= 1,
            (revision > 1) | ((revision == 1) & (settled | disputed)),
            (revision > 1) | ((revision == 1) & settled),
            revision >= 2,
        ],
        (revision >= 2) & settled,
    )
    return np.flatnonzero(~done.astype(bool))

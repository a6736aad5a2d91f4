"""The end of a simulated night: nothing may wait for a person any more, then the election is completed.

Called by `night`. Figures that are still preliminary or held here are true (wrong ones have been corrected by the
script), so the second person agrees with them.
"""

from __future__ import annotations

import time

from sqlalchemy import Engine

from data.engine import TALLY_LOCK, sql
from data.simulate.clock import TICK_S, Stop
from data.simulate.observers import prefix
from data.simulate.people import People, note, set_status
from data.simulate.stored import Stored

# How long a tally worker may take over one step before it is taken to be stuck.
_PATIENCE_S = 15.0


def finish(engine: Engine, stored: Stored, people: People, stop: Stop) -> bool:
    """Settle what is left and complete the election; False when `stop` came first."""
    _settle(engine, stored, people)
    while _await_tally(engine, stored, stop):
        # The rules may have held a form in the step that has just ended.
        if not _settle(engine, stored, people):
            break
    if stop.is_set():
        return False
    with engine.begin() as connection:
        set_status(
            connection,
            stored.election_id,
            stored.code,
            "completed",
            reason="Every form of the simulated night is in.",
        )
    return True


def _settle(engine: Engine, stored: Stored, people: People) -> int:
    """Verify every current form that is not settled; return how many there were."""
    with engine.begin() as connection:
        rows = connection.execute(
            sql("simulate_settle_forms"),
            {
                "election_id": stored.election_id,
                "verifier": people.verifier,
                "entered_by": people.entry,
                "prefix": prefix(stored.code),
            },
        ).all()
        released = [row.form_id for row in rows if row.was_held]
        note(
            connection,
            "form.release",
            "result_form",
            released,
            "The figures agree with the scan of the form.",
        )
    return len(rows)


def _await_tally(engine: Engine, stored: Stored, stop: Stop) -> bool:
    """Wait until every change is tallied; False when nobody tallies, or on `stop`."""
    before, since = -1, time.monotonic()
    while not stop.is_set():
        with engine.connect() as connection:
            given = {"election_id": stored.election_id, "tally_lock": TALLY_LOCK}
            waiting, is_tallied = connection.execute(sql("simulate_tally_waiting"), given).one()
        if waiting == 0 or not is_tallied:
            return int(waiting) == 0
        if waiting != before:
            before, since = waiting, time.monotonic()
        elif time.monotonic() - since > _PATIENCE_S:
            return False
        stop.wait(TICK_S)
    return False

"""Plays an imported election again, by the times its forms were received, into a rehearsal election.

Called by `matokeo replay`, tests and benchmarks. The rehearsal `<code>-replay` shares register and geography with
its original and is always a test. Forms that state no time, and those of sources that do not count, come last.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import Connection, Engine

from data.engine import hold_lock, sql
from data.errors import MatokeoError, UnknownElection
from data.ingest.transfer import next_ids
from data.simulate.clock import TICK_S, Clock, NightReport, Stop, through_outages
from data.simulate.noise import Floats, Ints
from data.simulate.people import People, make_people, note, set_status

# One replay of each election; the key is this plus the original's id.
_REPLAY_LOCK = 7_305_200_000
_BATCH, _BATCH_UNPACED = 200, 5_000
_COPIES = (
    "simulate_copy_parties",
    "simulate_copy_contests",
    "simulate_copy_races",
    "simulate_copy_candidates",
    "simulate_copy_links",
    "simulate_copy_crosswalk",
    "simulate_copy_names",
)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A rehearsal and its original."""

    election_id: int
    code: str
    source_id: int


def replay_code(election: str) -> str:
    """Return the code of the rehearsal of `election`."""
    return f"{election}-replay"


def run_replay(
    engine: Engine,
    *,
    election: str,
    speed: float,
    stop: Stop,
    since: datetime | None = None,
    progress: Callable[[NightReport], None] = lambda report: None,
) -> NightReport:
    """Play `election` at `speed` times real time (0: as fast as possible) until all of it is in or `stop`.

    What was received up to `since` is in at once. Started again, it goes on. Raises `UnknownElection`,
    `MatokeoError` when there is nothing to replay, `WorkerBusy` when another process replays it.
    """
    rehearsal = open_rehearsal(engine, election)

    def work() -> NightReport:
        with hold_lock(engine, _REPLAY_LOCK + rehearsal.source_id, holder=f"replay of {election}"):
            return _Replay(engine, rehearsal, since).run(speed, stop, progress)

    return through_outages(work, stop) or NightReport(0, 0, complete=False)


def open_rehearsal(engine: Engine, election: str) -> Rehearsal:
    """Return the rehearsal of `election`, made whole if it is not there."""
    code = replay_code(election)
    with engine.begin() as connection:
        source = connection.execute(sql("simulate_read_election"), {"code": election}).one_or_none()
        if source is None:
            raise UnknownElection(f"There is no election {election!r}.", remedy="Import its bundle first.")
        if "replay_of" in source.settings:
            raise MatokeoError(
                f"{election!r} is a replay itself.", remedy="Replay the election it was made from."
            )
        known = connection.execute(sql("simulate_read_election"), {"code": code}).one_or_none()
        if known is None:
            return _make_rehearsal(connection, code, source.election_id)
        if known.settings.get("replay_of") != election:
            raise MatokeoError(f"The election {code!r} exists and is no replay of {election!r}.")
    return Rehearsal(known.election_id, code, source.election_id)


def _make_rehearsal(connection: Connection, code: str, source_id: int) -> Rehearsal:
    given = {"code": code, "source_id": source_id}
    election_id = int(connection.execute(sql("simulate_copy_election"), given).scalar_one())
    for part in _COPIES:
        connection.execute(sql(part), {"source_id": source_id, "election_id": election_id})
    note(
        connection, "election.replay", "election", [code], "Made to rehearse with forms of an earlier night."
    )
    return Rehearsal(election_id, code, source_id)


class _Replay:
    """One run over the forms that are not in the rehearsal yet."""

    def __init__(self, engine: Engine, rehearsal: Rehearsal, since: datetime | None) -> None:
        self._engine = engine
        self._rehearsal = rehearsal
        with engine.begin() as connection:
            self._people: People = make_people(connection)
            given = {"source_id": rehearsal.source_id, "code": rehearsal.code}
            rows = connection.execute(sql("simulate_replay_pending"), given).all()
            pair = {"source_id": rehearsal.source_id, "election_id": rehearsal.election_id}
            races = connection.execute(sql("simulate_replay_races"), pair).all()
            self._races = [row.original_id for row in races], [row.race_id for row in races]
            self._all = int(
                connection.execute(
                    sql("simulate_replay_count"), {"source_id": rehearsal.source_id}
                ).scalar_one()
            )
        if self._all == 0:
            raise MatokeoError(
                f"The original of {rehearsal.code!r} has no forms.", remedy="Import its results first."
            )
        self._forms: Ints = np.array([row.form_id for row in rows], dtype=np.int64)
        self._seconds: Floats = np.array(
            [row.received_at_utc.timestamp() if row.received_at_utc else np.inf for row in rows],
            dtype=np.float64,
        )
        timed = self._seconds[np.isfinite(self._seconds)]
        # Untimed forms come together, right after the last timed one.
        self._seconds[~np.isfinite(self._seconds)] = timed[-1] if timed.size else 0.0
        self._since = since.timestamp() if since is not None else None

    def run(self, speed: float, stop: Stop, progress: Callable[[NightReport], None]) -> NightReport:
        """Play what is left."""
        played = self._opening(stop)
        self._set_status("active", "The replay goes on.")
        clock = Clock(float(self._seconds[played]) if played < len(self._forms) else 0.0, speed)
        while played < len(self._forms) and not stop.is_set():
            window = self._seconds[played : played + (_BATCH if speed else _BATCH_UNPACED)]
            due = played + int(np.searchsorted(window, clock.script_s(), side="right"))
            if due == played:
                stop.wait(TICK_S)
                continue
            self._play(played, due, clock.moments(self._seconds[played:due].tolist()))
            played = due
            progress(self._report(played, complete=False))
        complete = played == len(self._forms)
        if complete:
            self._set_status("completed", "Every form of the original is in.")
        return self._report(played, complete=complete)

    def _opening(self, stop: Stop) -> int:
        """Put in at once what was received up to the time asked for; return how many forms that were."""
        if self._since is None:
            return 0
        until = int(np.searchsorted(self._seconds, self._since, side="right"))
        played = 0
        at_once = Clock(0.0, 0)
        while played < until and not stop.is_set():
            due = min(played + _BATCH_UNPACED, until)
            self._play(played, due, at_once.moments(self._seconds[played:due].tolist()))
            played = due
        return played

    def _play(self, start: int, end: int, moments: list[datetime]) -> None:
        forms = self._forms[start:end].tolist()
        with self._engine.begin() as connection:
            new_ids = next_ids(connection, "result_forms", "form_id", len(forms))
            given = {
                "form_ids": forms,
                "new_ids": new_ids,
                "moments": moments,
                "original_races": self._races[0],
                "new_races": self._races[1],
                "code": self._rehearsal.code,
                "entry": self._people.entry,
                "verifier": self._people.verifier,
            }
            stored = set(connection.scalars(sql("simulate_replay_forms"), given))
            pairs = [pair for pair in zip(forms, new_ids, strict=True) if pair[1] in stored]
            columns = {"form_ids": [old for old, _ in pairs], "new_ids": [new for _, new in pairs]}
            connection.execute(sql("simulate_replay_votes"), columns)

    def _report(self, played: int, *, complete: bool) -> NightReport:
        return NightReport(self._all - len(self._forms) + played, self._all, complete)

    def _set_status(self, status: str, reason: str) -> None:
        with self._engine.begin() as connection:
            set_status(connection, self._rehearsal.election_id, self._rehearsal.code, status, reason=reason)

"""Writes forms of a plan into the store, many at a time: the first, wrong figures or the true ones.

Called by `setup` (what is in already) and `night` (what arrives). Each revision of a form has a fixed id, so
that none can be stored twice.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection

from data.engine import sql
from data.files.store import FileStore
from data.ingest.transfer import next_ids
from data.simulate.mistakes import REASONS
from data.simulate.noise import Ints
from data.simulate.papers import Papers
from data.simulate.people import People
from data.simulate.plan import Plan
from data.simulate.store_register import STATION_SOURCE
from data.simulate.stored import Stored

# Forms in one statement: some 80,000 votes, a few megabytes of parameters.
_CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class FormRow:
    """One revision of a form to be written."""

    form: int
    revision: int
    state: str
    received: datetime
    is_current: bool = True


class FormWriter:
    """Writes the forms of one stored plan."""

    def __init__(
        self,
        plan: Plan,
        stored: Stored,
        people: People,
        files: FileStore | None = None,
        *,
        observers: Ints | None = None,
    ) -> None:
        """With `files`, forms of a preset that photographs them come with their photographs.

        `observers` are the user ids of who enters at each station; where it is 0, one person enters for all.
        """
        photographs = files is not None and plan.country.preset.photos
        self._papers = Papers(plan, people, files, stored.code) if files and photographs else None
        self._plan = plan
        self._stored = stored
        self._people = people
        self._registered = plan.country.stations.registered
        known = observers if observers is not None else np.zeros(plan.stations, dtype=np.int64)
        self._entered_by = np.where(known > 0, known, people.entry)

    def uid(self, form: int, revision: int) -> uuid.UUID:
        """Return the id that this revision of this form has wherever and whenever it is written."""
        contest, station = divmod(form, self._plan.stations)
        code = self._plan.country.stations.codes[station]
        name = f"{self._stored.code}/{self._plan.ballots[contest].contest.code}/{code}/{revision}"
        digest = hashlib.blake2b(name.encode(), digest_size=16, person=b"matokeo-form").digest()
        return uuid.UUID(bytes=digest, version=5)

    def free(self, connection: Connection, rows: Sequence[FormRow]) -> list[FormRow]:
        """Return the `rows` whose place nobody has filled: people may enter forms while a night is simulated."""
        contest, station = np.divmod(
            np.array([row.form for row in rows], dtype=np.int64), self._plan.stations
        )
        races = [
            int(self._stored.races[c][self._plan.figures[c].race[s]])
            for c, s in zip(contest.tolist(), station.tolist(), strict=True)
        ]
        stations = self._stored.stations[station].tolist()
        given = {"race_ids": races, "station_ids": stations, "source": STATION_SOURCE}
        taken = {(row.race_id, row.station_id) for row in connection.execute(sql("simulate_taken"), given)}
        places = zip(rows, races, stations, strict=True)
        return [row for row, race, place in places if (race, place) not in taken]

    def write(self, connection: Connection, rows: Sequence[FormRow]) -> list[int]:
        """Write `rows` and their votes; return the ids of the forms in their order."""
        ids: list[int] = []
        for start in range(0, len(rows), _CHUNK):
            chunk = rows[start : start + _CHUNK]
            ids += self._write_chunk(connection, chunk)
        return ids

    def _write_chunk(self, connection: Connection, rows: Sequence[FormRow]) -> list[int]:
        form_ids = next_ids(connection, "result_forms", "form_id", len(rows))
        forms = np.array([row.form for row in rows], dtype=np.int64)
        contest, station = np.divmod(forms, self._plan.stations)
        columns = self._figures(rows, contest, station)
        columns |= {
            "form_ids": form_ids,
            "uids": [self.uid(row.form, row.revision) for row in rows],
            "area_ids": self._stored.wards[station].tolist(),
            "station_ids": self._stored.stations[station].tolist(),
            "revisions": [row.revision for row in rows],
            "is_current": [row.is_current for row in rows],
            "states": [row.state for row in rows],
            "reasons": [self._reason(row) for row in rows],
            "registered": self._registered[station].tolist(),
            "received": [row.received for row in rows],
            "verified_by": [self._people.verifier if row.state == "verified" else None for row in rows],
            "source": STATION_SOURCE,
            "entered_by": self._entered_by[station].tolist(),
        }
        votes = self._votes(rows, contest, station, np.array(form_ids, dtype=np.int64))
        connection.execute(sql("simulate_add_forms"), columns)
        connection.execute(sql("simulate_add_votes"), votes)
        if self._papers is not None:
            self._papers.add(connection, rows, form_ids)
        return form_ids

    def _reason(self, row: FormRow) -> str | None:
        return REASONS[self._plan.script.wrong[row.form].mistake] if row.revision > 1 else None

    def _figures(self, rows: Sequence[FormRow], contest: Ints, station: Ints) -> dict[str, Any]:
        """Return race and sums of each form, the wrong ones where a first copy is wrong."""
        race = np.empty(len(rows), dtype=np.int64)
        sums = np.empty((3, len(rows)), dtype=np.int64)
        for number, figures in enumerate(self._plan.figures):
            mine = contest == number
            at = station[mine]
            race[mine] = self._stored.races[number][figures.race[at]]
            sums[:, mine] = (figures.valid[at], figures.rejected[at], figures.cast[at])
        for position, row in enumerate(rows):
            if row.revision == 1 and (wrong := self._plan.script.wrong.get(row.form)) is not None:
                sums[:, position] = (wrong.valid, wrong.rejected, wrong.cast)
        return {
            "race_ids": race.tolist(),
            "valid": sums[0].tolist(),
            "rejected": sums[1].tolist(),
            "cast_votes": sums[2].tolist(),
        }

    def _votes(self, rows: Sequence[FormRow], contest: Ints, station: Ints, form_ids: Ints) -> dict[str, Any]:
        ids: list[Ints] = []
        candidates: list[Ints] = []
        votes: list[Ints] = []
        for number, figures in enumerate(self._plan.figures):
            mine = np.flatnonzero(contest == number)
            table = self._stored.candidates[number][figures.race[station[mine]]]
            given = figures.votes[station[mine]].copy()
            for line, position in enumerate(mine.tolist()):
                row = rows[position]
                if row.revision == 1 and (wrong := self._plan.script.wrong.get(row.form)) is not None:
                    given[line] = wrong.votes
            stands = table > 0
            ids.append(np.repeat(form_ids[mine], stands.sum(axis=1)))
            candidates.append(table[stands])
            votes.append(given[stands])
        return {
            "form_ids": np.concatenate(ids).tolist(),
            "candidate_ids": np.concatenate(candidates).tolist(),
            "votes": np.concatenate(votes).tolist(),
        }

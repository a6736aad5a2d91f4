"""Brings a plan's troubles into the store as their hour comes: reported, moderated, taken, closed.

Called by `setup` (what has happened already) and `night`. Each step may be done again and then changes nothing, so a night
that was stopped goes on; what a person did with an incident meanwhile stays as that person left it.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from data.engine import sql
from data.incidents.store import add_incidents
from data.records.incidents import IncidentDraft
from data.simulate.noise import Ints
from data.simulate.people import People, note
from data.simulate.plan import Plan
from data.simulate.stored import Stored
from data.simulate.troubles import Trouble, steps_of

Moment = Callable[[float], datetime]
_CLOSED = "Looked into on the spot."
_DISMISSED = "Nobody at the station knows of it."


class TroubleLog:
    """The steps of one plan's troubles that are still to come; `observers` are user ids by station, 0 without one."""

    def __init__(self, plan: Plan, stored: Stored, people: People, observers: Ints) -> None:
        self._plan = plan
        self._stored = stored
        self._people = people
        self._observers = observers
        self._steps = steps_of(plan.troubles)
        self._done = 0

    def play(self, connection: Connection, until: float, moment: Moment) -> int:
        """Let all happen that happens up to the hour `until`; `moment` turns hours into times. Return how many steps."""
        first = self._done
        while self._done < len(self._steps) and self._steps[self._done][0] <= until:
            self._done += 1
        steps = self._steps[first : self._done]
        if steps:
            self._report(connection, [(n, hour) for hour, n, step in steps if step == "report"], moment)
            for hour, number, step in steps:
                if step != "report":
                    self._step(connection, self._plan.troubles[number], step, moment(hour))
        return len(steps)

    def is_due(self, until: float) -> bool:
        """Tell whether anything is left up to the hour `until`."""
        return self._done < len(self._steps) and self._steps[self._done][0] <= until

    def uid(self, number: int) -> uuid.UUID:
        """Return the id that this incident has wherever and whenever it is stored."""
        name = f"{self._stored.code}/{number}"
        digest = hashlib.blake2b(name.encode(), digest_size=16, person=b"matokeo-incident").digest()
        return uuid.UUID(bytes=digest, version=5)

    def _report(self, connection: Connection, due: Sequence[tuple[int, float]], moment: Moment) -> None:
        drafts = [self._draft(self._plan.troubles[number], moment(hour)) for number, hour in due]
        add_incidents(connection, self._stored.election_id, drafts)

    def _draft(self, one: Trouble, at: datetime) -> IncidentDraft:
        longitude, latitude = self._plan.country.points[
            self._plan.country.stations.site[one.station]
        ].tolist()
        observer = int(self._observers[one.station])
        source = one.source if one.source != "observer" or observer else "manager"
        by = {"observer": observer, "manager": self._people.verifier, "public": None}[source]
        return IncidentDraft(
            uid=self.uid(one.number),
            category=one.category,
            severity=one.severity,  # type: ignore[arg-type]
            description=one.words,
            happened_at=at - timedelta(minutes=min(20.0, 60 * (one.reported - one.happened))),
            reported_at=at,
            station_id=int(self._stored.stations[one.station]),
            longitude=round(longitude + one.shift[0], 6),
            latitude=round(latitude + one.shift[1], 6),
            reporter=source,  # type: ignore[arg-type]
            reported_by=by,
        )

    def _step(self, connection: Connection, one: Trouble, step: str, at: datetime) -> None:
        given = {"uid": self.uid(one.number), "user_id": self._people.verifier, "at": at}
        if step == "moderate":
            done = connection.execute(
                sql("simulate_moderate_incident"), {**given, "words": one.public_words}
            ).first()
        else:
            reason = _DISMISSED if one.dismissed else _CLOSED
            old, new = ("reported", "investigating") if step == "take" else ("investigating", "resolved")
            if step == "close" and one.dismissed:
                new = "dismissed"
            words = reason if step == "close" else None
            row = {**given, "old": old, "new": new, "note": words}
            done = connection.execute(sql("simulate_move_incident"), row).first()
        if done is not None:
            note(connection, f"incident.{step}", "incident", [self.uid(one.number)], "Simulated night.")

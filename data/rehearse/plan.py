"""Plans, lists and cancels rehearsals, and writes what the public may know of them.

Called by `matokeo rehearsal` and by `chore`. A rehearsal is an election of its own with `is_test`, in a fictional country with
invented votes: nothing of it can be taken for results, and it shares no code with any real election.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from sqlalchemy import Connection, Row

from data.audit.trail import record
from data.engine import sql
from data.errors import MatokeoError
from data.records.results import Record
from data.rehearsed import FILE, AnnouncedRehearsal, Announcement
from data.simulate.presets import preset_named

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_LISTED = 200
_MOST_DAYS = 366


class Rehearsal(Record, frozen=True, kw_only=True):
    """One rehearsal as planned: when it begins, how long its night takes, how often it comes again (0: once)."""

    rehearsal: int
    election: str
    title: str
    begins_at_utc: datetime
    minutes: int
    preset: str
    seed: int
    every_days: int
    state: str
    reason: str | None = None

    @property
    def ends_at_utc(self) -> datetime:
        """When its last form arrives, as planned."""
        return self.begins_at_utc + timedelta(minutes=self.minutes)


class Wanted(Record, frozen=True, kw_only=True):
    """What an operator wants; `election` and `seed` come from the beginning where they are not given."""

    begins_at: datetime
    minutes: int = 60
    preset: str = "small"
    every_days: int = 0
    election: str | None = None
    seed: int | None = None
    title: str | None = None


def plan(connection: Connection, wanted: Wanted, *, actor: str, now: datetime | None = None) -> Rehearsal:
    """Plan a rehearsal and return it.

    Raises `MatokeoError` for a time that is past or has no zone, an unknown preset, a length or code out of range, and a code
    that is planned already.
    """
    begins = wanted.begins_at
    if begins.tzinfo is None:
        raise MatokeoError(
            f"The beginning {begins.isoformat()} has no zone.", remedy="Write it like 2026-11-28T19:00+03:00."
        )
    if begins < (now or datetime.now(UTC)) - timedelta(minutes=1):
        raise MatokeoError(
            f"The beginning {begins.isoformat()} is past.", remedy="Choose a time that is to come."
        )
    _within("minutes", wanted.minutes, 1, 2880)
    _within("every-days", wanted.every_days, 0, _MOST_DAYS)
    preset_named(wanted.preset)
    begins = begins.astimezone(UTC).replace(microsecond=0)
    code = wanted.election or f"rehearsal-{begins:%Y%m%d-%H%M}"
    if not _CODE.fullmatch(code):
        raise MatokeoError(
            f"The code {code!r} cannot be an election's.", remedy="Use small letters, digits and hyphens."
        )
    values = {
        "code": code,
        "title": wanted.title or f"Rehearsal of {begins:%Y-%m-%d}",
        "begins_at": begins,
        "minutes": wanted.minutes,
        "preset": wanted.preset,
        "seed": wanted.seed if wanted.seed is not None else int(begins.timestamp()) % 2**31,
        "every_days": wanted.every_days,
        "planned_by": actor,
    }
    if connection.execute(sql("rehearsal_plan"), values).scalar() is None:
        raise MatokeoError(
            f"A rehearsal {code!r} is planned already.", remedy="Choose another time or --election."
        )
    record(connection, actor, "rehearsal.plan", ("rehearsal", code), new=_told(values))
    return next(one for one in listed(connection) if one.election == code)


def _within(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise MatokeoError(f"{name} is {value}.", remedy=f"Give a number from {low} to {high}.")


def _told(values: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items() if name != "planned_by"}


def listed(connection: Connection) -> list[Rehearsal]:
    """Return the rehearsals, the latest beginning first."""
    return [rehearsal_of(row) for row in connection.execute(sql("rehearsal_list"), {"limit": _LISTED})]


def rehearsal_of(row: Row[tuple[object, ...]]) -> Rehearsal:
    """Read one row of `rehearsal_list` or `rehearsal_due`."""
    return Rehearsal(
        rehearsal=row.rehearsal_id,
        election=row.election_code,
        title=row.title,
        begins_at_utc=row.begins_at_utc,
        minutes=row.minutes,
        preset=row.preset,
        seed=row.seed,
        every_days=row.every_days,
        state=row.state,
        reason=row.reason,
    )


def cancel(connection: Connection, code: str, *, actor: str, reason: str) -> None:
    """Cancel a rehearsal that has not ended; what it published stays. Raises `MatokeoError` when there is none."""
    found = next((one for one in listed(connection) if one.election == code), None)
    moved = found is not None and move(
        connection, found, "cancelled", allowed=("planned", "running"), reason=reason
    )
    if not moved:
        raise MatokeoError(
            f"No rehearsal {code!r} is planned or runs.", remedy="matokeo rehearsal list shows them."
        )
    record(connection, actor, "rehearsal.cancel", ("rehearsal", code), reason=reason)


def move(
    connection: Connection,
    one: Rehearsal,
    state: str,
    *,
    allowed: tuple[str, ...],
    reason: str | None = None,
) -> bool:
    """Move a rehearsal on; false when it is in none of the states `allowed`."""
    values = {
        "rehearsal_id": one.rehearsal,
        "state": state,
        "reason": reason,
        "allowed": list(allowed),
    }
    return connection.execute(sql("rehearsal_set"), values).scalar() is not None


def announcement(rehearsals: list[Rehearsal]) -> bytes:
    """Return `rehearsals.json`: what runs and what is to come, the next first, as `data.rehearsed` reads it."""
    open_ones = [one for one in rehearsals if one.state in ("planned", "running")]
    lines = [
        AnnouncedRehearsal(
            election=one.election,
            title=one.title,
            begins=one.begins_at_utc.astimezone(UTC),
            ends=one.ends_at_utc.astimezone(UTC),
            every_days=one.every_days or None,
            state=one.state,
        )
        for one in sorted(open_ones, key=lambda one: one.begins_at_utc)
    ]
    return msgspec.json.encode(Announcement(rehearsals=tuple(lines)))


def announce(connection: Connection, store: Path) -> bool:
    """Write the announcement beside the published elections where it differs; true when it was written."""
    body = announcement(listed(connection))
    path = store / FILE
    try:
        if path.read_bytes() == body:
            return False
    except FileNotFoundError:
        if body == announcement([]):
            return False  # a site that never rehearses has no such file
    store.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{FILE}.part")
    with part.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return True

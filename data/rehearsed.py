"""Rehearsals that are announced but not published yet, from `rehearsals.json` in the root of the store.

Called by the embed desk. Tolerant by intent: the file is an announcement for newsrooms, and no page may fall with it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from data.records import Record

FILE = "rehearsals.json"
_MOST_BYTES = 65_536
_MOST = 20


class Announced(Record, frozen=True, kw_only=True):
    """One rehearsal to come: its name, the code its addresses will have, when it begins and ends."""

    title: str
    election: str
    begins: datetime
    ends: datetime | None = None


class AnnouncedRehearsal(Record, frozen=True, kw_only=True):
    """A line of the announcement, as it is written; `every_days` is null for one that comes once."""

    election: str
    title: str
    begins: datetime
    ends: datetime
    every_days: int | None
    state: str
    is_test: bool = True


class Announcement(Record, frozen=True, kw_only=True):
    """`/data/rehearsals.json`: the rehearsals that run and those to come, the next first."""

    rehearsals: tuple[AnnouncedRehearsal, ...]


def announced(root: Path, now: datetime) -> tuple[Announced, ...]:
    """Return the rehearsals that have not ended, the next first; whatever cannot be read is left out."""
    try:
        with (root / FILE).open("rb") as source:
            body = source.read(_MOST_BYTES + 1)
        found = msgspec.json.decode(body) if len(body) <= _MOST_BYTES else []
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return ()
    lines = found.get("rehearsals") if isinstance(found, dict) else found
    read = [_read(line) for line in lines[:200]] if isinstance(lines, list) else []
    coming = [one for one in read if one is not None and (one.ends or one.begins) >= now]
    return tuple(sorted(coming, key=lambda one: one.begins)[:_MOST])


def announced_bytes(root: Path) -> bytes:
    """Return the announcement as it lies in the store; without one, that nothing is announced."""
    try:
        with (root / FILE).open("rb") as source:
            return source.read(_MOST_BYTES)
    except OSError:
        return b'{"rehearsals":[]}'


def _read(line: Any) -> Announced | None:
    if not isinstance(line, dict):
        return None
    election = _first(line, "election", "code")
    begins = _moment(_first(line, "begins", "begins_at", "starts_at", "start", "at"))
    if not election or begins is None:
        return None
    return Announced(
        title=_first(line, "title", "name") or election,
        election=election,
        begins=begins,
        ends=_moment(_first(line, "ends", "ends_at", "end")),
    )


def _first(line: dict[Any, Any], *names: str) -> str:
    found = (line.get(name) for name in names)
    return next((value[:200] for value in found if isinstance(value, str) and value.strip()), "")


def _moment(text: str) -> datetime | None:
    """Read a moment; one without a zone is UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

"""The parts of published documents that a report needs, read quickly: everything else in a file is passed over.

Called by `figures`; nothing is kept, because an export walks through all documents once.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from data.errors import StoreDamaged
from data.published import PublishedStore
from data.records import AreaRef, Record


class _Counts(Record, frozen=True, kw_only=True):
    """How many stations, or areas, are in the figures."""

    total: int | None
    reported: int | None
    counted: int | None
    areas_total: int | None = None
    areas_reported: int | None = None


class _Votes(Record, frozen=True, kw_only=True):
    """Sums of an area."""

    registered_counted: int | None = None
    registered_counted_stations: int | None = None
    cast: int | None = None
    cast_stations: int | None = None
    rejected: int | None = None
    rejected_stations: int | None = None


class _Party(Record, frozen=True, kw_only=True):
    """A candidate's party."""

    code: str
    name: str
    abbreviation: str
    color: str | None = None


class Standing(Record, frozen=True, kw_only=True):
    """A candidate in an area."""

    code: str
    name: str
    party: _Party | None
    votes: int
    ballot_order: int
    running_mate: str | None = None


class Row(Record, frozen=True, kw_only=True):
    """A station, or an area below."""

    code: str
    level: str
    stations: _Counts
    registered: int | None = None
    cast: int | None = None
    rejected: int | None = None
    votes: dict[str, int] = msgspec.field(default_factory=dict)
    state: str | None = None


class _Area(Record, frozen=True, kw_only=True):
    """An area with those above it."""

    code: str
    level: str
    path: tuple[AreaRef, ...] = ()


class Sheet(Record, frozen=True, kw_only=True):
    """A results document, as far as a report needs it."""

    area: _Area
    stations: _Counts
    votes: _Votes
    by_area: bool = False
    child_level: str | None = None
    candidates: tuple[Standing, ...] = ()
    children: tuple[Row, ...] = ()


class _Revision(Record, frozen=True, kw_only=True):
    registered: int | None = None


class _Form(Record, frozen=True, kw_only=True):
    contest: str
    counting: bool
    revisions: tuple[_Revision, ...]
    station: str | None = None


class _Forms(Record, frozen=True, kw_only=True):
    forms: tuple[_Form, ...] = ()


T = TypeVar("T")


def sheet(store: PublishedStore, election: str, version: int, name: str) -> Sheet:
    """Return the document `<contest>/<area>`. Raises `StoreDamaged` when it cannot be read."""
    return _decode(store, election, version, name, Sheet)


def stated_registered(
    store: PublishedStore, election: str, version: int, contest: str, area: str
) -> dict[str, int | None] | None:
    """Return the registered voters that each counting form of an area's stations states; `None` without such a file."""
    name = f"_forms/{area}"
    if name not in store.index(election, version).documents:
        return None
    found = _decode(store, election, version, name, _Forms)
    return {
        form.station: form.revisions[-1].registered
        for form in found.forms
        if form.contest == contest and form.counting and form.station is not None and form.revisions
    }


def _decode(store: PublishedStore, election: str, version: int, name: str, kind: type[T]) -> T:
    path = store.path(election, version, f"{name}.json")
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise StoreDamaged(f"The published file {path} cannot be read: {error}.") from error

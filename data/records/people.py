"""Records of administration: people, their scopes and assignments, links, imports of assignments."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from data.records.results import AreaRef, Record


class PersonLine(Record, frozen=True, kw_only=True):
    """A person in the list. `state` is active, invited (no password yet) or disabled; `scopes` name areas of a manager."""

    username: str
    display_name: str
    role: str
    state: str
    seen_at: datetime | None
    second_factor: bool
    scopes: tuple[str, ...]
    stations: int


class PeoplePage(Record, frozen=True, kw_only=True):
    """People by user name; `next` is the name to go on after, `None` on the last page."""

    people: tuple[PersonLine, ...]
    next: str | None


class PersonScope(AreaRef, frozen=True, kw_only=True):
    """An area in which a manager works, with the areas above it and an election that has it."""

    election: str
    path: tuple[str, ...]


class AssignmentLine(Record, frozen=True, kw_only=True):
    """An observer at a station, from when to when, and who said so; the names are those of today."""

    assignment: int
    election: str
    username: str
    display_name: str
    station_code: str
    station_name: str
    path: tuple[str, ...]
    since: datetime
    ended: datetime | None
    assigned_by: str | None


class AssignmentPage(Record, frozen=True, kw_only=True):
    """Assignments, the newest first; `next` is the one to go on after, `None` on the last page."""

    assignments: tuple[AssignmentLine, ...]
    next: int | None


class PersonSession(Record, frozen=True, kw_only=True):
    """Where a person is signed in: a browser, or a client of the API."""

    uid: UUID
    kind: str
    began_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str | None
    device: str | None
    second_factor: bool


class PersonDetail(Record, frozen=True, kw_only=True):
    """Everything an administrator sees of a person; of personal data only which fields are kept."""

    person: PersonLine
    created_at: datetime
    locked_until: datetime | None
    link_until: datetime | None
    scopes: tuple[PersonScope, ...]
    assignments: tuple[AssignmentLine, ...]
    sessions: tuple[PersonSession, ...]
    held: tuple[str, ...]


class PersonLink(Record, frozen=True, kw_only=True):
    """A link to set a password with, shown once."""

    username: str
    purpose: str
    link: str


class Personal(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Personal data in the clear; `None` is not kept."""

    national_id: str | None = None
    phone: str | None = None
    email: str | None = None


class FoundPlace(AreaRef, frozen=True, kw_only=True):
    """An area or a station (`level` station) that a search found, with the areas above it."""

    path: tuple[str, ...]


class FoundPlaces(Record, frozen=True, kw_only=True):
    """What a search for places found, the best first."""

    places: tuple[FoundPlace, ...]


class ImportProblem(Record, frozen=True, kw_only=True):
    """Why a row of a file cannot be taken."""

    row: int
    field: str
    value: str
    message: str
    remedy: str


class AssignmentImport(Record, frozen=True, kw_only=True):
    """What a file of assignments says: how many are new, how many hold already, what is wrong; `stored` or only looked at."""

    rows: int
    added: int
    unchanged: int
    problem_count: int
    problems: tuple[ImportProblem, ...]
    stored: bool

"""Records of entry: what a device sends, what checks found, what the store answers, what forms show to the office.

The JSON of the office's API field by field; pages, scripts and the API share them. Unknown is `None`, never 0: a blank
on the paper is not a zero.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from data.records.results import AreaRef, Record


class Figures(Record, frozen=True, kw_only=True):
    """What a form states: votes by candidate code and the paper's own totals."""

    votes: dict[str, int]
    valid: int | None = None
    rejected: int | None = None
    cast: int | None = None
    registered: int | None = None


class DevicePoint(Record, frozen=True, kw_only=True):
    """Where the device says it is, in degrees (WGS 84), with its own accuracy in metres."""

    latitude: float
    longitude: float
    accuracy_m: float | None = None


class FormSubmission(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One form as a device sends it (`POST /api/v1/forms`).

    `station` or `area` says of what; `source` is `34a`, `observer`, `agent`, `transmitted` for a station, `34b`, `34c`
    for an area. `corrects` names the form that this one revises, with a `reason`.
    """

    election: str
    contest: str
    figures: Figures
    station: str | None = None
    area: str | None = None
    source: str = "34a"
    accepted_warnings: tuple[str, ...] = ()
    attachments: tuple[UUID, ...] = ()
    device_point: DevicePoint | None = None
    captured_at: datetime | None = None
    corrects: UUID | None = None
    reason: str | None = None
    note: str | None = None


class Finding(Record, frozen=True, kw_only=True):
    """One thing a check found. `code` begins with F (must be mended) or W (may be accepted as written).

    `message` and `remedy` are English with `values` for `{fields}`, so that pages can say them in any language.
    """

    code: str
    field: str
    message: str
    remedy: str
    values: dict[str, str | int | float] = msgspec.field(default_factory=dict)


class Verdict(Record, frozen=True, kw_only=True):
    """What the checks say of a form: errors, warnings, and the codes that ran and found nothing."""

    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    passed: tuple[str, ...] = ()


class FormReceipt(Record, frozen=True, kw_only=True):
    """The answer to a stored form; the same for every time it is sent again. `receipt` is e.g. `X7-K2M4-9Q`."""

    form: UUID
    receipt: str
    election: str
    contest: str
    station: str | None
    area: str | None
    source: str
    revision: int
    received_at: datetime
    attachments: tuple[UUID, ...] = ()
    accepted_warnings: tuple[str, ...] = ()


class BallotLine(Record, frozen=True, kw_only=True):
    """One candidate on the ballot of a station, in ballot order."""

    code: str
    name: str
    party: str | None = None
    abbreviation: str | None = None


class EntryContest(Record, frozen=True, kw_only=True):
    """One contest to enter at a station: its ballot, and the form of the asker's source if there is one.

    `state` is `None` while nothing of that source is stored; `own`: the asker entered it.
    """

    code: str
    title: str
    candidates: tuple[BallotLine, ...]
    max_votes: int | None = None
    form: UUID | None = None
    state: str | None = None
    receipt: str | None = None
    received_at: datetime | None = None
    revision: int | None = None
    own: bool = False


class EntryStation(Record, frozen=True, kw_only=True):
    """A station as its observer needs it: where, how many voters, and its contests in ballot order."""

    election: str
    election_title: str
    is_test: bool
    timezone: str
    code: str
    name: str
    area: AreaRef
    path: tuple[AreaRef, ...] = ()
    registered: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    source: str = "34a"
    photo: str = "optional"
    contests: tuple[EntryContest, ...] = ()


class StoredAttachment(Record, frozen=True, kw_only=True):
    """A stored photograph: `sha256` is of the bytes that came, `view_sha256` of the picture that is shown."""

    attachment: UUID
    kind: str
    sha256: str
    bytes: int
    view_sha256: str
    width: int
    height: int
    uploaded_at: datetime


class IncidentSubmission(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One incident as a device sends it (`POST /api/v1/incidents`); at a station, at a point, or both."""

    election: str
    category: str
    severity: str
    description: str
    happened_at: datetime
    station: str | None = None
    point: DevicePoint | None = None
    attachments: tuple[UUID, ...] = ()


class IncidentEvent(Record, frozen=True, kw_only=True):
    """One step in the history of an incident, by whom (display name, office only)."""

    at: datetime
    by: str
    kind: str
    old: str | None = None
    new: str | None = None
    note: str | None = None


class IncidentRecord(Record, frozen=True, kw_only=True):
    """An incident with its status and history, as its reporter and managers of its area see it."""

    incident: UUID
    receipt: str
    election: str
    category: str
    category_title: str
    severity: str
    status: str
    description: str
    area: AreaRef
    station: AreaRef | None
    latitude: float | None
    longitude: float | None
    happened_at: datetime
    reported_at: datetime
    reported_by: str
    attachments: tuple[UUID, ...] = ()
    events: tuple[IncidentEvent, ...] = ()

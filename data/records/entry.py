"""Records of entry: what a device sends, what checks found, what the store answers, what forms show to the office.

The JSON of the office's API field by field; pages, scripts and the API share them. Unknown is `None`, never 0: a blank
on the paper is not a zero.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from data.records.results import AreaRef, Record

# What a client may send at most; a figure beyond these is refused before any check looks at it.
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Count = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)]
Degrees = Annotated[float, msgspec.Meta(ge=-180, le=180)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Note = Annotated[str, msgspec.Meta(max_length=1000)]
Photos = Annotated[tuple[UUID, ...], msgspec.Meta(max_length=10)]
Severity = Literal["low", "medium", "high", "critical"]


class Figures(Record, frozen=True, kw_only=True):
    """What a form states: votes by candidate code and the paper's own totals."""

    votes: Annotated[dict[Code, Count], msgspec.Meta(max_length=500)]
    valid: Count | None = None
    rejected: Count | None = None
    cast: Count | None = None
    registered: Count | None = None


class DevicePoint(Record, frozen=True, kw_only=True):
    """Where the device says it is, in degrees (WGS 84), with its own accuracy in metres."""

    latitude: Annotated[float, msgspec.Meta(ge=-90, le=90)]
    longitude: Degrees
    accuracy_m: Annotated[float, msgspec.Meta(ge=0, le=1e7)] | None = None


class FormSubmission(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One form as a device sends it (`POST /api/v1/forms`).

    `station` or `area` says of what; `source` is `34a`, `observer`, `agent`, `transmitted` for a station, `34b`, `34c`
    for an area. `corrects` names the form that this one revises, with a `reason`.
    """

    election: Code
    contest: Code
    figures: Figures
    station: Code | None = None
    area: Code | None = None
    source: Code = "34a"
    accepted_warnings: Annotated[tuple[Code, ...], msgspec.Meta(max_length=30)] = ()
    attachments: Photos = ()
    device_point: DevicePoint | None = None
    captured_at: Moment | None = None
    corrects: UUID | None = None
    reason: Note | None = None
    note: Note | None = None


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

    election: Code
    category: Code
    severity: Severity
    description: Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
    happened_at: Moment
    station: Code | None = None
    point: DevicePoint | None = None
    attachments: Photos = ()


class IncidentEvent(Record, frozen=True, kw_only=True):
    """One step in the history of an incident, by whom (display name, office only; `system` or `public` for nobody).

    `of` is the receipt of an incident that was merged into this one, where the step is its.
    """

    at: datetime
    by: str
    kind: str
    old: str | None = None
    new: str | None = None
    note: str | None = None
    of: str | None = None


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

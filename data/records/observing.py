"""Records that the office's API answers to observers and managers about stations, stored forms and incidents.

The JSON field by field, like `data.records.entry`. Figures are `None` for whoever could still be a form's second typist.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from data.records.entry import Figures, IncidentRecord, Note
from data.records.results import AreaRef, Record


class ContestState(Record, frozen=True, kw_only=True):
    """One contest at a station and the form of the asker's source; `state` is `None` while there is none."""

    code: str
    title: str
    form: UUID | None = None
    state: str | None = None
    receipt: str | None = None
    received_at: datetime | None = None
    own: bool = False


class MyStation(Record, frozen=True, kw_only=True):
    """A station that is assigned to the asker; `open` while its election takes forms."""

    election: str
    election_title: str
    is_test: bool
    open: bool
    timezone: str
    source: str
    code: str
    name: str
    area: AreaRef
    registered: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    contests: tuple[ContestState, ...] = ()


class MyStations(Record, frozen=True, kw_only=True):
    """The asker's stations (`GET /api/v1/me/stations`), by election and code."""

    stations: tuple[MyStation, ...] = ()


class StoredForm(Record, frozen=True, kw_only=True):
    """What an answer 409 says of the form that is there; figures only if the asker entered it."""

    state: str | None
    received_at: datetime | None
    receipt: str | None
    revision: int | None = None
    own: bool = False
    form: UUID | None = None
    figures: Figures | None = None


class FormEvent(Record, frozen=True, kw_only=True):
    """One step of a form after its entry: the role that took it, never the person."""

    step: str
    role: str
    at: datetime
    detail: str | None = None


class FormDetail(Record, frozen=True, kw_only=True):
    """One stored form (`GET /api/v1/forms/<uid>`).

    `withheld`: the asker could still be its second typist and gets no figures. Checks and warnings are withheld with
    them, for they speak of figures.
    """

    form: UUID
    receipt: str | None
    election: str
    contest: str
    station: str | None
    area: str
    source: str
    revision: int
    is_current: bool
    state: str
    received_at: datetime
    own: bool
    withheld: bool
    figures: Figures | None = None
    checks_passed: tuple[str, ...] | None = None
    accepted_warnings: tuple[str, ...] | None = None
    hold_rule: str | None = None
    hold_detail: str | None = None
    reason: str | None = None
    note: str | None = None
    distance_m: float | None = None
    captured_at: datetime | None = None
    attachments: tuple[UUID, ...] = ()
    steps: tuple[FormEvent, ...] = ()


class IncidentCategory(Record, frozen=True, kw_only=True):
    """One kind of incident; `title` is an English message that pages translate."""

    category: str
    title: str


class IncidentCategories(Record, frozen=True, kw_only=True):
    """The kinds of incident that may be reported, in order."""

    categories: tuple[IncidentCategory, ...]


class IncidentReceipt(Record, frozen=True, kw_only=True):
    """The answer to a stored incident; the same for every time it is sent again."""

    incident: UUID
    receipt: str
    election: str
    category: str
    severity: str
    station: str | None
    happened_at: datetime
    reported_at: datetime
    attachments: tuple[UUID, ...] = ()


class IncidentPage(Record, frozen=True, kw_only=True):
    """Incidents, newest first; `next` continues the list (`?after=`), `None` at its end."""

    incidents: tuple[IncidentRecord, ...]
    next: str | None = None


class IncidentStep(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A note on an incident, or (managers) a new status with a note that says why."""

    note: Annotated[Note, msgspec.Meta(min_length=1)]
    status: Literal["reported", "investigating", "resolved", "dismissed"] | None = None

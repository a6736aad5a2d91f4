"""Records of verification: what a second typist gets, differences side by side, sources of one station, the board.

The JSON of the office's API under `/api/v1/verify` and `/api/v1/discrepancies` field by field. A sheet never holds the
first figures; `figures` is `None` where somebody could still be the second typist of the form.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from data.records.entry import BallotLine, Code, Figures, Note
from data.records.results import AreaRef, Record

QueueName = Literal["second", "differ", "disputed", "confirm"]
BoardLevel = Literal["station", "constituency", "county"]
Choice = Literal["first", "second", "correction"]


class FormPlace(Record, frozen=True, kw_only=True):
    """Of what a form is: contest, source, station (or only an area) and the areas above, from the root down."""

    election: str
    is_test: bool
    contest: str
    contest_title: str
    source: str
    counting: bool
    area: AreaRef
    station: AreaRef | None = None
    path: tuple[AreaRef, ...] = ()


class QueueLine(Record, frozen=True, kw_only=True):
    """One form of a queue, without figures. `own`: the asker entered it; `claimed_by`: who works on it now."""

    form: UUID
    place: FormPlace
    state: str
    revision: int
    received_at: datetime
    own: bool
    photos: int = 0
    hold_rule: str | None = None
    hold_detail: str | None = None
    claimed_by: str | None = None
    claimed_until: datetime | None = None


class QueueCounts(Record, frozen=True, kw_only=True):
    """How many forms of the asker's areas each queue holds; counting stops at `most`."""

    second: int
    differ: int
    disputed: int
    confirm: int
    most: int


class QueuePage(Record, frozen=True, kw_only=True):
    """A page of one queue; `next` asks for the following one, `None` at the end."""

    queue: QueueName
    lines: tuple[QueueLine, ...]
    next: str | None = None


class ClaimAsk(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a clerk asks for: only of a contest or area, none of those on the screen or given back (`holding`)."""

    contest: Code | None = None
    area: Code | None = None
    holding: Annotated[tuple[UUID, ...], msgspec.Meta(max_length=50)] = ()


class VerifySheet(Record, frozen=True, kw_only=True):
    """What a second typist gets: the ballot and the photo, never a figure of the first entry.

    `registered` is the register's own number for the station. `held`: a rule holds the form out; which one would tell
    of its figures.
    """

    form: UUID
    place: FormPlace
    revision: int
    received_at: datetime
    claimed_until: datetime
    candidates: tuple[BallotLine, ...]
    photos: tuple[UUID, ...] = ()
    registered: int | None = None
    max_votes: int | None = None
    held: bool = False


class NextSheet(Record, frozen=True, kw_only=True):
    """The next form of the asker, `None` when none waits, and how full the queues are."""

    sheet: VerifySheet | None
    counts: QueueCounts | None = None


class SecondSubmission(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A second entry as a client sends it (`POST /api/v1/verify/<form>/second`)."""

    figures: Figures


class SecondReceipt(Record, frozen=True, kw_only=True):
    """The answer to a second entry; the same however often it is sent. It says only whether both agree."""

    form: UUID
    second: UUID
    agrees: bool
    entered_at: datetime


class Reading(Record, frozen=True, kw_only=True):
    """What one person read from the paper. `by` is a display name: for the office only."""

    uid: UUID
    by: str | None
    role: str | None
    at: datetime
    own: bool
    figures: Figures
    agrees: bool | None = None


class Differences(Record, frozen=True, kw_only=True):
    """A form with its second readings. `may`: the steps open to the asker; `why_not`: why the others are closed."""

    form: UUID
    place: FormPlace
    state: str
    revision: int
    received_at: datetime
    candidates: tuple[BallotLine, ...]
    photos: tuple[UUID, ...]
    waits: bool
    first: Reading | None
    seconds: tuple[Reading, ...] = ()
    registered: int | None = None
    hold_rule: str | None = None
    hold_detail: str | None = None
    may: tuple[str, ...] = ()
    why_not: str | None = None


class Resolution(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which reading is right. `second` names one of several; a `correction` brings the paper's figures."""

    choice: Choice
    reason: Note
    second: UUID | None = None
    figures: Figures | None = None
    accepted_warnings: Annotated[tuple[Code, ...], msgspec.Meta(max_length=30)] = ()


class StepReason(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a person disputes a form or lets it count again."""

    reason: Note


class StepDone(Record, frozen=True, kw_only=True):
    """The form after a step; after a correction or an adopted second entry it is the new revision."""

    form: UUID
    state: str
    revision: int


class DossierStep(Record, frozen=True, kw_only=True):
    """One step in the life of a form with the person's display name, for the office only."""

    step: str
    role: str
    at: datetime
    by: str | None = None
    detail: str | None = None


class DossierRevision(Record, frozen=True, kw_only=True):
    """One revision of a form; `figures` is `None` while the asker could still be its second typist."""

    form: UUID
    revision: int
    current: bool
    state: str
    received_at: datetime
    entered_at: datetime
    entered_by: str | None
    role: str | None
    own: bool
    figures: Figures | None
    receipt: str | None = None
    reason: str | None = None
    hold_rule: str | None = None
    hold_detail: str | None = None
    checks_passed: tuple[str, ...] | None = None
    accepted_warnings: tuple[str, ...] | None = None
    photos: tuple[UUID, ...] = ()
    seconds: tuple[Reading, ...] = ()
    steps: tuple[DossierStep, ...] = ()


class DossierSource(Record, frozen=True, kw_only=True):
    """One source of a station with its revisions, newest first; `counting`: by the contest's rule it enters totals."""

    source: str
    counting: bool
    revisions: tuple[DossierRevision, ...]


class Dossier(Record, frozen=True, kw_only=True):
    """Everything the office knows of one station (or area) in one contest; the counting source comes first."""

    form: UUID
    place: FormPlace
    candidates: tuple[BallotLine, ...]
    sources: tuple[DossierSource, ...]
    registered: int | None = None


class FigureDifference(Record, frozen=True, kw_only=True):
    """One line where two figures differ: `stated` by the source, `counted` by what counts."""

    code: str
    name: str
    stated: int
    counted: int
    difference: int


class Discrepancy(Record, frozen=True, kw_only=True):
    """A source that disagrees with what counts. `size` is the sum of the differences without sign.

    Station: the counting form is `against`. Area: the sum of the counting forms below, `forms_in` of `stations`.
    `hidden`: one of both waits for a second entry, so no figure is shown yet.
    """

    place: FormPlace
    form: UUID
    against: UUID | None
    hidden: bool
    size: int | None
    lines: tuple[FigureDifference, ...] = ()
    forms_in: int | None = None
    stations: int | None = None


class DiscrepancyPage(Record, frozen=True, kw_only=True):
    """A page of the board, largest differences first. `limited`: only the newest forms were compared."""

    level: BoardLevel
    rows: tuple[Discrepancy, ...]
    total: int
    page: int
    pages: int
    limited: bool = False

"""Records of anomalies: forms and areas in the queue with what the rules found, the ward beside a form, a review.

The JSON of the office's API under `/api/v1/anomalies` field by field. `numbers` and `sentence` of a finding are `None` while
they would tell a possible second typist of a form what its first entry says.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec

from data.records.results import AreaRef, Record
from data.records.verify import FormPlace


class AnomalyFinding(Record, frozen=True, kw_only=True):
    """What one rule found. `title`, `sentence`, `peers` are English message ids with fields of `numbers`."""

    finding: int
    rule: str
    title: str
    score: float
    sentence: str | None
    peers: str | None
    numbers: dict[str, Any] | None
    found_at: datetime
    explained: str | None = None
    explained_by: str | None = None


class AnomalyForm(Record, frozen=True, kw_only=True):
    """One form of the queue. `score` leaves out what somebody has explained; `hidden`: figures are withheld from the asker."""

    form: UUID
    place: FormPlace
    state: str
    revision: int
    received_at: datetime
    score: float
    hidden: bool
    photos: int
    findings: tuple[AnomalyFinding, ...]
    alert: UUID | None = None


class AnomalyPage(Record, frozen=True, kw_only=True):
    """A page of the queue, the highest score first; `next` asks for the following one."""

    election: str
    lines: tuple[AnomalyForm, ...]
    next: str | None = None


class AnomalyArea(Record, frozen=True, kw_only=True):
    """An area in one contest: its score and the parts of it, by rule; `flagged` of its `forms` are in the queue."""

    area: AreaRef
    path: tuple[AreaRef, ...]
    contest: str
    contest_title: str
    score: float
    parts: dict[str, float]
    findings: tuple[AnomalyFinding, ...]
    flagged: int


class AnomalyAreas(Record, frozen=True, kw_only=True):
    """Areas of one level, the highest score first."""

    election: str
    level: str
    lines: tuple[AnomalyArea, ...]


class PeerPoint(Record, frozen=True, kw_only=True):
    """A form of the ward in the strip plot: turnout and share of the ward's leading candidate in percent, `None` unknown."""

    station: str
    name: str
    turnout: float | None
    share: float | None
    votes: int
    marked: bool


class PeerStrip(Record, frozen=True, kw_only=True):
    """The ward of a form. `withheld` forms are left out: the asker could still be their second typist."""

    candidate: str
    points: tuple[PeerPoint, ...]
    withheld: int


class AnomalyReview(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a finding is as it is, in the words of a person who looked (`POST /api/v1/anomalies/reviews`)."""

    finding: Annotated[int, msgspec.Meta(ge=1, le=2**62)]
    reason: Annotated[str, msgspec.Meta(min_length=3, max_length=2000)]


class AnomalyReviewed(Record, frozen=True, kw_only=True):
    """The answer to a review: the form's score without what is explained now; `None` for a finding of an area."""

    finding: int
    score: float | None

"""Records of publication control: the switch, what the next version would change, requests, notices, public incidents.

Used by `data.publish`, `dashboard.office_api.publish`, pages of publication control and the public pages. Part of
`data.records`; read its docstring first.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from data.records.incidents import PublicIncident
from data.records.results import AreaRef, Record

Reason = Annotated[str, msgspec.Meta(min_length=3, max_length=500)]
NoticeText = Annotated[str, msgspec.Meta(min_length=3, max_length=400)]
NoticeKind = Literal["held", "rolled_back", "correction", "delay", "free"]


class PublicNotice(Record, frozen=True, kw_only=True):
    """What managers tell the public beside the figures, as plain text in both languages; since when."""

    kind: str
    since: datetime
    en: str
    sw: str


class PublicIncidents(Record, frozen=True, kw_only=True):
    """`_incidents.json`: the incidents that moderators made public, newest hour first, as of a version.

    They come at least `delay_min` minutes after they were reported, and no place is finer than the level `grain`. The counts are
    of all `total` of them, `incidents` are the newest.
    """

    election: str
    version: int
    as_of: datetime
    delay_min: int
    grain: str
    total: int
    by_category: dict[str, int]
    by_severity: dict[str, int]
    by_area: dict[str, int]
    incidents: tuple[PublicIncident, ...]


class SwitchAsk(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Hold, release, publish now: why, and the mark of the page it was decided on."""

    election: str
    reason: Reason
    seen: str


class RollbackAsk(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Make an earlier version public: which one, why, and the mark of the page it was decided on."""

    election: str
    version: int
    reason: Reason
    seen: str


class DecisionAsk(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a second person says of a request, or the one who asked (`withdrawn`), and why."""

    decision: Literal["approved", "refused", "withdrawn"]
    reason: Reason


class NoticeAsk(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A notice to prepare: both languages, always."""

    election: str
    kind: NoticeKind
    en: NoticeText
    sw: NoticeText


class NoticeStep(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Show a prepared notice to the public, or end it."""

    state: Literal["active", "ended"]


class NoticeRecord(Record, frozen=True, kw_only=True):
    """A notice as managers see it, with who prepared, showed and ended it."""

    notice: UUID
    kind: str
    en: str
    sw: str
    state: str
    prepared_by: str
    prepared_at: datetime
    activated_by: str | None = None
    activated_at: datetime | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None


class RollbackRequest(Record, frozen=True, kw_only=True):
    """A rollback that waits, or waited, for a second person; `own`: the asker's own."""

    request: UUID
    version: int
    reason: str
    state: str
    requested_by: str
    requested_at: datetime
    expires_at: datetime
    own: bool
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision: str | None = None


class OpenFinding(Record, frozen=True, kw_only=True):
    """Something the gate found: why a version is held back."""

    kind: str
    document: str | None
    detail: str
    since: datetime


class HeldFormLine(Record, frozen=True, kw_only=True):
    """A form that a rule holds, or a person disputes, within the asker's scope."""

    form: UUID
    contest: str
    contest_title: str
    place: AreaRef
    rule: str | None
    detail: str | None
    received_at: datetime
    fresh: bool


class PublicationState(Record, frozen=True, kw_only=True):
    """Where an election's publication stands.

    `public_version` is the one that readers see as the switch says; `mark` is what a decision must carry; `two_people`: a
    rollback needs a second person; `may_switch`: the asker has the right.
    """

    election: str
    mode: str
    reason: str | None
    changed_at: datetime | None
    changed_by: str | None
    newest_version: int | None
    public_version: int | None
    published_at: datetime | None
    mark: str
    may_switch: bool
    two_people: bool
    findings: tuple[OpenFinding, ...] = ()
    findings_more: int = 0


class Leading(Record, frozen=True, kw_only=True):
    """Who leads a race and by how much; all `None`: nothing counted, or level (margin 0)."""

    code: str | None = None
    name: str | None = None
    margin_pp: float | None = None
    votes: int | None = None


class ContestPreview(Record, frozen=True, kw_only=True):
    """What the next version would change in one contest; counted and valid are of the whole election.

    `waiting` is how many more forms would be counted; `areas` how many wards have changes that are not public.
    """

    contest: str
    title: str
    counted_before: int
    counted_after: int
    disputed_before: int
    disputed_after: int
    valid_before: int | None
    valid_after: int | None
    before: Leading
    after: Leading
    areas: int

    @property
    def waiting(self) -> int:
        """How many more forms would be counted; negative: fewer."""
        return self.counted_after - self.counted_before


class RaceMove(Record, frozen=True, kw_only=True):
    """A race, or a county of a national race, whose leader or lead the next version would change."""

    contest: str
    title: str
    area: AreaRef
    before: Leading
    after: Leading
    moved_pp: float | None = None

    @property
    def new_leader(self) -> bool:
        """Whether another candidate would lead; a first figure is no change of leader."""
        return self.before.code is not None and self.after.code != self.before.code


class Correction(Record, frozen=True, kw_only=True):
    """A counting form that was corrected since the public version, with its reason."""

    form: UUID
    contest_title: str
    place: AreaRef
    revision: int
    reason: str
    at: datetime


class Preview(Record, frozen=True, kw_only=True):
    """What readers would see change with the next version; lists are bounded, `*_more` says what they leave out.

    `leaders_known` is false where the published files cannot be read from here.
    """

    contests: tuple[ContestPreview, ...]
    leaders: tuple[RaceMove, ...] = ()
    leaders_more: int = 0
    moves: tuple[RaceMove, ...] = ()
    held: tuple[HeldFormLine, ...] = ()
    held_total: int = 0
    corrections: tuple[Correction, ...] = ()
    corrections_total: int = 0
    leaders_known: bool = True


class Switched(Record, frozen=True, kw_only=True):
    """What was done: the election, what, and the mark afterwards; `request` waits for a second person."""

    election: str
    done: str
    mark: str
    request: UUID | None = None

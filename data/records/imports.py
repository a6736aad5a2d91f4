"""Records of imports: jobs with their preview and progress, rows that would change, refusals, mappings.

Read by pages of imports and sent by their API; made by `data.imports`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from data.records.results import Record
from data.records.words import N_

ImportKind = Literal["bundle", "stations", "boundaries", "candidates", "results"]
ImportFormat = Literal["matokeo", "nist-json", "nist-xml", "openelections"]
ImportStatus = Literal[
    "uploaded", "mapping", "checking", "previewed", "approved", "loading", "done", "refused", "failed", "cancelled"
]  # fmt: skip
KIND_WORDS: dict[str, str] = {
    "bundle": N_("Election bundle"),
    "stations": N_("Stations of the register"),
    "boundaries": N_("Boundaries"),
    "candidates": N_("Ballot"),
    "results": N_("Result forms"),
}
FORMAT_WORDS: dict[str, str] = {
    "matokeo": N_("Our own format"),
    "nist-json": N_("NIST SP 1500-100, JSON"),
    "nist-xml": N_("NIST SP 1500-100, XML"),
    "openelections": N_("CSV per precinct (OpenElections)"),
}
STATUS_WORDS: dict[str, str] = {
    "uploaded": N_("Waits for the check"),
    "mapping": N_("Needs a mapping"),
    "checking": N_("Being checked"),
    "previewed": N_("Waits for approval"),
    "approved": N_("Approved, waits"),
    "loading": N_("Being loaded"),
    "done": N_("Loaded"),
    "refused": N_("Refused"),
    "failed": N_("Failed"),
    "cancelled": N_("Cancelled"),
}
#: Work that a person waits for; the rest is over or waits for a person.
WORKING = frozenset({"uploaded", "checking", "approved", "loading"})
AGAIN = frozenset({"mapping", "previewed", "refused", "failed", "cancelled"})


_Name = dict[str, str]


class FileCount(Record, frozen=True, kw_only=True):
    """What an import does with one file of its own."""

    file: str
    kind: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    notes: tuple[str, ...] = ()


class ImportJob(Record, frozen=True, kw_only=True):
    """One job. `earlier` is the job that loaded the very same file, `preview` the hash that an approval must name."""

    uid: UUID
    job_id: int
    election: str | None
    kind: ImportKind
    format: ImportFormat
    status: ImportStatus
    origin: str
    file_name: str
    file_sha256: str
    file_bytes: int
    created_by: str | None
    created_at: datetime
    added: int
    changed: int
    unchanged: int
    refused: int
    preview: str | None
    previewed_at: datetime | None
    is_outdated: bool
    files: tuple[FileCount, ...]
    approved_by: str | None
    approved_at: datetime | None
    approve_reason: str | None
    stage: str | None
    rows_done: int
    rows_total: int
    cancel_asked: bool
    attempts: int
    fault: str | None
    remedy: str | None
    ended_at: datetime | None
    changed_at: datetime
    earlier: UUID | None = None
    earlier_at: datetime | None = None

    @property
    def percent(self) -> int | None:
        """How far the work is; `None` while nobody knows."""
        return min(100, 100 * self.rows_done // self.rows_total) if self.rows_total > 0 else None


class ImportPage(Record, frozen=True, kw_only=True):
    """Jobs, the newest first; `next` is asked for as `before`."""

    rows: tuple[ImportJob, ...]
    next: int | None


class ImportRefusal(Record, frozen=True, kw_only=True):
    """One thing refused, and what to do about it."""

    number: int
    file: str
    row: int | None
    field: str | None
    value: str | None
    code: str
    message: str
    remedy: str


class ImportRefusals(Record, frozen=True, kw_only=True):
    """Refusals in the order of the file."""

    rows: tuple[ImportRefusal, ...]
    next: int | None


class ImportChange(Record, frozen=True, kw_only=True):
    """One row that would be added (`before` is `None`) or changed."""

    number: int
    verdict: Literal["added", "changed"]
    file: str
    row: int | None
    thing: str
    before: dict[str, Any] | None
    after: dict[str, Any]


class ImportChanges(Record, frozen=True, kw_only=True):
    """Rows in the order of the file."""

    rows: tuple[ImportChange, ...]
    next: int | None


class Likely(Record, frozen=True, kw_only=True):
    """A place of the file and the station it may be: a person must say so."""

    place: str
    station: str
    name: str


class MappingFindings(Record, frozen=True, kw_only=True):
    """What a check found to ask: the file's columns with sample rows, and names that it could not place for sure."""

    header: tuple[str, ...] = ()
    samples: tuple[tuple[str, ...], ...] = ()
    columns: _Name = msgspec.field(default_factory=dict)
    contests: _Name = msgspec.field(default_factory=dict)
    candidates: _Name = msgspec.field(default_factory=dict)
    likely: tuple[Likely, ...] = ()
    unknown_places: int = 0
    remembered: str | None = None


class Mapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person said of a file: our column -> its header, its contests, candidates and places -> our codes."""

    columns: _Name = msgspec.field(default_factory=dict)
    contests: _Name = msgspec.field(default_factory=dict)
    candidates: _Name = msgspec.field(default_factory=dict)
    places: _Name = msgspec.field(default_factory=dict)
    name: str = ""
    confirmed: bool = False


class MappingView(Record, frozen=True, kw_only=True):
    """What the page of a mapping needs; `contests` and `candidates` are the election's (code, title)."""

    job: ImportJob
    mapping: Mapping
    findings: MappingFindings
    contests: tuple[tuple[str, str], ...]
    candidates: tuple[tuple[str, str], ...]


class Approval(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The person has read the preview with this hash and says why it is to be loaded."""

    preview: str
    reason: str

"""Records of a version as a whole: pointer, index, register, held forms, list of changes, manifest.

Part of `data.records`; read its docstring first.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from data.records.publication import PublicNotice
from data.records.results import AreaRef, Baseline, Party, Record, StationCounts


class Hold(Record, frozen=True, kw_only=True):
    """Why the pointer does not follow the count: mode `auto`, `hold` or `rolled_back`."""

    mode: str = "auto"
    reason: str | None = None
    since: datetime | None = None


class Pointer(Record, frozen=True, kw_only=True):
    """`latest.json`: which version of an election is the public one.

    `checked_at` is renewed by the publisher while it lives, also when nothing changed. After `stale_after_s`
    without a new version pages say so; 0: never, the election is over. `notices` are what managers tell the public now.
    """

    election: str
    version: int
    published_at: datetime
    status: str
    is_test: bool
    manifest_sha256: str
    hold: Hold
    checked_at: datetime
    stale_after_s: int = 300
    notices: tuple[PublicNotice, ...] = ()


class ContestLine(Record, frozen=True, kw_only=True):
    """A contest in the index: what tabs and the overview need without opening a document."""

    code: str
    title: str
    level: str
    status: str
    win_rule: dict[str, Any]
    races: int
    races_reported: int
    stations: StationCounts
    levels_published: tuple[str, ...]
    candidates: tuple[str, ...] = ()


class IndexNames(Record, frozen=True, kw_only=True):
    """What the index calls things in one other language, by code; `stations`: stations have names in it too."""

    election: str | None = None
    contests: dict[str, str] = msgspec.field(default_factory=dict)
    parties: dict[str, str] = msgspec.field(default_factory=dict)
    stations: bool = False


class VersionIndex(Record, frozen=True, kw_only=True):
    """`index.json` of a version: contests, levels, parties, geometry and the version that holds each document.

    `documents` maps `<contest>/<area>` to the number of the version whose folder has the file; a document
    that did not change is not written again. `geometry` maps a parent area's code to the SHA-256 of the
    TopoJSON of its children. `_forms/<area>` among the documents are forms with their history (`AreaForms`);
    `photos`: their photographs are published. `_incidents.json` among the files are public incidents
    (`PublicIncidents`); `reports`: anybody may report one. `cartograms` maps a level to the SHA-256 of its cells (under
    `/data/geo/`): a hexagon of equal size for each area, as `[column, row, group]` by code,
    where areas of one parent share a group. `languages` are those in which the
    data has names beside the registered ones; `names_sha256` is another when any of them, here or in places and
    stations, is another.
    """

    election: str
    title: str
    date: str
    type: str
    timezone: str
    version: int
    published_at: datetime
    status: str
    is_test: bool
    levels: tuple[str, ...]
    root: str
    contests: tuple[ContestLine, ...]
    parties: tuple[Party, ...]
    geometry: dict[str, str]
    documents: dict[str, int]
    files: dict[str, int]
    baseline: Baseline | None = None
    publish_states: tuple[str, ...] = ("verified", "confirmed")
    photos: bool = False
    reports: bool = False
    cartograms: dict[str, str] = msgspec.field(default_factory=dict)
    languages: tuple[str, ...] = ()
    names: dict[str, IndexNames] = msgspec.field(default_factory=dict)
    names_sha256: str = ""


class Place(Record, frozen=True, kw_only=True):
    """One area of the register for search, breadcrumbs and lists; `n` stations below it."""

    code: str
    name: str
    level: str
    parent: str | None
    stations: int
    registered: int | None = None
    neighbours: tuple[str, ...] = ()


class StationPlace(Record, frozen=True, kw_only=True):
    """One polling station of the register."""

    code: str
    name: str
    area: str
    registered: int | None = None
    latitude: float | None = None
    longitude: float | None = None


class CandidatePlace(Record, frozen=True, kw_only=True):
    """One candidate for search: whom, for which contest, where."""

    code: str
    name: str
    contest: str
    area: str
    party: str | None = None


class PlaceNames(Record, frozen=True, kw_only=True):
    """Names in one other language: areas by code, candidates by `<contest>/<area>/<code>`."""

    areas: dict[str, str] = msgspec.field(default_factory=dict)
    candidates: dict[str, str] = msgspec.field(default_factory=dict)


class Places(Record, frozen=True, kw_only=True):
    """`places.json`: areas and candidates of an election's register (areas in tree order); `names` by language."""

    election: str
    areas: tuple[Place, ...]
    candidates: tuple[CandidatePlace, ...]
    names: dict[str, PlaceNames] = msgspec.field(default_factory=dict)


class Stations(Record, frozen=True, kw_only=True):
    """`stations.json`: the polling stations of an election's register, in register order; `names`: language, code, name."""

    election: str
    stations: tuple[StationPlace, ...]
    names: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)


class HeldForm(Record, frozen=True, kw_only=True):
    """A form that the gate holds out of the totals, with the rule and its words."""

    contest: str
    station: AreaRef
    area: AreaRef
    rule: str
    detail: str
    votes: dict[str, int]
    received_at: datetime


class HeldForms(Record, frozen=True, kw_only=True):
    """`held.json`: every form held out of the totals of this version."""

    election: str
    version: int
    forms: tuple[HeldForm, ...]


class ContestChange(Record, frozen=True, kw_only=True):
    """What one version changed in one contest, for the list of versions."""

    contest: str
    counted: int
    counted_before: int
    disputed: int
    valid: int | None
    leader: str | None
    leader_name: str | None
    margin_pp: float | None
    documents: int


class VersionLine(Record, frozen=True, kw_only=True):
    """One published version in the list of changes, newest first."""

    version: int
    published_at: datetime
    kind: str
    reason: str
    forms: int
    corrections: int
    manifest_sha256: str | None
    contests: tuple[ContestChange, ...]


class Changes(Record, frozen=True, kw_only=True):
    """`changes.json`: the newest versions; `older` is the version whose `changes.json` goes on, or `None`."""

    election: str
    version: int
    versions: tuple[VersionLine, ...]
    older: int | None = None


class ManifestEntry(Record, frozen=True, kw_only=True):
    """One file of a version: SHA-256 of its plain bytes, size, and the version whose folder has it."""

    sha256: str
    bytes: int
    version: int


class AuditSeal(Record, frozen=True, kw_only=True):
    """The newest seal of the audit trail when a version was made: whoever edits the trail later contradicts it."""

    seal_id: int
    sha256: str
    sealed_at: datetime


class Manifest(Record, frozen=True, kw_only=True, omit_defaults=True):
    """`manifest.json`: SHA-256 of every file of the version, chained to the manifest before it and signed.

    `signature` is Ed25519 over the canonical bytes of the manifest without `signature`. `audit_seal` is left out
    where there was none.
    """

    election: str
    version: int
    published_at: datetime
    is_test: bool
    previous_version: int | None
    previous_sha256: str | None
    public_key: str
    files: dict[str, ManifestEntry]
    audit_seal: AuditSeal | None = None
    signature: str = ""

"""Records of provenance, public: every form behind a station's or an area's figures, with what happened to it.

`_forms/<area>.json` of a version (`AreaForms`), written by the publisher for a ward (its stations' forms) or any other
area (its own 34B and 34C). Never a person's name: only the role and the time of each step.
"""

from __future__ import annotations

from datetime import datetime

from data.records.results import AreaRef, Record


class FormStep(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One step in the life of a form.

    `step`: `entered`, `agreed`, `differed`, `verified`, `confirmed`, `held`, `disputed`, `released`, `superseded`;
    `role`: a role's code, `rule`, `import` or `system`.
    """

    step: str
    role: str
    at: datetime
    detail: str | None = None


class FormRevision(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One revision of a form, newest last; `votes` by candidate code in ballot order.

    `withheld`: a second person has yet to read the paper without knowing the figures, so they are not told: `votes` is
    empty, the sums are `None`. `checks_passed` and `accepted_warnings` are codes of `docs/checks.md`, `None` where the
    form was imported. `photos` are SHA-256 of pictures under `/data/photo/<sha256>.jpg`, empty where the election does
    not publish them; `photo_sha256` are those of the files as they were taken, always told.
    """

    revision: int
    state: str
    received_at: datetime | None
    valid: int | None
    rejected: int | None
    cast: int | None
    registered: int | None
    votes: dict[str, int]
    steps: tuple[FormStep, ...] = ()
    reason: str | None = None
    hold_rule: str | None = None
    receipt: str | None = None
    checks_passed: tuple[str, ...] | None = None
    accepted_warnings: tuple[str, ...] | None = None
    photos: tuple[str, ...] = ()
    photo_sha256: tuple[str, ...] = ()
    withheld: bool = False


class PublicForm(Record, frozen=True, kw_only=True, omit_defaults=True):
    """All revisions of one source's form of one station in one contest; `counting`: it enters the totals.

    `station` is a code, `None` where the form is of the area itself.
    """

    contest: str
    source: str
    counting: bool
    revisions: tuple[FormRevision, ...]
    station: str | None = None


class SourceComparison(Record, frozen=True, kw_only=True):
    """An area's own form (34B, 34C) beside the sum of the counting forms below it, by candidate code.

    `complete`: the counting forms of all stations below are in that sum, so that a difference is one.
    """

    contest: str
    source: str
    stated: dict[str, int]
    summed: dict[str, int]
    complete: bool


class AreaForms(Record, frozen=True, kw_only=True):
    """`_forms/<area>.json`: the forms of an area's stations and of the area itself; `stations` names those with forms."""

    election: str
    version: int
    area: AreaRef
    stations: tuple[AreaRef, ...] = ()
    forms: tuple[PublicForm, ...] = ()
    comparisons: tuple[SourceComparison, ...] = ()

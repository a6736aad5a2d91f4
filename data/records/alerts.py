"""Alerts: the kinds there are with their sentences and thresholds, and records of alerts, rules and steps.

Made by `data.alerts`, shown by `components.office.alert*`, described by the API. It holds words and shapes, no work.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from data.records.results import AreaRef, Record
from data.records.words import N_

Severity = Literal["low", "medium", "high", "critical"]
SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high", "critical")
AlertStatus = Literal["active", "investigating", "snoozed", "resolved"]
STATUSES: tuple[AlertStatus, ...] = ("active", "investigating", "snoozed", "resolved")
#: What a person may do with an alert.
StepName = Literal["take", "assign", "investigate", "snooze", "resolve", "reopen", "note"]


class RuleField(Record, frozen=True, kw_only=True):
    """A threshold of a kind: its name in the rule, words, unit, and the least and most it may be."""

    name: str
    words: str
    unit: str
    least: int = 0
    most: int = 0
    is_severity: bool = False


class AlertKind(Record, frozen=True, kw_only=True):
    """A kind of alert: title, sentence (its fields are the alert's numbers), thresholds, whether its past is known."""

    kind: str
    title: str
    sentence: str
    fields: tuple[RuleField, ...] = ()
    knows_past: bool = True


_MINUTES = RuleField(name="minutes", words=N_("Open after"), unit=N_("minutes"), least=0, most=1440)
_VOTES = RuleField(name="votes", words=N_("Votes apart, at least"), unit=N_("votes"), least=1, most=1_000_000)
_HOURS = RuleField(name="hours", words=N_("Forget after"), unit=N_("hours"), least=1, most=720)

_ALL = (
    AlertKind(
        kind="late_area",
        title=N_("Many late stations"),
        sentence=N_("{late} of {all} forms expected from {area} are late."),
        fields=(
            RuleField(name="share_pct", words=N_("Late, at least"), unit="%", least=1, most=100),
            RuleField(
                name="stations", words=N_("Late forms, at least"), unit=N_("forms"), least=1, most=100_000
            ),
        ),
        knows_past=False,
    ),
    AlertKind(
        kind="disputed_form",
        title=N_("Form held out for long"),
        sentence=N_("{station}, {contest}: held out of the totals since {since_at}."),
        fields=(_MINUTES,),
    ),
    AlertKind(
        kind="second_entry_waiting",
        title=N_("Second entries wait"),
        sentence=N_("{n} forms of {area} wait for a second entry, the oldest since {since_at}."),
        fields=(
            _MINUTES,
            RuleField(name="forms", words=N_("Waiting forms, at least"), unit=N_("forms"), least=1, most=100_000),
        ),
        knows_past=False,
    ),
    AlertKind(
        kind="incident_unattended",
        title=N_("Incident that nobody has taken"),
        sentence=N_("{category}: reported {since_at}, nobody has taken it."),
        fields=(
            _MINUTES,
            RuleField(name="severity", words=N_("Severity, at least"), unit="", is_severity=True),
        ),
    ),
    AlertKind(
        kind="incident_critical",
        title=N_("Critical incident"),
        sentence=N_("{category}: reported {since_at} as critical."),
    ),
    AlertKind(
        kind="anomaly",
        title=N_("Unusual form"),
        sentence=N_("{station}, {contest}: {score_pct} of 100 points for being unusual. A person should look."),
        fields=(
            RuleField(name="score_pct", words=N_("Points, at least"), unit=N_("of 100"), least=1, most=100),
        ),
    ),
    AlertKind(
        kind="sources_differ",
        title=N_("Area form differs from its stations"),
        sentence=N_("{contest}, {area}: form {source} is {votes} votes apart from the sum of its {all} stations."),
        fields=(_VOTES,),
        knows_past=False,
    ),
    AlertKind(
        kind="version_held",
        title=N_("Version held at the gate"),
        sentence=N_("The gate holds the next version back since {since_at}; open findings: {n}."),
    ),
    AlertKind(
        kind="publication_stale",
        title=N_("No new version"),
        sentence=N_("The last version is of {since_at}, and tallies have moved since."),
        fields=(
            RuleField(name="seconds", words=N_("Open after"), unit=N_("seconds"), least=10, most=86_400),
        ),
        knows_past=False,
    ),
    AlertKind(
        kind="tally_differs",
        title=N_("Tally differs from its forms"),
        sentence=N_("Tallies that differ from their forms: {n}, since {since_at}."),
    ),
    AlertKind(
        kind="import_failed",
        title=N_("Import failed"),
        sentence=N_("The import of {file} failed at {since_at}."),
        fields=(_HOURS,),
    ),
    AlertKind(
        kind="delivery_failed",
        title=N_("Message not delivered"),
        sentence=N_("Messages to {target} do not arrive: given up at {since_at}."),
        fields=(_HOURS,),
    ),
    AlertKind(
        kind="votes_went_down",
        title=N_("Votes went down"),
        sentence=N_("{station}, {contest}: a correction took {votes} votes away at {since_at}."),
        fields=(_VOTES, _HOURS),
    ),
)  # fmt: skip
KINDS: dict[str, AlertKind] = {one.kind: one for one in _ALL}
#: Instead of the kind's own sentence where many causes of one area share one alert.
MANY = N_("{n} more of this kind in {area}; the first ones have alerts of their own.")
AWAY = N_("The publisher does not answer; the last version is of {since_at}, and tallies have moved since.")
#: What evidence leads to, by the word that detectors store.
EVIDENCE = {
    "board": N_("Stations on the board"),
    "dossier": N_("Dossier of the station"),
    "form": N_("The form with its history"),
    "verify": N_("Bench for second entries"),
    "incident": N_("The incident"),
    "anomalies": N_("What the rules found"),
    "discrepancies": N_("Sources side by side"),
    "publish": N_("Publication"),
    "import": N_("The import"),
    "alert_rules": N_("Rules and webhooks"),
}


def sentence_of(kind: str, numbers: dict[str, Any]) -> str:
    """Return the English message id that tells an alert; its fields are in `numbers`."""
    if numbers.get("many"):
        return MANY
    return AWAY if numbers.get("publisher") == "away" else KINDS[kind].sentence


class Evidence(Record, frozen=True, kw_only=True):
    """Where to look: an address of the office and a word of `EVIDENCE`."""

    href: str
    what: str


class AlertLine(Record, frozen=True, kw_only=True):
    """An alert as lists show it; `places` are names from below the country down to its area."""

    uid: UUID
    kind: str
    severity: Severity
    status: AlertStatus
    area: AreaRef
    places: tuple[str, ...]
    station_code: str | None
    station_name: str | None
    numbers: dict[str, Any]
    evidence: tuple[Evidence, ...]
    assignee: str | None
    assignee_name: str | None
    opened_at: datetime
    changed_at: datetime
    snoozed_until: datetime | None
    resolved_at: datetime | None
    resolved_by: str | None
    outcome: str | None
    cause_gone: bool


class AlertCounts(Record, frozen=True, kw_only=True):
    """Alerts of an election that the person sees, by status (resolved ones are not counted) and severity of the open ones."""

    active: int
    investigating: int
    snoozed: int
    mine: int
    by_severity: dict[str, int]


class AlertPage(Record, frozen=True, kw_only=True):
    """A page of the queue; `next` goes into `after`, `None` on the last page."""

    alerts: tuple[AlertLine, ...]
    next: str | None
    counts: AlertCounts


class AlertEvent(Record, frozen=True, kw_only=True):
    """What happened to an alert; `person` is `None` where it happened by itself."""

    at: datetime
    kind: str
    person: str | None
    old: str | None
    new: str | None
    note: str | None


class Assignee(Record, frozen=True, kw_only=True):
    """Somebody whose areas cover the alert."""

    username: str
    name: str


class AlertRecord(Record, frozen=True, kw_only=True):
    """An alert with its history and who may be given it."""

    alert: AlertLine
    election: str
    events: tuple[AlertEvent, ...]
    assignees: tuple[Assignee, ...]


class AlertStep(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person does: `assignee` (user name, `None` nobody) of `assign`, `minutes` of `snooze`, `outcome` of `resolve`."""

    step: StepName
    assignee: str | None = None
    minutes: int | None = None
    outcome: str | None = None
    note: str | None = None


class Route(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is told in the office, whether they may be mailed too, and which webhooks (by uid) are called."""

    roles: tuple[Literal["election_manager", "super_admin"], ...] = ("election_manager", "super_admin")
    email: bool = True
    webhooks: tuple[UUID, ...] = ()


class AlertRule(Record, frozen=True, kw_only=True):
    """A rule as it holds for an election; `own` are the parts in which the election differs from the general rule."""

    kind: str
    enabled: bool
    severity: Severity
    thresholds: dict[str, Any]
    for_min: int
    clear_min: int
    route: Route
    own: tuple[str, ...] = ()
    changed_by: str | None = None
    changed_at: datetime | None = None


class RuleChange(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule as it shall be. `election` (code): for that one only, without `route`; `drop_own`: as the general rule again."""

    enabled: bool
    severity: Severity
    thresholds: dict[str, int | str]
    for_min: int = 0
    clear_min: int = 0
    route: Route | None = None
    election: str | None = None
    drop_own: bool = False


class DryRunAsk(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What would open with these thresholds in an election, over the last `hours` (0: only what holds now)."""

    election: str
    thresholds: dict[str, int | str]
    for_min: int = 0
    hours: int = 12


class WouldOpen(Record, frozen=True, kw_only=True):
    """An alert that would open, or would have opened; `until` is `None` while its cause holds."""

    area: AreaRef
    places: tuple[str, ...]
    station_name: str | None
    severity: Severity
    numbers: dict[str, Any]
    opens_at: datetime
    until: datetime | None


class DryRun(Record, frozen=True, kw_only=True):
    """The answer: how many, the first of them, and whether the past of this kind is known."""

    count: int
    now: int
    at_most: bool
    knows_past: bool
    alerts: tuple[WouldOpen, ...]

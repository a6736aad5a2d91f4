"""Records of the page of a ward (or any area): what the office's page draws and its JSON twin says.

Only public sums are in them: nothing of a form that waits for its second entry, but that it arrived. Unknown is `None`,
never 0. `*_pct` and `*_pp` have two decimals; formulas are in `docs/wards.md`.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from data.records.results import AreaRef, Record


class Indicator(Record, frozen=True, kw_only=True):
    """A figure of an area from elsewhere (population, schooling), with its source."""

    indicator: str
    title: str
    value: float
    unit: str
    year: int
    source: str


class WardPlace(Record, frozen=True, kw_only=True):
    """The area and its election. `registered_stations` says over how many stations `registered` is summed."""

    election: str
    election_title: str
    day: date
    status: str
    is_test: bool
    timezone: str
    area: AreaRef
    path: tuple[AreaRef, ...]
    is_leaf: bool
    leaves: int
    leaf_level: str
    child_level: str | None
    stations: int
    registered: int | None
    registered_stations: int
    neighbours: tuple[AreaRef, ...] = ()


class WardCandidate(Record, frozen=True, kw_only=True):
    """One candidate's public votes in the area. `swing_pp`: like for like, as the public pages have it."""

    code: str
    name: str
    party: str | None
    votes: int
    share_pct: float | None
    then_pct: float | None = None
    swing_pp: float | None = None


class WardCount(Record, frozen=True, kw_only=True):
    """How many forms are in which state. `counted` are those in the public totals.

    With `by_area` the figures come per area: `total` and `counted` are the stations those figures say they are of.
    """

    total: int | None
    reported: int
    counted: int | None
    preliminary: int
    verified: int
    confirmed: int
    disputed: int
    by_area: bool = False


class PastResult(Record, frozen=True, kw_only=True):
    """Who had the most votes in the area in an earlier election."""

    election: str
    title: str
    day: date
    winner: str
    party: str | None
    votes: int
    share_pct: float | None
    margin_pp: float | None
    turnout_pct: float | None


class Compared(Record, frozen=True, kw_only=True):
    """The earlier election that swing and volatility compare with; `moved` of `areas` lie otherwise now."""

    election: str
    title: str
    day: date
    areas: int
    moved: int
    leader: str | None
    leader_pct: float | None
    leader_party: str | None


class WardContest(Record, frozen=True, kw_only=True):
    """One contest in the area. Above its races (`races` > 1) there are counts only, no candidates.

    `holds`: whether who led then leads now: `candidate`, `party`, `changed`, or `None` while nothing can be said.
    `volatility_pp` is Pedersen's index, `effective` the effective number of candidates (Laakso and Taagepera),
    `turnout_sd_pp` the standard deviation of turnout over the elections of `past` and this one.
    """

    code: str
    title: str
    level: str
    races: int
    count: WardCount
    valid: int
    rejected: int | None
    turnout_pct: float | None
    candidates: tuple[WardCandidate, ...] = ()
    leader: str | None = None
    margin_votes: int | None = None
    margin_pp: float | None = None
    last_received_at: datetime | None = None
    compared: Compared | None = None
    holds: str | None = None
    volatility_pp: float | None = None
    effective: float | None = None
    effective_then: float | None = None
    turnout_sd_pp: float | None = None
    past: tuple[PastResult, ...] = ()


class WardRow(Record, frozen=True, kw_only=True):
    """A station of the ward, or an area directly below, in the chosen contest.

    `state` is that of the station's form (`None`: not reported); areas have counts instead.
    """

    code: str
    name: str
    registered: int | None
    turnout_pct: float | None
    leader: str | None
    leader_pct: float | None
    state: str | None = None
    is_late: bool = False
    received_at: datetime | None = None
    form: UUID | None = None
    stations: int | None = None
    reported: int | None = None
    counted: int | None = None
    disputed: int | None = None


class Arrivals(Record, frozen=True, kw_only=True):
    """How many forms had arrived at a moment."""

    at: datetime
    forms: int


class OpenIncident(Record, frozen=True, kw_only=True):
    """An incident that nobody has closed; `category` is its English title."""

    uid: UUID
    category: str
    severity: str
    status: str
    assigned: bool
    reported_at: datetime
    station_code: str | None = None
    station: str | None = None


class OpenFinding(Record, frozen=True, kw_only=True):
    """Something the anomaly rules find in a form or area; `rule` is `None` while a second typist must not know it."""

    rule: str | None
    score: float
    contest: str
    found_at: datetime
    area: str
    station_code: str | None = None
    station: str | None = None
    form: UUID | None = None


class OpenAlert(Record, frozen=True, kw_only=True):
    """An alert that is not resolved."""

    uid: UUID
    kind: str
    severity: str
    status: str
    assigned: bool
    opened_at: datetime
    area: str
    station_code: str | None = None
    station: str | None = None


class OpenMatters(Record, frozen=True, kw_only=True):
    """What is open in an area: the first of each kind, and how many there are in all."""

    incidents: tuple[OpenIncident, ...] = ()
    incidents_total: int = 0
    findings: tuple[OpenFinding, ...] = ()
    findings_total: int = 0
    alerts: tuple[OpenAlert, ...] = ()
    alerts_total: int = 0


class WardReport(Record, frozen=True, kw_only=True):
    """Everything about one area. `rows`, `arrivals` and `turnout_sd_pp` are of the contest `chosen`."""

    place: WardPlace
    contests: tuple[WardContest, ...]
    chosen: str | None
    rows: tuple[WardRow, ...]
    rows_level: str
    rows_of: int
    turnout_sd_pp: float | None
    arrivals: tuple[Arrivals, ...] | None
    open: OpenMatters
    indicators: tuple[Indicator, ...] = ()


class WardHit(AreaRef, frozen=True, kw_only=True):
    """One area found by name or code."""

    above: str | None = None


class WardsFound(Record, frozen=True, kw_only=True):
    """Areas that match what was typed, the best first."""

    areas: tuple[WardHit, ...]

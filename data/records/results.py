"""Records of figures: the results document of one contest in one area, and its parts.

The structs are the JSON of `docs/data.md` field by field (`msgspec` writes and reads them), so pages,
embeds, exports and the API show the same figure because they read the same record. Unknown is `None`,
never 0. Counts are whole numbers; `*_pct` and `*_pp` are rounded to two decimals by `data.stats`.
"""

from __future__ import annotations

from datetime import datetime

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all records."""


class AreaRef(Record, frozen=True, kw_only=True):
    """Names one area: its code, display name and level name (`county`)."""

    code: str
    name: str
    level: str


class Area(AreaRef, frozen=True, kw_only=True):
    """An area with its ancestors from the root down (itself not included)."""

    path: tuple[AreaRef, ...] = ()


class StationCounts(Record, frozen=True, kw_only=True):
    """How many stations an area has and in which state their counting forms are.

    `reported = preliminary + verified + confirmed + disputed`; `counted` are the ones in the figures.
    Where the counting source gives figures per area only (`by_area` of the document), the states are
    unknown, `reported` and `counted` are what the areas' figures state (`None`: they do not say), and
    `areas_reported` of `areas_total` areas have a figure.
    """

    total: int | None
    reported: int | None
    counted: int | None
    preliminary: int | None = 0
    verified: int | None = 0
    confirmed: int | None = 0
    disputed: int | None = 0
    areas_total: int | None = None
    areas_reported: int | None = None


class VoteTotals(Record, frozen=True, kw_only=True):
    """Sums over the counted forms of an area.

    A field is `None` when no counted form states it; `<field>_stations` says over how many it is summed
    when that is fewer than `stations.counted`. `turnout_pct` is cast / registered over the forms that
    state both. `registered` is the whole register of the area.
    """

    registered: int | None
    registered_counted: int | None = None
    registered_counted_stations: int | None = None
    cast: int | None = None
    cast_stations: int | None = None
    valid: int | None = None
    rejected: int | None = None
    rejected_stations: int | None = None
    turnout_pct: float | None = None


class Party(Record, frozen=True, kw_only=True):
    """A party as shown; `color` is `#rrggbb` as registered or `None`, never a computed colour."""

    code: str
    name: str
    abbreviation: str
    color: str | None = None


class CandidateTotal(Record, frozen=True, kw_only=True):
    """One candidate's votes in an area, with the comparison to the earlier election when there is one.

    `share_pct` is of valid votes counted. `swing_pp` is share now minus share then over the same wards,
    each weighted by the part of its stations that is counted (`data.stats.swing`).
    """

    code: str
    name: str
    party: Party | None
    votes: int
    share_pct: float | None
    ballot_order: int
    running_mate: str | None = None
    baseline_share_pct: float | None = None
    swing_pp: float | None = None


class ChildTotal(AreaRef, frozen=True, kw_only=True):
    """One row of the map and of the table: a direct sub-area (or a station when level is `station`).

    `votes` maps candidate code to votes and is empty when nothing is counted. Stations carry `state`,
    `source`, `received_at`, and `hold_rule` when disputed.
    """

    stations: StationCounts
    registered: int | None = None
    cast: int | None = None
    valid: int | None = None
    rejected: int | None = None
    turnout_pct: float | None = None
    votes: dict[str, int] = {}
    leader: str | None = None
    margin_votes: int | None = None
    margin_pp: float | None = None
    swing: dict[str, float] = {}
    baseline: dict[str, float] = {}
    state: str | None = None
    received_at: datetime | None = None
    hold_rule: str | None = None
    revision: int | None = None


class RaceLine(Record, frozen=True, kw_only=True):
    """One race in the list of a contest seen from above its level (every governor's race)."""

    area: AreaRef
    leader: str | None
    leader_name: str | None
    party: Party | None
    second: str | None
    second_name: str | None
    second_party: Party | None
    votes: int | None
    second_votes: int | None
    valid: int | None
    margin_votes: int | None
    margin_pp: float | None
    share_pct: float | None
    stations: StationCounts
    complete: bool


class SeatLine(Record, frozen=True, kw_only=True):
    """Seats of one party over the races of a contest: `leading` now, of which `complete` are fully counted."""

    party: Party
    leading: int
    complete: int


class HistoryPoint(Record, frozen=True, kw_only=True):
    """What the totals were at a moment: cumulative forms counted and votes by candidate code."""

    at: datetime
    counted: int
    votes: dict[str, int]


class JustIn(Record, frozen=True, kw_only=True):
    """One of the newest counted forms below an area."""

    station: AreaRef
    area: AreaRef
    received_at: datetime
    votes: dict[str, int]


class WardStations(Record, frozen=True, kw_only=True):
    """Form states of a ward's stations in register order, one letter each.

    `n` not reported, `p` preliminary, `v` verified, `c` confirmed, `d` disputed.
    """

    ward: AreaRef
    parent: AreaRef
    states: str


class WinCondition(Record, frozen=True, kw_only=True):
    """One condition of a win rule for one candidate; `met` so far, `needed` areas still missing."""

    candidate: str
    share_pct: float | None
    share_met: bool
    spread_met_areas: int
    spread_below_areas: int
    spread_unreported_areas: int
    spread_needed: int


class WinState(Record, frozen=True, kw_only=True):
    """The contest's win rule as data and where each candidate stands; never a projection."""

    kind: str
    share_pct: float | None = None
    spread_level: str | None = None
    spread_share_pct: float | None = None
    spread_areas: int | None = None
    spread_areas_total: int | None = None
    conditions: tuple[WinCondition, ...] = ()


class OtherSource(Record, frozen=True, kw_only=True):
    """Totals of another source of the same race (declared county totals); beside the figures, never added."""

    source: str
    areas: int
    stations: int
    valid: int | None
    votes: dict[str, int]


class Baseline(Record, frozen=True, kw_only=True):
    """The earlier election that swing compares with."""

    election: str
    title: str
    date: str
    candidates: dict[str, str] = {}
    shares: dict[str, float] = {}


class Estimate(Record, frozen=True, kw_only=True):
    """A figure that is an estimate and why, e.g. registered voters counted where the register has county totals only."""

    value: int
    pct: float
    reason: str


class ResultsDocument(Record, frozen=True, kw_only=True):
    """All public figures of one contest in one area at one version (`/data/<e>/v<N>/<contest>/<area>.json`)."""

    election: str
    contest: str
    version: int
    published_at: datetime
    status: str
    is_test: bool
    area: Area
    stations: StationCounts
    votes: VoteTotals
    election_title: str = ""
    election_date: str = ""
    contest_title: str = ""
    contest_level: str = ""
    child_level: str | None = None
    timezone: str = "UTC"
    as_of: datetime | None = None
    by_area: bool = False
    candidates: tuple[CandidateTotal, ...] = ()
    leader: str | None = None
    margin_votes: int | None = None
    margin_pp: float | None = None
    win: WinState | None = None
    children: tuple[ChildTotal, ...] = ()
    races: tuple[RaceLine, ...] = ()
    seats: tuple[SeatLine, ...] = ()
    registered_counted_estimate: Estimate | None = None
    history: tuple[HistoryPoint, ...] = ()
    just_in: tuple[JustIn, ...] = ()
    ward_stations: tuple[WardStations, ...] = ()
    other_sources: tuple[OtherSource, ...] = ()
    baseline: Baseline | None = None
    geometry: str | None = None

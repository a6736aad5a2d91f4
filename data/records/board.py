"""Records of the station board: its pages, counts, matrix, map, and the dossier of one station.

The JSON of the office's API under `/api/v1/board` field by field. Nothing here holds a figure of a form; `hold_detail` is
`None` where its words would show figures to somebody who could still be the second typist.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from data.records.entry import Code, Moment, Note
from data.records.results import AreaRef, Record
from data.records.verify import DossierStep

BoardState = Literal["held", "disputed", "not_reported", "preliminary", "verified", "confirmed"]
BoardOrder = Literal["attention", "code", "received", "late"]
ContactKind = Literal["called", "no_answer", "promised", "message", "visited", "other"]
#: In the order of attention.
BOARD_STATES: tuple[BoardState, ...] = (
    "held", "disputed", "not_reported", "preliminary", "verified", "confirmed",
)  # fmt: skip
BOARD_ORDERS: tuple[BoardOrder, ...] = ("attention", "code", "received", "late")
CONTACT_KINDS: tuple[ContactKind, ...] = (
    "called", "no_answer", "promised", "message", "visited", "other",
)  # fmt: skip


class ExpectedFrom(Record, frozen=True, kw_only=True):
    """What an expected time was learnt from: `arrived` of `all` forms of the centre or area (`of`: `centre` or a level) are in.

    `name` is the centre's or the area's; `middle_at` is when the middle one of them arrived.
    """

    of: str
    name: str
    arrived: int
    all: int
    middle_at: datetime


class BoardObserver(Record, frozen=True, kw_only=True):
    """Who is assigned to a station, and when the system last heard of the person (`form`, `incident` or `session`)."""

    username: str
    name: str
    last_contact_at: datetime | None = None
    last_contact: Literal["form", "incident", "session"] | None = None


class StationContact(Record, frozen=True, kw_only=True):
    """What a manager wrote down about reaching a station: "called, no answer", "promised at 20:30"."""

    at: datetime
    by: str
    kind: str
    note: str | None = None
    promised_at: datetime | None = None
    contest: str | None = None


class BoardRow(Record, frozen=True, kw_only=True):
    """One station in one contest. `where` runs from below the root down to the ward.

    `late`: not reported, and past `expected_at` by more than the tolerance. `expected_at` is `None` once it is in, or while
    there is nothing to learn from. `sources` are those received, sorted. `contact` is the last one written down.
    """

    station: str
    station_name: str
    contest: str
    contest_title: str
    where: tuple[AreaRef, ...]
    state: BoardState
    late: bool
    attention: int
    received_at: datetime | None = None
    expected_at: datetime | None = None
    expected_from: ExpectedFrom | None = None
    form: UUID | None = None
    hold_rule: str | None = None
    hold_detail: str | None = None
    findings: int = 0
    sources: tuple[str, ...] = ()
    sources_differ: bool = False
    observers: tuple[BoardObserver, ...] = ()
    contact: StationContact | None = None
    seq: int = 0


class BoardPage(Record, frozen=True, kw_only=True):
    """A page of the board. `next` asks for the following one, `None` at the end.

    `total` counts all pages' rows; without `total_exact` there are at least so many. `built` is false while the election has
    no board (a draft, or long over). `pulse` grows when rows change; `tolerance_min` is the tolerance of lateness.
    """

    election: str
    rows: tuple[BoardRow, ...]
    next: str | None = None
    total: int = 0
    total_exact: bool = True
    built: bool = True
    as_of: datetime
    pulse: int = 0
    tolerance_min: int = 45


class BoardContest(Record, frozen=True, kw_only=True):
    """A contest of the board, in ballot order."""

    code: str
    title: str


class RuleCount(Record, frozen=True, kw_only=True):
    """How many forms a rule holds (`manager`: disputed by a person)."""

    rule: str
    forms: int


class SourceCount(Record, frozen=True, kw_only=True):
    """At how many station x contest rows a source has arrived."""

    source: str
    rows: int


class BoardCounts(Record, frozen=True, kw_only=True):
    """Station x contest rows of an area by state; `late` are among `not_reported`."""

    total: int = 0
    held: int = 0
    disputed: int = 0
    not_reported: int = 0
    preliminary: int = 0
    verified: int = 0
    confirmed: int = 0
    late: int = 0

    @property
    def arrived(self) -> int:
        """How many have a form."""
        return self.total - self.not_reported


class AreaCount(Record, frozen=True, kw_only=True):
    """An area with its counts; `counts.not_reported` is what its list is sorted by."""

    area: AreaRef
    counts: BoardCounts


class BoardFacets(Record, frozen=True, kw_only=True):
    """Counts of what the asker sees, of one contest (else all) in one area (else all).

    `areas` are the areas below (counties of the country), the most forms missing first. `differ`, `findings` and `unobserved`
    count rows whose sources differ, that have open findings, and whose station has no observer.
    """

    election: str
    counts: BoardCounts
    checks: tuple[RuleCount, ...] = ()
    sources: tuple[SourceCount, ...] = ()
    differ: int = 0
    findings: int = 0
    unobserved: int = 0
    areas: tuple[AreaCount, ...] = ()
    contests: tuple[BoardContest, ...] = ()
    built: bool = True
    as_of: datetime
    pulse: int = 0


class MatrixCell(Record, frozen=True, kw_only=True):
    """An area in one contest. `share_in_pct` of its stations have a form (`None`: it has none to report).

    `late_median_min`: minutes past the expected time, of the middle late one. `stuck` runs from 0 (nothing waits for anybody)
    to 1; its formula is in docs/board.md.
    """

    contest: str
    counts: BoardCounts
    share_in_pct: float | None = None
    late_median_min: float | None = None
    stuck: float = 0.0


class MatrixLine(Record, frozen=True, kw_only=True):
    """One area of the matrix; `cells` in the order of the matrix's contests. `open`: it can be drilled into."""

    area: AreaRef
    cells: tuple[MatrixCell, ...]
    stuck: float = 0.0
    open: bool = True


class BoardMatrix(Record, frozen=True, kw_only=True):
    """Areas x contests of what the asker sees. `path` are the areas above the lines, from the root down; `level` the lines'."""

    election: str
    level: str
    path: tuple[AreaRef, ...]
    contests: tuple[BoardContest, ...]
    lines: tuple[MatrixLine, ...]
    built: bool = True
    as_of: datetime
    pulse: int = 0


class MapArea(Record, frozen=True, kw_only=True):
    """One area of the map."""

    code: str
    name: str
    counts: BoardCounts
    share_in_pct: float | None = None
    late_median_min: float | None = None
    stuck: float = 0.0


class BoardMap(Record, frozen=True, kw_only=True):
    """Areas of one level in one contest (`None`: all together), for shading."""

    election: str
    level: str
    contest: str | None
    areas: tuple[MapArea, ...]
    built: bool = True
    as_of: datetime
    pulse: int = 0


class DossierForm(Record, frozen=True, kw_only=True):
    """A form of the station. No figures: `/manage/forms/<uid>` shows them to whoever may see them (`figures_shown`)."""

    uid: UUID
    contest: str
    source: str
    counting: bool
    revision: int
    current: bool
    state: str
    received_at: datetime
    entered_by: str | None = None
    reason: str | None = None
    hold_rule: str | None = None
    hold_detail: str | None = None
    figures_shown: bool = False
    photos: tuple[UUID, ...] = ()
    steps: tuple[DossierStep, ...] = ()


class DossierIncident(Record, frozen=True, kw_only=True):
    """An incident at the station that the asker may see."""

    uid: UUID
    category: str
    title: str
    severity: str
    status: str
    reported_at: datetime


class DossierFinding(Record, frozen=True, kw_only=True):
    """An open finding of the anomaly rules about a form of the station; never its numbers."""

    rule: str
    contest: str
    form: UUID
    score: float
    found_at: datetime


class DossierAlert(Record, frozen=True, kw_only=True):
    """An alert about the station."""

    uid: UUID
    kind: str
    severity: str
    status: str
    opened_at: datetime


class DossierEvent(Record, frozen=True, kw_only=True):
    """A line of the station's history: what (`form`, a step of one, `contact`, `incident`), about which contest, by whom."""

    at: datetime
    what: str
    contest: str | None = None
    by: str | None = None
    detail: str | None = None
    uid: UUID | None = None


class StationDossier(Record, frozen=True, kw_only=True):
    """Everything about one station of an election, newest first where there is an order in time.

    `point` is latitude and longitude; `registered` the register's own number.
    """

    election: str
    is_test: bool
    timezone: str
    station: str
    station_name: str
    registered: int | None
    path: tuple[AreaRef, ...]
    rows: tuple[BoardRow, ...]
    point: tuple[float, float] | None = None
    forms: tuple[DossierForm, ...] = ()
    observers: tuple[BoardObserver, ...] = ()
    contacts: tuple[StationContact, ...] = ()
    incidents: tuple[DossierIncident, ...] = ()
    findings: tuple[DossierFinding, ...] = ()
    alerts: tuple[DossierAlert, ...] = ()
    history: tuple[DossierEvent, ...] = ()
    as_of: datetime
    tolerance_min: int = 45


class ContactSubmission(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a manager writes down (`POST /api/v1/board/contacts`); `promised` needs its time."""

    election: Code
    station: Code
    kind: ContactKind
    note: Note | None = None
    promised_at: Moment | None = None
    contest: Code | None = None

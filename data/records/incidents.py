"""Records of incidents beyond the report itself: drafts to store, what the public may see, the managers' queue and map.

Imported directly (`from data.records.incidents import ...`) by `data.incidents`, the office's API and components. The JSON
field by field.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from data.records.entry import Code, IncidentRecord, Moment, Note, Severity
from data.records.results import AreaRef, Record

Status = Literal["reported", "investigating", "resolved", "dismissed"]
Reporter = Literal["observer", "manager", "public", "feed"]
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]


class IncidentDraft(Record, frozen=True, kw_only=True):
    """One incident to be stored with many others; at a station, at a point, or in an area (then drawn at its label point).

    `reported_by` is a user id; `None` only for reports of the public or of a feed.
    """

    uid: UUID
    category: str
    severity: Severity
    description: str
    happened_at: Moment
    reported_at: Moment
    station_id: int | None = None
    area_id: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    reporter: Reporter = "observer"
    reported_by: int | None = None


class PublicIncident(Record, frozen=True, kw_only=True):
    """One incident as everybody may see it: a moderator's words, an hour, an area; nothing of who reported it.

    `key` is stable and says nothing; `cell` is an H3 index (hexadecimal) of the area, never of the place itself.
    """

    key: str
    category: str
    category_title: str
    severity: str
    status: str
    hour: datetime
    area: AreaRef
    cell: str | None
    text: str


# The queue ---------------------------------------------------------------------------------------------


class PersonRef(Record, frozen=True, kw_only=True):
    """A person who may be given an incident."""

    user: UUID
    name: str


class QueueIncident(Record, frozen=True, kw_only=True):
    """One line of the managers' queue; `overdue_at` is when the next rule of escalation would reach it."""

    incident: UUID
    receipt: str
    category: str
    category_title: str
    severity: str
    status: str
    area: AreaRef
    place: tuple[str, ...]
    station: AreaRef | None
    happened_at: datetime
    reported_at: datetime
    changed_at: datetime
    overdue_at: datetime | None
    escalated_at: datetime | None
    assigned: PersonRef | None
    visibility: str
    waiting: bool
    source: str
    merged: int
    begins: str


class QueuePart(Record, frozen=True, kw_only=True):
    """How many incidents of the queue fall into each value of one filter, the other filters holding."""

    name: str
    counts: dict[str, int]


class IncidentQueue(Record, frozen=True, kw_only=True):
    """A page of the queue, most severe first, then oldest; `next` continues it."""

    incidents: tuple[QueueIncident, ...]
    next: str | None
    total: int
    facets: tuple[QueuePart, ...]
    people: tuple[PersonRef, ...]


# One incident ------------------------------------------------------------------------------------------


class StationContest(Record, frozen=True, kw_only=True):
    """A contest of the incident's station: the state of its counting form and whether it is in the public totals."""

    code: str
    title: str
    form: UUID | None
    state: str | None
    counts: bool
    hold: str | None


class OtherIncident(Record, frozen=True, kw_only=True):
    """Another incident in few words; `distance_m` where it was compared by place."""

    incident: UUID
    receipt: str
    category_title: str
    severity: str
    status: str
    happened_at: datetime
    description: str
    distance_m: float | None = None


class Outline(Record, frozen=True, kw_only=True):
    """The border of an area as an SVG path (y downwards is south), and its box in degrees."""

    name: str
    path: str
    west: float
    south: float
    east: float
    north: float


class IncidentCase(Record, frozen=True, kw_only=True):
    """What a manager sees of an incident beside its record."""

    record: IncidentRecord
    source: str
    visibility: str
    public_text: str | None
    moderated_at: datetime | None
    moderated_by: str | None
    assigned: PersonRef | None
    escalated_at: datetime | None
    escalation_rule: str | None
    merged_into: OtherIncident | None
    merged: tuple[OtherIncident, ...]
    alike: tuple[OtherIncident, ...]
    here: tuple[OtherIncident, ...]
    contests: tuple[StationContest, ...]
    people: tuple[PersonRef, ...]
    longitude: float | None
    latitude: float | None
    precise: bool
    outline: Outline | None


class AssignAsk(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Give incidents to a person, or (`user` null) to nobody."""

    incidents: Annotated[tuple[UUID, ...], msgspec.Meta(min_length=1, max_length=100)]
    user: UUID | None
    note: Note = ""


class SeverityAsk(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Change how serious an incident is, with a reason."""

    severity: Severity
    note: Reason


class MergeAsk(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Merge an incident into another one of the same election: it is dismissed and seen from there."""

    into: UUID
    note: Note = ""


class UnmergeAsk(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Take a merge back."""

    note: Note = ""


class ModerateAsk(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Show an incident to the public in a moderator's words, or keep it (or take it back) from it."""

    visibility: Literal["public", "internal"]
    text: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    note: Note = ""


class CategoryAsk(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Add a category, or change its title, place in the list, or whether it can be reported."""

    category: Annotated[str, msgspec.Meta(pattern=r"^[a-z_]{2,40}$")]
    title: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    order: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 0
    active: bool = True


class CategoryLine(Record, frozen=True, kw_only=True):
    """A category with how it is used."""

    category: str
    title: str
    order: int
    active: bool


class Escalation(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule: what is so severe, in that status, and untouched for so many minutes is raised, or marked only."""

    rule: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
    severity: Severity
    status: Literal["reported", "investigating"]
    minutes: Annotated[int, msgspec.Meta(ge=1, le=10080)]
    raise_to: Severity | None = None
    active: bool = True


class IncidentRules(Record, frozen=True, kw_only=True):
    """Categories and rules of escalation, retired ones too."""

    categories: tuple[CategoryLine, ...]
    escalations: tuple[Escalation, ...]


# The map -----------------------------------------------------------------------------------------------


class HeatCell(Record, frozen=True, kw_only=True, array_like=True):
    """A hexagon: its H3 index, how many incidents, how many of them high or critical, its corners (longitude, latitude)."""

    cell: str
    incidents: int
    urgent: int
    corners: tuple[tuple[float, float], ...]


class HourCount(Record, frozen=True, kw_only=True, array_like=True):
    """How many incidents happened in an hour."""

    hour: datetime
    incidents: int


class Heat(Record, frozen=True, kw_only=True):
    """The heatmap at one resolution; `cut` when there are more hexagons than are sent; `unplaced` have no place."""

    resolution: int
    cells: tuple[HeatCell, ...]
    cut: bool
    hours: tuple[HourCount, ...]
    unplaced: int
    total: int


class MapPoint(Record, frozen=True, kw_only=True):
    """One incident on the map; not `precise` where only its station or area is known."""

    incident: UUID
    longitude: float
    latitude: float
    category: str
    severity: str
    status: str
    happened_at: datetime
    precise: bool


class MapPoints(Record, frozen=True, kw_only=True):
    """Incidents in a box, newest first; `next` continues."""

    points: tuple[MapPoint, ...]
    next: int | None


class Hotspot(Record, frozen=True, kw_only=True):
    """An area with its incidents against its stations; `times` is its shrunk rate over that of all areas asked for.

    `surprise` is -log10 of the chance of so many or more if its rate were that of all.
    """

    area: AreaRef
    incidents: int
    urgent: int
    stations: int
    expected: float
    times: float
    surprise: float


class Hotspots(Record, frozen=True, kw_only=True):
    """Areas of a level, hottest first."""

    level: str
    hotspots: tuple[Hotspot, ...]
    incidents: int
    stations: int


class PublicReport(Record, frozen=True, kw_only=True):
    """What a stranger sends, as read from the form; blank fields are `None`."""

    election: Code
    category: Code
    description: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
    happened_at: Moment
    area: Code | None = None
    station: Code | None = None

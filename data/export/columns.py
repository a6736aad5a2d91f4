"""What every column of every table means: the codebook's words, the schemas of `datapackage.json`, the workbook's list.

Tests compare it with the headers that the writers really write. Words only; nothing is read here.
"""

from __future__ import annotations

from dataclasses import dataclass

STATUSES = (
    "pre-election", "unofficial-partial", "unofficial-complete", "certified", "correction", "recount",
)  # fmt: skip
STATES = ("not reported", "preliminary", "verified", "confirmed", "disputed")
UNKNOWN = "Empty: unknown, never zero."


@dataclass(frozen=True)
class Column:
    """One column: type in the words of Frictionless, meaning, unit, what an empty cell says, what it may hold.

    `values` are fixed; `of` names where a version lists them: `levels`, `contests`, `parties`.
    """

    name: str
    type: str
    meaning: str
    unit: str = ""
    nothing: str = ""
    values: tuple[str, ...] = ()
    of: str = ""


@dataclass(frozen=True)
class Table:
    """One kind of table: what a row is, which columns tell rows apart, in which files it is."""

    name: str
    title: str
    grain: str
    files: tuple[str, ...]
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()


_MARKS = (
    Column("election", "string", "Code of the election."),
    Column("version", "integer", "Number of the published version that the row is from.", "version"),
    Column("as_of", "datetime", "When the newest form in the figure came in, UTC."),
    Column("is_test", "boolean", "true: a rehearsal, never results."),
    Column("status", "string", "Status of the count, in the words of NIST SP 1500-100.", values=STATUSES),
    Column("contest", "string", "Code of the contest.", of="contests"),
)
_STATIONS = (
    Column("stations_total", "integer", "Polling stations of the area.", "stations", UNKNOWN),
    Column(
        "stations_reported", "integer", "Of these: with a form, in the figures or not.", "stations", UNKNOWN
    ),
    Column("stations_counted", "integer", "Of these: with a form in the figures.", "stations", UNKNOWN),
)
_STATE = Column(
    "state", "string", "State of a station's counting form.", nothing="Empty on rows of areas.", values=STATES
)
_FIGURES = (
    Column("registered", "integer", "Registered voters, counted or not.", "voters", UNKNOWN),
    Column("cast", "integer", "Ballots cast, over the counted forms.", "ballots", UNKNOWN),
    Column("valid", "integer", "Valid votes, over the counted forms.", "votes", UNKNOWN),
    Column("rejected", "integer", "Rejected ballots, over the counted forms.", "ballots", UNKNOWN),
    Column("turnout_pct", "number", "cast / registered, over the forms that state both.", "percent", UNKNOWN),
)
_NOBODY = "Empty: nobody stands here, or nothing is counted."

RESULTS = Table(
    "results",
    "Results of a contest",
    "One row for each candidate in each area and in each polling station. Rows of an area and of what lies in it hold the "
    "same votes: filter by `level` before adding up.",
    ("<contest>.csv", "<contest>.xlsx (each sheet of rows)"),
    (
        *_MARKS,
        Column("level", "string", "Level of the area, or station.", of="levels"),
        Column("area_code", "string", "Code of the area or station."),
        Column("area_name", "string", "Name of the area or station."),
        Column("parent_code", "string", "Code of the area around it.", nothing="Empty at the top."),
        *_STATIONS,
        _STATE,
        *_FIGURES,
        Column("candidate_code", "string", "Code of the candidate, unique in the contest.", nothing=_NOBODY),
        Column("candidate_name", "string", "Name of the candidate.", nothing=_NOBODY),
        Column("party_code", "string", "Code of the party.", nothing="Empty: no party.", of="parties"),
        Column("votes", "integer", "Votes in the counted forms.", "votes", "Empty: not reported, never zero."),
        Column("share_pct", "number", "Share of the valid votes counted.", "percent", UNKNOWN),
    ),
)  # fmt: skip

SHAPES = Table(
    "shapes",
    "Properties of a GeoJSON",
    "One feature for each area of a level, or for each polling station. The geometry is null where no shape or place is "
    "known.",
    ("<contest>.geojson",),
    (
        *_MARKS,
        Column("level", "string", "Level of the area, or station.", of="levels"),
        Column("code", "string", "Code of the area or station."),
        Column("name", "string", "Name of the area or station."),
        Column("parent_code", "string", "Code of the area around it."),
        *_STATIONS,
        _STATE,
        *_FIGURES,
        Column("leader_code", "string", "Code of who leads.", nothing="Null: nobody leads, or nothing is counted."),
        Column("leader_name", "string", "Name of who leads.", nothing="Null: nobody leads."),
        Column("leader_party", "string", "Code of that party.", nothing="Null: no party.", of="parties"),
        Column("leader_votes", "integer", "Votes of who leads.", "votes", UNKNOWN),
        Column("leader_share_pct", "number", "Share of who leads in the valid votes.", "percent", UNKNOWN),
        Column("margin_votes", "integer", "Votes between the first and the second.", "votes", UNKNOWN),
        Column("margin_pp", "number", "The same in percentage points.", "percentage points", UNKNOWN),
        Column("votes", "object", "Votes by candidate code.", "votes", "Empty object: nothing is counted, never zeros."),
    ),
    ("code",),
)  # fmt: skip

AREAS = Table(
    "areas",
    "Areas of the register",
    "One row for each area, a parent before what lies in it.",
    ("areas.csv",),
    (
        Column("code", "string", "Code of the area, unique in the election."),
        Column("name", "string", "Name of the area."),
        Column("level", "string", "Its level.", of="levels"),
        Column("parent_code", "string", "Code of the area around it.", nothing="Empty at the top."),
        Column("stations", "integer", "Polling stations in it.", "stations"),
        Column("registered", "integer", "Registered voters.", "voters", UNKNOWN),
    ),
    ("code",),
)

STATIONS = Table(
    "stations",
    "Polling stations of the register",
    "One row for each polling station, in the order of the register.",
    ("stations.csv",),
    (
        Column("code", "string", "Code of the station, unique in the election."),
        Column("name", "string", "Name of the station."),
        Column("area_code", "string", "Code of the area it lies in."),
        Column("registered", "integer", "Registered voters.", "voters", UNKNOWN),
        Column("latitude", "number", "Degrees north, WGS 84.", "degrees", UNKNOWN),
        Column("longitude", "number", "Degrees east, WGS 84.", "degrees", UNKNOWN),
    ),
    ("code",),
)

CANDIDATES = Table(
    "candidates",
    "Candidates",
    "One row for each candidate in each race.",
    ("candidates.csv",),
    (
        Column("contest", "string", "Code of the contest.", of="contests"),
        Column("area_code", "string", "Code of the area of the race."),
        Column("code", "string", "Code of the candidate, unique in the contest."),
        Column("name", "string", "Name of the candidate."),
        Column("party_code", "string", "Code of the party.", nothing="Empty: no party.", of="parties"),
    ),
    ("contest", "area_code", "code"),
)

PARTIES = Table(
    "parties",
    "Parties",
    "One row for each party.",
    ("parties.csv",),
    (
        Column("code", "string", "Code of the party."),
        Column("name", "string", "Name of the party."),
        Column("abbreviation", "string", "Short name."),
        Column("color", "string", "Colour as registered, #rrggbb.", nothing="Empty: none registered."),
    ),
    ("code",),
)

CONTESTS = Table(
    "contests",
    "Contests",
    "One row for each contest.",
    ("contests.csv",),
    (
        Column("code", "string", "Code of the contest."),
        Column("title", "string", "Title of the contest."),
        Column("level", "string", "Level of its races.", of="levels"),
        Column("status", "string", "Status of the count.", values=STATUSES),
        Column("races", "integer", "Races of the contest.", "races"),
        Column("races_reported", "integer", "Of these: with a counted form.", "races"),
        *_STATIONS,
    ),
    ("code",),
)

#: Tables that stand once in an archive, whatever the contests are.
REGISTERS = (CONTESTS, AREAS, STATIONS, CANDIDATES, PARTIES)
TABLES = (RESULTS, SHAPES, *REGISTERS)

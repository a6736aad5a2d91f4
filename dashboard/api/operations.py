"""Every GET of the public data and API: its address, its parameters, what it answers with, how the example asks.

Read by `dashboard.api.openapi`, which makes the description of it. A test asks every example.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboard.api.elections import Elections, ElectionSummary, StationFigures, StationForms
from dashboard.api.slices import MOST_ROWS, USUAL_ROWS, AreaRows
from data.records import (
    AreaForms,
    Changes,
    HeldForms,
    Manifest,
    Places,
    Pointer,
    ResultsDocument,
    Stations,
    VersionIndex,
)
from data.records.publication import PublicIncidents
from data.rehearsed import Announcement
from data.search import Found


@dataclass(frozen=True)
class Operation:
    """One GET: its address, what it is, what it answers with and how the example asks."""

    path: str
    name: str
    summary: str
    answer: type | str
    parameters: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    errors: tuple[int, ...] = (404, 503)
    immutable: bool = False
    media: str = "application/json"


PARAMETERS: dict[str, dict[str, Any]] = {
    "level": {"description": "A level of the geography.", "example": "county", "schema": {"type": "string"}},
    "election": {"description": "Code of the election.", "example": "fx-2026", "schema": {"type": "string"}},
    "version": {
        "description": "The letter v and the number of a version.",
        "example": "v1",
        "schema": {"type": "string", "pattern": "^v[1-9][0-9]{0,8}$"},
    },
    "contest": {"description": "Code of the contest.", "example": "president", "schema": {"type": "string"}},
    "area": {"description": "Code of the area.", "example": "001", "schema": {"type": "string"}},
    "code": {
        "description": "Code of the polling station.",
        "example": "001000100001001",
        "schema": {"type": "string"},
    },
    "sha": {
        "description": "SHA-256 that `geometry` in a version's index names for a parent area.",
        "example": "0" * 64,
        "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    },
    "photo": {
        "description": "SHA-256 of a picture that a form's `photos` name.",
        "example": "0" * 64,
        "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    },
    "file": {
        "description": "Name of the file.",
        "example": "index.json",
        "schema": {"type": "string"},
    },
    "form": {
        "description": "Kind of file.",
        "example": "csv",
        "schema": {"enum": ["csv", "json", "xml", "xlsx", "geojson"]},
    },
}

QUERY: dict[str, dict[str, Any]] = {
    "version": {
        "description": "Answer as of this version instead of the public one; such an answer is immutable.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 999_999_999},
    },
    "q": {
        "description": "A name, in any spelling, or the beginning of a code; cut at 100 characters.",
        "example": "nairobbi",
        "schema": {"type": "string"},
    },
    "lang": {
        "description": "Language of the names in the answer, where the election has them; names of every language are found.",
        "example": "sw",
        "schema": {"type": "string", "default": "en"},
    },
    "limit": {
        "description": "Most results of each kind.",
        "example": 5,
        "schema": {"type": "integer", "minimum": 1, "maximum": 50, "default": 8},
    },
    "level": {
        "description": "Only rows of this level, or of `station`; of a GeoJSON the level that is drawn.",
        "example": "county",
        "schema": {"type": "string"},
    },
    "within": {
        "name": "area",
        "description": "Only the area with this code and what lies in it.",
        "example": "001",
        "schema": {"type": "string"},
    },
    "within_rows": {
        "name": "area",
        "description": "Rows below this area; below the country without it.",
        "example": "FX",
        "schema": {"type": "string"},
    },
    "only_contest": {
        "name": "contest",
        "description": "Only this contest.",
        "example": "president",
        "schema": {"type": "string"},
    },
    "deepest": {
        "name": "level",
        "description": "Units down to this level; all down to `station` without it.",
        "example": "county",
        "schema": {"type": "string"},
    },
    "row_level": {
        "name": "level",
        "description": "The level of the rows; the one below the area without it. `station` below the two finest levels only.",
        "example": "county",
        "schema": {"type": "string"},
    },
    "fields": {
        "description": "Only these fields, by commas; codes, names, versions, states and counts of stations are always there.",
        "example": "votes,leader,margin_pp",
        "schema": {"type": "string"},
    },
    "document_fields": {
        "name": "fields",
        "description": "Only these fields, by commas; version, status, area and counts of stations are always there.",
        "example": "candidates,leader,margin_pp",
        "schema": {"type": "string"},
    },
    "rows": {
        "name": "limit",
        "description": "Rows a page.",
        "example": 2,
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": USUAL_ROWS},
    },
    "after": {
        "description": "The code of the last row of the page before; `next` of an answer holds it.",
        "schema": {"type": "string"},
    },
    "stream_election": {
        "name": "election",
        "description": "Code of the election.",
        "required": True,
        "example": "fx-2026",
        "schema": {"type": "string"},
    },
    "last_event_id": {
        "description": "The version the client shows, where it can't send the header Last-Event-ID.",
        "schema": {"type": "integer"},
    },
}

_FILES = "/data/{election}/{version}"
_API = "/api/v1/elections"
OPERATIONS: tuple[Operation, ...] = (
    Operation("/data/{election}/latest.json", "pointer", "Which version is public", Pointer, ("election",)),
    Operation(
        f"{_FILES}/index.json", "versionIndex", "Contents of a version", VersionIndex,
        ("election", "version"), immutable=True,
    ),
    Operation(
        f"{_FILES}/manifest.json", "manifest", "Signed hashes of every file of a version", Manifest,
        ("election", "version"), immutable=True,
    ),
    Operation(
        f"{_FILES}/places.json", "places", "Areas and candidates of the register", Places,
        ("election", "version"), immutable=True,
    ),
    Operation(
        f"{_FILES}/stations.json", "stations", "Polling stations of the register", Stations,
        ("election", "version"), immutable=True,
    ),
    Operation(
        f"{_FILES}/held.json", "heldForms", "Forms held out of the totals", HeldForms,
        ("election", "version"), immutable=True,
    ),
    Operation(
        f"{_FILES}/_incidents.json", "publicIncidents", "Incidents that moderators made public", PublicIncidents,
        ("election", "version"), immutable=True,
    ),
    Operation(
        f"{_FILES}/changes.json", "changesFile", "Newest versions, as a file", Changes,
        ("election", "version"), immutable=True,
    ),
    Operation(
        f"{_FILES}/{{contest}}/{{area}}.json", "document", "All figures of a contest in an area", ResultsDocument,
        ("election", "version", "contest", "area"), immutable=True,
    ),
    Operation(
        f"{_FILES}/_forms/{{area}}.json", "forms", "Forms behind an area's figures, with their history", AreaForms,
        ("election", "version", "area"), immutable=True,
    ),
    Operation(
        "/data/photo/{photo}.jpg", "photo", "A published photograph of a form", "picture", ("photo",), immutable=True,
        media="image/jpeg",
    ),
    Operation(
        "/data/geo/{sha}.json", "geometry", "TopoJSON of the areas within a parent area", "topojson",
        ("sha",), immutable=True,
    ),
    Operation(
        "/data/rehearsals.json", "rehearsals", "Rehearsals that run and those to come", Announcement, errors=(),
    ),
    Operation(_API, "elections", "Every published election", Elections, errors=(406, 503)),
    Operation(
        f"{_API}/{{election}}", "election", "An election with its contests", ElectionSummary,
        ("election",), ("version",), (400, 404, 406, 503),
    ),
    Operation(
        f"{_API}/{{election}}/stations/{{code}}", "station", "A station's figures in all contests", StationFigures,
        ("election", "code"), ("version",), (400, 404, 406, 503),
    ),
    Operation(
        f"{_API}/{{election}}/stations/{{code}}/forms", "stationForms", "A station's forms of every source",
        StationForms, ("election", "code"), ("version",), (400, 404, 406, 503),
    ),
    Operation(
        f"{_API}/{{election}}/search", "search", "Areas, candidates and stations by name or code", Found,
        ("election",), ("q", "limit", "lang", "version"), (400, 404, 406, 503),
    ),
    Operation(
        f"{_API}/{{election}}/contests/{{contest}}/areas", "areas", "Rows of a level of a contest, page by page", AreaRows,
        ("election", "contest"), ("row_level", "within_rows", "fields", "rows", "after", "version"), (400, 404, 406, 503),
    ),
    Operation(
        f"{_API}/{{election}}/contests/{{contest}}/areas/{{area}}", "area", "A contest in an area, or some fields of it",
        "slice", ("election", "contest", "area"), ("document_fields", "version"), (400, 404, 406, 503),
    ),
    Operation(
        f"{_API}/{{election}}/all-areas/{{contest}}/{{level}}.json", "allAreas", "Every area of a level at once, for maps",
        AreaRows, ("election", "contest", "level"), ("version",), (400, 404, 406, 503),
    ),
    Operation(
        f"{_API}/{{election}}/changes", "changes", "Newest versions and what each changed", Changes,
        ("election",), ("version",), (400, 404, 406, 503),
    ),
    Operation(
        f"{_API}/{{election}}/export/{{contest}}.{{form}}", "export", "A whole contest as a file", "export",
        ("election", "contest", "form"), ("version", "level", "within"), (400, 404, 406, 503), media="text/csv",
    ),
    Operation(
        f"{_API}/{{election}}/export/{{contest}}.{{form}}.sha256", "exportDigest", "SHA-256 of such a file", "digest",
        ("election", "contest", "form"), ("version", "level", "within"), (400, 404, 406, 503), media="text/plain",
    ),
    Operation(
        f"{_API}/{{election}}/export/all.zip", "exportAll", "All tables of the election in one archive", "archive",
        ("election",), ("version",), (400, 404, 406, 503), media="application/zip",
    ),
    Operation(
        f"{_API}/{{election}}/export/datapackage.json", "dataPackage", "The tables as a Frictionless Data Package",
        "package", ("election",), ("version",), (400, 404, 406, 503),
    ),
    Operation(
        f"{_API}/{{election}}/export/cdf.json", "reportJson", "Election report of NIST SP 1500-100 v2", "report",
        ("election",), ("version", "only_contest", "deepest"), (400, 404, 406, 503),
    ),
    Operation(
        f"{_API}/{{election}}/export/cdf.xml", "reportXml", "The same report in XML", "report_xml",
        ("election",), ("version", "only_contest", "deepest"), (400, 404, 406, 503), media="application/xml",
    ),
    Operation(
        f"{_API}/{{election}}/export/cdf.json.sig", "reportJsonSignature", "The publisher's signature of the report",
        "signature", ("election",), ("version",), (400, 404, 503), media="application/octet-stream",
    ),
    Operation(
        f"{_API}/{{election}}/export/cdf.xml.sig", "reportXmlSignature", "The same for the report in XML",
        "signature", ("election",), ("version",), (400, 404, 503), media="application/octet-stream",
    ),
    Operation(
        f"{_API}/{{election}}/export/codebook.json", "codebook", "What every column and field means", "codebook",
        ("election",), ("version",), (400, 404, 406, 503),
    ),
    Operation(
        f"{_API}/{{election}}/export/codebook.csv", "codebookTable", "The codebook as a table", "table",
        ("election",), ("version",), (400, 404, 406, 503), media="text/csv",
    ),
    Operation(
        "/api/v1/stream", "stream", "Server-Sent Events: one for each version", "events",
        query=("stream_election", "last_event_id"), errors=(400, 404, 406, 503), media="text/event-stream",
    ),
    Operation("/api/v1/openapi.json", "openapi", "This description", "openapi", errors=(406,)),
)  # fmt: skip

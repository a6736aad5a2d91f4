"""`/api/v1/openapi.json`: the description of the public data and API, made from the records they are written with.

A test checks that every route is in `OPERATIONS`, that the document is valid OpenAPI 3.1 and that each example
request answers as it says here. Schemas are msgspec's own, so they can't differ from what is sent.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import msgspec
from flask import Blueprint, Response, abort

from dashboard.access import access
from dashboard.api.elections import Elections, ElectionSummary, StationFigures, StationForms
from dashboard.api.replies import accept_encoding, deliver, only
from dashboard.errors import Problem
from data.cache import VersionCache
from data.export.formats import FORMATS
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
from data.search import Found

_REF = "#/components/schemas/{name}"
_RECORDS = (
    *(Pointer, VersionIndex, Manifest, ResultsDocument, AreaForms, Places, Stations, HeldForms),
    *(PublicIncidents, Changes),
    *(Elections, ElectionSummary, StationFigures, StationForms, Found, Problem),
)
# An API answer is fresh for two seconds, or immutable when the address names the version.
DESCRIPTION = """Election results as numbered, immutable versions. Read `latest.json` (or listen to the stream) for the \
number, then fetch documents of that version: they never change and may be kept for ever. Unknown is null, never 0. \
Every answer says its version; data with `is_test: true` are rehearsals and never results."""


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
        ("election",), ("q", "limit", "version"), (400, 404, 406, 503),
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

_PROSE: dict[str, dict[str, Any]] = {
    "topojson": {"type": "object", "required": ["type", "objects", "arcs"]},
    "picture": {"type": "string", "contentMediaType": "image/jpeg"},
    "openapi": {"type": "object", "required": ["openapi", "info", "paths", "components"]},
    "export": {
        "type": "string",
        "description": "CSV and XLSX: a row for each candidate in each area and station; JSON and XML: all documents; "
        "GeoJSON: the areas of a level with boundaries.",
    },
    "digest": {"type": "string", "description": "The digest, two blanks and the name of the file."},
    "archive": {"type": "string", "contentMediaType": "application/zip"},
    "table": {"type": "string", "contentMediaType": "text/csv"},
    "package": {"type": "object", "required": ["profile", "name", "licenses", "resources"]},
    "report": {
        "type": "object",
        "description": "Valid by NIST_V2_election_results_reporting.schema.json; docs/nist.md says what is where.",
        "required": ["@type", "Election", "GpUnit", "Format", "GeneratedDate", "IsTest", "Status"],
    },
    "report_xml": {"type": "string", "contentMediaType": "application/xml"},
    "signature": {
        "type": "string",
        "contentMediaType": "application/octet-stream",
        "description": "64 bytes: Ed25519 by the key of the manifest over the plain bytes of the whole report.",
    },
    "codebook": {"type": "object", "required": ["licence", "rules", "tables", "records"]},
    "events": {
        "type": "string",
        "description": "`event: version`, `id: <version>`, `data: {election, version, contests, ...}`; "
        "`event: pointer` when only the state (hold, status) changed; a comment every 15 s.",
    },
}

_ERRORS = {
    400: "A parameter is malformed.",
    404: "Not published.",
    406: "The client accepts no media type that this address answers with.",
    503: "Cannot answer at the moment; `Retry-After` says when to ask again.",
}


def openapi_blueprint() -> Blueprint:
    """Return the route of the description."""
    blueprint = Blueprint("openapi", __name__, url_prefix="/api/v1")
    cache = VersionCache(entries=4)

    @blueprint.get("/openapi.json")
    @access("public")
    def openapi() -> Response:
        """The OpenAPI 3.1 description."""
        only("application/json")
        variant = cache.variant("openapi", lambda: msgspec.json.encode(describe()), accept_encoding())
        return deliver(variant, cache="public, max-age=300")

    @blueprint.get("/<path:rest>")
    @access("public")
    def nothing(rest: str) -> Response:
        """Anything else here is no part of the API; the pages' catch-all would answer with HTML."""
        abort(404, f"There is no {rest[:80]!r} in this API; /api/v1/openapi.json describes it.")

    return blueprint


@functools.cache
def describe() -> dict[str, Any]:
    """Return the OpenAPI document; callers must not change it."""
    _, schemas = msgspec.json.schema_components(_RECORDS, ref_template=_REF)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Matokeo public data",
            "version": "1",
            "description": DESCRIPTION,
            "license": {"name": "As stated by the publisher of the election"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": "files"}, {"name": "api"}],
        "paths": {operation.path: {"get": _operation(operation)} for operation in OPERATIONS},
        "components": {"schemas": dict(schemas)},
    }


def _operation(operation: Operation) -> dict[str, Any]:
    kept = "for ever" if operation.immutable else "for two seconds, or for ever with `?version=`"
    headers = {} if operation.answer in {"events", "digest"} else {"ETag": {"schema": {"type": "string"}}}
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": ["files" if operation.path.startswith("/data") else "api"],
        "parameters": [
            *(
                {"name": name, "in": "path", "required": True, **PARAMETERS[name]}
                for name in operation.parameters
            ),
            *({"name": name, "in": "query", **QUERY[name]} for name in operation.query),
        ],
        "responses": {
            "200": {
                "description": f"{operation.summary}; may be kept {kept}.",
                "headers": headers,
                "content": {operation.media: {"schema": _schema(operation.answer)}},
            },
            **{str(status): _error(status) for status in operation.errors},
        },
    }
    if headers:
        described["responses"]["304"] = {"description": "The client has it (`If-None-Match`)."}
    if operation.answer == "export":
        content = described["responses"]["200"]["content"]
        for media in ("application/json", "application/geo+json"):
            content[media] = {"schema": {"type": "object"}}
        for media in ("application/xml", FORMATS["xlsx"].media):
            content[media] = {"schema": {"type": "string"}}
    return described


def _schema(answer: type | str) -> dict[str, Any]:
    if isinstance(answer, str):
        return _PROSE[answer]
    return {"$ref": _REF.format(name=answer.__name__)}


def _error(status: int) -> dict[str, Any]:
    schema = {"$ref": _REF.format(name="Problem")}
    return {"description": _ERRORS[status], "content": {"application/json": {"schema": schema}}}

"""`/api/v1/openapi.json`: the description of the public data and API, made from the records they are written with.

A test checks that every route is in `OPERATIONS`, that the document is valid OpenAPI 3.1 and that each example
request answers as it says here. Schemas are msgspec's own, so they can't differ from what is sent.
"""

from __future__ import annotations

import functools
from typing import Any

import msgspec
from flask import Blueprint, Response, abort

from dashboard.access import access
from dashboard.api.elections import Elections, ElectionSummary, StationFigures, StationForms
from dashboard.api.operations import OPERATIONS, PARAMETERS, QUERY, Operation
from dashboard.api.replies import accept_encoding, deliver, only
from dashboard.api.slices import AreaRows
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
from data.rehearsed import Announcement
from data.search import Found

_REF = "#/components/schemas/{name}"
_RECORDS = (
    *(Pointer, VersionIndex, Manifest, ResultsDocument, AreaForms, Places, Stations, HeldForms),
    *(PublicIncidents, Changes),
    *(Elections, ElectionSummary, StationFigures, StationForms, AreaRows, Announcement, Found, Problem),
)
# An API answer is fresh for two seconds, or immutable when the address names the version.
DESCRIPTION = """Election results as numbered, immutable versions. Read `latest.json` (or listen to the stream) for the \
number, then fetch documents of that version: they never change and may be kept for ever. Unknown is null, never 0. \
Every answer says its version; data with `is_test: true` are rehearsals and never results."""


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
    "slice": {
        "type": "object",
        "description": "Fields of a results document.",
        "required": [
            "election",
            "contest",
            "version",
            "published_at",
            "status",
            "is_test",
            "area",
            "stations",
        ],
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

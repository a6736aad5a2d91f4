"""`/api/v1/openapi.json` of the office: every route under `/api/v1`, from the records it takes and answers with.

Registered by `register_office_api`. Modules of routes describe theirs in `PATHS`: path, method, then `summary`, `body`
(record), `key` (needs an `Idempotency-Key`), `query` (names, or schemas by name), `media` (of a body that is no JSON),
`answers` (record or media type by status), `errors`. A route without a description is listed all the same.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from typing import Any

import msgspec
from flask import Blueprint, Flask, Response, current_app

import dashboard.office_api
from dashboard.access import access, route_access
from dashboard.office_api.replies import answer
from data.records import Finding

_EXTENSION = "matokeo.openapi"
_REF = "#/components/schemas/{name}"
_ERRORS = {
    400: "The request is not as described.",
    401: "Nobody is signed in.",
    403: "Not allowed, or the CSRF token is missing.",
    404: "Not there, or not the asker's to see.",
    409: "A conflict with what is stored; `sent` and `stored` show both where that may be shown.",
    413: "Too large.",
    422: "Refused by the checks; nothing is stored.",
    429: "Too many requests; `Retry-After` says when to ask again.",
    503: "A store does not answer; send it again after `Retry-After`.",
}
_ALWAYS = (429, 503)
_DESCRIPTION = """Entry, verification and administration. Sign in at `/api/v1/auth/login` for a session cookie, and send \
the token of the session as `X-CSRF-Token` with every change; or ask for a bearer token. A request with an \
`Idempotency-Key` may be sent again without harm: it answers as it did. Unknown is null, never 0."""


class Refusal(msgspec.Struct, kw_only=True):
    """The JSON of an error; findings where checks refused, both sides where something is there already."""

    status: int
    error: str
    message: str
    request_id: str
    errors: list[Finding] = []
    warnings: list[Finding] = []
    sent: Any = None
    stored: Any = None


def openapi_blueprint() -> Blueprint:
    """Return the route of the description."""
    blueprint = Blueprint("office_openapi", __name__)

    @blueprint.get("/api/v1/openapi.json")
    @access("public")
    def openapi() -> Response:
        """The OpenAPI 3.1 description of the office's API."""
        kept = current_app.extensions
        if _EXTENSION not in kept:
            kept[_EXTENSION] = describe(current_app)
        return answer(kept[_EXTENSION])

    return blueprint


def described_paths() -> dict[str, dict[str, Any]]:
    """Return `PATHS` of every module of this package."""
    found: dict[str, dict[str, Any]] = {}
    for module in pkgutil.iter_modules(dashboard.office_api.__path__):
        loaded = importlib.import_module(f"dashboard.office_api.{module.name}")
        for path, methods in getattr(loaded, "PATHS", {}).items():
            found.setdefault(path, {}).update(methods)
    return found


def describe(server: Flask) -> dict[str, Any]:
    """Return the OpenAPI document of the routes that `server` has."""
    known = described_paths()
    paths: dict[str, dict[str, Any]] = {}
    records: dict[str, Any] = {"Refusal": Refusal}
    for rule in server.url_map.iter_rules():
        if not rule.rule.startswith("/api/v1/") or "<path:" in rule.rule:
            continue
        path = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", r"{\1}", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            told = known.get(path, {}).get(method.lower(), {})
            level = route_access(server, rule.endpoint) or ""
            paths.setdefault(path, {})[method.lower()] = _operation(rule.endpoint, path, method, told, level)
            for kind in [told.get("body"), *told.get("answers", {}).values()]:
                if isinstance(kind, type):
                    records[_name(kind)] = kind
    _, schemas = msgspec.json.schema_components(list(records.values()), ref_template=_REF)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Matokeo office", "version": "1", "description": _DESCRIPTION},
        "servers": [{"url": "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(schemas),
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "matokeo_office"},
                "bearer": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _operation(endpoint: str, path: str, method: str, told: dict[str, Any], level: str) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": f"{method.lower()}_{re.sub(r'[^a-zA-Z0-9]+', '_', endpoint)}",
        "summary": told.get("summary", endpoint),
        "tags": [path.split("/")[3]],
        "parameters": _parameters(path, told),
        "responses": _responses(told, level),
        "x-access": level,
    }
    if level != "public":
        described["security"] = [{"session": []}, {"bearer": []}]
    content = _content(told)
    if content:
        described["requestBody"] = {"required": True, "content": content}
    return described


def _content(told: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    body, media_types = told.get("body"), list(told.get("media", ()))
    if isinstance(body, type):
        content["application/json"] = {"schema": _schema(body)}
    elif isinstance(body, str):
        media_types.append(body)
    for media in media_types:
        content[media] = {"schema": {"type": "string", "format": "binary"}}
    return content


def _parameters(path: str, told: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"\{(\w+)\}", path)
    ]
    query = told.get("query", {})
    schemas = query if isinstance(query, dict) else {name: {"type": "string"} for name in query}
    found += [{"name": name, "in": "query", "schema": schema} for name, schema in schemas.items()]
    if told.get("key"):
        words = "An id that the client made for this one request."
        schema = {"type": "string", "format": "uuid"}
        found.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": True,
                "description": words,
                "schema": schema,
            }
        )
    return found


def _responses(told: dict[str, Any], level: str) -> dict[str, Any]:
    answers = told.get("answers") or {"default": None}
    responses: dict[str, Any] = {}
    for status, kind in answers.items():
        shown: dict[str, Any] = {"description": "As asked."}
        if isinstance(kind, str):
            shown["content"] = {kind: {"schema": {"type": "string"}}}
        elif isinstance(kind, type):
            shown["content"] = {"application/json": {"schema": _schema(kind)}}
        responses[str(status)] = shown
    closed = () if level == "public" else (401, 403)
    for status in sorted({*told.get("errors", ()), *closed, *_ALWAYS}):
        schema = {"$ref": _REF.format(name="Refusal")}
        words = _ERRORS.get(status, "Refused.")
        responses[str(status)] = {"description": words, "content": {"application/json": {"schema": schema}}}
    return responses


def _schema(kind: Any) -> dict[str, Any]:
    return {"$ref": _REF.format(name=_name(kind))}


def _name(kind: Any) -> str:
    return str(kind.__name__)

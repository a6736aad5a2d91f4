"""The audit log in the office's API: search and export, for administrators; both leave rows of their own.

Registered by `register_office_api`; the search itself is in `data.audit.search`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, request

from dashboard.access import access
from dashboard.auth.identity import current_actor, desk_of
from dashboard.auth.limits import limit
from dashboard.office_api.replies import answer, problem
from data.audit.search import NAMES, QueryRefused, export, read_query, reading_zone, search
from data.records import AuditPage

PATHS: dict[str, dict[str, Any]] = {
    "/api/v1/audit": {
        "get": {
            "summary": "Rows of the audit log that match, the newest first",
            "query": NAMES,
            "answers": {200: AuditPage},
            "errors": (400,),
        }
    },
    "/api/v1/audit/export.csv": {
        "get": {
            "summary": "All rows that match, at most 50,000",
            "query": NAMES,
            "answers": {200: "text/csv"},
            "errors": (400,),
        }
    },
}


def audit_blueprint() -> Blueprint:
    """Return the routes of the audit log."""
    blueprint = Blueprint("audit", __name__)

    @blueprint.errorhandler(QueryRefused)
    def refused(error: QueryRefused) -> Response:
        return problem(400, "bad_request", str(error), filter=error.name)

    @blueprint.get("/api/v1/audit")
    @access("admin")
    @limit("60 per minute")
    def find() -> Response:
        """Search."""
        actor = current_actor()
        with desk_of().acting(actor) as connection:
            query = read_query(request.args, zone=reading_zone(connection))
            return answer(search(connection, actor, query))

    @blueprint.get("/api/v1/audit/export.csv")
    @access("admin")
    @limit("10 per minute")
    def download() -> Response:
        """Export what the search finds."""
        actor = current_actor()
        with desk_of().acting(actor) as connection:
            query = read_query(request.args, zone=reading_zone(connection))
            return csv_file(export(connection, actor, query), "audit")

    return blueprint


def csv_file(content: bytes, name: str) -> Response:
    """Answer with a CSV file; its name is made of our own word and the time, of nothing that anybody typed."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    response = Response(content, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="matokeo-{name}-{stamp}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response

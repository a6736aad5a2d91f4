"""Incidents of the office's API: report one, list them, follow one.

Registered by `register_office_api`. The manager's room and the observer's form stand on it.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request

from dashboard.access import access
from dashboard.auth.identity import current_actor, desk_of
from dashboard.auth.limits import limit
from dashboard.office_api.keys import idempotency_key, known_uid, read_uuid
from dashboard.office_api.replies import BadBody, answer, body
from data.incidents.read import categories, incident_record, list_incidents
from data.incidents.report import report_incident
from data.incidents.steps import ALLOWED, add_step
from data.records import (
    IncidentCategories,
    IncidentPage,
    IncidentReceipt,
    IncidentRecord,
    IncidentStep,
    IncidentSubmission,
)

_MOST = 100
PATHS: dict[str, dict[str, Any]] = {
    "/api/v1/incidents": {
        "post": {
            "summary": "Report an incident; sent again with the same key and body it answers the same receipt",
            "key": True,
            "body": IncidentSubmission,
            "answers": {200: IncidentReceipt, 201: IncidentReceipt},
            "errors": (400, 403, 404, 409, 422),
        },
        "get": {
            "summary": "Incidents that I reported or that are in my area, newest first",
            "query": {
                "election": {"type": "string", "maxLength": 100},
                "status": {"type": "string", "enum": sorted(ALLOWED)},
                "mine": {"type": "string", "enum": ["0", "1"]},
                "after": {"type": "string", "format": "uuid"},
                "limit": {"type": "integer", "minimum": 1, "maximum": _MOST, "default": 50},
            },
            "answers": {200: IncidentPage},
            "errors": (400,),
        },
    },
    "/api/v1/incidents/categories": {
        "get": {"summary": "What may be reported, in order", "answers": {200: IncidentCategories}}
    },
    "/api/v1/incidents/{uid}": {
        "get": {
            "summary": "An incident with its history",
            "answers": {200: IncidentRecord},
            "errors": (404,),
        }
    },
    "/api/v1/incidents/{uid}/events": {
        "post": {
            "summary": "Add a note, or change the status with one (managers)",
            "body": IncidentStep,
            "answers": {201: IncidentRecord},
            "errors": (400, 403, 404, 409),
        }
    },
}


def incidents_blueprint() -> Blueprint:
    """Return the routes of incidents."""
    blueprint = Blueprint("incidents", __name__)

    @blueprint.post("/api/v1/incidents")
    @access("observer")
    @limit("30 per minute", address_times=100)
    def report() -> Response:
        """Store an incident once."""
        key, submission, actor = idempotency_key(), body(IncidentSubmission), current_actor()
        with desk_of().acting(actor) as connection:
            receipt, created = report_incident(connection, actor, key, submission)
        return answer(receipt, 201 if created else 200)

    @blueprint.get("/api/v1/incidents")
    @access("observer")
    def listed() -> Response:
        """List what the asker sees."""
        asked = _asked()
        with desk_of().acting(current_actor()) as connection:
            return answer(list_incidents(connection, **asked))

    @blueprint.get("/api/v1/incidents/categories")
    @access("observer")
    def kinds() -> Response:
        """List the categories."""
        with desk_of().acting(current_actor()) as connection:
            return answer(IncidentCategories(categories=categories(connection)))

    @blueprint.get("/api/v1/incidents/<uid>")
    @access("observer")
    def show(uid: str) -> Response:
        """Show one incident."""
        with desk_of().acting(current_actor()) as connection:
            return answer(incident_record(connection, known_uid(uid)))

    @blueprint.post("/api/v1/incidents/<uid>/events")
    @access("observer")
    @limit("60 per minute")
    def step(uid: str) -> Response:
        """Add to the history of one."""
        wanted, actor = body(IncidentStep), current_actor()
        with desk_of().acting(actor) as connection:
            return answer(add_step(connection, actor, known_uid(uid), wanted), 201)

    return blueprint


def _asked() -> dict[str, Any]:
    """Return the filters of a list. Raises `BadBody` for what is none."""
    status, words = request.args.get("status"), request.args.get("limit", "50")
    if status is not None and status not in ALLOWED:
        raise BadBody(f"status must be one of {', '.join(sorted(ALLOWED))}.")
    if not (words.isascii() and words.isdecimal() and len(words) < 4 and 1 <= int(words) <= _MOST):
        raise BadBody(f"limit must be a whole number from 1 to {_MOST}.")
    if request.args.get("mine", "0") not in ("0", "1"):
        raise BadBody("mine must be 0 or 1.")
    return {
        "election": request.args.get("election"),
        "status": status,
        "mine": request.args.get("mine") == "1",
        "after": _after(),
        "most": int(words),
    }


def _after() -> UUID | None:
    given = request.args.get("after")
    if given is None:
        return None
    found = read_uuid(given)
    if found is None:
        raise BadBody("after must be the id of an incident.")
    return found

"""Forms of the office's API: send one, check one, look at one.

Registered by `register_office_api`. Views decode, call `data.entry`, encode; who may do what is the database's word.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from dashboard.access import access
from dashboard.auth.identity import current_actor, desk_of
from dashboard.auth.limits import limit
from dashboard.office_api.keys import idempotency_key, known_uid
from dashboard.office_api.replies import answer, body
from data.entry.stored import form_detail
from data.entry.submit import check_form, submit_form
from data.records import FormDetail, FormReceipt, FormSubmission, Verdict

PATHS: dict[str, dict[str, Any]] = {
    "/api/v1/forms": {
        "post": {
            "summary": "Send a form; sent again with the same key and body it answers the same receipt",
            "key": True,
            "body": FormSubmission,
            "answers": {200: FormReceipt, 201: FormReceipt},
            "errors": (400, 403, 404, 409, 422),
        }
    },
    "/api/v1/forms/check": {
        "post": {
            "summary": "What the checks say of a form; nothing is stored",
            "body": FormSubmission,
            "answers": {200: Verdict},
            "errors": (400, 403, 404, 409),
        }
    },
    "/api/v1/forms/{uid}": {
        "get": {
            "summary": "A stored form; no figures for whoever could still be its second typist",
            "answers": {200: FormDetail},
            "errors": (404,),
        }
    },
}


def forms_blueprint() -> Blueprint:
    """Return the routes of forms."""
    blueprint = Blueprint("forms", __name__)

    @blueprint.post("/api/v1/forms")
    @access("observer")
    @limit("120 per minute", address_times=100)
    def send() -> Response:
        """Store a form once."""
        key, submission, actor = idempotency_key(), body(FormSubmission), current_actor()
        with desk_of().acting(actor, keep_plans=True) as connection:
            receipt, created = submit_form(connection, actor, key, submission)
        return answer(receipt, 201 if created else 200)

    @blueprint.post("/api/v1/forms/check")
    @access("observer")
    @limit("240 per minute", address_times=100)
    def check() -> Response:
        """Check a form without storing it."""
        submission, actor = body(FormSubmission), current_actor()
        with desk_of().acting(actor) as connection:
            return answer(check_form(connection, actor, submission))

    @blueprint.get("/api/v1/forms/<uid>")
    @access("observer")
    def show(uid: str) -> Response:
        """Show a form to its enterer or a manager of its area."""
        with desk_of().acting(current_actor()) as connection:
            return answer(form_detail(connection, known_uid(uid)))

    return blueprint

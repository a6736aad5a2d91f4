"""Anomalies in the office's API: the queue, ranked areas, and the explanation of a finding.

Registered by `register_office_api`; reading and explaining are in `data.anomalies`.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app

from dashboard.access import access
from dashboard.auth.identity import current_actor, desk_of
from dashboard.auth.limits import limit
from dashboard.office_api.keys import idempotency_key
from dashboard.office_api.replies import BadBody, answer, body, problem
from dashboard.office_api.verify import query_words
from dashboard.officesite import SITE
from data.anomalies.asking import read_ask
from data.anomalies.queue import queue_page, ranked_areas
from data.anomalies.reviews import explain
from data.elections import OfficeElection, office_election
from data.errors import UnknownElection
from data.records.anomalies import AnomalyAreas, AnomalyPage, AnomalyReview, AnomalyReviewed

_QUERY = ("election", "contest", "area", "rule", "min_score", "alert", "counting")
PATHS: dict[str, dict[str, Any]] = {
    "/api/v1/anomalies": {
        "get": {
            "summary": "Forms with findings that nobody has explained, the highest score first",
            "query": (*_QUERY, "after"),
            "answers": {200: AnomalyPage},
            "errors": (400, 404),
        }
    },
    "/api/v1/anomalies/areas": {
        "get": {
            "summary": "Areas of one level by their score",
            "query": ("election", "level", "contest", "area"),
            "answers": {200: AnomalyAreas},
            "errors": (400, 404),
        }
    },
    "/api/v1/anomalies/reviews": {
        "post": {
            "summary": "Explain a finding: it leaves the queue until its score grows",
            "body": AnomalyReview,
            "key": True,
            "answers": {201: AnomalyReviewed},
            "errors": (400, 404, 409),
        }
    },
}


def anomalies_blueprint() -> Blueprint:
    """Return the routes of anomalies."""
    blueprint = Blueprint("anomalies", __name__)

    @blueprint.errorhandler(UnknownElection)
    def unknown(error: UnknownElection) -> Response:
        return problem(404, "not_found", error.message)

    @blueprint.get("/api/v1/anomalies")
    @access("manager")
    @limit("120 per minute")
    def queue() -> Response:
        """Return a page of the queue."""
        given = query_words(*_QUERY, "after")
        ask, wrong = read_ask({name: value for name, value in given.items() if value})
        if wrong:
            raise BadBody(f"The filter {wrong} is not as described.")
        with desk_of().acting(current_actor()) as connection:
            election = _election(connection, given["election"])
            key = (election.election_id, election.code)
            return answer(queue_page(connection, key, ask, after=given["after"]))

    @blueprint.get("/api/v1/anomalies/areas")
    @access("manager")
    @limit("120 per minute")
    def areas() -> Response:
        """Rank areas."""
        given = query_words("election", "level", "contest", "area")
        with desk_of().acting(current_actor()) as connection:
            election = _election(connection, given["election"])
            level = given["level"] or election.level_names[-1]
            if level not in election.level_names:
                raise BadBody(f"The level is one of {', '.join(election.level_names)}.")
            key = (election.election_id, election.code)
            return answer(ranked_areas(connection, key, level, contest=given["contest"], area=given["area"]))

    @blueprint.post("/api/v1/anomalies/reviews")
    @access("manager")
    @limit("60 per minute")
    def review() -> Response:
        """Explain a finding."""
        sent, key, actor = body(AnomalyReview), idempotency_key(), current_actor()
        with desk_of().acting(actor) as connection:
            return answer(explain(connection, actor, sent, key), 201)

    return blueprint


def _election(connection: Any, asked: str | None) -> OfficeElection:
    site = current_app.extensions.get(SITE)
    return office_election(connection, asked, site.options.current if site is not None else "")

"""Wards in the office's API: everything about one area, and areas by name; the JSON twin of `/manage/wards`.

Registered by `register_office_api`. An area outside the asker's scope answers 404, like one that does not exist.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from dashboard.access import access
from dashboard.auth.identity import current_actor, desk_of
from dashboard.auth.limits import limit
from dashboard.office_api.replies import answer
from data.records.wards import WardReport, WardsFound
from data.wards.place import find_areas
from data.wards.read import ward_report

PATHS: dict[str, dict[str, Any]] = {
    "/api/v1/wards/{election}/{area}": {
        "get": {
            "summary": "One area: place, count, results and history of every contest, stations, what is open",
            "query": ("contest",),
            "answers": {200: WardReport},
            "errors": (404,),
        }
    },
    "/api/v1/wards/{election}": {
        "get": {
            "summary": "Areas of the asker's scope by name or code",
            "query": ("q",),
            "answers": {200: WardsFound},
            "errors": (),
        }
    },
}


def wards_blueprint() -> Blueprint:
    """Return the routes of wards."""
    blueprint = Blueprint("wards", __name__)

    @blueprint.get("/api/v1/wards/<election>/<area>")
    @access("manager")
    @limit("240 per minute")
    def one(election: str, area: str) -> Response:
        """Everything about one area."""
        with desk_of().acting(current_actor()) as connection:
            contest = request.args.get("contest") or None
            return answer(ward_report(connection, election, area, contest=contest))

    @blueprint.get("/api/v1/wards/<election>")
    @access("manager")
    @limit("240 per minute")
    def find(election: str) -> Response:
        """Areas by name or code."""
        with desk_of().acting(current_actor()) as connection:
            return answer(find_areas(connection, election, request.args.get("q", "")))

    return blueprint

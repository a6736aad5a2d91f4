"""The heatmap of incidents: hexagons, points, hotspots, outlines of areas.

Registered by `register_office_api`. The page `/manage/incidents/map` draws what these answer.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from dashboard.access import access
from dashboard.auth.identity import current_actor, desk_of
from dashboard.auth.limits import limit
from dashboard.office_api.incident_asked import (
    WINDOW,
    asked_election,
    asked_filters,
    asked_number,
    asked_resolution,
    asked_window,
)
from dashboard.office_api.replies import BadBody, answer
from data.incidents.heat import MOST_POINTS, heat, hotspots, outlines, points
from data.incidents.places import COARSEST, FINEST
from data.records.incidents import Heat, Hotspots, MapPoints

_LONGEST = 100
PATHS: dict[str, dict[str, Any]] = {
    "/api/v1/incidents/heat": {
        "get": {
            "summary": "Hexagons with how many incidents each holds, and how many happened in each hour",
            "query": {
                **WINDOW,
                "zoom": {"type": "integer", "minimum": 0, "maximum": 22},
                "resolution": {"type": "integer", "minimum": COARSEST, "maximum": FINEST},
                "hours": {"type": "integer", "minimum": 0, "maximum": 1, "default": 1},
            },
            "answers": {200: Heat},
            "errors": (400, 403, 404),
        }
    },
    "/api/v1/incidents/points": {
        "get": {
            "summary": "Incidents in a box, newest first",
            "query": {
                **WINDOW,
                "before": {"type": "integer", "minimum": 1, "maximum": 2**53},
                "limit": {"type": "integer", "minimum": 1, "maximum": MOST_POINTS, "default": MOST_POINTS},
            },
            "answers": {200: MapPoints},
            "errors": (400, 403, 404),
        }
    },
    "/api/v1/incidents/hotspots": {
        "get": {
            "summary": "Areas of a level ranked by their incidents against their stations",
            "query": {**WINDOW, "level": {"type": "string", "maxLength": _LONGEST}},
            "answers": {200: Hotspots},
            "errors": (400, 403, 404),
        }
    },
    "/api/v1/incidents/outlines": {
        "get": {
            "summary": "Outlines of the areas inside an area (the country), as TopoJSON",
            "query": {"election": WINDOW["election"], "area": {"type": "string", "maxLength": _LONGEST}},
            "answers": {200: "application/json"},
            "errors": (400, 403, 404),
        }
    },
}


def incident_map_blueprint() -> Blueprint:
    """Return the routes of the heatmap."""
    blueprint = Blueprint("incident_map", __name__)
    _add_counts(blueprint)
    _add_places(blueprint)
    return blueprint


def _add_counts(blueprint: Blueprint) -> None:
    @blueprint.get("/api/v1/incidents/heat")
    @access("manager")
    @limit("600 per minute")
    def hexagons() -> Response:
        """Count by hexagon."""
        filters, window, resolution = asked_filters(), asked_window(), asked_resolution()
        hours = asked_number("hours", 1, least=0, most=1) == 1
        with desk_of().acting(current_actor()) as connection:
            election = asked_election(connection)
            found = heat(connection, election, resolution, filters=filters, window=window, with_hours=hours)
        return answer(found)

    @blueprint.get("/api/v1/incidents/hotspots")
    @access("manager")
    @limit("120 per minute")
    def ranked() -> Response:
        """Rank areas."""
        filters, window = asked_filters(), asked_window()
        with desk_of().acting(current_actor()) as connection:
            election = asked_election(connection)
            level = request.args.get("level") or election.level_names[min(1, len(election.level_names) - 1)]
            if level not in election.level_names:
                raise BadBody(f"level is one of {', '.join(election.level_names)}.")
            number = election.level_names.index(level)
            found = hotspots(connection, election, number, filters=filters, window=window)
        return answer(found)


def _add_places(blueprint: Blueprint) -> None:
    @blueprint.get("/api/v1/incidents/points")
    @access("manager")
    @limit("600 per minute")
    def spots() -> Response:
        """List the incidents of a box."""
        filters, window = asked_filters(), asked_window()
        if window.box is None:
            raise BadBody("box is needed: west,south,east,north in degrees.")
        before = asked_number("before", None, least=1, most=2**53)
        most = asked_number("limit", MOST_POINTS, least=1, most=MOST_POINTS) or MOST_POINTS
        with desk_of().acting(current_actor()) as connection:
            election = asked_election(connection)
            found = points(connection, election, filters=filters, window=window, before=before, most=most)
        return answer(found)

    @blueprint.get("/api/v1/incidents/outlines")
    @access("manager")
    @limit("240 per minute")
    def borders() -> Response:
        """Return the outlines inside an area."""
        area = request.args.get("area") or None
        if area is not None and (len(area) > _LONGEST or "\0" in area):
            raise BadBody("There is no such area.")
        with desk_of().acting(current_actor()) as connection:
            sha, topology = outlines(connection, asked_election(connection), area)
        response = Response(topology, mimetype="application/json")
        response.set_etag(sha)
        response.headers["Cache-Control"] = "private, max-age=3600"
        return response.make_conditional(request)  # type: ignore[return-value]

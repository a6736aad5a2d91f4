"""Stations of the office's API: which are mine, and what is to be entered at one.

Registered by `register_office_api`. The observer's pages and phones read both.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from dashboard.access import access
from dashboard.auth.identity import current_actor, desk_of
from dashboard.office_api.replies import answer
from data.entry.sheet import entry_station, my_stations
from data.records import EntryStation, MyStations

PATHS: dict[str, dict[str, Any]] = {
    "/api/v1/me/stations": {
        "get": {
            "summary": "The stations assigned to me, with the state of each contest",
            "answers": {200: MyStations},
        }
    },
    "/api/v1/entry/{election}/stations/{code}": {
        "get": {
            "summary": "A station with its contests to enter",
            "answers": {200: EntryStation},
            "errors": (404,),
        }
    },
}


def stations_blueprint() -> Blueprint:
    """Return the routes of stations."""
    blueprint = Blueprint("entry_stations", __name__)

    @blueprint.get("/api/v1/me/stations")
    @access("observer")
    def mine() -> Response:
        """List the asker's stations."""
        actor = current_actor()
        with desk_of().acting(actor) as connection:
            return answer(MyStations(stations=my_stations(connection, actor)))

    @blueprint.get("/api/v1/entry/<election>/stations/<code>")
    @access("observer")
    def one(election: str, code: str) -> Response:
        """Show one station of the asker."""
        actor = current_actor()
        with desk_of().acting(actor) as connection:
            return answer(entry_station(connection, actor, election=election, code=code))

    return blueprint

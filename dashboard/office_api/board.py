"""The station board of the office's API: pages, counts, matrix, map, export, the dossier of a station, notes of contacts.

Registered by `register_office_api`; everything is read in a transaction of the person, whom row security shows only the own
areas.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy import Connection

from dashboard.access import access
from dashboard.auth.identity import current_actor, desk_of
from dashboard.auth.limits import limit
from dashboard.office_api.keys import idempotency_key
from dashboard.office_api.replies import BadBody, answer, body, problem
from data.board.contacts import add_contact
from data.board.dossier import station_dossier
from data.board.export import export_csv, export_keys
from data.board.query import MOST_ROWS, ROWS, BoardRefused, read_query
from data.board.read import board_facets, board_map, board_matrix, board_page
from data.elections import OfficeElection, office_election
from data.errors import UnknownElection
from data.records.board import (
    BOARD_ORDERS,
    BOARD_STATES,
    BoardFacets,
    BoardMap,
    BoardMatrix,
    BoardPage,
    ContactSubmission,
    StationContact,
    StationDossier,
)

_CODE = {"type": "string", "maxLength": 200}
_FLAG = {"type": "string", "enum": ["0", "1"]}
_FILTERS: dict[str, Any] = {
    "election": _CODE,
    "contest": _CODE,
    "area": _CODE,
    "state": {"type": "string", "description": f"Several with commas: {', '.join(BOARD_STATES)}"},
    "late": _FLAG,
    "check": {
        "type": "string",
        "description": "The rule that holds the form; `manager`: a person disputes it",
    },
    "missing": {"type": "string", "description": "A source that has not arrived"},
    "differ": _FLAG,
    "findings": _FLAG,
    "observer": {"type": "string", "description": "Part of a name or username; `none`: nobody is assigned"},
    "q": {"type": "string", "minLength": 2, "description": "Part of the name or code of a station"},
}
_PAGES = {
    "order": {"type": "string", "enum": list(BOARD_ORDERS), "default": "attention"},
    "after": {"type": "string", "description": "The `next` of the page before"},
    "limit": {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": ROWS},
}
PATHS: dict[str, dict[str, Any]] = {
    "/api/v1/board": {
        "get": {
            "summary": "A page of the station board: every station x contest of my areas with its state",
            "query": {**_FILTERS, **_PAGES},
            "answers": {200: BoardPage},
            "errors": (400, 403, 404),
        }
    },
    "/api/v1/board.csv": {
        "get": {
            "summary": "All rows that match, by the code of the station",
            "query": _FILTERS,
            "answers": {200: "text/csv"},
            "errors": (400, 403, 404),
        }
    },
    "/api/v1/board/facets": {
        "get": {
            "summary": "Counts by state, lateness, rule, source and area",
            "query": ("election", "contest", "area"),
            "answers": {200: BoardFacets},
            "errors": (400, 403, 404),
        }
    },
    "/api/v1/board/matrix": {
        "get": {
            "summary": "The areas below an area against the contests: where the night is stuck",
            "query": ("election", "area"),
            "answers": {200: BoardMatrix},
            "errors": (400, 403, 404),
        }
    },
    "/api/v1/board/map": {
        "get": {
            "summary": "Reporting and lateness of every area of a level",
            "query": ("election", "level", "contest"),
            "answers": {200: BoardMap},
            "errors": (400, 403, 404),
        }
    },
    "/api/v1/board/stations/{election}/{code}": {
        "get": {
            "summary": "Everything about one station; no figures",
            "answers": {200: StationDossier},
            "errors": (403, 404),
        }
    },
    "/api/v1/board/contacts": {
        "post": {
            "summary": "Write down that somebody tried to reach a station",
            "key": True,
            "body": ContactSubmission,
            "answers": {200: StationContact, 201: StationContact},
            "errors": (400, 403, 404, 409),
        }
    },
}

Read = Callable[[Connection, OfficeElection], Any]


def board_blueprint() -> Blueprint:
    """Return the routes of the board."""
    blueprint = Blueprint("board", __name__)

    @blueprint.errorhandler(BoardRefused)
    def refused(error: BoardRefused) -> Response:
        return problem(400, "bad_request", str(error), filter=error.name)

    @blueprint.errorhandler(UnknownElection)
    def unknown(error: UnknownElection) -> Response:
        return problem(404, "not_found", str(error))

    _add_lists(blueprint)
    _add_sums(blueprint)
    _add_stations(blueprint)
    return blueprint


def _add_lists(blueprint: Blueprint) -> None:
    @blueprint.get("/api/v1/board")
    @access("manager")
    @limit("600 per minute")
    def page() -> Response:
        """Show a page."""
        query = read_query(request.args)
        return _reading(lambda c, election: board_page(c, election, query))

    @blueprint.get("/api/v1/board.csv")
    @access("manager")
    @limit("12 per minute")
    def download() -> Response:
        """Export what the filters leave."""
        query, actor, desk = read_query(request.args), current_actor(), desk_of()
        with desk.acting(actor) as connection:
            election = office_election(connection, _word("election"))
            keys = export_keys(connection, actor, election, query)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        response = Response(export_csv(desk, actor, election, keys), mimetype="text/csv")
        response.headers["Content-Disposition"] = (
            f'attachment; filename="matokeo-board-{election.code}-{stamp}.csv"'
        )
        response.headers["Cache-Control"] = "no-store"
        return response


def _add_sums(blueprint: Blueprint) -> None:
    @blueprint.get("/api/v1/board/facets")
    @access("manager")
    @limit("600 per minute")
    def facets() -> Response:
        """Count."""
        contest, area = _word("contest"), _word("area")
        return _reading(lambda c, election: board_facets(c, election, contest=contest, area=area))

    @blueprint.get("/api/v1/board/matrix")
    @access("manager")
    @limit("600 per minute")
    def matrix() -> Response:
        """Show where the night is stuck."""
        area = _word("area")
        return _reading(lambda c, election: board_matrix(c, election, area=area))

    @blueprint.get("/api/v1/board/map")
    @access("manager")
    @limit("600 per minute")
    def areas() -> Response:
        """Show what the map is shaded by."""
        level, contest = _word("level"), _word("contest")
        if level is None:
            raise BadBody("The map needs a level.")
        return _reading(lambda c, election: board_map(c, election, level=level, contest=contest))


def _add_stations(blueprint: Blueprint) -> None:
    @blueprint.get("/api/v1/board/stations/<election>/<code>")
    @access("manager")
    @limit("600 per minute")
    def station(election: str, code: str) -> Response:
        """Show one station."""
        with desk_of().acting(current_actor()) as connection:
            return answer(station_dossier(connection, office_election(connection, election), code))

    @blueprint.post("/api/v1/board/contacts")
    @access("manager")
    @limit("120 per minute")
    def note() -> Response:
        """Write a note down, once."""
        key, sent, actor = idempotency_key(), body(ContactSubmission), current_actor()
        with desk_of().acting(actor) as connection:
            election = office_election(connection, sent.election)
            contact, created = add_contact(connection, actor, election, key=key, sent=sent)
        return answer(contact, 201 if created else 200)


def _reading(read: Read) -> Response:
    """Answer with what `read` returns of the election asked for, in one transaction of the person."""
    asked = _word("election")
    with desk_of().acting(current_actor()) as connection:
        found = read(connection, office_election(connection, asked))
    return answer(found)


def _word(name: str) -> str | None:
    """Return a query parameter, `None` where it is missing or blank; what no code can be is refused."""
    value = request.args.get(name, "").strip()
    if len(value) > 200 or not (value.isprintable() or not value):
        raise BadBody(f"The filter {name} is too long or not text.")
    return value or None

"""The discrepancy board in the office's API: a page of it as JSON, the whole of it as CSV.

Registered by `register_office_api`. Every export leaves a row in the audit log (`data.verify.discrepancy` writes it).
"""

from __future__ import annotations

from typing import Any, get_args

from flask import Blueprint, Response, request

from dashboard.access import access
from dashboard.auth.identity import current_actor, desk_of
from dashboard.auth.limits import limit
from dashboard.office_api.replies import BadBody, answer
from dashboard.office_api.verify import query_words
from data.records import BoardLevel, DiscrepancyPage
from data.verify.discrepancy import board, board_csv

PATHS: dict[str, dict[str, Any]] = {
    "/api/v1/discrepancies": {
        "get": {
            "summary": "Where a source disagrees with what counts, largest differences first",
            "query": ("level", "contest", "area", "page"),
            "answers": {200: DiscrepancyPage},
            "errors": (400,),
        }
    },
    "/api/v1/discrepancies.csv": {
        "get": {
            "summary": "The board as CSV, one line a figure that differs",
            "query": ("level", "contest", "area"),
            "answers": {200: "text/csv"},
            "errors": (400,),
        }
    },
}


def discrepancies_blueprint() -> Blueprint:
    """Return the routes of the board."""
    blueprint = Blueprint("discrepancies", __name__)

    @blueprint.get("/api/v1/discrepancies")
    @access("manager")
    @limit("120 per minute")
    def show() -> Response:
        """Return a page of the board."""
        level, asked = _level(), query_words("contest", "area")
        with desk_of().acting(current_actor()) as connection:
            return answer(board(connection, level, **asked, page=_page()))

    @blueprint.get("/api/v1/discrepancies.csv")
    @access("manager")
    @limit("20 per minute")
    def download() -> Response:
        """Return the whole board as a file."""
        level, asked, actor = _level(), query_words("contest", "area"), current_actor()
        with desk_of().acting(actor) as connection:
            text = board_csv(connection, actor, level, **asked)
        response = Response(text.encode(), mimetype="text/csv")
        response.headers["Content-Disposition"] = f'attachment; filename="discrepancies-{level}.csv"'
        response.headers["Cache-Control"] = "no-store"
        return response

    return blueprint


def _level() -> BoardLevel:
    level = request.args.get("level", "station")
    if level not in get_args(BoardLevel):
        raise BadBody(f"The level is one of {', '.join(get_args(BoardLevel))}.")
    return level  # type: ignore[return-value]


def _page() -> int:
    words = request.args.get("page", "1")
    if not words.isascii() or not words.isdigit() or len(words) > 6:
        raise BadBody("The page is a number from 1.")
    return max(1, int(words))

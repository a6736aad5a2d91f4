"""Assignments in the office's API, for managers in their areas and administrators: list, begin, end, move, files.

Registered by `register_office_api`; the work and its audit are in `data.accounts.assignments`, what a manager may see and
change is row security's. The search for places is here too, for assignments and scopes.
"""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response, request

from dashboard.access import access
from dashboard.auth.identity import current_actor, desk_of
from dashboard.auth.limits import limit
from dashboard.office_api.audit import csv_file
from dashboard.office_api.replies import BadBody, answer, body, problem
from data.accounts import assignments
from data.accounts.assignment_file import LARGEST
from data.accounts.scopes import find_places
from data.records import AssignmentImport, AssignmentPage, FoundPlaces

_LARGEST_ID = 2**31 - 1


class NewAssignment(msgspec.Struct, forbid_unknown_fields=True):
    """An observer and a station; `instead_of` is an assignment of theirs that ends in the same moment."""

    election: str
    username: str
    station: str
    instead_of: int | None = None


class Done(msgspec.Struct):
    """Whether something changed."""

    changed: bool


PATHS: dict[str, dict[str, Any]] = {
    "/api/v1/assignments": {
        "get": {
            "summary": "Assignments that I may see, the newest first",
            "query": ("election", "username", "q", "ended", "after"),
            "answers": {200: AssignmentPage},
            "errors": (400,),
        },
        "post": {
            "summary": "Assign an observer to a station",
            "body": NewAssignment,
            "answers": {200: Done, 201: Done},
            "errors": (400, 404, 422),
        },
    },
    "/api/v1/assignments/{assignment}": {
        "delete": {"summary": "End an assignment now", "answers": {200: Done}, "errors": (404,)}
    },
    "/api/v1/assignments/import": {
        "post": {
            "summary": "A file of username,station_code: looked at, or with store=true stored whole or not at all",
            "query": ("election", "store"),
            "body": "text/csv",
            "answers": {200: AssignmentImport},
            "errors": (400, 413, 422),
        }
    },
    "/api/v1/assignments/export.csv": {
        "get": {
            "summary": "The open assignments of an election that I may see",
            "query": ("election",),
            "answers": {200: "text/csv"},
            "errors": (400,),
        }
    },
    "/api/v1/assignments/places": {
        "get": {
            "summary": "Areas or stations of an election by name or code, where I work",
            "query": ("election", "q", "kind"),
            "answers": {200: FoundPlaces},
            "errors": (400, 422),
        }
    },
}


def assignments_blueprint() -> Blueprint:
    """Return the routes of assignments."""
    blueprint = Blueprint("assignments", __name__)
    _add_list(blueprint)
    _add_changes(blueprint)
    _add_files(blueprint)
    return blueprint


def _asked(name: str) -> str:
    value = request.args.get(name, "").strip()
    if len(value) > 200 or not (value == "" or value.isprintable()):
        raise BadBody(f"{name} is too long or not text.")
    return value


def _number(words: str, name: str) -> int:
    if not words.isascii() or not words.isdigit() or len(words) > 10 or int(words) > _LARGEST_ID:
        raise BadBody(f"{name} is not a number of an assignment.")
    return int(words)


def _add_list(blueprint: Blueprint) -> None:
    @blueprint.get("/api/v1/assignments")
    @access("manager")
    @limit("120 per minute")
    def listed() -> Response:
        """List assignments."""
        after = _asked("after")
        with desk_of().acting(current_actor()) as connection:
            return answer(
                assignments.list_assignments(
                    connection,
                    election=_asked("election") or None,
                    username=_asked("username") or None,
                    words=_asked("q"),
                    with_ended=_asked("ended") == "true",
                    after=_number(after, "after") if after else None,
                )
            )

    @blueprint.get("/api/v1/assignments/places")
    @access("manager")
    @limit("240 per minute")
    def places() -> Response:
        """Find areas or stations."""
        kind = _asked("kind") or "area"
        if kind not in ("area", "station"):
            raise BadBody("kind is area or station.")
        with desk_of().acting(current_actor()) as connection:
            return answer(find_places(connection, election=_asked("election"), words=_asked("q"), kind=kind))


def _add_changes(blueprint: Blueprint) -> None:
    @blueprint.post("/api/v1/assignments")
    @access("manager")
    @limit("240 per minute")
    def begin() -> Response:
        """Assign."""
        actor, given = current_actor(), body(NewAssignment)
        if given.instead_of is not None and not 0 < given.instead_of <= _LARGEST_ID:
            raise BadBody("instead_of is not a number of an assignment.")
        with desk_of().acting(actor) as connection:
            changed = assignments.assign(
                connection,
                actor,
                election=given.election,
                username=given.username,
                station=given.station,
                instead_of=given.instead_of,
            )
        return answer(Done(changed), 201 if changed else 200)

    @blueprint.delete("/api/v1/assignments/<assignment>")
    @access("manager")
    @limit("240 per minute")
    def end(assignment: str) -> Response:
        """End one."""
        actor = current_actor()
        with desk_of().acting(actor) as connection:
            assignments.end(connection, actor, _number(assignment, "The address"))
        return answer(Done(True))


def _add_files(blueprint: Blueprint) -> None:
    @blueprint.post("/api/v1/assignments/import")
    @access("manager")
    @limit("30 per minute")
    def bring() -> Response:
        """Look at a file, or store it."""
        content = request.get_data(cache=False)
        if len(content) > LARGEST:
            raise BadBody("The file has more than 4 MB. Send it in parts.")
        actor, store = current_actor(), _asked("store") == "true"
        with desk_of().acting(actor) as connection:
            outcome = assignments.import_file(
                connection, actor, election=_asked("election"), content=content, store=store
            )
        if store and not outcome.stored:
            told = msgspec.to_builtins(outcome)
            return problem(
                422, "refused", f"{outcome.problem_count} rows are wrong. Nothing is stored.", **told
            )
        return answer(outcome)

    @blueprint.get("/api/v1/assignments/export.csv")
    @access("manager")
    @limit("10 per minute")
    def take() -> Response:
        """Export."""
        actor = current_actor()
        with desk_of().acting(actor) as connection:
            return csv_file(
                assignments.export_file(connection, actor, election=_asked("election")), "assignments"
            )

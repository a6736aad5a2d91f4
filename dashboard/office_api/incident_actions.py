"""Incidents as managers work on them: the queue, one case, who takes it, how severe it is, merging, moderation, rules.

Registered by `register_office_api`. Reporting and the record itself are in `incidents`; the map in `incident_map`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from flask import Blueprint, Response
from sqlalchemy import Connection

from dashboard.access import access
from dashboard.auth.identity import current_actor, desk_of
from dashboard.auth.limits import limit
from dashboard.office_api.incident_asked import (
    QUERY,
    asked_after,
    asked_election,
    asked_filters,
    asked_number,
)
from dashboard.office_api.keys import known_uid
from dashboard.office_api.replies import answer, body
from data.acting import Actor
from data.incidents.actions import assign, moderate, set_severity
from data.incidents.case import incident_case
from data.incidents.merging import merge, unmerge
from data.incidents.queue import MOST, incident_queue
from data.incidents.rules import incident_rules, set_category, set_rule
from data.records.incidents import (
    AssignAsk,
    CategoryAsk,
    Escalation,
    IncidentCase,
    IncidentQueue,
    IncidentRules,
    MergeAsk,
    ModerateAsk,
    SeverityAsk,
    UnmergeAsk,
)


class Assigned(msgspec.Struct, kw_only=True):
    """How many incidents changed hands."""

    changed: int


def _post(summary: str, body_kind: Any, answered: Any, *errors: int) -> dict[str, Any]:
    return {
        "post": {
            "summary": summary,
            "body": body_kind,
            "answers": {200: answered},
            "errors": (400, 403, *errors),
        }
    }


_ONE = "/api/v1/incidents/{uid}"
PATHS: dict[str, dict[str, Any]] = {
    "/api/v1/incidents/queue": {
        "get": {
            "summary": "The managers' queue: most severe first, then oldest, with counts for every filter",
            "query": {
                **QUERY,
                "after": {"type": "string", "format": "uuid"},
                "limit": {"type": "integer", "minimum": 1, "maximum": 100, "default": MOST},
            },
            "answers": {200: IncidentQueue},
            "errors": (400, 403, 404),
        }
    },
    "/api/v1/incidents/assign": _post(
        "Give incidents to a person, or to nobody", AssignAsk, Assigned, 404, 409
    ),
    "/api/v1/incidents/rules": {
        "get": {
            "summary": "Categories and rules of escalation",
            "answers": {200: IncidentRules},
            "errors": (403,),
        },
        **_post("Add a rule of escalation or change one (administrators)", Escalation, IncidentRules, 409),
    },
    "/api/v1/incidents/rules/categories": _post(
        "Add a category, rename it, retire it (managers)", CategoryAsk, IncidentRules, 409
    ),
    f"{_ONE}/case": {
        "get": {
            "summary": "An incident beside its station's result, with what it may be the same as",
            "answers": {200: IncidentCase},
            "errors": (403, 404),
        }
    },
    f"{_ONE}/severity": _post("Change how serious it is", SeverityAsk, IncidentCase, 404, 409),
    f"{_ONE}/merge": _post("Merge it into another one", MergeAsk, IncidentCase, 404, 409),
    f"{_ONE}/unmerge": _post("Take a merge back", UnmergeAsk, IncidentCase, 404, 409),
    f"{_ONE}/moderate": _post(
        "Show it to the public in your words, or keep it from the public", ModerateAsk, IncidentCase, 404, 409
    ),
}

Act = Callable[[Connection, Actor], Any]


def incident_actions_blueprint() -> Blueprint:
    """Return the routes of the managers' work on incidents."""
    blueprint = Blueprint("incident_actions", __name__)
    _add_reading(blueprint)
    _add_changes(blueprint)
    _add_rules(blueprint)
    return blueprint


def _acting(act: Act) -> Response:
    """Answer with what `act` returns, in one transaction of the person."""
    actor = current_actor()
    with desk_of().acting(actor) as connection:
        found = act(connection, actor)
    return answer(found)


def _add_reading(blueprint: Blueprint) -> None:
    @blueprint.get("/api/v1/incidents/queue")
    @access("manager")
    @limit("120 per minute")
    def queue() -> Response:
        """List the queue."""
        filters, after = asked_filters(), asked_after()
        most = asked_number("limit", MOST, least=1, most=100) or MOST
        return _acting(
            lambda c, actor: incident_queue(
                c, actor, asked_election(c), filters=filters, after=after, most=most
            )
        )

    @blueprint.get("/api/v1/incidents/<uid>/case")
    @access("manager")
    @limit("240 per minute")
    def case(uid: str) -> Response:
        """Show one case."""
        return _acting(lambda c, _: incident_case(c, known_uid(uid)))


def _add_changes(blueprint: Blueprint) -> None:
    @blueprint.post("/api/v1/incidents/assign")
    @access("manager")
    @limit("60 per minute")
    def give() -> Response:
        """Assign incidents."""
        ask = body(AssignAsk)
        return _acting(lambda c, actor: Assigned(changed=assign(c, actor, ask)))

    @blueprint.post("/api/v1/incidents/<uid>/severity")
    @access("manager")
    @limit("60 per minute")
    def judge(uid: str) -> Response:
        """Change the severity."""
        ask = body(SeverityAsk)
        return _changed(uid, lambda c, actor: set_severity(c, actor, known_uid(uid), ask))

    @blueprint.post("/api/v1/incidents/<uid>/merge")
    @access("manager")
    @limit("60 per minute")
    def join(uid: str) -> Response:
        """Merge into another one."""
        ask = body(MergeAsk)
        return _changed(uid, lambda c, actor: merge(c, actor, known_uid(uid), ask))

    @blueprint.post("/api/v1/incidents/<uid>/unmerge")
    @access("manager")
    @limit("60 per minute")
    def part(uid: str) -> Response:
        """Take a merge back."""
        ask = body(UnmergeAsk)
        return _changed(uid, lambda c, actor: unmerge(c, actor, known_uid(uid), ask))

    @blueprint.post("/api/v1/incidents/<uid>/moderate")
    @access("manager")
    @limit("60 per minute")
    def show(uid: str) -> Response:
        """Make public, or withdraw."""
        ask = body(ModerateAsk)
        return _changed(uid, lambda c, actor: moderate(c, actor, known_uid(uid), ask))


def _changed(uid: str, act: Act) -> Response:
    """Do something to one incident and answer with the case as it is then."""

    def whole(connection: Connection, actor: Actor) -> IncidentCase:
        act(connection, actor)
        return incident_case(connection, known_uid(uid))

    return _acting(whole)


def _add_rules(blueprint: Blueprint) -> None:
    @blueprint.get("/api/v1/incidents/rules")
    @access("manager")
    @limit("120 per minute")
    def rules() -> Response:
        """Show categories and rules."""
        return _acting(lambda c, _: incident_rules(c))

    @blueprint.post("/api/v1/incidents/rules")
    @access("admin")
    @limit("60 per minute")
    def rule() -> Response:
        """Set a rule of escalation."""
        ask = body(Escalation)
        return _acting(lambda c, actor: set_rule(c, actor, ask))

    @blueprint.post("/api/v1/incidents/rules/categories")
    @access("manager")
    @limit("60 per minute")
    def category() -> Response:
        """Set a category."""
        ask = body(CategoryAsk)
        return _acting(lambda c, actor: set_category(c, actor, ask))

"""People in the office's API, for administrators: list, invite, role, disable, links, areas, sessions, personal data.

Registered by `register_office_api`; the work and its audit are in `data.accounts.administration`. Unknown fields of a
body are refused: nobody becomes something by a field that a form does not have.
"""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response, request

from dashboard.access import access
from dashboard.auth.identity import current_actor, desk_of, vault_of
from dashboard.auth.limits import limit
from dashboard.config import Settings
from dashboard.office_api.keys import known_uid
from dashboard.office_api.replies import BadBody, answer, body
from data.accounts import administration as admin
from data.accounts.invitations import PATH
from data.records import PeoplePage, Personal, PersonDetail, PersonLink


class NewPerson(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody to invite."""

    username: str
    display_name: str
    role: str


class PersonChange(msgspec.Struct, forbid_unknown_fields=True):
    """What changes about a person; what is absent stays."""

    display_name: str | None = None
    role: str | None = None
    reason: str = ""


class Because(msgspec.Struct, forbid_unknown_fields=True):
    """Why it is done, for the audit log."""

    reason: str = ""


class ScopePlace(msgspec.Struct, forbid_unknown_fields=True):
    """An area of an election, by codes."""

    election: str
    area: str


class Ended(msgspec.Struct):
    """How many sessions ended."""

    ended: int


_ONE = "/api/v1/users/{username}"
PATHS: dict[str, dict[str, Any]] = {
    "/api/v1/users": {
        "get": {
            "summary": "People by user name",
            "query": ("q", "role", "active", "after"),
            "answers": {200: PeoplePage},
            "errors": (400, 422),
        },
        "post": {
            "summary": "Add a person; answers the link to set a password with, once",
            "body": NewPerson,
            "answers": {201: PersonLink},
            "errors": (400, 422),
        },
    },
    _ONE: {
        "get": {"summary": "A person", "answers": {200: PersonDetail}, "errors": (404,)},
        "patch": {
            "summary": "Change name or role; with the role go areas, stations and sessions",
            "body": PersonChange,
            "answers": {200: PersonDetail},
            "errors": (400, 404, 422),
        },
    },
    f"{_ONE}/reset": {
        "post": {
            "summary": "A new link to set a password with, shown once",
            "answers": {201: PersonLink},
            "errors": (404, 422),
        }
    },
    f"{_ONE}/disable": {
        "post": {
            "summary": "Shut a person out and end the sessions",
            "body": Because,
            "answers": {200: PersonDetail},
            "errors": (400, 404, 422),
        }
    },
    f"{_ONE}/enable": {
        "post": {
            "summary": "Let a disabled person in again",
            "body": Because,
            "answers": {200: PersonDetail},
            "errors": (400, 404, 422),
        }
    },
    f"{_ONE}/scopes": {
        "post": {
            "summary": "Let a manager work in an area",
            "body": ScopePlace,
            "answers": {200: PersonDetail},
            "errors": (400, 404, 422),
        },
        "delete": {
            "summary": "End a manager's work in an area",
            "body": ScopePlace,
            "answers": {200: PersonDetail},
            "errors": (400, 404),
        },
    },
    f"{_ONE}/sessions": {
        "delete": {"summary": "End every session of a person", "answers": {200: Ended}, "errors": (404,)}
    },
    f"{_ONE}/sessions/{{uid}}": {
        "delete": {"summary": "End one session of a person", "answers": {200: Ended}, "errors": (404,)}
    },
    f"{_ONE}/personal": {
        "get": {
            "summary": "Personal data in the clear; the reading is in the audit log",
            "answers": {200: Personal},
            "errors": (404,),
        },
        "put": {
            "summary": "Keep personal data; an absent field is forgotten",
            "body": Personal,
            "answers": {200: PersonDetail},
            "errors": (400, 404, 422),
        },
    },
}


def people_blueprint(settings: Settings) -> Blueprint:
    """Return the routes of people; links begin with the office's own address from the settings, never the request's."""
    blueprint = Blueprint("people", __name__)
    _add_list(blueprint, settings.office_url)
    _add_one(blueprint, settings.office_url)
    _add_access(blueprint)
    _add_personal(blueprint)
    return blueprint


def _detail(username: str) -> Response:
    return answer(admin.read_person(desk_of(), current_actor(), username))


def _add_list(blueprint: Blueprint, office_url: str) -> None:
    @blueprint.get("/api/v1/users")
    @access("admin")
    @limit("120 per minute")
    def people() -> Response:
        """List people."""
        given = request.args
        if any(len(value) > 200 for value in given.values()):
            raise BadBody("A filter is longer than 200 characters.")
        active = {"true": True, "false": False, "": None}
        if given.get("active", "") not in active:
            raise BadBody("active is true or false.")
        return answer(
            admin.list_people(
                desk_of(),
                current_actor(),
                words=given.get("q", "").strip(),
                role=given.get("role") or None,
                active=active[given.get("active", "")],
                after=given.get("after") or None,
            )
        )

    @blueprint.post("/api/v1/users")
    @access("admin")
    @limit("60 per minute")
    def invite() -> Response:
        """Add a person."""
        new = body(NewPerson)
        token = admin.invite_person(
            desk_of(), current_actor(), new.username, display_name=new.display_name, role=new.role
        )
        link = PersonLink(username=new.username, purpose="invite", link=f"{office_url}{PATH}{token}")
        return answer(link, 201)


def _add_one(blueprint: Blueprint, office_url: str) -> None:
    @blueprint.get("/api/v1/users/<username>")
    @access("admin")
    @limit("120 per minute")
    def person(username: str) -> Response:
        """Show a person."""
        return _detail(username)

    @blueprint.patch("/api/v1/users/<username>")
    @access("admin")
    @limit("60 per minute")
    def change(username: str) -> Response:
        """Change name or role."""
        given = body(PersonChange)
        admin.change_person(
            desk_of(),
            current_actor(),
            username,
            display_name=given.display_name,
            role=given.role,
            reason=given.reason[:500],
        )
        return _detail(username)

    @blueprint.post("/api/v1/users/<username>/reset")
    @access("admin")
    @limit("30 per minute")
    def reset(username: str) -> Response:
        """Make a new link."""
        token, purpose = admin.renew_link(desk_of(), current_actor(), username)
        link = PersonLink(username=username, purpose=purpose, link=f"{office_url}{PATH}{token}")
        return answer(link, 201)

    @blueprint.post("/api/v1/users/<username>/disable")
    @access("admin")
    @limit("60 per minute")
    def disable(username: str) -> Response:
        """Shut a person out."""
        reason = body(Because).reason[:500]
        admin.switch_person(desk_of(), current_actor(), username, active=False, reason=reason)
        return _detail(username)

    @blueprint.post("/api/v1/users/<username>/enable")
    @access("admin")
    @limit("60 per minute")
    def enable(username: str) -> Response:
        """Let a person in again."""
        reason = body(Because).reason[:500]
        admin.switch_person(desk_of(), current_actor(), username, active=True, reason=reason)
        return _detail(username)


def _add_access(blueprint: Blueprint) -> None:
    @blueprint.post("/api/v1/users/<username>/scopes")
    @access("admin")
    @limit("120 per minute")
    def add_scope(username: str) -> Response:
        """Let a manager work in an area."""
        given = body(ScopePlace)
        admin.scope_person(desk_of(), current_actor(), username, place=(given.election, given.area), add=True)
        return _detail(username)

    @blueprint.delete("/api/v1/users/<username>/scopes")
    @access("admin")
    @limit("120 per minute")
    def drop_scope(username: str) -> Response:
        """End a manager's work in an area."""
        given = body(ScopePlace)
        admin.scope_person(
            desk_of(), current_actor(), username, place=(given.election, given.area), add=False
        )
        return _detail(username)

    @blueprint.delete("/api/v1/users/<username>/sessions")
    @access("admin")
    @limit("60 per minute")
    def end_all(username: str) -> Response:
        """End every session."""
        return answer(Ended(admin.revoke_session(desk_of(), current_actor(), username, None)))

    @blueprint.delete("/api/v1/users/<username>/sessions/<uid>")
    @access("admin")
    @limit("60 per minute")
    def end_one(username: str, uid: str) -> Response:
        """End one session."""
        return answer(Ended(admin.revoke_session(desk_of(), current_actor(), username, known_uid(uid))))


def _add_personal(blueprint: Blueprint) -> None:
    @blueprint.get("/api/v1/users/<username>/personal")
    @access("admin")
    @limit("30 per minute")
    def show(username: str) -> Response:
        """Show personal data; the reading is in the audit log."""
        return answer(admin.read_personal(desk_of(), vault_of(), current_actor(), username))

    @blueprint.put("/api/v1/users/<username>/personal")
    @access("admin")
    @limit("30 per minute")
    def keep(username: str) -> Response:
        """Keep personal data."""
        given = body(Personal)
        admin.write_personal(desk_of(), vault_of(), current_actor(), username, given)
        return _detail(username)

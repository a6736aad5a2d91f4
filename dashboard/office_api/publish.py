"""Publication control in the office's API: what stands, what the next version would change, the switch, requests, notices.

Registered by `register_office_api`. Managers of any area may look; what they may change the store's functions decide. The
running publisher takes up what is written here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, request
from sqlalchemy import Connection

from dashboard.access import access
from dashboard.auth.identity import current_actor, desk_of
from dashboard.auth.limits import limit
from dashboard.office_api.keys import known_uid
from dashboard.office_api.replies import BadBody, answer, body
from dashboard.parts import EXTENSION
from data.acting import Actor
from data.elections import OfficeElection, office_election
from data.errors import NotThere, UnknownElection
from data.publish.control import hold, publish_now, release, roll_back
from data.publish.notices import move_notice, prepare_notice
from data.publish.preview import preview
from data.publish.requests import ask_rollback, decide_rollback
from data.publish.standing import Standing, standing
from data.records.publication import (
    DecisionAsk,
    NoticeAsk,
    NoticeStep,
    Preview,
    PublicationState,
    RollbackAsk,
    SwitchAsk,
    Switched,
)
from data.records.results import Record

_ERRORS = (400, 403, 404, 409)


class NoticeDone(Record, frozen=True, kw_only=True):
    """The notice that was prepared, shown or ended."""

    notice: UUID
    state: str


PATHS: dict[str, dict[str, Any]] = {
    "/api/v1/publish": {
        "get": {
            "summary": "Where the publication of an election stands",
            "query": ("election",),
            "answers": {200: PublicationState},
            "errors": (404,),
        }
    },
    "/api/v1/publish/preview": {
        "get": {
            "summary": "What the next version would change",
            "query": ("election",),
            "answers": {200: Preview},
            "errors": (404,),
        }
    },
    **{
        f"/api/v1/publish/{verb}": {
            "post": {"summary": summary, "body": SwitchAsk, "answers": {200: Switched}, "errors": _ERRORS}
        }
        for verb, summary in (
            ("hold", "Keep the public version where it is"),
            ("release", "Let the public version follow the count again"),
            ("now", "Build and check every document anew"),
        )
    },
    "/api/v1/publish/rollback": {
        "post": {
            "summary": "Make an earlier version public, or ask for it where two people are needed",
            "body": RollbackAsk,
            "answers": {200: Switched},
            "errors": _ERRORS,
        }
    },
    "/api/v1/publish/requests/{uid}": {
        "post": {
            "summary": "Approve, refuse or withdraw a requested rollback",
            "body": DecisionAsk,
            "answers": {200: Switched},
            "errors": _ERRORS,
        }
    },
    "/api/v1/publish/notices": {
        "post": {
            "summary": "Prepare a public notice in both languages",
            "body": NoticeAsk,
            "answers": {201: NoticeDone},
            "errors": _ERRORS,
        }
    },
    "/api/v1/publish/notices/{uid}": {
        "post": {
            "summary": "Show a prepared notice to the public, or end one",
            "body": NoticeStep,
            "answers": {200: NoticeDone},
            "errors": _ERRORS,
        }
    },
}


def publish_blueprint() -> Blueprint:
    """Return the routes of publication control."""
    blueprint = Blueprint("publish", __name__)
    _add_reads(blueprint)
    _add_switch(blueprint)
    _add_rollback(blueprint)
    _add_notices(blueprint)
    return blueprint


def _named(connection: Connection, code: str | None) -> OfficeElection:
    try:
        return office_election(connection, code or "")
    except UnknownElection as error:
        raise NotThere("There is no such election.") from error


def _asked_election() -> str:
    code = request.args.get("election", "")
    if not 0 < len(code) <= 80:
        raise BadBody("Name the election: `?election=`.")
    return code


def _add_reads(blueprint: Blueprint) -> None:
    @blueprint.get("/api/v1/publish")
    @access("manager")
    @limit("120 per minute")
    def state() -> Response:
        """Say where publication stands."""
        with desk_of().acting(current_actor()) as connection:
            found = standing(connection, _named(connection, _asked_election()).election_id)
        return answer(found.state)

    @blueprint.get("/api/v1/publish/preview")
    @access("manager")
    @limit("30 per minute")
    def change() -> Response:
        """Say what the next version would change."""
        store = current_app.extensions[EXTENSION].store
        with desk_of().acting(current_actor()) as connection:
            election = _named(connection, _asked_election())
            now = standing(connection, election.election_id)
            found = preview(connection, election, now, store=store)
        return answer(found)


Move = Callable[[Connection, Actor, int, SwitchAsk], Standing]


def _switch(done: str, move: Move) -> Response:
    asked, actor = body(SwitchAsk), current_actor()
    with desk_of().acting(actor) as connection:
        election = _named(connection, asked.election)
        now = move(connection, actor, election.election_id, asked)
    return answer(Switched(election=election.code, done=done, mark=now.state.mark))


def _add_switch(blueprint: Blueprint) -> None:
    @blueprint.post("/api/v1/publish/hold")
    @access("manager")
    @limit("30 per minute")
    def keep() -> Response:
        """Hold publication."""
        return _switch("held", hold)

    @blueprint.post("/api/v1/publish/release")
    @access("manager")
    @limit("30 per minute")
    def let_go() -> Response:
        """Release publication."""
        return _switch("released", release)

    @blueprint.post("/api/v1/publish/now")
    @access("manager")
    @limit("10 per minute")
    def at_once() -> Response:
        """Have everything built anew."""
        return _switch("asked_for", publish_now)


def _add_rollback(blueprint: Blueprint) -> None:
    @blueprint.post("/api/v1/publish/rollback")
    @access("manager")
    @limit("30 per minute")
    def go_back() -> Response:
        """Roll back, or ask for it."""
        asked, actor = body(RollbackAsk), current_actor()
        uid = None
        with desk_of().acting(actor) as connection:
            election = _named(connection, asked.election)
            now = standing(connection, election.election_id)
            if now.state.two_people:
                uid = ask_rollback(connection, actor, election.election_id, asked)
            else:
                now = roll_back(connection, actor, election.election_id, asked)
        done = "requested" if uid else "rolled_back"
        return answer(Switched(election=election.code, done=done, mark=now.state.mark, request=uid))

    @blueprint.post("/api/v1/publish/requests/<uid>")
    @access("manager")
    @limit("30 per minute")
    def decide(uid: str) -> Response:
        """Decide a request."""
        asked, actor, request_uid = body(DecisionAsk), current_actor(), known_uid(uid)
        with desk_of().acting(actor) as connection:
            election_id = decide_rollback(connection, actor, request_uid, asked)
            now = standing(connection, election_id).state
        return answer(
            Switched(election=now.election, done=asked.decision, mark=now.mark, request=request_uid)
        )


def _add_notices(blueprint: Blueprint) -> None:
    @blueprint.post("/api/v1/publish/notices")
    @access("manager")
    @limit("60 per minute")
    def prepare() -> Response:
        """Prepare a notice."""
        asked, actor = body(NoticeAsk), current_actor()
        with desk_of().acting(actor) as connection:
            election = _named(connection, asked.election)
            uid = prepare_notice(connection, actor, election.election_id, asked)
        return answer(NoticeDone(notice=uid, state="prepared"), 201)

    @blueprint.post("/api/v1/publish/notices/<uid>")
    @access("manager")
    @limit("60 per minute")
    def move(uid: str) -> Response:
        """Show or end a notice."""
        asked, actor, notice = body(NoticeStep), current_actor(), known_uid(uid)
        with desk_of().acting(actor) as connection:
            move_notice(connection, actor, notice, asked)
        return answer(NoticeDone(notice=notice, state=asked.state))

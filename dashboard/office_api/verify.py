"""Verification in the office's API: the next form, second entries, differences and what managers decide.

Registered by `register_office_api`. Views decode, call `data.verify`, encode; the store has the last word on who may.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args
from uuid import UUID

from flask import Blueprint, Response, request
from sqlalchemy import Connection

from dashboard.access import access
from dashboard.auth.identity import current_actor, desk_of
from dashboard.auth.limits import limit
from dashboard.office_api.keys import idempotency_key, known_uid, read_uuid
from dashboard.office_api.replies import BadBody, answer, body
from data.acting import Actor
from data.records import (
    ClaimAsk,
    Differences,
    Dossier,
    NextSheet,
    QueueCounts,
    QueueName,
    QueuePage,
    Record,
    Resolution,
    SecondReceipt,
    SecondSubmission,
    StepDone,
    StepReason,
    VerifySheet,
)
from data.verify.claims import claim_to_resolve, release
from data.verify.decide import confirm, dispute, release_hold
from data.verify.listing import queue_counts, queue_page
from data.verify.queue import next_sheet, sheet_of
from data.verify.resolve import differences, resolve
from data.verify.second import store_second
from data.verify.sources import dossier


class Released(Record, frozen=True, kw_only=True):
    """Whether the person held the form that is now free."""

    form: UUID
    held: bool


class Claimed(Record, frozen=True, kw_only=True):
    """Until when the form is the person's to resolve."""

    form: UUID
    until: str


def _operation(
    summary: str, answers: Any, *, kind: type | None = None, errors: tuple[int, ...] = ()
) -> dict[str, Any]:
    described: dict[str, Any] = {"summary": summary, "answers": {200: answers}, "errors": errors}
    if kind is not None:
        described["body"] = kind
    return described


_FORM = "/api/v1/verify/{form}"
PATHS: dict[str, dict[str, Any]] = {
    "/api/v1/verify/next": {
        "post": _operation(
            "Claim the next form for a second entry", NextSheet, kind=ClaimAsk, errors=(400, 409)
        )
    },
    "/api/v1/verify/queue": {
        "get": {
            "summary": "A page of a queue, without figures",
            "query": ("queue", "contest", "area", "after"),
            "answers": {200: QueuePage},
            "errors": (400, 404),
        }
    },
    "/api/v1/verify/counts": {
        "get": {
            "summary": "How many forms each queue holds",
            "query": ("contest", "area"),
            "answers": {200: QueueCounts},
            "errors": (400,),
        }
    },
    f"{_FORM}/sheet": {
        "post": _operation("Claim a named form for a second entry", VerifySheet, errors=(404, 409))
    },
    f"{_FORM}/claim": {"post": _operation("Claim a form with a difference", Claimed, errors=(404, 409))},
    f"{_FORM}/release": {"post": _operation("Give a claimed form back", Released, errors=(404,))},
    f"{_FORM}/second": {
        "post": {
            **_operation(
                "Send a second entry", SecondReceipt, kind=SecondSubmission, errors=(400, 404, 409, 422)
            ),
            "key": True,
        }
    },
    f"{_FORM}/differences": {"get": _operation("All readings side by side", Differences, errors=(404,))},
    f"{_FORM}/resolve": {
        "post": _operation(
            "Say which reading is right", StepDone, kind=Resolution, errors=(400, 403, 404, 409, 422)
        )
    },
    f"{_FORM}/confirm": {"post": _operation("Confirm a verified form", StepDone, errors=(403, 404, 409))},
    f"{_FORM}/dispute": {
        "post": _operation(
            "Hold a form out of the totals", StepDone, kind=StepReason, errors=(400, 403, 404, 409)
        )
    },
    f"{_FORM}/release-hold": {
        "post": _operation(
            "Let a disputed form count again", StepDone, kind=StepReason, errors=(400, 403, 404, 409)
        )
    },
    f"{_FORM}/dossier": {
        "get": _operation("Every source of the form's station side by side", Dossier, errors=(404,))
    },
}

Act = Callable[[Connection, Actor], Any]


def _acting(act: Act) -> Response:
    """Answer with what `act` returns, in one transaction of the person."""
    actor = current_actor()
    with desk_of().acting(actor) as connection:
        found = act(connection, actor)
    return answer(found)


def verify_blueprint() -> Blueprint:
    """Return the routes of verification."""
    blueprint = Blueprint("verify", __name__)
    _add_queue(blueprint)
    _add_readings(blueprint)
    _add_decisions(blueprint)
    return blueprint


def _add_queue(blueprint: Blueprint) -> None:
    @blueprint.post("/api/v1/verify/next")
    @access("manager")
    @limit("240 per minute")
    def following() -> Response:
        """Claim the next form."""
        ask = body(ClaimAsk) if request.content_length else ClaimAsk()
        return _acting(lambda c, actor: NextSheet(sheet=next_sheet(c, actor, ask)))

    @blueprint.get("/api/v1/verify/queue")
    @access("manager")
    @limit("240 per minute")
    def queue() -> Response:
        """List a queue."""
        name = request.args.get("queue", "second")
        if name not in get_args(QueueName):
            raise BadBody(f"The queue is one of {', '.join(get_args(QueueName))}.")
        chosen: QueueName = name  # type: ignore[assignment]
        asked = query_words("contest", "area", "after")
        return _acting(
            lambda c, _: queue_page(
                c, chosen, contest=asked["contest"], area=asked["area"], after=asked["after"]
            )
        )

    @blueprint.get("/api/v1/verify/counts")
    @access("manager")
    @limit("240 per minute")
    def counts() -> Response:
        """Count the queues."""
        asked = query_words("contest", "area")
        return _acting(lambda c, _: queue_counts(c, contest=asked["contest"], area=asked["area"]))


def _add_readings(blueprint: Blueprint) -> None:
    @blueprint.post("/api/v1/verify/<form>/sheet")
    @access("manager")
    @limit("240 per minute")
    def sheet(form: str) -> Response:
        """Claim this form for a second entry."""
        return _acting(lambda c, actor: sheet_of(c, actor, known_uid(form)))

    @blueprint.post("/api/v1/verify/<form>/claim")
    @access("manager")
    @limit("240 per minute")
    def claim(form: str) -> Response:
        """Claim this form to resolve it."""
        uid = known_uid(form)
        return _acting(lambda c, a: Claimed(form=uid, until=claim_to_resolve(c, a, uid).isoformat()))

    @blueprint.post("/api/v1/verify/<form>/release")
    @access("manager")
    @limit("240 per minute")
    def give_back(form: str) -> Response:
        """Give a form back."""
        uid = known_uid(form)
        return _acting(lambda c, actor: Released(form=uid, held=release(c, actor, uid)))

    @blueprint.post("/api/v1/verify/<form>/second")
    @access("manager")
    @limit("240 per minute")
    def second(form: str) -> Response:
        """Store a second entry."""
        key, sent = idempotency_key(), body(SecondSubmission)
        return _acting(lambda c, actor: store_second(c, actor, known_uid(form), sent, key))

    @blueprint.get("/api/v1/verify/<form>/differences")
    @access("manager")
    @limit("240 per minute")
    def show(form: str) -> Response:
        """Show every reading."""
        return _acting(lambda c, actor: differences(c, actor, known_uid(form)))

    @blueprint.get("/api/v1/verify/<form>/dossier")
    @access("manager")
    @limit("240 per minute")
    def sources(form: str) -> Response:
        """Show every source of the form's station."""
        return _acting(lambda c, actor: dossier(c, actor, known_uid(form)))


def _add_decisions(blueprint: Blueprint) -> None:
    @blueprint.post("/api/v1/verify/<form>/resolve")
    @access("manager")
    @limit("120 per minute")
    def settle(form: str) -> Response:
        """Resolve a difference."""
        sent, key = body(Resolution), read_uuid(request.headers.get("Idempotency-Key", ""))
        return _acting(lambda c, actor: resolve(c, actor, known_uid(form), sent, key=key))

    @blueprint.post("/api/v1/verify/<form>/confirm")
    @access("manager")
    @limit("240 per minute")
    def agree(form: str) -> Response:
        """Confirm a form."""
        return _acting(lambda c, actor: confirm(c, actor, known_uid(form)))

    @blueprint.post("/api/v1/verify/<form>/dispute")
    @access("manager")
    @limit("120 per minute")
    def object_to(form: str) -> Response:
        """Dispute a form."""
        reason = body(StepReason).reason
        return _acting(lambda c, actor: dispute(c, actor, known_uid(form), reason))

    @blueprint.post("/api/v1/verify/<form>/release-hold")
    @access("manager")
    @limit("120 per minute")
    def let_count(form: str) -> Response:
        """Release a disputed form."""
        reason = body(StepReason).reason
        return _acting(lambda c, actor: release_hold(c, actor, known_uid(form), reason))


def query_words(*names: str) -> dict[str, str | None]:
    """Return query parameters of the request, `None` where they are missing or blank; absurd lengths are refused."""
    found = {name: request.args.get(name) or None for name in names}
    if any(words and (len(words) > 300 or "\0" in words) for words in found.values()):
        raise BadBody("A filter has more than 300 characters.")
    return found

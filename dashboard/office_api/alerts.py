"""Alerts in the office's API: the queue, one alert, what people do with it, rules with their dry run, webhooks.

Registered by `register_office_api`. Views decode, call `data.alerts` and `data.notify`, encode; the store says who may.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy import Connection

from dashboard.access import access
from dashboard.auth.identity import current_actor, desk_of, vault_of
from dashboard.auth.limits import limit
from dashboard.office_api.keys import known_uid
from dashboard.office_api.replies import BadBody, answer, body
from data.acting import Actor
from data.alerts.dryrun import dry_run
from data.alerts.read import FILTERS, AlertsRefused, alert_page, alert_record, read_query
from data.alerts.rules import change_rule, read_rules
from data.alerts.work import take_step
from data.elections import office_election
from data.errors import NotThere, UnknownElection
from data.notify.webhooks import add_webhook, list_webhooks, switch_webhook, try_webhook
from data.records.alerts import (
    KINDS,
    AlertPage,
    AlertRecord,
    AlertRule,
    AlertStep,
    DryRun,
    DryRunAsk,
    RuleChange,
)
from data.records.notify import MadeWebhook, NewWebhook, Queued, WebhookChange, Webhooks
from data.records.results import Record


class AlertRules(Record, frozen=True, kw_only=True):
    """Every rule as it holds."""

    rules: tuple[AlertRule, ...]


_HOOK = "/api/v1/alerts/webhooks"
PATHS: dict[str, dict[str, Any]] = {
    "/api/v1/alerts": {
        "get": {
            "summary": "A page of alerts of the areas I work in, the most severe first",
            "query": ("election", *FILTERS),
            "answers": {200: AlertPage},
            "errors": (400, 404),
        }
    },
    "/api/v1/alerts/{uid}": {
        "get": {"summary": "An alert with its history", "answers": {200: AlertRecord}, "errors": (404,)}
    },
    "/api/v1/alerts/{uid}/steps": {
        "post": {
            "summary": "Take, assign, look into, snooze, resolve with an outcome, reopen, or note",
            "body": AlertStep,
            "answers": {200: AlertRecord},
            "errors": (400, 403, 404, 409, 422),
        }
    },
    "/api/v1/alerts/rules": {
        "get": {
            "summary": "The rules as they hold in general, or for an election",
            "query": ("election",),
            "answers": {200: AlertRules},
            "errors": (404,),
        }
    },
    "/api/v1/alerts/rules/{kind}": {
        "post": {
            "summary": "Change a rule, in general or for one election",
            "body": RuleChange,
            "answers": {200: AlertRule},
            "errors": (400, 403, 404, 422),
        }
    },
    "/api/v1/alerts/rules/{kind}/dry-run": {
        "post": {
            "summary": "What would open with these thresholds; nothing is written",
            "body": DryRunAsk,
            "answers": {200: DryRun},
            "errors": (400, 403, 404, 422),
        }
    },
    _HOOK: {
        "get": {"summary": "Every webhook, without address and secret", "answers": {200: Webhooks}},
        "post": {
            "summary": "Add a webhook; the secret is in this answer only",
            "body": NewWebhook,
            "answers": {201: MadeWebhook},
            "errors": (400, 403, 422),
        },
    },
    f"{_HOOK}/{{uid}}": {
        "post": {
            "summary": "Switch a webhook on or off",
            "body": WebhookChange,
            "answers": {200: Webhooks},
            "errors": (400, 403, 404),
        }
    },
    f"{_HOOK}/{{uid}}/test": {
        "post": {"summary": "Let the worker call a webhook once", "answers": {202: Queued}, "errors": (403, 404)}
    },
}  # fmt: skip


def _acting(act: Callable[[Connection, Actor], Any], status: int = 200) -> Response:
    """Answer with what `act` returns, in one transaction of the person."""
    actor = current_actor()
    try:
        with desk_of().acting(actor) as connection:
            found = act(connection, actor)
    except UnknownElection as error:
        raise NotThere(error.message) from None
    except AlertsRefused as error:
        raise BadBody(error.message) from None
    return answer(found, status)


def alerts_blueprint() -> Blueprint:
    """Return the routes of alerts."""
    blueprint = Blueprint("alerts", __name__)
    _add_queue(blueprint)
    _add_rules(blueprint)
    _add_webhooks(blueprint)
    return blueprint


def _add_queue(blueprint: Blueprint) -> None:
    @blueprint.get("/api/v1/alerts")
    @access("manager")
    @limit("240 per minute")
    def queue() -> Response:
        """List alerts."""
        given = request.args

        def act(connection: Connection, _: Actor) -> AlertPage:
            query = read_query({name: given.get(name, "") for name in FILTERS})
            election = office_election(connection, _asked_election())
            return alert_page(connection, election.election_id, query)

        return _acting(act)

    @blueprint.get("/api/v1/alerts/<uid>")
    @access("manager")
    @limit("240 per minute")
    def one(uid: str) -> Response:
        """Show an alert."""
        return _acting(lambda c, _: alert_record(c, known_uid(uid)))

    @blueprint.post("/api/v1/alerts/<uid>/steps")
    @access("manager")
    @limit("120 per minute")
    def step(uid: str) -> Response:
        """Do something with an alert."""
        alert, sent = known_uid(uid), body(AlertStep)

        def act(connection: Connection, actor: Actor) -> AlertRecord:
            take_step(connection, actor, alert, sent)
            return alert_record(connection, alert)

        return _acting(act)


def _add_rules(blueprint: Blueprint) -> None:
    @blueprint.get("/api/v1/alerts/rules")
    @access("manager")
    @limit("120 per minute")
    def rules() -> Response:
        """List the rules."""

        def act(connection: Connection, _: Actor) -> AlertRules:
            asked = _asked_election()
            election = office_election(connection, asked).election_id if asked else None
            return AlertRules(rules=tuple(read_rules(connection, election).values()))

        return _acting(act)

    @blueprint.post("/api/v1/alerts/rules/<kind>")
    @access("manager")
    @limit("60 per minute")
    def change(kind: str) -> Response:
        """Change a rule."""
        known, sent = _known_kind(kind), body(RuleChange)
        return _acting(lambda c, actor: change_rule(c, actor, known, sent))

    @blueprint.post("/api/v1/alerts/rules/<kind>/dry-run")
    @access("manager")
    @limit("30 per minute")
    def try_rule(kind: str) -> Response:
        """Say what would open."""
        known, sent = _known_kind(kind), body(DryRunAsk)
        return _acting(lambda c, _: dry_run(c, known, sent))


def _add_webhooks(blueprint: Blueprint) -> None:
    @blueprint.get(_HOOK)
    @access("admin")
    @limit("120 per minute")
    def webhooks() -> Response:
        """List webhooks."""
        return _acting(lambda c, _: list_webhooks(c))

    @blueprint.post(_HOOK)
    @access("admin")
    @limit("20 per minute")
    def add() -> Response:
        """Add a webhook."""
        sent, vault = body(NewWebhook), vault_of()
        return _acting(lambda c, actor: add_webhook(c, actor, vault, sent), 201)

    @blueprint.post(f"{_HOOK}/<uid>")
    @access("admin")
    @limit("60 per minute")
    def switch(uid: str) -> Response:
        """Switch a webhook."""
        hook, sent = known_uid(uid), body(WebhookChange)
        return _acting(lambda c, actor: switch_webhook(c, actor, hook, active=sent.active))

    @blueprint.post(f"{_HOOK}/<uid>/test")
    @access("admin")
    @limit("20 per minute")
    def trial(uid: str) -> Response:
        """Try a webhook."""
        hook = known_uid(uid)
        return _acting(lambda c, actor: Queued(delivery=try_webhook(c, actor, hook)), 202)


def _known_kind(kind: str) -> str:
    if kind not in KINDS:
        raise NotThere("There is no such kind of alert.")
    return kind


def _asked_election() -> str | None:
    code = request.args.get("election") or None
    if code is not None and len(code) > 100:
        raise BadBody("A filter has more than 100 characters.")
    return code

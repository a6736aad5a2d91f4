"""Notifications in the office's API: a person's own list, how many are unread, how mails are wanted, a trial mail.

Registered by `register_office_api`. Row security shows nobody else's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy import Connection

from dashboard.access import access
from dashboard.auth.identity import current_actor, desk_of
from dashboard.auth.limits import limit
from dashboard.office_api.replies import BadBody, answer, body
from data.acting import Actor
from data.notify.inapp import mark_read, notifications, unread
from data.notify.preferences import change_preferences, read_preferences
from data.notify.webhooks import try_mail
from data.records.notify import NotificationPage, Preferences, PreferencesView, Queued, ReadMark, Unread

_PATH = "/api/v1/notifications"
PATHS: dict[str, dict[str, Any]] = {
    _PATH: {
        "get": {
            "summary": "My notifications, the newest first",
            "query": {
                "before": {"type": "integer", "minimum": 1},
                "unread": {"type": "string", "enum": ["0", "1"]},
            },
            "answers": {200: NotificationPage},
            "errors": (400,),
        }
    },
    f"{_PATH}/unread": {"get": {"summary": "How many I have not read", "answers": {200: Unread}}},
    f"{_PATH}/read": {
        "post": {
            "summary": "Mark some read, or everything up to one",
            "body": ReadMark,
            "answers": {200: Unread},
            "errors": (400, 422),
        }
    },
    f"{_PATH}/preferences": {
        "get": {"summary": "How I want mail, and my last mails", "answers": {200: PreferencesView}},
        "post": {
            "summary": "Say how I want mail",
            "body": Preferences,
            "answers": {200: PreferencesView},
            "errors": (400, 422),
        },
    },
    f"{_PATH}/test-mail": {"post": {"summary": "Let the worker send me a mail", "answers": {202: Queued}}},
}


def _acting(act: Callable[[Connection, Actor], Any], status: int = 200) -> Response:
    actor = current_actor()
    with desk_of().acting(actor) as connection:
        found = act(connection, actor)
    return answer(found, status)


def notifications_blueprint() -> Blueprint:
    """Return the routes of notifications."""
    blueprint = Blueprint("notifications", __name__)
    _add_list(blueprint)
    _add_preferences(blueprint)
    return blueprint


def _add_list(blueprint: Blueprint) -> None:
    @blueprint.get(_PATH)
    @access("manager")
    @limit("240 per minute")
    def listed() -> Response:
        """List notifications."""
        before = _number(request.args.get("before"))
        only = request.args.get("unread") == "1"
        return _acting(lambda c, _: notifications(c, before=before, only_unread=only))

    @blueprint.get(f"{_PATH}/unread")
    @access("manager")
    @limit("600 per minute")
    def count() -> Response:
        """Count what is unread."""
        return _acting(lambda c, _: Unread(unread=unread(c)))

    @blueprint.post(f"{_PATH}/read")
    @access("manager")
    @limit("240 per minute")
    def mark() -> Response:
        """Mark notifications read."""
        sent = body(ReadMark)

        def act(connection: Connection, _: Actor) -> Unread:
            mark_read(connection, sent)
            return Unread(unread=unread(connection))

        return _acting(act)


def _add_preferences(blueprint: Blueprint) -> None:
    @blueprint.get(f"{_PATH}/preferences")
    @access("manager")
    @limit("120 per minute")
    def show() -> Response:
        """Show preferences."""
        return _acting(read_preferences)

    @blueprint.post(f"{_PATH}/preferences")
    @access("manager")
    @limit("60 per minute")
    def change() -> Response:
        """Change preferences."""
        sent = body(Preferences)

        def act(connection: Connection, actor: Actor) -> PreferencesView:
            change_preferences(connection, actor, sent)
            return read_preferences(connection, actor)

        return _acting(act)

    @blueprint.post(f"{_PATH}/test-mail")
    @access("manager")
    @limit("10 per minute")
    def trial() -> Response:
        """Send a trial mail."""
        return _acting(lambda c, actor: Queued(delivery=try_mail(c, actor)), 202)


def _number(words: str | None) -> int | None:
    if words is None:
        return None
    if not (words.isascii() and words.isdigit() and len(words) <= 18):
        raise BadBody("`before` is the number of a notification.")
    return int(words)

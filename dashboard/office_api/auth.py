"""Signing in over JSON: a browser's session, or bearer tokens of an API client; who one is; signing out.

The forms of `/login` do the same without a script (`dashboard.auth.forms`).
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from dashboard.access import access, without_factor
from dashboard.auth.forms import end_former_session
from dashboard.auth.identity import (
    csrf_token,
    current_actor,
    door_of,
    forget,
    is_bearer,
    remember,
    whence_of,
)
from dashboard.auth.limits import limit
from dashboard.office_api.replies import answer, body
from data.accounts.tokens import TokenPair
from data.acting import Actor
from data.records.accounts import Credentials, Me, RefreshBody, Tokens

#: Signing in is the one thing that guessers do: few tries for an address, however many names they try.
SIGN_IN_LIMIT = "20 per minute; 100 per hour"


def auth_blueprint() -> Blueprint:
    """Return the routes under `/api/v1/auth`."""
    blueprint = Blueprint("auth_api", __name__, url_prefix="/api/v1/auth")
    _add_sessions(blueprint)
    _add_tokens(blueprint)
    return blueprint


def _add_sessions(blueprint: Blueprint) -> None:
    @blueprint.post("/login")
    @access("public")
    @limit(SIGN_IN_LIMIT, address_times=5)
    def login() -> Response:
        """Begin a session and set its cookie; without a due code the session can only give it."""
        sent = body(Credentials)
        begun = door_of().login.sign_in(sent.name, sent.password, code=sent.code, whence=whence_of(request))
        end_former_session()
        return remember(answer(me_of(begun.actor)), begun.token)

    @blueprint.post("/logout")
    @access("viewer")
    @without_factor
    def logout() -> Response:
        """End the session, or the tokens, of this request."""
        door_of().login.sign_out(current_actor())
        response = Response(status=204)
        return response if is_bearer(request) else forget(response)

    @blueprint.get("/me")
    @access("viewer")
    @without_factor
    @limit("120 per minute")
    def me() -> Response:
        """Return who is signed in, and the token for changes."""
        return answer(me_of(current_actor()))


def _add_tokens(blueprint: Blueprint) -> None:
    @blueprint.post("/token")
    @access("public")
    @limit(SIGN_IN_LIMIT, address_times=5)
    def token() -> Response:
        """Issue a short access token and a refresh token that works once."""
        sent = body(Credentials)
        doing = door_of().login
        pair = doing.sign_in_client(sent.name, sent.password, code=sent.code, whence=whence_of(request))
        return answer(_tokens(pair))

    @blueprint.post("/refresh")
    @access("public")
    @limit("60 per minute")
    def refresh() -> Response:
        """Exchange a refresh token; one that was used before ends its whole family."""
        pair = door_of().login.refresh(body(RefreshBody).refresh_token, whence=whence_of(request))
        return answer(_tokens(pair))


def me_of(actor: Actor) -> Me:
    """Return the record of who is signed in."""
    return Me(
        uid=actor.uid,
        username=actor.username,
        display_name=actor.display_name,
        role=actor.role,
        level=actor.level,
        language=actor.language,
        second_factor=actor.second_factor,
        factor_due=actor.factor_due,
        csrf=csrf_token(door_of().login.secret, actor),
    )


def _tokens(pair: TokenPair) -> Tokens:
    return Tokens(
        access_token=pair.access,
        refresh_token=pair.refresh,
        expires_in=pair.access_s,
        refresh_expires_in=pair.refresh_s,
    )

"""The forms that work without a script: sign in, sign out, second factor, password by link.

Registered by `register_forms`, called by `create_office_app`. The pages at the same addresses are drawn by
`pages.office`; a refusal answers the form with its page again. What scripts do goes through `/api/v1/auth`.
"""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Flask, Response, current_app, request

from components.office.following import safe_next
from dashboard.access import access, without_factor
from dashboard.auth.gate import FACTOR_PAGE
from dashboard.auth.identity import (
    become,
    current_actor,
    door_of,
    forget,
    is_bearer,
    load_actor,
    remember,
    whence_of,
)
from dashboard.auth.limits import limit
from dashboard.officesite import SITE, OfficeSite, lead
from data.accounts.invitations import accept_invitation
from data.accounts.login import SignedIn
from data.errors import LoginRefused, NotThere, PersonRefused
from data.records.words import N_
from pages.office import invitation, login, second_factor

DIFFERENT = N_("The two passwords are not the same.")
_LONGEST = 2000


def register_forms(server: Flask) -> None:
    """Add the form routes to the office's `server`."""
    server.register_blueprint(forms_blueprint())


def forms_blueprint() -> Blueprint:
    """Return the routes that answer forms."""
    blueprint = Blueprint("office_forms", __name__)
    _add_login(blueprint)
    _add_factor(blueprint)
    _add_invitation(blueprint)
    return blueprint


def _add_login(blueprint: Blueprint) -> None:
    @blueprint.post("/login")
    @access("public")
    @limit("20 per minute; 100 per hour", address_times=5)
    def sign_in() -> Response:
        """Sign in with name and password; a second factor is asked for on the next page."""
        name, following = _text("name"), safe_next(_text("next"))
        try:
            begun = door_of().login.sign_in(name, _text("password"), whence=whence_of(request))
        except LoginRefused as error:
            said = error.message
            return _site().respond("login", lambda ask: login.again(ask, name, following, said))
        end_former_session()
        return _enter(begun, following)

    @blueprint.post("/logout")
    @access("viewer")
    @without_factor
    def sign_out() -> Response:
        """End the session."""
        door_of().login.sign_out(current_actor())
        return forget(lead("/login?said=out"))


def _add_factor(blueprint: Blueprint) -> None:
    @blueprint.post("/account/second-factor")
    @access("viewer")
    @without_factor
    @limit("10 per minute")
    def give_code() -> Response:
        """Go on with the code of the second factor."""
        following = safe_next(_text("next"))
        try:
            begun = door_of().login.give_code(current_actor(), _text("code"))
        except LoginRefused as error:
            said = error.message
            return _site().respond("second_factor", lambda ask: second_factor.again(ask, following, said))
        return _enter(begun, following)

    @blueprint.post("/account/second-factor/begin")
    @access("viewer")
    @without_factor
    @limit("10 per minute")
    def begin() -> Response:
        """Show the picture to scan."""
        secret = door_of().login.begin_factor(current_actor())
        following = safe_next(_text("next"))
        return _site().respond("second_factor", lambda ask: second_factor.enrol(ask, following, secret))

    @blueprint.post("/account/second-factor/confirm")
    @access("viewer")
    @without_factor
    @limit("10 per minute")
    def confirm() -> Response:
        """Confirm by the first code, and show the recovery codes once."""
        actor, following, doing = current_actor(), safe_next(_text("next")), door_of().login
        try:
            begun, codes = doing.confirm_factor(actor, _text("code"))
        except LoginRefused as error:
            secret, said = doing.begin_factor(actor), error.message
            return _site().respond(
                "second_factor", lambda ask: second_factor.enrol(ask, following, secret, said)
            )
        become(begun.actor)
        answer = _site().respond("second_factor", lambda ask: second_factor.codes(ask, following, codes))
        return remember(answer, begun.token)


def _add_invitation(blueprint: Blueprint) -> None:
    @blueprint.post("/invitation/<token>")
    @access("public")
    @limit("20 per minute", address_times=5)
    def accept(token: str) -> Response:
        """Set the password that a link is for."""
        try:
            if _text("password") != _text("again"):
                raise PersonRefused(DIFFERENT)
            with door_of().login.desk.authenticating() as connection:
                accept_invitation(connection, token, _text("password"), address=request.remote_addr)
        except PersonRefused as error:
            said = error.message
            return _site().respond("invitation", lambda ask: invitation.again(ask, said), token=token)
        except NotThere:
            return _site().respond("invitation", invitation.dead)
        return lead("/login?said=set")


def _enter(begun: SignedIn, following: str) -> Response:
    """Lead a person who has just signed in on, to their second factor first if it is due."""
    target = following
    if begun.actor.factor_due:
        target = FACTOR_PAGE + (f"?next={quote(following, safe='/')}" if following != "/" else "")
    return remember(lead(target), begun.token)


def end_former_session() -> None:
    """End the session that the browser came with, if it had one: it belongs to whoever sat there before."""
    former = None if is_bearer(request) else load_actor(request)
    if former is not None:
        door_of().login.sign_out(former)


def _text(name: str) -> str:
    return request.form.get(name, "")[:_LONGEST].replace("\0", "")  # which no text of the store may hold


def _site() -> OfficeSite:
    site: OfficeSite = current_app.extensions[SITE]
    return site

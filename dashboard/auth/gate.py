"""The gate in front of every route of the office: access as declared, second factor, CSRF on every change of state.

Installed by `create_office_app` before anything else answers. Pages are gated by `dashboard.officesite`, which knows
which page an address means; here are the routes. `dashboard.auth.refusals` answers what it raises. It looks a person
up once and asks nothing else of the database.
"""

from __future__ import annotations

import hmac

from flask import Flask, Response, abort, request

from dashboard.access import is_without_factor, route_access
from dashboard.auth.identity import csrf_token, found_actor, is_bearer
from dashboard.firstpaint.csp import policy
from data.acting import Actor
from data.errors import NotAllowed, NotSignedIn
from data.records.words import N_

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf_token"
FACTOR_PAGE = "/account/second-factor"

OTHER_SITE = N_("The request comes from another site.")
NO_TOKEN = N_("The CSRF token is missing or not this session's. Reload the page.")
NO_ROLE = N_("Your role may not do this.")
NO_FACTOR = N_("Give the second factor first.")


class FactorDue(NotAllowed):
    """Raised when a session must give its second factor before it may do anything else."""


def install_gate(server: Flask, secret: str, *, own_origin: str) -> None:
    """Check access and CSRF before every view of `server`."""

    @server.before_request
    def gate() -> Response | None:
        level = route_access(server, request.endpoint) if request.endpoint else None
        if level is None or level == "page":
            return None  # no such route (404), or a page, which its router gates
        actor = found_actor() if level != "public" else None
        if level != "public":
            require(actor, level, without_factor=is_without_factor(server, request.endpoint))
        if request.method not in SAFE:
            check_csrf(actor, secret, own_origin)
        return None

    @server.after_request
    def guard(response: Response) -> Response:
        # Pages bring their own policy; what errors and Dash send as HTML gets it here.
        if response.mimetype == "text/html" and "Content-Security-Policy" not in response.headers:
            response.headers["Content-Security-Policy"] = policy(response.get_data(as_text=True))
            response.headers["X-Frame-Options"] = "DENY"
        return response


def require(actor: Actor | None, level: str, *, without_factor: bool = False) -> Actor:
    """Return the person if they may; raises `NotSignedIn`, `FactorDue` or `NotAllowed`."""
    if actor is None:
        raise NotSignedIn("Nobody is signed in.", remedy="Sign in at /login.")
    if actor.factor_due and not without_factor:
        raise FactorDue(NO_FACTOR, remedy=f"See {FACTOR_PAGE}.")
    if not actor.may(level):
        raise NotAllowed(NO_ROLE, remedy="Ask an administrator.")
    return actor


def check_csrf(actor: Actor | None, secret: str, own_origin: str) -> None:
    """Refuse a state-changing request that this origin's own page did not send."""
    origin = request.headers.get("Origin")
    if origin is not None and origin not in (own_origin, request.host_url.rstrip("/")):
        abort(403, OTHER_SITE)
    if is_bearer(request):
        return
    if actor is None:
        # A form of a stranger (login, invitation) has no session to tie a token to. Every browser names the origin
        # of a form that another site sends; a JSON body no other site may send at all.
        same = request.headers.get("Sec-Fetch-Site") == "same-origin"
        if origin is None and not same and not request.is_json:
            abort(403, OTHER_SITE)
        return
    given = request.headers.get(CSRF_HEADER) or request.form.get(CSRF_FIELD, "")
    if not hmac.compare_digest(given.encode(), csrf_token(secret, actor).encode()):
        abort(403, NO_TOKEN)

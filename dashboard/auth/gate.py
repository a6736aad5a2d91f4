"""The gate in front of every route of the office: access as declared, CSRF on every change of state.

Installed by `create_office_app` before anything else answers. Pages are gated by `dashboard.officesite`, which knows
which page an address means; here are the routes.
"""

from __future__ import annotations

import hmac

from flask import Flask, Response, abort, redirect, request

from dashboard.access import route_access
from dashboard.auth.identity import csrf_token, found_actor
from dashboard.office_api.replies import problem
from data.acting import Actor
from data.errors import NotAllowed, NotSignedIn

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf_token"


def install_gate(server: Flask, secret: str, *, own_origin: str) -> None:
    """Check access and CSRF before every view of `server`."""

    @server.before_request
    def gate() -> Response | None:
        level = route_access(server, request.endpoint) if request.endpoint else None
        if level is None or level == "page":
            return None  # no such route (404), or a page, which its router gates
        actor = found_actor() if level != "public" else None
        if level != "public":
            require(actor, level)
        if request.method not in SAFE:
            check_csrf(actor, secret, own_origin)
        return None

    @server.errorhandler(NotSignedIn)
    def stranger(error: NotSignedIn) -> Response:
        if request.path.startswith("/api/"):
            # Raised here it would be an error of the error handler, and so a 500.
            return problem(401, "not_signed_in", error.message)
        answer = redirect(f"/login?next={request.path}", code=303)
        return Response(answer.get_data(), 303, answer.headers)


def require(actor: Actor | None, level: str) -> Actor:
    """Return the person if they may; raises `NotSignedIn` or `NotAllowed`."""
    if actor is None:
        raise NotSignedIn("Nobody is signed in.", remedy="Sign in at /login.")
    if not actor.may(level):
        raise NotAllowed("Your role may not do this.", remedy="Ask an administrator.")
    return actor


def check_csrf(actor: Actor | None, secret: str, own_origin: str) -> None:
    """Refuse a state-changing request that this origin's own page did not send."""
    origin = request.headers.get("Origin")
    if origin is not None and origin not in (own_origin, request.host_url.rstrip("/")):
        abort(403, "The request comes from another site.")
    if actor is None or request.headers.get("Authorization", "").startswith("Bearer "):
        return
    given = request.headers.get(CSRF_HEADER) or request.form.get(CSRF_FIELD, "")
    if not hmac.compare_digest(given.encode(), csrf_token(secret, actor).encode()):
        abort(403, "The CSRF token is missing or not this session's. Reload the page.")

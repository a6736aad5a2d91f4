"""Finds the person of a request: session cookie now, bearer tokens beside it; and the CSRF token of a session.

Called by `dashboard.auth.gate` once a request. It decides nothing about access.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import cast

from flask import Flask, Request, current_app, g

from data.accounts.sessions import find_session
from data.acting import Actor, Desk
from data.errors import NotSignedIn

DESK = "matokeo.desk"
COOKIE = "matokeo_office"


def desk_of(server: Flask | None = None) -> Desk:
    """Return the office's doors to the database."""
    return cast(Desk, (server or current_app).extensions[DESK])


def load_actor(request: Request) -> Actor | None:
    """Return the person of `request`, `None` for a stranger."""
    token = request.cookies.get(COOKIE)
    if not token or len(token) > 200:
        return None
    with desk_of().authenticating() as connection:
        return find_session(
            connection, token, address=request.remote_addr, device=request.headers.get("User-Agent")
        )


def current_actor() -> Actor:
    """Return the person of the current request. Raises `NotSignedIn` for a stranger."""
    actor = found_actor()
    if actor is None:
        raise NotSignedIn("Nobody is signed in.", remedy="Sign in at /login.")
    return actor


def found_actor() -> Actor | None:
    """Return the person of the current request or `None`; looked up once."""
    if not hasattr(g, "matokeo_actor"):
        from flask import request

        g.matokeo_actor = load_actor(request)
    return cast("Actor | None", g.matokeo_actor)


def csrf_token(secret: str, actor: Actor) -> str:
    """Return the token that state-changing requests of the person's session must carry (`X-CSRF-Token`)."""
    words = f"csrf:{actor.session_uid}".encode()
    return hmac.new(secret.encode(), words, hashlib.sha256).hexdigest()

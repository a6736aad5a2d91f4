"""Finds the person of a request: a browser's session cookie or an API client's bearer token; and the CSRF token.

Called by `dashboard.auth.gate` once a request. It decides nothing about access. Flask-Login's `current_user` is the
same person (`dashboard.auth.manager`).
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import cast

from flask import Flask, Request, Response, current_app, g, request

from data.accounts.login import Login
from data.accounts.sessions import find_session
from data.accounts.tokens import Whence, find_bearer
from data.accounts.vault import Vault
from data.acting import Actor, Desk
from data.errors import NotSignedIn

DESK = "matokeo.desk"
LOGIN = "matokeo.login"
COOKIE = "matokeo_office"
_BEARER = "Bearer "
_LONGEST_TOKEN = 400


@dataclass(frozen=True, kw_only=True)
class Door:
    """How this office knows its visitors: signing in, and the cookie that names a session."""

    login: Login
    secure: bool

    @property
    def cookie(self) -> str:
        """The cookie's name; over HTTPS one that only this very host can set."""
        return f"__Host-{COOKIE}" if self.secure else COOKIE


def desk_of(server: Flask | None = None) -> Desk:
    """Return the office's doors to the database."""
    return cast(Desk, (server or current_app).extensions[DESK])


def door_of(server: Flask | None = None) -> Door:
    """Return how the office signs people in."""
    return cast(Door, (server or current_app).extensions[LOGIN])


def vault_of(server: Flask | None = None) -> Vault:
    """Return the keys of personal data."""
    return door_of(server).login.vault


def whence_of(asked: Request) -> Whence:
    """Return where a request comes from."""
    return Whence(address=asked.remote_addr, device=asked.headers.get("User-Agent"))


def load_actor(asked: Request) -> Actor | None:
    """Return the person of a request, `None` for a stranger; a bearer token is the only one looked at if there is one."""
    door, whence = door_of(), whence_of(asked)
    bearer = asked.headers.get("Authorization", "")
    if bearer.startswith(_BEARER):
        access = bearer[len(_BEARER) :].strip()
        if not access or len(access) > _LONGEST_TOKEN:
            return None
        with desk_of().authenticating() as connection:
            return find_bearer(connection, access, secret=door.login.secret, whence=whence)
    token = asked.cookies.get(door.cookie)
    if not token or len(token) > _LONGEST_TOKEN:
        return None
    with desk_of().authenticating() as connection:
        return find_session(
            connection, token, address=whence.address, device=whence.device, idle_s=door.login.idle_s
        )


def is_bearer(asked: Request) -> bool:
    """Tell whether a request names its person by a header that no browser adds by itself."""
    return asked.headers.get("Authorization", "").startswith(_BEARER)


def current_actor() -> Actor:
    """Return the person of the current request. Raises `NotSignedIn` for a stranger."""
    actor = found_actor()
    if actor is None:
        raise NotSignedIn("Nobody is signed in.", remedy="Sign in at /login.")
    return actor


def found_actor() -> Actor | None:
    """Return the person of the current request or `None`; looked up once."""
    if not hasattr(g, "matokeo_actor"):
        g.matokeo_actor = load_actor(request)
    return cast("Actor | None", g.matokeo_actor)


def become(actor: Actor) -> None:
    """Go on with this request as somebody who has just signed in: what is drawn belongs to the new session."""
    g.matokeo_actor = actor


def remember(response: Response, token: str) -> Response:
    """Give the browser its session's token; no script can read it and no other site can send it with a change."""
    door = door_of()
    response.set_cookie(
        door.cookie,
        token,
        max_age=door.login.lifetime_s,
        path="/",
        secure=door.secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def forget(response: Response) -> Response:
    """Take the token from the browser; the session's row has ended already."""
    door = door_of()
    response.delete_cookie(door.cookie, path="/", secure=door.secure, httponly=True, samesite="Lax")
    return response


def csrf_token(secret: str, actor: Actor) -> str:
    """Return the token that state-changing requests of the person's session must carry (`X-CSRF-Token`)."""
    words = f"csrf:{actor.session_uid}".encode()
    return hmac.new(secret.encode(), words, hashlib.sha256).hexdigest()

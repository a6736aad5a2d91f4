"""Flask-Login over the server-side sessions: `current_user` is the person of the request, in views and extensions.

Installed by `install_login`, called by `create_office_app`. Flask's own client-side session stays unused: the server
has no secret key for it, so nothing can be kept there by mistake.
"""

from __future__ import annotations

from flask import Flask, Request, request
from flask_login import LoginManager, UserMixin

from dashboard.aside import aside
from dashboard.auth.identity import LOGIN, Door, found_actor
from dashboard.config import Settings
from data.accounts.login import Login
from data.accounts.vault import Vault
from data.acting import Actor, Desk
from data.errors import NotSignedIn


class CurrentUser(UserMixin):  # type: ignore[misc]
    """The person of a request as Flask-Login knows them."""

    def __init__(self, actor: Actor) -> None:
        """Wrap the office's own record."""
        self.actor = actor

    def get_id(self) -> str:
        """The public id of the person."""
        return str(self.actor.uid)


class SessionManager(LoginManager):  # type: ignore[misc]
    """Flask-Login without its own cookies: a "remember me" cookie that somebody sends means nothing."""

    def _load_user_from_remember_cookie(self, _cookie: str) -> CurrentUser | None:
        return self._load_user_from_request(request)  # type: ignore[no-any-return]


def install_login(server: Flask, desk: Desk, settings: Settings) -> Door:
    """Make what signs people in and tie Flask-Login to it. Raises `SettingsError` without a key ring in production."""
    login = Login(
        desk=desk,
        vault=Vault.open(settings.data_keys, make=not settings.production),
        secret=settings.secret_key(),
        lifetime_s=settings.session_lifetime_s,
        idle_s=settings.session_idle_s,
        aside=aside,
    )
    door = Door(login=login, secure=settings.office_url.startswith("https://"))
    server.extensions[LOGIN] = door
    manager = SessionManager()
    manager.session_protection = None
    manager.init_app(server)

    @manager.request_loader  # type: ignore[untyped-decorator]
    def load(_request: Request) -> CurrentUser | None:
        actor = found_actor()
        return None if actor is None else CurrentUser(actor)

    @manager.unauthorized_handler  # type: ignore[untyped-decorator]
    def stranger() -> None:
        raise NotSignedIn("Nobody is signed in.", remedy="Sign in at /login.")

    return door

"""An office over a database of its own, people in it, and clients that are signed in as them.

Sessions are real rows made the way a login makes them; a client sends its CSRF token with every change.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from werkzeug.test import TestResponse

from dashboard.auth.identity import COOKIE, csrf_token
from dashboard.config import Settings
from dashboard.office import create_office_app
from data.accounts.sessions import begin_session, find_session
from data.acting import Actor, Desk
from tests.services import run_directory

ROLES = {
    "observer": "field_observer",
    "manager": "election_manager",
    "admin": "super_admin",
    "viewer": "public_viewer",
}
SECRET = "tests-only-secret-of-more-than-thirty-two-characters"


def add_user(
    engine: Engine, username: str, role: str, *, scope: Sequence[int] = (), stations: Sequence[int] = ()
) -> int:
    """Add an active person; `scope` are area ids of a manager, `stations` the stations of an observer."""
    with engine.begin() as connection:
        user_id = connection.execute(
            text(
                "INSERT INTO users (username, display_name, role) VALUES (:u, :n, CAST(:r AS user_role)) RETURNING user_id"
            ),
            {"u": username, "n": username.title(), "r": ROLES.get(role, role)},
        ).scalar_one()
        for area_id in scope:
            connection.execute(text("INSERT INTO user_scopes VALUES (:u, :a)"), {"u": user_id, "a": area_id})
        for station_id in stations:
            connection.execute(
                text("INSERT INTO assignments (user_id, station_id) VALUES (:u, :s)"),
                {"u": user_id, "s": station_id},
            )
    return int(user_id)


@dataclass
class SignedIn:
    """A client with a session; `post` and friends carry the CSRF token and JSON."""

    client: FlaskClient
    actor: Actor
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        return self.client.get(path, **kwargs)

    def post(
        self, path: str, json: Any = None, *, headers: dict[str, str] | None = None, **kwargs: Any
    ) -> TestResponse:
        return self.client.post(path, json=json, headers={**self.headers, **(headers or {})}, **kwargs)

    def delete(self, path: str, **kwargs: Any) -> TestResponse:
        return self.client.delete(path, headers=self.headers, **kwargs)


@dataclass
class Office:
    """A running office (in process) over one database."""

    server: Flask
    desk: Desk
    settings: Settings

    def sign_in(self, user_id: int, *, second_factor: bool = True) -> SignedIn:
        """Return a client of its own that is signed in as the person."""
        with self.desk.authenticating() as connection:
            token, _ = begin_session(
                connection, user_id, address="127.0.0.1", device="test", second_factor=second_factor
            )
            actor = find_session(connection, token, address="127.0.0.1", device="test")
        assert actor is not None
        client = self.server.test_client()
        client.set_cookie(COOKIE, token)
        return SignedIn(client, actor, {"X-CSRF-Token": csrf_token(SECRET, actor)})

    def stranger(self) -> FlaskClient:
        """Return a client without a session."""
        return self.server.test_client()


def _share_compressed(local: Path) -> None:
    """Let all offices of a run use scripts that one of them has compressed: they are named by their content."""
    leader = os.environ.get("MATOKEO_TEST_LEADER")
    if leader is None:
        return  # a benchmark: its one office compresses for itself
    shared = run_directory(int(leader)) / "precompressed"
    shared.mkdir(parents=True, exist_ok=True)
    local.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        (local / "precompressed").symlink_to(shared, target_is_directory=True)


def office_settings(database_url: str, folder: Path, **more: str) -> Settings:
    """Settings of a test's office; everything it writes is under `folder`, but for the compressed scripts of the run."""
    _share_compressed(folder / "local")
    return Settings.from_env(
        {
            "DATABASE_URL": database_url,
            "REDIS_URL": "off",
            "MATOKEO_LOCAL": str(folder / "local"),
            "MATOKEO_STORE": str(folder / "store"),
            "MATOKEO_SECRET_KEY": SECRET,
            **more,
        }
    )


def open_office(database_url: str, folder: Path, **more: str) -> Office:
    """Make the office; the caller disposes `office.desk` at the end."""
    settings = office_settings(database_url, folder, **more)
    desk = Desk(settings.database_url, pool_size=4)
    server: Flask = create_office_app(settings, desk).server
    return Office(server, desk, settings)

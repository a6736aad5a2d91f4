"""People who can sign in, and what a browser does to sign in: shared by the tests of accounts."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from dashboard.auth.identity import vault_of
from data.accounts import factors, passwords
from tests.office import Office, add_user

PASSWORD = "violet tractor under nine moons"
ORIGIN = {"Origin": "http://localhost"}


def person(engine: Engine, username: str, role: str, *, password: str = PASSWORD) -> int:
    """Add somebody who can sign in."""
    user_id = add_user(engine, username, role)
    with engine.begin() as owner:
        passwords.set_password(owner, user_id, password)
    return user_id


def enrol(office: Office, engine: Engine, user_id: int) -> str:
    """Give the person a confirmed second factor; return its secret."""
    with office.server.app_context(), engine.begin() as owner:
        return factors.enrol_confirmed(owner, user_id, vault_of())


def sign_in(
    client: FlaskClient, name: str, password: str = PASSWORD, following: str = "", **more: Any
) -> TestResponse:
    """Send the form of the login."""
    form = {"name": name, "password": password, "next": following}
    return client.post("/login", data=form, headers=ORIGIN, **more)


def csrf_of(page: TestResponse) -> str:
    """Return the token that the page's forms carry."""
    found = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', page.text)
    assert found, page.text[:500]
    return found.group(1)


def give_code(client: FlaskClient, code: str) -> TestResponse:
    """Send the form of the second factor."""
    page = client.get("/account/second-factor")
    form = {"code": code, "csrf_token": csrf_of(page)}
    return client.post("/account/second-factor", data=form, headers=ORIGIN)

"""The people of the demo, one for each part: they can sign in, work on the election being counted, and see it published.

Called by `matokeo demo` on this machine only, never in production. Running it again changes nothing but the observer's
stations when a new election has begun.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from data.accounts.factors import enrol_confirmed, has_factor
from data.accounts.passwords import set_password
from data.accounts.vault import Vault
from data.audit.trail import record
from data.engine import sql
from data.errors import PersonRefused
from data.people import add_person

_ACTOR = "system:demo"
#: Two managers, because nobody may check an own entry: the clerk types a second time, the manager confirms.
PEOPLE = (
    ("demo-observer", "Demo observer", "field_observer", "enters forms"),
    ("demo-clerk", "Demo clerk", "election_manager", "types them a second time"),
    ("demo-manager", "Demo manager", "election_manager", "resolves and confirms"),
    ("demo-admin", "Demo administrator", "super_admin", "people and the audit log"),
)
_STATIONS = 3


@dataclass(frozen=True)
class DemoLogin:
    """One line that the demo prints: who may sign in and what for."""

    username: str
    does: str
    needs_code: bool


def make_demo_people(engine: Engine, vault: Vault, *, election: str, password: str) -> list[DemoLogin]:
    """Make sure that the demo's people exist, may sign in with `password` and have work in `election`."""
    with engine.begin() as connection:
        for username, name, role, _ in PEOPLE:
            _ensure(connection, vault, (username, name, role), password)
        given = {"election": election, "managers": [p[0] for p in PEOPLE if p[2] == "election_manager"]}
        connection.execute(sql("demo_scopes"), given)
        _assign(connection, election)
    return [DemoLogin(username, does, role != "field_observer") for username, _, role, does in PEOPLE]


def _ensure(connection: Connection, vault: Vault, person: tuple[str, str, str], password: str) -> None:
    username, name, role = person
    with suppress(PersonRefused):  # there from an earlier demo
        add_person(connection, username, display_name=name, role=role, actor=_ACTOR)
    user_id = int(connection.execute(sql("demo_user"), {"username": username}).scalar_one())
    set_password(connection, user_id, password)
    if role != "field_observer" and not has_factor(connection, user_id):
        enrol_confirmed(connection, user_id, vault)


def _assign(connection: Connection, election: str) -> None:
    """Give the observer stations without any form, once an election."""
    given = {"election": election, "username": PEOPLE[0][0], "stations": _STATIONS}
    codes = connection.scalars(sql("demo_assign"), given).all()
    if codes:
        record(connection, _ACTOR, "assignment.add", ("user", PEOPLE[0][0]), new={"stations": list(codes)})

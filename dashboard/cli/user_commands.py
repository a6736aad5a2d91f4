"""Commands `user`: people and their roles. Prints and exits; the work and its audit are in `data.people`."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy import Connection

from dashboard.config import Settings
from data import people
from data.engine import make_engine

_ROLE = click.Choice(people.ROLES)


@click.group("user")
def user_group() -> None:
    """People who may enter, check and manage. They cannot log in yet: this keeps who has which role."""


@user_group.command("add")
@click.argument("username")
@click.option("--role", type=_ROLE, required=True)
@click.option("--name", "display_name", help="Full name, as others see it (default: the user name).")
def user_add(username: str, role: str, display_name: str | None) -> None:
    """Add USERNAME with a role."""
    with _transaction() as connection:
        people.add_person(
            connection, username, display_name=display_name or username, role=role, actor=_actor()
        )
    click.echo(f"Added {username} as {role}.")


@user_group.command("role")
@click.argument("username")
@click.argument("role", type=_ROLE)
@click.option("--reason", default="", help="Kept in the audit log.")
def user_role(username: str, role: str, reason: str) -> None:
    """Give USERNAME another ROLE."""
    with _transaction() as connection:
        changed = people.set_role(connection, username, role, actor=_actor(), reason=reason)
    click.echo(f"{username} is now {role}." if changed else f"{username} is {role} already.")


@user_group.command("disable")
@click.argument("username")
@click.option("--reason", default="", help="Kept in the audit log.")
def user_disable(username: str, reason: str) -> None:
    """Shut USERNAME out; what they entered stays."""
    _set_active(username, active=False, reason=reason)


@user_group.command("enable")
@click.argument("username")
@click.option("--reason", default="", help="Kept in the audit log.")
def user_enable(username: str, reason: str) -> None:
    """Let a disabled USERNAME in again."""
    _set_active(username, active=True, reason=reason)


@user_group.command("list")
def user_list() -> None:
    """List everybody with their role."""
    with _transaction() as connection:
        for person in people.list_people(connection):
            state = "" if person.is_active else "  disabled"
            click.echo(f"{person.username:<24}{person.role:<18}{person.display_name}{state}")


def _set_active(username: str, *, active: bool, reason: str) -> None:
    with _transaction() as connection:
        changed = people.set_active(connection, username, active, actor=_actor(), reason=reason)
    words = "enabled" if active else "disabled"
    click.echo(f"{username} is now {words}." if changed else f"{username} is {words} already.")


def _actor() -> str:
    return f"cli:{getpass.getuser()}"


@contextmanager
def _transaction() -> Iterator[Connection]:
    engine = make_engine(Settings.from_env().database_url, pool_size=1)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()

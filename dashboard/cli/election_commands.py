"""Commands `election`: list, and open or close the entry of one. Prints and exits; the work is in `data.elections`."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy import Connection

from dashboard.config import Settings
from data import elections
from data.engine import make_engine


@click.group("election")
def election_group() -> None:
    """Elections and their status: forms are entered while one is `active`."""


@election_group.command("list")
def election_list() -> None:
    """List every election, newest first."""
    with _transaction() as connection:
        for line in elections.list_elections(connection):
            rehearsal = "  rehearsal" if line.is_test else ""
            click.echo(f"{line.code:<28}{line.day}  {line.status:<10}{line.title}{rehearsal}")


@election_group.command("status")
@click.argument("code")
@click.argument("status", type=click.Choice(elections.STATUSES))
@click.option("--reason", required=True, help="Kept in the audit log.")
def election_status(code: str, status: str, reason: str) -> None:
    """Move election CODE to STATUS."""
    with _transaction() as connection:
        actor = f"cli:{getpass.getuser()}"
        changed = elections.set_status(connection, code, status, actor=actor, reason=reason)
    click.echo(f"{code} is now {status}." if changed else f"{code} is {status} already.")


@contextmanager
def _transaction() -> Iterator[Connection]:
    engine = make_engine(Settings.from_env().database_url, pool_size=1)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()

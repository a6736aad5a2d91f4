"""Commands `election`: list, and open or close the entry of one. Prints and exits; the work is in `data.elections`."""

from __future__ import annotations

import click

from dashboard.cli.operating import operator, owner_transaction
from data import elections


@click.group("election")
def election_group() -> None:
    """Elections and their status: forms are entered while one is `active`."""


@election_group.command("list")
def election_list() -> None:
    """List every election, newest first."""
    with owner_transaction() as connection:
        for line in elections.list_elections(connection):
            rehearsal = "  rehearsal" if line.is_test else ""
            click.echo(f"{line.code:<28}{line.day}  {line.status:<10}{line.title}{rehearsal}")


@election_group.command("status")
@click.argument("code")
@click.argument("status", type=click.Choice(elections.STATUSES))
@click.option("--reason", required=True, help="Kept in the audit log.")
def election_status(code: str, status: str, reason: str) -> None:
    """Move election CODE to STATUS."""
    with owner_transaction() as connection:
        changed = elections.set_status(connection, code, status, actor=operator(), reason=reason)
    click.echo(f"{code} is now {status}." if changed else f"{code} is {status} already.")

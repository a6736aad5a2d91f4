"""Command group `watch`: what the keeper derives from the count."""

from __future__ import annotations

import click

from dashboard.cli.operating import owner_transaction
from data.keeper.again import mark_all


@click.group("watch")
def watch_group() -> None:
    """The station board and the anomaly findings: make them anew."""


@watch_group.command("rebuild")
def watch_rebuild() -> None:
    """Let the keeper judge every cell again; it begins at once, or when the worker is started."""
    with owner_transaction() as connection:
        marked = mark_all(connection)
    click.echo(f"{marked} cells marked; the worker's keeper works through them.")

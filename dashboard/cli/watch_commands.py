"""Command group `watch`: what the keeper derives from the count."""

from __future__ import annotations

import click

from dashboard.config import Settings
from data.engine import make_engine
from data.keeper.again import mark_all


@click.group("watch")
def watch_group() -> None:
    """The station board and the anomaly findings: make them anew."""


@watch_group.command("rebuild")
def watch_rebuild() -> None:
    """Let the keeper judge every cell again; it begins at once, or when the worker is started."""
    with make_engine(Settings.from_env().database_url).begin() as connection:
        marked = mark_all(connection)
    click.echo(f"{marked} cells marked; the worker's keeper works through them.")

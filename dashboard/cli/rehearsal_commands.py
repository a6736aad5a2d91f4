"""Commands `rehearsal`: plan, list and cancel test elections that newsrooms build against. The work is in `data.rehearse`."""

from __future__ import annotations

from datetime import datetime

import click

from dashboard.cli.operating import operator, owner_transaction
from data.rehearse.plan import Wanted, cancel, listed, plan
from data.simulate.presets import PRESETS


@click.group("rehearsal")
def rehearsal_group() -> None:
    """Rehearsals: fictional elections with invented votes at announced times. The running worker counts them."""


@rehearsal_group.command("plan")
@click.argument("begins", metavar="TIME")
@click.option("--minutes", type=int, default=60, show_default=True, help="From the first form to the last.")
@click.option("--preset", type=click.Choice(list(PRESETS)), default="small", show_default=True)
@click.option(
    "--every-days", type=int, default=0, show_default=True, help="Comes again after so many days; 0: once."
)
@click.option("--election", metavar="CODE", help="Its code; default: rehearsal-<day>-<time> in UTC.")
@click.option("--title", help="How it is announced.")
@click.option(
    "--seed", type=click.IntRange(0, 2**31 - 1), help="Decides all that is invented; default: from TIME."
)
def rehearsal_plan(begins: str, **wanted: int | str | None) -> None:
    """Plan a rehearsal that begins at TIME (ISO 8601 with a zone, 2026-11-28T19:00+03:00)."""
    try:
        moment = datetime.fromisoformat(begins)
    except ValueError as error:
        raise click.UsageError(f"{begins!r} is no time like 2026-11-28T19:00+03:00.") from error
    with owner_transaction() as connection:
        made = plan(connection, Wanted(begins_at=moment, **wanted), actor=operator())  # type: ignore[arg-type]
    click.echo(f"{made.election} begins {made.begins_at_utc:%Y-%m-%d %H:%M} UTC; the worker announces it.")


@rehearsal_group.command("list")
def rehearsal_list() -> None:
    """List rehearsals, the latest beginning first."""
    with owner_transaction() as connection:
        for one in listed(connection):
            again = f"  every {one.every_days} days" if one.every_days else ""
            why = f"  {one.reason}" if one.reason else ""
            click.echo(
                f"{one.election:<28}{one.begins_at_utc:%Y-%m-%d %H:%M} UTC  {one.minutes:>4} min  "
                f"{one.preset:<8}{one.state}{again}{why}"
            )


@rehearsal_group.command("cancel")
@click.argument("election")
@click.option("--reason", required=True, help="Kept in the audit log.")
def rehearsal_cancel(election: str, reason: str) -> None:
    """Cancel the rehearsal ELECTION; what it has published stays."""
    with owner_transaction() as connection:
        cancel(connection, election, actor=operator(), reason=reason)
    click.echo(f"{election} is cancelled.")

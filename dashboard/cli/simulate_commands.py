"""Commands `simulate` and `replay`: fictional elections, and imported ones played again, always as tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from dashboard.cli.serve_commands import stop_on_signals
from dashboard.cli.services_commands import say
from dashboard.config import Settings
from dashboard.filestore import bucket_of
from data.engine import make_engine
from data.files.store import open_store
from data.simulate.clock import NightReport
from data.simulate.night import run_night
from data.simulate.presets import PRESETS, preset_named
from data.simulate.replay import replay_code, run_replay
from data.simulate.setup import Setup, setup_election

_SAY_EVERY_S = 10.0


@click.command("simulate")
@click.option(
    "--preset",
    type=click.Choice(list(PRESETS)),
    default="small",
    show_default=True,
    help="Size of the country.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31),
    default=1,
    show_default=True,
    help="Decides everything that is invented.",
)
@click.option(
    "--speed",
    type=click.FloatRange(0),
    default=25.0,
    show_default=True,
    help="Times real time; 0: as fast as possible.",
)
@click.option("--test/--no-test", default=True, help="A simulation is always a test; --no-test is refused.")
@click.option(
    "--election", metavar="CODE", help="Code of the new election; default: from the country's name."
)
@click.option(
    "--at-once",
    "in_already",
    type=click.FloatRange(0, 1),
    default=0.08,
    show_default=True,
    help="Share of the forms that are in already.",
)
@click.option("--baseline/--no-baseline", default=True, help="With an earlier election to compare with.")
@click.option(
    "--setup-only", is_flag=True, help="Make the country and stop; the night goes on with --continue."
)
@click.option(
    "--continue", "continued", metavar="CODE", help="Go on with the night of an election made before."
)
def simulate(*, speed: float, test: bool, setup_only: bool, continued: str | None, **country: Any) -> None:
    """Make a fictional country from a seed and let its election night arrive.

    The same seed makes the same country and the same votes. Ctrl-C pauses the night.
    """
    if not test:
        raise click.UsageError("Invented votes are always a test: --no-test is refused.")
    if continued is not None and (setup_only or country["election"] is not None):
        raise click.UsageError("--continue goes with neither --setup-only nor --election.")
    stop = stop_on_signals()
    settings = Settings.from_env()
    engine, files = make_engine(settings.database_url), open_store(settings.files, bucket_of(settings))
    code = continued
    if code is None:
        country["preset"] = preset_named(country["preset"])
        code = setup_election(engine, Setup(**country), say=say, files=files)
    if not setup_only:
        report = run_night(engine, election=code, speed=speed, stop=stop, progress=_teller(code), files=files)
        if not report.complete:
            say(f"Paused. Go on with: matokeo simulate --continue {code} --speed {speed:g}")
    click.echo(code)


def _teller(code: str) -> Callable[[NightReport], None]:
    """Return a function that tells how far the night is: at once, then every ten seconds."""
    next_at = 0.0

    def tell(report: NightReport) -> None:
        nonlocal next_at
        if time.monotonic() >= next_at:
            next_at = time.monotonic() + _SAY_EVERY_S
            say(
                f"{code}: {report.arrived} of {report.forms} forms are in ({report.arrived / report.forms:.0%})"
            )

    return tell


@click.command("replay")
@click.option("--election", required=True, metavar="CODE", help="The imported election.")
@click.option(
    "--speed",
    type=click.FloatRange(0),
    default=60.0,
    show_default=True,
    help="Times real time; 0: as fast as possible.",
)
@click.option(
    "--from",
    "since",
    metavar="TIME",
    help="Begin at this time (ISO 8601, with a zone); what came before is in at once.",
)
def replay(election: str, speed: float, since: str | None) -> None:
    """Play an imported election again, by the times its forms were received.

    The rehearsal is the election CODE-replay, always a test. Forms without a time, and those of sources that do not
    count, come at the end. Ctrl-C pauses; the same command goes on.
    """
    stop = stop_on_signals()
    engine = make_engine(Settings.from_env().database_url)
    begin = _moment(since) if since is not None else None
    code = replay_code(election)
    report = run_replay(
        engine, election=election, speed=speed, stop=stop, since=begin, progress=_teller(code)
    )
    if not report.complete:
        say(f"Paused at {report.arrived} of {report.forms} forms. The same command goes on.")
    click.echo(code)


def _moment(words: str) -> datetime:
    """Return the moment that `words` name; a time without a zone could be meant in two ways and is refused."""
    try:
        moment = datetime.fromisoformat(words)
    except ValueError as error:
        raise click.UsageError(f"--from {words!r} is no time like 2022-08-09T19:00+03:00.") from error
    if moment.tzinfo is None:
        raise click.UsageError(f"--from {words!r} has no zone: write it like 2022-08-09T19:00+03:00.")
    return moment

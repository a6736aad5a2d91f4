"""Commands of publication and tally: `publish`, `tally`, `verify`.

Prints and exits; the work is done in `data.publish` and `data.tally`.
"""

from __future__ import annotations

import time

import click

from dashboard.cli.operating import operator
from dashboard.config import Settings
from dashboard.filestore import bucket_of
from data.engine import make_engine
from data.errors import MatokeoError, WorkerBusy
from data.files.store import open_store
from data.publish import switch
from data.publish.loop import PublishLoop
from data.publish.store import VersionStore
from data.publish.verify import verify as verify_place
from data.tally import reconcile

_WAIT_S = 20.0


def _loop(settings: Settings) -> PublishLoop:
    engine = make_engine(settings.database_url, role="matokeo_worker")
    return PublishLoop(
        engine, settings.store, settings.key_file, interval_s=0, stale_after_s=settings.stale_after_s,
        open_file=open_store(settings.files, bucket_of(settings)).get,
    )  # fmt: skip


def _apply(settings: Settings, election: str, *, done: str) -> None:
    """Do what was asked at once, or wait until the running publisher has done it."""
    engine = make_engine(settings.database_url, role="matokeo_worker")
    if not switch.apply_now(engine, _loop(settings)):
        click.echo("A worker is running and does it.", err=True)
        time.sleep(min(_WAIT_S, 2 * settings.publish_interval_s))
    pointer = VersionStore(settings.store).pointer(election)
    public = (
        f"version {pointer.version} is public ({pointer.hold.mode})" if pointer else "nothing is public yet"
    )
    click.echo(f"{election}: {done}; {public}.")


@click.group("publish")
def publish_group() -> None:
    """The switch: what is public, hold, release, roll back."""


@publish_group.command("status")
@click.option("--election", required=True, help="Code of the election.")
def publish_status(election: str) -> None:
    """Say what is public and what waits."""
    settings = Settings.from_env()
    with make_engine(settings.database_url).connect() as connection:
        state = switch.status(connection, election)
    pointer = VersionStore(settings.store).pointer(election)
    click.echo(f"election        {state.election}")
    click.echo(
        f"mode            {state.mode}"
        + (f" (version {state.pinned_version})" if state.pinned_version else "")
    )
    if state.reason:
        click.echo(f"reason          {state.reason}")
    click.echo(f"public version  {pointer.version if pointer else 'none'}")
    click.echo(f"newest version  {state.newest_version or 'none'}, {state.published_at_utc or 'never'}")
    click.echo(f"not yet tallied {state.untallied}")
    for finding in state.open_findings:
        click.echo(f"held by the gate: {finding}")


@publish_group.command("hold")
@click.option("--election", required=True)
@click.option("--reason", required=True, help="Shown to the public.")
def publish_hold(election: str, reason: str) -> None:
    """Keep the public version where it is until `release`."""
    settings = Settings.from_env()
    with make_engine(settings.database_url).connect() as connection:
        switch.hold(connection, election, reason=reason, actor=operator())
    _apply(settings, election, done="held")


@publish_group.command("release")
@click.option("--election", required=True)
@click.option("--reason", default="", help="Kept in the audit log.")
def publish_release(election: str, reason: str) -> None:
    """Let the public version follow the count again."""
    settings = Settings.from_env()
    with make_engine(settings.database_url).connect() as connection:
        switch.release(connection, election, reason=reason, actor=operator())
    _apply(settings, election, done="released")


@publish_group.command("rollback")
@click.argument("version", type=click.IntRange(min=1))
@click.option("--election", required=True)
@click.option("--reason", required=True, help="Shown to the public.")
def publish_rollback(version: int, election: str, reason: str) -> None:
    """Make an earlier VERSION public until `release`."""
    settings = Settings.from_env()
    with make_engine(settings.database_url).connect() as connection:
        if switch.asks_two_people(connection, election):
            click.echo(
                "This election asks two people for a rollback in the office. You do it alone as the operator; the audit log"
                f" says that it was {operator()}.",
                err=True,
            )
        switch.rollback(connection, election, version, reason=reason, actor=operator())
    _apply(settings, election, done=f"rolled back to version {version}")


@publish_group.command("now")
@click.option("--election", required=True)
def publish_now(election: str) -> None:
    """Tally what waits, build and check every document anew, publish what differs."""
    settings = Settings.from_env()
    with make_engine(settings.database_url).connect() as connection:
        switch.request_all(connection, election, actor=operator())
    _apply(settings, election, done="built anew")


@click.group("tally")
def tally_group() -> None:
    """The ward tallies: compare with the forms, compute again."""


@tally_group.command("reconcile")
def tally_reconcile() -> None:
    """Compare every ward tally with its forms; exit 1 on any difference."""
    with make_engine(Settings.from_env().database_url).connect() as connection:
        found = reconcile.reconcile(connection)
    for cell in found:
        click.echo(
            f"race {cell.race_id}, area {cell.leaf_area_id}: {cell.forms_tallied} forms tallied, {cell.forms_found} found"
        )
    if found:
        raise MatokeoError(
            f"{len(found)} tallies differ from their forms.", remedy="Run `matokeo tally rebuild`."
        )
    click.echo("Every tally is what its forms say.")


@tally_group.command("rebuild")
def tally_rebuild() -> None:
    """Compute every ward tally again from its forms."""
    engine = make_engine(Settings.from_env().database_url)
    try:
        marked = reconcile.rebuild(engine)
        click.echo(f"{marked} tallies computed again.")
    except WorkerBusy:
        with engine.connect() as connection:
            marked = reconcile.mark_all(connection)
        click.echo(f"{marked} tallies marked; the running worker computes them again.")


@click.command("verify")
@click.argument("place")
@click.option("--version", "version", type=click.IntRange(min=1), help="Default: the one latest.json names.")
@click.option("--key", help="Public key (base64) that must have signed; default: the manifest's own.")
def verify(place: str, version: int | None, key: str | None) -> None:
    """Check a published version: PLACE is a folder with latest.json, or its http(s) address. Needs no database."""
    verdict = verify_place(place, version=version, public_key=key)
    for problem in verdict.problems:
        click.echo(problem, err=True)
    click.echo(
        f"{verdict.election} version {verdict.version}: {verdict.files} files, {verdict.documents} documents,"
        f" {verdict.manifests} manifests checked; signed by {verdict.public_key}"
    )
    if verdict.problems:
        raise MatokeoError(f"{len(verdict.problems)} things do not hold.", remedy="Do not use this version.")
    click.echo("Everything holds: hashes, signatures, chain, sums.")

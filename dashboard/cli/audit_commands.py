"""Commands of the audit log: `audit verify`, `audit seal`.

Prints and exits; the work is done in `data.audit`.
"""

from __future__ import annotations

from pathlib import Path

import click

from dashboard.config import Settings
from data.audit.published_seals import published_seals
from data.audit.seal import seal_once
from data.audit.verify import AuditVerdict, verify_log
from data.engine import make_engine
from data.errors import AuditBroken


@click.group("audit")
def audit_group() -> None:
    """The audit log: verify it, seal it."""


@audit_group.command("verify")
@click.option(
    "--store",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Published files whose manifests name seals; default: the store of the settings, if it is there.",
)
def audit_verify(store: Path | None) -> None:
    """Find every edited, deleted, inserted or reordered row and seal; exit 1 on any."""
    settings = Settings.from_env()
    place = store or settings.store
    told = list(published_seals(place)) if place.is_dir() else []
    engine = make_engine(settings.database_url, pool_size=1)
    with engine.connect() as connection:
        verdict = verify_log(connection, told)
    engine.dispose()
    _say(verdict)
    if verdict.problem_count:
        raise AuditBroken(
            f"{verdict.problem_count} things do not hold.",
            remedy="Keep this database as it is and compare it with a backup: see docs/audit.md.",
        )
    click.echo("The audit log holds.")


@audit_group.command("seal")
def audit_seal() -> None:
    """Seal what is finished now; the worker does it every second."""
    engine = make_engine(Settings.from_env().database_url, role="matokeo_worker", pool_size=1)
    with engine.begin() as connection:
        number = seal_once(connection)
    engine.dispose()
    click.echo("Nothing to seal." if number is None else f"Seal {number} made.")


def _say(verdict: AuditVerdict) -> None:
    for words in verdict.problems:
        click.echo(words, err=True)
    if verdict.problem_count > len(verdict.problems):
        click.echo(f"and {verdict.problem_count - len(verdict.problems)} more", err=True)
    click.echo(f"{verdict.rows} rows, {verdict.seals} seals, {verdict.published} published seals compared.")
    if verdict.newest_seal is not None:
        click.echo(f"Newest seal: {verdict.newest_seal[0]} {verdict.newest_seal[1]}")
    if verdict.unsealed:
        click.echo(f"{verdict.unsealed} rows since {verdict.unsealed_since} are not sealed yet.")

"""Commands `import`: bundles and single files, with what was added, changed, unchanged and refused.

Progress goes to standard error, the summary to standard output. Exit code 0: stored, or a clean dry run;
1: refused, or stored with refusals under `--keep-rest`; 2: wrong usage. The work is in `data.ingest`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from dashboard.config import Settings
from data.engine import make_engine
from data.errors import ImportRefused
from data.ingest.run import Options, import_bundle, import_file
from data.ingest.summary import Summary

_LISTED = 200
_dry_run = click.option("--dry-run", is_flag=True, help="Do everything but keep nothing.")
_election = click.option(
    "--election", required=True, metavar="CODE", help="Election that the file belongs to."
)
_directory = click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group("import")
def import_group() -> None:
    """Load an election bundle, or one file of a stored election: whole or not at all.

    Importing the same file again changes nothing; changed forms become revisions, changed rows of the register
    leave a line in the audit log. docs/bundle-format.md describes every file.
    """


@import_group.command("bundle")
@_directory
@_dry_run
def import_bundle_command(directory: Path, dry_run: bool) -> None:
    """Load the election bundle in DIRECTORY."""
    settings = Settings.from_env()
    _run(
        lambda options: import_bundle(make_engine(settings.database_url), directory, options),
        settings,
        dry_run,
    )


@import_group.command("stations")
@_file
@_election
@_dry_run
def import_stations(file: Path, election: str, dry_run: bool) -> None:
    """Add and change polling stations from a stations.csv."""
    _run_file("stations", file, election, dry_run)


@import_group.command("boundaries")
@_file
@_election
@_dry_run
def import_boundaries(file: Path, election: str, dry_run: bool) -> None:
    """Set the boundaries of one level; FILE is named after it (ward.geojson)."""
    _run_file("boundaries", file, election, dry_run)


@import_group.command("candidates")
@_file
@_election
@_dry_run
def import_candidates(file: Path, election: str, dry_run: bool) -> None:
    """Add and change candidates from a candidates.csv."""
    _run_file("candidates", file, election, dry_run)


@import_group.command("results")
@_file
@_election
@_dry_run
@click.option("--keep-rest", is_flag=True, help="Store the forms that pass although others are refused.")
def import_results(file: Path, election: str, dry_run: bool, keep_rest: bool) -> None:
    """Add result forms; forms that came before become revisions where they differ."""
    _run_file("results", file, election, dry_run, keep_rest=keep_rest)


@import_group.command("indicators")
@_file
@_election
@_dry_run
def import_indicators(file: Path, election: str, dry_run: bool) -> None:
    """Add and change figures of areas from elsewhere (population, schooling): docs/wards.md has the columns."""
    _run_file("indicators", file, election, dry_run)


def _run_file(kind: str, file: Path, election: str, dry_run: bool, *, keep_rest: bool = False) -> None:
    settings = Settings.from_env()

    def work(options: Options) -> Summary:
        return import_file(make_engine(settings.database_url), kind, file, election, options)

    _run(work, settings, dry_run, keep_rest=keep_rest)


def _run(
    work: Callable[[Options], Summary], settings: Settings, dry_run: bool, *, keep_rest: bool = False
) -> None:
    """Do the import and print its outcome; exits with 1 where anything was refused."""
    progress = _Progress()
    max_bytes = settings.import_max_mb * 1024 * 1024
    options = Options(dry_run=dry_run, keep_rest=keep_rest, max_bytes=max_bytes, progress=progress.say)
    try:
        summary = work(options)
    except ImportRefused as refused:
        progress.end()
        _print_refusals(refused.refusals)
        message = refused.message.splitlines()[0].rstrip(":")
        raise click.ClickException(
            message if not refused.remedy else f"{message}\n{refused.remedy}"
        ) from refused
    progress.end()
    _print_refusals(summary.refusals)
    _print_summary(summary)
    if summary.refusals:
        raise click.exceptions.Exit(1)


class _Progress:
    """One line on a terminal, rewritten as the import goes on; plain lines elsewhere."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()

    def say(self, line: str) -> None:
        click.echo(f"\r\033[K{line}" if self._live else line, err=True, nl=not self._live)

    def end(self) -> None:
        if self._live:
            click.echo("\r\033[K", err=True, nl=False)


def _print_refusals(refusals: Sequence[str]) -> None:
    for line in refusals[:_LISTED]:
        click.echo(f"refused: {line}")
    if len(refusals) > _LISTED:
        click.echo(f"refused: {len(refusals) - _LISTED} more, not listed")


def _print_summary(summary: Summary) -> None:
    width = max(len(file.file) for file in summary.files)
    click.echo(f"{'file':<{width}}  {'added':>7} {'changed':>7} {'same':>7} {'refused':>7}")
    for file in summary.files:
        counts = f"{file.added:>7} {file.changed:>7} {file.unchanged:>7} {file.refused:>7}"
        click.echo(f"{file.file:<{width}}  {counts}  {file.kind}")
        for note in file.notes:
            click.echo(f"  note: {note}")
        for sample in file.samples:
            click.echo(f"  changed: {sample}")
        if file.samples and file.changed > len(file.samples):
            click.echo(f"  changed: {file.changed - len(file.samples)} more, not listed")
    done = "stored" if summary.stored else "dry run, nothing stored"
    click.echo(f"{summary.election}: {done} in {summary.seconds:.1f} s")

"""The command line `matokeo`: finds commands, turns errors into words and exit codes.

Each group of commands has its own module, imported only when one of its commands is run: `--help` answers
without loading Dash or the database driver. Exit codes: 0 done, 1 could not be done, 2 wrong usage.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from data.errors import MatokeoError

# command -> (module, attribute, one line for --help)
COMMANDS: dict[str, tuple[str, str, str]] = {
    "services": ("services_commands", "services_group", "Private PostgreSQL and Redis of this checkout."),
    "migrate": ("services_commands", "migrate_command", "Bring the schema to its newest form."),
    "serve": ("serve_commands", "serve", "Serve the results site or the office."),
    "worker": ("serve_commands", "worker", "Tally and publish until stopped."),
    "up": ("up_commands", "up", "Services, both sites and the worker together."),
    "demo": ("up_commands", "demo", "A fictional election, counted live."),
    "import": ("import_commands", "import_group", "Load election bundles and single files."),
    "simulate": ("simulate_commands", "simulate", "Make a fictional country and its election night."),
    "replay": ("simulate_commands", "replay", "Replay an imported election by its times."),
    "rehearsal": ("rehearsal_commands", "rehearsal_group", "Rehearsals on a schedule, for newsrooms."),
    "publish": ("publish_commands", "publish_group", "What is public: hold, release, roll back."),
    "tally": ("publish_commands", "tally_group", "Compare ward tallies with their forms; rebuild."),
    "watch": ("watch_commands", "watch_group", "Make the station board and the anomaly findings anew."),
    "export": ("export_commands", "export", "Write published results as files."),
    "hook": ("hook_commands", "hook_group", "Newsrooms' programs that are told of new versions."),
    "verify": ("publish_commands", "verify", "Check published versions without a database."),
    "verify-file": ("signing_commands", "verify_file", "Check the signature of an exported file."),
    "election": ("election_commands", "election_group", "Elections and their status: open and close entry."),
    "audit": ("audit_commands", "audit_group", "The audit log: verify and seal it."),
    "user": ("user_commands", "user_group", "People and their roles."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command, `None` when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(f"dashboard.cli.{module}"), attribute)
        assert isinstance(command, click.Command)  # noqa: S101 - a programming error, found by tests
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, _, words) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what was raised on purpose becomes a message and exit code 1."""
        try:
            return super().invoke(ctx)
        except MatokeoError as error:
            raise _said(error.message, error.remedy) from error
        except Exception as error:
            trouble = _database_trouble(error)
            if trouble is None:
                raise
            raise _said(trouble, "Start it (`matokeo services start`) or mend DATABASE_URL.") from error


def _said(message: str, remedy: str) -> click.ClickException:
    return click.ClickException(f"{message}\n{remedy}" if remedy else message)


def _database_trouble(error: Exception) -> str | None:
    """Say that the database is away, or `None` when that is not what `error` means."""
    sqlalchemy = sys.modules.get("sqlalchemy.exc")
    if sqlalchemy is None or not isinstance(error, sqlalchemy.OperationalError):
        return None
    return f"The database does not answer: {str(error.orig).strip().splitlines()[0]}"


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="matokeo", message="matokeo %(version)s")
def main() -> None:
    """Matokeo: election results, from the paper form to the public's screen."""

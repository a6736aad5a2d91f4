"""The command line: exit codes, messages, and that `--help` loads nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from dashboard.cli import COMMANDS, main
from dashboard.cli.serve_commands import gunicorn_command
from dashboard.config import Settings
from data.errors import ServiceError


def _commands(group: click.Command, words: list[str]) -> list[list[str]]:
    """Every command below `group` as the words that call it."""
    if not isinstance(group, click.Group):
        return [words]
    context = click.Context(group)
    found = [words]
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found += _commands(command, [*words, name])
    return found


def test_every_command_has_help_that_says_what_it_does() -> None:
    for words in _commands(main, []):
        result = CliRunner().invoke(main, [*words, "--help"])
        assert result.exit_code == 0, words
        assert len(result.output.splitlines()) >= 4, words
        description = result.output.split("\n\n")[1].strip()
        assert description, words
        assert not description.startswith("Options"), words


@pytest.mark.parametrize(
    "words",
    [
        ["no-such-command"],
        ["serve", "--app", "nothing"],
        ["serve", "--port", "70000"],
        ["services", "explode"],
        ["user", "add"],
    ],
)
def test_wrong_usage_exits_2_with_the_usage(words: list[str]) -> None:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2
    assert "Usage:" in result.output


def test_help_loads_neither_dash_nor_the_database() -> None:
    code = (
        "import sys; from dashboard.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'dash', 'sqlalchemy', 'psycopg', 'flask', 'numpy', 'redis'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip().endswith("[]")
    assert all(name in said for name in COMMANDS)


def test_a_database_that_is_away_is_said_in_words_with_exit_code_1(tmp_path: Path) -> None:
    environment = {"MATOKEO_LOCAL": str(tmp_path), "DATABASE_URL": "postgresql://x:hunter2@127.0.0.1:1/x"}
    result = CliRunner().invoke(main, ["user", "list"], env=environment)
    assert result.exit_code == 1
    assert "The database does not answer" in result.output
    assert "matokeo services start" in result.output
    assert "Traceback" not in result.output
    assert "hunter2" not in result.output


def test_a_malformed_setting_is_said_in_words_with_exit_code_1() -> None:
    result = CliRunner().invoke(main, ["worker"], env={"PUBLISH_INTERVAL_S": "soon"})
    assert result.exit_code == 1
    assert "PUBLISH_INTERVAL_S" in result.output


def test_an_error_on_purpose_shows_message_and_remedy_and_a_bug_its_trace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @click.command()
    def refuses() -> None:
        raise ServiceError("It is broken.", remedy="Mend it.")

    @click.command()
    def has_a_bug() -> None:
        raise KeyError("bug")

    monkeypatch.setattr(main, "get_command", lambda ctx, name: {"refuses": refuses, "bug": has_a_bug}[name])
    result = CliRunner().invoke(main, ["refuses"])
    assert (result.exit_code, result.output) == (1, "Error: It is broken.\nMend it.\n")
    assert isinstance(CliRunner().invoke(main, ["bug"]).exception, KeyError)


def test_serve_runs_the_named_app_on_the_named_port(tmp_path: Path) -> None:
    settings = Settings.from_env({"MATOKEO_LOCAL": str(tmp_path), "WEB_WORKERS": "3"})
    public = gunicorn_command(settings, "public", workers=None, port=None)
    assert public[-1] == "dashboard.wsgi:public()"
    assert public[public.index("--bind") + 1] == "127.0.0.1:8050"
    assert public[public.index("--workers") + 1] == "3"
    office = gunicorn_command(settings, "office", workers=None, port=9000)
    assert office[office.index("--bind") + 1] == "127.0.0.1:9000"
    assert office[office.index("--workers") + 1] == "1"


def test_the_office_refuses_to_start_in_production_without_a_secret(tmp_path: Path) -> None:
    environment = {"MATOKEO_LOCAL": str(tmp_path), "MATOKEO_ENV": "production"}
    result = CliRunner().invoke(main, ["serve", "--app", "office"], env=environment)
    assert result.exit_code == 1
    assert "MATOKEO_SECRET_KEY" in result.output

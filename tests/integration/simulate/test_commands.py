"""Commands `simulate` and `replay` on a real database: usage, refusals, and what they print."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from dashboard.cli import main
from tests.integration.simulate.conftest import Ask

Run = Callable[..., Result]


@pytest.fixture
def matokeo(fresh_database_url: str) -> Run:
    """Run a command line on this test's database."""

    def run(*words: str) -> Result:
        return CliRunner().invoke(main, list(words), env={"DATABASE_URL": fresh_database_url})

    return run


def test_country_is_made_counted_and_replayed_from_the_command_line(matokeo: Run, ask: Ask) -> None:
    made = matokeo("simulate", "--preset", "tiny", "--seed", "2", "--election", "night", "--setup-only")
    assert (made.exit_code, made.stdout.strip()) == (0, "night")
    counted = matokeo("simulate", "--continue", "night", "--speed", "0")
    assert (counted.exit_code, counted.stdout.strip()) == (0, "night")
    assert "of 288 forms are in" in counted.stderr
    assert ask("SELECT status::text, is_test FROM elections WHERE code = 'night'") == [("completed", True)]
    replayed = matokeo("replay", "--election", "night", "--speed", "0")
    assert (replayed.exit_code, replayed.stdout.strip()) == (0, "night-replay")
    assert ask("SELECT status::text, is_test FROM elections WHERE code = 'night-replay'") == [
        ("completed", True)
    ]
    taken = matokeo("simulate", "--election", "night")
    assert taken.exit_code == 1
    assert "--continue" in taken.stderr


def test_invented_votes_can_not_be_made_anything_but_a_test(matokeo: Run, ask: Ask) -> None:
    refused = matokeo("simulate", "--no-test")
    assert refused.exit_code == 2
    assert "always a test" in refused.stderr
    assert ask("SELECT count(*) FROM elections") == 0


@pytest.mark.parametrize(
    "words",
    [
        ("simulate", "--continue", "x", "--setup-only"),
        ("simulate", "--continue", "x", "--election", "y"),
        ("simulate", "--preset", "moon"),
        ("simulate", "--speed", "-1"),
        ("simulate", "--at-once", "1.5"),
        ("replay",),
        ("replay", "--election", "x", "--from", "yesterday"),
        ("replay", "--election", "x", "--from", "2022-08-09T19:00"),
    ],
)
def test_wrong_usage_exits_with_two_and_makes_nothing(matokeo: Run, ask: Ask, words: tuple[str, ...]) -> None:
    assert matokeo(*words).exit_code == 2
    assert ask("SELECT count(*) FROM elections") == 0


@pytest.mark.parametrize(
    "words", [("simulate", "--continue", "nowhere"), ("replay", "--election", "nowhere")]
)
def test_unknown_election_exits_with_one_and_its_name(matokeo: Run, words: tuple[str, ...]) -> None:
    refused = matokeo(*words)
    assert refused.exit_code == 1
    assert "nowhere" in refused.stderr

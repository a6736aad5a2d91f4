"""What the documents say is what the code does: settings, commands, targets, links."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from dashboard.cli import COMMANDS
from dashboard.config import documented

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_setting_has_a_row_with_its_default_and_every_row_is_a_setting() -> None:
    words = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([A-Z0-9_]+)` \| *([^|]*?) *\|", words, re.M))
    assert {name: default.strip("`") for name, default in rows.items()} == documented()
    meanings = re.findall(r"^\| `[A-Z0-9_]+` \|[^|]*\| (.+) \|$", words, re.M)
    assert len(meanings) == len(rows)
    assert min(len(meaning) for meaning in meanings) > 20


def test_no_variable_is_read_behind_the_settings_back() -> None:
    """Only these few places may look at the environment themselves, for the reason given."""
    allowed = {
        "dashboard/config.py",  # the settings
        "dashboard/cli/up_commands.py",  # hands the environment on to child processes
        "dashboard/services/supervisor.py",  # the same
        "dashboard/services/packages.py",  # PATH, and apt's own variables
        "dashboard/services/environment.py",  # runs before the settings can be imported
        "dashboard/metrics.py",  # prometheus_client's own variable
        "components/languages.py",  # MATOKEO_LOCALE_DIR: components may not know the settings
        "data/notify/language.py",  # the same for mails
        "dashboard/gunicorn_conf.py",  # tells prometheus_client where workers count
    }
    reads = re.compile(r"os\.environ|os\.getenv|getenv\(")
    found = {
        _name(path)
        for layer in ("dashboard", "pages", "components", "data")
        for path in (ROOT / layer).rglob("*.py")
        if reads.search(path.read_text(encoding="utf-8"))
    }
    assert found <= allowed


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_commands_and_targets_named_in_documents_exist(path: Path) -> None:
    words = path.read_text(encoding="utf-8")
    commands = set(re.findall(r"`(?:\.venv/bin/)?matokeo ([a-z]+)", words))
    later = {
        "audit",
        "backup",
        "restore",
    }  # named in the design, not built yet: documents may not promise them
    assert commands <= set(COMMANDS), f"unknown: {commands - set(COMMANDS)} (later ones: {commands & later})"
    targets = set(re.findall(r"`make ([a-z-]+)", words))
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert targets <= made


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    broken = [
        target
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
        if not target.startswith(("http://", "https://", "mailto:")) and not (path.parent / target).exists()
    ]
    assert broken == []


def test_make_help_lists_every_target_people_use() -> None:
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {"setup", "demo", "test", "bench", "lint", "lock", "help"} <= set(
        re.findall(r"make ([a-z-]+)", said)
    )

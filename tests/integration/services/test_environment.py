"""`make setup`'s first step: what it does on an old Python, twice, and without anything installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.services import environment

ROOT = Path(__file__).resolve().parents[3]


def test_the_same_lock_is_not_installed_twice_and_a_changed_one_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "VENV", tmp_path)
    lock = tmp_path / "requirements.lock"
    lock.write_text("a==1", encoding="utf-8")
    assert not environment.is_installed(lock)
    stamp = environment.fingerprint([lock, ROOT / "pyproject.toml"])
    (tmp_path / ".installed-requirements").write_text(stamp, encoding="utf-8")
    assert environment.is_installed(lock)
    lock.write_text("a==2", encoding="utf-8")
    assert not environment.is_installed(lock)


@pytest.mark.parametrize("module", ["dashboard.services.packages", "dashboard.services.environment"])
def test_what_runs_before_anything_is_installed_needs_the_standard_library_only(module: str) -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import {module}; print('fine')"
    # -S: no site-packages at all.
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False
    )
    assert done.stdout == "fine\n", done.stderr


def test_a_python_that_is_too_old_is_named_with_the_remedy(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text(
        '#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" && exit 0\nexit 1\n', encoding="utf-8"
    )
    old.chmod(0o755)
    done = subprocess.run(
        ["make", "--no-print-directory", "python", "PYTHON="],
        cwd=ROOT,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "needs Python 3.11 or newer; this machine has Python 3.9.2" in done.stderr
    assert "docker compose" in done.stderr


def test_the_ci_script_runs_make_test() -> None:
    script = ROOT / ".ci" / "run"
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0
    assert "make test" in script.read_text(encoding="utf-8")
    assert script.stat().st_mode & 0o111

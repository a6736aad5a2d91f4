"""A publisher killed with SIGKILL at each step loses nothing and publishes nothing wrong."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.publish.verify import verify
from tests.integration.publish.desk import open_desk

STEPS = ("read", "gate_passed", "files_written", "version_committed", "version_released", "pointer_moved")
PUBLIC_AFTER = {"pointer_moved": 2}


@pytest.mark.parametrize("step", STEPS)
def test_a_publisher_killed_at_any_step_leaves_a_whole_version_public(
    step: str, fresh_database: Engine, fresh_database_url: str, store: Path
) -> None:
    desk = open_desk(fresh_database, store)
    desk.form("W-1-1-1-1", "president", {"asha": 200, "juma": 100, "neema": 1})
    desk.publish()
    desk.form("W-1-1-1-2", "president", {"asha": 100, "juma": 200, "neema": 1})

    ended = subprocess.run(
        [sys.executable, "-m", "tests.integration.publish.killed", fresh_database_url, str(store), step],
        timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == -signal.SIGKILL
    pointer = json.loads((desk.folder / "latest.json").read_bytes())
    assert pointer["version"] == PUBLIC_AFTER.get(step, 1)
    assert verify(str(desk.folder)).problems == []

    desk.loop.forget()
    desk.publish()
    verdict = verify(str(desk.folder))
    assert verdict.problems == []
    assert verdict.version == 2
    assert desk.document(2, "president", "W").votes.valid == 602


def test_a_killed_publisher_leaves_no_lock_behind(
    fresh_database: Engine, fresh_database_url: str, store: Path
) -> None:
    desk = open_desk(fresh_database, store)
    desk.form("W-1-1-1-1", "president", {"asha": 200, "juma": 100, "neema": 1})
    subprocess.run(
        [sys.executable, "-m", "tests.integration.publish.killed", fresh_database_url, str(store), "files_written"],
        timeout=60, check=False,
    )  # fmt: skip
    assert not (desk.folder / "latest.json").exists()
    assert [done.version for done in desk.publish()] == [1]
    assert verify(str(desk.folder)).problems == []

"""A keeper of its own for tests that kill it: does all imports, and stops for a signal where it is told to.

Run as `python -m tests.integration.imports.killed <database url> <files> <where>`: it writes `here` and waits when a form is read
(`reading`), when everything is written but not committed (`written`), or never (`nowhere`).
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from data.engine import make_engine
from data.files.store import DirectoryStore
from data.imports import loading
from data.imports.chore import ImportChore
from data.imports.lease import Turn

URL, FILES, WHERE = sys.argv[1:4]


def wait() -> None:
    """Say that the moment has come and wait for the end."""
    print("here", flush=True)
    time.sleep(600)


class Waiting(Turn):
    """A turn that stops where it is told to."""

    def row(self, number: int) -> None:
        if WHERE == "reading" and self.job.status == "loading":
            wait()
        super().row(number)

    def settle(self, connection: Any, status: str, **values: Any) -> bool:
        settled = super().settle(connection, status, **values)
        if WHERE == "written" and status == "done":
            wait()
        return settled


def main() -> None:
    """Work until nothing is left."""
    from data.imports import lease

    lease.Turn = Waiting  # type: ignore[misc]
    assert loading.load
    engine = make_engine(URL, role="matokeo_worker", pool_size=3)
    chore = ImportChore(URL, DirectoryStore(Path(FILES)), 16 * 1024 * 1024, lease_s=1.0)
    while chore.work(engine):
        pass
    print("done", flush=True)


main()

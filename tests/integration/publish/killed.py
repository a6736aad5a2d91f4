"""Publishes in a process of its own that kills itself at a named step: `python -m tests.integration.publish.killed ...`."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from data.engine import make_engine
from data.publish.loop import PublishLoop
from data.tally.worker import drain


def main(database_url: str, store: str, step: str) -> None:
    """Tally and publish; die at `step`."""

    def die(name: str) -> None:
        if name == step:
            os.kill(os.getpid(), signal.SIGKILL)

    engine = make_engine(database_url)
    with engine.connect() as connection:
        drain(connection)
    PublishLoop(engine, Path(store), Path(store).parent / "publish.key", interval_s=0, checkpoint=die).round()


if __name__ == "__main__":
    main(*sys.argv[1:])

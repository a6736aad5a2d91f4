"""The keeper's standing work of the station board: the watcher, several times a second while there is something to do."""

from __future__ import annotations

from sqlalchemy import Engine

from data.board.watch import BoardWatcher
from data.keeper.chore import Chore
from data.publish.options import WorkerOptions


class BoardChore:
    """Keeps the station board up to the forms."""

    name = "board"
    every_s = 0.5

    def __init__(self) -> None:
        self._watcher = BoardWatcher()

    def work(self, engine: Engine) -> bool:
        """Work one step in a transaction of its own."""
        with engine.begin() as connection:
            return self._watcher.step(connection)


def chores(options: WorkerOptions) -> list[Chore]:
    """Return the chores."""
    return [BoardChore()]

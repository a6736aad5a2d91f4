"""What a chore is: a named piece of standing work, done again and again by the keeper.

Implemented by `data.board.chore`, `data.anomalies.chore`, `data.alerts.chore`, `data.incidents.chore` and
`data.imports.chore`; each offers `chores(options)`. A chore keeps nothing in memory that a restart may not lose.
"""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import Engine


class Chore(Protocol):
    """One piece of standing work; it has a thread and a connection of its own."""

    @property
    def name(self) -> str:
        """Short name for the log."""

    @property
    def every_s(self) -> float:
        """Seconds between two rounds while there is nothing to do."""

    def work(self, engine: Engine) -> bool:
        """Do one round in transactions of its own; true when there is more to do at once.

        `engine` is of the role `matokeo_worker`. Raises whatever goes wrong: the keeper logs it and tries again.
        """

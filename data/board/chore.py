"""The keeper's standing work of this part."""

from __future__ import annotations

from data.keeper.chore import Chore
from data.publish.options import WorkerOptions


def chores(options: WorkerOptions) -> list[Chore]:
    """Return the chores."""
    return []

"""The keeper's standing work of version hooks; `chores` is called by `data.keeper.run`."""

from __future__ import annotations

from data.hooks.tell import HookChore
from data.keeper.chore import Chore
from data.publish.options import WorkerOptions


def chores(options: WorkerOptions) -> list[Chore]:
    """Return the chore; without data keys no address can be read."""
    if options.data_keys is None:
        return []
    return [HookChore(options.store, options.data_keys)]

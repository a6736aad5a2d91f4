"""Runs work that takes long beside the event loop: search indexes, sheets, photographs, passwords.

Called wherever a web process does such work; pictures have a process of their own (`dashboard.drawing`). In a gevent
worker the work goes to a thread of the system, so that the streams of the same process go on; elsewhere it runs where it
is called. The work must not touch the request, nor wait for a lock that a greenlet may hold.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from typing import TypeVar

import gevent
from gevent import monkey

T = TypeVar("T")


def aside(work: Callable[[], T]) -> T:
    """Return what `work` returns, or raise what it raises."""
    if not monkey.is_module_patched("threading"):
        return work()
    # The thread writes figures in the language of the answer that it works for.
    made: T = gevent.get_hub().threadpool.apply(copy_context().run, (work,))
    return made

"""How gunicorn runs both apps: gevent, thousands of open streams in each worker, nothing made before the fork.

Read by `gunicorn --config python:dashboard.gunicorn_conf` (`matokeo serve`), which sets the address and the number
of workers. The master imports nothing of the apps: the gevent worker patches the standard library first, and
only then are psycopg, Redis and Dash imported. So no `preload_app`.
"""

from __future__ import annotations

import gc
import os
import resource
import shutil
import tempfile
from pathlib import Path
from typing import Any

from dashboard.config import Settings

_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn's heartbeat files, made by it with a random name
_FILES = 65_536

worker_class = "gevent"
worker_connections = 12_000
preload_app = False
backlog = 4096
# A stream lives for hours and belongs to its worker: recycling workers would drop thousands of listeners.
max_requests = 0
timeout = Settings.from_env().request_timeout_s
# Streams end within a tick of the hub once the worker is told to stop; what is left are downloads.
graceful_timeout = 10
keepalive = 15
worker_tmp_dir = str(_SHARED_MEMORY) if _SHARED_MEMORY.is_dir() else None
# gunicorn 27 opens a control socket in the home directory; nobody here speaks to it.
control_socket_disable = True
accesslog = None
errorlog = "-"
limit_request_line = 4094
limit_request_fields = 64


def on_starting(server: Any) -> None:
    """Raise the limit of open files and make the folder in which workers count together; in the master."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        wanted = soft
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    if wanted != resource.RLIM_INFINITY and wanted < worker_connections + 512:
        server.log.warning(
            "Only %s files may be open, %s streams need more: raise the limit (LimitNOFILE).",
            wanted,
            worker_connections,
        )
    # prometheus_client looks for it when it is imported, which only workers do.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="matokeo-metrics-")


def post_worker_init(worker: Any) -> None:
    """Let the hub of a worker end its streams when the worker is told to stop."""
    parts = worker.wsgi.extensions.get("matokeo")
    if parts is not None:
        parts.hub.alive = lambda: bool(worker.alive)
    # What start-up made stays: the collector need not look at it again with every few thousand listeners.
    gc.collect()
    gc.freeze()


def child_exit(server: Any, worker: Any) -> None:
    """Take a dead worker's open streams out of the count; in the master."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:
    """Remove the counters' folder; in the master."""
    folder = os.environ.pop("PROMETHEUS_MULTIPROC_DIR", None)
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)

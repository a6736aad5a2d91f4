"""A WSGI application for tests with real processes: the API over a store, named by `MATOKEO_STORE`, no pages."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask

from dashboard.parts import WebOptions
from dashboard.server import attach
from data.published import PublishedStore


def app() -> Flask:
    """Return the bare server; also with a plain route that the benchmarks compare with."""
    server = Flask("bare")
    store = PublishedStore(Path(os.environ["MATOKEO_STORE"]))
    attach(
        server,
        store,
        WebOptions(
            redis_url=os.environ.get("TEST_REDIS_URL") or None,
            heartbeat_s=float(os.environ.get("TEST_HEARTBEAT_S", "15")),
            max_listeners=int(os.environ.get("TEST_MAX_LISTENERS", "11000")),
        ),
    )
    return server

"""What the web processes of both apps are made of: their options and the one set of readers, caches and the hub.

Made by `dashboard.server.attach`, used by blueprints and pages. It holds no request and decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from flask import Flask

from dashboard.config import Settings
from dashboard.envelope import SECURITY
from dashboard.errors import ErrorPage
from dashboard.live import Hub
from dashboard.metrics import Metrics
from dashboard.redislink import Ping, SharedAnswers
from data.cache import VersionCache
from data.lookup import Lookups
from data.published import PublishedStore
from data.records.licence import DEFAULT_LICENCE, Licence
from data.search import Search

EXTENSION = "matokeo"


@dataclass(frozen=True)
class WebOptions:
    """What the web processes need of the settings.

    `metrics` is `off`, `loopback` (asked directly from this machine, not through a proxy) or `on`.
    """

    redis_url: str | None = None
    metrics: str = "loopback"
    max_listeners: int = 11_000
    heartbeat_s: float = 15.0
    access_log: bool = False
    max_body: int = 1024 * 1024
    trusted_proxies: int = 0
    public: bool = True
    security: tuple[tuple[str, str], ...] = SECURITY
    error_page: ErrorPage | None = None
    public_url: str = ""
    licence: Licence = DEFAULT_LICENCE


@dataclass(frozen=True)
class Parts:
    """What `attach` made; in `server.extensions["matokeo"]` and handed to blueprints and pages."""

    store: PublishedStore
    cache: VersionCache
    search: Search
    lookups: Lookups
    hub: Hub
    metrics: Metrics
    ping: Ping
    options: WebOptions
    shared_pages: SharedAnswers | None = None
    checks: dict[str, Callable[[], str]] = field(default_factory=dict)


def web_options(settings: Settings, *, public: bool) -> WebOptions:
    """Return the options of the results site (`public`) or of the office."""
    # Observers photograph forms and say where they are; readers of results are never asked for either.
    allowed = () if public else (("Permissions-Policy", "camera=(self), microphone=(), geolocation=(self)"),)
    security = (*allowed, *(header for header in SECURITY if public or header[0] != "Permissions-Policy"))
    if settings.public_url.startswith("https://"):
        security = (*security, ("Strict-Transport-Security", "max-age=31536000"))
    return WebOptions(
        redis_url=settings.redis_url,
        metrics="on" if settings.metrics_public else "loopback",
        access_log=settings.log_level == "debug",
        # The office takes photographs of forms and imports.
        max_body=256 * 1024 if public else 32 * 1024 * 1024,
        trusted_proxies=settings.trusted_proxies,
        public=public,
        security=security,
        public_url=settings.public_url,
        licence=settings.data_licence,
    )


def parts_of(server: Flask) -> Parts:
    """Return what `attach` made for `server`."""
    return cast(Parts, server.extensions[EXTENSION])

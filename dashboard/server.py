"""The Flask pieces that both apps share: health, readiness, metrics, limits, error answers, headers.

`attach` is called by `create_public_app` and `create_office_app` on their Flask server, before pages are added. It
decides nothing about figures: those come from `Parts.store`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from flask import Flask, Response, abort, request
from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard.access import access
from dashboard.api import register_api
from dashboard.aside import aside
from dashboard.envelope import Envelope
from dashboard.errors import attach_errors
from dashboard.live import Hub
from dashboard.metrics import CONTENT_TYPE, Metrics
from dashboard.parts import EXTENSION, Parts, WebOptions
from dashboard.redislink import Ping, RedisShelf, SharedAnswers, Subscription
from data.cache import VersionCache
from data.errors import MatokeoError
from data.lookup import Lookups
from data.published import PublishedStore
from data.search import Search

_LOOPBACK = frozenset({"127.0.0.1", "::1", "::ffff:127.0.0.1"})
_FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")


def attach(server: Flask, store: PublishedStore, options: WebOptions) -> Parts:
    """Give `server` the shared pieces and, in the public app, the public data and API; return what was made."""
    metrics = Metrics()
    shelf = RedisShelf(server, options.redis_url) if options.redis_url else None
    parts = Parts(
        store=store,
        cache=VersionCache(shelf),
        search=Search(store, build=aside),
        lookups=Lookups(store),
        hub=Hub(
            store,
            subscribe=Subscription(options.redis_url) if options.redis_url else None,
            heartbeat_s=options.heartbeat_s,
            max_listeners=options.max_listeners,
            gauges=metrics,
        ),
        metrics=metrics,
        ping=Ping(options.redis_url),
        options=options,
        shared_pages=SharedAnswers(shelf) if shelf is not None else None,
    )
    server.extensions[EXTENSION] = parts
    server.config.update(MAX_CONTENT_LENGTH=options.max_body, MAX_FORM_PARTS=200)
    attach_errors(server, options.error_page)
    _attach_health(server, parts)
    open_paths: tuple[str, ...] = ()
    if options.public:
        register_api(server, parts)
        open_paths = ("/data/", "/api/", "/embed.js", "/oembed")
    envelope = Envelope(
        server.wsgi_app,
        metrics,
        open_paths=open_paths,
        security=options.security,
        access_log=options.access_log,
    )
    server.wsgi_app = envelope  # type: ignore[method-assign]
    if options.trusted_proxies:
        hops = options.trusted_proxies
        server.wsgi_app = ProxyFix(envelope, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return parts


def _attach_health(server: Flask, parts: Parts) -> None:
    @server.get("/healthz")
    @access("public")
    def healthz() -> Response:
        """The process answers; says nothing about what it could show."""
        return _fresh({"status": "ok"})

    @server.get("/readyz")
    @access("public")
    def readyz() -> Response:
        """Whether this process can show figures, and what is degraded meanwhile."""
        report = readiness(parts)
        return _fresh(report, 503 if report["status"] == "unready" else 200)

    @server.get("/metrics")
    @access("public")
    def metrics() -> Response:
        """Prometheus; a 404 for everybody it is not meant for."""
        if not _may_scrape(parts.options.metrics):
            abort(404)
        return Response(
            parts.metrics.text(parts.store, parts.ping.state()),
            content_type=CONTENT_TYPE,
            headers={"Cache-Control": "no-store"},
        )


def readiness(parts: Parts) -> dict[str, Any]:
    """Return whether figures can be shown (`ok`, `degraded`, `unready`), what is degraded, and each election."""
    elections: dict[str, Any] = {}
    degraded: list[str] = []
    try:
        for code in parts.store.elections():
            elections[code] = _election_state(parts.store, code, degraded)
    except MatokeoError:
        return {"status": "unready", "degraded": ["store"], "elections": {}}
    if not elections:
        degraded.append("nothing_published")
    redis = parts.ping.state()
    if redis == "away":
        degraded.append("redis")
    for name, check in parts.checks.items():
        if check() != "ok":
            degraded.append(name)
    unready = bool(elections) and not any(state.get("version") for state in elections.values())
    status = "unready" if unready else "degraded" if degraded else "ok"
    return {"status": status, "degraded": degraded, "redis": redis, "elections": elections}


def _election_state(store: PublishedStore, code: str, degraded: list[str]) -> dict[str, Any]:
    try:
        pointer = store.pointer(code)
        store.index(code, pointer.version)
    except MatokeoError:
        degraded.append(f"store:{code}")
        return {"version": None}
    silence = (datetime.now(UTC) - pointer.checked_at).total_seconds()
    return {
        "version": pointer.version,
        "status": pointer.status,
        "published_at": pointer.published_at,
        "publisher_silent_s": round(max(0.0, silence)),
        "stale": 0 < pointer.stale_after_s < silence,
    }


def _may_scrape(mode: str) -> bool:
    if mode == "on":
        return True
    direct = not any(name in request.headers for name in _FORWARDED)
    return mode == "loopback" and direct and request.remote_addr in _LOOPBACK


def _fresh(body: dict[str, Any], status: int = 200) -> Response:
    return Response(
        msgspec.json.encode(body), status, mimetype="application/json", headers={"Cache-Control": "no-store"}
    )

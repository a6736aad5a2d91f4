"""What every answer carries, whoever made it: request id, security headers, open access, counts, the access log.

A WSGI layer around the whole Flask server, made by `dashboard.server.attach`; it is on the path of every request
and must stay cheap (a few microseconds), and never reads or changes a body.
"""

from __future__ import annotations

import itertools
import os
import re
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import structlog

from dashboard.metrics import Metrics

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger("matokeo.access")
_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

SECURITY = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    # Pages have policies of their own; what has none, a plain error say, is not for frames either.
    ("Content-Security-Policy", "frame-ancestors 'none'"),
)
_DATA = (
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Access-Control-Allow-Origin", "*"),
    (
        "Access-Control-Expose-Headers",
        "ETag, Retry-After, X-Matokeo-Version, X-Request-ID, Content-Disposition",
    ),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
)
_PREFLIGHT = (
    ("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS"),
    ("Access-Control-Allow-Headers", "Last-Event-ID, If-None-Match, Cache-Control, X-Request-ID"),
    ("Access-Control-Max-Age", "86400"),
)


class Envelope:
    """Wraps a WSGI application; `open_paths` are the beginnings of paths that any site may read."""

    def __init__(
        self,
        app: WSGIApplication,
        metrics: Metrics,
        *,
        open_paths: tuple[str, ...] = (),
        security: tuple[tuple[str, str], ...] = SECURITY,
        access_log: bool = False,
    ) -> None:
        """Send `security` with every answer that does not set those headers itself."""
        self._app = app
        self._metrics = metrics
        self._open = open_paths
        self._security = security
        self._log = access_log
        self._start = os.urandom(6).hex()
        self._number = itertools.count(1)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        began = time.perf_counter()
        path = environ.get("PATH_INFO", "")
        request_id = self._identify(environ.get("HTTP_X_REQUEST_ID"))
        environ["matokeo.request_id"] = request_id
        structlog.contextvars.bind_contextvars(request_id=request_id)

        def start(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Callable[[bytes], object]:
            self._complete(headers, path, environ["REQUEST_METHOD"], request_id)
            self._note(environ, path, int(status[:3]), time.perf_counter() - began)
            return start_response(status, headers, exc_info)

        return self._app(environ, start)

    def _identify(self, given: str | None) -> str:
        """Take over the id of a proxy in front, or make one."""
        if given is not None and _ID.fullmatch(given):
            return given
        return f"{self._start}-{next(self._number):x}"

    def _complete(self, headers: list[tuple[str, str]], path: str, method: str, request_id: str) -> None:
        is_open = bool(self._open) and path.startswith(self._open)
        wanted = _DATA if is_open else self._security
        # Names of ours are in title case, so this finds them however the answer wrote them.
        present = {name.title() for name, _ in headers}
        headers.extend(header for header in wanted if header[0] not in present)
        if is_open and method == "OPTIONS":
            headers.extend(_PREFLIGHT)
        headers.append(("X-Request-ID", request_id))

    def _note(self, environ: WSGIEnvironment, path: str, status: int, seconds: float) -> None:
        method = environ["REQUEST_METHOD"]
        self._metrics.answered(path, method, status, seconds)
        if self._log:
            log.info(
                "answered",
                method=method,
                path=path[:200],
                status=status,
                ms=round(seconds * 1000, 1),
                remote=environ.get("REMOTE_ADDR", ""),
            )

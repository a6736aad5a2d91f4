"""`/api/v1/stream?election=<e>`: one Server-Sent Event for each version, from the hub of this process.

`StreamLane` opens the streams that can be opened, before Flask is asked: Flask's call stack, once touched, would stay
in the memory of each of thousands of listeners (half of what one costs). The blueprint declares the address and says what is
wrong with a request.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from flask import Blueprint, Response, abort, request

from dashboard.access import access
from dashboard.api.replies import only
from dashboard.live import Hub, HubFull
from dashboard.parts import Parts
from data.errors import NotPublished, StoreDamaged

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

EVENT_STREAM = "text/event-stream"
PATH = "/api/v1/stream"
_HEADERS = (
    ("Content-Type", f"{EVENT_STREAM}; charset=utf-8"),
    ("Cache-Control", "no-store, no-transform"),
    # nginx would keep events back until its buffer is full.
    ("X-Accel-Buffering", "no"),
)


class StreamLane:
    """Opens streams in front of Flask; passes on everything else, and what cannot be opened."""

    def __init__(self, app: WSGIApplication, hub: Hub) -> None:
        """Open streams of `hub` in front of `app`."""
        self._app = app
        self._hub = hub

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        accept = environ.get("HTTP_ACCEPT", "")
        if (
            environ.get("PATH_INFO") == PATH
            and environ["REQUEST_METHOD"] == "GET"
            and (not accept or EVENT_STREAM in accept or "*/*" in accept)
        ):
            asked = parse_qs(environ.get("QUERY_STRING", "")[:500])
            seen = last_seen(environ.get("HTTP_LAST_EVENT_ID"), asked.get("last_event_id", [""])[0])
            try:
                listener = self._hub.listen(asked.get("election", [""])[0], seen)
            except (NotPublished, StoreDamaged, HubFull):
                return self._app(environ, start_response)
            start_response("200 OK", list(_HEADERS))
            return listener
        return self._app(environ, start_response)


def last_seen(header: str | None, argument: str) -> int | None:
    """Return the version the client saw last; what is no number counts as none, so the present one is sent.

    A first connection can't send the header: a page says in `last_event_id` which version it shows.
    """
    given = header or argument
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 9 else None


def stream_blueprint(parts: Parts) -> Blueprint:
    """Return the route over the hub of `parts`."""
    blueprint = Blueprint("stream", __name__, url_prefix="/api/v1")

    @blueprint.get("/stream")
    @access("public")
    def stream() -> Response:
        """Versions as they come, beginning with the present one unless the client has it."""
        only(EVENT_STREAM)
        election = request.args.get("election", "")
        if not election:
            abort(400, "Name the election: ?election=<code>.")
        if request.method == "HEAD":
            parts.store.pointer(election)
            return Response(headers=list(_HEADERS))
        seen = last_seen(request.headers.get("Last-Event-ID"), request.args.get("last_event_id", ""))
        return Response(parts.hub.listen(election, seen), headers=list(_HEADERS))

    return blueprint

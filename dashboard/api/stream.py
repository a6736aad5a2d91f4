"""`/api/v1/stream?election=<e>`: one Server-Sent Event for each version, from the hub of this process."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from dashboard.access import access
from dashboard.api.replies import only
from dashboard.parts import Parts

EVENT_STREAM = "text/event-stream"


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
        headers = {
            "Cache-Control": "no-store, no-transform",
            # nginx would keep events back until its buffer is full.
            "X-Accel-Buffering": "no",
        }
        if request.method == "HEAD":
            parts.store.pointer(election)
            return Response(headers=headers, content_type=f"{EVENT_STREAM}; charset=utf-8")
        body = parts.hub.listen(election, _last_seen())
        return Response(body, headers=headers, content_type=f"{EVENT_STREAM}; charset=utf-8")

    return blueprint


def _last_seen() -> int | None:
    """Return the version the client saw last; what is no number counts as none, so the present one is sent.

    A first connection can't send the header: a page says in `last_event_id` which version it shows.
    """
    given = request.headers.get("Last-Event-ID") or request.args.get("last_event_id", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 9 else None

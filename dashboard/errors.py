"""Answers for what went wrong: JSON under `/api` and `/data`, a small page elsewhere.

Attached by `dashboard.server.attach`. A message says what is wrong and never holds a trace, a path of the machine
or an unescaped word of the visitor; the request id leads to the log.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import msgspec
import structlog
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from dashboard.live import HubFull
from data.errors import NotPublished, StoreDamaged

log = structlog.get_logger(__name__)

ErrorPage = Callable[[int, str], str]
_JSON_PATHS = ("/api/", "/data/")
_SHORT = "public, max-age=2"


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """The JSON of an error: the status, a word for programs, a sentence for people, the id for the log."""

    status: int
    error: str
    message: str
    request_id: str


def attach_errors(server: Flask, page: ErrorPage | None = None) -> None:
    """Handle every error of `server`; `page` draws the HTML of one, from its status and message."""
    draw = page or plain_page

    @server.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        status = error.code or 500
        response = _answer(draw, status, error.description or error.name)
        for name in ("Allow", "Retry-After", "WWW-Authenticate"):
            for own, value in error.get_headers():
                if own == name:
                    response.headers[name] = value
        return response

    @server.errorhandler(NotPublished)
    def missing(error: NotPublished) -> Response:
        response = _answer(draw, 404, str(error))
        # It may be published a second later: nothing in front may remember that it is not there.
        response.headers["Cache-Control"] = _SHORT
        return response

    @server.errorhandler(StoreDamaged)
    def damaged(error: StoreDamaged) -> Response:
        log.error("a published file is damaged", path=request.path[:200], reason=str(error))
        response = _answer(draw, 503, "These figures cannot be read at the moment.")
        response.headers["Retry-After"] = "5"
        return response

    @server.errorhandler(HubFull)
    def full(error: HubFull) -> Response:
        response = _answer(draw, 503, str(error))
        response.headers["Retry-After"] = "5"
        return response

    @server.errorhandler(Exception)
    def broken(error: Exception) -> Response:
        log.exception("a request failed", path=request.path[:200], exc_info=error)
        return _answer(draw, 500, "Something went wrong here. It has been noted.")


def _answer(draw: ErrorPage, status: int, message: str) -> Response:
    if request.path.startswith(_JSON_PATHS):
        body = msgspec.json.encode(
            Problem(
                status=status,
                error=_WORDS.get(status, "error"),
                message=message[:300],
                request_id=request.environ.get("matokeo.request_id", ""),
            )
        )
        response = Response(body, status, mimetype="application/json")
    else:
        response = Response(draw(status, message), status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response


_WORDS = {
    400: "bad_request",
    401: "not_signed_in",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    413: "too_large",
    414: "too_long",
    429: "too_many_requests",
    500: "internal",
    503: "unavailable",
}

_TITLES = {404: "Not found", 405: "Not allowed", 413: "Too large", 503: "Not available at the moment"}


def plain_page(status: int, message: str) -> str:
    """Return a page that needs nothing else; the app may give `attach` its own."""
    title = _TITLES.get(status, "Something went wrong" if status >= 500 else "This cannot be answered")
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title} · Matokeo</title><main><h1>{title}</h1><p>{escape(message[:300])}</p>"
        '<p><a href="/">Results</a></p></main></html>'
    )

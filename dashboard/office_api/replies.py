"""Bodies and answers of the office's API: decode strictly, encode records, turn our errors into their status.

Called by every module of `dashboard.office_api`. Nothing here is cached by anybody: answers belong to one person.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
import structlog
from flask import Flask, Response, request
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from components.i18n import get_translator
from components.languages import writing
from components.office.refusals import refusal_words
from dashboard.auth.reader import reader_language
from data.errors import (
    AlreadyThere,
    EntryRefused,
    LoginRefused,
    NotAllowed,
    NotThere,
    PersonRefused,
    ServiceError,
    StepRefused,
)

log = structlog.get_logger(__name__)

T = TypeVar("T")
LARGEST_JSON = 256 * 1024


class BadBody(Exception):
    """Raised by `body` for what is not JSON of the wanted shape (HTTP 400)."""


def body(kind: type[T]) -> T:
    """Return the request's JSON body as a record; unknown fields are refused where the record says so."""
    raw = request.get_data(cache=False)
    if len(raw) > LARGEST_JSON:
        raise BadBody(f"The body has more than {LARGEST_JSON} bytes.")
    if len(raw) < (request.content_length or 0):
        raise BadBody("The connection ended before the body was complete.")
    if rb"\u0000" in raw:
        raise BadBody("The body holds a NUL character, which no text may.")
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadBody(f"The body is not as described: {error}") from error


def answer(record: Any, status: int = 200, *, headers: dict[str, str] | None = None) -> Response:
    """Return a record as JSON that nothing may keep."""
    response = Response(msgspec.json.encode(record), status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def problem(status: int, error: str, message: str, **more: Any) -> Response:
    """Return an error as JSON: a word for programs, a sentence for people in their language, and what belongs to it."""
    request_id = request.environ.get("matokeo.request_id", "")
    lang = reader_language()
    with writing(lang):
        message = refusal_words(get_translator(lang), message)
    return answer(
        {"status": status, "error": error, "message": message, "request_id": request_id, **more}, status
    )


def attach_replies(server: Flask) -> None:
    """Answer our named errors under `/api` with their status; pages get theirs from `dashboard.errors`."""
    _attach_store(server)

    @server.errorhandler(BadBody)
    def bad(error: BadBody) -> Response:
        return problem(400, "bad_request", str(error))

    @server.errorhandler(EntryRefused)
    def refused(error: EntryRefused) -> Response:
        found = [msgspec.to_builtins(f) for f in error.findings]
        errors = [f for f in found if f["code"].startswith("F")]
        warnings = [f for f in found if f["code"].startswith("W")]
        return problem(422, "refused", error.message, errors=errors, warnings=warnings)

    @server.errorhandler(AlreadyThere)
    def there(error: AlreadyThere) -> Response:
        return problem(409, "conflict", str(error), sent=error.sent, stored=error.stored)

    @server.errorhandler(StepRefused)
    def step(error: StepRefused) -> Response:
        return problem(409, "step_refused", str(error))

    @server.errorhandler(PersonRefused)
    def person(error: PersonRefused) -> Response:
        return problem(422, "refused", str(error), errors=[], warnings=[])

    @server.errorhandler(NotThere)
    def nowhere(error: NotThere) -> Response:
        return problem(404, "not_found", error.message)

    @server.errorhandler(NotAllowed)
    def closed(error: NotAllowed) -> Response:
        return problem(403, "forbidden", str(error))

    @server.errorhandler(LoginRefused)
    def login(error: LoginRefused) -> Response:
        status = 429 if error.retry_after_s else 401
        response = problem(status, "login_refused", str(error), needs_code=error.needs_code)
        if error.retry_after_s:
            response.headers["Retry-After"] = str(error.retry_after_s)
        return response


def _attach_store(server: Flask) -> None:
    """Answer what the stores refuse or cannot answer at the moment."""

    @server.errorhandler(DataError)
    def malformed(error: DataError) -> Response:
        # A NUL, a number beyond the column, a day that no calendar has: the client's words, refused by PostgreSQL.
        log.info("a value was refused by the database", path=request.path[:200], reason=str(error.orig)[:200])
        return problem(400, "bad_request", "A value of the request cannot be stored.")

    @server.errorhandler(OperationalError)
    @server.errorhandler(InterfaceError)
    @server.errorhandler(PoolTimeout)
    @server.errorhandler(ServiceError)
    def away(error: Exception) -> Response:
        log.error("a store does not answer", path=request.path[:200], reason=str(error)[:200])
        response = problem(503, "unavailable", "The store does not answer at the moment. Send it again.")
        response.headers["Retry-After"] = "2"
        return response

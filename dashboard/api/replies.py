"""Answers of the public data and API: bytes with their tag, their encoding and how long they may be kept.

Called by the views of `dashboard.api`. Open access and security headers are the envelope's, not written here.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from typing import Any

import msgspec
from flask import Response, abort, request

from data.cache import VersionCache
from data.published import Variant

JSON = "application/json"
IMMUTABLE = "public, max-age=31536000, immutable"
# A CDN may keep the pointer two seconds, and serve an old one (it tells its age) when everything behind it is gone.
FRESH = "public, max-age=2, stale-if-error=86400"


def deliver(variant: Variant, *, cache: str, mimetype: str = JSON, version: int | None = None) -> Response:
    """Answer with a representation, or with 304 when the client has it."""
    headers = [("ETag", variant.etag), ("Cache-Control", cache), ("Vary", "Accept-Encoding")]
    if version is not None:
        headers.append(("X-Matokeo-Version", str(version)))
    if has_tag(request.environ.get("HTTP_IF_NONE_MATCH"), variant.etag):
        return Response(status=304, headers=headers)
    if variant.encoding != "identity":
        headers.append(("Content-Encoding", variant.encoding))
    return Response(variant.body, 200, headers, mimetype=mimetype)


def made(cache: VersionCache, key: str, record: Callable[[], Any], *, pinned: bool, version: int) -> Response:
    """Answer with the JSON of what `record` makes, kept under `key`, which holds the version.

    `pinned`: the address names the version, so the answer never changes.
    """
    variant = cache.variant(key, lambda: msgspec.json.encode(record()), accept_encoding())
    return deliver(variant, cache=IMMUTABLE if pinned else FRESH, version=version)


def tagged(body: bytes) -> Variant:
    """Return a small answer that is made for each request; compressing it would cost more than it saves."""
    return Variant(body, "identity", f'"{blake2b(body, digest_size=12).hexdigest()}"')


def accept_encoding() -> str | None:
    """Return what the client says it can unpack."""
    found: str | None = request.environ.get("HTTP_ACCEPT_ENCODING")
    return found


def only(mimetype: str) -> None:
    """Refuse with 406 a client that accepts nothing of `mimetype`."""
    accept = request.environ.get("HTTP_ACCEPT")
    if accept and accept != "*/*" and not request.accept_mimetypes.quality(mimetype):
        abort(406, f"This address answers with {mimetype} only.")


def whole(name: str, *, default: int | None, low: int, high: int) -> int | None:
    """Return a whole number of the query string or refuse with 400."""
    given = request.args.get(name)
    if given is None:
        return default
    if not (given.isascii() and given.isdigit() and len(given) <= 9 and low <= int(given) <= high):
        abort(400, f"{name} must be a whole number from {low} to {high}.")
    return int(given)


def has_tag(header: str | None, etag: str) -> bool:
    """Return whether `If-None-Match` names `etag`; weak tags compare equal, as the standard says for GET."""
    if header is None:
        return False
    if header == etag:
        return True
    return any(part.strip().removeprefix("W/") in (etag, "*") for part in header[:4096].split(","))

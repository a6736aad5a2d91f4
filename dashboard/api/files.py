"""`/data/...`: the published files at the addresses where a web server or CDN would serve them.

A version is sparse: the address of every document works in every version, whichever folder holds the file. What a
client gets are the publisher's own bytes, so hashes of the manifest hold. `FileLane` answers for what exists, in a
tenth of the time that Flask's routing takes; the blueprint answers for everything else and declares the addresses.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from flask import Blueprint, Response, request

from dashboard.access import access
from dashboard.api.replies import FRESH, IMMUTABLE, JSON, accept_encoding, deliver, has_tag, tagged
from dashboard.parts import Parts
from data.errors import NotPublished, StoreDamaged
from data.published import PublishedStore, Variant
from data.rehearsed import FILE as REHEARSALS
from data.rehearsed import announced_bytes

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PREFIX = "/data/"
JPEG = "image/jpeg"


class Found(NamedTuple):
    """A file to send, how long it may be kept and what it is."""

    variant: Variant
    cache: str
    media: str = JSON


class FileLane:
    """Answers GET and HEAD for published files before Flask is asked; passes everything else on."""

    def __init__(self, app: WSGIApplication, store: PublishedStore) -> None:
        """Serve files of `store` in front of `app`."""
        self._app = app
        self._store = store

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        method = environ["REQUEST_METHOD"]
        path = environ.get("PATH_INFO", "")
        if path.startswith(_PREFIX) and method in ("GET", "HEAD"):
            try:
                found = find(self._store, path[len(_PREFIX) :], environ.get("HTTP_ACCEPT_ENCODING"))
            except (NotPublished, StoreDamaged):
                return self._app(environ, start_response)
            return _send(found, environ, start_response)
        return self._app(environ, start_response)


def _send(found: Found, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    body, encoding, etag = found.variant
    headers = [("ETag", etag), ("Cache-Control", found.cache), ("Vary", "Accept-Encoding")]
    if has_tag(environ.get("HTTP_IF_NONE_MATCH"), etag):
        start_response("304 NOT MODIFIED", headers)
        return ()
    headers += [("Content-Type", found.media), ("Content-Length", str(len(body)))]
    if encoding != "identity":
        headers.append(("Content-Encoding", encoding))
    start_response("200 OK", headers)
    return () if environ["REQUEST_METHOD"] == "HEAD" else (body,)


def find(store: PublishedStore, path: str, accept: str | None) -> Found:
    """Return the file at `path` below `/data/`; raises `NotPublished` or `StoreDamaged`."""
    parts = path.split("/", 2)
    if len(parts) == 2 and parts[1] == "latest.json":
        # It is smaller than any compression gains.
        return Found(tagged(store.pointer_bytes(parts[0])), FRESH)
    if path == REHEARSALS:
        return Found(tagged(announced_bytes(store.root)), FRESH)
    if len(parts) == 2 and parts[0] == "geo" and parts[1].endswith(".json"):
        return Found(store.variant(store.geometry_path(parts[1][:-5]), accept), IMMUTABLE)
    if len(parts) == 2 and parts[0] == "photo" and parts[1].endswith(".jpg"):
        return Found(store.photo(parts[1][:-4]), IMMUTABLE, JPEG)
    if len(parts) == 3:
        file = store.path(parts[0], version_number(parts[1]), parts[2])
        return Found(store.variant(file, accept), IMMUTABLE)
    raise NotPublished(f"There is no published file {path[:80]!r}.")


def version_number(text: str) -> int:
    """Return 812 for `v812`; anything else, also `v0812`, is not the address of a version."""
    digits = text[1:]
    if not (
        text[:1] == "v" and digits.isascii() and digits.isdigit() and len(digits) <= 9 and digits[0] != "0"
    ):
        raise NotPublished(f"{text[:40]!r} is not a version.")
    return int(digits)


def files_blueprint(parts: Parts) -> Blueprint:
    """Return the routes over the store of `parts`."""
    blueprint = Blueprint("files", __name__, url_prefix="/data")

    def answer(**_: str) -> Response:
        """A file of the store, or what is wrong with asking for it."""
        found = find(parts.store, request.path.removeprefix(_PREFIX), accept_encoding())
        return deliver(found.variant, cache=found.cache, mimetype=found.media)

    for rule in (
        "/<election>/latest.json",
        "/geo/<sha>.json",
        "/photo/<photo>.jpg",
        "/<election>/<version>/<name>",
        "/<election>/<version>/<contest>/<area>",
        # Anything else is no file; without this the pages' catch-all would answer with HTML.
        "/<path:rest>",
    ):
        blueprint.get(rule)(access("public")(answer))
    return blueprint

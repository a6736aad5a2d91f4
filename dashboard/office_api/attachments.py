"""Photographs of the office's API: send one, look at one.

Registered by `register_office_api`, which opens the store. Decoding happens in a thread of the system, so that a worker
goes on answering meanwhile.
"""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, Flask, Response, abort, current_app, request

from dashboard.access import access
from dashboard.aside import aside
from dashboard.auth.identity import current_actor, desk_of
from dashboard.auth.limits import limit
from dashboard.config import Settings
from dashboard.office_api.keys import idempotency_key, known_uid
from dashboard.office_api.replies import BadBody, answer
from data.files.attachments import add_attachment, find_view
from data.files.photo import LARGEST_BYTES, read_photo
from data.files.store import Bucket, FileStore, open_store
from data.records import StoredAttachment

PATHS: dict[str, dict[str, Any]] = {
    "/api/v1/attachments": {
        "post": {
            "summary": "Send a photo, as the body itself or as `file` of a multipart form",
            "key": True,
            "query": {"kind": {"type": "string", "enum": ["form", "incident"], "default": "form"}},
            "media": ("image/jpeg", "image/png", "image/webp"),
            "answers": {200: StoredAttachment, 201: StoredAttachment},
            "errors": (400, 409, 413, 422),
        }
    },
    "/api/v1/attachments/{uid}": {
        "get": {
            "summary": "A photo as it is shown: upright, at most 1600 pixels, without metadata",
            "answers": {200: "image/jpeg"},
            "errors": (404,),
        }
    },
}
_EXTENSION = "matokeo.files"
_KINDS = ("form", "incident")
# A multipart body is a little longer than its file.
_AROUND = 16 * 1024


def install_files(server: Flask, settings: Settings) -> None:
    """Open the file store of `server`."""
    bucket = None
    if settings.s3_endpoint:
        scheme, _, endpoint = settings.s3_endpoint.rpartition("://")
        bucket = Bucket(
            endpoint=endpoint,
            name=settings.s3_bucket,
            access_key=settings.s3_access_key,
            secret_key=settings.s3_secret_key,
            secure=scheme != "http",
        )
    server.extensions[_EXTENSION] = open_store(settings.files, bucket)


def files_of(server: Flask | None = None) -> FileStore:
    """Return the file store."""
    return cast(FileStore, (server or current_app).extensions[_EXTENSION])


def attachments_blueprint() -> Blueprint:
    """Return the routes of photographs."""
    blueprint = Blueprint("attachments", __name__)

    @blueprint.post("/api/v1/attachments")
    @access("observer")
    @limit("60 per minute")
    def send() -> Response:
        """Store a photo once."""
        key, actor, kind = idempotency_key(), current_actor(), request.args.get("kind", "form")
        if kind not in _KINDS:
            raise BadBody(f"kind must be one of {', '.join(_KINDS)}.")
        sent = _file()
        photo = aside(lambda: read_photo(sent))
        with desk_of().acting(actor) as connection:
            stored, created = add_attachment(connection, actor, key, kind=kind, photo=photo, store=files_of())
        return answer(stored, 201 if created else 200)

    @blueprint.get("/api/v1/attachments/<uid>")
    @access("observer")
    def show(uid: str) -> Response:
        """Show a photo to whoever may see its form or incident."""
        with desk_of().acting(current_actor()) as connection:
            view = find_view(connection, known_uid(uid))
        response = Response(mimetype="image/jpeg")
        response.set_etag(view.sha256)
        if not request.if_none_match.contains(view.sha256):
            response.set_data(files_of().get(view.sha256))
        response.headers["Cache-Control"] = "private, no-cache"
        response.headers["Content-Disposition"] = f'inline; filename="{view.kind}-{view.sha256[:12]}.jpg"'
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.make_conditional(request)
        return response

    return blueprint


def _file() -> bytes:
    """Return the bytes sent, never more than a photo may have."""
    request.max_content_length = LARGEST_BYTES + _AROUND
    if request.mimetype == "multipart/form-data":
        file = request.files.get("file")
        if file is None:
            raise BadBody("The multipart body has no part called `file`.")
        body = file.stream.read(LARGEST_BYTES + 1)
    else:
        body = request.get_data(cache=False)
    if len(body) > LARGEST_BYTES:
        abort(413, f"A photo may have {LARGEST_BYTES // 2**20} MiB.")
    if not body:
        raise BadBody("The body is empty; it must be a photo.")
    return body

"""`/api/v1/elections/<e>/export/<contest>.csv` and `.json`: a whole contest of one version, sent as it is read.

The version is settled before the first byte, so a file never mixes two. A whole country costs a second of this
process: only a few run at a time, the next is told when to come again.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from threading import BoundedSemaphore

from flask import Blueprint, Response, abort
from werkzeug.exceptions import ServiceUnavailable

from dashboard.access import access
from dashboard.api.elections import pinned_index
from dashboard.api.replies import FRESH, IMMUTABLE, JSON, accept_encoding, only
from dashboard.parts import Parts
from data.export import areas, csv_chunks, json_chunks
from data.published import PublishedStore, acceptable

AT_ONCE = 3
CSV = "text/csv"

Write = Callable[[PublishedStore, str, int, str], Iterator[bytes]]
FORMATS: dict[str, tuple[str, Write]] = {"csv": (CSV, csv_chunks), "json": (JSON, json_chunks)}


def export_blueprint(parts: Parts, *, at_once: int = AT_ONCE) -> Blueprint:
    """Return the routes over the store of `parts`; at most `at_once` exports run in this process."""
    blueprint = Blueprint("export", __name__, url_prefix="/api/v1/elections")
    places = BoundedSemaphore(at_once)

    @blueprint.get("/<election>/export/<name>")
    @access("public")
    def export(election: str, name: str) -> Response:
        """One contest as a file."""
        contest, _, form = name.rpartition(".")
        if form not in FORMATS:
            abort(404, "Exports are .csv and .json.")
        mimetype, write = FORMATS[form]
        only(mimetype)
        index, pinned = pinned_index(parts.store, election)
        areas(parts.store, election, index.version, contest)
        if not places.acquire(blocking=False):
            raise ServiceUnavailable(
                "As many exports as this process makes at a time are running.", retry_after=3
            )
        marked = "TEST-" if index.is_test else ""
        headers = {
            "Cache-Control": IMMUTABLE if pinned else FRESH,
            "Vary": "Accept-Encoding",
            "X-Matokeo-Version": str(index.version),
            "Content-Disposition": f'attachment; filename="{marked}{election}-{contest}-v{index.version}.{form}"',
        }
        chunks: Iterable[bytes] = _gently(write(parts.store, election, index.version, contest))
        if "gzip" in acceptable(accept_encoding()):
            headers["Content-Encoding"] = "gzip"
            chunks = _gzipped(chunks)
        return Response(_Body(chunks, places), headers=headers, content_type=f"{mimetype}; charset=utf-8")

    return blueprint


class _Body(Iterator[bytes]):
    """The chunks of an export; gives its place back however the answer ends."""

    def __init__(self, chunks: Iterable[bytes], places: BoundedSemaphore) -> None:
        self._chunks = iter(chunks)
        self._places: BoundedSemaphore | None = places

    def __next__(self) -> bytes:
        return next(self._chunks)

    def close(self) -> None:
        """Give the place back once; the server calls it."""
        if self._places is not None:
            self._places.release()
            self._places = None


def _gently(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Give streams and pages their turn after each chunk.

    A client that reads quickly never makes the write wait, and a pause of nothing would not let gevent look at
    its sockets.
    """
    for chunk in chunks:
        yield chunk
        time.sleep(0.001)


def _gzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(5, zlib.DEFLATED, 31)
    for chunk in chunks:
        packed = packer.compress(chunk)
        if packed:
            yield packed
    yield packer.flush()

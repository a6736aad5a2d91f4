"""Sends files that are made while they are sent: how many at a time, compressed as the client asks, gently.

Shared by every export of `dashboard.api`. The version is settled before the first byte, so a file never mixes two. A whole
country costs seconds of this process: only a few run at a time, the next is told when to come again.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from threading import BoundedSemaphore

from flask import Response
from werkzeug.exceptions import ServiceUnavailable

from dashboard.api.replies import FRESH, IMMUTABLE, accept_encoding
from data.published import acceptable
from data.records import VersionIndex

AT_ONCE = 3


class ExportLane:
    """The exports that one process runs at a time; one lane is shared by all routes of exports."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        """Let `at_once` exports run."""
        self._places = BoundedSemaphore(at_once)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Take one of the places while something is made; answers 503 when the lane is full."""
        self._take()
        try:
            yield
        finally:
            self._places.release()

    def send(
        self,
        chunks: Iterable[bytes],
        *,
        index: VersionIndex,
        pinned: bool,
        media: str,
        name: str,
        packed: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Answer with `chunks` as the file `name`; empty chunks are breaths and are not sent.

        `pinned`: the address names the version, so the answer never changes; `packed`: the file is compressed already;
        `headers` come beside the usual ones or in their place. Answers 503 when the lane is full.
        """
        sent_with = {
            "Cache-Control": IMMUTABLE if pinned else FRESH,
            "Vary": "Accept-Encoding",
            "X-Matokeo-Version": str(index.version),
            "Content-Disposition": f'attachment; filename="{marked(index)}{name}"',
            **(headers or {}),
        }
        sent: Iterable[bytes] = _gently(chunks)
        if not packed and "gzip" in acceptable(accept_encoding()):
            sent_with["Content-Encoding"] = "gzip"
            sent = _gzipped(sent)
        self._take()
        return Response(_Body(sent, self._places), headers=sent_with, content_type=media)

    def _take(self) -> None:
        if not self._places.acquire(blocking=False):
            raise ServiceUnavailable(
                "As many exports as this process makes at a time are running.", retry_after=3
            )


def marked(index: VersionIndex) -> str:
    """Return what the name of a rehearsal's file begins with, so that nobody takes it for results."""
    return "TEST-" if index.is_test else ""


class _Body(Iterator[bytes]):
    """The chunks of an export; gives its place back however the answer ends."""

    def __init__(self, chunks: Iterable[bytes], places: BoundedSemaphore) -> None:
        self._chunks = iter(chunks)
        self._places: BoundedSemaphore | None = places

    def __next__(self) -> bytes:
        try:
            return next(self._chunks)
        except BaseException:  # the end is one, too
            self.close()
            raise

    def close(self) -> None:
        """Give the place back once; the server calls it where the client went away before the end."""
        if self._places is not None:
            self._places.release()
            self._places = None


def _gently(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Give streams and pages their turn after each chunk.

    A client that reads quickly never makes the write wait, and a pause of nothing would not let gevent look at
    its sockets.
    """
    for chunk in chunks:
        if chunk:
            yield chunk
        time.sleep(0.001)


def _gzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(5, zlib.DEFLATED, 31)
    for chunk in chunks:
        packed = packer.compress(chunk)
        if packed:
            yield packed
    yield packer.flush()

"""Draws pictures in a process of its own: the rasteriser holds the interpreter's lock while it works.

Made by `dashboard.site` and handed to pages as `Ask.draw`. In a gevent worker one child draws one picture after the other while
streams and pages go on; elsewhere (tests, commands) the drawing happens where it is asked for. A child that fails or hangs is
replaced; it ends by itself when its parent is gone.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import threading
from typing import IO, Any

import structlog
from gevent import monkey

from components.raster import png
from data.errors import MatokeoError

log = structlog.get_logger(__name__)
_ASK, _ANSWER = struct.Struct("!II"), struct.Struct("!BI")
_DRAWN, _REFUSED = 0, 1
#: A picture takes a fraction of a second; a child that needs longer is broken.
PATIENCE_S = 20.0
_CHILD = "from dashboard.drawing import serve; serve()"


class DrawingFailed(MatokeoError):
    """Raised when no child could draw; the reader is told to come again."""


class Drawer:
    """One child process that draws; made at the first picture."""

    def __init__(self) -> None:
        """Nothing is started yet."""
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def __call__(self, svg: str, width: int) -> bytes:
        """Draw `svg` so many pixels wide.

        Raises `ValueError` for markup that may not be drawn, `DrawingFailed` when drawing it ended two children.
        """
        with self._lock:
            for _ in range(2):
                try:
                    return self._ask(svg.encode(), width)
                except (OSError, struct.error) as error:
                    log.warning("the drawing process is replaced", reason=str(error))
                    self.close()
        raise DrawingFailed("A picture could not be drawn.", remedy="Ask again in a minute.")

    def _ask(self, svg: bytes, width: int) -> bytes:
        child = self._started()
        if child.stdin is None or child.stdout is None:
            raise OSError("The drawing process has no pipes.")
        hung = threading.Timer(PATIENCE_S, child.kill)
        hung.start()
        try:
            child.stdin.write(_ASK.pack(len(svg), width) + svg)
            child.stdin.flush()
            kind, size = _ANSWER.unpack(_exactly(child.stdout, _ANSWER.size))
            body = _exactly(child.stdout, size)
        finally:
            hung.cancel()
        if kind == _REFUSED:
            raise ValueError(body.decode())
        return body

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            # A session of its own: an interrupt at the terminal is its parent's business.
            self._child = subprocess.Popen(  # noqa: S603 - our own code, no word of a request in it
                [sys.executable, "-c", _CHILD],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
        return self._child

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    _close(pipe)


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError as error:  # what was not sent to a child that is gone is of no use
        log.debug("a pipe to the drawing process was cut", reason=str(error))


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    body = b""
    while len(body) < size:
        more = pipe.read(size - len(body))
        if not more:
            raise OSError("The drawing process ended.")
        body += more
    return body


def drawer() -> Any:
    """Return what draws in this process: a child in a gevent worker, else the rasteriser itself."""
    return Drawer() if monkey.is_module_patched("threading") else png


def serve(source: IO[bytes] | None = None, sink: IO[bytes] | None = None) -> None:
    """Be the child: draw what comes until the parent is gone. Pages come first, so it is nice."""
    source, sink = source or sys.stdin.buffer, sink or sys.stdout.buffer
    os.nice(5)
    while True:
        head = source.read(_ASK.size)
        if len(head) < _ASK.size:
            return
        size, width = _ASK.unpack(head)
        try:
            kind, body = _DRAWN, png(_exactly(source, size).decode(), width)
        except ValueError as error:
            kind, body = _REFUSED, str(error).encode()
        sink.write(_ANSWER.pack(kind, len(body)) + body)
        sink.flush()

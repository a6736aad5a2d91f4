"""A few built files of published versions on the disk of this process: workbooks, which can't be sent as they are made.

Called by `dashboard.api.export`. A file is built once for a version and read by everybody who asks; the least recently
used make room. What is on the shelf can always be built again.
"""

from __future__ import annotations

import tempfile
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from werkzeug.exceptions import ServiceUnavailable

from dashboard.aside import aside

MOST_FILES = 12
MOST_BYTES = 512 * 1024 * 1024
_PATIENCE_S = 25.0


class Shelf:
    """Files by key, built one at a time in a thread of their own."""

    def __init__(self, *, files: int = MOST_FILES, weight: int = MOST_BYTES) -> None:
        """Keep at most `files` files and `weight` bytes; nothing is on the disk before the first one."""
        self._files = files
        self._weight = weight
        self._held: OrderedDict[str, tuple[Path, int]] = OrderedDict()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._building = Lock()
        self.built = 0

    def open(self, key: str, build: Callable[[Path], None]) -> BinaryIO:
        """Open the file of `key` for reading, built by `build` unless it is here; `key` must hold the version.

        Raises `ServiceUnavailable` when the builds before it take too long.
        """
        if not self._building.acquire(timeout=_PATIENCE_S):
            raise ServiceUnavailable("Another workbook is being made.", retry_after=10)
        try:
            if key not in self._held:
                self._build(key, build)
            self._held.move_to_end(key)
            # Opened before anybody can take it off the shelf: it stays readable until it is closed.
            return self._held[key][0].open("rb")
        finally:
            self._building.release()

    def _build(self, key: str, build: Callable[[Path], None]) -> None:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="matokeo-files-")
        path = Path(self._folder.name) / sha256(key.encode()).hexdigest()[:32]
        draft = path.with_suffix(".part")
        try:
            aside(lambda: build(draft))
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        self.built += 1
        self._held[key] = (path, path.stat().st_size)
        while len(self._held) > 1 and (len(self._held) > self._files or self._size() > self._weight):
            _, (oldest, _) = self._held.popitem(last=False)
            oldest.unlink(missing_ok=True)

    def _size(self) -> int:
        return sum(size for _, size in self._held.values())

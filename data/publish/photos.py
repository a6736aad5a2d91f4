"""Copies photographs of forms into the published store, once each, by their SHA-256.

Called by `data.publish.history` where an election's settings publish photographs. It takes only the picture made for
viewing (without metadata), and only when its bytes are what the database says.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable

from data.errors import MatokeoError
from data.publish.store import VersionStore

log = logging.getLogger("matokeo.publish")

#: Opens a file of the file store by its SHA-256; raises when it is not there.
OpenFile = Callable[[str], bytes]


class Photos:
    """What publishes pictures; without `open_file` none can be."""

    def __init__(self, store: VersionStore, open_file: OpenFile | None) -> None:
        self._store = store
        self._open = open_file
        self._there: set[str] = set()

    def published(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """Put pictures into the store; return those that are there now.

        One that cannot be read is left out and logged: a missing photograph must not hold figures back.
        """
        return tuple(sha for sha in wanted if self._put(sha))

    def _put(self, sha: str) -> bool:
        if sha in self._there or self._store.has_photo(sha):
            self._there.add(sha)
            return True
        if self._open is None:
            return False
        try:
            content = self._open(sha)
        except (OSError, MatokeoError) as error:
            log.error("photograph %s cannot be read: %s", sha, error)
            return False
        if hashlib.sha256(content).hexdigest() != sha:
            log.error("photograph %s is damaged and is not published", sha)
            return False
        self._store.write_photo(sha, content)
        self._there.add(sha)
        return True

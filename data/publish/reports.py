"""Signs the election reports of elections that are over, once, so that the site can serve a signature beside each.

A thread of the publisher's process, which has the key: started by `data.publish.loop`. It reads published files only and
yields to the publisher after each piece; what it does not finish before a stop it does after the next start.
"""

from __future__ import annotations

import logging
import tempfile
import time
from pathlib import Path
from threading import Event, Thread

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from data.cdf.report import FORMS, Asked, chunks
from data.cdf.signing import keep_signature, kept_signature, sign_file
from data.errors import MatokeoError, NotPublished
from data.publish.manifest import public_key_text
from data.published import PublishedStore

log = logging.getLogger("matokeo.publish")

LOOK_S = 15.0
_BREATH_S = 0.002


class ReportSigner(Thread):
    """Looks every `LOOK_S` seconds for an election that is over and whose reports are not signed."""

    def __init__(self, root: Path, key: Ed25519PrivateKey) -> None:
        super().__init__(name="report-signer", daemon=True)
        self._root = root
        self._key = key
        # Not the worker's event: a process killed while it waits for one shared with others would block who sets it.
        self._stop_asked = Event()

    def end(self) -> None:
        """Ask the thread to stop."""
        self._stop_asked.set()

    def run(self) -> None:
        """Sign until stopped; what fails is told and tried again."""
        while not self._stop_asked.is_set():
            try:
                self.sign_due()
            except (MatokeoError, OSError) as error:
                log.warning("an election report could not be signed: %s", error)
            self._stop_asked.wait(LOOK_S)

    def sign_due(self) -> int:
        """Sign what is due; return how many reports were signed."""
        store = PublishedStore(self._root)
        signed = 0
        for election in store.elections():
            pointer = store.pointer(election)
            # A finished election does not grow old: that is how the pointer says that it is over.
            if pointer.stale_after_s or not self._ours(store, election, pointer.version):
                continue
            for form in FORMS:
                if not _kept(store, election, pointer.version, form):
                    signed += self._sign(store, Asked(election, pointer.version), form)
        return signed

    def _ours(self, store: PublishedStore, election: str, version: int) -> bool:
        """Tell whether this publisher's key signed the version; nobody else's is signed."""
        return store.manifest(election, version).public_key == public_key_text(self._key)

    def _sign(self, store: PublishedStore, asked: Asked, form: str) -> bool:
        with tempfile.TemporaryDirectory(prefix="matokeo-report-") as folder:
            path = Path(folder) / f"cdf.{form}"
            with path.open("wb") as file:
                for piece in chunks(store, asked, form):
                    file.write(piece)
                    if self._stop_asked.is_set():
                        return False
                    time.sleep(_BREATH_S)
            signature = sign_file(path, self._key)
        keep_signature(self._root, asked.election, asked.version, form, signature)
        log.info("signed the %s report of %s v%s", form, asked.election, asked.version)
        return True


def _kept(store: PublishedStore, election: str, version: int, form: str) -> bool:
    try:
        kept_signature(store, election, version, form)
    except NotPublished:
        return False
    return True

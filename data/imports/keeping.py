"""Puts imported files into the file store and takes them out again without holding them in memory where it is a directory.

Called by `intake` (office and watched folder) and by the keeper. The store names files by their SHA-256.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path

from data.errors import NotThere, ServiceError, StoreDamaged
from data.files.store import DirectoryStore, FileStore

_PIECE = 1024 * 1024
MEDIA_TYPE = "application/octet-stream"


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep(store: FileStore, path: Path) -> str:
    """Keep a copy of the file for good; returns its SHA-256. Raises `ServiceError`."""
    if not isinstance(store, DirectoryStore):
        return store.put(path.read_bytes(), MEDIA_TYPE)
    sha256 = sha256_of(path)
    kept = _place(store, sha256)
    if kept.exists():
        return sha256
    part = kept.with_name(f".{sha256}.{secrets.token_hex(6)}")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        _copy(path, part)
        part.replace(kept)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise ServiceError(f"The file store cannot be written: {error.strerror}.") from error
    return sha256


def fetch(store: FileStore, sha256: str, target: Path) -> None:
    """Write the kept file to `target`. Raises `NotThere`, `StoreDamaged`, `ServiceError`."""
    if not isinstance(store, DirectoryStore):
        target.write_bytes(store.get(sha256))
        return
    try:
        found = _copy(_place(store, sha256), target)
    except FileNotFoundError:
        raise NotThere(f"The file {sha256[:12]} is not in the store.") from None
    except OSError as error:
        raise ServiceError(f"The file store cannot be read: {error.strerror}.") from error
    if found != sha256:
        raise StoreDamaged(f"The file {sha256[:12]} is not what was stored.")


def _place(store: DirectoryStore, sha256: str) -> Path:
    return store.root / sha256[:2] / sha256


def _copy(source: Path, target: Path) -> str:
    """Copy piece by piece to the disk; returns the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    with source.open("rb") as old, target.open("xb") as new:
        while piece := old.read(_PIECE):
            digest.update(piece)
            new.write(piece)
        new.flush()
        os.fsync(new.fileno())
    return digest.hexdigest()

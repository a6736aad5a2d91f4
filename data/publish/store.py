"""Writes published versions into a directory: whole versions by rename, the pointer atomically, never a file twice.

The one place that writes below the store's root. Readers are `data.published`, a web server, or `matokeo verify`.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli
import msgspec

from data.errors import StoreDamaged
from data.records import Manifest, Pointer, VersionIndex

# Below this size compression saves no packet.
COMPRESS_FROM = 256
# A version's files are compressed on the way to a reader who waits for it: beyond this, a third more work saves 5%.
GZIP_LEVEL, BROTLI_QUALITY = 4, 4
# Forms are opened one ward at a time: one small twin for browsers is enough.
FORMS_QUALITY = 3
# More files than this are flushed by one sync of the disk instead of one each.
FSYNC_EACH = 64


class VersionStore:
    """A directory of versions: `<root>/<election>/v<N>/...`, `<root>/<election>/latest.json`, `<root>/geo/<sha>.json`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="compress")

    def version_path(self, election: str, version: int) -> Path:
        """Return the folder of a version."""
        return self.root / election / f"v{version}"

    def has_version(self, election: str, version: int) -> bool:
        """Tell whether a whole version is there (its manifest is written last)."""
        return (self.version_path(election, version) / "manifest.json").exists()

    def read(self, election: str, version: int, name: str) -> bytes | None:
        """Return a file of a version's own folder; `None` when it is not there."""
        try:
            return (self.version_path(election, version) / name).read_bytes()
        except FileNotFoundError:
            return None

    def index(self, election: str, version: int) -> VersionIndex | None:
        """Return the index of a version; `None` when it is not there.

        Raises `StoreDamaged` when it cannot be read.
        """
        content = self.read(election, version, "index.json")
        try:
            return None if content is None else msgspec.json.decode(content, type=VersionIndex)
        except msgspec.DecodeError as error:
            raise StoreDamaged(f"The index of {election} v{version} cannot be read: {error}") from error

    def manifest(self, election: str, version: int) -> Manifest | None:
        """Return the manifest of a version; `None` when it is not there or cannot be read."""
        content = self.read(election, version, "manifest.json")
        try:
            return None if content is None else msgspec.json.decode(content, type=Manifest)
        except msgspec.DecodeError:
            return None

    def stage_version(self, election: str, version: int, files: dict[str, bytes]) -> None:
        """Write a version's files where no reader looks; what a killed publisher left there is replaced."""
        staging = self._staging(election, version)
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        for folder in {Path(name).parent for name in files}:
            (staging / folder).mkdir(parents=True, exist_ok=True)
        each = len(files) <= FSYNC_EACH
        for _ in self._pool.map(
            lambda item: _write_file(staging / item[0], item[1], flush=each), files.items()
        ):
            pass
        if not each:
            os.sync()

    def release_version(self, election: str, version: int, manifest_sha256: str) -> bool:
        """Make a staged version readable with one rename; `False` when that very version is not staged whole.

        Called once its row is committed, so that a number never stands for two contents.
        """
        staging, target = self._staging(election, version), self.version_path(election, version)
        try:
            found = hashlib.sha256((staging / "manifest.json").read_bytes()).hexdigest()
        except FileNotFoundError:
            return False
        if found != manifest_sha256 or target.exists():
            return False
        staging.rename(target)
        _flush_folder(target.parent)
        return True

    def _staging(self, election: str, version: int) -> Path:
        return self.root / election / f".staging-v{version}"

    def write_geometry(self, documents: Iterable[tuple[str, bytes]]) -> None:
        """Write geometry documents by their hash; ones that are there stay untouched."""
        folder = self.root / "geo"
        folder.mkdir(parents=True, exist_ok=True)
        for sha, content in documents:
            if not (folder / f"{sha}.json").exists():
                _write_file(folder / f"{sha}.json", content, flush=False)

    def has_photo(self, sha: str) -> bool:
        """Tell whether a photograph is there."""
        return (self.root / "photo" / f"{sha}.jpg").exists()

    def write_photo(self, sha: str, content: bytes) -> None:
        """Write a photograph by its hash; it never changes after."""
        folder = self.root / "photo"
        folder.mkdir(parents=True, exist_ok=True)
        _write_bytes(folder / f"{sha}.jpg", content, flush=True)

    def pointer(self, election: str) -> Pointer | None:
        """Return the pointer as stored; `None` when there is none or it cannot be read."""
        try:
            return msgspec.json.decode((self.root / election / "latest.json").read_bytes(), type=Pointer)
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def move_pointer(self, pointer: Pointer) -> None:
        """Make `pointer` the public one, atomically."""
        path = self.root / pointer.election / "latest.json"
        part = path.with_name(".latest.json")
        with part.open("wb") as file:
            file.write(msgspec.json.encode(pointer))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _flush_folder(path.parent)


def _write_file(path: Path, content: bytes, *, flush: bool) -> None:
    """Write `content` and its compressed twins."""
    _write_bytes(path, content, flush=flush)
    if len(content) < COMPRESS_FROM:
        return
    forms = path.parent.name == "_forms"
    quality = FORMS_QUALITY if forms else BROTLI_QUALITY
    _write_bytes(path.with_name(f"{path.name}.br"), brotli.compress(content, quality=quality), flush=flush)
    if not forms:
        packed = gzip.compress(content, compresslevel=GZIP_LEVEL, mtime=0)
        _write_bytes(path.with_name(f"{path.name}.gz"), packed, flush=flush)


def _write_bytes(path: Path, content: bytes, *, flush: bool) -> None:
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        if flush:
            file.flush()
            os.fsync(file.fileno())
    part.replace(path)


def _flush_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Reads the published versions of elections from a directory of files: the one source of every public figure.

Called by pages, exports, the API and the live stream. It must never open a database, never write, and never
hand out a file outside its root. Every value is cached by the version that holds it, so nothing goes stale;
only the pointer (`latest.json`) is looked at again, by `stat`, at most every `recheck_s`.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple, TypeVar

import msgspec

from data.bounded import Bounded
from data.errors import NotPublished, StoreDamaged
from data.records import (
    AreaForms,
    Changes,
    HeldForms,
    Manifest,
    Places,
    Pointer,
    ResultsDocument,
    Stations,
    VersionIndex,
)
from data.records.publication import PublicIncidents

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.~-]{0,79}")
_SHA = re.compile(r"[0-9a-f]{64}")
_OWN = frozenset({"index.json", "manifest.json"})
_RESERVED = frozenset({"geo", "photo"})
_TWINS = {"br": ".br", "gzip": ".gz"}
_DOCUMENT_CACHE = 512
_BYTES_CACHE = 96 * 1024 * 1024

T = TypeVar("T")


class Variant(NamedTuple):
    """One representation of a file: its bytes, its `Content-Encoding` (`identity`, `gzip`, `br`) and ETag."""

    body: bytes
    encoding: str
    etag: str


class _Seen(NamedTuple):
    """A pointer as last read: when it was looked at, the file's identity then, the record and its bytes."""

    looked: float
    stamp: tuple[int, int, int] | None
    pointer: Pointer
    body: bytes


class PublishedStore:
    """The published files under one directory; safe for threads and greenlets.

    Methods raise `NotPublished` for what does not exist and `StoreDamaged` for a file that exists by the
    index but cannot be read.
    """

    def __init__(self, root: Path, *, recheck_s: float = 0.25) -> None:
        """Read from `root`; look at a pointer again after `recheck_s` seconds."""
        self.root = Path(os.path.realpath(root))
        self._recheck_s = recheck_s
        self._seen: dict[str, _Seen] = {}
        self._manifests: Bounded[tuple[str, int], str] = Bounded(4096)
        self._highest: dict[str, int] = {}
        self._listed: tuple[float, tuple[str, ...]] | None = None
        self._lock = Lock()
        self._indexes: Bounded[tuple[str, int], VersionIndex] = Bounded(24)
        self._paths: Bounded[tuple[str, int, str], Path] = Bounded(16_384)
        self._decoded: Bounded[Path, Any] = Bounded(_DOCUMENT_CACHE)
        self._registers: Bounded[Path, Any] = Bounded(8)
        self._geometry: Bounded[str, dict[str, Any]] = Bounded(128)
        self._variants: Bounded[tuple[Path, str], Variant] = Bounded(
            8192, weight=_BYTES_CACHE, weigh=lambda variant: len(variant.body)
        )

    def elections(self) -> tuple[str, ...]:
        """Return the codes of all elections with a pointer, sorted."""
        now = time.monotonic()
        if self._listed is not None and now - self._listed[0] < self._recheck_s:
            return self._listed[1]
        try:
            names = sorted(entry.name for entry in os.scandir(self.root) if entry.is_dir())
        except FileNotFoundError:
            names = []
        except OSError as error:
            raise StoreDamaged(f"The store {self.root} cannot be read: {error}.") from error
        codes = tuple(
            name
            for name in names
            if _is_election(name) and (name in self._seen or (self.root / name / "latest.json").is_file())
        )
        self._listed = (now, codes)
        return codes

    def pointer(self, election: str) -> Pointer:
        """Return which version of `election` is public now.

        While `latest.json` is damaged or away for a moment, the last good pointer is returned.
        """
        return self._current(election).pointer

    def refresh(self, election: str) -> Pointer:
        """Return the pointer after looking at its file now, whenever it was looked at last."""
        if not _is_election(election):
            raise NotPublished(f"There is no election {election[:80]!r}.")
        with self._lock:
            return self._look(election, time.monotonic()).pointer

    def pointer_bytes(self, election: str) -> bytes:
        """Return the bytes of `latest.json` that `pointer` was read from."""
        return self._current(election).body

    def index(self, election: str, version: int) -> VersionIndex:
        """Return the index of one version."""
        key = (election, version)
        return self._indexes.get(key) or self._indexes.put(
            key, _decode(self._own(election, version, "index.json"), VersionIndex)
        )

    def manifest(self, election: str, version: int) -> Manifest:
        """Return the signed manifest of one version; not cached, for few readers."""
        return _decode(self._own(election, version, "manifest.json"), Manifest)

    def document(
        self, election: str, version: int, contest: str, area: str, *, keep: bool = True
    ) -> ResultsDocument:
        """Return the results document of one contest in one area as of `version`.

        Without `keep` it is not cached: for exports, which walk through all of them once.
        """
        return self._load(election, version, f"{contest}/{area}.json", ResultsDocument, keep=keep)

    def file(self, election: str, version: int, name: str) -> bytes:
        """Return the plain bytes of a file of a version (`places.json`)."""
        return self.variant(self.path(election, version, name)).body

    def places(self, election: str, version: int) -> Places:
        """Return the areas and candidates of the register as of `version`."""
        return self._register(election, version, "places.json", Places)

    def stations(self, election: str, version: int) -> Stations:
        """Return the polling stations of the register as of `version`."""
        return self._register(election, version, "stations.json", Stations)

    def forms(self, election: str, version: int, area: str) -> AreaForms | None:
        """Return the forms behind an area's figures with their history; `None` where there is none."""
        if f"_forms/{area}" not in self.index(election, version).documents:
            return None
        return self._load(election, version, f"_forms/{area}.json", AreaForms)

    def held(self, election: str, version: int) -> HeldForms:
        """Return the forms held out of the totals of `version`."""
        return self._load(election, version, "held.json", HeldForms)

    def incidents(self, election: str, version: int) -> PublicIncidents | None:
        """Return the public incidents of `version`; `None` where the election publishes none."""
        if "_incidents.json" not in self.index(election, version).files:
            return None
        return self._load(election, version, "_incidents.json", PublicIncidents)

    def changes(self, election: str, version: int) -> Changes:
        """Return the list of versions as `version` tells it."""
        return self._load(election, version, "changes.json", Changes)

    def path(self, election: str, version: int, name: str) -> Path:
        """Return the file that holds `name` (`places.json`, `president/001.json`) as of `version`.

        Versions are sparse: the file may lie in an earlier version's folder. It is inside the root, always.
        """
        key = (election, version, name)
        return self._paths.get(key) or self._paths.put(key, self._resolve(election, version, name))

    def geometry_path(self, sha: str) -> Path:
        """Return the TopoJSON file whose SHA-256 is `sha`."""
        if not _SHA.fullmatch(sha):
            raise NotPublished(f"{sha[:80]!r} is not the SHA-256 of a geometry.")
        path = self.root / "geo" / f"{sha}.json"
        if not path.is_file():
            raise NotPublished(f"There is no geometry {sha}.")
        return self._inside(path)

    def photo(self, sha: str) -> Variant:
        """Return the photograph whose SHA-256 is `sha`, as it is: nothing makes it smaller."""
        path = self.root / "photo" / f"{sha}.jpg"
        if not _SHA.fullmatch(sha) or not path.is_file():
            raise NotPublished(f"There is no photograph {sha[:80]!r}.")
        key = (self._inside(path), "identity")
        found = self._variants.get(key)
        return found or self._variants.put(key, _variant(path.read_bytes(), "identity"))

    def geometry(self, sha: str, *, keep: bool = True) -> dict[str, Any]:
        """Return the decoded TopoJSON whose SHA-256 is `sha`; callers must not change it. `keep`: as for documents."""
        found = self._geometry.get(sha) or _decode(self.geometry_path(sha), dict)
        return self._geometry.put(sha, found) if keep else found

    def encoded(self, path: Path, accept_encoding: str | None = None) -> tuple[bytes, str]:
        """Return the bytes of a file of this store and their `Content-Encoding`, as the client accepts."""
        variant = self.variant(path, accept_encoding)
        return variant.body, variant.encoding

    def variant(self, path: Path, accept_encoding: str | None = None) -> Variant:
        """Return the smallest representation of a file that `accept_encoding` allows.

        `path` is one that `path` or `geometry_path` gave. Without a precompressed twin it is the plain file.
        """
        for encoding in acceptable(accept_encoding):
            found = self._variants.get((path, encoding))
            if found is not None:
                return found
            body = _read_twin(path, encoding)
            if body is not None:
                return self._variants.put((path, encoding), _variant(body, encoding))
        found = self._variants.get((path, "identity"))
        return found or self._variants.put((path, "identity"), _variant(_read(path), "identity"))

    def register_stamp(self, election: str, version: int) -> str:
        """Return a key that changes only when the register (`places.json`, `stations.json`) does."""
        holders = [self.path(election, version, name) for name in ("places.json", "stations.json")]
        return "-".join(f"{holder.parent.name}.{holder.stat().st_mtime_ns:x}" for holder in holders)

    def _register(self, election: str, version: int, name: str, kind: type[T]) -> T:
        path = self.path(election, version, name)
        found: T | None = self._registers.get(path)
        return found if found is not None else self._registers.put(path, _decode(path, kind))

    def _load(self, election: str, version: int, name: str, kind: type[T], *, keep: bool = True) -> T:
        path = self.path(election, version, name)
        found: T | None = self._decoded.get(path)
        if found is None:
            found = _decode(path, kind)
            if keep:
                self._decoded.put(path, found)
        return found

    def _resolve(self, election: str, version: int, name: str) -> Path:
        if name in _OWN:
            return self._own(election, version, name)
        parts = name.split("/")
        if len(parts) > 2 or not all(_NAME.fullmatch(part) for part in parts) or not name.endswith(".json"):
            raise NotPublished(f"{name[:80]!r} is not the name of a published file.")
        index = self.index(election, version)
        holder = index.documents.get(name[:-5]) if len(parts) == 2 else index.files.get(name)
        if holder is None:
            raise NotPublished(f"Version {version} of {election} has no {name}.")
        path = self.root / election / f"v{holder}" / name
        if not path.is_file():
            raise StoreDamaged(f"{name} of v{version} of {election} should be in v{holder} but is not.")
        return self._inside(path)

    def _own(self, election: str, version: int, name: str) -> Path:
        if not _is_election(election) or not 0 < version < 10**9:
            raise NotPublished(f"There is no version {version} of {election[:80]!r}.")
        path = self.root / election / f"v{version}" / name
        if not self._was_public(election, version) or not path.is_file():
            raise NotPublished(f"There is no version {version} of {election}.")
        return self._inside(path)

    def _was_public(self, election: str, version: int) -> bool:
        """Return whether the pointer ever reached `version`.

        A folder above it is one that the publisher is still writing, and may yet be written again. After a
        rollback the versions above the pointer were public once and stay readable.
        """
        seen = self._current(election)
        if version > self._highest.get(election, 0) and seen.pointer.hold.mode != "rolled_back":
            self.refresh(election)
        rolled_back = self._current(election).pointer.hold.mode == "rolled_back"
        return rolled_back or version <= self._highest.get(election, 0)

    def _inside(self, path: Path) -> Path:
        """Return `path` unless a link in the store leads out of it."""
        if not Path(os.path.realpath(path)).is_relative_to(self.root):
            raise NotPublished(f"{path.name} is not in the store.")
        return path

    def _current(self, election: str) -> _Seen:
        seen = self._seen.get(election)
        now = time.monotonic()
        if seen is not None and now - seen.looked < self._recheck_s:
            return seen
        if not _is_election(election):
            raise NotPublished(f"There is no election {election[:80]!r}.")
        with self._lock:
            return self._look(election, now)

    def _look(self, election: str, now: float) -> _Seen:
        """Read the pointer again if its file changed; keep the last good one while it cannot be read."""
        seen = self._seen.get(election)
        path = self.root / election / "latest.json"
        try:
            stat = path.stat()
            stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if seen is None or stamp != seen.stamp:
                body = _read(path)
                seen = _Seen(now, stamp, _decode_bytes(body, Pointer, path), body)
                self._notice_rebuild(seen.pointer)
        except FileNotFoundError as error:
            if seen is None or not path.parent.is_dir():
                self._seen.pop(election, None)
                raise NotPublished(f"There is no election {election!r}.") from error
        except (OSError, StoreDamaged):
            if seen is None:
                raise
        self._seen[election] = seen = seen._replace(looked=now)
        return seen

    def _notice_rebuild(self, pointer: Pointer) -> None:
        """Drop what is cached of an election whose version numbers were used again for other figures.

        Never in production (a version is immutable); a demo election is thrown away and simulated anew.
        """
        key = (pointer.election, pointer.version)
        self._highest[pointer.election] = max(pointer.version, self._highest.get(pointer.election, 0))
        before = self._manifests.get(key)
        self._manifests.put(key, pointer.manifest_sha256)
        if before is None or before == pointer.manifest_sha256:
            return
        self._highest[pointer.election] = pointer.version
        folder = self.root / pointer.election
        self._indexes.forget(lambda kept: kept[0] == pointer.election)
        self._paths.forget(lambda kept: kept[0] == pointer.election)
        self._decoded.forget(lambda kept: kept.is_relative_to(folder))
        self._registers.forget(lambda kept: kept.is_relative_to(folder))
        self._variants.forget(lambda kept: kept[0].is_relative_to(folder))


def acceptable(accept_encoding: str | None) -> tuple[str, ...]:
    """Return which precompressed encodings a client takes, smallest first.

    `q=0` refuses; `*` stands for those not named. Anything malformed counts as not accepted.
    """
    if not accept_encoding:
        return ()
    found = _ACCEPTS.get(accept_encoding)
    return found if found is not None else _ACCEPTS.put(accept_encoding, _parse_accept(accept_encoding))


_ACCEPTS: Bounded[str, tuple[str, ...]] = Bounded(256)


def _parse_accept(header: str) -> tuple[str, ...]:
    weights: dict[str, float] = {}
    for part in header[:1000].split(","):
        name, _, rest = part.strip().lower().partition(";")
        _, given, value = rest.partition("q=")
        try:
            weights[name.strip()] = float(value) if given else 1.0
        except ValueError:
            weights[name.strip()] = 0.0
    return tuple(name for name in _TWINS if weights.get(name, weights.get("*", 0.0)) > 0)


def _is_election(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and name not in _RESERVED


def _variant(body: bytes, encoding: str) -> Variant:
    digest = hashlib.blake2b(body, digest_size=12).hexdigest()
    return Variant(body, encoding, f'"{digest}"')


def _read(path: Path) -> bytes:
    """Read a JSON file whole; one that is empty or cut off is damaged."""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise StoreDamaged(f"The published file {path} cannot be read: {error}.") from error
    if body[:1] not in (b"{", b"[") or body.rstrip()[-1:] not in (b"}", b"]"):
        raise StoreDamaged(f"The published file {path} is cut off or not JSON.")
    return body


def _read_twin(path: Path, encoding: str) -> bytes | None:
    try:
        return path.with_name(path.name + _TWINS[encoding]).read_bytes() or None
    except OSError:
        return None  # The plain file serves as well, only larger.


def _decode(path: Path, kind: type[T]) -> T:
    return _decode_bytes(_read(path), kind, path)


def _decode_bytes(body: bytes, kind: type[T], path: Path) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise StoreDamaged(f"The published file {path} is damaged: {error}.") from error

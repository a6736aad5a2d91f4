"""Where the bytes of photographs are: a directory, or a bucket of S3 or MinIO, by the SHA-256 of their content.

Made once a process by `open_store`. A name is never reused for other bytes, so writing twice is harmless and nothing
is ever changed or removed here.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from minio import Minio
from minio.error import MinioException, S3Error
from urllib3 import PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError

from data.errors import NotThere, ServiceError, StoreDamaged

_SHA256 = re.compile(r"[0-9a-f]{64}")


class FileStore(Protocol):
    """Keeps bytes by their SHA-256 in hexadecimal."""

    def put(self, body: bytes, media_type: str) -> str:
        """Keep `body` for good before returning its SHA-256. Raises `ServiceError` when it cannot."""

    def get(self, sha256: str) -> bytes:
        """Return what `put` kept. Raises `NotThere`, `StoreDamaged` (other bytes), `ServiceError`."""


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """An S3 bucket: `endpoint` as `host:port`, `secure` for HTTPS."""

    endpoint: str
    name: str
    access_key: str
    secret_key: str
    secure: bool = True

    def __repr__(self) -> str:
        return f"Bucket({self.endpoint!r}, {self.name!r})"


def open_store(directory: Path, bucket: Bucket | None = None) -> FileStore:
    """Return the store: the bucket where one is set, else the directory."""
    return DirectoryStore(directory) if bucket is None else S3Store(bucket)


class DirectoryStore:
    """Files under two letters of their name; complete or not there, whenever the machine stops."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, body: bytes, media_type: str) -> str:
        """Write, flush to the disk, then rename: a reader never sees half a file."""
        sha256 = hashlib.sha256(body).hexdigest()
        path = self._path(sha256)
        if path.exists():
            return sha256
        part = path.with_name(f".{sha256}.{secrets.token_hex(6)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
            with part.open("xb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
            _sync_folder(path.parent)
            _sync_folder(self.root)
        except OSError as error:
            with suppress(OSError):
                part.unlink()
            raise ServiceError(f"The file store cannot be written: {error.strerror}.") from error
        return sha256

    def get(self, sha256: str) -> bytes:
        """Read and compare."""
        try:
            return _checked(self._path(sha256).read_bytes(), sha256)
        except FileNotFoundError:
            raise NotThere(f"The file {sha256[:12]} is not in the store.") from None
        except OSError as error:
            raise ServiceError(f"The file store cannot be read: {error.strerror}.") from error

    def _path(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise NotThere("A file is named by its SHA-256.")
        return self.root / sha256[:2] / sha256


class S3Store:
    """Objects of a bucket; the bucket must exist and be private."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket.name
        # A store that is away must not hold a web process for minutes: the phone sends the photo again.
        http = PoolManager(timeout=Timeout(connect=3, read=20), retries=Retry(total=1, backoff_factor=0.2))
        self._client = Minio(
            bucket.endpoint,
            access_key=bucket.access_key,
            secret_key=bucket.secret_key,
            secure=bucket.secure,
            region="us-east-1",
            http_client=http,
        )

    def put(self, body: bytes, media_type: str) -> str:
        """Send the bytes; the store answers when it has them."""
        sha256 = hashlib.sha256(body).hexdigest()
        try:
            self._client.put_object(
                self._bucket, self._name(sha256), io.BytesIO(body), len(body), content_type=media_type
            )
        except (MinioException, HTTPError, OSError) as error:
            raise ServiceError(f"The file store does not take the file: {_words(error)}") from error
        return sha256

    def get(self, sha256: str) -> bytes:
        """Fetch and compare."""
        try:
            response = self._client.get_object(self._bucket, self._name(sha256))
            try:
                body: bytes = response.read()
            finally:
                response.close()
                response.release_conn()
        except S3Error as error:
            if error.code == "NoSuchKey":
                raise NotThere(f"The file {sha256[:12]} is not in the store.") from error
            raise ServiceError(f"The file store does not give the file: {_words(error)}") from error
        except (MinioException, HTTPError, OSError) as error:
            raise ServiceError(f"The file store does not give the file: {_words(error)}") from error
        return _checked(body, sha256)

    def _name(self, sha256: str) -> str:
        if not _SHA256.fullmatch(sha256):
            raise NotThere("A file is named by its SHA-256.")
        return f"{sha256[:2]}/{sha256}"


def _words(error: Exception) -> str:
    return str(error.code) if isinstance(error, S3Error) else type(error).__name__


def _checked(body: bytes, sha256: str) -> bytes:
    if hashlib.sha256(body).hexdigest() != sha256:
        raise StoreDamaged(f"The file {sha256[:12]} is not what was stored.")
    return body


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

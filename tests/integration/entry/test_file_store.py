"""The store of photographs: a directory and a bucket keep the same bytes under the same name, and notice others."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from data.errors import NotThere, ServiceError, StoreDamaged
from data.files.store import Bucket, DirectoryStore, FileStore, S3Store, open_store
from tests.integration.entry.s3_server import ACCESS, BUCKET, SECRET, S3Server, s3_server

BODY = b"\xff\xd8 a photo"
NAME = hashlib.sha256(BODY).hexdigest()


@pytest.fixture
def s3() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


def _bucket(server: S3Server) -> Bucket:
    return Bucket(endpoint=server.endpoint, name=BUCKET, access_key=ACCESS, secret_key=SECRET, secure=False)


@pytest.fixture(params=["directory", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path, s3: S3Server) -> FileStore:
    return open_store(tmp_path / "files", _bucket(s3) if request.param == "bucket" else None)


def test_what_was_put_is_got_by_its_hash(store: FileStore) -> None:
    assert store.put(BODY, "image/jpeg") == NAME
    assert store.put(BODY, "image/jpeg") == NAME
    assert store.get(NAME) == BODY


def test_what_is_not_there_is_named(store: FileStore) -> None:
    with pytest.raises(NotThere):
        store.get("0" * 64)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", NAME.upper(), f"{NAME}\n", "a" * 63])
def test_a_name_that_is_no_hash_reaches_nothing(store: FileStore, name: str) -> None:
    with pytest.raises(NotThere):
        store.get(name)


def test_a_file_is_readable_by_its_owner_and_whole(tmp_path: Path) -> None:
    DirectoryStore(tmp_path).put(BODY, "image/jpeg")
    (path,) = (p for p in tmp_path.rglob("*") if p.is_file())
    assert path == tmp_path / NAME[:2] / NAME
    assert not stat.S_IMODE(path.parent.stat().st_mode) & stat.S_IRWXO


def test_other_bytes_under_a_name_are_never_handed_out(tmp_path: Path, s3: S3Server) -> None:
    for store in (DirectoryStore(tmp_path), S3Store(_bucket(s3))):
        store.put(BODY, "image/jpeg")
    (tmp_path / NAME[:2] / NAME).write_bytes(b"another")
    s3.objects[f"{NAME[:2]}/{NAME}"] = b"another"
    for store in (DirectoryStore(tmp_path), S3Store(_bucket(s3))):
        with pytest.raises(StoreDamaged):
            store.get(NAME)


def test_a_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ServiceError):
        DirectoryStore(tmp_path / "file" / "below").put(BODY, "image/jpeg")


def test_a_bucket_keeps_the_type(s3: S3Server) -> None:
    S3Store(_bucket(s3)).put(BODY, "image/webp")
    assert s3.types == {f"{NAME[:2]}/{NAME}": "image/webp"}


def test_a_bucket_that_refuses_or_is_away_is_named(s3: S3Server) -> None:
    s3.broken = True
    with pytest.raises(ServiceError):
        S3Store(_bucket(s3)).put(BODY, "image/jpeg")
    s3.broken = False
    with pytest.raises(ServiceError):
        S3Store(replace(_bucket(s3), secret_key="wrong")).put(BODY, "image/jpeg")
    with pytest.raises(ServiceError):
        S3Store(replace(_bucket(s3), endpoint="127.0.0.1:9")).get(NAME)


def test_a_bucket_does_not_print_its_secret(s3: S3Server) -> None:
    assert SECRET not in repr(_bucket(s3))

"""Detached signatures of files: Ed25519 over the very bytes, by the key that signs versions.

Only the publisher's machine has the key. `matokeo export --sign` signs there; the same version always makes the same bytes, so
the store keeps only the signature (64 bytes) beside the version and the site serves it with the file that it makes anew.
Nothing here copies a file into memory: signing and checking read it where it lies.
"""

from __future__ import annotations

import base64
import mmap
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from data.cdf.words import EDITION
from data.errors import NotPublished, StoreDamaged
from data.publish.manifest import load_or_make_key, public_key_text
from data.published import PublishedStore

ENDING = ".sig"
FOLDER = "signed"
_LENGTH = 64


def publisher_key(path: Path, signer: str) -> Ed25519PrivateKey:
    """Return the key that signed a version; never makes one. `signer` is the public key of the version's manifest.

    Raises `StoreDamaged` when there is no key, or another one.
    """
    remedy = "Sign on the publisher's machine, or set MATOKEO_KEY_FILE."
    if not path.exists():
        raise StoreDamaged(f"There is no signing key at {path}.", remedy=remedy)
    key = load_or_make_key(path)
    if public_key_text(key) != signer:
        raise StoreDamaged(f"The key at {path} is not the one that signed this version.", remedy=remedy)
    return key


def sign_file(path: Path, key: Ed25519PrivateKey) -> bytes:
    """Return the signature of a file."""
    with _content(path) as content, memoryview(content) as view:
        return key.sign(view)


def signature_holds(path: Path, signature: bytes, key: Ed25519PublicKey) -> bool:
    """Tell whether `signature` is that of the file by `key`."""
    if len(signature) != _LENGTH or not path.stat().st_size:
        return False
    with _content(path) as content, memoryview(content) as view:
        try:
            key.verify(signature, view)
        except InvalidSignature:
            return False
    return True


def public_key(text: str) -> Ed25519PublicKey:
    """Return the key that `text` is, in base64 as manifests carry it. Raises `StoreDamaged`."""
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))
    except ValueError as error:
        raise StoreDamaged(
            f"{text[:80]!r} is no public key.", remedy="Give 32 bytes in base64, as manifests carry it."
        ) from error


def pem(key: Ed25519PublicKey) -> bytes:
    """Return the public key as other programs read it."""
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def signer_of(path: Path) -> str | None:
    """Return the public key that a report says it is of; only a signature by it shows that it is true."""
    return _said(path, rb"\(Ed25519 ([A-Za-z0-9+/]{43}=)\)")


def version_of(path: Path) -> int | None:
    """Return the version that a report says it is of."""
    found = _said(path, rb'matokeo-version(?:","Value":"|</OtherType><Value>)([0-9]{1,9})["<]')
    return int(found) if found else None


def _said(path: Path, pattern: bytes) -> str | None:
    if not path.stat().st_size:
        return None
    with _content(path) as content:
        found = re.search(pattern, content)
        return found[1].decode() if found else None


@contextmanager
def _content(path: Path) -> Iterator[mmap.mmap]:
    """Give the bytes of a file that is not empty, as they lie on the disk."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        yield content


def keep_signature(root: Path, election: str, version: int, form: str, signature: bytes) -> Path:
    """Put the signature of a whole report into the store, for the site to serve; return where."""
    path = _place(root, election, version, form)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(signature)
    draft.replace(path)
    return path


def kept_signature(store: PublishedStore, election: str, version: int, form: str) -> bytes:
    """Return the signature that the publisher left for a whole report (`json`, `xml`) of a public version.

    Raises `NotPublished` when there is none.
    """
    store.index(election, version)
    try:
        found = _place(store.root, election, version, form).read_bytes()
    except OSError:
        found = b""
    if len(found) != _LENGTH:
        raise NotPublished(
            f"The publisher has not signed the {form} report of version {version} of {election}.",
            remedy="Its external identifiers name the signed manifest, and `matokeo verify-file` compares both.",
        )
    return found


def _place(root: Path, election: str, version: int, form: str) -> Path:
    # Another edition makes other bytes: an old signature must not stand beside them.
    return root / election / FOLDER / f"v{version}-cdf{EDITION}.{form}{ENDING}"

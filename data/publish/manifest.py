"""Signed, chained manifests: the SHA-256 of every file of a version, the manifest before it, an Ed25519 signature.

`data.publish.publisher` signs, `data.publish.verify` checks; the canonical bytes are the JSON of the manifest with an empty
signature, keys sorted, no spaces, UTF-8.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from pathlib import Path
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from data.errors import StoreDamaged
from data.records import Manifest


def sha256_hex(content: bytes) -> str:
    """Return the SHA-256 of `content` in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def load_or_make_key(path: Path) -> Ed25519PrivateKey:
    """Return the signing key at `path`; make it, readable by its owner only, when there is none.

    Raises `StoreDamaged` when the file is not an Ed25519 private key in PEM.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        pem = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        part = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
        try:
            # link, not rename: of two processes that start at once the first keeps its key.
            os.link(part, path)
        except FileExistsError:
            pass
        finally:
            part.unlink()
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise StoreDamaged(
            f"{path} is not a private key: {error}", remedy="Restore it from your backup."
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise StoreDamaged(f"{path} is not an Ed25519 key.", remedy="Restore it from your backup.")
    return key


def public_key_text(key: Ed25519PrivateKey) -> str:
    """Return the public half of `key` in base64, as manifests carry it."""
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def canonical(manifest: Manifest) -> bytes:
    """Return the bytes that the signature covers."""
    fields: dict[str, Any] = msgspec.to_builtins(manifest)
    fields["signature"] = ""
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sign(manifest: Manifest, key: Ed25519PrivateKey) -> Manifest:
    """Return `manifest` with its signature."""
    return msgspec.structs.replace(
        manifest, signature=base64.b64encode(key.sign(canonical(manifest))).decode()
    )


def signature_holds(manifest: Manifest) -> bool:
    """Tell whether the signature of `manifest` is that of the public key it carries."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(manifest.public_key, validate=True))
        key.verify(base64.b64decode(manifest.signature, validate=True), canonical(manifest))
    except (InvalidSignature, ValueError):
        return False
    return True

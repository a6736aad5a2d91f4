"""Encryption of single fields at rest: personal data and the secrets of second factors.

A key ring is a file with one key a line, the newest first. Each field has keys of its own, derived from the ring; what
is encrypted also says whose it is, so a row copied to another person does not open. Used by `data.accounts.private`
and `factors`; the ring is made by the office and the command line. It reads no table.
"""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from data.errors import SettingsError

_KEY_BYTES = 32


class SealBroken(Exception):
    """Raised when what is stored cannot be opened: another key ring, another person's row, or it was changed."""


class Vault:
    """Seals and opens fields with the keys of a ring; notices by itself when the ring was rotated."""

    def __init__(self, path: Path) -> None:
        """Use the ring at `path`. Raises `SettingsError` when it is missing or malformed."""
        self._path = path
        self._stamp: tuple[int, int] = (0, 0)
        self._keys: list[bytes] = []
        self._boxes: dict[str, MultiFernet] = {}
        self._load()

    @classmethod
    def open(cls, path: Path, *, make: bool) -> Vault:
        """Open the ring at `path`; with `make`, make a missing one (local runs only)."""
        if make and not path.exists():
            make_ring(path)
        return cls(path)

    def seal(self, field: str, user_id: int, value: str) -> bytes:
        """Encrypt a field of a person with the newest key."""
        return self._box(field).encrypt(f"{user_id}:{value}".encode())

    def unseal(self, field: str, user_id: int, sealed: bytes) -> str:
        """Decrypt a field of a person. Raises `SealBroken`."""
        try:
            owner, _, value = self._box(field).decrypt(bytes(sealed)).decode().partition(":")
        except InvalidToken:
            raise SealBroken(f"A stored {field} cannot be opened with the keys of {self._path}.") from None
        if owner != str(user_id):
            raise SealBroken(f"A stored {field} belongs to somebody else.")
        return value

    def renew(self, field: str, sealed: bytes) -> bytes:
        """Encrypt again with the newest key, without anybody seeing the value. Raises `SealBroken`."""
        try:
            return self._box(field).rotate(bytes(sealed))
        except InvalidToken:
            raise SealBroken(f"A stored {field} cannot be opened with the keys of {self._path}.") from None

    def _box(self, field: str) -> MultiFernet:
        self._load()
        box = self._boxes.get(field)
        if box is None:
            box = self._boxes[field] = MultiFernet([Fernet(_derived(key, field)) for key in self._keys])
        return box

    def _load(self) -> None:
        try:
            state = self._path.stat()
            stamp = (state.st_mtime_ns, state.st_ino)
            if stamp == self._stamp:
                return
            lines = self._path.read_text(encoding="utf-8").split()
            keys = [base64.urlsafe_b64decode(line) for line in lines]
        except (OSError, ValueError) as error:
            if self._keys:
                return  # opened once: a ring that cannot be read for a moment closes nothing
            raise SettingsError(
                f"The key ring {self._path} cannot be read: {error}.",
                remedy="Put it there, or make one with `matokeo user rotate-keys`.",
            ) from error
        if not keys or any(len(key) != _KEY_BYTES for key in keys):
            raise SettingsError(
                f"The key ring {self._path} is malformed.", remedy="One key of 32 bytes in base64 a line."
            )
        self._keys, self._boxes, self._stamp = keys, {}, stamp


def make_ring(path: Path) -> None:
    """Make a ring with one key, readable by its owner only; an existing one stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(_new_key() + "\n")


def add_key(path: Path) -> None:
    """Put a new key before the others; readers notice. The old ones stay until everything is encrypted anew."""
    _write(path, [_new_key(), *path.read_text(encoding="utf-8").split()])


def drop_old_keys(path: Path) -> int:
    """Keep only the newest key; return how many went. Only after everything was encrypted anew."""
    lines = path.read_text(encoding="utf-8").split()
    _write(path, lines[:1])
    return len(lines) - 1


def _write(path: Path, lines: list[str]) -> None:
    scratch = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(scratch, path)


def _new_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def _derived(key: bytes, field: str) -> bytes:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"matokeo field {field}".encode()).derive(key)
    return base64.urlsafe_b64encode(made)

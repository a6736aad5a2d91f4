"""Passwords: which may be one, their argon2id hashes, and the lock that grows with every wrong try.

Called by `data.accounts.login`, `invitations` and the account API on a connection of `Desk.authenticating()`, and by
the command line. A try is charged before it is checked: many at once each count, and none holds a connection while
argon2 works. It says nothing to anybody: `login` words the refusal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection

from data.engine import sql
from data.errors import PersonRefused
from data.records.words import N_

SHORTEST, LONGEST = 12, 256
WRONG_LENGTH = N_("A password has 12 to 256 characters.")
HOLDS_NAME = N_("The password holds the user name. Choose another one.")
TOO_COMMON = N_(
    "This password is one of the first that anybody tries. Take several words that do not belong together."
)
#: Wrong tries that are free; from here on each one locks the account, twice as long as the one before.
FREE_TRIES, FIRST_LOCK_S, LONGEST_LOCK_S = 5, 30, 15 * 60
_COMMON = Path(__file__).parent / "common_passwords.txt"
# 32 MiB and two passes: about 40 ms of one core, so that a morning's queue of observers gets in.
_HASHER = PasswordHasher(time_cost=2, memory_cost=32 * 1024, parallelism=1)
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_LEET = str.maketrans("0134578@$!", "oieastbasi")


@dataclass(frozen=True)
class Charged:
    """A try that was charged; `password_hash` is what it is checked against, `None` when the account has none."""

    user_id: int
    password_hash: str


def check_password(password: str, username: str) -> None:
    """Raise `PersonRefused` for a password that is too short, too long, common, or holds the user name."""
    plain = password.casefold()
    if not SHORTEST <= len(password) <= LONGEST:
        raise PersonRefused(WRONG_LENGTH)
    if len(username) > 2 and username.casefold() in plain:
        raise PersonRefused(HOLDS_NAME)
    if _is_common(plain) or len(set(plain)) < 5:
        raise PersonRefused(TOO_COMMON)


def set_password(connection: Connection, user_id: int, password: str) -> None:
    """Keep the hash of a new password and lift any lock; the caller has checked it and writes the audit row."""
    keep_hash(connection, user_id, hashed(password))


def hashed(password: str) -> str:
    """Return the hash of a password; slow on purpose, and asks no database."""
    return _HASHER.hash(password)


def keep_hash(connection: Connection, user_id: int, password_hash: str) -> None:
    """Keep what `hashed` made and lift any lock."""
    connection.execute(sql("credential_set"), {"user_id": user_id, "password_hash": password_hash})


def drop_password(connection: Connection, user_id: int) -> None:
    """Forget a password: nobody signs in with it from now on; a link sets another."""
    connection.execute(sql("credential_drop"), {"user_id": user_id})


def charge(connection: Connection, username: str) -> Charged | None:
    """Count a try before it is checked; `None` when there is nothing to check: unknown, disabled, locked, no password."""
    row = {
        "username": username, "free": FREE_TRIES, "first_s": FIRST_LOCK_S, "longest_s": LONGEST_LOCK_S,
    }  # fmt: skip
    found = connection.execute(sql("credential_charge"), row).one_or_none()
    return None if found is None else Charged(found.user_id, found.password_hash)


def matches(password: str, charged: Charged | None) -> bool:
    """Tell whether the password is right; takes as long when there is nothing to compare it with."""
    try:
        _HASHER.verify(charged.password_hash if charged else _nobody(), password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return charged is not None


def refund(connection: Connection, user_id: int) -> None:
    """Take back the charge of a right password whose second factor is still to come: older failures stay counted."""
    connection.execute(sql("credential_refund"), {"user_id": user_id})


def settle(connection: Connection, user_id: int) -> None:
    """Forget all failures: the person has proved who they are."""
    connection.execute(sql("credential_settle"), {"user_id": user_id})


def is_outdated(charged: Charged) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(charged.password_hash)


def renew_hash(connection: Connection, charged: Charged, password_hash: str) -> bool:
    """Keep a hash with today's parameters, unless the password was changed meanwhile."""
    row = {
        "user_id": charged.user_id, "password_hash": password_hash, "old_hash": charged.password_hash,
    }  # fmt: skip
    return connection.execute(sql("credential_renew"), row).rowcount == 1


def has_password(connection: Connection, user_id: int) -> bool:
    """Tell whether the person has set a password yet."""
    return connection.execute(sql("credential_exists"), {"user_id": user_id}).first() is not None


@cache
def _nobody() -> str:
    """The hash that unknown names are compared with."""
    return _HASHER.hash("nobody has this password")


@cache
def _common() -> frozenset[str]:
    return frozenset(_COMMON.read_text(encoding="utf-8").split())


def _is_common(plain: str) -> bool:
    """Look also behind what people add and swap: digits and marks at the ends, twice the same, 0 for o."""
    forms = {plain, plain.replace(" ", "")}
    forms |= {_EDGES.sub("", form) for form in tuple(forms)}
    forms |= {form.translate(_LEET) for form in tuple(forms)}
    forms |= {form[: len(form) // 2] for form in tuple(forms) if form[: len(form) // 2] * 2 == form}
    steps = {ord(after) - ord(before) for before, after in pairwise(plain)}
    if len(steps) == 1:
        return True  # abcdefghijklm
    return any(form in _common() for form in forms)

"""Second factors: time-based codes (TOTP), each accepted once, and recovery codes for a lost phone.

Called by `data.accounts.login`, the account API and the command line on a connection of `Desk.authenticating()`.
The secret is encrypted at rest; recovery codes are shown once and kept as SHA-256. The caller charges a try
(`passwords.charge`) before it asks whether a code is right.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import UTC, datetime

import pyotp
import segno
from sqlalchemy import Connection

from data.accounts.vault import Vault
from data.engine import sql

ISSUER = "Matokeo"
FIELD = "totp"
RECOVERY_CODES = 10
_STEP_S = 30
#: Clocks of phones differ: the codes of one step before and after are right too.
_DRIFT = 1
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_CODE = re.compile(r"\d{6}")


def has_factor(connection: Connection, user_id: int) -> bool:
    """Tell whether the person has proved a second factor."""
    row = connection.execute(sql("factor_read"), {"user_id": user_id}).one_or_none()
    return row is not None and row.is_confirmed


def begin_enrolment(connection: Connection, user_id: int, vault: Vault) -> str:
    """Return the secret to show as a picture: the one begun before, or a new one; a confirmed one stays until proved anew.

    Raises `ValueError` when the person has a confirmed factor: `remove_factor` first.
    """
    row = connection.execute(sql("factor_read"), {"user_id": user_id}).one_or_none()
    if row is not None and row.is_confirmed:
        raise ValueError("The person has a second factor already.")
    if row is not None:
        return vault.unseal(FIELD, user_id, row.secret)
    secret = pyotp.random_base32()
    begun = {"user_id": user_id, "secret": vault.seal(FIELD, user_id, secret)}
    if connection.execute(sql("factor_begin"), begun).rowcount == 1:
        return secret
    return begin_enrolment(connection, user_id, vault)  # two pages began at once: both show the first's


def confirm_enrolment(connection: Connection, user_id: int, vault: Vault, code: str) -> bool:
    """Confirm the begun factor by its first code; `False` when the code is wrong."""
    if not _accept(connection, user_id, vault, code, confirmed=False):
        return False
    connection.execute(sql("factor_confirm"), {"user_id": user_id})
    return True


def accept_code(connection: Connection, user_id: int, vault: Vault, code: str) -> str | None:
    """Use up a code: `totp` or `recovery` when it was right, `None` when it was wrong or used before."""
    text = re.sub(r"[\s-]", "", code).lower()
    if _CODE.fullmatch(text):
        return "totp" if _accept(connection, user_id, vault, text, confirmed=True) else None
    row = {"user_id": user_id, "code_sha256": _hashed(text)}
    return "recovery" if connection.execute(sql("factor_use_recovery"), row).rowcount == 1 else None


def make_recovery_codes(connection: Connection, user_id: int) -> tuple[str, ...]:
    """Replace the person's recovery codes; the only time that they can be read."""
    connection.execute(sql("factor_drop_recovery"), {"user_id": user_id})
    codes = tuple("".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES))
    rows = [{"user_id": user_id, "code_sha256": _hashed(code)} for code in codes]
    connection.execute(sql("factor_add_recovery"), rows)
    return tuple(f"{code[:5]}-{code[5:]}" for code in codes)


def left_recovery_codes(connection: Connection, user_id: int) -> int:
    """Return how many recovery codes were not used yet."""
    return int(connection.execute(sql("factor_count_recovery"), {"user_id": user_id}).scalar_one())


def remove_factor(connection: Connection, user_id: int) -> None:
    """Forget the person's second factor and recovery codes; who needs one must set up another at the next login."""
    connection.execute(sql("factor_drop_recovery"), {"user_id": user_id})
    connection.execute(sql("factor_drop"), {"user_id": user_id})


def enrol_confirmed(connection: Connection, user_id: int, vault: Vault) -> str:
    """Give the person a confirmed factor and return its secret: for demonstrations and tests."""
    remove_factor(connection, user_id)
    secret = begin_enrolment(connection, user_id, vault)
    connection.execute(sql("factor_confirm"), {"user_id": user_id})
    return secret


def read_secret(connection: Connection, user_id: int, vault: Vault) -> str | None:
    """Return the secret of a confirmed factor: for `matokeo user code` on this machine only."""
    row = connection.execute(sql("factor_read"), {"user_id": user_id}).one_or_none()
    return vault.unseal(FIELD, user_id, row.secret) if row is not None and row.is_confirmed else None


def current_code(secret: str) -> str:
    """Return the code that an app with `secret` shows now."""
    return pyotp.TOTP(secret).now()


def enrolment_uri(secret: str, username: str) -> str:
    """Return what the picture says to an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def enrolment_picture(secret: str, username: str) -> str:
    """Return the picture to scan, as SVG made here: the secret goes to nobody else."""
    code = segno.make(enrolment_uri(secret, username), micro=False, error="m")
    return code.svg_inline(scale=5, border=4, dark="black", light="white", omitsize=True)


def _accept(connection: Connection, user_id: int, vault: Vault, code: str, *, confirmed: bool) -> bool:
    row = connection.execute(sql("factor_read"), {"user_id": user_id}).one_or_none()
    text = re.sub(r"[\s-]", "", code)
    if row is None or row.is_confirmed is not confirmed or not _CODE.fullmatch(text):
        return False
    totp = pyotp.TOTP(vault.unseal(FIELD, user_id, row.secret))
    now = int(datetime.now(UTC).timestamp()) // _STEP_S
    # The newest first; every one is compared, so that the time tells nothing.
    steps = [now + drift for drift in range(_DRIFT, -_DRIFT - 1, -1)]
    right = [step for step in steps if secrets.compare_digest(totp.generate_otp(step), text)]
    if not right:
        return False
    used = connection.execute(sql("factor_use_step"), {"user_id": user_id, "step": right[0]})
    return used.rowcount == 1


def _hashed(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()

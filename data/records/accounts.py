"""Bodies and answers of the API of signing in and of one's own account.

Bodies refuse fields that they do not name: nobody sends a role along. Used by `dashboard.office_api.auth` and `account`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

Short = Annotated[str, msgspec.Meta(max_length=300)]


class Credentials(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Name, password and, where the account has a second factor, its code."""

    name: Short
    password: Short
    code: Short = ""


class RefreshBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The refresh token that is exchanged for the next pair; it works once."""

    refresh_token: Short


class CodeBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code of the second factor, or a recovery code."""

    code: Short


class PasswordBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The password of now and the one from now on."""

    current: Short
    password: Short


class LanguageBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The language to read the office in: `en` or `sw`."""

    language: Annotated[str, msgspec.Meta(max_length=2)]


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens of an API client; `expires_in` in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int
    refresh_expires_in: int
    token_type: str = "Bearer"  # noqa: S105 - the kind of token, as OAuth names it


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in. While `factor_due`, only the second factor's routes answer; `csrf` belongs to the session."""

    uid: UUID
    username: str
    display_name: str
    role: str
    level: str
    language: str
    second_factor: bool
    factor_due: bool
    csrf: str


class SessionView(msgspec.Struct, frozen=True, kw_only=True):
    """One of one's own sessions; `kind` is `browser` or `api`."""

    uid: UUID
    kind: str
    device: str | None
    address: str | None
    began_at: datetime
    seen_at: datetime
    expires_at: datetime
    second_factor: bool
    current: bool


class SessionList(msgspec.Struct, frozen=True, kw_only=True):
    """One's own living sessions, the last seen first."""

    sessions: tuple[SessionView, ...]


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """How many sessions ended."""

    ended: int


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """What an authenticator app needs: the secret as text, as address and as picture (SVG)."""

    secret: str
    uri: str
    picture: str


class RecoveryCodes(msgspec.Struct, frozen=True, kw_only=True):
    """Recovery codes, shown once; the second factor is confirmed. `csrf` belongs to the session that follows."""

    recovery_codes: tuple[str, ...]
    csrf: str

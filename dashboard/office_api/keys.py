"""Reads what names a request or a record in the office's API: the `Idempotency-Key`, ids in addresses.

Called by the modules of `dashboard.office_api`. It stores and looks up nothing.
"""

from __future__ import annotations

from uuid import UUID

from flask import request

from dashboard.office_api.replies import BadBody
from data.errors import NotThere

KEY_HEADER = "Idempotency-Key"


def idempotency_key() -> UUID:
    """Return the request's key. Raises `BadBody` (HTTP 400) when it is missing or no UUID."""
    given = request.headers.get(KEY_HEADER, "")
    found = read_uuid(given)
    if found is None:
        raise BadBody(f"The header {KEY_HEADER} must hold a UUID that the client made for this one request.")
    return found


def known_uid(words: str) -> UUID:
    """Return the id in an address. Raises `NotThere` for what is none: nothing can be there."""
    found = read_uuid(words)
    if found is None:
        raise NotThere("There is nothing at this address.")
    return found


def read_uuid(words: str) -> UUID | None:
    """Return a UUID written with its hyphens, `None` for anything else."""
    if len(words) != 36:
        return None
    try:
        return UUID(words)
    except ValueError:
        return None

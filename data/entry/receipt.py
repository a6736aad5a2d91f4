"""Fingerprints of a form: the receipt that an observer keeps, the hash of its figures, the hash of a request.

Pure. Called by `data.entry.submit`, `data.verify` and `data.incidents`. A receipt is short enough to write down and is
no secret: it lets a person compare what was stored with what was sent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from uuid import UUID

import msgspec

from data.records import Figures

# Crockford's alphabet: no I, L, O, U, so that nobody reads one for another.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS = (2, 4, 2)
_ENCODER = msgspec.json.Encoder(order="deterministic")


def figures_sha256(votes: Sequence[int]) -> bytes:
    """Return the hash of the votes in ballot order: equal for two forms of a race with the same figures."""
    return hashlib.sha256(",".join(str(count) for count in votes).encode()).digest()


def form_receipt(uid: UUID, place: str, contest: str, *, source: str, revision: int, figures: Figures) -> str:
    """Return the receipt of a form, e.g. `X7-K2M4-9Q`; `place` is the code of its station or area."""
    return receipt_code([str(uid), place, contest, source, revision, figures])


def receipt_code(canonical: object) -> str:
    """Return 40 bits of the SHA-256 of a record's canonical JSON as eight letters in groups of 2, 4 and 2."""
    bits = int.from_bytes(hashlib.sha256(_ENCODER.encode(canonical)).digest()[:5], "big")
    letters = "".join(_ALPHABET[bits >> shift & 31] for shift in range(35, -1, -5))
    groups, start = [], 0
    for length in _GROUPS:
        groups.append(letters[start : start + length])
        start += length
    return "-".join(groups)


def request_sha256(submission: msgspec.Struct) -> bytes:
    """Return the hash of what was asked, whatever the order of its keys: a key used again must bring the same."""
    if "accepted_warnings" in submission.__struct_fields__:
        accepted = tuple(sorted(submission.accepted_warnings))  # type: ignore[attr-defined]
        submission = msgspec.structs.replace(submission, accepted_warnings=accepted)
    return hashlib.sha256(_ENCODER.encode(submission)).digest()

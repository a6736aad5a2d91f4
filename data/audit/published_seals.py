"""Reads the audit seals that published versions carry in their manifests.

Called by `matokeo audit verify --store`. Whether a manifest itself holds is the business of `matokeo verify`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec


@dataclass(frozen=True)
class PublishedSeal:
    """The newest seal at the time of a version, as its manifest says."""

    election: str
    version: int
    number: int
    sha256: str


class _Seal(msgspec.Struct):
    seal_id: int
    sha256: str


class _Manifest(msgspec.Struct):
    election: str
    version: int
    audit_seal: _Seal | None = None


def published_seals(store: Path) -> Iterator[PublishedSeal]:
    """Yield the seal of every version of every election under `store`; a manifest without one is passed over."""
    for path in sorted(store.glob("*/v*/manifest.json")):
        try:
            manifest = msgspec.json.decode(path.read_bytes(), type=_Manifest)
        except (OSError, msgspec.DecodeError):
            continue
        if manifest.audit_seal is not None:
            seal = manifest.audit_seal
            yield PublishedSeal(manifest.election, manifest.version, seal.seal_id, seal.sha256)

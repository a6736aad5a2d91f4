"""Which reader a feed's format has. Called by `loading`."""

from __future__ import annotations

from data.errors import MatokeoError
from data.imports.feed import Feed, Total
from data.imports.nist import NistFeed
from data.imports.precincts import PrecinctFeed
from data.records.imports import Mapping


def open_feed(kind: str, said: Mapping, remembered: str | None, *, total: Total) -> Feed:
    """Return the reader of a feed of this format. Raises `MatokeoError` for one that there is not."""
    if kind == "openelections":
        return PrecinctFeed(said, remembered, total)
    if kind in ("nist-json", "nist-xml"):
        return NistFeed(said, remembered, total, xml=kind == "nist-xml")
    raise MatokeoError(f"There is no feed of the format {kind!r}.")

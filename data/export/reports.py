"""Election reports of NIST SP 1500-100 as formats of the whole election, which a contest and a level may limit.

`data.cdf` writes them.
"""

from __future__ import annotations

from collections.abc import Iterator

from data.cdf.report import Asked, chunks
from data.export.rows import Portion


def report_json(portion: Portion) -> Iterator[bytes]:
    """Yield the report as JSON."""
    return chunks(portion.store, _asked(portion), "json")


def report_xml(portion: Portion) -> Iterator[bytes]:
    """Yield the report as XML."""
    return chunks(portion.store, _asked(portion), "xml")


def _asked(portion: Portion) -> Asked:
    return Asked(portion.election, portion.version, portion.contest or None, portion.level)

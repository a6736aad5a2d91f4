"""Makes `_incidents.json`: the moderated incidents of an election as part of a version.

Called by `data.publish.publisher` inside its snapshot. What may be public, how late and how coarse, `data.incidents.public`
decides; here is only counted and encoded. Read anew only when its mark moved, so that a version for incidents alone costs
a handful of statements.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import msgspec
from sqlalchemy import Connection

from data.incidents.public import incident_settings, public_incidents, public_incidents_mark
from data.publish.contents import Previous
from data.records.incidents import PublicIncident
from data.records.publication import PublicIncidents

FILE = "_incidents.json"
#: The newest of them are listed; the counts are of all.
LISTED = 2000


class Incidents:
    """The public incidents of one election, brought up to each snapshot by `read`."""

    def __init__(self, election_id: int, code: str, *, reports: bool) -> None:
        self._election_id, self._code, self._reports = election_id, code, reports
        self._mark: str | None = None
        self._found: PublicIncidents | None = None

    def read(self, connection: Connection) -> None:
        """Read what is public now, if anything moved since the last time."""
        now = datetime.now(UTC)
        mark = public_incidents_mark(connection, self._election_id, now)
        if mark == self._mark:
            return
        settings = incident_settings(connection, self._election_id)
        found = public_incidents(connection, self._election_id, now)
        self._mark = mark
        self._found = PublicIncidents(
            election=self._code,
            version=0,
            as_of=now.replace(microsecond=0),
            delay_min=settings.public_delay_min,
            grain=settings.public_grain,
            total=len(found),
            by_category=_counted(one.category for one in found),
            by_severity=_counted(one.severity for one in found),
            by_area=_counted(one.area.code for one in found),
            incidents=tuple(found[:LISTED]),
        )

    def content(self, previous: Previous, version: int) -> bytes | None:
        """Return the file if it says anything else than the version before; `None` when nothing is to be written.

        An election in which nobody may report and nothing was ever public has no such file.
        """
        if self._found is None:
            return None
        before = previous.content(FILE)
        if before is None and not self._found.incidents and not self._reports:
            return None
        if before is not None and _told(before) == _facts(self._found):
            return None
        return msgspec.json.encode(msgspec.structs.replace(self._found, version=version))


def _counted(values: object) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))  # type: ignore[call-overload]


def _facts(found: PublicIncidents) -> tuple[object, ...]:
    """What a file says but for its number and time."""
    listed: tuple[PublicIncident, ...] = found.incidents
    return (
        found.total,
        found.delay_min,
        found.grain,
        found.by_category,
        found.by_severity,
        found.by_area,
        listed,
    )


def _told(content: bytes) -> tuple[object, ...] | None:
    try:
        return _facts(msgspec.json.decode(content, type=PublicIncidents))
    except msgspec.DecodeError:
        return None  # a damaged file is written again

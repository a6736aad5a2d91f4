"""Where an election's publication stands, as people of the office see it: the switch, the gate's findings, the versions.

Called by pages of publication control and by `dashboard.office_api.publish` on a connection of `Desk.acting`. Reads only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from data.engine import sql
from data.records.publication import OpenFinding, PublicationState
from data.records.versions import VersionLine

FINDINGS_SHOWN = 20
VERSIONS_SHOWN = 15


@dataclass(frozen=True, slots=True)
class Standing:
    """The state and what a preview starts from: sequence and time of the public version."""

    state: PublicationState
    public_seq: int
    public_at: datetime | None


def standing(connection: Connection, election_id: int) -> Standing:
    """Return where the publication of an election stands."""
    row = connection.execute(sql("publication_state"), {"election_id": election_id}).one()
    found = connection.execute(
        sql("publication_findings"), {"election_id": election_id, "rows": FINDINGS_SHOWN}
    ).all()
    findings = tuple(
        OpenFinding(kind=one.kind, document=one.document, detail=one.detail, since=one.found_at_utc)
        for one in found
    )
    state = PublicationState(
        election=row.code,
        mode=row.mode,
        reason=row.reason or None,
        changed_at=row.changed_at_utc,
        changed_by=row.changed_by,
        newest_version=row.newest_version,
        public_version=row.public_version,
        published_at=row.public_at_utc,
        mark=row.mark,
        may_switch=row.may_switch,
        two_people=row.two_people,
        findings=findings,
        findings_more=(found[0].total - len(found)) if found else 0,
    )
    return Standing(state, row.public_seq or 0, row.public_at_utc)


def version_lines(
    connection: Connection, election_id: int, *, before: int | None = None, most: int = VERSIONS_SHOWN
) -> tuple[VersionLine, ...]:
    """Return versions, newest first, from the one below `before`."""
    rows = connection.execute(
        sql("publication_versions"), {"election_id": election_id, "before": before, "rows": most}
    )
    return tuple(msgspec.convert(summary, VersionLine) for summary in rows.scalars())


def version_line(connection: Connection, election_id: int, version: int) -> VersionLine | None:
    """Return one version; `None` when there is none of that number."""
    found = version_lines(connection, election_id, before=version + 1, most=1)
    return found[0] if found and found[0].version == version else None

"""The switch of an election's publication: hold, release, rollback, publish now, status.

Called by `matokeo publish ...`. It writes what is wanted into the database, with an audit line, and lets the running
publisher do it; where none runs, it does it itself under the publisher's lock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, text

from data.engine import PUBLISH_LOCK, TALLY_LOCK, hold_lock
from data.errors import NotPublished, UnknownElection, WorkerBusy
from data.publish.loop import PublishLoop
from data.records.settings import ElectionSettings
from data.tally.worker import drain


@dataclass(frozen=True, slots=True)
class SwitchState:
    """Where an election's publication stands."""

    election: str
    mode: str
    pinned_version: int | None
    reason: str | None
    newest_version: int | None
    published_at_utc: datetime | None
    untallied: int
    open_findings: tuple[str, ...]


def status(connection: Connection, election: str) -> SwitchState:
    """Return the state of the switch. Raises `UnknownElection`."""
    election_id = find_election(connection, election)
    row = connection.execute(
        text(
            "SELECT coalesce(p.mode, 'auto') AS mode, p.pinned_version, p.reason, v.version, v.published_at_utc,"
            " (SELECT count(*) FROM dirty_log d JOIN races r USING (race_id) JOIN contests c USING (contest_id)"
            "  WHERE c.election_id = e.election_id) AS untallied"
            " FROM elections e LEFT JOIN publications p USING (election_id)"
            " LEFT JOIN LATERAL (SELECT version, published_at_utc FROM versions WHERE election_id = e.election_id"
            "  ORDER BY version DESC LIMIT 1) v ON true WHERE e.election_id = :id"
        ),
        {"id": election_id},
    ).one()
    findings = connection.execute(
        text(
            "SELECT detail FROM gate_findings WHERE election_id = :id AND resolved_at_utc IS NULL ORDER BY finding_id"
        ),
        {"id": election_id},
    ).scalars()
    return SwitchState(
        election, row.mode, row.pinned_version, row.reason, row.version, row.published_at_utc, row.untallied,
        tuple(findings),
    )  # fmt: skip


def find_election(connection: Connection, code: str) -> int:
    """Return the id of an election. Raises `UnknownElection`, naming those there are."""
    found = connection.execute(
        text("SELECT election_id FROM elections WHERE code = :code"), {"code": code}
    ).scalar_one_or_none()
    if found is None:
        codes = connection.execute(text("SELECT code FROM elections ORDER BY election_id")).scalars()
        known = ", ".join(codes) or "none"
        raise UnknownElection(f"There is no election {code}.", remedy=f"Elections there are: {known}.")
    return int(found)


def hold(connection: Connection, election: str, *, reason: str, actor: str) -> None:
    """Keep the public version where it is until `release`."""
    _switch(connection, election, {"mode": "hold", "pinned": None}, reason=reason, actor=actor)


def release(connection: Connection, election: str, *, reason: str, actor: str) -> None:
    """Let the public version follow the count again."""
    _switch(connection, election, {"mode": "auto", "pinned": None}, reason=reason, actor=actor)


def rollback(connection: Connection, election: str, version: int, *, reason: str, actor: str) -> None:
    """Make an earlier version public until `release`. Raises `NotPublished` when there is none of that number."""
    election_id = find_election(connection, election)
    known = connection.execute(
        text("SELECT 1 FROM versions WHERE election_id = :id AND version = :version"),
        {"id": election_id, "version": version},
    ).scalar_one_or_none()
    if known is None:
        raise NotPublished(
            f"{election} has no version {version}.", remedy="`matokeo publish status` names the newest."
        )
    _switch(connection, election, {"mode": "rolled_back", "pinned": version}, reason=reason, actor=actor)


def asks_two_people(connection: Connection, election: str) -> bool:
    """Tell whether people of the office need a second one for a rollback; an operator does not, and the log says who it was."""
    settings = connection.execute(
        text("SELECT settings FROM elections WHERE election_id = :id"),
        {"id": find_election(connection, election)},
    ).scalar_one()
    return ElectionSettings.of(settings).publication.two_person_rollback


def request_all(connection: Connection, election: str, *, actor: str) -> None:
    """Ask for every document of an election to be built and checked anew."""
    election_id = find_election(connection, election)
    connection.execute(
        text(
            "INSERT INTO publications (election_id, requested_at_utc) VALUES (:id, clock_timestamp())"
            " ON CONFLICT (election_id) DO UPDATE SET requested_at_utc = excluded.requested_at_utc"
        ),
        {"id": election_id},
    )
    _audit(connection, election, "publish.now", None, {}, reason="", actor=actor)
    connection.commit()


def _switch(
    connection: Connection, election: str, wanted: dict[str, Any], *, reason: str, actor: str
) -> None:
    election_id = find_election(connection, election)
    before = connection.execute(
        text("SELECT mode, pinned_version AS pinned FROM publications WHERE election_id = :id"),
        {"id": election_id},
    ).one_or_none()
    connection.execute(
        text(
            "INSERT INTO publications (election_id, mode, pinned_version, reason, changed_at_utc, changed_by)"
            " VALUES (:id, :mode, :pinned, :reason, clock_timestamp(), :actor) ON CONFLICT (election_id) DO UPDATE SET"
            " mode = excluded.mode, pinned_version = excluded.pinned_version, reason = excluded.reason,"
            " changed_at_utc = excluded.changed_at_utc, changed_by = excluded.changed_by"
        ),
        {"id": election_id, "reason": reason, "actor": actor, **wanted},
    )
    old = dict(before._mapping) if before else {"mode": "auto", "pinned": None}
    _audit(connection, election, f"publish.{wanted['mode']}", old, wanted, reason=reason, actor=actor)
    connection.commit()


def _audit(
    connection: Connection, election: str, action: str, old: dict[str, Any] | None, new: dict[str, Any], *,
    reason: str, actor: str,
) -> None:  # fmt: skip
    import json

    connection.execute(
        text(
            "INSERT INTO audit_log (actor, action, object_type, object_id, old_value, new_value, reason)"
            " VALUES (:actor, :action, 'election', :election, CAST(:old AS jsonb), CAST(:new AS jsonb), :reason)"
        ),
        {
            "actor": actor, "action": action, "election": election, "old": json.dumps(old), "new": json.dumps(new),
            "reason": reason,
        },
    )  # fmt: skip


def apply_now(engine: Engine, loop: PublishLoop) -> bool:
    """Tally and publish what waits, here and now; `False` when a worker runs and does it by itself."""
    try:
        with hold_lock(engine, TALLY_LOCK, holder="tally worker"):
            with engine.connect() as work:
                drain(work)
            with hold_lock(engine, PUBLISH_LOCK, holder="publisher"):
                loop.refresh_views()
                loop.round()
    except WorkerBusy:
        return False
    return True

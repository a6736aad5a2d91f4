"""The fictional people of a simulation: who enters forms, who verifies them, and what the audit log says of it.

Called by `setup`, `night` and `replay`. Nobody can log in as one of them: their accounts are not active.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from data.engine import sql

_ENTRY = ("simulation-entry", "Simulated observer", "field_observer")
_VERIFIER = ("simulation-verifier", "Simulated second person", "election_manager")


@dataclass(frozen=True, slots=True)
class People:
    """User ids of the two fictional people; a form is never verified by who entered it."""

    entry: int
    verifier: int


def make_people(connection: Connection) -> People:
    """Make sure that both exist and return their ids."""
    ids = [
        int(
            connection.execute(
                sql("simulate_add_user"), {"username": username, "display_name": name, "role": role}
            ).scalar_one()
        )
        for username, name, role in (_ENTRY, _VERIFIER)
    ]
    return People(entry=ids[0], verifier=ids[1])


def note(
    connection: Connection, action: str, object_type: str, object_ids: Sequence[object], reason: str
) -> None:
    """Append to the audit log that the second person did `action` to each object, for `reason`."""
    if object_ids:
        given = {
            "actor": f"simulation:{_VERIFIER[0]}",
            "action": action,
            "object_type": object_type,
            "object_ids": [str(object_id) for object_id in object_ids],
            "reason": reason,
        }
        connection.execute(sql("simulate_audit"), given)


def set_status(connection: Connection, election_id: int, code: str, status: str, *, reason: str) -> bool:
    """Move the election to `status` and say so in the audit log; False when it is there already."""
    given = {"election_id": election_id, "status": status}
    if connection.execute(sql("simulate_set_status"), given).one_or_none() is None:
        return False
    note(connection, f"election.{status}", "election", [code], reason)
    return True

"""Moves the switch for people of the office: hold, release, publish now, roll back; and says why it may not move.

Called by `dashboard.office_api.publish` on a connection of `Desk.acting`. The SQL function `switch_publication` (migration
0010) has the last word; the running publisher takes up what it wrote. The command line's way is `data.publish.switch`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from data.acting import Actor
from data.audit.trail import record
from data.engine import sql
from data.errors import NotAllowed, StepRefused
from data.publish.standing import Standing, standing
from data.records.publication import RollbackAsk, SwitchAsk
from data.records.words import N_

#: What the functions of the store refuse with, in words; pages translate them.
REFUSALS = {
    "not_allowed": N_("Only administrators and managers of the whole country decide what the public sees."),
    "no_reason": N_("A reason is needed, of 3 to 500 characters."),
    "stale": N_("Somebody changed the publication a moment before. Look at the page again, then decide."),
    "already": N_("It is so already."),
    "not_following": N_("Only a publication that follows the count can be held."),
    "no_version": N_("There is no earlier version of that number."),
    "no_such_mode": N_("There is no such step."),
    "needs_second": N_(
        "This election asks two people for a rollback: ask for it, and another person approves."
    ),
    "needs_no_second": N_("This election asks no second person for a rollback."),
    "waiting": N_("A rollback waits for a second person already."),
    "decided": N_("Somebody decided this request a moment before."),
    "expired": N_("The request waited too long. Ask again."),
    "own_request": N_("Nobody decides an own request: another person approves or refuses it."),
    "notice_state": N_("Somebody changed this notice a moment before."),
    "too_many_notices": N_("Three notices are shown already. End one first."),
}
_NOT_ALLOWED = frozenset({"not_allowed", "own_request"})


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what the store's functions refuse into our errors, with words."""
    try:
        yield
    except DBAPIError as error:
        diag = getattr(error.orig, "diag", None)
        code = getattr(diag, "message_primary", None) or ""
        if code not in REFUSALS:
            if getattr(error.orig, "sqlstate", None) == "42501":
                raise NotAllowed(REFUSALS["not_allowed"]) from error
            raise
        kind = NotAllowed if code in _NOT_ALLOWED else StepRefused
        raise kind(REFUSALS[code]) from error


def hold(connection: Connection, actor: Actor, election_id: int, ask: SwitchAsk) -> Standing:
    """Keep the public version where it is. Raises `NotAllowed`, `StepRefused`."""
    return _move(connection, actor, election_id, "hold", ask)


def release(connection: Connection, actor: Actor, election_id: int, ask: SwitchAsk) -> Standing:
    """Let the public version follow the count again. Raises `NotAllowed`, `StepRefused`."""
    return _move(connection, actor, election_id, "auto", ask)


def publish_now(connection: Connection, actor: Actor, election_id: int, ask: SwitchAsk) -> Standing:
    """Have every document built and checked anew. Raises `NotAllowed`, `StepRefused`."""
    return _move(connection, actor, election_id, "now", ask)


def roll_back(connection: Connection, actor: Actor, election_id: int, ask: RollbackAsk) -> Standing:
    """Make an earlier version public. Raises `NotAllowed`, `StepRefused` (also where two people are asked for)."""
    return _move(connection, actor, election_id, "rolled_back", ask)


def _move(
    connection: Connection, actor: Actor, election_id: int, mode: str, ask: SwitchAsk | RollbackAsk
) -> Standing:
    before = standing(connection, election_id).state
    version = ask.version if isinstance(ask, RollbackAsk) else None
    asked: dict[str, Any] = {
        "election_id": election_id, "mode": mode, "version": version, "reason": ask.reason.strip(), "seen": ask.seen,
    }  # fmt: skip
    with refusing():
        connection.execute(sql("publication_switch"), asked)
    audit_switch(connection, actor, ask.election, mode, (before.mode, before.public_version), ask=ask)
    return standing(connection, election_id)


def audit_switch(
    connection: Connection,
    actor: Actor,
    election: str,
    mode: str,
    before: tuple[str, int | None],
    *,
    ask: SwitchAsk | RollbackAsk,
    request: object = None,
) -> None:
    """Leave the row of a switch that moved; `request` names the one that a second person approved."""
    new: dict[str, Any] = {"mode": mode, "pinned": ask.version if isinstance(ask, RollbackAsk) else None}
    if request is not None:
        new["request"] = str(request)
    old = {"mode": before[0], "public": before[1]}
    record(
        connection, actor, f"publish.{mode}", ("election", election), old=old, new=new, reason=ask.reason.strip()
    )  # fmt: skip

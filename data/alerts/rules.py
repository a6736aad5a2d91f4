"""Rules of alerts as data: read for an election, changed by who may, refused when a threshold makes no sense.

Read by `data.alerts.chore` (every round) and by the page; written through the API. Row security says who may write.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec
from sqlalchemy import Connection, Row
from sqlalchemy.exc import ProgrammingError

from data.acting import Actor
from data.audit.trail import record
from data.elections import office_election
from data.engine import sql
from data.errors import NotAllowed, NotThere, PersonRefused
from data.records.alerts import KINDS, SEVERITIES, AlertRule, Route, RuleChange, RuleField
from data.records.words import N_

MOST_MIN = 1440
OTHER_KIND = N_("The thresholds are not those of this kind of alert.")
NO_SEVERITY = N_("This is no severity.")
NOBODY_TOLD = N_("Somebody must be told in the office.")
MANY_HOOKS = N_("A rule calls 20 webhooks at most.")
LIMITS = N_("A threshold is no whole number within its limits.")
#: What a change is refused with, for scripts to say in the reader's language.
REASONS = (OTHER_KIND, NO_SEVERITY, NOBODY_TOLD, MANY_HOOKS, LIMITS)
Thresholds = dict[str, Any]


def read_rules(connection: Connection, election_id: int | None) -> dict[str, AlertRule]:
    """Return every rule as it holds for an election (`None`: in general), by kind in the order of the kinds."""
    rows = {row.kind: row for row in connection.execute(sql("alert_rules"), {"election_id": election_id})}
    return {kind: _rule(rows[kind]) for kind in KINDS if kind in rows}


def _rule(row: Row[Any]) -> AlertRule:
    return AlertRule(
        kind=row.kind,
        enabled=row.enabled,
        severity=row.severity,
        thresholds={**row.thresholds, **(row.own_thresholds or {})},
        for_min=row.for_min,
        clear_min=row.clear_min,
        route=msgspec.convert(row.route, Route, strict=False),
        own=tuple(row.own),
        changed_by=row.changed_by,
        changed_at=row.changed_at_utc,
    )


def checked_thresholds(kind: str, given: Thresholds) -> Thresholds:
    """Return the thresholds of a kind, complete and within their limits. Raises `PersonRefused`, `NotThere`."""
    if kind not in KINDS:
        raise NotThere("There is no such kind of alert.")
    fields = {field.name: field for field in KINDS[kind].fields}
    if set(given) != set(fields):
        raise PersonRefused(OTHER_KIND)
    return {name: _checked(fields[name], value) for name, value in given.items()}


def _checked(field: RuleField, value: object) -> int | str:
    if field.is_severity:
        if value not in SEVERITIES:
            raise PersonRefused(NO_SEVERITY)
        return str(value)
    if isinstance(value, bool) or not isinstance(value, int) or not field.least <= value <= field.most:
        raise PersonRefused(LIMITS)
    return value


def change_rule(connection: Connection, actor: Actor, kind: str, change: RuleChange) -> AlertRule:
    """Store a rule, in general or for one election; leaves `alert_rule.change`. Raises `PersonRefused`, `NotAllowed`."""
    election_id = office_election(connection, change.election).election_id if change.election else None
    thresholds = checked_thresholds(kind, change.thresholds)
    if not (0 <= change.for_min <= MOST_MIN and 0 <= change.clear_min <= MOST_MIN):
        raise PersonRefused(LIMITS)
    may_set(connection)
    before = read_rules(connection, election_id)[kind]
    values = {
        "kind": kind,
        "election_id": election_id,
        "enabled": change.enabled,
        "severity": change.severity,
        "thresholds": json.dumps(thresholds),
        "for_min": change.for_min,
        "clear_min": change.clear_min,
        "user_id": actor.user_id,
    }
    if election_id is None:
        route = _checked_route(connection, change.route or before.route)
        connection.execute(sql("alert_rule_set"), {**values, "route": json.dumps(route)})
    elif change.drop_own:
        connection.execute(sql("alert_override_drop"), {"kind": kind, "election_id": election_id})
    else:
        connection.execute(sql("alert_override_set"), values)
    after = read_rules(connection, election_id)[kind]
    target = ("alert_rule", kind if change.election is None else f"{kind}@{change.election}")
    record(connection, actor, "alert_rule.change", target, old=_told(before), new=_told(after))
    return after


def may_set(connection: Connection) -> None:
    """Raise `NotAllowed` unless the person of the transaction may set rules."""
    if not sets_rules(connection):
        raise NotAllowed(
            "Rules are set by administrators and by managers of the whole country.",
            remedy="Ask one of them.",
        )


def sets_rules(connection: Connection) -> bool:
    """Tell whether the person of the transaction may set rules."""
    try:
        return bool(connection.execute(sql("alert_sets_rules")).scalar_one())
    except ProgrammingError:  # a role that may not even ask
        return False


def _checked_route(connection: Connection, route: Route) -> dict[str, Any]:
    """Return the route as it is stored; webhooks that nobody knows are refused."""
    if not route.roles:
        raise PersonRefused(NOBODY_TOLD)
    wanted = {str(uid) for uid in route.webhooks}
    if len(wanted) > 20:
        raise PersonRefused(MANY_HOOKS)
    return {"roles": list(dict.fromkeys(route.roles)), "email": route.email, "webhooks": sorted(wanted)}


def _told(rule: AlertRule) -> dict[str, Any]:
    told = msgspec.to_builtins(rule)
    return {
        name: told[name] for name in ("enabled", "severity", "thresholds", "for_min", "clear_min", "route")
    }
